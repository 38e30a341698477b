"""Laws of a paired comparison: A against A is nothing, A - B mirrors B - A, workers and order do not matter."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from sim.errors import InputError, WorkError
from sim.laboratory.intervals import by_month, interval, rank_correlation, simultaneous, verdict
from sim.laboratory.precision import parse_until
from sim.measures import GOALS, MEASURES
from sim.report.comparison.text import early_text
from sim.studies import compare
from sim.studies.comparison.assumptions import draw, draw_points, own_settings
from tests.toys import toy
from tests.toys.toy import PARAMETERS, ToyCommunity, ToyScenario

TOY = {"kernel": "tests.toys.toy", "parameters": PARAMETERS, "workers": 1, "assumptions": "ranges"}
ALONE = {**TOY, "assumptions": "none"}
A = ToyScenario("a")
B = ToyScenario("b", lift=2.0)
C = ToyScenario("c", lift=-1.0, spread=3.0)


def test_a_against_a_differs_in_nothing_and_claims_no_width():
    comparison = compare([A, A], reps=12, **TOY)
    assert comparison.labels == ("a", "a-2")
    for row in comparison.rows:
        if row.n_pairs:
            assert (row.difference, row.n_unlike, row.share_better) == (0.0, 0, 0.5)
            rare = MEASURES[row.measure].unit == "chance"
            assert np.isnan(row.low) if not rare else row.low < 0 < row.high
            claims = row.is_primary or row.is_claimed
            assert row.verdict == ("exploratory" if not claims else "undecided" if rare else "identical")
        else:
            assert np.isnan(row.difference) and row.verdict in ("undecided", "exploratory")
    assert np.all(comparison.assumptions.effects == 0)
    assert all(
        (shares.better.estimate, shares.same.estimate, shares.worse.estimate) == (0.0, 1.0, 0.0)
        for shares in comparison.assumptions.over_worlds
    )


@pytest.mark.parametrize("other", [B, C])
@pytest.mark.parametrize("reps", [2, 10, 40])
def test_turning_the_comparison_round_mirrors_it(other, reps):
    comparison = compare([A, other], reps=reps, noise=False, **ALONE)
    two = compare([other, A], reps=reps, noise=False, **ALONE)
    for here, there in zip(comparison.rows, two.rows, strict=True):
        assert here.measure == there.measure
        np.testing.assert_array_equal(
            [here.difference, here.low, here.high], [-there.difference, -there.high, -there.low]
        )
        np.testing.assert_array_equal(here.share_better, 1 - there.share_better)
        assert here.low_end == there.other_low_end or np.isnan(here.low_end)
        if here.correlation is not None:
            assert here.correlation == pytest.approx(there.correlation, abs=1e-12)


def test_skewed_intervals_mirror_exactly():
    values = np.exp(np.random.default_rng(3).standard_normal(60) * 1.2)
    one, two = interval(values), interval(-values)
    assert one.method == "skewed"
    assert (one.low, one.high) == (-two.high, -two.low)


def test_an_interval_of_its_own_is_not_moved_by_other_columns():
    values = np.random.default_rng(5).standard_normal((25, 6))
    alone = simultaneous(values[:, :1])[0]
    among = simultaneous(values)[0]
    assert alone.mean == pytest.approx(among.mean, abs=1e-15)
    assert among.half_width > alone.half_width * 1.05
    assert alone.half_width == pytest.approx(interval(values[:, 0]).half_width, rel=0.1)


def test_any_number_of_workers_gives_the_same_numbers(tmp_path):
    comparison = compare([A, B, C], reps=9, out=tmp_path / "one", **TOY)
    two = compare([A, B, C], reps=9, out=tmp_path / "two", **{**TOY, "workers": 2})
    np.testing.assert_array_equal(comparison.values, two.values)
    for name in comparison.diary:
        np.testing.assert_array_equal(comparison.diary[name], two.diary[name])
    assert repr(comparison.rows) == repr(two.rows)
    np.testing.assert_array_equal(comparison.assumptions.effects, two.assumptions.effects)
    assert (tmp_path / "one/runs.csv").read_bytes() == (tmp_path / "two/runs.csv").read_bytes()


def test_an_early_look_tells_the_first_pairs_and_changes_nothing(tmp_path):
    early = []
    comparison = compare([A, B, C], reps=10, out=tmp_path / "one", provisional=lambda *told: early.append(told), **TOY)
    compare([A, B, C], reps=10, out=tmp_path / "two", **TOY)
    assert (tmp_path / "one/runs.csv").read_bytes() == (tmp_path / "two/runs.csv").read_bytes()
    ((n, measure, found),) = early
    values = comparison.values[:, :, comparison.measures.index(measure)]
    assert (n, measure) == (5, comparison.primary) and [label for label, _ in found] == [B.name, C.name]
    assert [got.mean for _, got in found] == pytest.approx(
        [float((values[i, :5] - values[0, :5]).mean()) for i in (1, 2)]
    )
    for lang, word in (("en", "provisional"), ("nl", "voorlopig")):
        text = early_text(n, measure, found, lang)
        assert (
            word in text
            and "{" not in text
            and all(f"  {label}: " in text for label, _ in found)
            and len(text.splitlines()) == 3
        )
    compare([A, B], reps=9, provisional=lambda *told: pytest.fail("there is little more to come"), **TOY)


def test_a_folder_gives_the_numbers_that_memory_gives(tmp_path):
    comparison = compare([A, B], reps=6, **TOY)
    two = compare([A, B], reps=6, out=tmp_path / "s", **TOY)
    again = compare([A, B], reps=6, out=tmp_path / "s", **TOY)
    for other in (two, again):
        np.testing.assert_array_equal(comparison.values, other.values)
        assert repr(comparison.rows) == repr(other.rows)
        for name in comparison.diary:
            np.testing.assert_array_equal(comparison.diary[name], other.diary[name])
        for name in comparison.cohorts:
            np.testing.assert_array_equal(comparison.cohorts[name], other.cohorts[name])


def test_order_of_jobs_does_not_matter():
    from sim.laboratory.crew.runner import Crew
    from sim.laboratory.crew.worker import Job

    def digest(order):
        jobs = [Job(f"r{r}", 0, r, B, True) for r in range(20)]
        outcomes = {}
        Crew("tests.toys.toy").run([jobs[i] for i in order], lambda out: outcomes.update({o.run_id: o for o in out}))
        blob = b"".join(
            outcomes[k].measures.tobytes() + outcomes[k].series["posts_own"].tobytes() for k in sorted(outcomes)
        )
        return hashlib.sha256(blob).hexdigest()

    assert digest(range(20)) == digest(np.random.default_rng(1).permutation(20))


def test_known_lift_is_found_and_named():
    comparison = compare([A, B], reps=20, noise=False, **ALONE)
    row = comparison.row(comparison.primary)
    assert comparison.primary == GOALS["participation"]
    assert row.is_primary and row.method == "equal" and np.isnan(row.low), "the lift is the same in every pair"
    assert row.difference == pytest.approx(2.0, abs=1e-9)
    assert row.verdict == "better" and row.share_better == 1.0
    assert row.correlation == pytest.approx(1.0, abs=1e-9)


def test_verdicts():
    some = np.array([1.0, 2.0])
    assert verdict(some, 1.0, 2.0, 0.5, +1) == "better"
    assert verdict(some, 1.0, 2.0, 0.5, -1) == "worse"
    assert verdict(some, -2.0, -1.0, 0.5, +1) == "worse"
    assert verdict(some, -2.0, -1.0, 0.5, -1) == "better"
    assert verdict(some, 0.1, 0.2, 0.5, +1) == "no_difference"
    assert verdict(some, -0.1, 0.2, 0.5, +1) == "no_difference"
    assert verdict(some, -0.1, 2.0, 0.5, +1) == "undecided"
    assert verdict(some, np.nan, np.nan, 0.5, +1) == "undecided"
    assert verdict(np.zeros(4), 0.0, 0.0, 0.0, +1) == "identical"
    assert verdict(np.array([np.nan, np.nan]), np.nan, np.nan, 0.5, +1) == "undecided"


def test_columns_without_variance_are_printed_and_not_divided_by():
    with np.errstate(all="raise"):
        table = np.stack([np.full(8, 3.0), np.arange(8.0), np.full(8, np.nan), np.zeros(8)], axis=1)
        table[2, 1] = np.nan
        rows = simultaneous(table)
    assert (rows[0].mean, rows[0].method) == (3.0, "equal") and np.isnan([rows[0].low, rows[0].high]).all()
    assert rows[1].n == 7 and rows[1].low < rows[1].mean < rows[1].high
    assert rows[2].n == 0 and np.isnan(rows[2].mean)
    assert (rows[3].mean, rows[3].method) == (0.0, "equal") and np.isnan(rows[3].low)


def test_one_pair_is_undecided_and_two_are_wide():
    comparison = compare([A, B], reps=1, noise=False, **ALONE).row("posters_30d")
    assert comparison.verdict == "undecided" and np.isnan(comparison.low) and comparison.n_pairs == 1
    two = compare([A, C], reps=2, noise=False, **ALONE)
    assert two.row("posters_30d").n_pairs == 2


def test_until_starts_at_twenty_and_ends_at_four_hundred():
    known = compare([A, B], until="posters_30d=50%", noise=False, **ALONE)
    assert known.provenance["replications"] == 20
    wild = ToyScenario("wild", spread=40.0)
    comparison = compare([A, wild], until="posters_30d=5%", noise=False, **ALONE)
    n = comparison.provenance["replications"]
    row = comparison.row("posters_30d")
    assert 20 < n < 400 and n % 20 == 0
    assert (row.high - row.low) / 2 <= 0.05 * comparison.values[0, :, comparison.measures.index("posters_30d")].mean()
    endless = compare([A, wild], until="posters_30d=0.0001%", noise=False, **ALONE)
    assert endless.provenance["replications"] == 400


@pytest.mark.parametrize(
    "text",
    [
        "",
        "posters_30d",
        "posters_30d=",
        "posters_30d=x",
        "posters_30d=0",
        "posters_30d=-1%",
        "posters_30d=2%%",
        "posters_30d=nan",
        "poster_30d=2%",
        "=2%",
    ],
)
def test_a_wrong_precision_is_refused(text):
    with pytest.raises(InputError) as caught:
        parse_until(text)
    assert "--until" in str(caught.value) and "allowed" in str(caught.value)
    if text == "poster_30d=2%":
        assert "did you mean posters_30d?" in str(caught.value)


def test_scenarios_that_cannot_be_paired_are_refused():
    longer = ToyScenario("longer", community=ToyCommunity(days=200))
    other = ToyScenario("other", community=ToyCommunity(seed=7))
    with pytest.raises(InputError) as caught:
        compare([A, longer, other], reps=0, **TOY)
    assert len(caught.value.faults) == 3
    with pytest.raises(InputError):
        compare([A], **TOY)


def test_draws_fill_every_range_evenly_and_stay_when_a_parameter_comes_along():
    draws = draw(PARAMETERS, 40)
    assert draws.parameters == ("liveliness", "stickiness")
    slices = np.floor((draws.values[:, 0] - 0.5) / 1.5 * 40)
    assert sorted(slices) == list(range(40))
    low, high = np.log(0.01), np.log(0.9)
    assert sorted(np.floor((np.log(draws.values[:, 1]) - low) / (high - low) * 40)) == list(range(40))
    np.testing.assert_array_equal(draw({"stickiness": PARAMETERS["stickiness"]}, 40).values[:, 0], draws.values[:, 1])


def test_a_setting_made_on_purpose_is_kept_in_the_draws():
    quiet = ToyScenario("quiet", behaviour={"liveliness": 0.6})
    assert own_settings([A, quiet]) == [set(), {"liveliness"}]
    assert own_settings([quiet, quiet]) == [{"liveliness"}, {"liveliness"}]
    table = draw_points([A, quiet], ["a", "quiet"], draw(PARAMETERS, 40), 3)
    assert {two.scenario.behaviour["liveliness"] for _, two in table} == {0.6}
    assert len({one.scenario.behaviour["liveliness"] for one, _ in table}) == 40
    assert all(one.scenario.behaviour["stickiness"] == two.scenario.behaviour["stickiness"] for one, two in table)


def test_assumptions_find_the_sign_and_the_driver():
    comparison = compare([A, ToyScenario("quiet", behaviour={"liveliness": 0.6})], reps=4, **TOY).assumptions
    assert comparison.effects.shape == (40, 1) and comparison.base.shape == (40,)
    assert comparison.drivers[0][0] == "liveliness" and comparison.drivers[0][1] < -0.99
    assert (
        comparison.over_worlds[0].worse.estimate > 0.8
        and comparison.over_worlds[0].better.estimate < 0.2
        and comparison.n_linked == 2
    )
    assert comparison.n_dead == 0 and comparison.n_exploding == 0
    assert 0.25 < comparison.drivers_by_chance < 0.5
    assert abs(comparison.drivers[1][1]) < comparison.drivers_by_chance + 0.15


def test_the_study_stops_when_the_engine_changes_under_it():
    from sim.laboratory.crew.worker import run_chunk

    with pytest.raises(WorkError, match="sources changed"):
        run_chunk("tests.toys.toy", "another-engine", [])


def test_failed_runs_are_rows_and_the_rest_goes_on():
    broken = ToyScenario("broken", lift=2.0, trouble="raise", trouble_rep=3)
    comparison = compare([A, broken], reps=8, noise=False, **ALONE)
    assert comparison.failed == 1
    assert np.isnan(comparison.values[1, 3]).all() and np.isnan(comparison.diary["members"][1, 3]).all()
    row = comparison.row("posters_30d")
    assert row.n_pairs == 7 and row.n_missing == 1 and row.difference == pytest.approx(2.0, abs=1e-9)
    assert "RuntimeError: planted" in comparison.provenance["errors"][0]


def test_when_nothing_works_it_says_so():
    with pytest.raises(WorkError, match="planted"):
        compare([ToyScenario("x", trouble="raise", trouble_rep=0), A], reps=1, noise=False, **ALONE)


def test_months_correlate_where_there_is_variance():
    rng = np.random.default_rng(1)
    series = rng.standard_normal((10, 95)).astype(np.float32)
    found = by_month(series, 2 * series + 1)
    assert found.shape == (3,) and np.allclose(found, 1.0)
    assert np.isnan(by_month(series, np.ones_like(series))).all()
    for days in (1, 12, 29):
        assert by_month(series[:, :days], series[:, :days]) == pytest.approx([1.0]), "a shorter run is one month"


def test_rank_correlation_with_ties_agrees_with_scipy():
    from scipy.stats import spearmanr

    rng = np.random.default_rng(2)
    one, two = rng.integers(0, 5, 50).astype(float), rng.integers(0, 9, 50).astype(float)
    assert rank_correlation(one, two) == pytest.approx(spearmanr(one, two).statistic, abs=1e-12)


def test_toy_has_what_a_kernel_needs():
    assert toy.engine_id() and set(MEASURES) >= set(GOALS.values())


@pytest.fixture(scope="module")
def small():
    """Two small scenarios of the library, run by the real engine."""
    from pathlib import Path

    from sim.scenario import load

    folder = Path(__file__).resolve().parents[2] / "scenarios"
    sets = ("community.audience=400", "community.days=70")
    return [load(folder / f"{name}.toml", sets) for name in ("everyone-at-once", "in-batches")]


def test_the_engine_against_itself_is_exactly_zero(small):
    comparison = compare([small[0], small[0]], reps=3, workers=1, assumptions=False, noise=False)
    assert {row.verdict for row in comparison.rows} <= {"identical", "undecided", "exploratory"}
    assert all(row.difference == row.n_unlike == 0 for row in comparison.rows if row.n_pairs > 1)
    one, two = comparison.values
    np.testing.assert_array_equal(one, two)


def test_the_engine_gives_the_same_bytes_for_any_number_of_workers(small, tmp_path):
    folders = []
    for workers in (1, 2):
        compare(small, reps=6, workers=workers, out=tmp_path / str(workers), assumptions=False)
        folders.append((tmp_path / str(workers) / "runs.csv").read_bytes())
    assert folders[0] == folders[1]
