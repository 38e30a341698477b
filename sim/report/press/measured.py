"""The names of measures in words; an own one, which has none, is called as its function is."""

from __future__ import annotations

from sim.measures import MEASURES
from sim.words import say


def label_of(measure: str, lang: str) -> str:
    """Return the name of a measure in words."""
    return say(f"measures.{measure}.label", lang) if measure in MEASURES else measure


def definition_of(measure: str, lang: str) -> str:
    """Return what a measure counts, in a sentence."""
    return say(f"measures.{measure}.definition" if measure in MEASURES else "report.own_measure", lang)
