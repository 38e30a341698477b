"""Published experiments on simulated members: the analyses on data whose answer is known, the designs, the verdicts, the page."""

from __future__ import annotations

import json
import math
import os
from dataclasses import replace

import numpy as np
import pytest

from sim.command.main import main
from sim.errors import InputError, WorkError
from sim.evidence import replicate as running
from sim.evidence.bands import around_effect, published
from sim.evidence.experiments import EXPERIMENTS, Design, newsgroups, rules_shown
from sim.evidence.experiments import told_the_median as comparison
from sim.evidence.experiments.logit import log_odds_ratio, logistic_regression
from sim.evidence.experiments.seen import load, observe
from sim.evidence.held import (
    CHECKED,
    EFFECT,
    INSIDE,
    LEVEL,
    NULL,
    OUTSIDE,
    SIGN,
    SIGN_ONLY,
    TOLD,
    UNTESTED,
    Held,
    Row,
    Trial,
    judge,
    trial,
    value_that_gives,
)
from sim.evidence.looks import LookFolder, Watch
from sim.evidence.replicate import Replicated, Replications, explain, gather, looks_for
from sim.evidence.seen import DAY, NEVER
from sim.report.evidence.experiments import is_leaning, replications_page
from sim.rules import PARAMETERS
from sim.words import LANGUAGES, catalogue
from sim.world.eventlog import POSTED, REPLIED, VISIT

DESIGNS = [(experiment, design) for experiment in EXPERIMENTS.values() for design in experiment.designs]
SETTINGS = sorted({name for _, design in DESIGNS for name in design.settings})
TARGETS = [(experiment, target) for experiment in EXPERIMENTS.values() for target in experiment.targets]


def named(pairs):
    return pytest.mark.parametrize(
        ("experiment", "part"), pairs, ids=[f"{one.name}-{part.name}" for one, part in pairs]
    )


@pytest.fixture(scope="module")
def small_group():
    return observe(load("newsgroup-support-small", newsgroups.COIN), 0)


# What there is


def test_the_experiments_are_found_in_order_of_year():
    assert list(EXPERIMENTS) == ["newsgroups", "comparison", "rules_shown"]
    for experiment in EXPERIMENTS.values():
        assert str(experiment.year) in experiment.source
        assert len({target.name for target in experiment.targets}) == len(experiment.targets)


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_load_and_leave_behaviour_at_its_defaults(name):
    scenario = load(name)
    assert scenario.behaviour == {}
    assert set(scenario.about) == set(LANGUAGES)
    scenario.setup()


