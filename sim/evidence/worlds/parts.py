"""The folder of a fit: one small part a member and stage, and members' places at the start of every step; and who runs members."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np

from sim.evidence.crew import EvidenceCrew, Tell
from sim.evidence.folder import PartsFolder, plain, read
from sim.evidence.worlds.members import Counted, Task
from sim.laboratory.files import write_whole

Model = Callable[[Task], Counted]


class FitFolder(PartsFolder):
    """Parts of one fit, held by one writer; as `PartsFolder`."""

    what, file = "fit", "fit.json"

    def read(self, stage: str, task: Task) -> Counted | None:
        """Return what a member showed; None when it is to be run (again)."""
        part = self.read_part(_place(stage, task), _name_of(task))
        try:
            if part is None:
                return None
            figures = {name: (read(value), read(sd)) for name, (value, sd) in part["figures"].items()}
            return Counted(figures, float(part["seconds"]), str(part["error"]))
        except (ValueError, KeyError, TypeError):
            return None

    def write(self, stage: str, task: Task, counted: Counted) -> None:
        """Keep what a member showed."""
        figures = {name: [plain(value), plain(sd)] for name, (value, sd) in counted.figures.items()}
        self.write_part(
            _place(stage, task),
            _name_of(task),
            {"error": counted.error, "seconds": round(counted.seconds, 3), "figures": figures},
        )

    def read_places(self, step: int) -> tuple[np.ndarray, np.ndarray] | None:
        """Return members and their z at the start of a step; None when they are not there."""
        try:
            with np.load(io.BytesIO((self.path / f"z-{step}.npz").read_bytes()), allow_pickle=False) as places:
                return (places["members"], places["z"]) if str(places["design"]) == self.design else None
        except (FileNotFoundError, ValueError, KeyError, OSError, EOFError):
            return None

    def write_places(self, step: int, members: np.ndarray, z: np.ndarray) -> None:
        """Keep members and their z at the start of a step: what the arithmetic of another machine would round otherwise."""
        sink = io.BytesIO()
        np.savez(sink, members=members, z=z, design=np.array(self.design))
        write_whole(self.path / f"z-{step}.npz", sink.getvalue())


def _place(stage: str, task: Task) -> Path:
    return Path(stage) / (f"{task.member:04d}.json" if not task.attempt else f"{task.member:04d}-{task.attempt}.json")


def _name_of(task: Task) -> str:
    """Return a hash of what is run: plan, values and chance."""
    said = [task.plan.rows, task.plan.figures, task.plan.figure_runs, task.names, task.values, task.first_replication]
    return hashlib.sha256(json.dumps(said).encode("utf-8")).hexdigest()[:16]


class Workshop:
    """Who runs members: this process, or as many as there are workers.

    Parameters
    ----------
    model : callable
        Runs one task; a function of a module, so that processes can find it.
    workers : int
    """

    def __init__(self, model: Model, workers: int) -> None:
        self.model, self._crew = model, EvidenceCrew(workers)

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self._crew.dismiss()

    def run(self, folder: FitFolder, stage: str, tasks: Iterable[Task], tell: Tell | None = None) -> dict[int, Counted]:
        """Run what the folder does not hold yet; returns what each member showed, by its number.

        Raises
        ------
        WorkError
            A member killed its process again and again; what is done is kept.
        """
        of = {task.member: task for task in tasks}
        counted = {member: kept for member, task in of.items() if (kept := folder.read(stage, task)) is not None}

        def keep(key: str, got: Counted) -> None:
            member = int(key)
            folder.write(stage, of[member], got)
            counted[member] = got
            if tell is not None:
                tell(len(counted), len(of), stage)

        if tell is not None and of:
            tell(len(counted), len(of), stage)
        self._crew.do(
            {str(member): partial(self.model, task) for member, task in of.items() if member not in counted}, keep
        )
        return counted
