"""The crisis clock: what happens hour by hour from a challenge to its end. One mechanism a file."""