@named(TARGETS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_target_says_what_it_is_and_how_it_is_counted(experiment, part, lang):
    words = catalogue("replications", lang)
    assert len(words[f"replications.{experiment.name}.{part.name}.name"]) > 10
    assert len(words[f"replications.{experiment.name}.{part.name}.how"]) > 20
    assert f"replications.band.{part.band}" in words
    assert (part.band == "none") == (part.role == TOLD)


@named(TARGETS)
def test_what_would_be_tried_can_be_tried(experiment, part):
    design = next(design for design in experiment.designs if part in design.targets)
    for suspect in part.suspects:
        for name in design.settings:
            assert load(name, suspect.split(" & ")).hash() != load(name).hash()


@named(TARGETS)
def test_what_a_target_leans_on_says_so(experiment, part):
    author = experiment.source.split(",")[0].split(" ")[0]
    for name in part.leans_on:
        assert PARAMETERS[name].enters == "fitted" or author in PARAMETERS[name].source


def test_what_carries_an_experiment_is_declared():
    for experiment in EXPERIMENTS.values():
        assert experiment.carriers
        assert set(experiment.carriers) <= set(PARAMETERS)


# The rule of the verdict


def target(asks: str, size: float | None, low: float, high: float, role: str = CHECKED) -> Held:
    return published("x", asks, "number", mean_of_all, size, low, high, "effect", role=role)


def mean_of_all(parts):
    return float(parts.mean())


@pytest.mark.parametrize(
    ("asks", "size", "band", "value", "interval", "verdict"),
    [
        (EFFECT, 0.4, (0.2, 0.6), 0.3, (0.1, 0.5), INSIDE),
        (EFFECT, 0.4, (0.2, 0.6), 0.3, (-0.1, 0.7), OUTSIDE),
        (EFFECT, 0.4, (0.2, 0.6), 0.1, (0.05, 0.15), SIGN_ONLY),
        (EFFECT, 0.4, (0.2, 0.6), 0.9, (0.8, 1.0), SIGN_ONLY),
        (EFFECT, 0.4, (0.2, 0.6), -0.4, (-0.5, -0.3), OUTSIDE),
        (EFFECT, -0.4, (-0.6, -0.2), -0.3, (-0.4, -0.2), INSIDE),
        (EFFECT, -0.4, (-0.6, -0.2), 0.3, (0.2, 0.4), OUTSIDE),
        (EFFECT, 0.4, (0.2, 0.6), 0.3, (math.nan, math.nan), UNTESTED),
        (LEVEL, 0.5, (0.4, 0.6), 0.4, (-9.0, 9.0), INSIDE),
        (LEVEL, 0.5, (0.4, 0.6), 0.61, (0.6, 0.62), OUTSIDE),
        (SIGN, None, (0.0, math.inf), 7.0, (6.0, 8.0), INSIDE),
        (SIGN, None, (0.0, math.inf), 7.0, (-1.0, 8.0), OUTSIDE),
        (SIGN, None, (-math.inf, 0.0), -7.0, (-8.0, -6.0), INSIDE),
        (NULL, 0.0, (-0.2, 0.2), 0.1, (0.05, 0.15), INSIDE),
        (NULL, 0.0, (-0.2, 0.2), 0.3, (-1.0, 1.0), OUTSIDE),
        (LEVEL, 0.5, (0.4, 0.6), math.nan, (0.4, 0.6), UNTESTED),
    ],
)
def test_verdicts_go_by_rule(asks, size, band, value, interval, verdict):
    assert target(asks, size, *band).verdict(value, interval) == verdict


def test_what_stands_beside_is_held_against_nothing():
    one = target(LEVEL, None, -math.inf, math.inf, TOLD)
    assert one.verdict(0.3, (0.1, 0.5)) == TOLD
    assert one.verdict(math.nan) == UNTESTED


def test_a_band_holds_its_published_figure():
    assert around_effect(-0.62)["low"] == pytest.approx(-0.93)
    assert around_effect(-0.62)["high"] == pytest.approx(-0.31)
    with pytest.raises(ValueError, match="outside its own band"):
        target(LEVEL, 0.7, 0.4, 0.6)
    with pytest.raises(ValueError, match="empty"):
        target(LEVEL, None, 0.6, 0.4)
    with pytest.raises(ValueError, match="published size"):
        target(EFFECT, None, 0.0, 1.0)


def test_the_value_that_would_give_a_figure():
    assert value_that_gives(0.7, [(0.5, 0.3), (0.2, 0.1), (1.5, 1.1)]) == pytest.approx(1.0)
    assert value_that_gives(0.7, [(1.0, 0.9), (2.0, 0.5)]) == pytest.approx(1.5)
    assert value_that_gives(0.7, [(0.2, 0.1), (1.5, 0.6), (2.0, math.nan)]) is None


# Logistic regression


def test_one_binary_column_gives_the_log_odds_ratio():
    answered = np.repeat([1.0, 0.0], 100)
    again = np.r_[np.repeat([1, 0], [56, 44]), np.repeat([1, 0], [44, 56])]
    coefficients = logistic_regression(again, answered[:, None])
    assert coefficients[1] == pytest.approx(math.log(0.56 / 0.44) * 2)
    assert log_odds_ratio(np.array([[56.0, 100.0, 44.0, 100.0]])) == pytest.approx(coefficients[1])
    assert math.isnan(log_odds_ratio(np.array([[100.0, 100.0, 44.0, 100.0]])))


def test_known_coefficients_come_back():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(200_000, 2))
    true = np.array([-0.5, 0.8, -0.3])
    y = rng.random(len(x)) < 1.0 / (1.0 + np.exp(-(true[0] + x @ true[1:])))
    # Standard errors lie below .006; 5 of them pass a true estimator but for one time in a million.
    assert logistic_regression(y, x) == pytest.approx(true, abs=0.03)


