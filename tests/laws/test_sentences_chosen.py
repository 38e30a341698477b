"""Which text a report chooses is the one that holds: more or fewer hours, above or within the noise, worlds or draws, and each caution when it is due."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim.laboratory.intervals import SURE_FROM
from sim.report.comparison import answer as sentences
from sim.report.comparison import circumstances, content, worlds
from sim.report.comparison.view import View
from sim.report.press.numbers import contrast
from sim.studies.comparison.rows import paired_rows
from tests.laws.test_sentences_found import comparison
from tests.toys import report_toy


@pytest.fixture
def said(monkeypatch):
    """Keys and values of everything said."""
    found, real = [], View.say
    monkeypatch.setattr(
        View, "say", lambda self, key, **values: (found.append((key, values)), real(self, key, **values))[1]
    )
    return found


def keys_of(said, room: str) -> set[str]:
    return {key for key, _ in said if key.startswith(room)}


def with_values(found, name: str, a: np.ndarray, b: np.ndarray):
    """The same comparison with other values of one measure under A and B."""
    values = found.values.copy()
    values[0, :, found.measures.index(name)], values[1, :, found.measures.index(name)] = a, b
    return replace(found, values=values, rows=tuple(paired_rows(values, found.measures, found.primary)))


@pytest.fixture(scope="module")
def better():
    return comparison("worlds", "better")


@pytest.mark.parametrize(
    "a, b, key, x",
    [
        (100.0, 130.0, "hours.more", "30"),
        (130.0, 100.0, "hours.less", "30"),
        (100.0, 100.2, "hours.same", "0"),
        (100.0, 100.6, "hours.alike", "1"),
    ],
)
def test_hours_are_more_or_fewer_than_under_a(better, said, a, b, key, x):
    n = better.values.shape[1]
    sentences.hours(View(with_values(better, "host_hours", np.full(n, a), np.full(n, b)), "en"), 1)
    [(_, values)] = [one for one in said if one[0] in ("hours.more", "hours.less", "hours.same", "hours.alike")]
    assert keys_of(said, "hours.") - {"hours.members"} == {key} and values["x"] == x


@pytest.mark.parametrize("scale, places", [(100.0, 0), (10.0, 1), (1.0, 2), (0.1, 3)])
def test_the_difference_has_three_digits_by_its_interval(better, scale, places):
    """One interval, from 1.2 to 3.4 at scale 1: what is farthest from nothing has three digits, and the others as many decimals."""
    row = replace(better.row(better.primary, 1), difference=2.3 * scale, low=1.2 * scale, high=3.4 * scale)
    found = replace(better, rows=tuple(row if other.measure == row.measure else other for other in better.rows))
    view = View(found, "en")
    assert sentences.gap_digits(view, 1) == places
    assert sentences.change(view, 1).startswith(f"+{2.3 * scale:.{places}f}")


def test_where_hours_are_not_known_their_difference_is_none(better):
    view = View(better, "en")
    assert sentences.hour_gap(view, 4.0, 7.0) == 3.0 and sentences.hour_gap(view, 7.0, 4.0) == -3.0
    for a, b in ((math.nan, 5.0), (5.0, math.nan), (math.nan, math.nan)):
        assert sentences.hour_gap(view, a, b) == 0.0


@pytest.mark.parametrize(
    "prices, a, b, key, told",
    [
        ((0.0, 0.0), 100.0, 130.0, None, None),
        ((40.0, 40.0), 100.0, 130.4, "cost.more", ("1,200", "4,000", "5,200")),
        ((40.0, 40.0), 130.4, 100.0, "cost.less", ("1,200", "5,200", "4,000")),
        ((40.0, 40.0), 100.0, 100.2, "cost.same", ("0", "4,000", "4,000")),
        ((42.55, 40.0), 100.0, 100.0, "cost.less", ("255", "4,255", "4,000")),
        ((0.0, 25.5), 100.0, 101.0, "cost.more", ("2,576", "0", "2,576")),
    ],
)
def test_what_hours_cost_is_told_in_whole_euros_of_whole_hours(better, said, prices, a, b, key, told):
    n = better.values.shape[1]
    priced = tuple(
        scenario.model_copy(update={"community": scenario.community.model_copy(update={"hour_cost": price})})
        for scenario, price in zip(better.scenarios, (*prices, 0.0, 0.0, 0.0), strict=False)
    )
    priced_runs = report_toy.with_scenarios(with_values(better, "host_hours", np.full(n, a), np.full(n, b)), priced)
    text = sentences.costs(View(priced_runs, "en"), 1)
    if key is None:
        assert text == "" and not keys_of(said, "cost.")
    else:
        [(_, values)] = [one for one in said if one[0] == key]
        assert keys_of(said, "cost.") == {key} and tuple(values[name] for name in ("x", "ca", "cb")) == told


@pytest.mark.parametrize("reach, key", [(0.5, "noise.above"), (2.0, "noise.within")])
def test_a_difference_is_above_the_noise_or_within_it(better, said, reach, key):
    gap = abs(better.row(better.primary, 1).difference)
    floor = {**better.noise.differences, better.primary: (0.0, -reach * gap, reach * gap / 2)}
    sentences.noise(View(replace(better, noise=replace(better.noise, differences=floor)), "en"), 1)
    assert keys_of(said, "noise.") == {key, "noise.audience_minus_one"}


@pytest.mark.parametrize(
    "line, key",
    [
        ([0.9, 0.5, 0.2], "pairing.fades"),
        ([0.9, 0.2, 0.5], "pairing.fades"),
        ([0.9, 0.5, 0.794], "pairing.fades"),
        ([0.9, 0.5, 0.806], "pairing.holds"),
        ([0.9, 0.5, 0.85], "pairing.holds"),
        ([0.2, 0.5, 0.9], "pairing.holds"),
    ],
)
def test_pairing_fades_or_holds(better, said, line, key):
    sentences.fading(View(replace(better, correlation_by_month={"posters_30d": np.array([line])}), "en"))
    [(found, values)] = said
    assert (found, values["first"], values["last"]) == (key, f"{line[0]:.2f}", f"{line[-1]:.2f}")
    assert (values["a"], values["b"]) == ("A", "B")


@pytest.mark.parametrize("kind, room", [("worlds", "worlds"), (True, "draws")])
def test_worlds_are_called_worlds_and_draws_draws(better, said, kind, room):
    view = View(better if kind == "worlds" else comparison(True, "better"), "en")
    sentences.answer(view, 1)
    sentences.draws_sentence(view)
    worlds.spread(view, 1)
    shares = view.comparison.assumptions.over_worlds[0]
    other = {"worlds": "draws", "draws": "worlds"}[room]
    assert {f"{room}.clause", f"{room}.counts", f"{room}.{'differ' if shares.differs else 'alike'}"} <= keys_of(
        said, room
    )
    assert keys_of(said, other) <= {"worlds.share"}


@pytest.mark.parametrize("low, high, key", [(0.5, 1.5, "differ"), (0.0, 1.5, "alike"), (0.0, 0.0, "equal")])
def test_worlds_differ_only_where_more_than_chance_shows(better, said, low, high, key):
    doubt = better.assumptions
    shares = replace(doubt.over_worlds[0], sd_low=low, sd_high=high, sd=max(low, high / 2))
    worlds.spread(View(replace(better, assumptions=replace(doubt, over_worlds=(shares,))), "en"), 1)
    assert [found for found, _ in said] == [f"worlds.{key}"]


def test_too_few_worlds_say_so(better, said):
    doubt = better.assumptions
    nothing = replace(doubt.over_worlds[0], better=replace(doubt.over_worlds[0].better, estimate=math.nan))
    view = View(replace(better, assumptions=replace(doubt, over_worlds=(nothing,))), "en")
    assert worlds.clause(view, 1) and worlds.beside(view, 1) == "" and worlds.spread(view, 1)
    assert [key for key, _ in said] == ["worlds.too_few", "worlds.spread_too_few"]


def test_sides_of_worlds_by_hand(better):
    doubt = replace(
        better.assumptions, base=np.full(5, 100.0), effects=np.array([[6.0], [5.0], [-5.0], [-5.1], [math.nan]])
    )
    assert worlds.sides(View(replace(better, assumptions=doubt), "en"), 1).tolist() == [1, 0, 0, -1, 0]


# cautions


@pytest.mark.parametrize(
    "reps, key", [(1, "caution.one"), (3, "caution.few"), (9, "caution.few"), (10, None), (12, None)]
)
def test_few_pairs_are_told(said, reps, key):
    sentences.cautions(View(report_toy.comparison(2, reps, 120, assumptions=False), "en"))
    cautions = [(found, values["n"]) for found, values in said if found in ("caution.one", "caution.few")]
    assert cautions == ([(key, reps)] if key else [])


def test_who_waits_and_what_is_missing_is_told_of_the_right_policy(better, said):
    series = {name: line.copy() for name, line in better.diary.items()}
    series["members"][:, :, -1], series["waiting"][:, :, -1] = 1000.0, 0.0
    series["waiting"][1, :, -1] = 51.0
    series["waiting"][1, :2, -1] = 42.0, 60.0  # the mean counts
    place = better.measures.index(better.primary)
    base, other = better.values[0, :, place].copy(), better.values[1, :, place].copy()
    other[:3] = math.nan
    view = View(
        replace(with_values(better, better.primary, base, other), diary=series, failures=("planted",) * 4), "en"
    )
    sentences.cautions(view)
    cautions = dict(said)
    assert cautions["caution.waiting"] == {"n": "51", "policy": view.quote(1)} and cautions["caution.missing"] == {
        "n": 3,
        "b": view.quote(1),
    }
    assert cautions["caution.failed"] == {"n": 4}
    series["waiting"][1, :, -1] = 50.0
    series["waiting"][1, :2, -1] = 40.0, 60.0
    said.clear()
    sentences.cautions(View(replace(better, diary=series), "en"))
    assert not keys_of(said, "caution.")


def around(*differences):
    """Circumstances in which the difference is clear and so large, or not clear (0)."""
    return [
        SimpleNamespace(contrast=SimpleNamespace(difference=difference, moved=difference != 0))
        for difference in differences
    ]


def test_other_circumstances_are_counted(better, said, monkeypatch):
    monkeypatch.setattr(circumstances, "find", lambda view: around(2.0, 1.0, 3.0, 0.5, -1.0, -2.0, 0.0))
    sentences.elsewhere(View(better, "en"))
    assert said == [("circumstance.sum", {"n": 6, "same": 3, "turned": 2, "open": 1})]


@pytest.mark.parametrize(
    "first, other, keys",
    [
        (2.0, 1.0, ["circumstance.same", "circumstance.sum.one"]),
        (2.0, -1.0, ["circumstance.other", "circumstance.sum.one"]),
        (2.0, 0.0, ["circumstance.sum.one.open"]),
        (0.0, 0.0, ["circumstance.sum.one.open"]),
        (0.0, 1.0, ["circumstance.sum.one.clear"]),
    ],
)
def test_one_other_circumstance_is_told_by_itself(better, said, monkeypatch, first, other, keys):
    monkeypatch.setattr(circumstances, "find", lambda view: around(first, other))
    sentences.elsewhere(View(better, "en"))
    assert [found for found, _ in said] == keys


def test_a_difference_that_may_be_chance_has_no_direction_to_be_the_same(better, said, monkeypatch):
    monkeypatch.setattr(circumstances, "find", lambda view: around(0.0, 1.0, -3.0, 0.0))
    sentences.elsewhere(View(better, "en"))
    assert said == [("circumstance.sum.unsure", {"n": 3, "clear": 2})]


def test_a_circumstance_is_judged_by_the_direction_of_the_headline_only_where_it_has_one(better, monkeypatch):
    def told(*cases):
        monkeypatch.setattr(
            circumstances,
            "find",
            lambda view: [
                circumstances.Circumstance(0, 1, contrast(np.zeros(10), gap + sd * np.linspace(-1, 1, 10)), 0.0)
                for gap, sd in cases
            ],
        )
        return [line["status"] for line in content.circumstance_lines(View(better, "en"))]

    assert told((5, 1), (3, 1), (-3, 1), (1, 40)) == [
        "same direction",
        "same direction",
        "the other way round",
        "may be chance",
    ]
    assert told((5, 40), (3, 1), (-3, 1), (1, 40)) == [
        "may be chance",
        "beyond chance",
        "beyond chance",
        "may be chance",
    ]


# counts and bounds, by hand


def test_sides_of_a_difference_are_counted_from_the_side_that_was_found():
    gaps = np.array([3.0, 1.0, 0.5, -0.5, -2.0, 0.0])
    for side, same, other in ((2.0, 3, 2), (-2.0, 2, 3), (0.0, 3, 2)):
        counts = sentences.tally(gaps, side)
        assert (counts.same, counts.other, counts.neither, counts.n) == (same, other, 1, 6)


@pytest.mark.parametrize(
    "direction, better, worse", [(0, "higher", "lower"), (1, "better", "worse"), (-1, "better", "worse")]
)
def test_what_has_no_good_side_is_higher_or_lower(direction, better, worse):
    view = SimpleNamespace(direction=lambda measure: direction)
    for verdict, told in (
        ("better", better),
        ("worse", worse),
        ("undecided", "undecided"),
        ("no_difference", "no_difference"),
    ):
        assert sentences.verdict_key(view, "x", verdict) == told


@pytest.mark.parametrize("days, told", [(89, True), (90, False)])
def test_a_run_of_less_than_ninety_days_is_called_short(said, days, told):
    sentences.cautions(View(report_toy.comparison(2, 12, days, assumptions=False), "en"))
    assert [values for key, values in said if key == "caution.short"] == ([{"days": days}] if told else [])


def two_sizes(found, a: float, b: float, people: float):
    """The same comparison with so many members under A and B, and the same number of posters."""
    n = found.values.shape[1]
    more = with_values(found, "members", np.full(n, a), np.full(n, b))
    return View(with_values(more, found.primary, np.full(n, people), np.full(n, people)), "en")


@pytest.mark.parametrize(
    "a, b, told",
    [
        (400.0, 500.0, ("400", "500", "10", "8")),
        (400.0, 419.0, None),
        (400.0, 421.0, ("400", "421", "10", "9.5")),
        (400.0, 381.0, None),
        (400.0, 379.0, ("400", "379", "10", "10.6")),
        (0.0, 400.0, None),
        (400.0, 0.0, None),
        (1.0, 2.0, ("1", "2", "4,000", "2,000")),
    ],
)
def test_people_are_set_beside_members_where_those_differ_by_a_twentieth(better, said, a, b, told):
    text = sentences.per_member(two_sizes(better, a, b, 40.0), 1)
    assert (text != "") == bool(told) == bool(keys_of(said, "per_member"))
    if told:
        [(_, values)] = said
        assert (values["ma"], values["mb"]) == told[:2] and (values["a"], values["b"]) == ("A", "B")
        assert [float(values[key].replace(",", "")) for key in ("ra", "rb")] == pytest.approx(
            [float(one.replace(",", "")) for one in told[2:]], abs=0.06
        )


def test_means_are_not_rounded_apart_to_more_than_they_differ(better, said):
    n = better.values.shape[1]
    view = View(with_values(better, better.primary, np.full(n, 100.4), np.full(n, 100.6)), "en")
    assert sentences.digits(view, 1) == 1
    sentences.rest(view, 1)
    [values] = [values for key, values in said if key.startswith("answer.") and key != "answer.whole"]
    assert (values["ma"], values["mb"]) == ("100.4", "100.6")


@pytest.mark.parametrize(
    "difference, base, told", [(-9.6, 100.0, "10%"), (9.4, 100.0, "9.4%"), (30.0, -60.0, "+50%"), (5.0, 0.0, None)]
)
def test_a_difference_is_told_in_per_cent_of_the_first_policy(better, difference, base, told):
    n = better.values.shape[1]
    text = sentences.change(
        View(with_values(better, better.primary, np.full(n, base), np.full(n, base + difference)), "en"), 1
    )
    assert ("%" in text) == (told is not None) and (told is None or text.endswith(told))


def test_two_months_are_enough_to_say_how_pairing_goes_and_one_is_not(better, said):
    for line, told in (([0.9], 0), ([0.9, 0.2], 1), ([math.nan, 0.9], 0), ([0.9, math.nan, 0.2], 1)):
        said.clear()
        text = sentences.fading(View(replace(better, correlation_by_month={"posters_30d": np.array([line])}), "en"))
        assert len(keys_of(said, "pairing.")) == told == bool(text)
    assert sentences.fading(View(replace(better, correlation_by_month={}), "en")) == ""


@pytest.mark.parametrize("failed", [0, 3])
def test_draws_that_failed_are_told(better, said, failed):
    sentences.draws_sentence(View(replace(better, assumptions=replace(better.assumptions, n_failed=failed)), "en"))
    assert [values for key, values in said if key == "draws.failed"] == ([{"n": 3}] if failed else [])


def test_up_to_what_share_it_may_happen_is_the_upper_end():
    """None in thirty: with 95 % at most 11.6 % (Clopper and Pearson)."""
    view = SimpleNamespace(share=lambda x: x)
    assert sentences.rare(view, 0, 30) == pytest.approx(0.11570331, abs=1e-7) and sentences.rare(view, 30, 30) == 1.0


@pytest.mark.parametrize("pairs, told", [(9, False), (10, True)])
def test_ten_pairs_are_enough_to_speak_of_the_noise(said, pairs, told):
    compared = report_toy.comparison(2, pairs, 120, assumptions=False)
    assert bool(sentences.noise(View(compared, "en"), 1)) == told and bool(keys_of(said, "noise.")) == told


@pytest.mark.parametrize(
    "months",
    [{}, {"posters_30d": None}, {"posters_30d": np.zeros((1, 0))}, {"posters_30d": np.array([[np.nan, 0.4, np.nan]])}],
)
def test_where_no_two_months_are_paired_nothing_is_said_of_pairing(better, months):
    assert sentences.fading(View(replace(better, correlation_by_month=months), "en")) == ""


def test_two_months_are_enough_to_say_how_pairing_goes(better, said):
    months = {"posters_30d": np.array([[0.9, np.nan, 0.8]])}
    assert sentences.fading(View(replace(better, correlation_by_month=months), "en"))
    assert said[0][0] == "pairing.holds"  # a tenth less is no less


@pytest.mark.parametrize("n_pairs, is_said", [(SURE_FROM - 1, False), (SURE_FROM, True)])
def test_few_pairs_or_a_floor_unknown_say_nothing_of_noise(better, n_pairs, is_said):
    few = replace(better, rows=tuple(replace(row, n_pairs=n_pairs) for row in better.rows))
    text = sentences.noise(View(few, "en"), 1)
    assert (text != "") == is_said and isinstance(text, str)
    floor = {**better.noise.differences, better.primary: (math.nan, math.nan, math.nan)}
    assert sentences.noise(View(replace(better, noise=replace(better.noise, differences=floor)), "en"), 1) == ""


def test_without_other_circumstances_nothing_is_said_of_them(better, monkeypatch):
    monkeypatch.setattr(circumstances, "find", lambda view: around(2.0))
    assert sentences.elsewhere(View(better, "en")) == ""


@pytest.mark.parametrize("n, few", [(1, True), (2, False)])
def test_two_pairs_are_enough_to_say_what_chance_does(better, said, n, few):
    short = replace(
        better,
        values=better.values[:, :n],
        rows=tuple(paired_rows(better.values[:, :n], better.measures, better.primary)),
    )
    assert sentences.chance(View(short, "en"), 1)
    assert ("chance.one" in dict(said)) == few


def test_what_counts_members_of_nothing_is_no_caution(better, said):
    """A twentieth of less than one member is a twentieth of one."""
    series = {name: line.copy() for name, line in better.diary.items()}
    series["members"][:, :, -1] = 0.0
    for waiting, told in ((0.049, 0), (0.051, 2)):
        said.clear()
        series["waiting"][:, :, -1] = waiting
        sentences.cautions(View(replace(better, diary=series), "en"))
        assert [key for key, _ in said].count("caution.waiting") == told
