"""Simulation: from a theory and a case to an ensemble of histories on disk."""
