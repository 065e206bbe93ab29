"""Studies: questions put to ensembles. Each takes ensembles and returns a typed result."""
