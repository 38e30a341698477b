"""Every pair of scenarios that puts a piece of advice to the test, run again: which way each answer points now.

Every scenario is run once a replication, however many pairs it stands in. A pair that `FIRST` replications leave
undecided gets `MOST`; those that stay undecided are told as such.
"""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Unpack

import numpy as np

from sim.errors import Fault, InputError, WorkError
from sim.laboratory.crew.bench import Bench, Crossed, Hands, Progress
from sim.laboratory.intervals import interval, verdict
from sim.laboratory.plan.points import Point, labels_of, point
from sim.laboratory.precision import kind_of
from sim.laboratory.provenance import design_hash
from sim.laboratory.session import check_options, session
from sim.measures import GOALS, MEASURES
from sim.studies.pairs.pair import Pair, scenario_folder
from sim.studies.result import Result

FIRST, MOST = 30, 60
"""Pairs of runs at first, and where those leave the answer open."""

BESIDE = ("retention_30", "retention_180", "posts_per_member", "unanswered", "host_hours")
"""Measures that are kept beside the primary one: whether members stay, talk and are answered, and what it costs."""

FORM = 1
"""Form of the file of answers."""


@dataclass(frozen=True)
class Effect:
    """The paired difference second - first of one measure, in its unit; NaN where there is none.

    Attributes
    ----------
    first, second : means under both scenarios.
    difference, low, high : mean difference and its 95 % interval, its own (not simultaneous).
    margin : smallest difference worth acting on.
    verdict : as for a comparison.
    """

    first: float
    second: float
    difference: float
    low: float
    high: float
    margin: float
    verdict: str


@dataclass(frozen=True)
class Answer:
    """What a pair came to.

    Attributes
    ----------
    pair : what was asked.
    measure : the primary measure: the first by which the pair is judged, or that of the goal of the first scenario.
    n : pairs of runs.
    effects : measure -> effect, the primary one, the others by which the pair is judged, and `BESIDE`.
    """

    pair: Pair
    measure: str
    n: int
    effects: dict[str, Effect]

    @property
    def primary(self) -> Effect:
        """The effect that answers."""
        return self.effects[self.measure]

    @property
    def name(self) -> str:
        """The two scenarios; no two pairs share it."""
        return f"{self.pair.first} {self.pair.second}"


@dataclass(frozen=True)
class PairsPlan:
    """What a study of pairs asks.

    Attributes
    ----------
    folder : the folder of scenarios; empty for the project's own.
    first, most : replications of every pair, and of those that the first leave undecided.
    names : the pairs, as `Answer.name` has them.
    design_hash : what the study is: every scenario that is run; empty for answers that were read.
    """

    folder: str
    first: int
    most: int
    names: tuple[str, ...] = ()
    design_hash: str = ""

    kind: ClassVar[str] = "pairs"

    def files(self) -> dict[str, str]:
        """Return the texts that stand in its folder."""
        return {
            "study.resolved.toml": f'[study]\nkind = "pairs"\nreps = {self.first}\nmost = {self.most}\nfolder = {json.dumps(self.folder)}\n'
            f"pairs = {json.dumps(self.names)}\n"
        }


@dataclass(frozen=True, repr=False)
class Answers(Result):
    """All answers of one engine.

    Attributes
    ----------
    plan, points, primary, failures, provenance : as of every result; every pair has a primary measure of its own, so that here is none.
    rows : one an asked pair, in the order of the tables.
    """

    rows: tuple[Answer, ...]

    _name: ClassVar[str] = "Answers"

    def _asked(self) -> str:
        return f"{len(self.rows)} pairs of {len(self.points) or self.provenance.get('scenarios', '?')} scenarios, {self.plan.first} to {self.plan.most} replications"

    def _found(self) -> str:
        return ", ".join(
            f"{n} {verdict.replace('_', ' ')}"
            for verdict, n in Counter(row.primary.verdict for row in self.rows).most_common()
        )

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        head = (
            "first",
            "second",
            "advice",
            "measure",
            "is_primary",
            "difference",
            "low",
            "high",
            "margin",
            "verdict",
            "pairs",
        )
        return head, [
            (
                row.pair.first,
                row.pair.second,
                " ".join(row.pair.advice),
                name,
                name == row.measure,
                effect.difference,
                effect.low,
                effect.high,
                effect.margin,
                effect.verdict,
                row.n,
            )
            for row in self.rows
            for name, effect in row.effects.items()
        ]

    def to_json(self) -> str:
        """Write the answers as a file that `read_answers` reads; a value that is not there is null."""
        rows = [
            asdict(row) | {"effects": {name: _plain(effect) for name, effect in row.effects.items()}}
            for row in self.rows
        ]
        return (
            json.dumps({"form": FORM, "provenance": self.provenance, "pairs": rows}, indent=1, ensure_ascii=False)
            + "\n"
        )


