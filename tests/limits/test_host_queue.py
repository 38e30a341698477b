"""Queues of the host with known arrivals and known service: the backlog follows a recursion, number by number."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import MUTE, STAY, policy, world

from sim.checks import simulate
from sim.day.run import Stepper
from sim.world.eventlog import POSTED
from sim.world.posts import PROMO

APPROVALS_FIRST = ("approvals", "applications", "removals", "welcomes", "answers", "calendar")
QUIET = {**MUTE, **STAY, "invite_base": -40.0, "tire": 0.0}


def backlog_of(arrivals: np.ndarray, minutes: np.ndarray, each: float) -> np.ndarray:
    """Backlog by day: minutes are saved up to five days' worth, whole tasks are done, first come first served."""
    bank, waiting, left = 0.0, 0, []
    for came, had in zip(arrivals.astype(int), minutes, strict=True):
        waiting += came
        if had > 0.0:
            bank = min(bank + had, 5.0 * had)
            done = min(waiting, int(bank / each))
            waiting -= done
            bank -= done * each
        left.append(waiting)
    return np.array(left)


@pytest.mark.parametrize("first", [0, 17])
@pytest.mark.parametrize(("hours", "each"), [(0.5, 5.0), (1.0, 7.0), (4.0, 5.0), (40.0, 3.3)])
def test_applications_wait_as_the_recursion_says(first, hours, each):
    """Limit 24, exact: applications as they came, host minutes Monday to Friday, from day 0 and from a late day on."""
    setup = world(
        policy("access", access="request"),
        policy("team", hours_per_week=hours, from_day=first),
        audience=300,
        days=60,
        founders=0,
        aware_rate=0.03,
        minutes_application=each,
        **QUIET,
    )
    d = simulate(setup, check=True).diary
    expected = backlog_of(d["applications"], d["minutes_available"], each)
    np.testing.assert_array_equal(d["backlog_applications"], expected)
    np.testing.assert_array_equal(d["queued"], expected)
    np.testing.assert_allclose(np.cumsum(d["minutes_applications"]), each * (np.cumsum(d["applications"]) - expected))
    assert d["minutes_available"][:first].sum() == 0
    assert d["minutes_available"][first + 7 : first + 14].sum() == pytest.approx(60 * hours)


def test_applications_and_welcomes_share_the_minutes_by_priority():
    """Limit 24 with two tasks: what comes first takes what it needs, the rest goes to the second; exact."""
    for first, second in (("applications", "welcomes"), ("welcomes", "applications")):
        order = (first, second, "removals", "answers", "calendar", "approvals")
        setup = world(
            policy("access", access="request"),
            policy("team", hours_per_week=2.0, priorities=order),
            policy("onboarding", welcome="personal"),
            audience=200,
            days=40,
            founders=0,
            aware_rate=0.05,
            minutes_application=5.0,
            minutes_welcome=10.0,
            welcome_days=1e6,
            review_spam=0.0,
            join_base=1.0,
            **QUIET,
        )
        d = simulate(setup, check=True).diary
        bank, queue, line = 0.0, 0, 0
        for day in range(40):
            line += int(d["joined"][day])  # let in this morning, from what was accepted yesterday
            queue += int(d["applications"][day])
            if d["minutes_available"][day] > 0:
                bank = min(bank + 24.0, 120.0)
                for task in (first, second):
                    if task == "applications":
                        done = min(queue, int(bank / 5.0))
                        queue, bank = queue - done, bank - 5.0 * done
                    else:
                        done = min(line, int(bank / 10.0))
                        line, bank = line - done, bank - 10.0 * done
            assert (d["backlog_applications"][day], d["backlog_welcomes"][day]) == (queue, line)
        assert (queue if first == "welcomes" else line) > 0


def test_batches_let_in_as_the_recursion_says():
    """The line of those accepted under batches, exact: the line grows by arrivals and falls by the batch on its days."""
    setup = world(
        policy("admission", batch_size=4, every_days=3, first_day=5, from_day=5),
        audience=200,
        days=60,
        founders=0,
        aware_rate=0.03,
        **QUIET,
    )
    d = simulate(setup, check=True).diary
    line = 0
    for day in range(60):
        line += int(d["accepted"][day])
        open_today = day < 5
        let_in = line if open_today else min(line, 4) if (day - 5) % 3 == 0 else 0
        line -= let_in
        assert (d["joined"][day], d["waiting"][day]) == (let_in, line)
    assert d["waiting"].max() > 4


def test_offers_wait_in_the_order_in_which_they_came():
    """Those judged leave the front of the line, those that came stand at its end, each with its author, topic and hour, and what is approved appears once."""
    setup = world(
        policy("commercial", selling="approval"),
        policy("team", hours_per_week=1.0, stance="passive", priorities=APPROVALS_FIRST),
        audience=80,
        days=60,
        everyone_in=True,
        minutes_approval=4.0,
        approval_bar=-0.2,
        visit_base=-1.0,
        seller_share=0.5,
        seller_posts=0.3,
        minutes_answer=10_000.0,
        minutes_removal=10_000.0,
    )
    stepper, line, moved = Stepper(setup, events=True), [], 0
    while not stepper.finished:
        stepper.advance()
        d = stepper.diary[-1]
        judged = int(d["promos_approved"] + d["promos_rejected"])
        table = stepper.world.approvals[: int(stepper.world.s["n_approvals"][0])]
        now = [(int(row["who"]), int(row["kind"]), int(row["post"])) for row in table]
        assert now[: len(line) - judged] == line[judged:] or judged > len(line)
        assert len(now) == len(line) - judged + int(d["promos_held"])
        assert all(hour // 24 == stepper.day - 1 for _, _, hour in now[max(len(line) - judged, 0) :])
        moved += 0 < judged < len(line)
        line = now
    events = stepper.result().events
    appeared = (events["kind"] == POSTED) & (events["sort"] == PROMO) & (events["person"] >= 0)
    assert moved > 10 and appeared.sum() == stepper.diary["promos_approved"].sum() > 10
