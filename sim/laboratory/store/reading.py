"""Looking into a study folder without touching it: no lock, nothing moved, also on a disk that may only be read.

A folder may be looked into while a study writes in it: a part that vanishes between listing and reading was
replaced by another one, and the list is made again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, InputError
from sim.laboratory.store import manifest
from sim.laboratory.store.folder import WORLDS_FILE
from sim.laboratory.store.parts import DamagedPart, identity_of, read_table
from sim.laboratory.store.tables import read_design

if TYPE_CHECKING:
    import pyarrow as arrow

_TRIES = 5


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
        record = manifest.read(path)
    except manifest.DamagedManifest:
        record = None
    except OSError:
        raise no_study(path) from None
    if record is None:
        parts = sorted((path / "runs").glob("part-*.parquet"))
        record = next((identity for identity in map(identity_of, parts) if identity is not None), None)
    if record is None:
        raise no_study(path)
    return record


def readable(path: Path) -> dict[str, Any]:
    """Return the manifest of a folder whose runs can be read.

    Raises
    ------
    InputError
        This is no study folder, or one of another form.
    """
    record = manifest_of(path)
    if record.get("schema") != manifest.SCHEMA:
        raise InputError(
            Fault(
                f"{manifest.SAYS['schema']}: schema {record.get('schema')} there, {manifest.SCHEMA} here; its files are as they were",
                file=str(path),
                allowed="the version of this project that wrote it, or the same study again in a new folder",
            )
        )
    return record


def identity_in(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a manifest that parts repeat."""
    return {key: record.get(key) for key in manifest.SAYS}


def run_tables(
    path: Path, identity: Mapping[str, Any], columns: Sequence[str] | None = None
) -> tuple[list[arrow.Table], list[tuple[Path, str]]]:
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
    design = read_design(path)
    return [] if design is None else design.to_pylist()


def resolved_in(path: Path) -> dict[str, Any]:
    """Return what a folder says was asked: the tables of its study.resolved.toml.

    Raises
    ------
    InputError
        The folder does not say it.
    """
    try:
        tables = tomllib.loads((path / "study.resolved.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise no_study(path) from None
    if not isinstance(tables.get("study"), dict):
        raise no_study(path)
    return tables


def drawn_in(path: Path, tables: Mapping[str, Any]) -> tuple[str, Path | None]:
    """Return what a comparison drew its assumptions from, and the file of its worlds if they are in its folder.

    Folders before form 4 say it in their table [study]; of before there were worlds, true for ranges, or false.

    Parameters
    ----------
    path : Path
        The folder.
    tables : mapping
        What it says was asked.
    """
    said, file = (tables.get("comparison") or tables["study"])["assumptions"], path / WORLDS_FILE
    kind = {True: "ranges", False: "none"}[said] if isinstance(said, bool) else str(said)
    return kind, file if kind == "worlds" and file.exists() else None
