"""Every measure is counted twice: compiled, and from its definition in words; of invented diaries, and of runs written down once more.

The second count of a run looks at its events and at everybody every evening (`plain_diary`), so that a fault in what the engine counts shows too.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from plain_by_role import by_role
from plain_diary import TAKEN, diary_of, lived
from plain_figures import counted, of_run
from plain_measures import Plain, measures_of
from worlds import policy, world

from sim.measures import MEASURES, measure_all
from sim.measures.counting.by_role import FIGURES_BY_ROLE
from sim.measures.counting.run import figures_of_run
from sim.rules.people import DEFAULT_MIX
from sim.world.diary import COHORT_SERIES, SERIES
from sim.world.eventlog import EVENT, INVITED, JOIN, LEFT, ON_DUTY, OWN, POSTED, REACTED, REMOVED, REPLIED, VISIT
from tests.toys.toy import blank

EXACT = 1e-9
LIVELY = {
    "step_down": 0.05,
    "visit_base": -2.2,
    "reply_base": -4.2,
    "start_base": -4.6,
    "aware_rate": 0.03,
    "join_base": 0.5,
    "report_base": -1.0,
    "leave_base": 0.008,
    "return_rate": 0.05,
    "seller_share": 0.1,
    "experts": 0.1,
}
MIX = {**DEFAULT_MIX, "lurker_content": DEFAULT_MIX["lurker_content"] - 0.06, "spammer": DEFAULT_MIX["spammer"] + 0.06}
TEAM = policy("team", hours_per_week=6.0, stance="active", answer_after_hours=12.0)
CALENDAR = policy("calendar", post="question", weekdays=("mon", "thu"), minutes=10.0)
STRICT = policy(
    "moderation",
    hours_per_week=1.0,
    filter_sensitivity=0.3,
    filter_false=0.02,
    ban_after=2,
    sanctions="graduated",
    pause_days=3,
    hide_after_reports=2,
)
POLICIES = {
    "a busy house": (
        TEAM,
        CALENDAR,
        STRICT,
        policy("ambassadors", number=8, hours_per_week=6.0, replace=True, input_every_days=14),
        policy("recognition", number=2, every_days=10, comparison_every_days=20),
        policy("commercial", selling="approval"),
        policy("incident", from_day=20, until_day=60, severity=0.6, response="answer"),
    ),
    "by request, in batches": (
        TEAM,
        policy("access", access="request", fit_threshold=-0.5),
        policy("admission", batch_size=4, every_days=2),
        policy("onboarding", welcome="personal", introductions=True, spotlight_every_days=7),
        policy("promotion", role="manager", number=2, every_days=14, least_posts=0.5, least_days=5),
        policy("control", owners=2, shared=0.5),
    ),
    "nobody at home": (),
}
SIZES = {"a busy house": (90, 220), "by request, in batches": (120, 130), "nobody at home": (120, 95)}


def apart(found: dict[str, float], expected: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Measures that differ, with both values."""
    return {
        name: (found[name], expected[name])
        for name in expected
        if not (found[name] == pytest.approx(expected[name], rel=EXACT, abs=EXACT, nan_ok=True))
    }


RUNS = [(name, replication) for name in POLICIES for replication in range(2)]


@cache
def life_of(name: str, replication: int):
    audience, days = SIZES[name]
    return lived(
        world(*POLICIES[name], audience=audience, days=days, seed=14, founders=8, mix=MIX, **LIVELY), replication
    )


@pytest.fixture(params=RUNS, ids=str)
def life(request):
    return life_of(*request.param)


def test_every_measure_is_written_down_twice():
    diary, cohorts = blank(3)
    from_diary = set(
        measures_of(Plain({name: diary[name] for name in SERIES}, {name: cohorts[name] for name in COHORT_SERIES}))
    )
    assert from_diary == {name for name, measure in MEASURES.items() if measure.source == "diary"}


@pytest.mark.parametrize("days", [0, 1, 29, 30, 59, 60, 89, 90, 91, 119, 120, 180, 209, 210, 250])
def test_invented_diaries_are_measured_alike(days):
    rng = np.random.default_rng(days)
    for round_of in range(3):
        diary, cohorts = blank(days)
        for table in (diary, cohorts):
            for name in table.dtype.names:
                table[name] = rng.integers(0, 9, days) * rng.random(days).round(1) * rng.integers(0, 2, days)
        if days and round_of:
            diary["posts_own"][int(rng.integers(0, days)) :] = 0
            diary["gini"][rng.random(days) < 0.9] = math.nan
        expected = measures_of(
            Plain({name: diary[name] for name in SERIES}, {name: cohorts[name] for name in COHORT_SERIES})
        )
        assert not apart(measure_all(diary, cohorts), expected)


