"""Texts of faults in another language than the one they are raised in.

A fault is raised in English, since it may reach a log file or a program before anybody knows who reads. The catalogue
`faults.toml` holds every such text with its blanks; what is told to a person is found there and said in their language.
A blank named ``said`` holds another such text.
"""

from __future__ import annotations

import re
import string
from functools import cache

from sim.words import catalogue, say

GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+")


def translated(text: str, lang: str) -> str:
    """Return the text of a fault in a language; as it is where the catalogue does not know it.

    Parameters
    ----------
    text : str
        What is wrong, or what is allowed, in English.
    lang : str
        ``en`` or ``nl``.
    """
    if lang == "en" or not text:
        return text
    for pattern, key in _patterns():
        match = pattern.fullmatch(text)
        if match:
            parts = match.groupdict()
            return say(
                key,
                lang,
                **{
                    name: translated(part, lang) if name.startswith("said") else _number(part)
                    for name, part in parts.items()
                },
            )
    return text


def _number(part: str) -> str:
    """Write a large whole number as Dutch does; decimals stay as a file needs them."""
    return part.replace(",", ".") if GROUPED.fullmatch(part) else part


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the texts as patterns, those with most words of their own first."""
    patterns = []
    for key, text in catalogue("faults", "en").items():
        parts = list(string.Formatter().parse(text))
        own = sum(len(literal) for literal, _, _, _ in parts)
        pattern = "".join(re.escape(literal) + (f"(?P<{name}>.*?)" if name else "") for literal, name, _, _ in parts)
        patterns.append((-own, key, re.compile(pattern, re.DOTALL)))
    return tuple((pattern, key) for _, key, pattern in sorted(patterns, key=lambda row: row[:2]))
