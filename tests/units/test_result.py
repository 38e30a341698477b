"""The face that every result has: five lines, a small table, data frames, sentences, axes; and how a study's work is done and stopped."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas
import pytest

import sim
from sim import report
from sim.errors import InputError, Interrupted
from sim.laboratory.crew import runner
from sim.laboratory.crew.pace import Pace
from sim.laboratory.crew.runner import Crew
from sim.laboratory.crew.worker import Job
from sim.laboratory.store.exporting import export
from sim.measures import MEASURES
from sim.studies import compare
from sim.studies.doses.study import MEASURES as DOSED
from sim.studies.result import MOST_ROWS, WIDTH, Result, cell_text, span_text
from tests.toys import toy, toy_sensitivity
from tests.toys.toy import PARAMETERS, ToyScenario

mpl.use("agg")
TOY = {"kernel": "tests.toys.toy", "parameters": PARAMETERS, "workers": 1, "assumptions": "none", "noise": False}
A, B = ToyScenario("a"), ToyScenario("b", lift=2.0)
FAILING = ToyScenario("b", lift=2.0, trouble="raise", trouble_rep=1)
REPS = 6


@pytest.fixture(scope="module")
def compared():
    return compare([A, B, ToyScenario("c", lift=-1.0)], reps=REPS, **TOY)


def small(**more):
    base = sim.load(Path(__file__).resolve().parents[2] / "scenarios" / "baseline.toml")
    return sim.Study(
        [base.build({"title": {"en": "Small", "nl": "Klein"}, "community": {"audience": 50, "days": 40}}, "small")],
        **more,
    )


@pytest.fixture(scope="module")
def swept():
    study = small(levers={"team.hours_per_week": [0, 5, 10]}, primary="posters_30d", reps=4, series="summary")
    return study.run(workers=1, kernel="tests.toys.toy_sweep")


@pytest.fixture(scope="module")
def decided():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(toy_sensitivity, "FUNCTION", lambda behaviour, setup: 9.0 * behaviour.get("join_base", 0.0))
        study = small(
            uncertain={name: {"low": 0, "high": 1} for name in ("join_base", "stale")},
            reps=3,
            primary="posters_30d",
            sensitivity={"trajectories": 4, "n": 8},
        )
        return sim.sensitivity(study, kernel="tests.toys.toy_sensitivity", workers=1)


@pytest.fixture(scope="module")
def dosed():
    return sim.doses(["team.hours_per_week"], reps=2, kernel="tests.toys.toy_sweep", workers=1)


@pytest.fixture(params=["compared", "swept", "decided", "dosed"])
def result(request):
    return request.getfixturevalue(request.param)


def test_every_result_has_one_face(result):
    assert isinstance(result, Result) and isinstance(result, sim.Result)
    assert (
        result.kind == result.plan.kind == result.provenance["kind"]
        and result.failed == len(result.failures) == result.provenance["failed"] == 0
    )
    lines = repr(result).split("\n")
    assert len(lines) == 5 and all(0 < len(line) <= WIDTH for line in lines) and str(result) == repr(result)
    assert (
        f"measure: {result.primary}" in lines and result.provenance["engine_id"] in lines[3] and "in memory" in lines[3]
    )
    html = result._repr_html_()
    assert html.count("<table>") == html.count("</table>") == 1 and len(html) < 6000 and "<script" not in html
    assert html.count("<tr>") <= 2 + MOST_ROWS
    frame = result.to_frame()
    assert (
        isinstance(frame, pandas.DataFrame)
        and len(frame)
        and not [name for name in frame if name.startswith("measure.") or name.endswith(("_x", "_y"))]
    )
    for lang in ("en", "nl"):
        assert result.answer(lang) == "\n".join(report.answer(result, lang)) and len(result.answer(lang)) > 40
    assert result.answer("en") != result.answer("nl")
    assert report.text(result, "nl") and report.data(result)["provenance"] == result.provenance


def test_a_figure_is_drawn_where_the_caller_says(result):
    figure, (left, right) = plt.subplots(1, 2)
    before = figure.subplotpars.left
    assert result.plot(ax=right) is right and right.has_data() and not left.has_data()
    assert figure.axes == [left, right] and figure.subplotpars.left == before and not figure.legends
    new = result.plot()
    assert new.figure is not figure and new.has_data() and new.figure.number in plt.get_fignums()
    plt.close("all")
    with pytest.raises(InputError, match="is not a measure.*posters_30d"):
        result.plot("posters_3d")


def test_a_comparison_tells_its_runs(compared):
    assert repr(compared).startswith("Comparison of a, b, c: 6 pairs of runs\n") and "b less a +2, " in repr(compared)
    assert compared._repr_html_().count("<td>posters_30d</td>") == 2
    frame = compared.to_frame()
    assert list(frame.columns) == ["scenario", "title", "point", "replication", *MEASURES] and len(frame) == 3 * REPS
    assert (
        list(frame["scenario"]) == [label for label in "abc" for _ in range(REPS)]
        and list(frame["replication"]) == list(range(REPS)) * 3
    )
    np.testing.assert_array_equal(frame[list(MEASURES)].to_numpy(), compared.values.reshape(3 * REPS, -1))
    wide = frame.pivot(index="replication", columns="scenario", values="posters_30d")
    assert np.allclose(wide["b"] - wide["a"], 2.0, atol=1e-5)


def test_a_comparison_tells_its_days(compared):
    frame = compared.series("members", "posters_30d", "cohort.joined")
    assert (
        list(frame.columns) == ["scenario", "title", "replication", "day", "series", "value"]
        and len(frame) == 3 * REPS * 120 * 3
    )
    one = frame[(frame["scenario"] == "b") & (frame["replication"] == 4) & (frame["series"] == "posters_30d")]
    assert list(one["day"]) == list(range(120)) and set(one["title"]) == {"b"}
    np.testing.assert_array_equal(one["value"].to_numpy(), compared.diary["posters_30d"][1, 4])
    np.testing.assert_array_equal(
        frame[frame["series"] == "cohort.joined"]["value"].to_numpy().reshape(3, REPS, 120), compared.cohorts["joined"]
    )
    assert set(compared.series()["series"]) == {*compared.diary, *(f"cohort.{name}" for name in compared.cohorts)}
    with pytest.raises(InputError, match="did you mean members"):
        compared.series("member")


def test_a_failed_run_is_a_row_without_values_and_has_no_days():
    comparison = compare([A, FAILING], reps=3, **TOY)
    assert comparison.failed == 1 and "planted" in comparison.failures[0] and "runs:    1 failed" in repr(comparison)
    frame, days = comparison.to_frame(), comparison.series("members")
    assert frame[(frame["scenario"] == "b") & (frame["replication"] == 1)][list(MEASURES)].isna().all(axis=None)
    assert set(zip(days["scenario"], days["replication"], strict=True)) == {
        ("a", 0),
        ("a", 1),
        ("a", 2),
        ("b", 0),
        ("b", 2),
    }


def test_titles_that_are_alike_are_told_apart_and_failures_of_every_part_are_counted():
    twice = compare([A, A], reps=2, **TOY)
    assert twice.labels == ("a", "a-2") and set(twice.to_frame()["title"]) == {"a (a)", "a (a-2)"}
    comparison = compare([FAILING, B], reps=3, **{**TOY, "noise": True})
    assert comparison.failed == 2 and comparison.provenance["failed"] == 2


def test_what_a_comparison_draws_is_the_measure_and_the_scenario_that_were_asked_for(compared):
    assert "members" in compared.plot("members").get_xlabel().lower()
    assert "c" in compared.plot(of="c").get_title(loc="left")
    axes = compared.plot(series="members", lang="nl")
    assert [text.get_text()[-1] for text in axes.get_legend().get_texts()] == [
        "a",
        "b",
        "c",
    ] and axes.get_xlabel() == "dag"
    for wrong in ({"of": "d"}, {"of": "a"}, {"series": "membres"}):
        with pytest.raises(InputError, match="is not there"):
            compared.plot(**wrong)
    plt.close("all")


def test_a_sweep_tells_its_runs_and_months(swept):
    frame = swept.to_frame("nl")
    assert (
        list(frame.columns) == ["scenario", "title", "point", "lever.team.hours_per_week", "replication", *MEASURES]
        and len(frame) == 12
    )
    assert list(frame["lever.team.hours_per_week"]) == [0] * 4 + [5] * 4 + [10] * 4 and set(frame["title"]) == {"Klein"}
    np.testing.assert_array_equal(frame["posters_30d"].to_numpy().reshape(3, 4), swept.of("posters_30d"))
    days = swept.series("members")
    assert list(days.columns) == [
        "scenario",
        "title",
        "lever.team.hours_per_week",
        "replication",
        "day",
        "series",
        "value",
    ]
    assert list(days["day"][:2]) == [30, 40] and set(days["value"]) == {50.0} and len(days) == 3 * 4 * 2
    assert [row.index for row in swept.ranking] == [2, 1, 0] and "at small team.hours_per_week=10 … " in repr(swept)
    assert swept.plot(of="lever.team.hours_per_week").get_xlabel() == "team.hours_per_week"
    with pytest.raises(InputError, match="is not there"):
        swept.plot(of="lever.nothing")
    plt.close("all")


def test_a_sweep_in_a_folder_reads_its_days_when_it_is_over(tmp_path):
    study = small(levers={"team.hours_per_week": [0, 5]}, primary="posters_30d", reps=2, series="all")
    outcome = study.run(workers=1, kernel="tests.toys.toy_sweep", out=tmp_path / "s")
    assert len(outcome.series("members")) == 2 * 2 * 40 and f"folder {tmp_path / 's'}" in repr(outcome)
    exported = pandas.read_csv(export(tmp_path / "s").file).sort_values(["point", "rep"], ignore_index=True)
    frame = outcome.to_frame()
    assert set(MEASURES) <= set(exported) and list(exported["point"]) == list(frame["point"])
    pandas.testing.assert_frame_equal(exported[list(MEASURES)], frame[list(MEASURES)], check_dtype=False)
    assert set(MEASURES) <= set(pandas.read_parquet(tmp_path / "s/runs"))


def test_what_keeps_no_runs_tells_what_it_found(decided, dosed):
    frame = decided.to_frame()
    assert list(frame["factor"]) == ["behaviour.join_base", "behaviour.stale", "dummy"] and frame[
        "stands_out"
    ].tolist() == [True, False, False]
    assert "1 of 2 factors stand out: join_base" in repr(decided)
    doses = dosed.to_frame()
    assert (
        set(doses["measure"]) == set(DOSED)
        and len(doses) == len(DOSED) * len(dosed.points)
        and doses["is_own"].sum() == len(DOSED)
    )
    for found in (decided, dosed):
        with pytest.raises(InputError, match="keeps no days"):
            found.series()


def test_cells_are_short_and_safe():
    assert [cell_text(value) for value in (1.23456, math.nan, 3, "a<b")] == ["1.235", "–", "3", "a<b"]
    assert span_text(1.0, 0.5, 1.5) == "+1 (+0.5 to +1.5)" and span_text(1.0, math.nan, math.nan) == "+1"
    bad = compare([A, ToyScenario("<b>", lift=1.0)], reps=2, **TOY)
    assert "<b>" not in bad._repr_html_()


def test_the_studies_do_not_know_what_shows_their_results():
    """Not by a name in a text either, which the laws of imports would not see: the package itself hands it to them."""
    root = Path(sim.__file__).parent
    for path in [*(root / "studies").rglob("*.py"), *(root / "laboratory").rglob("*.py")]:
        names = [
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and node.value == "sim.report"
        ]
        assert not names, path
    assert "shown_by" in (root / "__init__.py").read_text(encoding="utf-8")


# -- how the work is done and stopped ---------------------------------------------------------------------------------------


def jobs(n: int) -> list[Job]:
    return [Job(f"{i:032d}", 0, i, A, keep_series=False) for i in range(n)]


def test_little_work_is_done_in_this_process_and_much_by_others(monkeypatch):
    done: list[int] = []
    with Crew("tests.toys.toy", None) as crew:
        crew.run(jobs(5), lambda outcomes: done.extend(outcome.replication for outcome in outcomes))
        assert done == [0, 1, 2, 3, 4] and crew._pool is None and crew.hands == 1
    monkeypatch.setattr(runner, "POOL_SECONDS", 0.0)
    monkeypatch.setattr(runner, "workers_here", lambda: 2)
    done.clear()
    with Crew("tests.toys.toy", None) as crew:
        crew.run(jobs(5), lambda outcomes: done.extend(outcome.replication for outcome in outcomes))
        assert sorted(done) == [0, 1, 2, 3, 4] and done[:2] == [0, 1] and crew._pool is not None and crew.hands == 2


def test_what_the_first_run_loads_is_not_taken_for_its_work():
    pace = Pace()
    for seconds in (9.0, 1.0, 2.0):
        pace.learn([type("Ran", (), {"seconds": seconds})])
    assert pace.typical == 1.5


def test_an_interruption_says_what_was_kept_and_how_to_go_on(tmp_path, monkeypatch, capsys):
    real, calls = toy.simulate, []

    def interrupted(setup, **more):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(setup, **more)

    folder = tmp_path / "my study"
    with monkeypatch.context() as patch:
        patch.setattr(toy, "simulate", interrupted)
        with pytest.raises(
            Interrupted, match="3 runs are kept in .*my study; the same call goes on from there"
        ) as stop:
            compare([A, B], reps=4, out=folder, **TOY)
        assert stop.value.command == f"community-sim resume '{folder}'" and isinstance(stop.value, KeyboardInterrupt)
        calls.clear()
        with pytest.raises(Interrupted, match="no run was kept"):
            compare([A, B], reps=4, **TOY)
    from sim.command import main as cli

    def stopped(*_, **__):
        raise Interrupted("s", 3)

    monkeypatch.setattr(cli.typer.main, "get_command", lambda app: stopped)
    assert cli.main(["compare"]) == 130
    assert (
        capsys.readouterr().err == "interrupted; 3 runs are kept, and this goes on from there: community-sim resume s\n"
    )
    assert compare([A, B], reps=4, out=folder, **TOY).provenance["replications"] == 4
