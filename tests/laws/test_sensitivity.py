"""Sensitivity: known functions give their known indices through the whole path, chance is measured and told apart, faults are told whole."""

from __future__ import annotations

import builtins
import json
import math
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.command.main import main
from sim.errors import InputError
from sim.laboratory.plan.factor import Factor
from sim.laboratory.plan.stages import main_points, morris_points, n_runs_at_most, sobol_points
from sim.laboratory.plan.trajectories import on_grid, trajectories
from sim.report.press.page import markdown, write_page
from sim.report.sensitivity.answer import headline
from sim.report.sensitivity.page import factors_table, sensitivity_page, write_sensitivity_report
from sim.report.sensitivity.text import estimate_text, sensitivity_data, sensitivity_text
from sim.report.sensitivity.view import SensitivityView
from sim.rules import PARAMETERS
from sim.studies.comparison.assumptions import policies_of
from sim.studies.estimate import estimate_sensitivity as estimate
from sim.studies.sensitivity.effects import differences, effects
from sim.studies.sensitivity.indices import LEAST_ROWS, chance, formula, indices, point_estimate, resampled, sample
from sim.studies.study import Study
from sim.world.parameters import uncertain
from tests.toys import toy_sensitivity as toy
from tests.toys.study_files import assert_fault, faults

pytestmark = pytest.mark.usefixtures("no_worlds")
ROOT = Path(__file__).resolve().parents[2]
KERNEL = "tests.toys.toy_sensitivity"
A, B, C, D = NAMES = ("join_base", "founder_drive", "seller_drive", "stale")
"""Four parameters that may go far (log-odds), so that a test may stretch them as a known function wants."""
FILES = sorted((ROOT / "experiments" / "sensitivity").glob("*.toml"))
SMALL = {"title": "small", "community": {"audience": 50, "days": 3}, "policy": [{"kind": "team", "hours_per_week": 5}]}

STUDY = """
[study]
title = "try"
reps = 3
[scenario.small]
title = "small"
[scenario.small.community]
audience = 50
days = 3
[levers."team.hours_per_week"]
values = [0, 5, 10]
[uncertain.join_base]
low = 0
high = 1
[sensitivity]
trajectories = 4
"""


@pytest.fixture(autouse=True)
def _a_plain_toy(monkeypatch):
    for name, value in (("FUNCTION", lambda behaviour, setup: 0.0), ("DRIFT", 0.0), ("LUCK", 1.0), ("FELT", None)):
        monkeypatch.setattr(toy, name, value)


def study(names=NAMES, low=0.0, high=1.0, *, reps=3, arms=1, levers=None, **asked) -> Study:
    base = sim.load(ROOT / "scenarios" / "baseline.toml")
    scenarios = [
        base.build({**SMALL, "title": f"arm {i}", "community": {"audience": 50 + 10 * i, "days": 3}}, f"arm{i}")
        for i in range(arms)
    ]
    return Study(
        scenarios,
        uncertain={name: {"low": low, "high": high} for name in names},
        levers=levers,
        reps=reps,
        primary="posters_30d",
        sensitivity=asked,
    )


def run(one: Study, **how):
    return sim.sensitivity(one, kernel=KERNEL, workers=1, **how)


# -- known functions --------------------------------------------------------------------------------------------------------


def test_a_linear_function_gives_its_coefficients_and_its_shares(monkeypatch):
    """y = 2 a - b + 0 c over 0..2: mu* is |coefficient| x range, sigma nothing, first = total = share of the variance."""
    monkeypatch.setattr(toy, "FUNCTION", lambda b, setup: 2.0 * b.get(A, 0.0) - 1.0 * b.get(B, 0.0))
    result = run(study(high=2.0, trajectories=4, n=256))
    (answer,) = result.answers
    assert [round(effect.mu_star, 9) for effect in answer.effects] == [4, 2, 0, 0] and [
        round(effect.mu, 9) for effect in answer.effects
    ] == [4, -2, 0, 0]
    assert all(effect.sigma < 1e-9 and abs(effect.high - effect.low) < 1e-9 for effect in answer.effects)
    assert [effect.way for effect in answer.effects] == [1, -1, 0, 0] and result.kept == (0, 1)
    for index, share in zip(answer.indices, (0.8, 0.2), strict=True):
        assert abs(index.first - share) < 0.01 and abs(index.total - share) < 0.01
        assert index.total_low <= share <= index.total_high and index.first_low <= share <= index.first_high
    assert answer.chance.of_means < 1e-9 and answer.as_it_is.n >= 20


