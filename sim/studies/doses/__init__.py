"""Doses: every lever of every policy from nothing to its end, and what shape its effect has."""
