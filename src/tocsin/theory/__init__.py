"""What a theory and a case are: quantities, claims, and the reading of their files."""
