"""Running the doses: every lever at every dose in every replication, and what came of it."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Unpack

import numpy as np

from sim.errors import Fault, InputError, WorkError, listed, nearest
from sim.laboratory.crew.bench import Crossed, Hands, Progress
from sim.laboratory.plan.points import Point, made
from sim.laboratory.provenance import design_hash
from sim.laboratory.session import check_options, session
from sim.measures import MEASURES as REGISTRY
from sim.studies.doses import settings
from sim.studies.doses.levers import Left, Lever, levers, maker
from sim.studies.doses.verdicts import Curve, curve
from sim.studies.result import Result

if TYPE_CHECKING:
    from sim.scenario import Scenario

REPS = 20
MEASURES = ("posters_30d", "retention_30", "retention_180", "posts_per_member", "unanswered", "host_hours")
"""What is shown of every lever: whether people take part, stay, talk and are answered, and what it costs."""

COSTS = frozenset({"host_hours"})
"""Measures that grow as the dose does; of them it is not asked how."""


@dataclass(frozen=True)
class Dosed:
    """What came of one lever.

    Attributes
    ----------
    lever : which one, with its doses.
    base : the scenario it was tried in.
    curves : measure -> curve.
    may_exceed : key of the reason why its effect may be larger than that of others; empty for most.
    understood : key of the reason for a shape that no lever should have; empty for most.
    """

    lever: Lever
    base: Scenario
    curves: dict[str, Curve]
    may_exceed: str
    understood: str = ""

    @property
    def beyond(self) -> tuple[str, ...]:
        """Measures that go beyond their limit, allowed to or not."""
        return tuple(name for name, response in self.curves.items() if response.limit == "beyond")

    @property
    def unsound(self) -> tuple[str, ...]:
        """Measures with a shape that no lever should have."""
        return tuple(name for name, response in self.curves.items() if not response.is_sound)

    @property
    def is_flat(self) -> bool:
        """Whether nothing answers to the lever."""
        return all(dose_curve.shape == "flat" for dose_curve in self.curves.values())


@dataclass(frozen=True)
class DosesPlan:
    """What a study of doses asks.

    Attributes
    ----------
    only : levers or policies that are tried; empty: all.
    reps : replications of every dose.
    design_hash : what the study is: every scenario that is run.
    """

    only: tuple[str, ...]
    reps: int
    design_hash: str

    kind: ClassVar[str] = "doses"

    def files(self) -> dict[str, str]:
        """Return the texts that stand in its folder."""
        return {
            "study.resolved.toml": f'[study]\nkind = "doses"\nreps = {self.reps}\nonly = {json.dumps(list(self.only))}\n'
        }


@dataclass(frozen=True, repr=False)
class Doses(Result):
    """What came of all levers.

    Attributes
    ----------
    plan, points, primary, failures, provenance : as of every result; the primary measure is the first of `MEASURES`.
    rows : one for each lever.
    left : fields without doses.
    n_reps : replications of every dose.
    """

    rows: tuple[Dosed, ...]
    left: tuple[Left, ...]
    n_reps: int

    _name: ClassVar[str] = "Doses"

    def _asked(self) -> str:
        return f"{len(self.rows)} levers, {len(self.points)} doses, {self.n_reps} replications each"

    def _found(self) -> str:
        shapes = Counter(row.curves[self.primary].shape for row in self.rows)
        return ", ".join(f"{n} {shape.replace('_', ' ')}" for shape, n in shapes.most_common())

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        head = ("lever", "base", "dose", "is_own", "measure", "mean", "difference", "low", "high", "shape", "limit")
        rows = []
        for row in self.rows:
            for place, dose in enumerate(row.lever.doses):
                for name, response in row.curves.items():
                    gap = response.against_own[place]
                    rows.append(
                        (
                            row.lever.key,
                            row.lever.setting.base,
                            " ".join(dose) if isinstance(dose, tuple) else dose,
                            place == row.lever.own,
                            name,
                            response.means[place],
                            gap.mean,
                            gap.low,
                            gap.high,
                            response.shape,
                            response.limit,
                        )
                    )
        return head, rows

    def __getitem__(self, key: str) -> Dosed:
        """Return what came of a lever, by its key."""
        for row in self.rows:
            if row.lever.key == key:
                return row
        raise KeyError(key)


def doses(
    only: Sequence[str] = (),
    *,
    reps: int = REPS,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    kernel: str = "sim.day",
    **hands: Unpack[Hands],
) -> Doses:
    """Try every lever of every policy over doses, from nothing to its end.

    Parameters
    ----------
    only : sequence of str
        Levers ("team.hours_per_week") or policies ("team"); empty: all.
    reps : int
        Replications of every dose; replication r uses the same random numbers at every dose.
    out : path or None
        Study folder, made or gone on with; None keeps everything in memory.
    progress : callable or None
        Called with (runs done, runs in all, stage); the stage is "runs".
    kernel : str
        Import path of the engine.
    hands
        Who does the runs: `executor`, `workers`, `timeout`, `max_failures`, as for `sim.compare`.

    Raises
    ------
    InputError
        A lever that is not known, or wrong numbers; nothing was computed.
    WorkError
        No run ended well, or the folder could not be written.
    """
    check_options(reps, hands.get("workers"), hands.get("timeout"))
    known, left = levers()
    wanted = chosen(known, left, listed(only, "only"))
    table = points_of(wanted)
    every = [point for row in table for point in row]
    plan = DosesPlan(tuple(only), reps, design_hash("doses", [point.scenario_hash for point in every]))
    with session(plan, out, kernel=kernel, progress=progress, **hands) as work:
        work.begin(
            every,
            len({point.scenario_hash for point in every}) * reps,
            only=list(only),
            levers=len(wanted),
            doses=len(every),
            replications=reps,
        )
        work.bench.run(Crossed(every, range(reps)), "runs", keep_series=False)
        failures = tuple(work.bench.errors(every, range(reps)))
        rows = tuple(
            _dosed(setting, work.bench.values(points, range(reps), MEASURES))
            for setting, points in zip(wanted, table, strict=True)
        )
        work.end(failures)
    if all(not np.isfinite(level_row.curves[name].means).any() for level_row in rows for name in MEASURES):
        raise WorkError("no run ended well" + (f"; the first error: {failures[0]}" if failures else ""))
    return Doses(
        plan=plan,
        points=tuple(every),
        primary=MEASURES[0],
        failures=failures,
        provenance=work.told,
        rows=rows,
        left=tuple(left) if not only else (),
        n_reps=reps,
    )


def chosen(candidates: Sequence[Lever], left: Sequence[Left], only: Sequence[str]) -> list[Lever]:
    """Return the levers that were asked for, in the order of the policies.

    Raises
    ------
    InputError
        With every name that is no lever, or one without doses.
    """
    keys = {setting.key for setting in candidates} | {setting.kind for setting in candidates}
    faults = []
    for name in only:
        if name not in keys:
            is_left = any(lever.key == name for lever in left)
            faults.append(
                Fault(
                    "has no doses" if is_left else "is no lever",
                    file="--only",
                    key=name,
                    allowed="a policy or a lever, such as team or team.hours_per_week",
                    meant=nearest(name[:60], sorted(keys)),
                )
            )
    if faults:
        raise InputError(faults)
    return [setting for setting in candidates if not only or setting.key in only or setting.kind in only]


def points_of(wanted: Sequence[Lever]) -> list[list[Point]]:
    """Return the design: a row of points for each lever, numbered throughout."""
    table: list[list[Point]] = []
    number = 0
    for setting in wanted:
        row = []
        for place, dose in enumerate(setting.doses):
            text = ",".join(dose) if isinstance(dose, tuple) else dose
            row.append(
                made(number, "sweep", setting.key, maker(setting, place), draw=place, levers={"dose": str(text)})
            )
            number += 1
        table.append(row)
    return table


def _dosed(lever: Lever, values: np.ndarray) -> Dosed:
    """Judge a lever from its measures, float64 (doses, replications, measures)."""
    curves = {}
    for i, name in enumerate(MEASURES):
        own = values[lever.own, :, i]
        margin = REGISTRY[name].margin(float(own[np.isfinite(own)].mean())) if np.isfinite(own).any() else 0.0
        curves[name] = curve(
            name,
            values[:, :, i],
            lever.own,
            is_amount=lever.is_amount and name not in COSTS,
            is_ordered=lever.setting.is_ordered,
            margin=margin,
            times=settings.MOST.get(name),
        )
    return Dosed(
        lever,
        lever.scenario(lever.own),
        curves,
        settings.MAY_EXCEED.get(lever.key, settings.MAY_EXCEED.get(lever.kind, "")),
        settings.UNDERSTOOD.get(lever.key, ""),
    )