def test_what_cannot_be_estimated_is_not_a_number():
    y = np.repeat([0, 1], 50)
    assert np.isnan(logistic_regression(y, np.ones((100, 1)))).all()
    assert np.isnan(logistic_regression(y, y[:, None].astype(float))).all()
    assert np.isnan(logistic_regression(np.ones(100), np.arange(100.0)[:, None])).all()


# A reply to the first post


def newcomers(n: int, **columns) -> np.ndarray:
    rows = np.zeros(n, newsgroups.CASE)
    for name, values in columns.items():
        rows[name] = values
    return rows


def test_shares_and_lift_are_counted_as_in_the_paper():
    rng = np.random.default_rng(3)
    again = np.r_[np.repeat([True, False], [56, 44]), np.repeat([True, False], [22, 28])]
    answered = np.repeat([True, False], [100, 50])
    told = newcomers(
        150,
        answered=answered,
        again=again,
        before=answered,
        outside=again,
        opens=rng.random(150) < 0.5,
        asks=rng.random(150) < 0.5,
        quality=rng.random(150),
        answer_quality=rng.random(150),
        harsh=rng.random(150) < 0.2,
    )
    by_figure = {name: np.array([parts]) for name, parts in newsgroups.read_as_they_did(told).items()}
    by_name = {held.name: held for held in newsgroups.OBSERVED.targets}
    figures = {name: by_name[name].figure(parts) for name, parts in by_figure.items()}
    assert figures["answered"] == pytest.approx(2.0 / 3.0)
    assert figures["again_with"] == pytest.approx(0.56)
    assert figures["again_without"] == pytest.approx(0.44)
    assert figures["lift"] == figures["lift_before"] == figures["lift_outside"] == pytest.approx(0.12)
    assert figures["odds"] == pytest.approx(0.482, abs=0.001)
    assert figures["newcomers"] == 150
    assert set(by_figure) == set(by_name)


def selected(n: int, effect: float, lean: float) -> np.ndarray:
    """Newcomers of whom half would be answered; an answer adds ``effect``; those who would be are likelier by ``lean`` anyway."""
    rng = np.random.default_rng(5)
    would, heads = rng.random(n) < 0.5, rng.random(n) < 0.5
    answered = would & ~heads
    again = rng.random(n) < 0.3 + lean * would + effect * answered
    return newcomers(n, answered=answered, again=again, heads=heads, opens=True, early=True)


@pytest.mark.parametrize(("effect", "lean"), [(0.2, 0.0), (0.2, 0.15), (0.0, 0.15), (0.2, -0.1)])
def test_the_coin_finds_the_effect_whoever_is_answered(effect, lean):
    parts = np.array([newsgroups.read_the_coin(selected(400_000, effect, lean))["coin_effect"]])
    # Standard error of the effect below .004.
    assert newsgroups.coin_effect(parts) == pytest.approx(effect, abs=0.02)
    assert newsgroups.coin_raw(parts) == pytest.approx(effect + lean, abs=0.02)
    assert newsgroups.coin_answered(parts) == pytest.approx(0.5, abs=0.01)
    assert newsgroups.coin_leak(parts) == 0.0
    if effect:
        assert newsgroups.coin_share(parts) == pytest.approx(effect / (effect + lean), abs=0.1)


def test_only_early_threads_are_in_the_trial():
    told = selected(1000, 0.2, 0.0)
    told["early"][:300] = False
    told["opens"][300:400] = False
    parts = newsgroups.read_the_coin(told)["coin_share"]
    assert parts[0] + parts[4] == 600


def test_the_coin_is_fair_and_nobody_answers_heads(small_group):
    told = newsgroups.cases(small_group, newsgroups.COIN_FROM, newsgroups.UNTIL)
    n = told.size
    assert n > 100
    assert abs(told["heads"].sum() - n / 2) < 5.0 * math.sqrt(n) / 2.0  # a fair coin fails once in a million
    trial_cases = told[told["opens"] & told["early"]]
    assert trial_cases["answered"][~trial_cases["heads"]].any()
    assert not trial_cases["answered"][trial_cases["heads"]].any()


