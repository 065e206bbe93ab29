"""The same reduced crisis model in Tocsin, Mesa, NumPy and JAX: what `peers.py` sets side by side."""