def test_the_series_of_a_run_are_what_its_events_and_its_people_say(life):
    series, cohorts = diary_of(life)
    assert not set(series) & TAKEN and set(series) | TAKEN == set(SERIES)
    for table, again in ((life.run.diary, series), (life.run.cohorts, cohorts)):
        off = {
            name: (day, table[name][day], values[day])
            for name, values in again.items()
            for day in range(len(values))
            if not table[name][day] == pytest.approx(values[day], rel=1e-9, abs=1e-9, nan_ok=True)
        }
        assert not off


def test_the_measures_of_a_run_are_those_of_its_events_and_its_people(life):
    diary, cohorts = life.run.diary, life.run.cohorts
    series, joined = diary_of(life)
    series |= {name: diary[name] for name in TAKEN}
    figures = measure_all(diary, cohorts, life.run.events)
    expected = measures_of(Plain(series, joined))
    counts = counted(of_run(life.run.events, len(diary))) | by_role(life.run.events, len(diary))
    expected |= {name: counts[measure.figure] for name, measure in MEASURES.items() if measure.source == "events"}
    assert set(expected) == set(figures)
    assert not apart(figures, expected)


CONCERNS = {
    JOIN: (False, False, False),
    VISIT: (False, False, False),
    LEFT: (False, False, False),
    INVITED: (False, False, True),
    POSTED: (True, True, False),
    REPLIED: (True, True, True),
    REACTED: (True, True, False),
    REMOVED: (True, True, False),
}
"""Whether each kind of event has a thread, a post, and a post or person that it is an answer or an invitation to."""


def test_an_event_says_minus_one_for_what_it_has_not():
    events = np.concatenate([life_of(*run).run.events for run in RUNS])
    assert life_of("a busy house", 0).run.diary["banned"].sum() > 0, "who is banned leaves too"
    for kind, has in CONCERNS.items():
        of_kind = events[events["kind"] == kind]
        assert len(of_kind), kind
        for field, there in zip(("thread", "post", "reply_to"), has, strict=True):
            assert (of_kind[field] >= 0).all() if there else (of_kind[field] == -1).all(), (kind, field)


def test_every_series_that_is_counted_again_is_above_zero_somewhere():
    seen = set()
    for run in RUNS:
        series, cohorts = diary_of(life_of(*run))
        seen |= {name for name, values in (series | cohorts).items() if any(value > 0 for value in values)}
    assert seen == (set(SERIES) - TAKEN) | set(COHORT_SERIES)


def figures_by_role(events, days):
    """The rates by role of a run's events."""
    figures = figures_of_run(events, days)
    return {name: figures[name] for name in FIGURES_BY_ROLE}


def test_every_rate_by_role_is_above_zero_somewhere_and_needs_no_visits():
    seen = set()
    for run in RUNS:
        one = life_of(*run).run
        figures = figures_by_role(one.events, len(one.diary))
        kept = one.events[np.isin(one.events["kind"], (VISIT, REACTED), invert=True)]
        assert not apart(figures_by_role(kept, len(one.diary)), figures)
        seen |= {name for name, value in figures.items() if value > 0}
    assert seen == set(FIGURES_BY_ROLE) - {"silence_of_quiet"}


def events_of(*rows):
    """Events given as day, kind, person, part."""
    out = np.zeros(len(rows), EVENT)
    for row, (day, kind, person, part) in zip(out, rows, strict=True):
        row["time"], row["kind"], row["person"], row["part"] = day * 86_400, kind, person, part
    return out


def test_a_creator_by_hand():
    """Joins on day 10, opens a thread on day 20, leaves on day 60: quiet to day 20, creator on days 21 to 50, silent on 51, quiet to day 60."""
    events = events_of((10, JOIN, 0, OWN), (20, POSTED, 0, OWN), (60, LEFT, 0, OWN))
    figures = figures_by_role(events, 80)
    assert figures["posts_of_quiet"] == pytest.approx(30 / (11 + 10)) and figures["posts_of_creator"] == 0.0
    assert figures["silence_of_creator"] == pytest.approx(30 / 30) and figures["leaving_of_quiet"] == pytest.approx(
        30 / (11 + 10)
    )
    assert math.isnan(figures["posts_of_critic"]) and figures["leaving_of_creator"] == 0.0
    on_duty = figures_by_role(events_of((10, JOIN, 0, OWN), (19, POSTED, 0, OWN), (20, POSTED, 0, ON_DUTY)), 80)
    assert on_duty["silence_of_ambassador"] == pytest.approx(30 / 30) and on_duty["posts_of_creator"] == pytest.approx(
        30 / 1
    )
    late = figures_by_role(events, 60 + 90)
    assert late["leaving_of_quiet"] == 30.0 and math.isnan(late["posts_of_creator"])
    sooner = figures_by_role(events_of((10, JOIN, 0, OWN), (20, POSTED, 0, OWN), (50, LEFT, 0, OWN)), 80)
    assert sooner["leaving_of_creator"] == pytest.approx(30 / 30) and sooner["silence_of_creator"] == 0.0