def test_who_answered_and_who_posted_twice(small_group):
    log = small_group.log
    answer = small_group.first_answer_by
    known = answer < len(log.posts)
    assert known.any()
    assert (known == (log.first_answer < NEVER)).all()
    assert (log.posts["time"][answer[known]] == log.first_answer[known]).all()
    assert (log.posts["person"][answer[known]] != log.posts["person"][known]).all()
    assert (small_group.posts["n"] == np.arange(len(log.posts))).all()
    second = {}
    for who, when in log.own[["person", "time"]]:
        second.setdefault(int(who), []).append(int(when))
    for who, when in list(second.items())[:200]:
        assert small_group.second_post[who] == (when[1] if len(when) > 1 else NEVER)


# Rules shown


def test_rates_are_a_day_and_shares_a_post():
    # Shown: 300 posts, 270 within the norms, 100 first posts of which 95, 90 threads, 280 left, 30 days. Not: 20 days.
    parts = np.array([[300.0, 270.0, 100.0, 95.0, 90.0, 280.0, 30.0, 100.0, 80.0, 50.0, 40.0, 30.0, 85.0, 20.0]])
    assert rules_shown.base(parts) == pytest.approx(0.8)
    assert rules_shown.compliance(parts) == pytest.approx(0.1)
    assert rules_shown.first_compliance(parts) == pytest.approx(0.15)
    assert rules_shown.comments(parts) == pytest.approx(1.0)
    assert rules_shown.threads(parts) == pytest.approx(1.0)
    assert rules_shown.left_standing(parts) == pytest.approx(280 / 300 - 0.85)
    assert math.isnan(rules_shown.compliance(np.zeros((1, 14))))


def test_the_days_are_drawn_inside_the_trial():
    days = np.array([rules_shown.shown_days(replication, 240) for replication in range(100)])
    assert not days[:, : rules_shown.FROM].any()
    drawn = days[:, rules_shown.FROM : rules_shown.UNTIL]
    assert abs(drawn.sum() - drawn.size / 2) < 5.0 * math.sqrt(drawn.size) / 2.0
    assert (days[0] != days[1]).any()
    assert (days[0] == rules_shown.shown_days(0, 240)).all()


def test_shown_rules_change_nothing_before_the_trial():
    def diary(name):
        return observe(load(name, ["community.audience=1500"]), 1).log.diary

    with_rules, without = diary("science-rules"), diary("science")
    for series in ("visits", "posts_own", "poor_seen", "joined"):
        assert (with_rules[series][: rules_shown.FROM] == without[series][: rules_shown.FROM]).all()
    assert any((with_rules[series] != without[series]).any() for series in with_rules.dtype.names)


# Telling the median


def test_contributions_fade_as_the_model_has_it():
    who, when = np.array([0, 0, 1, 2]), np.array([9, 10, 10, 40]) * 86_400
    found = comparison.lately(who, when, 4, 40, 30.0)
    assert found == pytest.approx([math.exp(-31 / 30) + math.exp(-1.0), math.exp(-1.0), 0.0, 0.0])
    assert comparison.in_month(who, when, 4, 10) == pytest.approx([1.0, 1.0, 0.0, 0.0])


def test_groups_lie_round_the_median_of_those_who_take_part():
    before = np.array([0.0, 1.0, 2.0, 3.0, 100.0, 50.0])
    taking_part = np.array([False, True, True, True, True, True])
    assert comparison.by_median(before, taking_part).tolist() == [
        -1,
        comparison.BELOW,
        comparison.BELOW,
        comparison.AT,
        comparison.ABOVE,
        comparison.ABOVE,
    ]
    assert (comparison.by_median(before, np.zeros(6, dtype=bool)) == -1).all()


