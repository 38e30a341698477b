"""What stands in the library: every scenario with what it is, its parent and the policies it has.

Files are read and merged with their parents and no more, so that the list is there without a compiler and in no
time; what is wrong in a file is told by whoever loads it.
"""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Fault, InputError
from sim.scenario.library import gather
from sim.scenario.source import library_folder, read
from sim.words import LANGUAGES, say

WIDTH = 100
INDENT = "    "


@dataclass(frozen=True)
class Standing:
    """One scenario of the library.

    Attributes
    ----------
    name : its place in the library, without the ending, such as ``hours/eight-hours``.
    file : the file as one would type it here.
    title, about : in every language; ``about`` is the first sentence of what the file says of itself.
    parent : name of the scenario it takes over, empty for none.
    policies : kind of policy -> how many of it there are, its parent's included.
    """

    name: str
    file: str
    title: dict[str, str]
    about: dict[str, str]
    parent: str
    policies: dict[str, int]

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return dict(vars(self))

    def has(self, word: str) -> bool:
        """Whether a word stands in its name, title, description or policies, in any language; capitals do not count."""
        kinds = [say(f"policies.kind.{kind}", lang) for kind in self.policies for lang in LANGUAGES]
        texts = (self.name, *self.title.values(), *self.about.values(), *self.policies, *kinds)
        return word.casefold() in "\n".join(texts).casefold()


def shelf(word: str | None = None) -> list[Standing]:
    """Return the scenarios of the library, by name; only those that have ``word`` somewhere, when one is given."""
    folder = library_folder()
    if folder is None:
        raise InputError(Fault("there are no scenarios with this installation", allowed="a scenario file of your own"))
    entries = [_standing(file, folder) for file in sorted(folder.rglob("*.toml"), key=lambda path: _name(path, folder))]
    kept = entries if word is None else [scenario for scenario in entries if scenario.has(word)]
    if not kept:
        raise InputError(
            Fault(
                "no scenario has this in its name, title, description or policies",
                file=(word or "")[:60],
                allowed="community-sim scenarios, which lists all of them",
            )
        )
    return kept


def told(entries: list[Standing], lang: str) -> str:
    """Tell what stands in the library: for each its name and title, a sentence, and its parent and policies."""
    head = {"file": entries[0].file} | ({"n": len(entries)} if len(entries) > 1 else {})
    rows = [_filled(say(f"scenario.shelf.head{'' if 'n' in head else '_one'}", lang, **head))]
    for scenario in entries:
        parent = say(
            "scenario.shelf.parent" if scenario.parent else "scenario.shelf.no_parent", lang, parent=scenario.parent
        )
        kinds = [
            say(f"policies.kind.{kind}", lang) + (f" ({n})" if n > 1 else "") for kind, n in scenario.policies.items()
        ]
        policies = say(f"scenario.shelf.{'policies' if kinds else 'no_policies'}", lang, kinds=", ".join(kinds))
        rows += ["", f"{scenario.name}: {scenario.title[lang]}"]
        rows += [_filled(text, INDENT) for text in (scenario.about[lang], f"{parent}; {policies}") if text]
    return "\n".join(rows)


def _filled(text: str, indent: str = "") -> str:
    """Break a text into lines, but no name of a file."""
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _standing(file: Path, folder: Path) -> Standing:
    asked, parent = gather(file), read(file).data.get("extends")
    above = (file.parent / parent, folder / parent) if isinstance(parent, str) else ()
    at = next((place.resolve() for place in above if place.is_file()), None)
    kinds = [table.get("kind") for table in asked.data.get("policy", []) if isinstance(table, dict)]
    name = _name(file, folder)
    about = {lang: _first(text) for lang, text in _texts(asked.data.get("about"), "").items()}
    return Standing(
        name,
        os.path.relpath(file),
        _texts(asked.data.get("title"), name),
        about,
        "" if at is None else _name(at, folder),
        dict(Counter(kinds)),
    )


def _name(file: Path, folder: Path) -> str:
    return file.resolve().relative_to(folder.resolve()).with_suffix("").as_posix()


def _texts(texts: object, default: str) -> dict[str, str]:
    given = texts if isinstance(texts, dict) else {}
    return {lang: str(given.get(lang, default)) for lang in LANGUAGES}


def _first(text: str) -> str:
    head, stop, _ = text.partition(". ")
    return head + stop.strip()
