"""The study folder: what was asked, every run that was done, and nothing lost when it is killed.

    manifest.json          engine, versions, git, design hash, counts, command
    study.input.toml       what was asked; study.resolved.toml what that came to
    scenarios/<label>.toml each scenario with nothing left to look up
    design.parquet         one row a design point: scenario, draw, every parameter
    runs/part-*.parquet    one row a run: ids, status, error, measures
    series/part-*.parquet  one row a run and day: diary, and cohorts by day of joining
    runs.csv               all runs, sorted, at the end; DONE last
    bad/                   parts that were damaged when read; their runs are done again

A part is named after its content and holds a chunk of runs. Reading what is there is all that resuming
takes: a run whose id is present is not done again. One process writes at a time; its lock ends with it.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import Fault, InputError, WorkError
from sim.measures import MEASURES, measures_id
from sim.studies.files import read_part, write_part, write_whole
from sim.studies.worker import Outcome

SCHEMA = 1
_OURS = {"manifest.json", "study.input.toml", "study.resolved.toml", "design.parquet", "runs", "series", "scenarios",
         "runs.csv", "report", "bad", "DONE", ".lock"}


class StudyFolder:
    """A study's folder on disk, open for one writer.

    Parameters
    ----------
    path : Path
        Made when it is not there.
    design_hash, engine_id : str
        What the folder is for; a folder made for something else is refused.

    Raises
    ------
    InputError
        The folder belongs to another study or engine, is no study folder, is in use, or cannot be
        written. Raised before anything is computed.
    """

    def __init__(self, path: Path, design_hash: str, engine_id: str) -> None:
        self.path = Path(path)
        self.identity = {"schema": SCHEMA, "engine_id": engine_id, "measures_id": measures_id(),
                         "design_hash": design_hash}
        self.n_damaged = 0
        self._lock: int | None = None
        self._rows: dict[str, Outcome] = {}
        self._index: dict[str, tuple[str, int, int]] = {}
        self._make()
        try:
            self._check()
            self._read()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> StudyFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _refuse(self, wrong: str, allowed: str = "") -> InputError:
        return InputError(Fault(wrong=wrong, file=str(self.path), allowed=allowed))

    def _make(self) -> None:
        try:
            for folder in (self.path, self.path / "runs", self.path / "series", self.path / "scenarios"):
                if not folder.is_dir():
                    self._only_ours()
                    folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.read(self._lock, 40).decode("ascii", "replace").strip()
                self.close()
                raise self._refuse(f"another study is writing here (process {holder or 'unknown'})",
                                   "another folder, or wait until it is done") from None
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, str(os.getpid()).encode(), 0)
            probe = self.path / f".write.{os.getpid()}.tmp"
            write_whole(probe, b"x")
            probe.unlink()
        except OSError as error:
            self.close()
            raise self._refuse(f"cannot be written: {error.strerror or error}", "a folder you may write in") from None
        except BaseException:
            self.close()
            raise

    def _only_ours(self) -> None:
        if not self.path.is_dir():
            return
        strange = sorted(p.name for p in self.path.iterdir() if p.name not in _OURS and not p.name.endswith(".tmp"))
        if strange:
            raise self._refuse(f"is not a study folder: {strange[0]!r} was not put there by a study",
                               "a new or empty folder, or the folder of the same study")

    def _check(self) -> None:
        self._only_ours()
        path = self.path / "manifest.json"
        if not path.exists():
            if any((self.path / "runs").iterdir()):
                raise self._refuse("holds runs without a manifest", "a new or empty folder")
            self.write_manifest({})
            return
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            raise self._refuse("has a manifest.json that cannot be read", "a new or empty folder") from None
        says = {
            "schema": "was written in another form",
            "design_hash": "holds another study (other scenarios, settings or order)",
            "engine_id": "holds runs of another engine (other rules, compiler or processor)",
            "measures_id": "holds runs that were measured otherwise",
        }
        for key, wrong in says.items():
            if known.get(key) != self.identity[key]:
                raise self._refuse(f"{wrong}: {key} {known.get(key)} there, {self.identity[key]} here",
                                   "a new folder; two studies are never mixed")

    def _read(self) -> None:
        for leftover in [*self.path.glob(".*.tmp"), *self.path.glob("*/.*.tmp")]:
            leftover.unlink(missing_ok=True)
        for path in sorted((self.path / "series").glob("part-*.parquet")):
            table = self._table(path, ["run_id"])
            if table is not None:
                ids, starts, counts = np.unique(table["run_id"].to_numpy(zero_copy_only=False),
                                                return_index=True, return_counts=True)
                for run_id, start, count in zip(ids.tolist(), starts.tolist(), counts.tolist(), strict=True):
                    self._index.setdefault(run_id, (path.name, start, count))
        for path in sorted((self.path / "runs").glob("part-*.parquet")):
            table = self._table(path)
            if table is not None:
                for row in table.to_pylist():
                    values = np.array([math.nan if row[f"measure.{m}"] is None else row[f"measure.{m}"] for m in MEASURES])
                    self._rows.setdefault(row["run_id"], Outcome(row["run_id"], row["point"], row["rep"],
                                                                 row["error"], row["seconds"], values, None))

    def _table(self, path: Path, columns: list[str] | None = None) -> Any:
        import pyarrow.parquet as parquet

        data = read_part(path)
        if data is None:
            (self.path / "bad").mkdir(exist_ok=True)
            os.replace(path, self.path / "bad" / f"{path.parent.name}-{path.name}")
            self.n_damaged += 1
            return None
        return parquet.read_table(io.BytesIO(data), columns=columns)

    def known(self, run_id: str, with_series: bool) -> bool:
        """Say whether a run is there, with its series when those are asked for."""
        row = self._rows.get(run_id)
        return row is not None and (not with_series or bool(row.error) or run_id in self._index)

    def outcome(self, run_id: str) -> Outcome:
        """Return a run that is there, without its series."""
        return self._rows[run_id]

    def series(self, run_ids: Iterable[str]) -> dict[str, dict[str, np.ndarray]]:
        """Return the series of runs, float32 (days,) each; runs without series are left out."""
        by_part: dict[str, list[str]] = {}
        for run_id in run_ids:
            if run_id in self._index:
                by_part.setdefault(self._index[run_id][0], []).append(run_id)
        found: dict[str, dict[str, np.ndarray]] = {}
        for part, ids in sorted(by_part.items()):
            table = self._table(self.path / "series" / part)
            if table is None:
                raise WorkError(f"{self.path / 'series' / part}: damaged while the study ran; start it again to repair it")
            columns = {name: table[name].to_numpy() for name in table.column_names if name not in ("run_id", "day")}
            for run_id in ids:
                _, start, count = self._index[run_id]
                found[run_id] = {name: values[start : start + count] for name, values in columns.items()}
        return found

    def add(self, outcomes: list[Outcome], labels: dict[int, str]) -> None:
        """Put a chunk of runs into the folder: series first, since the row is what says a run is done.

        Parameters
        ----------
        outcomes : list of Outcome
            What the runner handed back.
        labels : dict of int to str
            Scenario label of each design point.
        """
        with_series = [one for one in outcomes if one.series is not None]
        try:
            if with_series:
                data, places = _series_part(with_series)
                part = write_part(self.path / "series", data)
                for run_id, start, count in places:
                    self._index[run_id] = (part.name, start, count)
            write_part(self.path / "runs", _runs_part(outcomes, labels))
        except OSError as error:
            raise WorkError(f"{self.path}: {error.strerror or error}; the runs written so far are kept, "
                            "the same command goes on from there") from None
        for one in outcomes:
            self._rows[one.run_id] = Outcome(one.run_id, one.point, one.replication, one.error, one.seconds,
                                             one.measures, None)

    def write_text(self, name: str, text: str) -> None:
        """Write one of the folder's text files."""
        write_whole(self.path / name, text.encode("utf-8"))

    def write_manifest(self, told: dict[str, Any]) -> None:
        """Write manifest.json: the folder's identity and what else is to be told."""
        text = json.dumps({**self.identity, **told}, indent=2, ensure_ascii=False, default=str)
        self.write_text("manifest.json", text + "\n")

    def write_design(self, points: list[dict[str, Any]]) -> None:
        """Write design.parquet: one row a design point; points of an earlier call are kept."""
        import pyarrow as arrow
        import pyarrow.parquet as parquet

        path = self.path / "design.parquet"
        rows = {row["point"]: row for row in (parquet.read_table(path).to_pylist() if path.exists() else [])}
        rows |= {point["point"]: point for point in points}
        sink = io.BytesIO()
        parquet.write_table(arrow.Table.from_pylist([rows[key] for key in sorted(rows)]), sink, compression="zstd")
        write_whole(path, sink.getvalue())

    def reopen(self) -> None:
        """Take DONE away while work is under way."""
        (self.path / "DONE").unlink(missing_ok=True)

    def finish(self, labels: dict[int, str]) -> str:
        """Write runs.csv and then DONE; return the hash of runs.csv, the same for any number of workers."""
        text = _runs_csv(self._rows.values(), labels)
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        self.write_text("runs.csv", text)
        self.write_text("DONE", digest + "\n")
        return digest