def months(n: int, up: float, down: float):
    """People with steady rates; told, those below do ``up`` times as much and those above ``down`` times."""
    rng = np.random.default_rng(7)
    rate = rng.lognormal(0.0, 1.0, n)
    before, untold = rng.poisson(rate).astype(float), rng.poisson(rate).astype(float)
    group = comparison.by_median(before, rng.random(n) < 0.8)
    treated = np.where(
        group == comparison.BELOW, up * untold, np.where(group == comparison.ABOVE, down * untold, untold)
    )
    return comparison.compare_groups(group, before, treated, untold)


def test_sliding_to_the_mean_is_no_effect():
    parts = {name: np.array([values]) for name, values in months(50_000, 1.0, 1.0).items()}
    assert comparison.change(parts["below"]) == comparison.change(parts["above"]) == 0.0
    below, above = comparison.change(parts["below_past"]), comparison.change(parts["above_past"])
    assert (
        below > 0.5 or math.isnan(below)
    ) and above < -0.1  # what a study without control would have called an effect


def test_effects_come_back_as_they_were_put_in():
    parts = {name: np.array([values]) for name, values in months(50_000, 6.3, 0.38).items()}
    assert comparison.change(parts["below"]) == pytest.approx(5.30)
    assert comparison.change(parts["above"]) == pytest.approx(-0.62)
    assert comparison.change(parts["at"]) == 0.0


