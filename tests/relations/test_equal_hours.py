"""Pairs that are said to spend the same hours do, and an hour told in a scenario's text is the hour that is spent."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.day import simulate
from sim.measures import measure_all
from sim.scenario import load

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
TOLD = re.compile(r"(\d+); (?:mean of|gemiddelde van) (\d+) runs")
FILES = sorted(
    path.relative_to(SCENARIOS).with_suffix("").as_posix()
    for path in SCENARIOS.rglob("*.toml")
    if TOLD.search(path.read_text(encoding="utf-8"))
)
RUNS = 10
SPENT_ALIKE = 0.05
"""Most by which the hours spent in the two halves of such a pair may differ, as a share."""

PAIRS = (
    ("everyone-at-once", "in-batches"),
    ("welcome/by-hand", "welcome/hours-on-posts"),
    ("groups/no-events", "groups/with-events"),
    ("groups/alumni-forgotten", "groups/alumni-written-to"),
    ("steering/reviewed-blind", "steering/reviewed"),
    ("offer/for-members", "offer/for-the-organisation"),
    ("offer/for-the-organisation", "offer/for-both"),
    ("audience/looked-into", "audience/looked-into-welcomed"),
)
"""Pairs whose text or table says that hours are the same; of the last it is the hours at hand."""


@cache
def hours(name: str, runs: int) -> tuple[float, float]:
    """Mean hours over the run that the host spent, and that it had."""
    setup = load(SCENARIOS / f"{name}.toml").setup()
    lives = [simulate(setup, replication=replication) for replication in range(runs)]
    spent = np.mean([measure_all(life.diary, life.cohorts)["host_hours"] for life in lives])
    return float(spent), float(np.mean([life.diary["minutes_available"].sum() / 60.0 for life in lives]))


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_what_is_said_to_cost_the_same_does(first, second):
    (a, had_a), (b, had_b) = hours(first, RUNS), hours(second, RUNS)
    assert had_a == pytest.approx(had_b, rel=1e-9)
    if first != "steering/reviewed-blind":
        assert abs(b / a - 1.0) < SPENT_ALIKE


def test_some_texts_tell_hours():
    assert FILES


@pytest.mark.parametrize("name", FILES)
def test_hours_told_in_a_text_are_those_spent(name):
    """In both languages, over as many runs as the text says."""
    numbers = TOLD.findall((SCENARIOS / f"{name}.toml").read_text(encoding="utf-8"))
    assert len(numbers) == 2 and len(set(numbers)) == 1
    told, runs = map(int, numbers[0])
    assert hours(name, runs)[0] == pytest.approx(told, abs=1.0)
