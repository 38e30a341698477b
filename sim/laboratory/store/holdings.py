"""What lies in the parts of a study folder: where each run's row and series stand; read, added to, repaired.

Held in memory is only where a run stands: its measures are read back when they are asked for. No run is held twice.
What an interrupted repair left double is taken out when the parts are read; a run whose series are there already
brings no second ones. A damaged part is set aside in bad/, which makes its runs unknown again: whoever asks for them
does them anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import WorkError
from sim.laboratory.crew.worker import Outcome
from sim.laboratory.files import remove, set_aside, write_part
from sim.laboratory.store.parts import DamagedPart, as_part, places_of, read_table, runs_part, series_part, without
from sim.laboratory.store.room import lacking

Places = list[tuple[str, int, int]]
MOST_ROWS = 1 << 20
"""Rows that a part of runs can have (a chunk has at most 200)."""
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
    own : sequence of str
        Names of own measures.

    Attributes
    ----------
    errors : run id -> what went wrong, of failed runs.
    index : run id -> name of the part of series, first row in it, number of rows.
    damaged : what was found damaged and set aside.
    """

    def __init__(self, path: Path, identity: Mapping[str, Any], own: Sequence[str] = ()) -> None:
        self.path = path
        self.own = tuple(own)
        self.identity = identity
        self.errors: dict[str, str] = {}
        self._rows: dict[str, int] = {}
        self._parts: list[str] = []
        self.index: dict[str, tuple[str, int, int]] = {}
        self.damaged: list[Damage] = []

    def __contains__(self, run_id: object) -> bool:
        return run_id in self._rows

    def __len__(self) -> int:
        return len(self._rows)

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
        """Look into every part: which runs it holds, and where."""
        for path in self.parts("series"):
            table = self.table(path, ["run_id"])
            if table is None:
                continue
            places = places_of(table)
            twice = {run_id for run_id, *_ in places if run_id in self.index}
            if twice:
                path, places = self._drop(path, twice)
            self._note(path, places)
        self._read_runs()

    def _read_runs(self) -> None:
        self.errors, self._rows, self._parts = {}, {}, []
        for path in self.parts("runs"):
            table = self.table(path, ["run_id", "error"])
            if table is None:
                continue
            twice = {run_id for run_id in table["run_id"].to_pylist() if run_id in self._rows}
            if twice:
                path, _ = self._drop(path, twice)
                table = without(table, twice)
            self._note_runs(path, table["run_id"].to_pylist(), table["error"].to_pylist())

    def _note_runs(self, part: Path, run_ids: Sequence[str], errors: Sequence[str]) -> None:
        """Remember where runs stand: the number of the part times `MOST_ROWS`, and the row in it."""
        first = len(self._parts) * MOST_ROWS
        self._parts.append(part.name)
        self._rows |= {run_id: first + row for row, run_id in enumerate(run_ids)}
        self.errors |= {run_id: error for run_id, error in zip(run_ids, errors, strict=True) if error}

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
        new = list({outcome.run_id: outcome for outcome in outcomes if outcome.run_id not in self._rows}.values())
        with_series = list(
            {
                outcome.run_id: outcome
                for outcome in outcomes
                if outcome.series is not None and outcome.run_id not in self.index
            }.values()
        )
        if with_series:
            data, places = series_part(with_series, self.identity)
            self._note(self._write("series", data), places)
        if new:
            part = self._write(
                "runs",
                runs_part(new, labels, [repeats.get(result.run_id, "") for result in new], self.identity, self.own),
            )
            self._note_runs(part, [result.run_id for result in new], [result.error for result in new])

    def _write(self, kind: str, data: bytes) -> Path:
        lack = lacking(self.path, len(data))
        if lack:
            raise WorkError(f"{self.path}: {lack}; {KEPT}")
        return write_part(self.path / kind, data)

    def values(self, run_ids: Sequence[str], measures: Sequence[str]) -> np.ndarray:
        """Return measures of runs that are there, float64 (runs, measures); NaN for failed runs.

        Raises
        ------
        WorkError
            A part was damaged since it was opened.
        """
        places = np.fromiter((self._rows[run_id] for run_id in run_ids), np.int64, len(run_ids))
        columns = self.columns(places, list(measures))
        return np.column_stack(columns) if columns else np.empty((0, len(measures)))

    def columns(self, places: np.ndarray, names: Sequence[str]) -> list[np.ndarray]:
        """Return columns of runs, in the order of their places (see `places`).

        Raises
        ------
        WorkError
            A part was damaged since it was opened.
        """
        number, row = np.divmod(places, MOST_ROWS)
        order = np.argsort(number, kind="stable")
        columns: list[np.ndarray] = []
        for wanted in np.split(order, np.flatnonzero(np.diff(number[order])) + 1) if len(order) else ():
            path = self.path / "runs" / self._parts[number[wanted[0]]]
            try:
                table = read_table(path, self.identity, list(names))
            except (DamagedPart, FileNotFoundError):
                raise WorkError(f"{path}: damaged while the study ran; start it again to repair it") from None
            for k, name in enumerate(names):
                values = table[name].to_numpy()[row[wanted]]
                if len(columns) == k:
                    columns.append(np.empty(len(places), values.dtype))
                columns[k][wanted] = values
        return columns

    def places(self) -> np.ndarray:
        """Return the place of every run, int64: number of its part times `MOST_ROWS`, and its row there."""
        return np.fromiter(self._rows.values(), np.int64, len(self._rows))

    def series(self, run_ids: Iterable[str]) -> dict[str, dict[str, np.ndarray]]:
        """Return the series of runs, float32 (days,) each; runs without series are left out."""
        by_part: dict[str, list[str]] = {}
        for run_id in run_ids:
            if run_id in self.index:
                by_part.setdefault(self.index[run_id][0], []).append(run_id)
        series: dict[str, dict[str, np.ndarray]] = {}
        for part, ids in sorted(by_part.items()):
            table = self.table(self.path / "series" / part)
            if table is None:
                raise WorkError(
                    f"{self.path / 'series' / part}: damaged while the study ran; start it again to repair it"
                )
            columns = {name: table[name].to_numpy() for name in table.column_names if name not in ("run_id", "day")}
            for run_id in ids:
                _, start, count = self.index[run_id]
                series[run_id] = {name: values[start : start + count] for name, values in columns.items()}
        return series

    def forget(self, run_ids: set[str]) -> None:
        """Take rows out, so that their runs are done again."""
        for path in self.parts("runs"):
            table = self.table(path, ["run_id"])
            if table is not None and run_ids & set(table["run_id"].to_pylist()):
                self._drop(path, run_ids)
        self._read_runs()

    def drop_orphans(self) -> None:
        """Take out the series of runs that have no row: they were cut off between the two and never asked for again."""
        by_part: dict[str, set[str]] = {}
        for run_id, (part, *_) in self.index.items():
            if run_id not in self._rows:
                by_part.setdefault(part, set()).add(run_id)
        for part, orphans in sorted(by_part.items()):
            new, places = self._drop(self.path / "series" / part, orphans)
            self.index = {run_id: place for run_id, place in self.index.items() if place[0] != part}
            self._note(new, places)