def test_a_factor_without_any_part_shows_exactly_nothing(monkeypatch):
    """Chance of its own at every point that is felt, none for what plays no part: keyed draws make inert factors exactly zero."""
    monkeypatch.setattr(toy, "FELT", (A, B))
    monkeypatch.setattr(toy, "DRIFT", 3.0)
    (answer,) = run(study(trajectories=5)).answers
    assert [effect.is_zero for effect in answer.effects] == [False, False, True, True]
    assert [effect.mu_star for effect in answer.effects[2:]] == [0.0, 0.0] and not any(
        effect.stands_out for effect in answer.effects[2:]
    )


def test_effects_are_those_of_salib_where_it_can_compute_them():
    from SALib.analyze import morris as analyze

    factors = [Factor(f"x{i}", "behaviour", "uniform", low=0.0, high=1.0) for i in range(5)]
    sampled = trajectories(factors, 7, 4, 3)
    values = np.random.default_rng(1).normal(size=(7, 6))
    problem = {"num_vars": 5, "names": [factor.key for factor in factors], "bounds": [[0, 1]] * 5}
    theirs = analyze.analyze(problem, sampled.places.reshape(-1, 5), values.ravel(), num_levels=4)
    ours = effects(differences(values[:, :, None].repeat(2, axis=2), sampled))
    for key, name in (("mu_star", "mu_star"), ("mu", "mu"), ("sigma", "sigma")):
        np.testing.assert_allclose(
            [getattr(index, name) for index in ours], np.asarray(theirs[key], dtype=float), rtol=1e-9
        )


def test_ishigami_has_its_analytic_indices_within_the_intervals(monkeypatch):
    """a = 7, b = 0.1: first 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437 (Ishigami & Homma 1990)."""
    monkeypatch.setattr(
        toy,
        "FUNCTION",
        lambda b, setup: (
            math.sin(b.get(A, 0)) + 7 * math.sin(b.get(B, 0)) ** 2 + 0.1 * b.get(C, 0) ** 4 * math.sin(b.get(A, 0))
        ),
    )
    result = run(study(low=-math.pi, high=math.pi, reps=2, trajectories=12, levels=8, n=512))
    (answer,) = result.answers
    assert set(result.kept) == {0, 1, 2} and answer.effects[3].is_zero
    first, total = {0: 0.3139, 1: 0.4424, 2: 0.0}, {0: 0.5576, 1: 0.4424, 2: 0.2437}
    for index in answer.indices:
        assert (
            index.first_low <= first[index.factor] <= index.first_high
            and index.total_low <= total[index.factor] <= index.total_high
        )
        assert abs(index.first - first[index.factor]) < 0.06 and abs(index.total - total[index.factor]) < 0.06
    assert answer.effects[2].way == 0 and answer.effects[2].sigma > answer.effects[2].mu_star / 2, (
        "what only works together shows as spread"
    )


def test_chance_of_known_size_is_recovered(monkeypatch):
    """Variance over 0..2: (4 + 4) x 4/12 of the factors; of a single run 1 of luck that all share and 1 of its own; of a mean of 8 runs 1/8 own."""
    monkeypatch.setattr(toy, "FUNCTION", lambda b, setup: 2.0 * b.get(A, 0.0) - 2.0 * b.get(B, 0.0))
    monkeypatch.setattr(toy, "DRIFT", 1.0)
    (answer,) = run(study((A, B), high=2.0, reps=8, trajectories=6, n=128)).answers
    part, design = answer.chance, 8.0 / 3.0
    assert (
        part.runs_low <= 2 / (2 + design) <= part.runs_high
        and part.means_low <= 0.125 / (0.125 + design) <= part.means_high
    )
    assert abs(part.of_means - 0.125 / (0.125 + design)) < 0.03 and part.n_left_out == 0
    factor = answer.indices[0]
    assert abs(factor.chance - 0.125 / (0.125 + design)) < 0.03 and factor.stands_out


