"""Evidence: what the record holds, as finite features, and how histories are held against it."""
