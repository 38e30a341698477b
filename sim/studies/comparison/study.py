"""`compare`: the same replications under two or more scenarios, and what can be said of the difference.

Order of work: the pairs; the noise floor (the first scenario with one person fewer); the worlds, or draws
from the ranges. Every part goes into the same folder, so that a study that was stopped goes on where
it was, and one with more replications uses what is there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import Fault, InputError, WorkError, listed, nearest
from sim.laboratory.crew.bench import Allowance, Bench, Crossed, Progress
from sim.laboratory.intervals import Interval, by_month, interval
from sim.laboratory.own import Engine, Measures, Rules, engine_at, own_engine, try_own
from sim.laboratory.plan.plan import Plan, comparison_plan
from sim.laboratory.plan.points import Point, point
from sim.laboratory.plan.tables import ComparisonTable
from sim.laboratory.precision import BATCH, FIRST, FIRST_LOOK, MOST, Until, kind_of, parse_until
from sim.laboratory.session import Work, option_faults, session
from sim.laboratory.store.folder import WORLDS_FILE
from sim.laboratory.worlds.ensemble import write_ensemble
from sim.measures import GOALS, MEASURES
from sim.scenario.toml import toml
from sim.studies.comparison import assumptions as assumed
from sim.studies.comparison import drawing
from sim.studies.comparison.assumptions import Draws
from sim.studies.comparison.found import Comparison, NoiseFloor
from sim.studies.comparison.rows import noise_floor, paired_rows

if TYPE_CHECKING:
    from sim.laboratory.worlds.ensemble import Ensemble
    from sim.scenario import Scenario

NOISE = "audience_minus_one"
Early = Callable[[int, str, list[tuple[str, Interval]]], None]


def compare(
    paths_or_scenarios: Sequence[str | os.PathLike[str] | Scenario],
    *,
    reps: int = 30,
    out: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    until: str | None = None,
    assumptions: bool | str = drawing.WORLDS,
    ensemble: Ensemble | str | os.PathLike[str] | None = None,
    lang: str = "en",
    progress: Progress | None = None,
    noise: bool = True,
    primary: str | None = None,
    measures: Measures = None,
    rules: Rules = None,
    kernel: Engine = "sim.day",
    parameters: Mapping[str, Any] | None = None,
    executor: Executor | None = None,
    timeout: float | None = None,
    max_failures: Allowance | None = None,
    provisional: Early | None = None,
) -> Comparison:
    """Compare scenarios with the first one, pair by pair.

    Parameters
    ----------
    paths_or_scenarios : sequence
        Two or more scenario files or scenarios; all others are compared with the first.
    reps : int
        Replications; replication r uses the same random numbers under every scenario.
    out : path or None
        Study folder, made or gone on with; None keeps everything in memory.
    workers : int or None
        Processes; None: this process where the work is small, else every processor there is. The numbers do not depend on it.
    until : str or None
        A precision such as "posters_30d=2%": pairs are added from 20 in batches of 20 up to 400 until
        the half-width of every difference is that small. Goes before `reps`.
    assumptions : str or bool
        What is left "if our assumptions are wrong": "worlds" runs two pairs in each of 60 plausible worlds of the ensemble, "ranges" three in
        each of 40 draws of every parameter by itself, "none" nothing. True is "worlds", False "none". What a scenario sets under
        ``[behaviour]`` it keeps in all of them.
    ensemble : Ensemble, path or None
        The worlds; None takes those that come with the package, and draws from the ranges where there are none.
    lang : str
        Language of whoever asked; noted in the folder, it changes no number.
    progress : callable or None
        Called with (runs done, runs in all, stage); stages are "pairs", "noise" and "assumptions".
    noise : bool
        Also measure what a tiny irrelevant change does.
    primary : str or None
        The project's measure to judge by; None takes the one of the first scenario's goal.
    measures : sequence, mapping or None
        Own measures: functions of a finished run, ``(run) -> float``, or ``"module:function"``, called as the function is, or
        ``{"name": function}``. They stand beside the project's in every table and file, with an interval and without a verdict. A run has
        `setup`, `diary`, `cohorts` and, of its `events`, all but visits and reactions.
    rules : mapping or None
        Own rules, as `sim.simulate` takes them; tried on a grid of arguments first, and compiled once on a machine.
    kernel : str
        Import path of the engine: a module with `simulate`, `engine_id` and `prepare`.
    parameters : mapping or None
        Registry of parameters to draw from; None takes the engine's.
    executor : Executor or None
        Any `concurrent.futures.Executor` that works instead of processes of our own.
    timeout : float or None
        Most seconds a run may take; a longer one becomes a failed row.
    max_failures : Allowance or None
        How many runs of a stage may fail before the study stops; None: all.

    provisional : callable or None
        Called after the first pairs, when there are many more to come, with their number, the primary measure and, for every other
        policy, its label and the interval of the paired difference.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        Wrong input; nothing was computed.
    WorkError
        No pair of runs ended well, or the folder could not be written.
    """
    kind = drawing.kind_of(assumptions)
    precision = parse_until(until) if until is not None else None
    scenarios = _scenarios(paths_or_scenarios)
    kernel = own_engine(kernel, measures, rules)
    _check(scenarios, reps, workers, primary)
    if parameters is None:
        from sim.rules import PARAMETERS as parameters
    try_own(kernel, scenarios[0])
    worlds = drawing.ensemble_for(ensemble) if kind == drawing.WORLDS else None
    draws = drawing.drawn(kind, worlds, parameters, engine_at(kernel).engine_id(), assumed.policies_of(scenarios))
    draws = assumed.with_group(draws, scenarios)
    plan = comparison_plan(
        scenarios,
        primary or GOALS[scenarios[0].community.goal],
        reps,
        ComparisonTable(until=until, assumptions=drawing.NONE if draws is None else draws.kind, noise=noise),
    )
    plan = replace(plan, source=_typed(paths_or_scenarios, reps, primary, until, kind, noise))
    with session(
        plan,
        out,
        kernel=kernel,
        progress=progress,
        executor=executor,
        workers=workers,
        timeout=timeout,
        max_failures=max_failures,
    ) as work:
        work.told |= {
            "seed": scenarios[0].community.seed,
            "scenarios": dict(zip(plan.labels, (scenario.hash() for scenario in scenarios), strict=True)),
            "until": until,
            "lang": lang,
        }
        if work.folder is not None and draws is not None and draws.worlds and worlds is not None:
            work.folder.write_file(WORLDS_FILE, partial(write_ensemble, worlds))
        return _compare(work, plan, precision, parameters, draws, provisional)


def _compare(
    work: Work,
    plan: Plan,
    precision: Until | None,
    parameters: Mapping[str, Any],
    draws: Draws | None,
    provisional: Early | None,
) -> Comparison:
    bench, points, reps, primary = work.bench, plan.points(), plan.head.reps, plan.primary
    scenarios, labels = [arm.scenario for arm in points], [arm.label for arm in points]
    fewer = _one_fewer(points[0], len(points)) if plan.comparison.noise else None
    first = len(points) + 1 + (assumed.N_DRAWS * len(points) if draws is not None and draws.worlds else 0)
    table = assumed.draw_points(scenarios, labels, draws, first) if draws is not None else []
    drawn = [draw for row in table for draw in row]
    work.begin([*points, *([fewer] if fewer else []), *drawn], parameters=parameters)

    if provisional is not None and (precision is not None or reps >= 2 * FIRST_LOOK):
        bench.run(
            Crossed(points, range(FIRST_LOOK)),
            "pairs",
            keep_series=True,
            of=len(points) * (reps if precision is None else FIRST),
        )
        early = bench.values(points, range(FIRST_LOOK), [primary])[:, :, 0]
        provisional(
            FIRST_LOOK,
            primary,
            [(labels[i], interval(early[i] - early[0], kind=kind_of(primary))) for i in range(1, len(points))],
        )
    n_reps = _pairs(bench, points, reps, precision)
    values = bench.values(points, range(n_reps))
    failures = bench.errors(points, range(n_reps))
    if failures and not np.isfinite(values).any(axis=2).all(axis=0).any():
        raise WorkError(f"no pair of runs ended well; the first error: {failures[0]}")
    names = (*MEASURES, *bench.own)
    rows = paired_rows(values, names, primary)
    floor = None
    if fewer:
        floor = _noise(bench, points[0], fewer, n_reps, names)
        failures += bench.errors([fewer], range(n_reps))
    wrong = None
    if draws is not None:
        wrong = assumed.study(bench, table, draws, primary, assumed.that_may_matter(parameters, scenarios), scenarios)
        failures += assumed.failures(bench, table, draws)
    diary, cohorts = _series(bench, points, n_reps)
    work.end(failures, replications=n_reps)
    return Comparison(
        plan=plan,
        points=tuple(points),
        primary=primary,
        failures=tuple(failures),
        provenance=work.told,
        measures=names,
        values=values,
        diary=diary,
        cohorts=cohorts,
        rows=rows,
        correlation_by_month=_months(diary),
        assumptions=wrong,
        noise=floor,
    )


def _scenarios(asked: Sequence[str | os.PathLike[str] | Scenario]) -> list[Scenario]:
    """Return scenarios, every file loaded; the faults of all files together."""
    read: list[Scenario] = []
    faults: list[Fault] = []
    for scenario in listed(asked, "compare"):
        if hasattr(scenario, "setup"):
            read.append(scenario)
            continue
        from sim.scenario.model import loaded

        try:
            read.append(loaded(scenario))
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)
    return read


def _check(scenarios: list[Scenario], reps: int, workers: int | None, primary: str | None) -> None:
    faults: list[Fault] = []
    if len(scenarios) < 2:
        faults.append(
            Fault(
                wrong=f"{len(scenarios)} scenario given",
                allowed="two or more; the first is what the others are compared with",
            )
        )
    faults += option_faults(reps, workers)
    if primary is not None and primary not in MEASURES:
        faults.append(
            Fault(
                wrong=f"{primary[:60]!r} is not a measure",
                file="primary",
                allowed=f"one of {len(MEASURES)} measures",
                meant=nearest(primary[:60], tuple(MEASURES)),
            )
        )
    for scenario in scenarios[1:]:
        first = scenarios[0]
        for key, why in (("days", "run equally long"), ("seed", "use the same random numbers")):
            here, there = getattr(scenario.community, key), getattr(first.community, key)
            if here != there:
                faults.append(
                    Fault(
                        wrong=f"{here} here, {there} in {first.name}",
                        file=scenario.name,
                        key=f"community.{key}",
                        allowed=f"scenarios that are compared {why}; set both with --{key}",
                    )
                )
    if faults:
        raise InputError(faults)


def _typed(
    asked: Sequence[str | os.PathLike[str] | Scenario],
    reps: int,
    primary: str | None,
    until: str | None,
    kind: str,
    noise: bool,
) -> str:
    """Return what was asked as a study file; scenarios that were made in Python by their names."""
    names = [os.fspath(scenario) if isinstance(scenario, (str, os.PathLike)) else scenario.name for scenario in asked]
    table = {"until": until, "assumptions": kind, "noise": noise}
    return toml(
        {
            "study": {"scenarios": names, "reps": reps} | ({"primary": primary} if primary else {}),
            "comparison": {key: value for key, value in table.items() if value is not None},
        }
    )


def _one_fewer(first: Point, number: int) -> Point | None:
    """Return the first scenario with one person fewer in the audience; None when it needs them all."""
    community = first.scenario.community
    if community.audience < 2 or community.founders >= community.audience:
        return None
    try:
        return point(number, "noise", first.label, first.scenario.with_community(audience=community.audience - 1))
    except InputError:
        return None


def _pairs(bench: Bench, points: list[Point], reps: int, precision: Until | None) -> int:
    """Run the pairs and return how many there are."""
    n = reps if precision is None else FIRST
    while True:
        bench.run(Crossed(points, range(n)), "pairs", keep_series=True)
        if precision is None or n >= MOST:
            return n
        values = bench.values(points, range(n), [precision.measure])[:, :, 0]
        if precision.reached(values):
            return n
        n = min(MOST, n + BATCH)


def _noise(bench: Bench, first: Point, fewer: Point, n_reps: int, names: tuple[str, ...]) -> NoiseFloor:
    bench.run(Crossed([fewer], range(n_reps)), "noise", keep_series=False)
    base, changed = bench.values([first, fewer], range(n_reps))
    return noise_floor(base, changed, names, NOISE)


def _series(bench: Bench, points: list[Point], n_reps: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return diary series and cohorts, float32 (policies, replications, days), NaN for failed runs."""
    kept = bench.store.series({bench.id_of(arm, r) for arm in points for r in range(n_reps)})
    names = list(next(iter(kept.values()))) if kept else []
    shape = (len(points), n_reps, points[0].scenario.community.days)
    tables = {name: np.full(shape, np.nan, dtype=np.float32) for name in names}
    for i, policy in enumerate(points):
        for r in range(n_reps):
            run = kept.get(bench.id_of(policy, r))
            for name in names if run is not None else ():
                tables[name][i, r] = run[name]
    series = {name: table for name, table in tables.items() if not name.startswith("cohort.")}
    cohorts = {name.removeprefix("cohort."): table for name, table in tables.items() if name.startswith("cohort.")}
    return series, cohorts


def _months(series: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return, month by month, the correlation that pairing won."""
    correlations = {}
    for name in ("posts_own", "posters_30d"):
        if name in series:
            table = series[name]
            correlations[name] = np.array([by_month(table[0], other) for other in table[1:]])
    return correlations
