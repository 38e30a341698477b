"""A synthetic comparison with realistic shapes, so that the report can be tried without running the engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.laboratory.plan.plan import comparison_plan
from sim.laboratory.plan.points import point
from sim.laboratory.plan.tables import ComparisonTable
from sim.studies.comparison.found import Assumptions, Comparison, NoiseFloor
from sim.studies.comparison.rows import paired_rows
from sim.world.diary import SERIES

LIBRARY = (
    "everyone-at-once",
    "in-batches",
    "in-batches-no-norm",
    "everyone-at-once-no-norm",
    "in-batches-ample-hours",
    "everyone-at-once-ample-hours",
)
DIARY = SERIES


def scenario(index: int, days: int):
    """Return a real scenario of the library, cut to so many days."""
    from sim.scenario import library_folder, load

    loaded = load(library_folder() / f"{LIBRARY[index]}.toml")
    return loaded.model_copy(update={"community": loaded.community.model_copy(update={"days": days})})


def diary(rng: np.random.Generator, lift: float, batches: bool, days: int, reps: int) -> dict[str, np.ndarray]:
    """Return every diary series with plausible courses for one policy."""
    day = np.arange(days, dtype=float)
    luck = rng.normal(0, 0.09, (reps, 1))
    noise = rng.normal(0, 0.03, (reps, days)).cumsum(axis=1) / 4
    grow = np.minimum(1, day / 150) if batches else 1 - np.exp(-day / 25)
    members = 40 + 900 * grow * np.exp(luck * 0.3 + noise * 0.1)
    posters = (25 + 110 * grow * (0.6 + 0.4 * np.exp(-day / 300)) * (1 + lift)) * np.exp(luck + noise)
    own = posters * 0.22 * np.exp(rng.normal(0, 0.15, (reps, days)))
    late = np.random.default_rng(days)  # for series that came later: others are drawn as they were
    known = DIARY.index("gini")
    out = {name: np.abs((rng if at <= known else late).normal(2, 1, (reps, days))) for at, name in enumerate(DIARY)}
    out.update(
        members=members,
        awake=members * 0.5,
        asleep=members * 0.5,
        posters_30d=posters,
        posters_7d=posters * 0.5,
        posters_day=posters * 0.12,
        posts_own=own,
        starts_own=own * 0.3,
        replies_own=own * 0.7,
        posts_duty=own * 0.1,
        posts_staff=np.full((reps, days), 1.4),
        reactions=own * 2.5,
        matured_starts=own * 0.3,
        matured_unanswered=own * 0.3 * (0.25 + 0.02 * noise),
        matured_first=own * 0.05,
        matured_first_answered=own * 0.04,
        first_answer_hours=own * 0.4,
        **{
            f"role_{role}": members * share
            for role, share in (
                ("lurker", 0.45),
                ("critic", 0.1),
                ("creator", 0.04),
                ("ambassador", 0.0),
                ("spammer", 0.01),
                ("inactive", 0.4),
            )
        },
        visitors=members * 0.12,
        visits=members * 0.18,
        shown=members * 1.8,
        opened=members * 1.1,
        spam_seen=members * 0.012,
        promo_seen=members * 0.02,
        poor_seen=members * 0.05,
        joined=np.maximum(0, np.diff(members, prepend=40.0 * np.ones((reps, 1)), axis=1)),
        profiles=members * 0.45,
        waiting=np.maximum(0, 900 * (1 - grow)) * (1 if batches else 0) * np.ones((reps, 1)),
        value=0.8 + 0.2 * grow + 0.1 * lift + noise,
        trust=0.6 + 0.1 * grow + noise * 0.3,
        information=0.5 + 0.2 * grow + noise,
        relations=0.2 + 0.1 * grow + noise * 0.2,
        identity=0.3 + 0.05 * grow + noise * 0.1,
        standing=0.2 + 0.1 * grow + noise * 0.1,
        cost=0.2 + 0.1 * grow + noise * 0.1,
    )
    week = (np.arange(days) % 7 < 5).astype(float) * np.ones((reps, 1))
    out["minutes_available"] = 96 * week
    for task, minutes in (
        ("applications", 8),
        ("removals", 6),
        ("welcomes", 30),
        ("answers", 25),
        ("calendar", 12),
        ("patrol", 0),
    ):
        out[f"minutes_{task}"] = (
            minutes * week * (1 - 0.3 * (task == "welcomes") * batches) * np.exp(rng.normal(0, 0.05, (reps, days)))
        )
    return {name: np.broadcast_to(series, (reps, days)).astype("f4") for name, series in out.items()}


def comparison(
    policies: int = 2,
    reps: int = 30,
    days: int = 365,
    verdict: str | None = None,
    assumptions: bool | str = True,
    standing: str = "",
) -> Comparison:
    """Return a comparison of ``policies`` made-up policies, the same for the same arguments; assumptions may be "worlds"."""
    from sim.measures import MEASURES, measure_all

    lifts = (0.0, -0.12, -0.05, 0.02, 0.2, 0.22)
    diaries = [
        diary(
            np.random.default_rng(7),
            0.0 if verdict == "identical" else lifts[i],
            verdict != "identical" and i in (1, 2, 4),
            days,
            reps,
        )
        for i in range(policies)
    ]
    series = {name: np.stack([record[name] for record in diaries]) for name in DIARY}
    joined = series["joined"]
    cohorts = {"joined": joined}
    for name, share in (
        ("visited_30", 0.45),
        ("visited_90", 0.33),
        ("visited_180", 0.27),
        ("posted_30", 0.3),
        ("posts_90", 1.4),
    ):
        cohorts[name] = joined * share * np.linspace(1.0, 0.9, policies)[:, None, None].astype("f4")
    names, luck = tuple(MEASURES), np.random.default_rng(11)
    values = np.empty((policies, reps, len(names)))
    for p in range(policies):
        for r in range(reps):
            figures = measure_all(_table(series, p, r), _table(cohorts, p, r))
            figures |= by_role(figures, luck)
            values[p, r] = [figures[name] for name in names]
    rows = [
        replace(row, verdict=verdict) if verdict and row.is_primary else row
        for row in paired_rows(values, names, "posters_30d")
    ]
    rng = np.random.default_rng(3)
    from sim.rules import PARAMETERS

    parameters = tuple(list(PARAMETERS)[:8])
    drawn = in_worlds if assumptions == "worlds" else in_draws
    doubt = drawn(parameters, rng, max(policies - 1, 1))
    if standing:
        doubt = replace(doubt, standing=standing)
    months = max(1, days // 30)
    fade = np.exp(-np.arange(months) / 6)[None, :] * np.ones((policies - 1, 1)) * 0.9
    floor = NoiseFloor(
        "audience_minus_one",
        {
            name: (0.001 * scale, -0.004 * scale, 0.005 * scale)
            for name, scale in zip(names, np.nan_to_num(np.abs(values[0]).mean(axis=0)).tolist(), strict=True)
        },
    )
    provenance = {
        "engine_id": "toy",
        "versions": {"python": "3.11"},
        "command": "community-sim compare a.toml b.toml",
        "seed": 1,
        "replications": reps,
        "seconds": 12.0,
        "design_hash": "0" * 16,
        "git": {"commit": "c0ffee", "changed": False},
        "folder": "out",
    }
    scenarios = tuple(scenario(i, days) for i in range(policies))
    plan = comparison_plan(scenarios, "posters_30d", reps, ComparisonTable())
    return Comparison(
        plan=plan,
        points=tuple(plan.points()),
        primary="posters_30d",
        failures=(),
        provenance=provenance,
        measures=names,
        values=values,
        diary=series,
        cohorts=cohorts,
        rows=tuple(rows),
        correlation_by_month={"posts_own": fade, "posters_30d": fade * 0.8},
        assumptions=doubt if assumptions else None,
        noise=floor,
    )


def with_scenarios(comparison: Comparison, scenarios) -> Comparison:
    """Return the comparison with other scenarios in the place of its own."""
    points = tuple(
        point(old.number, old.part, old.label, scenario)
        for old, scenario in zip(comparison.points, scenarios, strict=True)
    )
    return replace(comparison, points=points)


def by_role(figures: dict[str, float], rng: np.random.Generator) -> dict[str, float]:
    """Return plausible rates by role, which no series tells; nobody is on duty."""
    posts = {"quiet": 0.3, "critic": 4.1, "creator": 7.9, "spammer": 12.7}
    rates = {f"posts_of_{role}": level for role, level in posts.items()}
    rates |= {f"leaving_of_{role}": 0.02 + 0.013 * k for k, role in enumerate(posts)}
    rates |= {f"silence_of_{role}": 0.31 - 0.057 * k for k, role in enumerate(posts) if role != "quiet"}
    return {name: level * float(np.exp(rng.normal(0, 0.1))) for name, level in rates.items() if name in figures}


def in_worlds(parameters: tuple[str, ...], rng: np.random.Generator, n_others: int) -> Assumptions:
    """Return 60 plausible worlds, in which the effect goes from none to a fifth, with chance."""
    drawn = _drawn(parameters, rng, n_others, 60, 2)
    return replace(drawn, kind="worlds", worlds=tuple(range(60)), ensemble="0123456789", standing="current")


def in_draws(parameters: tuple[str, ...], rng: np.random.Generator, n_others: int) -> Assumptions:
    """Return 40 draws from the ranges, in which the effect goes from none to a fifth, with chance."""
    return _drawn(parameters, rng, n_others, 40, 3)


def _drawn(parameters: tuple[str, ...], rng: np.random.Generator, n_others: int, n: int, n_pairs: int) -> Assumptions:
    from sim.measures import MEASURES
    from sim.studies.comparison.doubt import over_worlds

    level = np.exp(rng.normal(4.6, 0.5, n))
    base = level[:, None] * (1 + 0.1 * rng.standard_normal((n, n_pairs)))
    effect = level[:, None] * rng.normal(0.1, 0.08, (n, n_others))
    pairs = effect[:, :, None] + level[:, None, None] * 0.05 * rng.standard_normal((n, n_others, n_pairs))
    shares = tuple(over_worlds(base, base + pairs[:, i], MEASURES["posters_30d"]) for i in range(n_others))
    return Assumptions(
        n_draws=n,
        n_pairs=n_pairs,
        parameters=parameters,
        values=rng.random((n, len(parameters))),
        effects=pairs.mean(axis=2),
        base=base.mean(axis=1),
        n_dead=2,
        n_exploding=1,
        drivers=[(name, 0.6 - 0.1 * k) for k, name in enumerate(parameters)],
        drivers_by_chance=0.35,
        n_linked=len(parameters),
        over_worlds=shares,
    )


def _table(columns: dict[str, np.ndarray], policy: int, run: int) -> np.ndarray:
    """Return one run's columns as the structured table that measures read."""
    days = next(iter(columns.values())).shape[2]
    out = np.zeros(days, dtype=[(name, "f8") for name in columns])
    for name, column in columns.items():
        out[name] = column[policy, run]
    return out
