"""What `compare` promises beside its statistics: who may ask for what, what is told while it works and what is written down, which failures it bears."""

from __future__ import annotations

import dataclasses
import json
import math
import tomllib

import numpy as np
import pytest

from sim.errors import InputError, WorkError
from sim.laboratory import intervals as paired
from sim.laboratory.intervals import interval, rank_correlation
from sim.laboratory.own import TRIED_ON
from sim.laboratory.precision import FIRST_LOOK
from sim.laboratory.worlds.ensemble import Ensemble
from sim.measures import BESIDE, GOALS, MEASURES
from sim.studies import compare
from sim.studies.comparison.rows import FAMILY, family, noise_floor, paired_rows
from sim.studies.comparison.study import _check, _months
from tests.toys import toy
from tests.toys.toy import PARAMETERS, ToyCommunity, ToyScenario

ALONE = {"kernel": "tests.toys.toy", "workers": 1, "assumptions": "none"}
A, B = ToyScenario("a"), ToyScenario("b", lift=2.0)


@pytest.mark.parametrize("reps, workers", [(1, None), (100_000, 1), (2, 1024)])
def test_pairs_and_processes_within_bounds_are_taken(reps, workers):
    _check([A, B], reps, workers, None)


@pytest.mark.parametrize(
    "reps, workers, file, told",
    [
        (0, 1, "--reps", "0 is not"),
        (100_001, 1, "--reps", "100001 is not"),
        (True, 1, "--reps", "True is not"),
        (2.0, 1, "--reps", "2.0 is not"),
        (2, 0, "--workers", "0 is not"),
        (2, 1025, "--workers", "1025 is not"),
        (2, True, "--workers", "True is not"),
    ],
)
def test_pairs_and_processes_out_of_bounds_are_refused(reps, workers, file, told):
    with pytest.raises(InputError) as caught:
        _check([A, B], reps, workers, None)
    [fault] = caught.value.faults
    assert fault.file == file and fault.wrong.startswith(told) and fault.allowed.startswith("1 to ")


@pytest.mark.parametrize("key, value", [("days", 121), ("seed", 2)])
def test_the_fault_of_a_scenario_that_cannot_be_paired_has_its_own_number_first(key, value):
    other = ToyScenario("other", community=ToyCommunity(**{key: value}))
    with pytest.raises(InputError) as caught:
        _check([A, other], 3, 1, None)
    [fault] = caught.value.faults
    assert (fault.file, fault.key) == ("other", f"community.{key}")
    assert fault.wrong == f"{value} here, {getattr(A.community, key)} in a" and f"--{key}" in fault.allowed


def failing(name: str, rep: int) -> ToyScenario:
    return ToyScenario(name, trouble="raise", trouble_rep=rep)


def test_a_comparison_goes_on_as_long_as_one_pair_ended_well_on_both_sides():
    comparison = compare([failing("a", 0), failing("b", 1)], reps=3, noise=False, **ALONE)
    assert comparison.failed == 2 and comparison.row(comparison.primary).n_pairs == 1
    with pytest.raises(WorkError, match="no pair of runs ended well"):
        compare([failing("a", 0), failing("b", 1)], reps=2, noise=False, **ALONE)


def test_the_stage_of_pairs_has_one_length_from_its_first_look_to_its_end():
    calls = []
    compare(
        [A, B],
        reps=2 * FIRST_LOOK,
        noise=False,
        provisional=lambda *_: calls.append("looked"),
        progress=lambda done, total, stage: calls.append((stage, total)),
        **ALONE,
    )
    assert "looked" in calls and set(calls) - {"looked"} == {("pairs", 4 * FIRST_LOOK)}


def test_there_is_no_early_look_where_few_pairs_are_asked_for_and_none_where_nobody_listens():
    for reps, looks in ((2 * FIRST_LOOK - 1, 0), (2 * FIRST_LOOK, 1)):
        early = []
        compare([A, B], reps=reps, noise=False, provisional=lambda *one: early.append(one), **ALONE)
        assert len(early) == looks
    early = []
    compare([A, B], until="posters_30d=50%", noise=False, provisional=lambda *one: early.append(one), **ALONE)
    assert [one[0] for one in early] == [FIRST_LOOK]
    assert len(compare([A, B], reps=2 * FIRST_LOOK, noise=False, **ALONE).rows)


def test_what_was_run_for_the_first_look_is_not_run_again(monkeypatch):
    done = []
    run = toy.simulate
    monkeypatch.setattr(toy, "simulate", lambda setup, **how: done.append(how["replication"]) or run(setup, **how))
    compare([A, B], reps=2 * FIRST_LOOK, noise=False, provisional=lambda *_: done.append("looked"), **ALONE)
    looked = done.index("looked")
    assert sorted(done[:looked]) == sorted([*range(FIRST_LOOK)] * 2)
    assert sorted(done[looked + 1 :]) == sorted([*range(FIRST_LOOK, 2 * FIRST_LOOK)] * 2)


