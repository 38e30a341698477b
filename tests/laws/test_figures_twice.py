"""Every figure of posts is counted twice: compiled, and once more from its definition in words (`plain_figures`), on random logs and runs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from plain_figures import counted, of_log, of_run

from sim.measures.counting.figures import FIGURES, figures_of_log
from sim.measures.counting.log import DAY, NOBODY, STAFF, compose
from sim.measures.counting.run import figures_of_run
from sim.world.eventlog import BY_STAFF, EVENT, JOIN, ON_DUTY, OWN, POSTED, REMOVED, REPLIED, THERE_BEFORE, TO_SPAM

HOUR = 3600
EXACT = 1e-9
KNOWN = [("thread", "reply_to"), ("thread",), ("reply_to",), ()]


def apart(found: dict[str, float], expected: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Figures that differ, with both values."""
    return {
        name: (found[name], expected[name])
        for name in expected
        if not (found[name] == pytest.approx(expected[name], rel=EXACT, abs=EXACT, nan_ok=True))
    }


def moments(rng: np.random.Generator, n: int, days: int) -> np.ndarray:
    """Seconds: some whole hours at even distances, so that bounds such as exactly 7 or 30 days are met, some anywhere, some the same."""
    start = int(rng.integers(0, 7 * 24)) * HOUR
    even = rng.integers(0, days, n) * DAY + rng.choice([0, 9, 17]) * HOUR
    odd = rng.integers(0, days * DAY, n)
    return start + np.where(rng.random(n) < 0.6, even, odd)


def random_log(rng: np.random.Generator, known: tuple[str, ...]):
    """A log of a few members, the host team among them, in a few threads."""
    n, members, days = int(rng.integers(1, 160)), int(rng.integers(1, 14)), int(rng.integers(1, 420))
    member = np.where(rng.random(n) < 0.08, STAFF, np.minimum(rng.zipf(1.5, n), members) - 1)
    member[int(rng.integers(0, n))] = 0
    thread = np.sort(rng.integers(0, max(1, n // 3), n)) if "thread" in known else np.full(n, -1)
    to = (
        np.where(rng.random(n) < 0.5, rng.integers(-1, members, n), NOBODY)
        if "reply_to" in known
        else np.full(n, NOBODY)
    )
    none = (np.empty(0, np.int64), np.empty(0, np.int64))
    return compose(
        member.astype(np.int64),
        moments(rng, n, days),
        np.zeros(n),
        thread.astype(np.int64),
        to.astype(np.int64),
        none,
        none,
        frozenset(known),
    )[0]


def random_events(rng: np.random.Generator, days: int) -> np.ndarray:
    """Events of a run: people join, open threads and reply, as members, on duty, as spammers, as the team; some posts are removed."""
    people, n = int(rng.integers(1, 15)), int(rng.integers(1, 140))
    rows = [(0, JOIN, person, -1, -1, -1, 0, THERE_BEFORE if rng.random() < 0.3 else 0) for person in range(people)]
    opener, time = {}, np.sort(moments(rng, n, days) % (days * DAY))
    for post, when in enumerate(time.tolist()):
        part = int(rng.choice([OWN, ON_DUTY, TO_SPAM, BY_STAFF], p=[0.75, 0.1, 0.05, 0.1]))
        person = -1 if part == BY_STAFF else int(min(rng.zipf(1.5), people)) - 1
        if opener and part != TO_SPAM and rng.random() < 0.6:
            answered = int(rng.choice(list(opener)))
            rows.append((when, REPLIED, person, opener[answered], post, answered, part, 0))
            opener[post] = opener[answered]
        else:
            rows.append((when, POSTED, person, post, post, -1, part, 0))
            opener[post] = post
        if rng.random() < 0.08:
            rows.append((when + HOUR, REMOVED, person, opener[post], post, -1, 0, 0))
    return np.array(rows, dtype=EVENT)


@pytest.mark.parametrize("known", KNOWN)
def test_random_logs_are_counted_alike(known):
    rng = np.random.default_rng(20 + len(known))
    names = set()
    for _ in range(120):
        log, burn_in = random_log(rng, known), float(rng.choice([0.0, 1.0, 30.0]))
        found, expected = figures_of_log(log, burn_in), counted(of_log(log, burn_in))
        assert set(found) == set(expected)
        assert not apart(found, expected)
        names |= {name for name, value in expected.items() if math.isfinite(value)}
    assert names == set(expected), "figures that no random log could tell"


def test_random_runs_are_counted_alike():
    rng = np.random.default_rng(30)
    names = set()
    for _ in range(200):
        days = int(rng.integers(1, 330))
        events = random_events(rng, days)
        found, expected = {name: figures_of_run(events, days)[name] for name in FIGURES}, counted(of_run(events, days))
        assert set(found) == set(FIGURES) == set(expected)
        assert not apart(found, expected)
        names |= {name for name, value in expected.items() if math.isfinite(value)}
    assert names == set(FIGURES), "figures that no random run could tell"
