"""Scenarios compared pair by pair: the study, what was found, its rows, and what is left of it in other worlds."""