def test_one_factor_alone_gets_no_shares_but_chance_is_told(monkeypatch):
    monkeypatch.setattr(toy, "FUNCTION", lambda b, setup: 9.0 * b.get(A, 0.0))
    monkeypatch.setattr(toy, "DRIFT", 0.2)
    result = run(study((A, B), trajectories=4, n=16))
    assert result.kept == (0,) and result.answers[0].indices == () and result.answers[0].chance.n_rows == 16
    view = SensitivityView(result, "en")
    assert view.tell("indices.one") in markdown(sensitivity_page(view), "x")
    assert headline(view) == "One of 2 factors stands out from chance" + (
        ", and there is no evidence for it" if view.grade(0) == "E" else ""
    )
    monkeypatch.setattr(toy, "FUNCTION", lambda b, setup: 0.0)
    nothing = run(study((A, B), trajectories=4, n=16))
    assert headline(SensitivityView(nothing, "en")) == "None of 2 factors stands out from chance"


def test_a_difference_is_taken_within_replications(monkeypatch):
    """Arms differ by a alone where they meet; what moves both alike, and luck that both share, is nothing in the difference."""
    monkeypatch.setattr(
        toy, "FUNCTION", lambda b, setup: 5.0 * b.get(B, 0.0) + (b.get(A, 0.0) if setup.audience >= 59 else 0.0)
    )
    result = run(study(arms=2, trajectories=4, n=64))
    (answer,) = result.answers
    assert (answer.arm, answer.against) == (1, 0) and result.kept == (0,)
    assert [round(effect.mu_star, 9) for effect in answer.effects] == [1, 0, 0, 0]
    means = run(study(arms=2, trajectories=4, n=64, of="mean")).answers
    assert [(part.arm, part.against) for part in means] == [(0, -1), (1, -1)]
    assert [round(effect.mu_star, 9) for effect in means[0].effects] == [0, 5, 0, 0] and [
        round(effect.mu_star, 9) for effect in means[1].effects
    ] == [1, 5, 0, 0]
    assert {index.factor for index in means[0].indices} == {0, 1}, (
        "both answers are given for all that stayed in either"
    )


def test_values_count_from_the_first_to_the_last(monkeypatch):
    """Two values: the effect is the change from the one to the other, not that divided by a step of the grid."""
    monkeypatch.setattr(
        toy, "FUNCTION", lambda b, setup: 10.0 * (float(np.asarray(setup.programme.table["host_minutes"])[0]) > 0)
    )
    (answer,) = run(study((A,), levers={"team.hours_per_week": [0, 10]}, trajectories=5)).answers
    assert round(answer.effects[0].mu_star, 9) == 10.0 and answer.effects[1].is_zero


# -- the parts by themselves ------------------------------------------------------------------------------------------------


def test_every_factor_moves_once_on_every_trajectory_and_the_seed_decides():
    factors = [
        Factor("x", "behaviour", "uniform", low=2.0, high=4.0),
        Factor("p.f", "lever", "values", values=("a", "b", "c")),
        Factor("p.n", "lever", "uniform", low=1, high=3, is_whole=True),
    ]
    sampled = trajectories(factors, 9, 4, 1)
    assert (np.sort(sampled.moved, axis=1) == np.arange(3)).all()
    assert all(
        sum(x != y for x, y in zip(one, two, strict=True)) == 1 for way in sampled.values for one, two in pairwise(way)
    )
    assert sampled.values == trajectories(factors, 9, 4, 1).values != trajectories(factors, 9, 4, 2).values
    assert {value[0] for way in sampled.values for value in way} <= {2.0, 2.0 + 2 / 3, 2.0 + 4 / 3, 4.0}
    assert {value[1] for way in sampled.values for value in way} == {"a", "b", "c"}
    assert [on_grid(factors[2], j, 4) for j in range(4)] == [(1, 0.0), (2, 0.5), (2, 0.5), (3, 1.0)]
    assert [on_grid(factors[1], j, 4)[1] for j in range(4)] == [0.0, 1.0, 1.0, 2.0]


