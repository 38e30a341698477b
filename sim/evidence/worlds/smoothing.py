"""The steps of a fit: draw members from the ranges, run them, move them, run them again, and at last see what they show on fresh chance.

A member that cannot be run as it was drawn is drawn again. One that cannot be run where it was moved to, since it runs away there, goes
half of the way, then a quarter, then stays where it was; only one that fails even there is dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import WorkError
from sim.evidence.crew import Tell
from sim.evidence.worlds.members import MOST_ATTEMPTS, Counted, Plan, Task, plan_of
from sim.evidence.worlds.parts import FitFolder, Workshop
from sim.evidence.worlds.smoother import FAR, errors, tamed, update
from sim.evidence.worlds.targets import Observation
from sim.laboratory.worlds.prior import Prior

EDGE = 4.0
"""How far z may go [sd]: beyond, a parameter lies on the end of its range for all that can be told."""

MOST_DROPPED, MOST_REDRAWN = 0.2, 0.5
"""Shares of members that may be lost in one step, and that may have to be drawn again or moved back, before a fit stops; invented. Ranges
that hold worlds which run away are no fault; an error that every member meets is."""


@dataclass(frozen=True)
class Shown:
    """What members showed in one stage.

    Attributes
    ----------
    members : int64 (members,), their numbers.
    z : float64 (members, parameters).
    counted : what each showed, in their order.
    """

    members: np.ndarray
    z: np.ndarray
    counted: tuple[Counted, ...]

    def figure(self, name: str) -> np.ndarray:
        """Return one figure of all members, float64 (members,); NaN where there is none."""
        return np.array([member.figures.get(name, (np.nan, np.nan))[0] for member in self.counted], dtype=float)

    def predicted(self, observed: Sequence[Observation]) -> np.ndarray:
        """Return the figures that are fitted, on the scale on which they are, float64 (members, observations)."""
        return (
            np.stack([row.scaled(self.figure(row.name)) for row in observed], axis=1)
            if observed
            else np.empty((len(self.members), 0))
        )

    def noise(self, observed: Sequence[Observation], plan: Plan) -> np.ndarray:
        """Return the standard deviation of the runs' own noise, with as many runs as the plan has, float64 (observations,); NaN: not told."""
        noise = np.full(len(observed), np.nan)
        for i, target in enumerate(observed):
            sd = np.array(
                [counted.figures.get(target.name, (np.nan, np.nan))[1] for counted in self.counted], dtype=float
            )
            each = target.noise(self.figure(target.name), sd) / np.sqrt(plan.runs_of(target.name))
            each = np.minimum(each[np.isfinite(each)], FAR * target.sd)
            if each.size:
                noise[i] = np.sqrt(np.mean(each**2))
        return noise


@dataclass(frozen=True)
class Smoothed:
    """A fit, before anything is made of it.

    Attributes
    ----------
    before, after : what the members showed as drawn from the ranges, and at the end on fresh chance.
    noise : float64 (observations,), the runs' own noise at the end, NaN where it cannot be told.
    links : float64 (parameters, observations), the largest sure correlation by which a parameter learned from a figure; 0 where it did not.
    unused : names of figures that too few members had, by step.
    failures : what went wrong, one line each.
    """

    before: Shown
    after: Shown
    noise: np.ndarray
    links: np.ndarray
    unused: tuple[tuple[str, ...], ...]
    failures: tuple[str, ...]


def causes(failures: Sequence[str]) -> dict[str, int]:
    """Return how many members failed of each cause (the kind of error), the most frequent first."""
    return dict(Counter(line.split(": ", 2)[1] for line in failures).most_common())


def stage_name(step: int) -> str:
    """Return the name of a step's stage; the last one is the look at fresh chance."""
    return f"step-{step}"