def test_the_untold_are_left_alone():
    """Whom the lot leaves out gets neither drive nor mail: told to nobody, the other arm is the same, event for event.

    The round of telling takes no time here, as its minutes are lacking elsewhere, and all who are told look at the mail, of whom few do by
    default: so what the message does is seen in one run.
    """
    sets = ["community.audience=1500", "community.founders=200"]
    sets += ["behaviour.minutes_round=1e-6", "behaviour.notice_compared=1"]
    who = comparison.sample(1500, 3)
    assert 0.05 < who.mean() < 0.15
    untold = observe(load("ratings", sets), 3, reactions=True).log
    nobody = observe(
        load("ratings-told", sets),
        3,
        reactions=True,
        hand=(comparison.TOLD_ON, lambda people: comparison.leave_out(people, np.zeros(1500, bool))),
    ).log
    assert all(np.array_equal(nobody.events[name], untold.events[name]) for name in untold.events.dtype.names)

    some = observe(
        load("ratings-told", sets),
        3,
        reactions=True,
        hand=(comparison.TOLD_ON, lambda people: comparison.leave_out(people, who)),
    )
    assert (some.people["drive"][who] != 0.0).any() and (some.people["drive"][~who] == 0.0).all()
    # on the day itself some of the told come who would not have, and whom the lot left out does what they would have done, but for
    # those whom somebody answered
    days = [log.events[log.events["time"] // DAY == comparison.TOLD_ON] for log in (untold, some.log)]
    came = [set(day["person"][day["kind"] == VISIT].tolist()) for day in days]
    author = {
        int(event["post"]): int(event["person"])
        for log in (untold, some.log)
        for event in log.events
        if event["kind"] in (POSTED, REPLIED)
    }
    answered = {
        author.get(int(event[to]), -1)
        for day in days
        for event in day[day["kind"] == REPLIED]
        for to in ("reply_to", "thread")
    }
    informed = set(np.nonzero(who)[0].tolist())
    assert (came[1] - came[0]) & informed and (came[0] ^ came[1]) <= informed | answered
    assert len(answered - informed) < 100


# Running and telling


def test_the_same_run_gives_the_same_rows():
    first, again = (running.replicate(quick=True, experiments=["rules_shown"]) for _ in range(2))
    assert first.rows == again.rows
    assert {row.held.name for row in first.rows} == {held.name for held in EXPERIMENTS["rules_shown"].targets}
    assert all(math.isfinite(row.value) and row.interval[0] <= row.interval[1] for row in first.rows)


def invented() -> Design:
    """A design in which ``rules_courage`` is the figure, so that what was tried can be foretold."""

    def look(replication, sets):
        values = {one.split("=")[0]: float(one.split("=")[1]) for one in sets}
        return {"x": (values.get("behaviour.rules_courage", 0.18) + 0.001 * replication,)}

    one = replace(
        target(EFFECT, 0.8, 0.4, 1.2), suspects=("behaviour.rules_courage=0.53", "behaviour.rules_courage=1.53")
    )
    return Design("invented", ("science",), look, 4, 2, 3, (one,))


def test_what_is_missed_is_explained_and_solved():
    design = invented()
    parts = gather({design: 4})
    row = judge(design.targets[0], parts[design]["x"])
    assert row.verdict == SIGN_ONLY
    (told,) = explain({design: [row]}, parts)[design]
    assert [one.n_runs for one in told.trials] == [3, 3]
    assert [one.verdict for one in told.trials] == [INSIDE, SIGN_ONLY]
    assert all(one.moves for one in told.trials)
    key, value = told.solved
    assert key == "behaviour.rules_courage"
    assert value == pytest.approx(0.8, abs=0.01)
    assert row.solved is None
    assert explain({design: [replace(row, verdict=INSIDE)]}, parts)[design][0].trials == ()


def test_a_change_that_changes_nothing_does_not_move():
    design = invented()
    parts = gather({design: 3})[design]["x"]
    assert not trial(design.targets[0], parts, parts, (("behaviour.rules_courage", 0.18, 0.5),)).moves


def planted(replication, sets):
    return {"x": (0.3 + 0.01 * replication + len(sets), math.nan if replication == 2 else 1.0)}


def test_the_same_numbers_over_any_number_of_processes():
    design = replace(invented(), observe=planted)
    watch = Watch(2)
    try:
        shared = gather({design: 7}, watch)[design]["x"]
    finally:
        watch.dismiss()
    assert np.array_equal(shared, gather({design: 7})[design]["x"], equal_nan=True)


def test_what_was_seen_is_not_looked_at_again(tmp_path):
    """Killed after two looks, then gone on with by another: the same parts, to the last bit, and only what was lacking is looked at."""
    seen = []

    def dying(replication, sets):
        seen.append((replication, sets))
        if len(seen) == 3:
            raise KeyboardInterrupt
        return {"x": (0.1 + replication / 3.0, math.nan)}

    design = replace(invented(), observe=dying)
    with LookFolder(tmp_path / "f", {"engine": "a"}, "replication") as folder, pytest.raises(KeyboardInterrupt):
        gather({design: 4}, Watch(folder=folder))
    assert len(list((tmp_path / "f" / "parts").rglob("*.json"))) == 2
    calls = []
    with LookFolder(tmp_path / "f", {"engine": "a"}, "replication") as folder:
        found = gather({design: 4}, Watch(folder=folder, progress=lambda *one: calls.append(one)))[design]["x"]
    assert [row[0] for row in seen] == [0, 1, 2, 2, 3]
    assert calls == [(2, 4, "runs"), (3, 4, "runs"), (4, 4, "runs")]
    assert np.array_equal(found, np.array([[0.1 + n / 3.0, math.nan] for n in range(4)]), equal_nan=True)
    damaged = next((tmp_path / "f" / "parts").rglob("*.json"))
    damaged.write_bytes(damaged.read_bytes()[:30])
    with LookFolder(tmp_path / "f", {"engine": "a"}, "replication") as folder:
        gather({design: 4}, Watch(folder=folder))
    assert len(seen) == 6
    with pytest.raises(InputError, match="holds another replication: engine differ"):
        LookFolder(tmp_path / "f", {"engine": "b"}, "replication")
    with pytest.raises(InputError, match="holds a replication; allowed a new folder for this validation"):
        LookFolder(tmp_path / "f", {"engine": "a"}, "validation")


def test_equal_looks_are_had_once():
    seen = []

    def look(replication, sets):
        seen.append(replication)
        return {"x": (float(replication),)}

    design = replace(invented(), observe=look)
    asked = looks_for(design, 3)
    found = Watch().see([*asked, *reversed(asked)])
    assert seen == [0, 1, 2]
    assert [one["x"] for one in found] == [(0.0,), (1.0,), (2.0,), (2.0,), (1.0,), (0.0,)]


def dies(replication, sets):
    os._exit(9)


def test_a_look_that_kills_its_process_ends_the_work_with_a_reason():
    watch = Watch(2)
    try:
        with pytest.raises(WorkError, match="the worker process died 3 times"):
            watch.see(looks_for(replace(invented(), observe=dies), 2))
    finally:
        watch.dismiss()


def made(**changed: float) -> Replications:
    """Every figure at its published size, or at 0.1; single ones changed by ``experiment__figure``."""
    experiments = []
    for experiment in EXPERIMENTS.values():
        rows = []
        for held in experiment.targets:
            value = changed.get(f"{experiment.name}__{held.name}", 0.1 if held.published is None else held.published)
            ends = (value - 0.01, value + 0.01)
            rows.append(Row(held, value, ends, ends, 5, 5, held.verdict(value, ends)))
        experiments.append(Replicated(experiment, tuple(rows)))
    return Replications(tuple(experiments), "engine", 0, False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_is_off_and_what_would_mend_it(lang):
    words = catalogue("replications", lang)
    whole = replications_page(made(), lang, "community-sim replicate")
    assert words["replications.out"] not in whole
    assert whole.count("\n## ") == len(EXPERIMENTS)
    for experiment in EXPERIMENTS.values():
        assert experiment.source in whole
        for name in experiment.carriers:
            assert f"| `{name}` |" in whole
    replications = made(rules_shown__comments=0.08)
    rules = replications.experiments[-1]
    courage = [
        Trial((("behaviour.rules_courage", 0.18, value),), 0.08, figure, 0.1, 0.2, 5, SIGN_ONLY)
        for value, figure in ((0.5, 0.2), (1.5, 1.2))
    ]
    rows = tuple(replace(row, trials=tuple(courage)) if row.held.name == "comments" else row for row in rules.rows)
    page = replications_page(
        replace(replications, experiments=(*replications.experiments[:-1], replace(rules, rows=rows))), lang, "x"
    )
    assert words["replications.out"] in page
    assert words["replications.verdict.sign_only"] + "*" in page
    assert (
        "`behaviour.rules_courage` = " + ("1.00" if lang == "en" else "1,00") in page
    )  # .7 lies halfway between .2 and 1.2
    assert words["replications.solved_out"].split("{high}")[1] in page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("share", "key"), [(1.5, "more"), (1.0, "all"), (0.5, "less"), (math.nan, "unknown")])
def test_the_page_says_how_much_is_causal(lang, share, key):
    words = catalogue("replications", lang)
    ending = words[f"replications.newsgroups.reading_{key}"].split("{share_high}")[-1].split("{")[0]
    page = replications_page(made(newsgroups__coin_share=share), lang, "x")
    assert ending in page
    others = {"more", "all", "less", "unknown"} - {key}
    assert not any(
        words[f"replications.newsgroups.reading_{other}"].split("{share_high}")[-1].split("{")[0] in page
        for other in others
    )


def test_agreement_with_what_was_put_in_is_marked():
    rows = {row.held.name: row for row in made().rows}
    assert is_leaning(rows["lift"])
    assert not is_leaning(rows["answered"])
    assert not is_leaning(replace(rows["lift"], verdict=OUTSIDE))


def test_the_page_claims_no_more_than_was_read():
    page = replications_page(made(), "en", "x")
    assert "consistent with" in page
    assert "does not say that they were replicated" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_writes_page_and_numbers(monkeypatch, capsys, tmp_path, lang):
    monkeypatch.setattr(running, "replicate", lambda **asked: made(newsgroups__coin_share=math.nan))
    page = tmp_path / "page.md"
    assert main(["replicate", "--json", "--lang", lang, "--page", str(page)]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert len(rows) == len(TARGETS)
    assert all(row["verdict"] == ("no_figure" if row["kind"] == "beside" else "recovered") for row in rows)
    assert next(row for row in rows if row["target"] == "coin_share")["value"] is None
    assert page.read_text(encoding="utf-8").startswith("# ")
    assert main(["replicate", "--lang", lang, "--quiet"]) == 0
    assert catalogue("replications", lang)["replications.newsgroups.title"] in capsys.readouterr().out