def test_indices_are_those_of_scipy_and_any_number_of_rows_will_do():
    from scipy.stats import sobol_indices

    rng = np.random.default_rng(3)
    means = rng.normal(size=(64, 5))
    theirs = sobol_indices(
        func={"f_A": means[None, :, 0], "f_B": means[None, :, 1], "f_AB": means[:, 2:].T[:, None, :]}, n=64, rng=rng
    )
    for ours in (formula(means), point_estimate(means)):
        np.testing.assert_allclose(ours[0], theirs.first_order, rtol=1e-9)
        np.testing.assert_allclose(ours[1], theirs.total_order, rtol=1e-9)
    with pytest.raises(ValueError, match="power of 2"):
        sobol_indices(
            func={"f_A": means[None, :60, 0], "f_B": means[None, :60, 1], "f_AB": means[:60, 2:].T[:, None, :]}, n=60
        )
    assert np.isfinite(point_estimate(means[:60])[0]).all() and formula(np.ones((8, 4)))[1].tolist() == [0.0, 0.0]
    spread = resampled(means[:, :, None], formula, replications=False)
    boot = theirs.bootstrap(n_resamples=1000)
    np.testing.assert_allclose(spread[0].std(axis=0), boot.first_order.standard_error, rtol=0.15)
    np.testing.assert_allclose(spread[1].std(axis=0), boot.total_order.standard_error, rtol=0.15)


def test_a_row_with_a_run_without_a_value_is_left_out_whole():
    values = np.random.default_rng(4).normal(size=(32, 4, 3))
    values[3, 2, 1] = values[8, 0, 0] = np.nan
    rows = indices(values, (5, 7))
    kept = np.delete(values, (3, 8), axis=0)
    assert [one.factor for one in rows] == [5, 7] and rows == indices(kept, (5, 7))
    assert (chance(values).n_rows, chance(values).n_left_out) == (30, 2)
    assert indices(values[:LEAST_ROWS], (5, 7)) == [] and chance(values[:LEAST_ROWS]) is None


def test_a_step_without_a_value_is_left_out_and_not_counted_as_nothing():
    factors = [Factor(f"x{i}", "behaviour", "uniform", low=0.0, high=1.0) for i in range(2)]
    sampled = trajectories(factors, 6, 4, 0)
    values = np.repeat(sampled.places.sum(axis=2)[:, :, None], 2, axis=2)
    values[0, 0] = np.nan
    rows = effects(differences(values, sampled))
    assert sorted(one.n_steps for one in rows) == [5, 6] and [round(one.mu_star, 9) for one in rows] == [1.0, 1.0]
    nothing = effects(np.full((1, 4, 2), np.nan))[0]
    assert nothing.n_steps == 0 and math.isnan(nothing.mu_star) and not nothing.stands_out


def test_chance_alone_seldom_stands_out_and_a_clear_effect_does():
    """60 studies of 30 factors without any effect: something should stand out in 5 % of them. With a true 5 % more than 10 in 60 comes up
    once in 2,000; an effect of five times chance is found always."""
    rng = np.random.default_rng(5)
    false = 0
    for _ in range(60):
        found = rng.normal(size=(30, 6, 3))
        false += any(effect.stands_out for effect in effects(found))
        assert effects(found[:1] + 5.0, n_compared=30)[0].stands_out
    assert false <= 10


def test_intervals_cover():
    """mu* of effects that differ by place, and total indices of a linear function, with chance: at least 85 of 100 intervals of 95 % hold the
    truth (with a true 95 % fewer come up once in 10,000; the interval may be too wide, not too narrow)."""
    rng, hits, held = np.random.default_rng(6), 0, 0
    truth = 3.0
    factors = [Factor(f"x{i}", "behaviour", "uniform", low=0.0, high=1.0) for i in range(2)]
    noise, weights = 0.2, np.array([2.0, 1.0])
    share = (weights**2 / 12 + noise**2 / 4) / ((weights**2).sum() / 12 + noise**2 / 4)
    for k in range(100):
        steps = (truth + rng.normal(size=(1, 10, 1)))[..., :] + 0.5 * rng.normal(size=(1, 10, 4))
        one = effects(steps)[0]
        hits += one.low <= truth <= one.high
        rows = np.array([[weights @ np.array(line) for line in row] for row in sample(factors, 32, k)])
        values = rows[:, :, None] + noise * rng.normal(size=(32, 4, 4))
        shares = indices(values, (0, 1))
        held += shares[0].total_low <= share[0] <= shares[0].total_high
    assert hits >= 85 and held >= 85


