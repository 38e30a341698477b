"""What a story of the page says will surprise is so."""

from __future__ import annotations

import numpy as np
import pytest

from sim.day import simulate
from sim.laboratory.intervals import interval
from sim.measures import measure_all
from sim.page.content import STORIES
from sim.scenario import Scenario, load

PAIRS = 16


@pytest.fixture(scope="module")
def found():
    base = load(STORIES["association"].file)

    def measured(kind: str = "", **values: object) -> dict[str, np.ndarray]:
        tables = base.tables()
        if kind:
            mine = next((policy for policy in tables["policy"] if policy["kind"] == kind), None)
            if mine is None:
                mine = {"kind": kind}
                tables["policy"].append(mine)
            mine |= values
        setup = Scenario.build(tables).setup()
        runs = [simulate(setup, replication=number) for number in range(PAIRS)]
        told = [measure_all(run.diary, run.cohorts) for run in runs]
        return {name: np.array([one[name] for one in told]) for name in ("posters_30d", "retention_90", "host_use")}

    return {
        "a": measured(),
        "hours": measured("team", hours_per_week=16),
        "stance": measured("team", stance="active"),
        "ambassadors": measured("ambassadors", number=10),
        "twenty": measured("admission", batch_size=20),
    }


def difference(found, plan, measure):
    return interval(found[plan][measure] - found["a"][measure])


def test_twice_the_hours_change_next_to_nothing(found):
    assert 0.6 < found["a"]["host_use"].mean() < 0.72
    got = difference(found, "hours", "posters_30d")
    assert abs(got.mean) < 0.04 * found["a"]["posters_30d"].mean() and got.sign == 0


def test_what_hours_go_to_and_ambassadors_count_for_more(found):
    for plan in ("stance", "ambassadors"):
        assert difference(found, plan, "posters_30d").mean > abs(difference(found, "hours", "posters_30d").mean)
    assert difference(found, "ambassadors", "posters_30d").sign > 0


def test_groups_of_twenty_keep_newcomers_and_have_fewer_posters(found):
    assert difference(found, "twenty", "retention_90").sign > 0
    assert difference(found, "twenty", "posters_30d").low < -10 and difference(found, "twenty", "posters_30d").sign < 0


def test_who_doubts_the_ambassadors_finds_the_assumption_they_hang_on(found):
    base = load(STORIES["association"].file)
    tables = base.tables()
    tables["policy"].append({"kind": "ambassadors", "number": 10})
    doubted = [
        [
            measure_all(run.diary, run.cohorts)["posters_30d"]
            for run in (simulate(one.with_values(duty_visits=1.0).setup(), replication=n) for n in range(PAIRS))
        ]
        for one in (base, Scenario.build(tables))
    ]
    got = interval(np.array(doubted[1]) - np.array(doubted[0]))
    assert got.sign == 0 and got.mean < 0.8 * difference(found, "ambassadors", "posters_30d").mean
