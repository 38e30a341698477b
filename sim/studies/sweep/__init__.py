"""A design of points run through: the study, and its table of effects."""
