"""What an hour costs moves the cost and nothing else."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.report.comparison import answer as sentences
from sim.report.comparison.content import hours_card
from sim.report.comparison.text import comparison_data
from sim.report.comparison.view import View
from sim.scenario import Scenario, diff, explain, load
from sim.studies import compare
from tests.toys.commanding import said

SMALL = {"audience": 120, "days": 60, "founders": 20, "seed": 3}
PLANS = [
    [{"kind": "team", "hours_per_week": 6}],
    [{"kind": "team", "hours_per_week": 6}, {"kind": "onboarding", "welcome": "personal"}],
]


def scenarios(*rates):
    return [
        Scenario.build({"community": SMALL | ({"hour_cost": rate} if rate else {}), "policy": plan}, f"plan-{n}")
        for n, (rate, plan) in enumerate(zip(rates, PLANS, strict=True))
    ]


@pytest.fixture(scope="module")
def found():
    def run(*rates):
        return compare(scenarios(*rates), reps=4, workers=1, noise=False, assumptions="none")

    return {rates: run(*rates) for rates in ((0, 0), (40, 40), (40, 100))}


def test_no_number_but_the_cost_moves(found):
    plain = found[0, 0]
    for rates, other in found.items():
        assert np.array_equal(plain.values, other.values, equal_nan=True)
        assert [row.difference for row in plain.rows] == [row.difference for row in other.rows]
        assert [scenario.hash() for scenario in plain.scenarios] == [scenario.hash() for scenario in other.scenarios]
        frame = other.to_frame()
        assert ("host_cost" in frame) == bool(sum(rates))
        if sum(rates):
            assert np.array_equal(frame["host_cost"], np.repeat(rates, 4) * frame["host_hours"])
            assert frame.drop(columns="host_cost").equals(plain.to_frame())
    assert found[40, 100].cost == pytest.approx(
        {
            f"plan-{i}": (40, 100)[i] * plain.to_frame().groupby("scenario", observed=True)["host_hours"].mean().iloc[i]
            for i in (0, 1)
        }
    )


def test_answer_card_and_data_tell_it_in_both_languages_and_only_when_asked(found):
    hours = [round(float(found[0, 0].values[i, :, found[0, 0].measures.index("host_hours")].mean())) for i in (0, 1)]
    assert hours[0] < hours[1]
    for lang, word in (("en", "euros"), ("nl", "euro")):
        plain = View(found[0, 0], lang)
        assert word not in sentences.answer(plain, 1) and word not in str(hours_card(plain))
        for rates in ((40, 40), (40, 100)):
            view = View(found[rates], lang)
            a, b = (rate * x for rate, x in zip(rates, hours, strict=True))
            for number in (a, b, b - a):
                assert f"{view.show(number, 0)}" in sentences.answer(view, 1)
            assert view.show(a, 0) in hours_card(view)["small"] and view.show(b, 0) in hours_card(view)["small"]
    assert comparison_data(found[0, 0])["cost"] is None
    assert set(comparison_data(found[40, 40])["cost"]) == {"plan-0", "plan-1"}


def test_the_option_sets_it_for_all_and_bad_ones_are_refused(capsys, tmp_path):
    files = []
    for scenario in scenarios(0, 70):
        files.append(tmp_path / f"{scenario.name}.toml")
        files[-1].write_text(scenario.to_toml(), encoding="utf-8")
    args = [
        "compare",
        *map(str, files),
        "--reps",
        "2",
        "--assumptions",
        "none",
        "--out",
        str(tmp_path / "study"),
        "--json",
    ]
    code, told, _ = said(capsys, *args, "--hour-cost", "50")
    data = json.loads(told)
    assert code == 0 and len(data["cost"]) == 2
    assert load(tmp_path / "study" / "scenarios" / "plan-0.toml").community.hour_cost == 50
    code, told, _ = said(
        capsys, "compare", *map(str, files), "--reps", "2", "--assumptions", "none", "--out", str(tmp_path / "study")
    )
    assert code == 0, "another price is the same study"
    for wrong in ("many", "-1", "1e9", "nan", ""):
        code, told, why = said(capsys, *args, "--hour-cost", wrong)
        assert code == 2 and "--hour-cost" in why and "hour_cost" in why and not told, why


def test_it_is_told_and_differs_by_itself():
    a, b = scenarios(0, 0)[0], scenarios(55, 0)[0]
    assert "55 euros" in explain(b) and "euro" not in explain(a)
    assert "community.hour_cost" in diff(a, b) and "55 euro" in explain(b, "nl")
    assert Scenario.build(b.tables()).community.hour_cost == 55 and "hour_cost" not in a.to_toml()
    with pytest.raises(ScenarioError, match="hour_cost"):
        Scenario.build({"community": SMALL | {"hour_cost": -1}})
