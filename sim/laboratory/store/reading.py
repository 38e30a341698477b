"""Looking into a study folder without touching it: no lock, nothing moved, also on a disk that may only be read.

A folder may be looked into while a study writes in it: a part that vanishes between listing and reading was
replaced by another one, and the list is made again.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, InputError
from sim.laboratory.store import manifest
from sim.laboratory.store.folder import WORLDS_FILE
from sim.laboratory.store.parts import DamagedPart, identity_of, read_table
from sim.laboratory.store.tables import read_design

if TYPE_CHECKING:
    import pyarrow as arrow

    from sim.scenario import Scenario

_TRIES = 5


@dataclass(frozen=True)
class AskedStudy:
    """What a folder says was asked.

    Attributes
    ----------
    kind : "compare", or what else made the folder.
    scenarios : the scenarios as they were resolved, in order; empty for other kinds.
    hashes : the hash each of them had.
    reps : pairs.
    until : precision, or None.
    assumptions : "worlds", "ranges" or "none".
    worlds : the file of the worlds in the folder; None when there is none.
    noise : whether that part was asked for.
    """

    kind: str
    scenarios: list[Scenario]
    hashes: list[str]
    reps: int
    until: str | None
    assumptions: str
    worlds: Path | None
    noise: bool


def kind_of(folder: Path) -> str:
    """Return which kind of study made a folder, as its manifest says; empty when nothing can be read."""
    try:
        return str(manifest_of(folder).get("kind", ""))
    except (InputError, OSError):
        return ""


def no_study(path: Path) -> InputError:
    """Return the fault of a folder that is none."""
    what = "is not a study folder" if path.is_dir() else "there is no such folder"
    return InputError(Fault(what, file=str(path), allowed="a folder that a study wrote (it holds manifest.json)"))


def manifest_of(path: Path) -> dict[str, Any]:
    """Return the manifest; where it is damaged or lost, what the parts say of themselves.

    Raises
    ------
    InputError
        This is no study folder.
    """
    try:
        told = manifest.read(path)
    except manifest.DamagedManifest:
        told = None
    except OSError:
        raise no_study(path) from None
    if told is None:
        parts = sorted((path / "runs").glob("part-*.parquet"))
        told = next((found for found in map(identity_of, parts) if found is not None), None)
    if told is None:
        raise no_study(path)
    return told


def readable(path: Path) -> dict[str, Any]:
    """Return the manifest of a folder whose runs can be read.

    Raises
    ------
    InputError
        This is no study folder, or one of another form.
    """
    told = manifest_of(path)
    if told.get("schema") != manifest.SCHEMA:
        raise InputError(Fault(f"{manifest.SAYS['schema']}: schema {told.get('schema')} there, {manifest.SCHEMA} here; its files are as they were",
                               file=str(path), allowed="the version of this project that wrote it, or the same study again in a new folder"))
    return told


def identity_in(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a manifest that parts repeat."""
    return {key: told.get(key) for key in manifest.SAYS}


def run_tables(path: Path, identity: Mapping[str, Any], columns: Sequence[str] | None = None) -> tuple[list[arrow.Table], list[tuple[Path, str]]]:
    """Return the tables of runs that can be read, and the damaged parts with what is wrong with them."""
    for attempt in range(_TRIES):
        tables, damaged = [], []
        try:
            for part in sorted((path / "runs").glob("part-*.parquet")):
                try:
                    tables.append(read_table(part, identity, columns))
                except DamagedPart as error:
                    damaged.append((part, str(error)))
        except FileNotFoundError:
            if attempt == _TRIES - 1:
                raise
            continue
        return tables, damaged
    return [], []


def design_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows of design.parquet; none when it is not there or damaged."""
    found = read_design(path)
    return [] if found is None else found.to_pylist()


def drawn_in(path: Path, study: Mapping[str, Any]) -> tuple[str, Path | None]:
    """Return what a comparison drew its assumptions from, and the file of its worlds if they are in its folder.

    Folders of before there were worlds say true, for ranges, or false.

    Parameters
    ----------
    path : Path
        The folder.
    study : mapping
        The table [study] of its study.resolved.toml.
    """
    said, file = study["assumptions"], path / WORLDS_FILE
    kind = {True: "ranges", False: "none"}[said] if isinstance(said, bool) else str(said)
    return kind, file if kind == "worlds" and file.exists() else None


def asked_of(path: Path) -> AskedStudy:
    """Return what a folder says was asked.

    Raises
    ------
    InputError
        The folder does not say it, or a scenario in it cannot be loaded.
    """
    try:
        tables = tomllib.loads((path / "study.resolved.toml").read_text(encoding="utf-8"))
        study = tables["study"]
        if study["kind"] != "compare":
            return AskedStudy(str(study["kind"]), [], [], int(study.get("reps", 0)), None, "none", None, False)
        listed = tables["scenario"]
        from sim.scenario import load

        noise = any(row["part"] == "noise" for row in design_of(path)) or not (path / "design.parquet").exists()
        return AskedStudy("compare", [load(path / os.fspath(one["file"])) for one in listed], [str(one["hash"]) for one in listed],
                          int(study["reps"]), study.get("until"), *drawn_in(path, study), noise)
    except InputError:
        raise
    except (OSError, ValueError, KeyError, TypeError):
        raise no_study(path) from None