def test_numbers_of_points_never_collide(monkeypatch):
    plan = study(arms=2, trajectories=3, keep=3, n=16).plan
    sampled = trajectories(plan.factors, 3, 4, 0)
    blocks = [main_points(plan), [p for way in morris_points(plan, sampled) for place in way for p in place]]
    for kept in ((0, 1), (1, 0), (2,), (0, 1, 3)):
        lines = sample([plan.factors[i] for i in kept], 16, 0)
        blocks.append([p for row in sobol_points(plan, kept, lines) for place in row for p in place])
    numbers = [one.number for block in blocks for one in block]
    assert len(set(numbers)) == len(numbers) and 0 <= min(numbers) and max(numbers) < 10**15
    assert {point.scenario.community.audience for point in blocks[1]} == {50, 60, 49, 59}, (
        "one person fewer at both ends of a trajectory"
    )
    least = (3 * 7 + 16 * 5) * 2 * 3 + 2 * 20
    assert n_runs_at_most(plan) == least


def test_more_rows_use_what_is_there_and_come_to_what_they_would_have(tmp_path, monkeypatch):
    monkeypatch.setattr(toy, "FUNCTION", lambda b, setup: 8.0 * b.get(A, 0.0) + 3.0 * b.get(A, 0.0) * b.get(B, 0.0))
    monkeypatch.setattr(toy, "FELT", (A, B))
    small, large = (study(arms=2, trajectories=3, keep=3, n=n, of="mean") for n in (8, 16))
    assert small.design_hash == large.design_hash != study(arms=2, trajectories=4, keep=3, n=8, of="mean").design_hash
    few = run(small, out=tmp_path / "grown")
    before = {path.name for path in (tmp_path / "grown/runs").iterdir()}
    calls = []
    grown = run(large, out=tmp_path / "grown", progress=lambda done, total, stage: calls.append((stage, done, total)))
    whole = run(large, out=tmp_path / "whole")
    assert len(few.kept) > 1 and before <= {path.name for path in (tmp_path / "grown/runs").iterdir()}
    first = next((done, total) for stage, done, total in calls if stage == "indices")
    assert first == (first[1] // 2, first[1]), "half of the second stage was there"
    assert grown.answers[0].indices == whole.answers[0].indices
    assert (tmp_path / "grown/runs.csv").read_bytes() == (tmp_path / "whole/runs.csv").read_bytes()


# -- study files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "trajectories = 4",
            "trajectory = 4",
            r"s\.toml:16: sensitivity\.trajectory: unknown key; .* did you mean trajectories\?",
        ),
        ("trajectories = 4", "trajectories = 1", r"s\.toml:16: sensitivity\.trajectories: 1 is out of range"),
        ("trajectories = 4", "levels = 5", r"s\.toml:16: sensitivity\.levels: 5 is odd; allowed an even number"),
        ("trajectories = 4", "n = 48", r"s\.toml:16: sensitivity\.n: 48 is no power of two"),
        ("trajectories = 4", 'of = "differnce"', r"sensitivity\.of: .*did you mean difference\?"),
        ("trajectories = 4", 'of = "difference"', r"sensitivity\.of: a difference needs two scenarios"),
        ("trajectories = 4", 'parameters = "al"', r"sensitivity\.parameters: .*did you mean all\?"),
        ("[sensitivity]", "[sensitivty]", r"s\.toml:15: sensitivty: unknown key; .* did you mean sensitivity\?"),
        (
            "trajectories = 4",
            'trajectories = 4\n[design]\nkind = "lhs"\nn = 4',
            r"s\.toml:17: design: does not go with \[sensitivity\]",
        ),
        (
            "reps = 3",
            "reps = 1",
            r"s\.toml:4: study\.reps: 1 replication does not tell an effect from chance; allowed 2 or more",
        ),
        ("reps = 3", 'reps = 3\nseries = "all"', r"s\.toml:5: study\.series: days are not kept"),
        (
            "reps = 3",
            "reps = 3\nbudget = 50",
            r"s\.toml:5: study\.budget: both stages may take \d+ runs, more than the 50",
        ),
        ("values = [0, 5, 10]", "values = [5]", r"team\.hours_per_week: a single value does not vary"),
        ("values = [0, 5, 10]", "values = [0, 500]", r"hours_per_week: 500 is out of range"),
        ("low = 0\n", "low = 90\n", r"s\.toml:11: uncertain\.join_base: low 90\.0 and high 1\.0 make no range|low 90"),
    ],
)
def test_every_fault_names_line_key_and_what_is_right(tmp_path, old, new, told):
    assert_fault(tmp_path, STUDY, old, new, told)


