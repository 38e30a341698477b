"""A scenario that does not know its own target group: what is drawn, for whom, and what comes of it in a comparison."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenario import Scenario, load
from sim.scenario.explain import diff, explain
from sim.scenario.uncertain import KEYS, settled
from sim.studies.comparison.assumptions import Draws, draw_points, group_of, with_group
from sim.studies.comparison.study import compare
from sim.words.faults import translated

UNSURE, WELCOMED, SURE = (
    load(f"scenarios/{name}.toml") for name in ("audience/unsure", "audience/unsure-welcomed", "audience/looked-into")
)
NOTHING = Draws((), np.empty((24, 0)))
"""Draws in which no parameter moves."""


def drawn(*scenarios: Scenario) -> list[list[Scenario]]:
    """What is run in each draw."""
    draws = with_group(NOTHING, scenarios)
    table = draw_points(scenarios, [f"s{i}" for i in range(len(scenarios))], draws, 10)
    return [[one.scenario for one in row] for row in table]


def test_both_halves_of_a_pair_meet_the_same_group_in_every_draw_and_another_in_the_next():
    table = drawn(UNSURE, WELCOMED)
    groups = [(one.community.audience, tuple(one.community.shares.items())) for one, _ in table]
    assert groups == [(two.community.audience, tuple(two.community.shares.items())) for _, two in table]
    assert len(set(groups)) == len(table) == 24
    assert not any(half.uncertain for row in table for half in row)


def test_what_is_drawn_fills_its_range_and_leaves_the_rest_in_proportion():
    shares = np.array(
        [[one.community.shares[role] for role in ("creator", "critic")] for one, _ in drawn(UNSURE, WELCOMED)]
    )
    for column, (low, high) in enumerate(((0.015, 0.09), (0.04, 0.18))):
        slices = np.sort(((shares[:, column] - low) / (high - low) * 24).astype(int))
        assert slices.tolist() == list(range(24)), "each slice of the range once"
    for one, _ in drawn(UNSURE, WELCOMED):
        mix, usual = one.community.shares, SURE.community.shares
        assert sum(mix.values()) == pytest.approx(1.0, abs=1e-12)
        assert mix["lurker_content"] / mix["spammer"] == pytest.approx(usual["lurker_content"] / usual["spammer"])
    audiences = np.log([one.community.audience for one, _ in drawn(UNSURE, WELCOMED)])
    assert (
        np.log(1000) <= audiences.min()
        and audiences.max() <= np.log(6000)
        and abs(audiences.mean() - np.log(2449)) < 0.1
    )


def test_who_is_sure_keeps_what_is_said_and_draws_of_one_thing_do_not_move_with_another():
    row = drawn(UNSURE, SURE)[0]
    assert row[1].community == SURE.community and row[0].community != UNSURE.community
    assert with_group(NOTHING, [SURE]) is NOTHING and with_group(None, [UNSURE]) is None
    fewer = UNSURE.model_copy(update={"uncertain": {"mix.critic": UNSURE.uncertain["mix.critic"]}})
    assert [group_of(fewer, with_group(NOTHING, [fewer]), k)["mix.critic"] for k in range(24)] == [
        group_of(UNSURE, with_group(NOTHING, [UNSURE]), k)["mix.critic"] for k in range(24)
    ]


def test_a_single_run_takes_no_notice_of_it():
    tables = UNSURE.tables()
    assert settled(UNSURE, {}).hash() == UNSURE.hash() == SURE.hash()
    assert Scenario.build(tables).uncertain == UNSURE.uncertain
    assert UNSURE.setup().mix == SURE.setup().mix and UNSURE.setup().audience == SURE.setup().audience


def test_it_is_told_and_told_apart():
    assert "1000..6000 log-uniform" in explain(UNSURE, "en") and "0.015..0.09" in explain(UNSURE, "nl")
    assert "uncertain.mix.creator" in diff(SURE, UNSURE) and "uncertain" not in diff(UNSURE, WELCOMED)


SMALL = {"audience": 250, "days": 60, "founders": 12}


def over_draws(scenario: Scenario, other: Scenario):
    """A comparison of two small communities over draws of all parameters: what the first reaches in each, and what goes with the effect."""
    halves = [one.with_community(**SMALL) for one in (scenario, other)]
    return compare(halves, reps=2, assumptions="ranges", noise=False, workers=1)


def test_what_is_not_known_spreads_what_worlds_show():
    """Where the size of the group is not known, what a plan reaches differs between worlds by more than it does with research."""
    ranges = UNSURE.uncertain["community.audience"].model_copy(update={"low": 60.0, "high": 900.0})
    unsure, welcomed = (
        one.model_copy(update={"uncertain": {**one.uncertain, "community.audience": ranges}})
        for one in (UNSURE, WELCOMED)
    )
    without, with_it = (
        over_draws(SURE, load("scenarios/audience/looked-into-welcomed.toml")),
        over_draws(unsure, welcomed),
    )
    spreads = [np.std(np.log(found.assumptions.base + 1.0), ddof=1) for found in (without, with_it)]
    assert spreads[1] > 1.15 * spreads[0]
    assert set(with_it.assumptions.parameters) - set(without.assumptions.parameters) == set(UNSURE.uncertain)
    assert with_it.assumptions.n_linked == without.assumptions.n_linked + 4
    column = with_it.assumptions.parameters.index("community.audience")
    sizes = with_it.assumptions.values[:, column]
    assert (
        60.0 <= sizes.min()
        and sizes.max() <= 900.0
        and np.corrcoef(np.log(sizes), with_it.assumptions.base)[0, 1] > 0.3
    )
    assert np.array_equal(with_it.values, without.values, equal_nan=True), "the pairs themselves are as they were"


@pytest.mark.parametrize(
    "table, wrong",
    [
        ({"mix.creators": {"low": 0.1, "high": 0.2}}, "unknown key.*did you mean mix.creator"),
        ({"mix.creator": {"low": 0.2, "high": 0.1}}, "low 0.2 and high 0.1 make no range"),
        ({"mix.creator": {"low": 0.2}}, "low 0.2 and high .* make no range"),
        ({"mix.creator": {"low": -0.1, "high": 0.1}}, "-0.1 is out of range; allowed 0 to 1"),
        ({"mix.creator": {"low": 0.0, "high": 0.1, "dist": "log-uniform"}}, "has no logarithm"),
        ({"mix.creator": {"low": 0.0, "high": 0.1, "mode": 0.05}}, "does not go with dist uniform"),
        ({"mix.creator": {"low": 0.0, "high": 0.1, "mode": 0.5, "dist": "triangular"}}, "mode: 0.5 is out of range"),
        ({"mix.creator": {"dist": "choice", "values": [0.1, 0.1]}}, "a value twice"),
        ({"mix.creator": {"dist": "choice", "values": [0.1, 1.1]}}, "values: 1.1 is out of range"),
        ({"mix.creator": {"low": 0.0, "high": 0.6}, "mix.critic": {"low": 0.0, "high": 0.6}}, "can sum to 1.2"),
        ({"mix.creator": 3}, "is not a table"),
        ({"reach.fit": {"low": 0.0, "high": 0.6}}, "has no policy of kind reach"),
        (3, "is not a table"),
    ],
)
def test_faults_name_what_is_wrong_and_what_would_be_right(table, wrong):
    with pytest.raises(ScenarioError, match=wrong):
        Scenario.build({**SURE.tables(), "uncertain": table})


@pytest.mark.parametrize(
    "table, keys",
    [
        ({"mix.creators": {"low": -0.1, "high": 0.2}}, ["mix.creators", "mix.creators.low"]),
        ({"mix.creators": {"low": 0.3, "high": 0.2}}, ["mix.creators", "mix.creators.low"]),
        ({"reach.fits": {"low": 0.1, "high": 99.0}}, ["reach.fits", "reach.fits", "reach.fits.high"]),
        ({"reach.fit": {"low": -99.0, "high": 0.2}}, ["reach.fit", "reach.fit.low"]),
        ({"zzz": {"low": -9.0, "high": 9.0}}, ["zzz"]),
        ({"zzz": {"low": 9.0, "high": 9.0}}, ["zzz", "zzz.low"]),
        ({"mix.creators": 3}, ["mix.creators", "mix.creators"]),
        ({"mix.creator": {"low": -0.1, "hihg": 0.2}}, ["mix.creator.hihg", "mix.creator.low"]),
        ({"mix.creator": {"low": "x", "high": -0.1}}, ["mix.creator.low", "mix.creator.high"]),
        ({"mix.creator": {"low": 0.2, "high": "x", "mode": 0.1}}, ["mix.creator.high", "mix.creator.mode"]),
        (
            {"mix.creator": {"low": -0.3, "high": -0.2, "dist": "flat", "mode": 0.1}},
            ["mix.creator.dist", "mix.creator.low", "mix.creator.high"],
        ),
        ({"mix.creator": {"dist": "choice", "value": [0.1, -1.1]}}, ["mix.creator.value", "mix.creator.values"]),
        ({"mix.creators": {"low": 0.1, "high": 0.6}, "mix.critic": {"low": 0.1, "high": 0.6}}, ["mix.creators", ""]),
        ({"mix.creators": {"low": 0.1, "high": 0.9}, "mix.creator": {"low": 0.1, "high": 0.2}}, ["mix.creators"]),
    ],
)
def test_a_key_or_a_field_that_is_not_known_hides_no_other_fault(table, keys):
    with pytest.raises(ScenarioError) as error:
        Scenario.build({**SURE.tables(), "uncertain": table})
    faults = error.value.faults
    assert sorted(fault.key.removeprefix("uncertain").lstrip(".") for fault in faults) == sorted(keys)
    assert all(translated(fault.wrong, "nl") != fault.wrong for fault in faults)
    assert all(translated(fault.wrong, "en") == fault.wrong for fault in faults)


@pytest.mark.parametrize("key", KEYS)
def test_everything_that_can_be_unknown_has_words_and_is_put_where_it_belongs(key):
    tables = SURE.tables()
    tables["policy"] = [*tables["policy"], {"kind": "reach", "daily_reach": 0.01, "push_day": 9}]
    low, high = (500.0, 900.0) if key == "community.audience" else (0.11, 0.22)
    unsure = Scenario.build({**tables, "uncertain": {key: {"low": low, "high": high}}})
    assert all(f"{low:g}..{high:g}" in explain(unsure, lang) for lang in ("en", "nl"))
    value = 700.0 if key == "community.audience" else 0.15
    moved = settled(unsure, {key: value})
    assert moved.hash() != unsure.hash() and not moved.uncertain
    room, _, name = key.partition(".")
    numbers = {
        "mix": lambda: moved.community.shares[name],
        "community": lambda: getattr(moved.community, name),
        "reach": lambda: getattr(next(policy for policy in moved.policies if policy.kind == "reach"), name),
    }[room]()
    assert numbers == value


def test_draws_carry_what_is_said_of_them():
    group = with_group(replace(NOTHING, ensemble="one"), [UNSURE])
    assert group.ensemble == "one" and group.group == tuple(UNSURE.uncertain) and group.shares.shape == (24, 4)