def smooth(
    folder: FitFolder,
    workshop: Workshop,
    prior: Prior,
    observed: Sequence[Observation],
    plan: Plan,
    *,
    members: int,
    steps: int,
    tell: Tell | None = None,
    remark: Callable[[str], None] | None = None,
) -> Smoothed:
    """Fit members to what is observed.

    Parameters
    ----------
    folder, workshop : where parts go, and who runs members.
    prior : the ranges.
    observed : what is fitted.
    plan : what is run for a member.
    members, steps : how many.
    tell, remark : told (done, of how many, stage), and every failure in a line.

    Raises
    ------
    WorkError
        Too many members failed; what is done is kept.
    """
    aim, sd = np.array([row.aim for row in observed]), np.array([row.sd for row in observed])
    failures: list[str] = []
    links = np.zeros((len(prior.names), len(observed)))
    unused: list[tuple[str, ...]] = []

    def note(line: str) -> None:
        failures.append(line)
        if remark is not None:
            remark(line)

    def run(step: int, numbers: np.ndarray, z: np.ndarray, attempt: int = 0) -> dict[int, Counted]:
        tasks = [
            Task(plan_of(plan, int(n)), prior.names, tuple(row.tolist()), step, int(n), attempt)
            for n, row in zip(numbers, prior.values(z), strict=True)
        ]
        outcomes = workshop.run(folder, stage_name(step), tasks, tell)
        for n in sorted(outcomes):
            if outcomes[n].error:
                note(f"{stage_name(step)}, member {n}: {outcomes[n].error}")
        return outcomes

    numbers = np.arange(members)
    z = np.stack([prior.draw(int(n)) for n in numbers])
    counted = run(0, numbers, z)
    for attempt in range(1, MOST_ATTEMPTS):
        failed = np.array([n for n in numbers if counted[int(n)].error], dtype=np.int64)
        if not failed.size:
            break
        _enough(failed.size, members, counted, MOST_REDRAWN)
        z[failed] = np.stack([prior.draw(int(n), attempt) for n in failed])
        counted |= run(0, failed, z[failed], attempt)
    numbers, z = _without_failed(numbers, z, counted)
    before = shown = Shown(numbers, z, tuple(counted[int(n)] for n in numbers))
    for step in range(steps):
        error = errors(sd, shown.noise(observed, plan), steps)
        near = aim + error * tamed((shown.predicted(observed) - aim) / error)
        got = update(z, near, aim, error, steps=steps, key=step)
        links = np.maximum(links, np.abs(got.links))
        unused.append(tuple(target.name for target, used in zip(observed, got.used, strict=True) if not used))
        kept = folder.read_places(step + 1)
        if kept is not None and np.array_equal(kept[0], numbers):
            z = kept[1]
        else:
            z = np.clip(got.z, -EDGE, EDGE)
            folder.write_places(step + 1, numbers, z)
        counted = run(step + 1, numbers, z)
        for attempt in range(1, MOST_ATTEMPTS):
            failed = np.array([bool(counted[int(n)].error) for n in numbers])
            if not failed.any():
                break
            _enough(int(failed.sum()), len(numbers), counted, MOST_REDRAWN)
            z = z.copy()
            z[failed] = shown.z[failed] if attempt == MOST_ATTEMPTS - 1 else (z[failed] + shown.z[failed]) / 2.0
            counted |= run(step + 1, numbers[failed], z[failed], attempt)
        numbers, z = _without_failed(numbers, z, counted)
        shown = Shown(numbers, z, tuple(counted[int(n)] for n in numbers))
    return Smoothed(before, shown, shown.noise(observed, plan), links, tuple(unused), tuple(failures))


def _without_failed(
    numbers: np.ndarray, z: np.ndarray, counted: Mapping[int, Counted]
) -> tuple[np.ndarray, np.ndarray]:
    well = np.array([not counted[int(n)].error for n in numbers], dtype=bool)
    _enough(int((~well).sum()), len(numbers), counted)
    return numbers[well], z[well]


def _enough(n_failed: int, n: int, counted: Mapping[int, Counted], most: float = MOST_DROPPED) -> None:
    if n_failed > max(1, most * n):
        last = next(outcome.error for outcome in counted.values() if outcome.error)
        raise WorkError(
            f"{n_failed} of {n} members failed, more than a fit can do without; one of them: {last}; what is done is kept"
        )


def misfits(predicted: np.ndarray, aim: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Return each member's mean squared distance from the targets [errors squared], float64 (members,); a missing figure counts as `FAR`."""
    distance = np.abs(predicted - aim) / error
    return (
        np.mean(np.where(np.isfinite(distance), distance, FAR) ** 2, axis=1)
        if predicted.shape[1]
        else np.zeros(len(predicted))
    )