def test_all_faults_come_at_once_and_nothing_that_varies_is_one(tmp_path):
    lines = faults(
        tmp_path,
        STUDY.replace("reps = 3", "reps = 1")
        .replace("join_base", "join_bas")
        .replace("trajectories = 4", "levels = 3\nn = 9"),
    )
    assert len(lines) == 4
    bare = STUDY[: STUDY.index("[levers")] + "[sensitivity]\n"
    assert any("sensitivity: nothing varies" in fault for fault in faults(tmp_path, bare))


def test_all_parameters_at_once_and_what_scenarios_compare_stays(tmp_path):
    (tmp_path / "s.toml").write_text(STUDY.replace("trajectories = 4", 'parameters = "all"'), encoding="utf-8")
    experiment = Study.from_file(tmp_path / "s.toml").plan
    keys = [factor.key for factor in experiment.factors]
    wanted = set(uncertain(PARAMETERS, ["team"]))
    assert set(keys) == wanted | {"team.hours_per_week"} and len(keys) == len(set(keys))
    own = next(factor for factor in experiment.factors if factor.key == A)
    assert (own.low, own.high) == (0.0, 1.0), "a parameter that is named keeps what is said of it"
    two = [{**SMALL, "behaviour": {B: x}} for x in (0.1, 0.2)]
    base = sim.load(ROOT / "scenarios" / "baseline.toml")
    compared = Study(
        [base.build(scenario, f"s{i}") for i, scenario in enumerate(two)],
        primary="members",
        sensitivity={"parameters": "all"},
        budget=10**6,
    )
    assert B not in [factor.key for factor in compared.plan.factors] and A in [
        factor.key for factor in compared.plan.factors
    ]


def test_a_study_comes_back_from_its_own_text_and_another_sample_is_another_study(tmp_path):
    experiment = study(arms=2, trajectories=3, n=16, seed=4, levers={"team.hours_per_week": {"low": 1, "high": 9}})
    (tmp_path / "s.toml").write_text(experiment.to_toml(), encoding="utf-8")
    again = Study.from_file(tmp_path / "s.toml")
    assert (
        again.design_hash == experiment.design_hash
        and again.to_toml() == experiment.to_toml()
        and "[design]" not in experiment.to_toml()
    )
    others = [
        study(arms=2, trajectories=3, n=16, seed=4, levers={"team.hours_per_week": {"low": 1, "high": 9}}, **more)
        for more in ({"keep": 2}, {"levels": 6}, {"of": "mean"})
    ]
    assert (
        len({experiment.design_hash, experiment.as_sensitivity(5).design_hash, *(x.design_hash for x in others)}) == 5
    )
    every = Study(
        [*experiment.plan.bases][:0] or ["baseline.toml"],
        sensitivity={"parameters": "all", "trajectories": 2, "n": 8},
        reps=2,
    )
    (tmp_path / "all.toml").write_text(every.to_toml(), encoding="utf-8")
    assert Study.from_file(tmp_path / "all.toml").design_hash == every.design_hash