def test_own_measures_are_tried_on_the_first_scenario_in_small_before_anything_else_is_run(tmp_path):
    file = tmp_path / "met"

    def sees(run) -> float:
        with file.open("a") as lines:  # a measure travels by value, so that a list would stay empty
            lines.write(f"{run.diary['members'][0]:g} {run.diary['posters_30d'].mean() > 500}\n")
        return 0.0

    def refuses(run) -> float:
        raise ValueError("whatever is wrong with it")

    first, lifted = (
        dataclasses.replace(one, community=ToyCommunity(audience=TRIED_ON + more))
        for one, more in ((A, 100), (ToyScenario("lifted", lift=1000.0), 200))
    )
    compare([first, lifted], reps=1, noise=False, measures=[sees], **ALONE)
    tried = f"{TRIED_ON} False\n"
    assert file.read_text() == f"{tried}{TRIED_ON + 100} False\n{TRIED_ON + 200} True\n"
    file.unlink()
    with pytest.raises(InputError, match="refuses fails on a small run: ValueError: whatever is wrong with it"):
        compare([first, lifted], reps=1, noise=False, measures=[sees, refuses], **ALONE)
    assert file.read_text() == tried


def test_what_was_asked_is_written_down_in_its_own_place(tmp_path):
    seeded = [dataclasses.replace(one, community=ToyCommunity(seed=7, goal="participation")) for one in (A, B)]
    comparison = compare(seeded, until="posters_30d=50%", out=tmp_path / "s", lang="nl", noise=False, **ALONE)
    provenance = comparison.provenance
    assert (provenance["seed"], provenance["folder"], provenance["until"], provenance["lang"]) == (
        7,
        str(tmp_path / "s"),
        "posters_30d=50%",
        "nl",
    )
    assert list(provenance["scenarios"]) == ["a", "b"] and (
        provenance["replications"],
        provenance["failed"],
        provenance["kind"],
    ) == (20, 0, "compare")
    manifest = json.loads((tmp_path / "s/manifest.json").read_text())
    assert all(
        manifest[key] == provenance[key] for key in ("seed", "until", "lang", "scenarios", "replications", "failed")
    )
    asked = tomllib.loads((tmp_path / "s/study.input.toml").read_text())
    assert asked == {
        "study": {"scenarios": ["a", "b"], "reps": 30},
        "comparison": {"until": "posters_30d=50%", "assumptions": "none", "noise": False},
    }
    resolved = tomllib.loads((tmp_path / "s/study.resolved.toml").read_text())
    assert resolved["study"] == {"title": {"en": "a / b", "nl": "a / b"}, "primary": comparison.primary, "reps": 30}
    assert resolved["comparison"] == asked["comparison"] and list(resolved["scenario"]) == ["a", "b"]
    assert comparison.labels == ("a", "b") and comparison.measures != comparison.labels


def test_the_noise_floor_is_what_one_person_fewer_does_to_the_first_policy():
    comparison = compare([A, B], reps=6, **ALONE)
    fewer = compare([A, A.with_community(audience=A.community.audience - 1)], reps=6, noise=False, **ALONE)
    for name, (mean, *_) in comparison.noise.differences.items():
        assert mean == pytest.approx(fewer.row(name).difference, nan_ok=True), name
    assert comparison.noise.differences["members"][0] == -1.0


@pytest.mark.parametrize("audience, founders, there", [(2, 0, True), (1, 0, False), (20, 19, True), (20, 20, False)])
def test_nobody_is_left_out_who_is_needed(audience, founders, there):
    one, other = (
        dataclasses.replace(one, community=ToyCommunity(audience=audience, founders=founders)) for one in (A, B)
    )
    assert (compare([one, other], reps=2, **ALONE).noise is not None) == there


def test_a_noise_floor_is_the_changed_less_the_base():
    rng = np.random.default_rng(2)
    base = rng.normal(10, 1, (8, 2))
    change = rng.normal(3, 1, (8, 2))
    floor = noise_floor(base, base + change, ("members", "visitors"), "told")
    means = [mean for mean, _, _ in floor.differences.values()]
    assert floor.label == "told" and means == pytest.approx(change.mean(axis=0))
    assert all(low < mean < high for mean, low, high in floor.differences.values())


