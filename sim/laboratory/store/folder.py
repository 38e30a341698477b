"""The study folder: what was asked, every run that was done, and nothing lost when it is killed.

    manifest.json          engine, versions, git, design hash, counts, command
    study.input.toml       what was asked; study.resolved.toml what that came to
    scenarios/<label>.toml each scenario with nothing left to look up; point-<n>.toml the scenario of a failed run
    design.parquet         one row a design point: scenario, draw, every parameter
    runs/part-*.parquet    one row a run: ids, status, error, the command that repeats a failed one, measures
    series/part-*.parquet  one row a run and day: diary, and cohorts by day of joining
    runs.csv               all runs, sorted, at the end; DONE last
    bad/                   what was damaged when read; its runs are done again

A part is named after its content and holds a chunk of runs. Reading what is there is all that resuming
takes: a run whose id is present is not done again. One process writes at a time; its lock ends with it.
No run stands in the folder twice: what an interrupted repair left double is taken out when the folder is opened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import Fault, InputError, WorkError
from sim.laboratory.crew.worker import Outcome
from sim.laboratory.files import make_folder, remove, write_pieces, write_whole
from sim.laboratory.own import Engine, measured_by, names_in
from sim.laboratory.store import manifest
from sim.laboratory.store.holdings import KEPT, Damage, Holdings
from sim.laboratory.store.lock import EndAsInterrupt, FolderLock, LockTaken
from sim.laboratory.store.parts import identity_of
from sim.laboratory.store.room import expected_bytes, lacking
from sim.laboratory.store.tables import DESIGN_FILE as DESIGN
from sim.laboratory.store.tables import Setting, read_design, repeat, runs_csv, write_design
from sim.measures import measures_id

if TYPE_CHECKING:
    from sim.laboratory.plan.points import Point

WORLDS_FILE = "worlds.parquet"
"""The plausible worlds that a comparison was made with, so that it can be gone on with from its folder alone."""
_OURS = {
    WORLDS_FILE,
    "manifest.json",
    "study.input.toml",
    "study.resolved.toml",
    "design.parquet",
    "runs",
    "series",
    "scenarios",
    "runs.csv",
    "report",
    "bad",
    "DONE",
    ".lock",
    "export.csv",
    "export.parquet",
}


def folder_for(kernel: Engine, path: Path, design_hash: str, engine_id: str) -> StudyFolder:
    """Open the folder of a study that an engine runs, with the measures that it brings along."""
    own = names_in(kernel)
    return StudyFolder(path, design_hash, engine_id, measured=measured_by(kernel) if own else "", own=own)


class StudyFolder:
    """A study's folder on disk, open for one writer.

    Parameters
    ----------
    path : Path
        Made when it is not there.
    design_hash, engine_id : str
        What the folder is for; a folder made for something else is refused.
    measured, own : how runs are measured, and the names of own measures; empty: as the project measures.

    Raises
    ------
    InputError
        The folder belongs to another study or engine, is no study folder, is in use, has no room, or cannot be
        written. Raised before anything is computed.
    """

    def __init__(
        self, path: Path, design_hash: str, engine_id: str, *, measured: str = "", own: Sequence[str] = ()
    ) -> None:
        self.path = Path(path)
        self.identity = {
            "schema": manifest.SCHEMA,
            "engine_id": engine_id,
            "measures_id": measured or measures_id(),
            "design_hash": design_hash,
        }
        self._lock: FolderLock | None = None
        self._end: EndAsInterrupt | None = None
        self._held = Holdings(self.path, self.identity, own)
        self._told: dict[str, Any] = {}
        self._make()
        try:
            self._check()
            self._read()
        except OSError as error:
            self.close()
            raise self._refuse(
                f"cannot be opened: {error.strerror or error}", "a folder you may write in, on a disk with room"
            ) from None
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> StudyFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def damaged(self) -> list[Damage]:
        """What was found damaged and set aside."""
        return self._held.damaged

    @property
    def n_runs(self) -> int:
        """Number of runs that are there."""
        return len(self._held.places())

    @property
    def n_damaged(self) -> int:
        """Number of damaged files that were set aside."""
        return len(self._held.damaged)

    def close(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if self._end is not None:
            self._end.restore()
            self._end = None

    def _refuse(self, wrong: str, allowed: str = "") -> InputError:
        return InputError(Fault(wrong=wrong, file=str(self.path), allowed=allowed))

    def _make(self) -> None:
        try:
            self._only_ours()
            for folder in (self.path, self.path / "runs", self.path / "series", self.path / "scenarios"):
                make_folder(folder)
            self._lock = FolderLock(self.path)
            self._end = EndAsInterrupt()
            probe = self.path / f".write.{os.getpid()}.tmp"
            write_whole(probe, b"x")
            probe.unlink()
        except LockTaken as error:
            raise self._refuse(f"another study is writing here ({error.holder})", error.way_out) from None
        except OSError as error:
            self.close()
            raise self._refuse(f"cannot be written: {error.strerror or error}", "a folder you may write in") from None
        except BaseException:
            self.close()
            raise
        lack = lacking(self.path, 0)
        if lack:
            self.close()
            raise self._refuse(lack, "a folder on a disk with room, or fewer files on this one")

    def _only_ours(self) -> None:
        if not self.path.is_dir():
            return
        strange = sorted(p.name for p in self.path.iterdir() if p.name not in _OURS and not p.name.endswith(".tmp"))
        if strange:
            raise self._refuse(
                f"is not a study folder: {strange[0]!r} was not put there by a study",
                "a new or empty folder, or the folder of the same study",
            )

    def _check(self) -> None:
        self._only_ours()
        try:
            known = manifest.read(self.path)
        except manifest.DamagedManifest:
            self._held.set_aside(self.path / manifest.NAME, "does not agree with its checksum")
            known = None
        if known is None:
            parts = sorted((self.path / "runs").glob("part-*.parquet"))
            known = next(
                (identity for identity in map(identity_of, parts) if identity is not None), dict(self.identity)
            )
        wrong = manifest.differences(known, self.identity)
        if wrong:
            raise self._refuse(
                wrong[0],
                f"a new folder; two studies are never mixed (community-sim resume {self.path} "
                "--fork NEW does this study again in another folder)",
            )
        self._told = {key: value for key, value in known.items() if key not in ("checksum", *self.identity)}
        if "started" not in self._told:
            from sim.laboratory.provenance import provenance

            record = provenance(self.identity["engine_id"])
            self.write_manifest(record | {"started": manifest.now(), "first_command": record["command"]})

    def _read(self) -> None:
        for leftover in [*self.path.glob(".*.tmp"), *self.path.glob("*/.*.tmp")]:
            leftover.unlink(missing_ok=True)
        if (self.path / DESIGN).exists() and read_design(self.path) is None:
            self._held.set_aside(self.path / DESIGN, "cannot be read")
        self._held.read()

    def known(self, run_id: str, with_series: bool) -> bool:
        """Say whether a run is there, with its series when those are asked for."""
        return run_id in self._held and (not with_series or run_id in self._held.index or run_id in self._held.errors)

    def error(self, run_id: str) -> str:
        """Return what went wrong in a run that is there; empty when it ended well."""
        return self._held.errors.get(run_id, "")

    def values(self, run_ids: Sequence[str], measures: Sequence[str]) -> np.ndarray:
        """Return measures of runs that are there, float64 (runs, measures); NaN for failed runs."""
        return self._held.values(run_ids, measures)

    def series(self, run_ids: Iterable[str]) -> dict[str, dict[str, np.ndarray]]:
        """Return the series of runs, float32 (days,) each; runs without series are left out."""
        return self._held.series(run_ids)

    def make_room(self, n_runs: int, n_days: int = 0, n_series: int = 0) -> None:
        """Refuse, before anything is computed, what will not fit on the disk; arguments as for `expected_bytes`."""
        lack = lacking(self.path, expected_bytes(n_runs, n_days, n_series))
        if lack:
            raise self._refuse(lack, "a folder on a disk with room, fewer runs, or no series")

    @property
    def first_command(self) -> str:
        """The command with which the folder was begun; empty where that is not known."""
        return str(self._told.get("first_command", ""))

    def plan(self, n_runs: int) -> None:
        """Write down how many different runs the study will have, for `status`."""
        self.write_manifest({**self._told, "planned": n_runs})

    def add(self, outcomes: list[Outcome], points: Mapping[int, Point]) -> None:
        """Put a chunk of runs into the folder: series first, since the row is what says a run is done.

        What is there already is not written again: a run whose row was lost brings no second series, and
        the other way round. The scenario of a failed run is written out, for the command that repeats it.

        Parameters
        ----------
        outcomes : list of Outcome
            What the runner handed back.
        points : mapping of int to Point
            The design points of these runs, by number.
        """
        failed = [outcome for outcome in outcomes if outcome.error]
        for plan_point in {each.point: points[each.point] for each in failed}.values():
            self.write_text(plan_point.file, plan_point.scenario.to_toml())
        with self._writing():
            self._held.add(
                outcomes,
                {outcome.point: points[outcome.point].label for outcome in outcomes},
                {failure.run_id: repeat(points[failure.point].file, failure.replication) for failure in failed},
            )
        if self._lock is not None:
            self._lock.beat()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Tell a disk that refuses as failed work, with what is still true."""
        try:
            yield
        except OSError as error:
            raise WorkError(f"{self.path}: {error.strerror or error}; {KEPT}") from None

    def forget_failures(self) -> int:
        """Take the rows of failed runs out, so that they are done again; return how many there were."""
        failed = set(self._held.errors)
        if failed:
            self.reopen()
            with self._writing():
                self._held.forget(failed)
        return len(failed)

    def write_text(self, name: str, text: str) -> None:
        """Write one of the folder's text files."""
        with self._writing():
            write_whole(self.path / name, text.encode("utf-8"))

    def write_file(self, name: str, write: Callable[[Path], None]) -> None:
        """Let one of the folder's files be written, whole or not at all."""
        with self._writing():
            write(self.path / name)

    def write_manifest(self, record: dict[str, Any]) -> None:
        """Write manifest.json: the folder's identity and what else is to be told; when and how it was started stays as it was."""
        self._told = {
            key: self._told[key] for key in ("started", "first_command", "planned") if key in self._told
        } | record
        with self._writing():
            manifest.write(self.path, {**self._told, **self.identity, "written": manifest.now()})

    def write_design(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write design.parquet: one row a design point, by number; points of an earlier call are kept."""
        with self._writing():
            write_design(self.path, rows)

    def reopen(self) -> None:
        """Take DONE away while work is under way."""
        with self._writing():
            remove(self.path / "DONE")

    def finish(self, factors: Sequence[str] = (), setting: Setting | None = None) -> str:
        """Write runs.csv and then DONE; return the hash of runs.csv, the same for any number of workers.

        Series of runs that were never finished go first: nothing in the folder is without its row.

        Parameters
        ----------
        factors, setting
            What varies over the points of a sweep, for columns of its own; see `runs_csv`.
        """
        with self._writing():
            self._held.drop_orphans()
            digest = write_pieces(
                self.path / "runs.csv", (text.encode("utf-8") for text in runs_csv(self._held, factors, setting))
            )
        self.write_text("DONE", digest + "\n")
        return digest