def test_sweep_and_sensitivity_each_say_what_they_take(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(STUDY, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sim.command.main", "sweep", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2 and "s.toml:15: sensitivity: asks for a sensitivity study" in done.stderr
    with pytest.raises(InputError, match="not for a sweep"):
        Study.from_file(path).run(kernel=KERNEL)
    path.write_text(STUDY[: STUDY.index("[sensitivity]")], encoding="utf-8")
    plain = Study.from_file(path, is_sensitivity=True)
    assert plain.plan.sensitivity.trajectories == 20, "without the table the defaults hold, and ranges need no [design]"
    sweep = Study(
        [sim.load(ROOT / "scenarios" / "baseline.toml")],
        uncertain=[A],
        design="lhs",
        n=4,
        reps=2,
        primary="posters_30d",
    )
    assert run(sweep).n_screen == 20
    with pytest.raises(InputError, match="has no ranges"):
        Study(["baseline.toml"], cases=[{A: 0.5}]).as_sensitivity()
    with pytest.raises(InputError, match="--reps"):
        plain.as_sensitivity(1)


def test_salib_that_is_missing_names_its_extra(monkeypatch, tmp_path, capsys):
    experiment = study(trajectories=2)
    real = builtins.__import__
    monkeypatch.setattr(
        builtins,
        "__import__",
        lambda name, *rest: (_ for _ in ()).throw(ImportError(name)) if name.startswith("SALib") else real(name, *rest),
    )
    for ask in (lambda: run(experiment), lambda: estimate(experiment, kernel=KERNEL)):
        with pytest.raises(InputError, match=r'SALib.*extra "sensitivity".*community-sim\[sensitivity\]'):
            ask()
    (tmp_path / "s.toml").write_text(STUDY, encoding="utf-8")
    assert main(["sensitivity", str(tmp_path / "s.toml"), "--out", str(tmp_path / "s")]) == 2
    assert "community-sim[sensitivity]" in capsys.readouterr().err and not (tmp_path / "s").exists()


def test_the_researchers_page_shows_a_study_that_can_be_run(tmp_path):
    page = (ROOT / "docs" / "researcher.md").read_text(encoding="utf-8")
    (text,) = [block for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "\n[sensitivity]" in block]
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    shown = Study.from_file(tmp_path / "s.toml")
    assert len(shown.plan.factors) == len(uncertain(PARAMETERS, policies_of([shown.plan.arm(0), shown.plan.arm(1)])))
    assert {name for name in re.findall(r"^(\w+) = ", text[text.index("\n[sensitivity]") :], re.M)} <= set(
        type(shown.plan.sensitivity).model_fields
    )


# -- going on, and what is shown --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            toy,
            "FUNCTION",
            lambda b, setup: 8.0 * b.get(A, 0.0) + 3.0 * b.get(A, 0.0) * b.get(B, 0.0) * (setup.audience >= 59),
        )
        patch.setattr(toy, "DRIFT", 0.5)
        patch.setattr(toy, "FELT", (A, B, C))
        folder = tmp_path_factory.mktemp("sensitivity") / "s"
        yield run(study(arms=2, trajectories=6, n=32, of="mean"), out=folder), folder


def test_the_page_says_what_the_numbers_say_in_both_languages(found, tmp_path):
    done, _ = found
    for lang in ("en", "nl"):
        page = write_sensitivity_report(done, tmp_path / lang, lang).read_text(encoding="utf-8")
        assert (
            f'<html lang="{lang}">' in page
            and not re.search(r'(?:src|href)="(?:https?:)?//', page)
            and "<script" not in page
        )
        assert page.count("<svg") == page.count('role="img"') == 6
        view = SensitivityView(done, lang)
        text = markdown(sensitivity_page(view), "x")
        for amount in (
            view.amount(view.primary, done.answers[0].effects[0].mu_star),
            view.share(done.answers[1].chance.of_runs),
        ):
            assert amount in text and amount in page
        assert (
            "{" not in text
            and view.factor(0) in text
            and view.tell("verdict.zero") in text
            and set(view.grade(0)) <= set("ABCDE/")
        )
        assert sensitivity_text(done, lang).count("\n") > 12
        out = {effect.factor for answer in done.answers for effect in answer.effects if effect.stands_out}
        n_invented = sum(view.grade(one) == "E" for one in out)
        line = headline(view)
        assert len(out) > 1 and line.startswith(f"{len(out)} ") and (f" {n_invented} " in line or not n_invented)
        assert line in page and f"**{line}**" in text
        for panel in sensitivity_page(view).panels:
            assert panel.alt and panel.caption and panel.table.rows and "{" not in panel.alt
    head, rows = factors_table(done)
    assert len(rows) == 2 * 5 and {len(row) for row in rows} == {len(head)}
    assert len((tmp_path / "en/report/tables/factors.csv").read_text().splitlines()) == 11
    write_page(sensitivity_page(SensitivityView(done, "nl")), tmp_path / "page.md", "x")
    page = (tmp_path / "page.md").read_text()
    assert len(re.findall(r"\]\((\S+\.svg)\)", page)) == 6 and all(
        (tmp_path / name).is_file() for name in re.findall(r"\]\((\S+\.svg)\)", page)
    )
    assert json.loads(json.dumps(sensitivity_data(done)))["kept"] == [f"behaviour.{NAMES[i]}" for i in done.kept]


def test_two_factors_of_one_name_are_told_apart_by_their_keys():
    """No two parameters have the same words, but a study may give them the same."""
    experiment = study(names=("react_match", "reply_match", "stop_first"))
    plan = replace(
        experiment.plan,
        labels_of_factors={key: {"en": "weight of the match"} for key in ("react_match", "reply_match")},
    )
    names = [SensitivityView(SimpleNamespace(plan=plan, factors=plan.factors), "en").factor(i) for i in range(3)]
    assert (
        names[:2] == ["weight of the match (react_match)", "weight of the match (reply_match)"] and "(" not in names[2]
    )


def test_shares_that_cannot_be_told_apart_are_said_to_be_so(found):
    done, _ = found
    answer = next(reply for reply in done.answers if len(reply.indices) > 1)
    strong, *weak = sorted(answer.indices, key=lambda one: -one.total)
    for low, words in (
        (strong.total - 1e-9, "most of the variance belongs to"),
        (weak[0].total - 1e-9, "cannot be said with so few rows"),
    ):
        shown = replace(done, answers=(replace(answer, indices=(replace(strong, total_low=low), *weak)),))
        assert words in markdown(sensitivity_page(SensitivityView(shown, "en")), "x")


def test_nothing_found_is_told_as_loud(tmp_path, monkeypatch):
    monkeypatch.setattr(toy, "DRIFT", 2.0)
    done = run(study(trajectories=4, n=8))
    assert done.kept == () and done.answers[0].indices == () and done.answers[0].chance is None
    for lang, words in (("en", "none stands out from chance"), ("nl", "steekt er geen enkele boven toeval uit")):
        view = SensitivityView(done, lang)
        assert words in markdown(sensitivity_page(view), "x") and words in " ".join(
            sensitivity_text(done, lang).split()
        )
        assert view.tell("indices.none") in markdown(sensitivity_page(view), "x")


def test_an_estimate_counts_both_stages_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    experiment = study(arms=2, trajectories=6, n=32)
    told = estimate(experiment, workers=2, kernel=KERNEL)
    assert (told.n_points, told.screen_runs, told.indices_runs) == (2 * 6 * 7, 2 * (6 * 7 * 3 + 20), 2 * 32 * 6 * 3)
    assert told.screen_runs + told.indices_runs == n_runs_at_most(experiment.plan) and not list(tmp_path.iterdir())
    for lang in ("en", "nl"):
        assert str(told.indices_runs).replace("1152", "1,152" if lang == "en" else "1.152") in estimate_text(told, lang)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_studies_of_the_project_can_be_run_and_have_their_page(path):
    experiment = Study.from_file(path)
    assert experiment.plan.sensitivity is not None and n_runs_at_most(experiment.plan) <= 40_000
    page = (ROOT / "results" / f"sensitivity-{path.stem}.md").read_text(encoding="utf-8")
    assert f"community-sim sensitivity experiments/sensitivity/{path.name}" in page
    pictures = re.findall(r"\]\((\S+\.svg)\)", page)
    assert len(pictures) >= 1 and all((ROOT / "results" / name).is_file() for name in pictures)
    assert len(FILES) >= 2
