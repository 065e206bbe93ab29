"""The catalogue on the screen: what `list` and `show` print. Each entry is plain data first, and printed from it."""