def run_pairs(
    pairs: Sequence[Pair],
    *,
    folder: str | os.PathLike[str] | None = None,
    out: str | os.PathLike[str] | None = None,
    first: int = FIRST,
    most: int = MOST,
    progress: Progress | None = None,
    kernel: str = "sim.day",
    **hands: Unpack[Hands],
) -> Answers:
    """Run pairs of scenarios, those left undecided more often.

    Parameters
    ----------
    pairs : sequence of Pair
        As from `read_pairs`.
    folder : path or None
        Where the scenarios are; None is the project's own folder.
    out : path or None
        Study folder, made or gone on with; None keeps everything in memory.
    first, most : int
        Replications of every pair, and of those that the first leave undecided.
    progress : callable or None
        Called with (runs done, runs in all, stage); stages are "first" and "more".
    kernel : str
        Import path of the engine.
    hands
        Who does the runs: `executor`, `workers`, `timeout`, `max_failures`, as for `sim.compare`.

    Raises
    ------
    InputError
        A scenario cannot be read.
    WorkError
        No run of a scenario ended well.
    """
    check_options(first, hands.get("workers"), hands.get("timeout"))
    points = _points(pairs, scenario_folder(folder))
    every = list(points.values())
    plan = PairsPlan(
        "" if folder is None else os.path.abspath(folder),
        first,
        most,
        tuple(f"{pair.first} {pair.second}" for pair in pairs),
        design_hash("pairs", [scenario.scenario_hash for scenario in every]),
    )
    with session(plan, out, kernel=kernel, progress=progress, **hands) as work:
        bench = work.bench
        work.begin(every, seed=every[0].scenario.community.seed, scenarios=len(every))
        bench.run(Crossed(every, range(first)), "first", keep_series=False)
        rows = [_answer(bench, points, pair, first) for pair in pairs]
        open_ = [pair for pair, row in zip(pairs, rows, strict=True) if row.primary.verdict == "undecided"]
        again: list[Point] = []
        if most > first and open_:
            again = list(
                {half.number: half for pair in open_ for half in (points[pair.first], points[pair.second])}.values()
            )
            bench.run(Crossed(again, range(most)), "more", keep_series=False)
            rows = [
                _answer(bench, points, pair, most) if pair in open_ else row
                for pair, row in zip(pairs, rows, strict=True)
            ]
        failures = (*bench.errors(every, range(first)), *bench.errors(again, range(first, most)))
        work.end(failures, first=first, most=most, again=len(open_))
    return Answers(
        plan=plan, points=tuple(every), primary="", failures=failures, provenance=work.told, rows=tuple(rows)
    )


def _points(pairs: Sequence[Pair], folder: Path) -> dict[str, Point]:
    """Return every scenario once, by its path; the faults of all files together."""
    from sim.scenario import load

    names = list(dict.fromkeys(name for pair in pairs for name in (pair.first, pair.second)))
    loaded, faults = [], []
    for name in names:
        try:
            loaded.append(load(folder / f"{name}.toml"))
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    return {
        name: point(i, "main", label, scenario)
        for i, (name, label, scenario) in enumerate(zip(names, labels_of(names), loaded, strict=True))
    }


def _answer(bench: Bench, points: dict[str, Point], pair: Pair, n: int) -> Answer:
    both = [points[pair.first], points[pair.second]]
    primary = pair.measures[0] if pair.measures else GOALS[both[0].scenario.community.goal]
    names = list(dict.fromkeys((primary, *pair.measures, *BESIDE)))
    values = bench.values(both, range(n), names)
    if not np.isfinite(values[:, :, 0]).all(axis=0).any():
        errors = bench.errors(both, range(n))
        raise WorkError(
            f"no pair of {pair.first} and {pair.second} ended well"
            + (f"; the first error: {errors[0]}" if errors else "")
        )
    return Answer(
        pair, primary, n, {name: effect_of(values[0, :, i], values[1, :, i], name) for i, name in enumerate(names)}
    )


def effect_of(first: np.ndarray, second: np.ndarray, measure: str) -> Effect:
    """Return the effect of one measure from its values, float64 (pairs,) under both scenarios; pairs without a value are left out."""
    known = np.isfinite(first) & np.isfinite(second)
    base, other = first[known], second[known]
    got = interval(other - base, kind=kind_of(measure))
    means = [float(side.mean()) if side.size else math.nan for side in (base, other)]
    margin = MEASURES[measure].margin(means[0])
    return Effect(
        *means,
        got.mean,
        got.low,
        got.high,
        margin,
        verdict(other - base, got.low, got.high, margin, MEASURES[measure].direction),
    )


def read_answers(file: str | os.PathLike[str]) -> Answers:
    """Read answers that were written before.

    Raises
    ------
    InputError
        The file cannot be read, or holds something else.
    """
    try:
        record = json.loads(Path(file).read_text(encoding="utf-8"))
        if record["form"] != FORM:
            raise ValueError
        rows = tuple(_answer_from(row) for row in record["pairs"])
        provenance = dict(record["provenance"])
        plan = PairsPlan("", int(provenance.get("first", 0)), int(provenance.get("most", 0)))
        return Answers(plan=plan, points=(), primary="", failures=(), provenance=provenance, rows=rows)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        what = "is not a file of answers" if Path(file).is_file() else "there is no such file"
        raise InputError(Fault(what, file=str(file), allowed="a file that community-sim pairs --json wrote")) from None


def _answer_from(row: dict[str, Any]) -> Answer:
    pair = Pair(**row["pair"])
    effects = {
        name: Effect(**{key: math.nan if value is None else value for key, value in effect.items()})
        for name, effect in row["effects"].items()
    }
    if row["measure"] not in effects:
        raise ValueError(row["measure"])
    pair = replace(pair, **{name: tuple(getattr(pair, name)) for name in ("advice", "keys", "measures")})
    return Answer(pair, row["measure"], row["n"], effects)


def _plain(effect: Effect) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in asdict(effect).items()
    }
