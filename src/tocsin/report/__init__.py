"""Reports: what people read of an entry, a run or one history, and the same as plain data for programs."""
