"""A day shared out among threads is the same day: every table, to the last bit, whatever the number of threads."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import policy, world

from sim.day import Stepper, together
from sim.day.kernel import standard
from sim.day.read import GRID
from sim.day.run import simulate
from sim.errors import WorkError
from sim.scenario import load
from sim.scenario.source import library_folder
from sim.world.arithmetic import order_by_hash
from sim.world.eventlog import LEFT
from sim.world.tables import BLOCK

LEFT_BEHIND = (
    "diary",
    "cohorts",
    "people",
    "posts",
    "ties",
    "members",
    "heard",
    "threads",
    "scores",
    "lists",
    "cursor",
)
"""Tables that a run leaves in a state which says what happened; others are scratch."""


@pytest.fixture
def shared_out(monkeypatch):
    """Even the few are shared out."""
    monkeypatch.setattr(together, "LEAST", 2)


def left(setup, threads: int, *, days: int, events: bool | str = False):
    """The tables after so many days, by name, and the events noted."""
    stepper = Stepper(setup, replication=4, events=events, event_room=400_000, threads=threads)
    stepper.advance(days // 2)
    stepper.advance(days - days // 2)
    stepper.dismiss()
    assert stepper.events_lost == 0
    told = {name: getattr(stepper.world, name).tobytes() for name in LEFT_BEHIND if name != "cursor"}
    told["events"] = stepper.world.events[: int(stepper.world.s["n_events"][0])].tobytes()
    told |= {
        name: int(stepper.world.s[name][0]) for name in ("n_posts", "n_members", "n_events", "n_lost", "n_on_duty")
    }
    return told, stepper


def served(days: int):
    """A community with people on duty who have had enough, spammers who are banned, and members who leave."""
    return world(
        policy("ambassadors", number=60, hours_per_week=3),
        policy("team", hours_per_week=40),
        policy("moderation", hours_per_week=40, ban_after=1),
        audience=500,
        days=days,
        everyone_in=True,
        mix={"lurker": 0.8, "creator": 0.1, "spammer": 0.1},
        leave_base=0.01,
        step_down=0.01,
        judge_bad=1.0,
        strike_tau=1e6,
        visit_base=-1.5,
        reply_base=-4.0,
        start_base=-3.0,
    )


@pytest.mark.parametrize("events", [False, True, "posts"])
@pytest.mark.parametrize("threads", [2, 3, 5])
def test_any_number_of_threads_leaves_the_same_tables(shared_out, threads, events):
    setup = load(library_folder() / "everything.toml").with_community(audience=1500).setup()
    one, _ = left(setup, 1, days=160, events=events)
    several, _ = left(setup, threads, days=160, events=events)
    assert [name for name in one if one[name] != several[name]] == []
    assert one["n_posts"] > 100 and (one["n_events"] > 0) == bool(events)


def test_the_same_with_members_of_more_than_one_block(shared_out):
    setup = load(library_folder() / "bench.toml").with_community(audience=2 * BLOCK + 100).setup()
    one, _ = left(setup, 1, days=30)
    several, stepper = left(setup, 2, days=30)
    assert [name for name in one if one[name] != several[name]] == []
    assert one["n_members"] > 2 * BLOCK and stepper.diary["posts_own"].sum() > 0


def test_the_same_where_people_on_duty_give_up_and_members_are_banned_and_leave(shared_out):
    setup = served(40)
    one, single = left(setup, 1, days=40, events=True)
    several, _ = left(setup, 3, days=40, events=True)
    assert [name for name in one if one[name] != several[name]] == []
    kinds = single.world.events["kind"][: one["n_events"]]
    assert single.diary["burned_out"].sum() > 3 and single.diary["banned"].sum() > 3 and single.diary["left"].sum() > 10
    assert single.diary["minutes_duty"].sum() > 0 and (kinds == LEFT).sum() > 10


def test_what_members_answer_to_a_poll_is_heard_whoever_counts_them(shared_out):
    setup = load(library_folder() / "offer" / "polled.toml").setup()
    one, single = left(setup, 1, days=90)
    several, _ = left(setup, 4, days=90)
    assert [name for name in one if one[name] != several[name]] == []
    assert single.diary["poll_answers"].sum() > 5 and np.frombuffer(one["heard"]).sum() > 5


@pytest.mark.parametrize("people", [1, 2, 3, 7])
def test_more_threads_than_there_is_to_do_change_nothing(shared_out, people):
    setup = world(audience=people, days=20, founders=1, everyone_in=True, visit_base=0.0, start_base=-1.0)
    one, _ = left(setup, 1, days=20, events=True)
    several, _ = left(setup, 6, days=20, events=True)
    assert [name for name in one if one[name] != several[name]] == []
    assert one["n_events"] > 0


def test_a_run_in_one_go_with_threads_is_the_run_without(shared_out):
    setup = served(25)
    one, several = (simulate(setup, events=True, threads=threads) for threads in (1, 2))
    assert one.diary.tobytes() == several.diary.tobytes() and one.events.tobytes() == several.events.tobytes()
    assert one.cohorts.tobytes() == several.cohorts.tobytes() and len(one.events) > 500


def test_a_large_community_gets_all_processors_and_a_small_one_one_thread(monkeypatch):
    monkeypatch.setattr(together, "processors", lambda: 6)
    assert together.threads_for(together.FROM) == 6 and together.threads_for(together.FROM - 1) == 1
    monkeypatch.setattr(together, "processors", lambda: 128)
    assert together.threads_for(10**6) == together.MOST


def test_what_goes_wrong_in_a_thread_is_raised_and_its_end_is_waited_for(shared_out):
    stepper = Stepper(served(10), threads=3)
    done, begun = [], threading.Event()

    class Share:
        def __init__(self, steps):
            self.world, self.steps = whole.world, steps

    def wrong(*_):
        begun.set()
        raise WorkError("cannot")

    def right(*_):
        assert begun.wait(60.0)
        done.append("a piece")

    whole = stepper._together
    whole.shares[:] = [Share(right), Share(wrong), Share(right)]
    with pytest.raises(WorkError, match="cannot"):
        whole._all_at_once(together.OBSERVE, 0, 0, [[(0, 1)]] * 6)
    assert done == ["a piece"] * 5
    stepper.dismiss()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), min_size=1, max_size=4), st.integers(1, 7))
def test_a_list_is_cut_into_pieces_that_follow_each_other_and_are_as_long(lengths, shares):
    stretches, at = [], 0
    for gap, length in lengths:
        stretches.append((at + gap, at + gap + length))
        at += gap + length
    places = [place for first, end in stretches for place in range(first, end)]
    pieces = together.shared_out(stretches, shares)
    assert [place for piece in pieces for first, end in piece for place in range(first, end)] == places
    long = [sum(end - first for first, end in piece) for piece in pieces]
    assert len(pieces) == shares and max(long) - min(long) <= 1


def test_quality_is_summed_in_steps_that_no_order_changes():
    quality = np.random.default_rng(5).uniform(0.008, 1.0, 50_000).astype(np.float32)
    steps = [float(np.floor(value * GRID) / GRID) for value in quality]
    assert all(step == value for step, value in zip(steps, quality, strict=True))
    sums = [sum(some) for some in (steps, steps[::-1], sorted(steps))]
    halves = sum(steps[:20_000]) + sum(steps[20_000:])
    assert len({*sums, halves}) == 1
    tiny = [float(np.floor(value * GRID) / GRID) for value in (1e-4, 3e-7, 0.0)]
    assert all(
        step * GRID == int(step * GRID) and 0.0 <= value - step < 1.0 / GRID
        for step, value in zip(tiny, (1e-4, 3e-7, 0.0), strict=True)
    )


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 100, 3000])
@pytest.mark.parametrize("spread", ["even", "high", "low", "one place"])
def test_hashes_are_put_in_order_however_they_lie(n, spread):
    rng = np.random.default_rng(n)
    keys = rng.integers(0, 2**64, n, dtype=np.uint64)
    if spread == "high":
        keys |= np.uint64(0xFFFF_FF00_0000_0000)
    elif spread == "low":
        keys >>= np.uint64(40)
    elif spread == "one place":
        keys = np.uint64(2**63) + rng.permutation(n).astype(np.uint64)
    for room in (max(n, 1), 2 * n + 64, 4 * n + 100):
        whole = np.full(room + 8, 77, np.int32)
        index = whole[:room]
        order_by_hash(keys, index, n)
        assert (whole[room:] == 77).all()
        assert keys[index[:n]].tolist() == sorted(keys.tolist()) and sorted(index[:n].tolist()) == list(range(n))


def test_the_threads_of_a_run_end_with_it(shared_out):
    simulate(served(5), threads=4)
    mine = [thread for thread in threading.enumerate() if thread.name == together.NAME]
    for thread in mine:
        thread.join(10.0)
    assert not any(thread.is_alive() for thread in mine)


def test_an_entry_whose_first_arguments_are_laid_out_once_does_what_the_entry_does(shared_out):
    kernel = standard()
    setup = served(6)
    whole, stepwise = Stepper(setup), Stepper(setup, threads=2)
    kernel.pass_days(whole.world, 0, 3, setup.founders, setup.everyone_in)
    bound = kernel.pass_days.bound(stepwise.world)
    for day in range(3):
        bound(day, day + 1, setup.founders, setup.everyone_in)
    assert whole.world.people.tobytes() == stepwise.world.people.tobytes()
    assert whole.world.diary.tobytes() == stepwise.world.diary.tobytes() and int(whole.world.s["n_posts"][0]) > 0
    stepwise.dismiss()
