"""The crew at work on evidence: tasks of any kind done by the crew that does the runs of studies, with all that it knows of processes that die.

A task is called without arguments and gives anything that can be sent between processes; it carries a key, by which it is known in a folder
of kept parts and among what is under way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import WorkError
from sim.laboratory.crew.runner import Crew, starting
from sim.laboratory.crew.worker import Job, Outcome, check_engine, desk

Tell = Callable[[int, int, str], None]
Task = Callable[[], Any]


@dataclass(frozen=True)
class Done:
    """What came of a task: the same as `Outcome` says of a run, with whatever was found instead of measures."""

    run_id: str
    seconds: float
    found: Any
    error: str = ""


class EvidenceCrew(Crew):
    """This process, or as many as there are workers, for tasks that are no runs of a study.

    Parameters
    ----------
    workers : int
        1 does everything in this process.
    """

    def __init__(self, workers: int = 1) -> None:
        super().__init__(workers=workers, is_prepared=True)

    def do(self, tasks: Mapping[str, Task], keep: Callable[[str, Any], None]) -> None:
        """Do tasks by key and hand on what each one found as soon as it is there.

        Raises
        ------
        WorkError
            A task killed its process three times.
        Exception
            What a task itself raised; what was handed on before is done.
        """

        def on_done(outcomes: Sequence[Done | Outcome]) -> None:
            for outcome in outcomes:
                if isinstance(outcome, Outcome):
                    raise WorkError(
                        f"{outcome.error}; what is kept in a folder stays, and the same command goes on from there"
                    )
                keep(outcome.run_id, outcome.found)

        self.run([Job(key, place, 0, task, False) for place, (key, task) in enumerate(tasks.items())], on_done)  # type: ignore[arg-type]

    def submit(self, chunk: list[Job]) -> Any:
        with starting():
            return self.hire().submit(_do_chunk, self.engine_id, chunk)

    def run_here(self, jobs: Sequence[Job], on_done: Any) -> None:
        for job in jobs:
            on_done([_do(job)])


def _do(job: Job) -> Done:
    start = time.monotonic()
    result = job.setup()
    return Done(job.run_id, time.monotonic() - start, result)


def _do_chunk(engine_id: str, jobs: list[Job]) -> list[Done]:
    """Do tasks one after another in a process of the crew."""
    from sim.day import engine_id as here

    check_engine(here(), engine_id)
    outcomes = []
    for job in jobs:
        desk.begin(job)
        outcomes.append(_do(job))
        desk.end()
    return outcomes
