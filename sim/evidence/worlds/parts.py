"""The folder of a fit: one small part a member and stage, written whole, so that a fit that was killed goes on where it was.

A part says which design it belongs to and which values it was run at; one that is damaged or says otherwise is made again.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import multiprocessing
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import Fault, InputError, WorkError
from sim.evidence.worlds.members import Counted, Task
from sim.laboratory.files import make_folder, write_whole
from sim.laboratory.store.lock import EndAsInterrupt, FolderLock, LockTaken

NAME = "fit.json"
FORM = 1
Model = Callable[[Task], Counted]
Tell = Callable[[int, int, str], None]


class FitFolder:
    """Parts of one fit, held by one writer.

    Parameters
    ----------
    path : Path
        Made when it is not there.
    told : mapping
        Everything that decides the fit, as plain data.

    Raises
    ------
    InputError
        The folder holds another fit or something else, cannot be written, or is in use.
    """

    def __init__(self, path: Path, told: Mapping[str, Any]) -> None:
        self.path = Path(path)
        self.told = json.loads(json.dumps({"form": FORM, **told}))
        self.design = hashlib.sha256(json.dumps(self.told, sort_keys=True).encode("utf-8")).hexdigest()[:16]
        self._lock: FolderLock | None = None
        self._end: EndAsInterrupt | None = None
        try:
            self._own()
            make_folder(self.path / "parts")
            self._lock = FolderLock(self.path)
            self._end = EndAsInterrupt()
            write_whole(self.path / NAME, (json.dumps({"design": self.design, **self.told}, indent=1, sort_keys=True) + "\n").encode("utf-8"))
        except LockTaken as error:
            raise self._refuse(f"another fit is writing here ({error.holder})", error.way_out) from None
        except OSError as error:
            self.close()
            raise self._refuse(f"cannot be written: {error.strerror or error}", "a folder you may write in") from None

    def __enter__(self) -> FitFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if self._end is not None:
            self._end.restore()
            self._end = None

    def _refuse(self, wrong: str, allowed: str) -> InputError:
        return InputError(Fault(wrong, file=str(self.path), allowed=allowed))

    def _own(self) -> None:
        """Refuse a folder that holds another fit, or what is no fit."""
        if not self.path.is_dir() or not any(self.path.iterdir()):
            return
        other = "a new folder for this one"
        try:
            there = json.loads((self.path / NAME).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            if (self.path / "parts").is_dir():
                return  # killed before it could say what it is: its parts say so themselves
            raise self._refuse("holds something else", "a new or empty folder, or one that community-sim worlds wrote") from None
        if there.get("design") != self.design:
            differing = sorted(key for key in {*there, *self.told} - {"design"} if there.get(key) != self.told.get(key))
            raise self._refuse(f"holds another fit: {', '.join(differing)} differ", other)

    def _file(self, stage: str, member: int, attempt: int) -> Path:
        return self.path / "parts" / stage / (f"{member:04d}.json" if not attempt else f"{member:04d}-{attempt}.json")

    def read(self, stage: str, task: Task) -> Counted | None:
        """Return what a member showed; None when it is to be run (again)."""
        try:
            told = json.loads(self._file(stage, task.member, task.attempt).read_text(encoding="utf-8"))
            if told["design"] != self.design or told["of"] != _name_of(task):
                return None
            figures = {name: (_number(value), _number(sd)) for name, (value, sd) in told["figures"].items()}
            return Counted(figures, float(told["seconds"]), str(told["error"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def write(self, stage: str, task: Task, found: Counted) -> None:
        """Keep what a member showed."""
        file = self._file(stage, task.member, task.attempt)
        make_folder(file.parent)
        told = {"design": self.design, "of": _name_of(task), "error": found.error, "seconds": round(found.seconds, 3),
                "figures": {name: [_plain(value), _plain(sd)] for name, (value, sd) in found.figures.items()}}
        write_whole(file, (json.dumps(told) + "\n").encode("utf-8"))

    def read_places(self, step: int) -> tuple[np.ndarray, np.ndarray] | None:
        """Return members and their z at the start of a step; None when they are not there."""
        try:
            with np.load(io.BytesIO((self.path / f"z-{step}.npz").read_bytes()), allow_pickle=False) as told:
                return (told["members"], told["z"]) if str(told["design"]) == self.design else None
        except (FileNotFoundError, ValueError, KeyError, OSError, EOFError):
            return None

    def write_places(self, step: int, members: np.ndarray, z: np.ndarray) -> None:
        """Keep members and their z at the start of a step: what the arithmetic of another machine would round otherwise."""
        sink = io.BytesIO()
        np.savez(sink, members=members, z=z, design=np.array(self.design))
        write_whole(self.path / f"z-{step}.npz", sink.getvalue())


def _name_of(task: Task) -> str:
    """Return a hash of what is run: plan, values and chance."""
    said = [task.plan.rows, task.plan.figures, task.plan.figure_runs, task.names, task.values, task.first_replication]
    return hashlib.sha256(json.dumps(said).encode("utf-8")).hexdigest()[:16]


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


class Workshop:
    """Who runs members: this process, or as many as there are workers.

    Parameters
    ----------
    model : callable
        Runs one task; a function of a module, so that processes can find it.
    workers : int
    """

    def __init__(self, model: Model, workers: int) -> None:
        self.model, self.workers = model, workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workshop:
        if self.workers > 1:
            self._pool = ProcessPoolExecutor(self.workers, mp_context=multiprocessing.get_context("spawn"))
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def run(self, folder: FitFolder, stage: str, tasks: Iterable[Task], tell: Tell | None = None) -> dict[int, Counted]:
        """Run what the folder does not hold yet; returns what each member showed, by its number.

        Raises
        ------
        WorkError
            A process died; what is done is kept.
        """
        tasks = list(tasks)
        found: dict[int, Counted] = {}
        todo = []
        for task in tasks:
            held = folder.read(stage, task)
            if held is None:
                todo.append(task)
            else:
                found[task.member] = held

        def keep(task: Task, got: Counted) -> None:
            folder.write(stage, task, got)
            found[task.member] = got
            if tell is not None:
                tell(len(found), len(tasks), stage)

        if tell is not None and tasks:
            tell(len(found), len(tasks), stage)
        if self._pool is None:
            for task in todo:
                keep(task, self.model(task))
            return found
        try:
            under_way = {self._pool.submit(self.model, task): task for task in todo}
            while under_way:
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    keep(under_way.pop(future), future.result())
        except BrokenExecutor as error:
            raise WorkError(f"a process died while members were run ({error}); what is done is kept, the same command goes on") from None
        return found
