"""Pairs of scenarios that put a piece of advice to the test, as the tables of `scenarios/README.md` name them.

In what the two differ and what the pair asks stands there, one table a theme; nothing is listed twice. A pair is judged by the goal of its
first scenario, or by the measures that its question names after `judged by`, the first of them the primary one.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Fault, InputError, nearest
from sim.measures import MEASURES

ROW = re.compile(r"^\| `([\w/-]+)` \| `([\w/-]+)` \| (C\d\d(?:, C\d\d)*) \| ([^|]+) \| ([^|]+) \|$")
HEADING = re.compile(r"^### (.+)$")
JUDGED = "judged by "
"""What stands before the measures by which a pair is judged, where they are not those of its goal."""


@dataclass(frozen=True)
class Pair:
    """Two scenarios that differ in a piece of advice and in nothing else.

    Attributes
    ----------
    theme : heading under which the pair stands.
    first, second : paths within the folder of scenarios, without suffix; the second is compared with the first.
    advice : numbers of the pieces of advice.
    keys : in what they differ, "policy.field".
    asks : what the pair asks.
    measures : by what it is judged, the primary one first; none: by the goal of its first scenario.
    """

    theme: str
    first: str
    second: str
    advice: tuple[str, ...]
    keys: tuple[str, ...]
    asks: str
    measures: tuple[str, ...] = ()


def read_pairs(folder: str | os.PathLike[str] | None = None) -> tuple[Pair, ...]:
    """Return the pairs that the tables of the folder's README name.

    Parameters
    ----------
    folder : path or None
        The folder of scenarios; None is the project's own.

    Raises
    ------
    InputError
        There is no such folder, or its README names no pair.
    """
    pairs: list[Pair] = []
    theme = ""
    file = scenario_folder(folder) / "README.md"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            Fault("cannot be read", file=str(file), allowed="the README of a folder of scenarios, with tables of pairs")
        ) from None
    for line in text.splitlines():
        heading, row = HEADING.match(line), ROW.match(line)
        theme = heading[1] if heading else theme
        if row:
            first, second, advice, keys, asks = row.groups()
            pairs.append(
                Pair(
                    theme,
                    first,
                    second,
                    tuple(advice.split(", ")),
                    tuple(re.findall(r"`([\w.]+)`", keys)),
                    asks.strip(),
                    _judged_by(asks, file),
                )
            )
    if not pairs:
        raise InputError(
            Fault(
                "names no pair of scenarios",
                file=str(file),
                allowed="tables with the columns compare, with, advice, differs in, asks",
            )
        )
    return tuple(pairs)


def _judged_by(asks: str, file: Path) -> tuple[str, ...]:
    """Return the measures that a question names; none where it leaves that to the goal."""
    names = tuple(re.findall(r"`(\w+)`", asks.partition(JUDGED)[2]))
    faults = [
        Fault(
            f"{name!r} is not a measure",
            file=str(file),
            allowed=f"one of {len(MEASURES)} measures",
            meant=nearest(name, tuple(MEASURES)),
        )
        for name in names
        if name not in MEASURES
    ]
    if faults:
        raise InputError(faults)
    return names


def scenario_folder(folder: str | os.PathLike[str] | None) -> Path:
    """Return the folder of scenarios that was asked for, or the project's own."""
    from sim.scenario import library_folder

    if folder is not None:
        return Path(folder)
    own = library_folder()
    if own is None:
        raise InputError(
            Fault("this installation has no folder of scenarios", allowed="a copy of the project with its scenarios/")
        )
    return own