def test_what_an_irrelevant_change_never_moved_has_no_floor():
    """Alive in all runs, with and without it: no floor of eleven points, as if that much had been seen."""
    base = np.ones((30, 2))
    changed = base.copy()
    changed[:3, 1] = 0.0
    floor = noise_floor(base, changed, ("alive_end", "alive_90"), "told").differences
    assert floor["alive_end"][0] == 0.0 and np.isnan(floor["alive_end"][1:]).all()
    mean, low, high = floor["alive_90"]
    assert low < mean < high < 0.05


def test_series_stand_by_policy_and_replication():
    comparison = compare([A, B, ToyScenario("c", lift=-1.0)], reps=4, noise=False, **ALONE)
    series = comparison.diary["posters_30d"]
    assert series.shape == (3, 4, 120) and comparison.cohorts["joined"].shape == (3, 4, 120)
    np.testing.assert_allclose(series[1] - series[0], 2.0, atol=1e-4)
    np.testing.assert_allclose(series[2] - series[0], -1.0, atol=1e-4)
    assert set(comparison.correlation_by_month) == {"posts_own", "posters_30d"} and comparison.correlation_by_month[
        "posters_30d"
    ].shape == (2, 4)


def test_claims_are_of_the_primary_measure_and_its_family_and_draws_are_of_the_primary():
    comparison = compare([A, B], reps=12, noise=False, **{**ALONE, "assumptions": "ranges"}, parameters=PARAMETERS)
    for row in comparison.rows:
        assert row.is_primary == (row.measure == comparison.primary) and row.is_claimed == (
            row.measure in family(comparison.primary)
        )
        assert (row.verdict == "exploratory") == (not row.is_primary and not row.is_claimed), row.measure
        assert not row.low > row.high
    assert (
        np.nanmean(comparison.assumptions.effects) == pytest.approx(2.0, abs=1e-6)
        and 10 < np.nanmean(comparison.assumptions.base) < 40
    )


def test_the_worlds_that_are_given_are_those_that_are_run():
    names, values = ("stickiness", "liveliness"), np.array([[0.2, 0.5], [0.3, 1.0], [0.4, 2.0]])
    one, two = np.array([0.1]), np.array([0.3, 1.0])
    ends = values.min(axis=0), values.max(axis=0)
    worlds = Ensemble(
        names, values, two, *ends, "toy-engine", np.zeros(3), ("seen",), one, one, np.ones((3, 1)), two, two
    )
    settings = {**ALONE, "assumptions": "worlds", "parameters": PARAMETERS}
    found = compare([A, B], reps=2, noise=False, ensemble=worlds, **settings).assumptions
    assert (found.kind, found.ensemble, found.standing) == ("worlds", worlds.name, "current")
    assert found.parameters == names and np.array_equal(found.values, values)
    assert np.corrcoef(found.base, values[:, 1])[0, 1] > 0.9


def plainly(gaps: np.ndarray, low: float, high: float, margin: float, direction: int) -> str:
    """The verdict in the order of its words."""
    if not (gaps[np.isfinite(gaps)] != 0).any():
        return "identical"
    if max(abs(low), abs(high)) <= margin:
        return "no_difference"
    side = 1 if low > 0 else -1 if high < 0 else 0
    return "undecided" if side == 0 else "better" if side == (direction or 1) else "worse"


def test_every_row_is_what_its_pairs_say():
    """Three policies, values that lie anywhere but on one another, some missing: each column of each row from its own pairs."""
    rng, names, primary, n = np.random.default_rng(8), tuple(MEASURES), "posters_30d", 14
    values = (
        rng.gamma(4.0, 5.0, (1, n, len(names)))
        + rng.normal(0, 1, (3, n, len(names)))
        + rng.normal(0, 2, (3, 1, len(names)))
    )
    values[1, 2, ::7] = values[0, 4, ::5] = math.nan
    rows = paired_rows(values, names, primary)
    assert [(row.measure, row.policy) for row in rows] == [(primary, 1), (primary, 2)] + [
        (name, k) for k in (1, 2) for name in names if name != primary
    ]
    verdicts = set()
    for row in rows:
        a, b = values[0, :, names.index(row.measure)], values[row.policy, :, names.index(row.measure)]
        whole, measure = np.isfinite(a) & np.isfinite(b), MEASURES[row.measure]
        gaps, worst = (b - a)[whole], int(np.ceil(whole.sum() / 10))
        assert (row.n_pairs, row.n_missing, row.n_unlike) == (whole.sum(), n - whole.sum(), whole.sum())
        assert (row.mean_first, row.mean_policy) == pytest.approx((a[whole].mean(), b[whole].mean()))
        assert row.margin == pytest.approx(measure.margin(a[whole].mean())) and row.correlation == pytest.approx(
            np.corrcoef(a[whole], b[whole])[0, 1]
        )
        assert row.share_better == pytest.approx(np.mean(gaps < 0 if measure.direction < 0 else gaps > 0))
        ends = [np.sort(side[whole])[:: -1 if measure.direction < 0 else 1][:worst].mean() for side in (a, b)]
        assert (row.low_end, row.other_low_end) == pytest.approx(ends)
        if measure.unit != "chance":
            each = 0.95 if row.measure not in family(primary) else 1 - 0.05 / (2 * len(family(primary)))
            own = interval(gaps, each)
            assert (row.difference, row.low, row.high) == pytest.approx(
                (gaps.mean(), own.low, own.high)
            ) and row.low < row.difference < row.high
        if row.is_primary or row.is_claimed:
            assert row.verdict == plainly(gaps, row.low, row.high, row.margin, measure.direction), row.measure
            verdicts.add(row.verdict)
    assert {"better", "worse", "undecided"} <= verdicts


