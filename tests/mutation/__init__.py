"""Planted faults: the sources are changed in one small place at a time, and the laws must notice. Run it with ``python -m tests.mutation``."""
