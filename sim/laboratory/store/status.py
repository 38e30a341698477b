"""`status`: how far a study is, without touching it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.laboratory.plan.points import PAIRS
from sim.laboratory.provenance import run_id
from sim.laboratory.store.lock import writer
from sim.laboratory.store.reading import design_of, drawn_in, identity_in, readable, resolved_in, run_tables
from sim.laboratory.store.room import free_bytes, used_bytes
from sim.laboratory.store.tables import from_here


@dataclass(frozen=True)
class Failure:
    """A failed run.

    Attributes
    ----------
    run_id, scenario, point, replication : which run.
    error : what went wrong and where.
    repeat : the command that repeats it, from the present directory.
    """

    run_id: str
    scenario: str
    point: int
    replication: int
    error: str
    repeat: str


@dataclass(frozen=True)
class Status:
    """How far a study is.

    Attributes
    ----------
    folder : where it stands.
    kind : what made it, such as "compare"; empty when it does not say.
    command : the command with which it began; empty when it does not say.
    engine_id : engine of its runs.
    is_same_engine : whether that is the engine here.
    started, last_part : when, ISO 8601 to the second; empty when unknown or nothing is there yet.
    n_ok, n_failed : runs.
    n_todo : runs still to do; None when it depends on a precision that is not reached yet, or is not known.
    n_damaged : damaged files, set aside before or found now.
    is_done : whether the study ended.
    writer : who writes in it now; empty when nobody does.
    bytes_used, bytes_free : space of the folder, and left on its disk.
    failures : failed runs, sorted.
    """

    folder: str
    kind: str
    command: str
    engine_id: str
    is_same_engine: bool
    started: str
    last_part: str
    n_ok: int
    n_failed: int
    n_todo: int | None
    n_damaged: int
    is_done: bool
    writer: str
    bytes_used: int
    bytes_free: int
    failures: tuple[Failure, ...]


def status(folder: str | os.PathLike[str], engine_id: str | None = None) -> Status:
    """Say how far a study is.

    Parameters
    ----------
    folder : path
        A study folder; it may be written in meanwhile, and need not be writable.
    engine_id : str or None
        The engine here; None asks `sim.day`.

    Raises
    ------
    InputError
        This is no study folder.
    """
    path = Path(folder)
    record = readable(path)
    if engine_id is None:
        from sim.day import engine_id as here

        engine_id = here()
    design = design_of(path)
    tables, damaged = run_tables(
        path, identity_in(record), ["run_id", "scenario", "point", "rep", "status", "error", "repeat"]
    )
    rows = {row["run_id"]: row for table in tables for row in table.to_pylist()}
    failed = sorted(
        (row for row in rows.values() if row["status"] == "failed"),
        key=lambda row: (row["point"], row["rep"], row["run_id"]),
    )
    failures = tuple(
        Failure(row["run_id"], row["scenario"], row["point"], row["rep"], row["error"], from_here(row["repeat"], path))
        for row in failed
    )
    kind, reps, until, drawn = _asked(path, record)
    is_done = (path / "DONE").exists()
    planned = planned_runs(record["engine_id"], design, reps, drawn) if kind == "compare" else None
    todo: int | None = None
    if is_done:
        todo = 0
    elif planned is not None and until is None:
        todo = len(planned - set(rows))
    elif isinstance(record.get("planned"), int):
        todo = max(0, record["planned"] - len(rows))
    parts = [part.stat().st_mtime for part in (path / "runs").glob("part-*.parquet") if part.exists()]
    holder = writer(path)
    return Status(
        folder=str(path),
        kind=kind,
        command=str(record.get("first_command") or record.get("command") or ""),
        engine_id=str(record["engine_id"]),
        is_same_engine=record["engine_id"] == engine_id,
        started=str(record.get("started") or ""),
        last_part=datetime.fromtimestamp(max(parts)).astimezone().isoformat(timespec="seconds") if parts else "",
        n_ok=len(rows) - len(failed),
        n_failed=len(failed),
        n_todo=todo,
        n_damaged=len(damaged) + (len(list((path / "bad").iterdir())) if (path / "bad").is_dir() else 0),
        is_done=is_done,
        writer="" if holder is None else str(holder),
        bytes_used=used_bytes(path),
        bytes_free=free_bytes(path),
        failures=failures,
    )


def planned_runs(engine_id: str, design: list[dict[str, Any]], reps: int, drawn: str = "") -> set[str] | None:
    """Return the ids of all runs of a comparison; None when the design is not there.

    Parameters
    ----------
    drawn : str
        The part of its draws, "worlds" or "assumptions"; points of the other kind are of an earlier time. Empty: it draws none.
    """
    wanted: set[str] = set()
    for row in design:
        part = row["part"]
        if part in PAIRS and part != drawn:
            continue
        n_pairs = PAIRS.get(part, 0)
        which = range(row["draw"] * n_pairs, (row["draw"] + 1) * n_pairs) if n_pairs else range(reps)
        wanted |= {run_id(engine_id, row["scenario_hash"], replication) for replication in which}
    return wanted or None


def _asked(path: Path, record: Mapping[str, Any]) -> tuple[str, int, str | None, str]:
    """Return kind, replications, precision and the part of the draws of a study; empty where the folder does not say."""
    try:
        tables = resolved_in(path)
        kind = "compare" if "comparison" in tables else str(tables["study"].get("kind") or record.get("kind") or "")
        asked = tables.get("comparison", {})
        drawn = (
            {"worlds": "worlds", "ranges": "assumptions"}.get(drawn_in(path, tables)[0], "")
            if kind == "compare"
            else ""
        )
        return kind, int(tables["study"].get("reps", 0)), asked.get("until"), drawn
    except (InputError, ValueError, KeyError, TypeError):
        return str(record.get("kind") or ""), 0, None, ""
