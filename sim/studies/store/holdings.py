"""What lies in the parts of a study folder: rows by run id, series by part and place; read, added to, repaired.

No run is held twice. What an interrupted repair left double is taken out when the parts are read; a run whose
series are there already brings no second ones. A damaged part is set aside in bad/, which makes its runs unknown
again: whoever asks for them does them anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import WorkError
from sim.studies.files import remove, set_aside, write_part
from sim.studies.store.parts import (
    DamagedPart,
    as_part,
    outcomes_of,
    places_of,
    read_table,
    runs_part,
    series_part,
    without,
)
from sim.studies.store.room import lacking
from sim.studies.worker import Outcome

Places = list[tuple[str, int, int]]
KEPT = "the runs written so far are kept, the same command goes on from there"


@dataclass(frozen=True)
class Damage:
    """A file that was damaged when it was read.

    Attributes
    ----------
    file : where it stood.
    why : what is wrong with it.
    moved_to : where it is now.
    """

    file: Path
    why: str
    moved_to: Path


class Holdings:
    """The runs and series of a folder, for its one writer.

    Parameters
    ----------
    path : Path
        The study folder.
    identity : mapping
        What the folder is for; parts of anything else are set aside.

    Attributes
    ----------
    rows : run id -> Outcome without series.
    index : run id -> name of the part of series, first row in it, number of rows.
    damaged : what was found damaged and set aside.
    """

    def __init__(self, path: Path, identity: Mapping[str, Any]) -> None:
        self.path = path
        self.identity = identity
        self.rows: dict[str, Outcome] = {}
        self.index: dict[str, tuple[str, int, int]] = {}
        self.damaged: list[Damage] = []

    def parts(self, kind: str) -> list[Path]:
        """Return the parts of "runs" or "series", in the order of their names."""
        return sorted((self.path / kind).glob("part-*.parquet"))

    def set_aside(self, path: Path, why: str) -> None:
        """Move a damaged file to bad/ and remember it."""
        self.damaged.append(Damage(path, why, set_aside(path, self.path / "bad")))

    def table(self, path: Path, columns: list[str] | None = None) -> Any:
        """Return a part as a table; None when it was damaged, and is set aside now."""
        try:
            return read_table(path, self.identity, columns)
        except DamagedPart as error:
            self.set_aside(path, str(error))
            return None

    def read(self) -> None:
        """Read every part: all rows, and where the series are."""
        for path in self.parts("series"):
            table = self.table(path, ["run_id"])
            if table is None:
                continue
            places = places_of(table)
            twice = {run_id for run_id, *_ in places if run_id in self.index}
            if twice:
                path, places = self._drop(path, twice)
            self._note(path, places)
        for path in self.parts("runs"):
            table = self.table(path)
            if table is None:
                continue
            rows = outcomes_of(table)
            twice = {one.run_id for one in rows if one.run_id in self.rows}
            if twice:
                self._drop(path, twice)
            self.rows |= {one.run_id: one for one in rows if one.run_id not in twice}

    def _note(self, part: Path, places: Places) -> None:
        self.index |= {run_id: (part.name, start, count) for run_id, start, count in places}

    def _drop(self, path: Path, run_ids: set[str]) -> tuple[Path, Places]:
        """Take runs out of a part: the new part first, then the old one away; return the new one and where its series are."""
        whole = self.table(path)
        if whole is None:
            return path, []
        table, new = without(whole, run_ids), path
        if table.num_rows:
            new = write_part(path.parent, as_part(table, self.identity))
        if new != path or not table.num_rows:
            remove(path)
        return new, places_of(table) if path.parent.name == "series" else []

    def add(self, outcomes: list[Outcome], labels: Mapping[int, str], repeats: Mapping[str, str]) -> None:
        """Write a chunk of runs: series first, since the row is what says a run is done.

        Parameters
        ----------
        outcomes : list of Outcome
            What is not held yet is written, once.
        labels : mapping of int to str
            Scenario label of each design point.
        repeats : mapping of run id to str
            The command that repeats a failed run.

        Raises
        ------
        WorkError
            There is no room. OSError when the disk refuses.
        """
        new = list({one.run_id: one for one in outcomes if one.run_id not in self.rows}.values())
        with_series = list({one.run_id: one for one in outcomes if one.series is not None and one.run_id not in self.index}.values())
        if with_series:
            data, places = series_part(with_series, self.identity)
            self._note(self._write("series", data), places)
        if new:
            self._write("runs", runs_part(new, labels, [repeats.get(one.run_id, "") for one in new], self.identity))
        for one in new:
            self.rows[one.run_id] = Outcome(one.run_id, one.point, one.replication, one.error, one.seconds, one.measures, None)

    def _write(self, kind: str, data: bytes) -> Path:
        lack = lacking(self.path, len(data))
        if lack:
            raise WorkError(f"{self.path}: {lack}; {KEPT}")
        return write_part(self.path / kind, data)

    def series(self, run_ids: Iterable[str]) -> dict[str, dict[str, np.ndarray]]:
        """Return the series of runs, float32 (days,) each; runs without series are left out."""
        by_part: dict[str, list[str]] = {}
        for run_id in run_ids:
            if run_id in self.index:
                by_part.setdefault(self.index[run_id][0], []).append(run_id)
        found: dict[str, dict[str, np.ndarray]] = {}
        for part, ids in sorted(by_part.items()):
            table = self.table(self.path / "series" / part)
            if table is None:
                raise WorkError(f"{self.path / 'series' / part}: damaged while the study ran; start it again to repair it")
            columns = {name: table[name].to_numpy() for name in table.column_names if name not in ("run_id", "day")}
            for run_id in ids:
                _, start, count = self.index[run_id]
                found[run_id] = {name: values[start : start + count] for name, values in columns.items()}
        return found

    def failures(self) -> list[Outcome]:
        """Return the runs that failed, sorted."""
        return sorted((one for one in self.rows.values() if one.error), key=lambda one: (one.point, one.replication, one.run_id))

    def forget(self, run_ids: set[str]) -> None:
        """Take rows out, so that their runs are done again."""
        for path in self.parts("runs"):
            table = self.table(path, ["run_id"])
            if table is not None and run_ids & set(table["run_id"].to_pylist()):
                self._drop(path, run_ids)
        self.rows = {run_id: one for run_id, one in self.rows.items() if run_id not in run_ids}

    def drop_orphans(self) -> None:
        """Take out the series of runs that have no row: they were cut off between the two and never asked for again."""
        by_part: dict[str, set[str]] = {}
        for run_id, (part, *_) in self.index.items():
            if run_id not in self.rows:
                by_part.setdefault(part, set()).add(run_id)
        for part, orphans in sorted(by_part.items()):
            new, places = self._drop(self.path / "series" / part, orphans)
            self.index = {run_id: place for run_id, place in self.index.items() if place[0] != part}
            self._note(new, places)
