"""Laws of what is counted from events: by hand on small logs, as the diary counts, as networkx does, and quickly."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from generic import generic

from sim.day import simulate
from sim.day.run import Stepper
from sim.engine.built import built
from sim.measures import MEASURES, measure_all, measure_posts
from sim.measures.counting.figures import FIGURES, NEEDS_ADDRESSEES, NEEDS_EITHER, NEEDS_THREADS, figures_of_log
from sim.measures.counting.log import DAY, KINDS, NOBODY, OPENING, PARTS, STAFF, compose, log_of_events
from sim.measures.counting.run import figures_of_run
from sim.measures.tally import Tally
from sim.scenario import load
from sim.world.eventlog import BY_STAFF, EVENT, JOIN, ON_DUTY, OWN, POSTED, REMOVED, REPLIED, THERE_BEFORE, TO_SPAM
from sim.world.people import FOUNDER

ROOT = Path(__file__).resolve().parents[2]
HOUR = 3600
TWINS = [name for name, measure in MEASURES.items() if measure.figure and measure.source == "diary"]


def log_of(rows, known=("thread", "reply_to")):
    """A log from (member, day, thread, addressee) rows; days may have parts."""
    member, day, thread, to = (np.array(column) for column in zip(*rows, strict=True))
    none = (np.empty(0, np.int64), np.empty(0, np.int64))
    whole = np.round(day * DAY).astype(np.int64) + OPENING
    return compose(
        member.astype(np.int64),
        whole,
        np.full(len(rows), KINDS.index("message")),
        thread.astype(np.int64),
        to.astype(np.int64),
        none,
        none,
        frozenset(known),
    )[0]


def events_of(rows):
    """Events from (kind, person, part, hour, post, thread, reply_to) rows."""
    events = np.zeros(len(rows), EVENT)
    for event, (kind, person, part, hour, post, thread, parent) in zip(events, rows, strict=True):
        event["kind"], event["person"], event["part"], event["time"] = kind, person, part, hour * HOUR
        event["post"], event["thread"], event["reply_to"] = post, thread, parent
    return events


@pytest.fixture(scope="module")
def run(scenarios):
    """A run with staff, people on duty, spam and removals.

    The platform stays, as a community that closed has no last 90 days, and the door stands open, as nearly no spammer passes a judge.
    """
    sets = ["community.audience=800", "community.days=240", "platform_shock.shock=nothing", "access.access=open"]
    return simulate(load(scenarios / "everything.toml", sets).setup(), events="posts")


@pytest.fixture(scope="module")
def baseline(scenarios):
    return load(scenarios / "baseline.toml").setup()


def same(one, other):
    return one == other or (math.isnan(one) and math.isnan(other))


# A watcher who posts on day 0 and day 200 sets the bounds; 0 is the watcher throughout.
BOUNDS = [(0, 0, 99, NOBODY), (0, 200, 98, NOBODY)]


@pytest.mark.parametrize(
    "rows, any_group, any_again, elsewhere_again",
    [
        ([(1, 10, 1, NOBODY), (2, 11, 1, 1), (1, 12, 1, 2)], "answered", 1.0, 0.0),  # thanks in the own thread
        ([(1, 10, 1, NOBODY), (2, 11, 1, 1), (1, 12, 2, NOBODY)], "answered", 1.0, 1.0),
        ([(1, 10, 1, NOBODY), (2, 11, 1, 1), (1, 40.1, 2, NOBODY)], "answered", 0.0, 0.0),  # after 30 days
        ([(1, 10, 1, NOBODY), (2, 18, 1, 1), (1, 19, 2, NOBODY)], "unanswered", 1.0, 1.0),  # answered after 8 days
        ([(1, 10, 1, NOBODY), (1, 11, 2, NOBODY), (2, 18, 1, 1)], "unanswered", 1.0, 1.0),
        ([(1, 10, 1, NOBODY), (1, 11, 1, NOBODY)], "unanswered", 1.0, 0.0),  # answers itself
        ([(1, 10, 1, NOBODY), (STAFF, 11, 1, 1)], "answered", 0.0, 0.0),  # the host team's answer is one
    ],
)
def test_posting_again_after_an_answer(rows, any_group, any_again, elsewhere_again):
    # Those who only answer are old hands: the first of them is from day 0, and counts as unanswered and, with luck, as again.
    rows = sorted([*rows, (2, 0.5, 97, NOBODY)], key=lambda row: row[1])
    log = log_of(sorted(BOUNDS + rows, key=lambda row: row[1]))
    figures = figures_of_log(log, burn_in=1.0)
    assert figures[f"again_{any_group}"] == any_again
    other = {"answered": "unanswered", "unanswered": "answered"}[any_group]
    assert math.isnan(figures[f"again_{other}"]) and math.isnan(figures["again_difference"])
    assert figures[f"elsewhere_{any_group}"] == elsewhere_again


def test_who_is_back_before_the_answer_is_in_neither_group():
    rows = [(1, 10, 1, NOBODY), (1, 11, 1, NOBODY), (2, 12, 1, 1), (1, 13, 2, NOBODY)]
    figures = figures_of_log(
        log_of(sorted([*BOUNDS, (2, 0.5, 97, NOBODY), *rows], key=lambda row: row[1])), burn_in=1.0
    )
    assert math.isnan(figures["again_answered"]) and math.isnan(figures["again_unanswered"])
    assert (
        figures["elsewhere_answered"] == 1.0
    )  # the post on day 11 was in the own thread: the one elsewhere came after the answer


def test_the_difference_is_in_points_and_late_first_posts_wait():
    rows = [
        (1, 10, 1, NOBODY),
        (9, 10.5, 1, 1),
        (1, 12, 2, NOBODY),
        (2, 20, 3, NOBODY),
        (3, 21, 4, NOBODY),
        (3, 22, 5, NOBODY),
        (4, 180, 6, NOBODY),
        (4, 181, 7, NOBODY),
    ]
    figures = figures_of_log(
        log_of(sorted([*BOUNDS, (9, 0.1, 96, NOBODY), *rows], key=lambda row: row[1])), burn_in=1.0
    )
    assert (figures["again_answered"], figures["again_unanswered"], figures["again_difference"]) == (1.0, 0.5, 50.0)
    assert figures["new_posters"] == pytest.approx(30 / 90)  # of the last 90 days, 4 alone


def test_threads_by_hand():
    rows = [
        (1, 150, 1, NOBODY),
        (2, 150 + 1 / 24, 1, 1),
        (1, 151, 1, 2),
        (3, 157.5, 1, 1),  # answered in an hour; two replies within a week
        (2, 160, 2, NOBODY),
        (2, 161, 2, NOBODY),  # answers itself only
        (3, 170, 3, NOBODY),
        (1, 170 + 5 / 24, 3, 3),
        (1, 195, 4, NOBODY),
        (STAFF, 190, 5, NOBODY),
        (1, 191, 5, STAFF),  # too young; opened by the host team
        (1, 20, 6, NOBODY),
    ]  # too old
    figures = figures_of_log(log_of(sorted(BOUNDS + rows, key=lambda row: row[1])))
    assert figures["unanswered"] == pytest.approx(1 / 3)
    assert figures["replies_per_thread"] == 1.5
    assert figures["answer_hours_median"] == pytest.approx(3.0) and figures["answer_hours_p90"] == pytest.approx(
        1 + 0.9 * 4
    )


def test_roles_and_shares_by_hand():
    rows = [(1, 180, 1, NOBODY), (2, 181, 1, 1), (3, 182, 2, NOBODY), (3, 183, 1, 1), (4, 150, 3, NOBODY)]
    figures = figures_of_log(log_of(sorted(BOUNDS + rows, key=lambda row: row[1])))
    # the last 30 days: 0 and 1 start, 2 replies, 3 does both; the last 90 days: 4 starts too
    assert (figures["only_start_30"], figures["only_reply_30"], figures["start_and_reply_30"]) == (0.5, 0.25, 0.25)
    assert (figures["only_start_90"], figures["only_reply_90"], figures["start_and_reply_90"]) == (0.6, 0.2, 0.2)
    assert figures["top_1_share_90"] == pytest.approx(2 / 6) == figures["top_10_share_90"]
    assert figures["top_10_share"] == pytest.approx(2 / 7)


def test_survival_by_hand():
    # Posting for 10 days and gone, 100 days and gone, 20 days and still watched (silent for 59), watched to the end for 150.
    rows = [
        (1, 20, 1, NOBODY),
        (1, 30, 2, NOBODY),
        (2, 20, 3, NOBODY),
        (2, 120, 4, NOBODY),
        (3, 121.5, 5, NOBODY),
        (3, 141.5, 6, NOBODY),
        (4, 50, 7, NOBODY),
        (4, 199, 8, NOBODY),
    ]
    figures = figures_of_log(log_of(sorted(BOUNDS + rows, key=lambda row: row[1])), burn_in=1.0)
    assert figures["posting_30"] == pytest.approx(3 / 4)
    assert figures["posting_90"] == pytest.approx(3 / 4)  # the third was watched for 78 days only
    assert figures["posting_180"] == pytest.approx(3 / 4 * 1 / 2)
    assert math.isnan(figures_of_log(log_of([(1, 0, 1, NOBODY), (1, 29, 1, NOBODY)]))["posting_30"])


def test_silence_and_return_by_hand():
    # One posts on days 5, 20, 60 (back 10 days after falling silent on day 50) and is gone on day 90; whole calendar days are 0 to 199.
    rows = [(1, 5, 1, NOBODY), (1, 20, 2, NOBODY), (1, 60, 3, NOBODY), (2, 120, 4, NOBODY)]
    figures = figures_of_log(log_of(sorted([(0, 0, 99, NOBODY), (0, 200, 98, NOBODY), *rows], key=lambda row: row[1])))
    # silent: 0 on day 30, 1 on days 50 and 90, 2 on day 150; back: 1 on day 60 and nobody else by day 199
    assert figures["returns"] == pytest.approx(1 / 4)
    assert figures["came_back"] == pytest.approx(1 / 3)  # the silence of day 150 had not 90 days to end in
    assert figures["posters_30d"] == pytest.approx(30 / 90)  # in days 110 to 199: 2 on days 120 to 149
    assert figures["churn_30d"] == pytest.approx(30 * 1 / 30)
    assert figures["posters_day"] == pytest.approx(1 / 90) and figures["posters_7d"] == pytest.approx(7 / 90)
    assert figures["daily_over_monthly"] == pytest.approx(1 / 30)


def test_the_week_and_the_clock_by_hand():
    # Day 0 is a Monday. Fourteen whole days: four of the weekend.
    rows = [(1, day + 10 / 24, day, NOBODY) for day in range(14)] + [
        (1, 5.9, 50, NOBODY),
        (1, 1 + 8.99 / 24, 51, NOBODY),
        (1, 2 + 17 / 24, 52, NOBODY),
    ]
    figures = figures_of_log(log_of(sorted([(0, 0, 99, NOBODY), (0, 14, 98, NOBODY), *rows], key=lambda row: row[1])))
    assert figures["weekend_over_weekday"] == pytest.approx(
        (5 / 4) / (13 / 10)
    )  # midnight of day 0 counts, that of day 14 does not
    assert figures["office_hours_share"] == pytest.approx(10 / 18)


def test_the_network_by_hand():
    # A triangle that answers both ways, and a tail that does not; the host team is not in it, nor who answers himself.
    pairs = [(1, 2), (2, 1), (2, 3), (3, 2), (1, 3), (3, 1), (4, 1), (STAFF, 1), (1, STAFF), (2, 2)]
    rows = [(one, 180 + i / 24, i + 1, other) for i, (one, other) in enumerate(pairs)]
    figures = figures_of_log(
        log_of(sorted([(0, 0, 99, NOBODY), (4, 100, 97, 2), (0, 200, 98, NOBODY), *rows], key=lambda row: row[1]))
    )
    assert figures["reciprocity"] == pytest.approx(6 / 7)
    assert (figures["core_k"], figures["core_size"], figures["core_3_share"]) == (2.0, 3.0, 0.0)
    nobody = figures_of_log(log_of(BOUNDS))
    assert math.isnan(nobody["reciprocity"]) and nobody["core_k"] == 0.0


def test_cores_are_those_of_networkx():
    networkx = pytest.importorskip("networkx")
    from sim.measures.counting.network import core_numbers

    rng = np.random.default_rng(11)
    for people, pairs in ((2, 1), (10, 20), (40, 200), (200, 1500), (300, 400)):
        for _ in range(5):
            ends = (
                rng.integers(0, people, (pairs, 2))
                if people < 100
                else np.minimum(rng.zipf(1.5, (pairs, 2)), people) - 1
            )
            ends = ends[ends[:, 0] != ends[:, 1]]
            graph = networkx.Graph()
            graph.add_nodes_from(range(people))
            graph.add_edges_from(ends.tolist())
            core = networkx.core_number(graph)
            found = core_numbers(ends[:, 0].copy(), ends[:, 1].copy(), people)
            assert found.tolist() == [core[person] for person in range(people)]


def test_gini_is_that_of_its_definition():
    from sim.measures.counting.spread import spread

    rng = np.random.default_rng(12)
    for n in (1, 2, 9, 11, 100, 101, 1000):
        counts = np.sort(np.minimum(rng.zipf(1.7, n), 10_000))
        gini, top_1, top_10 = spread(counts)
        assert gini == pytest.approx(
            np.abs(counts[:, None] - counts[None, :]).sum() / (2 * n * counts.sum()), abs=1e-12
        )
        assert top_1 == pytest.approx(counts[n - math.ceil(n / 100) :].sum() / counts.sum())
        assert top_10 == pytest.approx(counts[n - math.ceil(n / 10) :].sum() / counts.sum())


@pytest.mark.parametrize("name", sorted({*TWINS} - {"unanswered"}))
def test_events_and_diary_agree(run, name):
    # The diary counts a post when it is made, so the posts that were removed later are put back.
    events = run.events[run.events["kind"] != REMOVED]
    assert len(events) < len(run.events)
    value = MEASURES[name].compute(run.diary, run.cohorts)
    assert value > 0 and value == pytest.approx(figures_of_run(events, 240)[name], rel=1e-12)


def test_events_and_diary_agree_on_threads_without_an_answer(baseline):
    # A thread that is removed within its first week never matures. The engine counts whole hours and the log seconds, and the
    # diary still has threads that were removed later, by a team that looks through them: two in a hundred may differ.
    for replication in range(3):
        done = simulate(baseline, replication=replication, events="posts")
        starts = done.diary["matured_starts"][-90:].sum()
        assert starts > 100
        figures = figures_of_run(done.events, baseline.days)["unanswered"]
        assert MEASURES["unanswered"].compute(done.diary, done.cohorts) == pytest.approx(
            figures, abs=max(3 / starts, 0.02)
        )


def test_there_are_twins():
    assert {"gini", "churn_30d", "returns", "unanswered", "posters_30d", "posters_7d", "posters_day"} == set(TWINS)


def test_founders_are_no_newcomers(scenarios):
    setup = load(scenarios / "everything.toml", ["community.audience=800", "community.days=160"]).setup()
    stepper = Stepper(setup, events="posts")
    stepper.advance(setup.days)
    done = stepper.result()
    founders = np.flatnonzero(stepper.people["flags"] & FOUNDER)
    tally = Tally(done.diary, done.cohorts, done.events)
    joins = done.events[done.events["kind"] == JOIN]
    assert len(founders) > 0
    assert set(joins["person"][joins["sort"] == THERE_BEFORE].tolist()) == set(founders.tolist())
    own = done.events[np.isin(done.events["kind"], (POSTED, REPLIED)) & (done.events["part"] == OWN)]
    gone = np.isin(own["post"], done.events["post"][done.events["kind"] == REMOVED])
    own = own[~gone & ~np.isin(own["person"], founders)]
    _, first = np.unique(own["person"][np.argsort(own["time"], kind="stable")], return_index=True)
    recent = int((np.sort(own["time"])[first] >= (setup.days - 90) * DAY).sum())
    assert recent > 20 and tally.figure("new_posters") == pytest.approx(recent / 3)


def test_duty_and_staff_only_answer_and_spam_is_nothing():
    base = [(JOIN, 0, 0, 0, -1, -1, -1), (JOIN, 1, 0, 0, -1, -1, -1), (POSTED, 0, OWN, 10, 0, 0, -1)]

    def found(*more):
        return figures_of_run(events_of([*base, *more]), 60)

    assert found()["unanswered"] == 1.0
    assert found((REPLIED, 1, TO_SPAM, 12, 1, 0, 0))["unanswered"] == 1.0
    for person, part in ((-1, BY_STAFF), (1, ON_DUTY), (1, OWN)):
        answered = found((REPLIED, person, part, 12, 1, 0, 0))
        assert answered["unanswered"] == 0.0 and answered["answer_hours_median"] == 2.0
        assert answered["posters_day"] == pytest.approx((2 if part == OWN else 1) / 60)
        gone = found((REPLIED, person, part, 12, 1, 0, 0), (REMOVED, person, 0, 23, 1, 0, -1))
        assert gone["unanswered"] == 1.0 and math.isnan(gone["answer_hours_median"])
    assert found((REPLIED, 0, OWN, 12, 1, 0, 0))["unanswered"] == 1.0
    assert math.isnan(found((REMOVED, 0, 0, 23, 0, 0, -1))["unanswered"])  # the thread itself is gone
    assert found((REPLIED, 1, OWN, 12, 1, 0, 0), (REMOVED, 0, 0, 23, 0, 0, -1))["posters_day"] == pytest.approx(1 / 60)


def test_the_order_in_which_events_were_noted_does_not_matter(run):
    joins = np.flatnonzero(run.events["kind"] == JOIN)
    rest = np.random.default_rng(3).permutation(np.setdiff1d(np.arange(len(run.events)), joins))
    mixed = run.events[np.concatenate([joins, rest])]
    stamps = run.events["time"][np.isin(run.events["kind"], (POSTED, REPLIED))]
    one, other = figures_of_run(run.events, 240), figures_of_run(mixed, 240)
    ties = len(stamps) - len(np.unique(stamps))
    assert all(
        same(one[name], other[name]) or ties and one[name] == pytest.approx(other[name], abs=0.05) for name in FIGURES
    )


def test_a_run_and_its_log_are_counted_alike(scenarios):
    # Without spam and duty the log knows whatever the run does; the log ends with its last post, so times to the end differ a little.
    setup = load(scenarios / "baseline.toml", ["community.audience=2000"]).setup()
    peaceful = {
        role: 0.0 if role == "spammer" else share / (1.0 - setup.mix["spammer"]) for role, share in setup.mix.items()
    }
    done = simulate(replace(setup, mix=peaceful), events="posts")
    assert not np.any(np.isin(done.events["part"], (ON_DUTY, TO_SPAM)))
    figures = Tally(done.diary, done.cohorts, done.events).figures
    other = figures_of_log(log_of_events(done.events))
    assert set(other) == set(FIGURES)
    for name in ("gini", "top_1_share", "top_10_share"):
        assert figures[name] == pytest.approx(other[name], rel=1e-12), name
    for name in (
        "gini_90",
        "reciprocity",
        "core_size",
        "unanswered",
        "answer_hours_median",
        "posters_30d",
        "churn_30d",
        "only_reply_90",
    ):
        assert figures[name] == pytest.approx(other[name], rel=0.1), name


@pytest.mark.parametrize("days", [0, 1, 2, 29, 30, 200])
def test_runs_in_which_nothing_happens_give_nothing(days):
    from tests.toys.toy import blank

    figures = measure_all(*blank(days), np.zeros(0, EVENT))
    assert list(figures) == list(MEASURES)
    assert not any(math.isinf(value) for value in figures.values())
    for name, measure in MEASURES.items():
        if measure.source == "events" and name != "new_posters":
            assert math.isnan(figures[name]), name
    assert same(figures["new_posters"], 0.0 if days else math.nan)


@pytest.mark.parametrize("days", [1, 2, 8])
def test_short_runs_are_measured(scenarios, days):
    done = simulate(
        load(scenarios / "baseline.toml", ["community.audience=300", f"community.days={days}"]).setup(), events=True
    )
    figures = measure_all(done.diary, done.cohorts, done.events)
    assert not any(math.isinf(value) for value in figures.values())
    assert figures["new_posters"] >= 0 and math.isnan(figures["posting_30"])


def test_shares_are_shares_and_parts_add_up(run):
    figures = measure_all(run.diary, run.cohorts, run.events)
    for name, measure in MEASURES.items():
        if measure.source == "events":
            assert math.isfinite(figures[name]), name
            if measure.unit in ("share", "index"):
                assert 0.0 <= figures[name] <= 1.0, name
    for days in (30, 90):
        assert sum(
            figures[f"{did}_{days}"] for did in ("only_start", "only_reply", "start_and_reply")
        ) == pytest.approx(1.0)
    assert figures["posting_180"] <= figures["posting_90"] <= figures["posting_30"]
    assert figures["top_1_share"] <= figures["top_10_share"]
    assert figures["answer_hours_median"] <= figures["answer_hours_p90"] <= 168


def test_keeping_visits_changes_no_measure(scenarios):
    setup = load(scenarios / "everything.toml", ["community.audience=300", "community.days=160"]).setup()
    few, all_ = (simulate(setup, events=events) for events in ("posts", True))
    assert repr(measure_all(few.diary, few.cohorts, few.events)) == repr(
        measure_all(all_.diary, all_.cohorts, all_.events)
    )


@pytest.mark.parametrize(
    "known, missing",
    [
        (("thread",), NEEDS_ADDRESSEES),
        (("reply_to",), NEEDS_THREADS),
        ((), NEEDS_ADDRESSEES | NEEDS_THREADS | NEEDS_EITHER),
    ],
)
def test_a_log_gives_the_measures_it_can(run, known, missing):
    log = log_of_events(run.events)
    columns = (
        log.member,
        log.time,
        log.kind,
        log.thread if "thread" in known else np.full_like(log.thread, -1),
        log.addressee if "reply_to" in known else np.full_like(log.addressee, NOBODY),
    )
    none = (np.empty(0, np.int64), np.empty(0, np.int64))
    figures = measure_posts(compose(*columns, none, none, frozenset(known))[0])
    full = measure_posts(log)
    assert set(log.known) == set(PARTS)
    assert {MEASURES[name].figure for name in full} - {MEASURES[name].figure for name in figures} == missing
    for name, value in figures.items():
        if name not in (
            "again_answered",
            "again_unanswered",
            "again_difference",
            "elsewhere_answered",
            "elsewhere_unanswered",
            "elsewhere_difference",
        ):
            assert same(value, full[name]), name
    assert all(math.isfinite(value) for value in figures.values())


@pytest.mark.skipif(built() is None, reason="the built engine is switched off: COMMUNITY_SIM_ENGINE")
def test_what_was_built_measures_the_same_bytes_without_vector_arithmetic(run, tmp_path):
    def measured():
        return [value.hex() for value in measure_all(run.diary, run.cohorts, run.events).values()]

    here = measured()
    with generic(tmp_path) as made:
        assert measured() == here
    assert len(made) == 1, "the generic code was made, and was what counted"


@pytest.mark.slow
def test_a_processor_without_vector_arithmetic_measures_the_same_bytes(run, tmp_path):
    np.savez(tmp_path / "run.npz", diary=run.diary, cohorts=run.cohorts, events=run.events)
    code = (
        "import sys, numpy as np; from sim.measures import measure_all; run = np.load(sys.argv[1]); "
        "print([value.hex() for value in measure_all(run['diary'], run['cohorts'], run['events']).values()])"
    )
    plain = {
        "NUMBA_CPU_NAME": "generic",
        "NUMBA_CPU_FEATURES": "",
        "COMMUNITY_SIM_CACHE": str(tmp_path / "cache"),
        "PYTHONPATH": str(ROOT),
        "COMMUNITY_SIM_ENGINE": "compiled",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "run.npz")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **plain},
        check=True,
    )
    here = [value.hex() for value in measure_all(run.diary, run.cohorts, run.events).values()]
    assert done.stdout.strip() == str(here)
