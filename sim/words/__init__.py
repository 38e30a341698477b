"""The words the project speaks, in English and Dutch.

Every sentence a strategist or a workshop reads stands in a catalogue, one file a room, the languages side by side under each key. What is
declared in English beside the code, such as what a parameter is, stands here in the other languages only. This room imports nothing of the
project.

A catalogue is TOML of one shape: a key in brackets, then a line for each language. It is read by lines, since a reader of all TOML takes
many times as long, and the first thing a command does is speak.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

LANGUAGES = ("en", "nl")
FOLDER = Path(__file__).parent
_MARKS = {"en": (",", "."), "nl": (".", ",")}
_ENTRY = re.compile(r'\[([\w.-]+)\]\n(?:en = (".*")\n)?(?:nl = (".*")\n)?\n*')


@cache
def catalogue_of(room: str) -> dict[str, dict[str, str]]:
    """Return a room's texts by language."""
    text = (FOLDER / f"{room}.toml").read_text(encoding="utf-8")
    entries = _ENTRY.findall(text)
    if rest := _ENTRY.sub("", text):
        raise ValueError(f"{room}.toml: not a key in brackets with a line for each language: {rest[:80]!r}")
    texts = {}
    for place, lang in enumerate(LANGUAGES, start=1):
        rows = [(entry[0], entry[place]) for entry in entries if entry[place]]
        texts[lang] = dict(
            zip((key for key, _ in rows), json.loads(f"[{','.join(text for _, text in rows)}]"), strict=True)
        )
    return texts


def catalogue(room: str, lang: str = "en") -> dict[str, str]:
    """Return a room's texts in one language."""
    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} is not spoken here; allowed: {', '.join(LANGUAGES)}")
    return catalogue_of(room)[lang]


def say(key: str, lang: str = "en", **values: object) -> str:
    """Return the text of ``key``, with the values filled in.

    Parameters
    ----------
    key : str
        ``<room>.<...>``, e.g. ``policies.team.sentence``.
    lang : str
        ``en`` or ``nl``.
    **values
        What the text names in braces.
    """
    room = key.split(".", 1)[0]
    return catalogue(room, lang)[key].format(**values)


class Declared(Protocol):
    """What is declared beside the code, with its English text."""

    name: str
    text: str


def text_of(room: str, declared: Declared, lang: str = "en") -> str:
    """Return in a language what is declared in English beside the code: its own text, or the one a catalogue has for its name."""
    return declared.text if lang == "en" else say(f"{room}.{declared.name}", lang)


def rooms() -> tuple[str, ...]:
    """Return the rooms that have a catalogue."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def number(x: float, lang: str = "en", digits: int | None = None, sign: bool = False) -> str:
    """Write a number as the language does: 1,228.5 in English, 1.228,5 in Dutch.

    Parameters
    ----------
    x : float
        The number; NaN is written as a dash.
    lang : str
        ``en`` or ``nl``.
    digits : int or None
        Decimals. ``None`` chooses: none for whole numbers and from 100 up, else enough for three meaningful digits.
    sign : bool
        Write a plus before positive numbers.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} is not spoken here; allowed: {', '.join(LANGUAGES)}")
    x = float(x)
    if math.isnan(x):
        return "–"
    if math.isinf(x):
        return "∞" if x > 0 else "-∞"
    trim = digits is None
    if digits is None:
        digits = 0 if abs(x) >= 100 or x == int(x) else min(6, max(0, 2 - math.floor(math.log10(abs(x)))))
    text = f"{x:{'+' if sign and round(x, digits) > 0 else ''},.{digits}f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    thousands, point = _MARKS[lang]
    return text.translate({ord(","): thousands, ord("."): point})


def percent(share: float, lang: str = "en", digits: int | None = None, sign: bool = False) -> str:
    """Write a share as a percentage: 12.5% in English, 12,5% in Dutch."""
    text = number(100 * float(share), lang, digits, sign)
    return text if text == "–" else text + "%"


def capital(text: str) -> str:
    """Begin a line with a capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def quoted(text: str, lang: str = "en") -> str:
    """Put a name between the quotation marks of a language."""
    return f"‘{text}’" if lang == "nl" else f"“{text}”"


def listing(items: Sequence[str], lang: str = "en") -> str:
    """Join words as a sentence does: ``a, b and c``."""
    items = list(items)
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + {"en": " and ", "nl": " en "}[lang] + items[-1]
