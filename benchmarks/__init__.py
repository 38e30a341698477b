"""Programs to measure the engine against. Not part of the package; loaded from here by ``community-sim bench``."""