def test_the_family_is_what_its_goal_has_beside_it_and_what_every_comparison_claims():
    for goal, primary in GOALS.items():
        assert set(family(primary)) == {*BESIDE[goal], *FAMILY} - {primary} and len(family(primary)) == len(
            set(family(primary))
        )


def test_the_goal_is_that_of_the_first_scenario(tmp_path):
    one, other = (
        dataclasses.replace(A, name=goal, community=ToyCommunity(goal=goal)) for goal in ("participation", "leads")
    )
    comparison = compare([one, other], reps=2, out=tmp_path / "s", noise=False, **ALONE)
    resolved = tomllib.loads((tmp_path / "s/study.resolved.toml").read_text())["study"]
    assert comparison.primary == resolved["primary"] == GOALS["participation"]


def test_runs_that_failed_are_counted_where_the_noise_is_measured_too():
    broken = dataclasses.replace(A, trouble="raise", trouble_rep=1)
    assert (
        compare([broken, B], reps=4, **ALONE).failed == 2
        and compare([broken, B], reps=4, noise=False, **ALONE).failed == 1
    )


def test_months_are_correlated_with_those_of_the_first_policy():
    rng = np.random.default_rng(9)
    series = {
        "posters_30d": rng.normal(size=(3, 8, 60)),
        "posts_own": rng.normal(size=(3, 8, 60)),
        "members": rng.normal(size=(3, 8, 60)),
    }
    found = _months(series)
    assert set(found) == {"posters_30d", "posts_own"}
    for name, table in found.items():
        expected = [
            [
                np.corrcoef(series[name][0, :, m : m + 30].mean(1), series[name][k, :, m : m + 30].mean(1))[0, 1]
                for m in (0, 30)
            ]
            for k in (1, 2)
        ]
        assert table == pytest.approx(np.array(expected))


# signs, scales and what is missing


@pytest.mark.parametrize(
    "values, sign",
    [
        ([0.004, 0.005, 0.006], 1),
        ([-0.004, -0.005, -0.006], -1),
        ([0.001, 0.002, 0.003], 0),
        ([-0.001, -0.002, -0.003], 0),
        ([1.0, 2.0, 3.0], 0),
        ([4.0, 5.0, 6.0], 1),
        ([-4.0, -5.0, -6.0], -1),
        ([3.0] * 10, 1),
        ([-3.0] * 10, -1),
        ([3.0] * 9, 0),
        ([0.0] * 10, 0),
        ([5.0], 0),
    ],
)
def test_the_sign_is_that_of_the_interval_or_of_many_equal_values(values, sign):
    assert interval(np.array(values)).sign == sign


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_a_correlation_does_not_hang_on_the_unit(scale):
    one, other = np.random.default_rng(4).normal(size=(2, 12))
    assert paired.correlation(one * scale, other) == pytest.approx(np.corrcoef(one, other)[0, 1], abs=1e-9)
    assert paired.correlation(one, other * scale) == pytest.approx(np.corrcoef(one, other)[0, 1], abs=1e-9)


def test_a_rank_correlation_is_of_the_pairs_that_are_whole_and_of_five_at_least():
    rng = np.random.default_rng(6)
    one, other = rng.normal(size=(2, 9))
    one[0] = other[1] = math.nan
    assert rank_correlation(one, other) == pytest.approx(rank_correlation(one[2:], other[2:]), abs=1e-12)
    assert math.isnan(rank_correlation(one[2:6], other[2:6])) and math.isfinite(rank_correlation(one[2:7], other[2:7]))
    assert math.isnan(rank_correlation(np.ones(6), other[2:8]))


def test_one_scenario_is_not_compared_and_what_is_wrong_is_told_before_what_is_allowed():
    with pytest.raises(InputError, match="^1 scenario given; allowed two or more"):
        compare(["scenarios/baseline.toml"])
