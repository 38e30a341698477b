"""What one parameter moves by itself: the shift by hand, the rate of false alarms, and what the page says of it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.command.main import main
from sim.laboratory.intervals import SURE_FROM
from sim.report.sensitivity.alone import alone_data, alone_markdown, alone_text, headline, moves
from sim.rules import PARAMETERS
from sim.scenario import Scenario
from sim.studies.sensitivity import alone as screening
from sim.studies.sensitivity.alone import FALSE_ALARM, SHIFT, Alone, Screened, Setting, Shift, _shift, alone
from sim.words import LANGUAGES

SMALL = {
    "title": "small",
    "community": {"audience": 200, "days": 30, "founders": 40},
    "policy": [{"kind": "team", "hours_per_week": 5}],
}
LOOKS = 24


def small() -> Scenario:
    return Scenario.build(SMALL, "small")


def test_a_shift_by_hand():
    size, error, n, is_same = _shift(np.array([10.0, 20.0, 30.0, math.nan]), np.array([12.0, 20.0, 34.0, 9.0]), False)
    assert (size, n, is_same) == (pytest.approx(2.0 / 20.0), 3, False)
    assert error == pytest.approx(2.0 / math.sqrt(3) / 20.0)


def test_a_share_of_next_to_nothing_is_measured_against_a_twentieth():
    size, *_ = _shift(np.array([0.0, 0.002]), np.array([0.002, 0.002]), True)
    assert size == pytest.approx(0.001 / 0.05)


@pytest.mark.parametrize("base, moved", [([1.0], [2.0]), ([0.0, 0.0], [0.0, 1.0]), ([math.nan, 1.0], [1.0, math.nan])])
def test_what_cannot_be_told_is_not_felt(base, moved):
    shift = _shift(np.array(base), np.array(moved), False)
    assert math.isnan(shift[0]) and not Shift("p", "s", "m", 0.0, *shift).is_felt(1)


@pytest.mark.parametrize("n", [2, 3, 5, SURE_FROM - 1, SURE_FROM, 30])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_pairs_that_move_alike_are_no_certainty_until_there_are_many(n, lang):
    """Twice the same is no knowledge of how much a third would move; of many only the sign is known, and no error is told."""
    shift = Shift(
        "p", "s", "posters_30d", 1.0, *_shift(np.linspace(10.0, 30.0, n), np.linspace(10.0, 30.0, n) + 5.0, False)
    )
    assert math.isnan(shift.error) and shift.n == n and shift.size == pytest.approx(0.25)
    assert shift.is_felt(1) == (n >= SURE_FROM) == bool(Alone("p", (shift,), ("s",)).felt)
    assert "±" not in moves(shift, lang) and f" {n} " in moves(shift, lang)


def test_a_few_pairs_that_stand_out_among_many_alike_are_no_certainty():
    base = np.full(30, 10.0)
    for unlike in (1, 2, 4):
        moved = base + 5.0
        moved[:unlike] += 0.1
        assert not Shift("p", "s", "posters_30d", 1.0, *_shift(base, moved, False)).is_felt(1)


def test_small_shifts_do_not_count_however_sure():
    assert not Shift("p", "s", "m", 0.0, SHIFT, 0.0, 9).is_felt(1)
    assert Shift("p", "s", "m", 0.0, SHIFT * 1.01, 0.0, 9).is_felt(1)


def test_a_parameter_that_moves_nothing_is_rarely_found_to():
    """Null parameters of 24 looks: found to be felt in at most FALSE_ALARM of them. 4,000 trials; rejected beyond 5 standard errors.

    A parameter that moves a measure by 6 standard errors of 16 pairs is missed in fewer than one of ten.
    """
    rng = np.random.default_rng(5)
    trials = 4000

    def share_felt(effect: float) -> float:
        found = 0
        for _ in range(trials):
            draws = rng.standard_normal((LOOKS, 16)) + np.r_[effect, np.zeros(LOOKS - 1)][:, None]
            shifts = tuple(Shift("p", "s", "m", 0.0, float(d.mean()), float(d.std(ddof=1)) / 4.0, 16) for d in draws)
            found += bool(Alone("p", shifts, ("s",)).felt)
        return found / trials

    assert share_felt(0.0) < FALSE_ALARM + 5 * math.sqrt(FALSE_ALARM * (1 - FALSE_ALARM) / trials)
    assert share_felt(1.5) > 0.9


def test_the_engine_is_moved_by_what_matters_and_left_alone_by_what_is_not_called_up():
    wanted = [PARAMETERS[name] for name in ("visit_base", "slip_weight")]
    strong, asleep = alone(wanted, [Setting("small", small(), 12, ("visits",))])
    assert {shift.value for shift in strong.shifts} == set(PARAMETERS["visit_base"].believable)
    assert strong.felt and strong.touched == ("small",)
    assert (
        not asleep.felt
        and asleep.touched == ()
        and all(shift.size == 0.0 or math.isnan(shift.size) for shift in asleep.shifts)
    )


def test_a_setting_of_its_own_is_looked_at_beside_the_others():
    one = Setting("one", small(), 2)
    (found,) = alone([PARAMETERS["visit_base"]], [one], {"visit_base": Setting("own", small(), 2)})
    assert {shift.setting for shift in found.shifts} == {"one", "own"}
    (found,) = alone([PARAMETERS["visit_base"]], [one], {"visit_base": one})
    assert len(found.shifts) == 2 * len(one.measures)


def made() -> Screened:
    """Three parameters: one felt, one not, one that changed nothing."""

    def shifts(name: str, size: float) -> tuple[Shift, ...]:
        return tuple(
            Shift(name, "baseline", "posters_30d", value, size, 0.01, 16) for value in PARAMETERS[name].believable
        )

    names = ("visit_base", "stop_first", "slip_weight")
    return Screened(
        ("baseline",),
        (16,),
        ("posters_30d",),
        "engine",
        (
            Alone(names[0], shifts(names[0], -0.25), ("baseline",)),
            Alone(names[1], shifts(names[1], 0.001), ("baseline",)),
            Alone(names[2], shifts(names[2], 0.0), ()),
        ),
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_is_felt_and_what_is_not(lang):
    screened = made()
    page, text = alone_markdown(screened, lang, "command"), alone_text(screened, lang)
    assert (
        headline(screened, lang).startswith("1 ")
        and headline(screened, lang) in page
        and headline(screened, lang) in text
    )
    table, rest = page.split("\n## ")[1:3]
    assert "`visit_base`" in table and ("-25.0%" if lang == "en" else "-25,0%") in table
    assert "`stop_first`" in rest and "`slip_weight`" in rest and "`visit_base`" not in rest
    assert "{" not in page


def test_the_data_say_which_shifts_count():
    rows = {row["parameter"]: row for row in alone_data(made())["parameters"]}
    assert [shift["felt"] for shift in rows["visit_base"]["shifts"]] == [True, True]
    assert [shift["felt"] for shift in rows["stop_first"]["shifts"]] == [False, False]


def test_the_command_writes_the_page_and_refuses_what_it_cannot_do(tmp_path, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(
        screening, "screen", lambda scenarios, reps, progress=None: (asked.append((len(scenarios), reps)), made())[1]
    )
    file = tmp_path / "parameters.md"
    assert main(["parameters", "--out", str(file), "--reps", "4", "--lang", "nl"]) == 0
    assert asked == [(2, 4)] and "`visit_base`" in file.read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["parameters", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["engine"] == "engine"
    assert main(["parameters", "--reps", "1"]) == 2
    baseline = str(Path(sim.__file__).parents[1] / "scenarios" / "baseline.toml")
    assert main(["parameters", baseline, baseline]) == 2
    assert "same name" in capsys.readouterr().err