def _runs_part(outcomes: list[Outcome], labels: dict[int, str]) -> bytes:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    columns: dict[str, Any] = {
        "run_id": [one.run_id for one in outcomes],
        "scenario": [labels[one.point] for one in outcomes],
        "point": arrow.array([one.point for one in outcomes], arrow.int32()),
        "rep": arrow.array([one.replication for one in outcomes], arrow.int32()),
        "status": ["failed" if one.error else "ok" for one in outcomes],
        "error": [one.error for one in outcomes],
        "seconds": [one.seconds for one in outcomes],
    }
    values = np.array([one.measures for one in outcomes])
    columns |= {f"measure.{name}": values[:, i] for i, name in enumerate(MEASURES)}
    sink = io.BytesIO()
    parquet.write_table(arrow.table(columns), sink, compression="zstd")
    return sink.getvalue()


def _series_part(outcomes: list[Outcome]) -> tuple[bytes, list[tuple[str, int, int]]]:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    tables = [one.series or {} for one in outcomes]
    names = list(tables[0])
    lengths = [len(table[names[0]]) for table in tables]
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).tolist()
    columns: dict[str, Any] = {
        "run_id": np.repeat([one.run_id for one in outcomes], lengths),
        "day": np.concatenate([np.arange(length, dtype=np.int32) for length in lengths]),
    }
    columns |= {name: np.concatenate([table[name] for table in tables]) for name in names}
    sink = io.BytesIO()
    parquet.write_table(arrow.table(columns), sink, compression="zstd", use_dictionary=["run_id", "day"],
                        use_byte_stream_split=names, write_statistics=False)
    places = [(one.run_id, start, length) for one, start, length in zip(outcomes, starts, lengths, strict=True)]
    return sink.getvalue(), places


def _runs_csv(rows: Iterable[Outcome], labels: dict[int, str]) -> str:
    """Return all runs as a table for a spreadsheet, sorted, without what differs from run to run by chance."""
    lines = [",".join(["run_id", "scenario", "point", "rep", "status", "error", *MEASURES])]
    for one in sorted(rows, key=lambda row: (row.point, row.replication, row.run_id)):
        error = '"' + one.error.replace('"', '""') + '"' if one.error else ""
        values = ["" if math.isnan(value) else repr(float(value)) for value in one.measures]
        lines.append(",".join([one.run_id, labels.get(one.point, ""), str(one.point), str(one.replication),
                               "failed" if one.error else "ok", error, *values]))
    return "\n".join(lines) + "\n"
