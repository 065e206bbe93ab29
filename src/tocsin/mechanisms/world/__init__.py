"""The world clock: what happens month by month between crises, in all countries at once. One mechanism a file."""
