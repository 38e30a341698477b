"""A real log: reading and writing its file, its published statistics, and simulated ones beside it."""
