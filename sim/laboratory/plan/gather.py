"""What a study asks, before it is checked: the tables of a file, or the arguments of `sim.Study`, and the scenarios they name."""

from __future__ import annotations

import copy
import csv
import io
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.errors import Fault, InputError, ScenarioError
from sim.scenario import library_folder
from sim.scenario.library import Asked, Place, gather, gather_tables, is_file
from sim.scenario.source import read

SIZE_CAP = 50_000_000
"""Bytes of a design's CSV file; a million rows of five numbers."""


@dataclass
class StudyAsked:
    """A study as it was asked.

    Attributes
    ----------
    tables : the tables of the file.
    asked : the same as the scenario room knows it, with the line of every key.
    folder : where relative paths start.
    bases : scenario name -> what is asked of it, parents taken over.
    faults : what was wrong so far; the rest can still be checked.
    """

    tables: dict[str, Any]
    asked: Asked
    folder: Path
    bases: dict[str, Asked] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    own: tuple[str, ...] = ()
    """Names of own measures."""
    rows: list[Place] = field(default_factory=list)
    """Where each case of a design's CSV file stands."""

    def place(self, *path: str | int) -> Place:
        """Return where a key stands, or the nearest table around it."""
        for n in range(len(path), 0, -1):
            if path[:n] in self.asked.places:
                return self.asked.places[path[:n]]
        return Place(self.asked.file, self.asked.first_line)

    def fault(self, path: tuple[str | int, ...], what: str, allowed: str = "", meant: str = "") -> Fault:
        """Return a fault of a key."""
        place = self.place(*path)
        key = "".join(
            f"[{part}]" if isinstance(part, int) else ("." if n else "") + part for n, part in enumerate(path)
        )
        return Fault(what, file=place.file, line=place.line, key=key, allowed=allowed, meant=meant)

    def wrong(self, path: tuple[str | int, ...], what: str, allowed: str = "", meant: str = "") -> None:
        """Note a fault of a key."""
        self.faults.append(self.fault(path, what, allowed, meant))


def from_file(path: str | os.PathLike[str]) -> StudyAsked:
    """Read a study file and the scenarios it names.

    Raises
    ------
    ScenarioError
        The file is not there, not readable, or not TOML.
    """
    try:
        source = read(path)
    except ScenarioError as error:
        raise ScenarioError([_of_study(fault) for fault in error.faults]) from None
    places = {key: Place(source.name, line) for key, line in source.lines.items()}
    asked = Asked(name=source.path.stem, file=source.name, data=source.data, places=places, first_line=1)
    study = StudyAsked(source.data, asked, Path(path).parent)
    _bases(study)
    return study


def from_tables(tables: Mapping[str, Any], name: str = "study", folder: Path | None = None) -> StudyAsked:
    """Take a study from tables such as a file holds."""
    asked = Asked(name=name, file=name, data=dict(tables), places={})
    study = StudyAsked(dict(tables), asked, folder or Path())
    _bases(study)
    return study


def _of_study(fault: Fault) -> Fault:
    beside = os.path.dirname(fault.meant) == os.path.dirname(fault.file)  # the project's library holds no studies
    right = fault.allowed.partition(":")[0].replace("scenario file", "study file")
    if fault.wrong == "the file is empty":
        right = "a [study] table that names scenarios"
    return replace(fault, allowed=right, meant=fault.meant if beside else "")


def _bases(study: StudyAsked) -> None:
    head = study.tables.get("study", {})
    listed = head.get("scenarios", []) if isinstance(head, Mapping) else []
    for index, name in enumerate(listed if isinstance(listed, (list, tuple)) else []):
        if not isinstance(name, str):
            continue  # the checking of the table says what is wrong with it
        try:
            base = gather(_scenario_path(name, study.folder))
        except ScenarioError as error:
            for fault in error.faults:
                if fault.line:
                    study.faults.append(fault)
                else:
                    study.wrong(("study", "scenarios", index), f"{name!r}: {fault.wrong}", fault.allowed, fault.meant)
            continue
        if base.name in study.bases:
            study.wrong(
                ("study", "scenarios", index),
                f"two scenarios are called {base.name}",
                "scenarios with names of their own",
            )
        study.bases[base.name] = base
    inline = study.tables.get("scenario", {})
    if not isinstance(inline, Mapping) or not all(isinstance(item, Mapping) for item in inline.values()):
        study.wrong(
            ("scenario",),
            "is not a table for each scenario",
            "[scenario.<name>.community] and the other tables of a scenario file",
        )
        return
    for name, tables in inline.items():
        here = study.place("scenario", name)
        if name in study.bases:
            study.wrong(("scenario", name), f"two scenarios are called {name}", "scenarios with names of their own")
        lines = {
            key[2:]: place.line
            for key, place in study.asked.places.items()
            if key[:2] == ("scenario", name) and len(key) > 2
        }
        study.bases[name] = gather_tables(name, copy.deepcopy(dict(tables)), here.file, study.folder, lines, here.line)


def _scenario_path(name: str, folder: Path) -> str:
    """Return the path of a scenario file: beside the study, or of that name in the project's library."""
    beside = os.path.normpath(folder / name)
    library = library_folder()
    if not os.path.isfile(beside) and library is not None and is_file(library / name):
        return os.path.relpath(library / name)
    return beside


def cases_of(study: StudyAsked, name: str) -> list[dict[str, Any]]:
    """Read the rows of a design's CSV file: a head of factor keys, then values; numbers and true or false as TOML writes them."""
    path = Path(os.path.normpath(study.folder / name))
    try:
        if path.stat().st_size > SIZE_CAP:
            raise InputError(
                Fault(f"the file is {path.stat().st_size / 1e6:.0f} MB", file=str(path), allowed="at most 50 MB")
            )
        reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        lines, last = [], 0
        for line in reader:
            lines.append((last + 1, line))
            last = reader.line_num
    except (OSError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or "not a CSV file in UTF-8"
        study.wrong(("design", "file"), f"{name!r} cannot be read ({reason})", "a CSV file with a head")
        return []
    head = [key.strip() for key in lines[0][1]] if lines else []
    if len(lines) < 2 or len(set(head)) != len(head) or not all(head):
        study.wrong(
            ("design", "file"),
            f"{name!r} has no rows, or a head with empty or double names",
            "a head of keys and one row a case",
        )
        return []
    cases = []
    for number, line in lines[1:]:
        if not line:
            continue
        study.rows.append(Place(str(path), number))
        if len(line) != len(head):
            study.faults.append(
                Fault(f"{len(line)} values", file=str(path), line=number, allowed=f"{len(head)}, as in the head")
            )
        cases.append({key: value_of(text) for key, text in zip(head, line, strict=False)})
    return cases


def value_of(text: str) -> Any:
    """Read a cell as TOML does; what is no TOML value is text."""
    text = text.strip()
    try:
        value = tomllib.loads(f"value = {text}")
    except ValueError:
        return text
    return value["value"] if len(value) == 1 and isinstance(value["value"], (bool, int, float, str)) else text
