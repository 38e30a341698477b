"""Own measures: a function of a run stands in every table and file, and is part of what the study is."""

from __future__ import annotations

import csv
import sys
import textwrap

import numpy as np
import pytest

import sim
from sim.command.main import main
from sim.errors import InputError
from sim.laboratory.own import OwnEngine, own_engine
from sim.laboratory.own_function import Function
from sim.scenario import library_folder
from sim.studies import Study, compare
from sim.studies.resuming import resume

SHARE = 0.5


def quiet_days(run):
    """Share of days without an own post."""
    return float((run.diary["posts_own"] == 0).mean())


def reads_a_constant(run):
    return SHARE * len(run.diary)


def gives_text(run):
    return "many"


def fails(run):
    return run.diary["no_such_series"].sum()


def two(days=40):
    pair = [
        sim.load(library_folder() / f"{name}.toml").with_community(audience=80, days=days)
        for name in ("everyone-at-once", "in-batches")
    ]
    return pair


QUICK = {"reps": 2, "assumptions": "none", "noise": False, "workers": 1}


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module with an own measure, as somebody writes it beside a study."""
    file = tmp_path / "mymeasures.py"
    file.write_text("def loud_days(run):\n    return float((run.diary['posts_own'] > 3).mean())\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "mymeasures", raising=False)
    yield file
    sys.modules.pop("mymeasures", None)


def edited(file, old, new):
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    sys.modules.pop("mymeasures", None)
    import importlib
    import linecache

    importlib.invalidate_caches()
    linecache.clearcache()
    for kept in file.parent.glob("__pycache__/*"):
        kept.unlink()


def test_a_measure_stands_in_rows_values_and_files(tmp_path):
    comparison = compare(two(), measures=[quiet_days], out=tmp_path / "study", **QUICK)
    assert comparison.measures[-1] == "quiet_days"
    for i, scenario in enumerate(two()):
        for r in range(2):
            assert comparison.values[i, r, -1] == quiet_days(sim.simulate(scenario.setup(), replication=r))
    row = comparison.row("quiet_days")
    assert (row.verdict, row.is_claimed) == ("exploratory", False) and np.isfinite(row.difference)
    with open(tmp_path / "study" / "runs.csv", newline="") as file:
        assert [float(line["quiet_days"]) for line in csv.DictReader(file)] == comparison.values[
            :, :, -1
        ].ravel().tolist()
    from sim.laboratory.store.exporting import export

    assert "quiet_days" in export(tmp_path / "study").file.read_text().splitlines()[0]
    page = sim.write_report(comparison, tmp_path / "study").read_text(encoding="utf-8")
    assert "quiet_days" in page
    assert comparison.to_frame()["quiet_days"].tolist() == comparison.values[:, :, -1].ravel().tolist()
    assert comparison.plot("quiet_days").get_figure() is not None
    assert np.array_equal(comparison.values[:, :, :-1], compare(two(), **QUICK).values, equal_nan=True), (
        "the project's own measures stay what they were"
    )


def test_a_measure_has_a_name_of_its_own(tmp_path):
    comparison = compare(two(), measures={"silence": quiet_days, "half": reads_a_constant}, **QUICK)
    assert comparison.measures[-2:] == ("silence", "half")
    assert comparison.values[0, 0, -1] == 20.0


def test_other_processes_find_a_measure_that_is_in_no_module():
    scope: dict = {}
    exec(
        "def from_a_notebook(run):\n    return inner(run) + 1.0\n\ndef inner(run):\n    return float(len(run.diary))\n",
        scope,
    )  # noqa: S102
    comparison = compare(two(), measures=[scope["from_a_notebook"]], **{**QUICK, "workers": 2})
    assert (comparison.values[:, :, -1] == 41.0).all()


def test_a_folder_refuses_a_measure_that_was_edited(tmp_path, module):
    comparison = compare(two(), measures=["mymeasures:loud_days"], out=tmp_path / "study", **QUICK)
    assert resume(tmp_path / "study", workers=1).values.tobytes() == comparison.values.tobytes()
    edited(module, "def loud_days", "# told better\ndef loud_days")
    assert resume(tmp_path / "study", workers=1).values.tobytes() == comparison.values.tobytes(), "a comment is no edit"
    edited(module, "> 3", "> 4")
    with pytest.raises(InputError, match="holds runs that were measured otherwise.*--fork NEW"):
        resume(tmp_path / "study", workers=1)
    with pytest.raises(InputError, match="measured otherwise"):
        compare(two(), measures=["mymeasures:loud_days"], out=tmp_path / "study", **QUICK)
    forked = resume(tmp_path / "study", fork=tmp_path / "fork", workers=1)
    assert forked.measures[-1] == "loud_days" and (forked.values[:, :, -1] <= comparison.values[:, :, -1]).all()
    module.unlink()
    sys.modules.pop("mymeasures", None)
    with pytest.raises(InputError, match="'mymeasures' cannot be imported"):
        resume(tmp_path / "study", workers=1)


def test_a_measure_of_a_notebook_is_given_again(tmp_path):
    measure = {}
    exec("def here(run):\n    return 1.0\n", measure)  # noqa: S102
    compare(two(), measures=[measure["here"]], out=tmp_path / "study", **QUICK)
    with pytest.raises(
        InputError,
        match="here was not written in a module, and is not kept in the folder; allowed measures=... once more",
    ):
        resume(tmp_path / "study", workers=1)
    assert resume(tmp_path / "study", workers=1, measures=[measure["here"]]).measures[-1] == "here"


def test_what_a_function_reads_is_part_of_what_it_is(monkeypatch):
    def digest():
        return Function.of(reads_a_constant, "x").id

    before = digest()
    monkeypatch.setitem(globals(), "SHARE", 0.25)
    assert digest() != before
    assert (
        OwnEngine(measures=(Function.of(quiet_days, "a"),)).measures_id
        != OwnEngine(measures=(Function.of(quiet_days, "b"),)).measures_id
    )


def test_a_sweep_answers_with_an_own_measure(tmp_path, module):
    file = tmp_path / "study.toml"
    from sim.scenario.toml import toml

    one = two()[0].tables()
    file.write_text(
        '[study]\nprimary = "loud_days"\nbeside = ["members"]\nreps = 2\nmeasures = ["mymeasures:loud_days"]\n[levers."team.hours_per_week"]\n'
        "values = [0, 10]\n" + toml({"scenario": {"base": one}}),
        encoding="utf-8",
    )
    swept = Study.from_file(file).run(out=tmp_path / "sweep", workers=1)
    assert swept.primary == "loud_days" and swept.of("loud_days").shape == (2, 2) and swept.measures[-1] == "loud_days"
    again = Study(
        [two()[0]],
        levers={"team.hours_per_week": [0, 10]},
        reps=2,
        measures=["mymeasures:loud_days"],
        primary="loud_days",
    ).run(workers=1)
    assert again.of("loud_days").tobytes() == swept.of("loud_days").tobytes()
    assert resume(tmp_path / "sweep", workers=1).of("loud_days").tobytes() == swept.of("loud_days").tobytes()
    from sim.report.sweep.page import write_sweep_report

    assert "loud_days" in write_sweep_report(swept, tmp_path / "sweep", "nl").read_text(encoding="utf-8")
    edited(module, "> 3", "> 4")
    with pytest.raises(InputError, match="measured otherwise"):
        resume(tmp_path / "sweep", workers=1)


def test_the_command_takes_a_measure_by_module_path(tmp_path, module, capsys):
    for i, scenario in enumerate(two()):
        (tmp_path / f"s{i}.toml").write_text(scenario.to_toml(), encoding="utf-8")
    typed = ["compare", "s0.toml", "s1.toml", "--reps", "2", "--no-assumptions", "--workers", "1", "-q"]
    assert main([*typed, "--out", "a", "--measure", "mymeasures:loud_days"]) == 0
    assert "loud_days" in (tmp_path / "a" / "runs.csv").read_text().splitlines()[0]
    assert main([*typed, "--out", "b", "--measure", "mymeasures.py:loud_days"]) == 0
    assert (tmp_path / "a" / "runs.csv").read_bytes() == (tmp_path / "b" / "runs.csv").read_bytes()
    capsys.readouterr()
    for path, told in (
        ("mymeasures:loud_dais", "did you mean loud_days?"),
        ("mymeasure:loud_days", "cannot be imported"),
        ("loud_days", "is not a measure"),
    ):
        assert main([*typed, "--out", "c", "--measure", path]) == 2
        assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("measures", "told"),
    [
        ([gives_text], r"gives_text fails on a small run: TypeError: measure gives_text gave str, not a number"),
        ([fails], r"fails fails on a small run: .*no_such_series"),
        ([lambda run: 1.0], r"'<lambda>' is no name of a measure"),
        ({"members": quiet_days}, r"there is a measure members already"),
        ([quiet_days, quiet_days], r"there is a measure quiet_days already"),
        ({"seconds": quiet_days}, r"there is a column seconds already"),
        ([textwrap.dedent], r"dedent fails on a small run"),
        ([lambda: 1.0], r"no name|takes 0 arguments"),
        ([3], r"int is no function of a run"),
        ("mymodule:function", r"is one text where a list is meant"),
    ],
    ids=[
        "text",
        "fails",
        "no name",
        "measure of ours",
        "twice",
        "column of ours",
        "no measure",
        "no argument",
        "number",
        "one text",
    ],
)
def test_what_is_no_measure_is_told_before_anything_is_run(measures, told):
    with pytest.raises(InputError, match=told):
        compare(two(), measures=measures, **QUICK)


def test_without_own_measures_the_engine_is_itself():
    assert own_engine("sim.day") == "sim.day" == own_engine("sim.day", [], {})
