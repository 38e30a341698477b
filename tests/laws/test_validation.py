"""Validation passes nothing that it did not see: verdicts, failures, settings, words, and what is tried for rows that are out."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from sim.command.main import main
from sim.evidence import validate as validation
from sim.evidence.facts import FACTS
from sim.evidence.held import CHECKED, FITTED, HARD, INSIDE, OUTSIDE, TOLD, UNTESTED, Row, Trial, judge
from sim.evidence.observing import fitting, gather, load_setting
from sim.evidence.parameters import EVIDENCE, moved_parameters
from sim.evidence.validate import Validation
from sim.report.evidence.facts import validation_page
from sim.rules import PARAMETERS
from sim.words import LANGUAGES, catalogue

PATTERNS = {*map(str, range(1, 22)), "13b"}
RESPONSES = {f"R{number}" for number in range(1, 10)}
FACTS_ONLY = {arm for fact in FACTS.values() if not fact.is_response for arm in fact.arms}


def row(number: str, value: float, trials: tuple[Trial, ...] = ()) -> Row:
    fact = FACTS[number]
    by_class = (0.1,) * len(fact.classes)
    ends = (value, value)
    return Row(fact, value, ends, ends, 3, 3, fact.verdict(value, ends), True, by_class, trials)


def made(*rows: Row, moved=()) -> Validation:
    return Validation(rows, tuple(moved), "engine", False, len(PARAMETERS), 2)


def test_every_pattern_has_a_row():
    assert {number.split(".")[0] for number, fact in FACTS.items() if not fact.is_response} == PATTERNS
    assert {number.split(".")[0] for number, fact in FACTS.items() if fact.is_response} == RESPONSES


def test_rows_stand_in_the_order_of_their_numbers():
    numbers = list(FACTS)
    assert (
        numbers.index("13.2")
        < numbers.index("13b")
        < numbers.index("14.1")
        < numbers.index("21")
        < numbers.index("R1.1")
    )
    assert numbers.index("R6.9") < numbers.index("R6.10") < numbers.index("R7.1")


def test_only_the_agreed_rows_are_fitted():
    fitted = {fact.name.split(".")[0] for fact in FACTS.values() if fact.role == FITTED and not fact.is_response}
    assert fitted == {"2", "6", "8", "13", "14", "21"}
    assert {fact.name for fact in FACTS.values() if fact.role == FITTED and fact.is_response} == {
        "R1.1",
        "R1.2",
        "R1.3",
        "R2.1",
        "R2.2",
        "R6.3",
        "R6.4",
        "R7.1",
    }


BANDS = {
    "R1.1": (0.0, 1 / 4),
    "R1.2": (0.0, 1 / 3),
    "R1.3": (0.0, 1 / 2),
    "R2.1": (-0.25, -0.05),
    "R2.2": (-0.45, -0.15),
    "R3.1": (-1.0, -0.20),
    "R4.1": (-1.0, -0.10),
    "R4.2": (-1.0, -0.10),
    "R5.1": (-1.0, -0.10),
    "R5.2": (-0.05, math.inf),
    **{f"R6.{n}": (0.05, 0.60) for n in range(1, 7)},
    "R6.7": (0.0, 2.0),
    "R6.8": (1 / 3, math.inf),
    **{f"R6.{n}": (0.5, 2.0) for n in (9, 10, 11)},
    "R6.12": (0.5, 1.0),
    **{f"R6.{n}": (1.0, 15.0) for n in (13, 14, 15, 16)},
    "R7.1": (0.40, 0.65),
    "R7.3": (0.20, 0.50),
    **{f"R8.{n}": (0.70, 1.0) for n in (1, 2, 3, 4)},
    **{f"R8.{n}": (2.24, math.inf) for n in (5, 6, 7)},
    **{f"R8.{n}": (-math.inf, 0.0) for n in (8, 9)},
    "R9.4": (0.0, math.inf),
    "R9.15": (0.5, math.inf),
}


def test_responses_have_the_bands_that_were_agreed_and_no_wider_one():
    judged = {fact.name: fact for fact in FACTS.values() if fact.is_response and fact.role != TOLD}
    assert {row: (fact.low, fact.high) for row, fact in judged.items()} == BANDS
    assert all((fact.hard_low, fact.hard_high) == (fact.low, fact.high) for fact in judged.values())


@pytest.mark.parametrize("theme", sorted({number.split(".")[0] for number, fact in FACTS.items() if fact.is_response}))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_response_has_its_reasoning(theme, lang):
    words = catalogue("validation", lang)
    assert len(words[f"validation.response.{theme}.title"]) > 3
    assert len(words[f"validation.response.{theme}.why"]) > 100


def test_what_is_told_is_held_against_nothing():
    fact = FACTS["R5.3"]
    assert (fact.verdict(0.9), fact.verdict(math.nan)) == (TOLD, UNTESTED)
    result = made(row("R5.3", 0.9), row("R3.1", 0.9), row("R6.3", 0.9))
    assert result.failures == ("R6.3",)


def test_a_response_has_an_interval_of_runs_in_pairs():
    rng = np.random.default_rng(5)
    base = rng.uniform(0.1, 0.3, 30) * 1000.0
    steady = np.column_stack([0.2 * base, np.full(30, 1000.0), base, np.full(30, 1000.0)])
    judged = judge(FACTS["R1.1"], steady)
    assert judged.interval == pytest.approx((0.2, 0.2))
    assert judged.is_surely_inside
    wavering = judge(FACTS["R1.1"], steady * np.column_stack([rng.uniform(0.0, 2.2, 30), np.ones((30, 3))]))
    assert wavering.verdict == INSIDE
    assert wavering.interval[0] < wavering.value < wavering.interval[1]
    assert not wavering.is_surely_inside
    assert all(math.isnan(end) for end in judge(FACTS["19"], np.array([[0.4], [0.5]])).interval)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_has_a_section_on_what_answers_what(lang):
    words = catalogue("validation", lang)
    inside = replace(row("R1.1", 0.1), interval=(0.05, 0.15))
    page = validation_page(made(row("6", 0.3), inside, row("R5.3", 0.8), row("R9.6", math.nan)), lang, "x")
    section = page.split(f"## {words['validation.responses']}\n")[1].split("\n## ")[0]
    assert words["validation.response.R1.why"] in section
    assert words["validation.row.R1.1.name"] in section
    lines = {line.split(" | ")[0].strip("| "): line for line in section.splitlines() if line.startswith("| R")}
    assert f"| {words['validation.yes'].lower()} |" in lines["R1.1"]
    assert words["validation.verdict.told"] in lines["R5.3"]
    assert words["validation.verdict.untested"] in lines["R9.6"]
    assert words["validation.row.6.name"] not in section
    assert words["validation.responses"] not in validation_page(made(row("6", 0.3)), lang, "x")


@pytest.mark.parametrize("number", FACTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_says_what_it_is_and_how_it_is_counted(number, lang):
    words = catalogue("validation", lang)
    assert len(words[f"validation.row.{number}.name"]) > 10
    assert len(words[f"validation.row.{number}.how"]) > 30
    assert FACTS[number].source or FACTS[number].role == TOLD


def test_every_row_has_runs_of_its_setting():
    assert set(validation.RUNS) == set(validation.QUICK) == {fact.setting for fact in FACTS.values()}
    assert all(validation.QUICK[name] < runs for name, runs in validation.RUNS.items())


@pytest.mark.parametrize("name", sorted(FACTS_ONLY))
def test_settings_load_and_leave_behaviour_at_its_defaults(name):
    scenario = load_setting(name)
    assert scenario.behaviour == {}
    assert set(scenario.about) == set(LANGUAGES)
    scenario.setup()


@pytest.mark.parametrize("number", FACTS)
def test_what_a_row_leans_on_says_it_was_fitted(number):
    for name in FACTS[number].leans_on:
        parameter = PARAMETERS[name]
        assert parameter.enters == "fitted" or "fitted" in parameter.source


@pytest.mark.parametrize(
    "number", [fact.name for fact in FACTS.values() if fact.role == CHECKED and not fact.is_response]
)
def test_what_would_be_tried_can_be_tried(number):
    fact = FACTS[number]
    assert fact.suspects
    for suspect in fact.suspects:
        sets = suspect.split(" & ")
        assert load_setting(fact.setting, sets).hash() != load_setting(fact.setting).hash()
        if fact.against:
            load_setting(fact.against, fitting(sets, load_setting(fact.against)))


def test_what_was_not_seen_never_passes():
    assert FACTS["4"].verdict(math.nan) == UNTESTED
    judged = judge(FACTS["4"], np.full((3, 1), math.nan))
    assert (judged.verdict, judged.n_known) == (UNTESTED, 0)
    assert not judged.needs_trial
    unseen = made(replace(row("6", 0.3), value=math.nan, verdict=UNTESTED))
    assert unseen.failures == ("6",)


def test_a_sign_must_be_decided():
    sure = judge(FACTS["18.1"], np.array([[-0.20], [-0.22], [-0.18], [-0.21]]))
    unsure = judge(FACTS["18.1"], np.array([[-0.30], [0.28], [-0.20], [0.19]]))
    wrong = judge(FACTS["18.1"], -np.array([[-0.20], [-0.22], [-0.18], [-0.21]]))
    assert [one.verdict for one in (sure, unsure, wrong)] == [INSIDE, UNTESTED, OUTSIDE]
    assert [one.decided for one in (sure, unsure, wrong)] == [True, False, True]


def test_verdicts_by_band():
    fact = FACTS["19"]
    assert [fact.verdict(value) for value in (0.3, 0.6, 0.61, 0.14)] == [INSIDE, INSIDE, HARD, OUTSIDE]


def test_a_figure_of_all_runs_is_not_the_mean_of_runs():
    judged = judge(FACTS["6"], np.array([[1.0, 1.0], [0.0, 9.0]]))
    assert judged.value == pytest.approx(0.1)
    assert judged.spread == pytest.approx((0.1, 0.9))


def test_only_fitted_rows_and_ranges_fail():
    assert made(row("6", 0.3), row("16", 0.99)).failures == ()
    assert made(row("6", 0.75)).failures == ("6",)
    strayed = moved_parameters({"managed": {"stop_first": 0.9}})
    assert made(row("6", 0.3), moved=strayed).failures == ("stop_first",)


def test_moved_parameters_are_named():
    names = {moved.name: moved for moved in moved_parameters({})}
    for name, known in EVIDENCE.items():
        away = abs(PARAMETERS[name].default - known.value)
        assert (name in names) == (away > 0.05 * (known.high - known.low))
    changed = [moved for moved in moved_parameters({"open": {"weekend": 0.9}}) if moved.name == "weekend"]
    assert [(one.value, one.evidence, one.where, one.outside) for one in changed] == [
        (0.9, PARAMETERS["weekend"].default, ("open",), False)
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_explains_rows_that_are_out(lang):
    weekend = Trial((("behaviour.weekend", 0.7, 1.0),), 0.72, 0.62, -0.12, -0.08, 3, HARD)
    habit = Trial(
        (("behaviour.visit_habit", 2.9, 2.4), ("behaviour.weekend", 0.7, 1.0)), 0.72, 0.55, -0.2, -0.1, 3, INSIDE
    )
    nothing = Trial((("behaviour.notice", 0.79, 0.58),), 0.72, 0.73, 0.001, 0.02, 3, HARD)
    lucky = Trial((("behaviour.again", 0.2, 0.3),), 0.72, 0.58, -0.3, 0.02, 3, INSIDE)
    words = catalogue("validation", lang)

    def page(*trials):
        return validation_page(made(row("6", 0.3), row("19", 0.72, trials)), lang, "community-sim validate")

    beginnings = {key: words[f"validation.{key}"].split("{")[0] for key in ("best_in", "best_near", "best_none")}
    beginnings["best_near"] = words["validation.best_near"].split("{")[1].split("}")[1]
    assert beginnings["best_in"] in page(weekend, habit)
    assert "`behaviour.visit_habit` = 2" in page(weekend, habit).split(beginnings["best_in"])[1]
    assert beginnings["best_near"] in page(weekend, nothing)
    assert beginnings["best_none"] in page(nothing)
    assert beginnings["best_none"] in page(lucky)
    assert "toeval)" in page(lucky) or "chance)" in page(lucky)
    assert words["validation.row.6.name"] in page(nothing)
    assert (
        validation_page(made(row("6", 0.3)), lang, "x").count("\n" + words["validation.out_none"] + "\n") == 2
    )  # nothing out, nothing moved


def test_small_groups_are_counted_in_real_runs_and_again_the_same(tmp_path):
    calls = []
    first = validation.validate(quick=True, rows=["16"])
    again = validation.validate(quick=True, rows=["16"], workers=2, out=tmp_path / "v")
    kept = validation.validate(quick=True, rows=["16"], out=tmp_path / "v", progress=lambda *one: calls.append(one))
    assert kept.rows == again.rows
    assert calls == [(60, 60, "facts")]
    assert first.rows == again.rows
    (only,) = first.rows
    assert only.n_runs == only.n_known == validation.QUICK["unmanaged"]
    assert 0.0 < only.value < 1.0
    assert only.spread[0] <= only.value <= only.spread[1]


def test_a_trial_is_held_against_the_same_runs():
    fact = replace(FACTS["16"], suspects=("community.founders=4", "community.founders=25"))
    parts = gather([fact], {"16": 60})
    row = replace(judge(fact, parts["16"]), verdict=OUTSIDE)
    (found,) = validation.try_suspects([row], parts)
    same, crowded = found.trials
    assert validation.try_suspects([replace(row, verdict=INSIDE)], parts)[0].trials == ()
    assert same.base == same.value
    assert not same.moves
    assert crowded.moves
    assert crowded.changes == (("community.founders", 4.0, 25.0),)
    assert crowded.value < crowded.base


@pytest.mark.parametrize(("value", "code"), [(0.3, 0), (0.75, 1)])
def test_the_command_fails_when_a_fitted_row_is_missed(monkeypatch, capsys, tmp_path, value, code):
    monkeypatch.setattr(validation, "validate", lambda **asked: made(row("6", value), row("4", math.nan)))
    page = tmp_path / "page.md"
    assert main(["validate", "--json", "--page", str(page)]) == code
    data = json.loads(capsys.readouterr().out)
    assert [entry["verdict"] for entry in data["rows"]] == [FACTS["6"].verdict(value), UNTESTED]
    assert data["rows"][1]["value"] is None
    assert page.read_text(encoding="utf-8").startswith("# ")
