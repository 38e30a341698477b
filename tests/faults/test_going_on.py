"""Coming back to a study folder: status, resume, fork, retry and export, through the command and on the real engine."""

from __future__ import annotations

import csv
import io
import json
import shlex
import shutil

import numpy as np
import pandas
import pyarrow.parquet as parquet
import pytest

import sim.day
from sim.command.main import main
from sim.laboratory.crew import worker
from sim.laboratory.store import exporting, holdings
from sim.laboratory.store.manifest import SCHEMA, checksum
from sim.measures import MEASURES
from sim.scenario import load
from tests.faults.small_study import POINTS, few_measures, name_of, opened, outcome, study  # noqa: F401

COMPARE = ["compare", "a.toml", "b.toml", "--reps", "3", "--no-assumptions", "--quiet", "--workers", "1", "--out"]


def said(capsys, *argv: str, code: int = 0) -> tuple[str, str]:
    found = main(list(argv))
    out, err = capsys.readouterr()
    assert found == code, out + err
    assert "Traceback" not in out + err
    return out, err


def _page(result, folder, lang="en", *, whole=False, live=None):
    """Stand in for the report, which has tests of its own and takes seconds."""
    (folder / "report").mkdir(exist_ok=True)
    (folder / "report/index.html").write_text(f"{lang} {result.primary}")
    return folder / "report/index.html"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two comparisons of small communities: one that ended, one that was interrupted after its second part."""
    place = tmp_path_factory.mktemp("made")
    (place / "a.toml").write_text("[community]\naudience = 40\ndays = 7\nfounders = 10\n", encoding="utf-8")
    (place / "b.toml").write_text('extends = "a.toml"\n[behaviour]\nnorm_profile = 0\n', encoding="utf-8")
    real, calls = holdings.Holdings.add, []

    def interrupt(self, *arguments):
        real(self, *arguments)
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setattr("sim.report.write_report", _page)
        patch.setattr("sim.laboratory.crew.pace.MOST_IN_CHUNK", 2)
        assert main([*COMPARE, "calm"]) == 0
        patch.setattr(holdings.Holdings, "add", interrupt)
        assert main([*COMPARE, "s"]) == 130
    return place


@pytest.fixture
def here(tmp_path, monkeypatch, made):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.report.write_report", _page)
    for name in ("a.toml", "b.toml"):
        shutil.copy(made / name, tmp_path)
    return tmp_path


@pytest.fixture
def stopped(here, made):
    """Copies of both; the runs.csv of the one that ended."""
    for name in ("calm", "s"):
        shutil.copytree(made / name, here / name)
    return (here / "calm/runs.csv").read_bytes()


def test_a_stopped_study_tells_how_far_it_is_and_goes_on(here, stopped, capsys):
    data = json.loads(said(capsys, "status", "s", "--json")[0])
    assert (data["n_ok"], data["n_failed"], data["n_todo"], data["is_done"], data["writer"]) == (4, 0, 5, False, "")
    assert data["is_same_engine"] and data["engine_id"] == sim.day.engine_id() and data["started"] <= data["last_part"]
    assert data["kind"] == "compare" and data["command"]
    assert data["bytes_used"] == sum(path.stat().st_size for path in (here / "s").rglob("*") if path.is_file())
    assert "runs: 4 done, 0 failed, 5 to do" in said(capsys, "status", "s")[0]
    assert "runs: 4 gedaan, 0 mislukt, nog 5 te doen" in said(capsys, "status", "s", "--lang", "nl")[0]
    (here / "a.toml").unlink()
    out, _ = said(capsys, "resume", "s", "--workers", "1", "--lang", "nl", "--quiet")
    assert "Rapport: " in out and (here / "s/report/index.html").exists()
    assert (here / "s/runs.csv").read_bytes() == stopped
    after = json.loads(said(capsys, "status", "s", "--json")[0])
    assert (after["n_ok"], after["n_todo"], after["is_done"]) == (9, 0, True)
    assert after["started"] == data["started"] and after["command"] == data["command"]


def test_status_says_who_is_writing(here, stopped, capsys):
    import os

    from sim.laboratory.store.lock import FolderLock

    lock = FolderLock(here / "s")
    assert f"at work (process {os.getpid()} on " in said(capsys, "status", "s")[0]
    lock.release()
    assert "nobody is working on it" in said(capsys, "status", "s")[0]


def test_another_engine_or_a_changed_scenario_is_refused_and_forked(here, stopped, capsys, monkeypatch):
    before = {path: path.read_bytes() for path in (here / "s").rglob("*") if path.is_file()}
    with monkeypatch.context() as patch:
        patch.setattr(sim.day, "engine_id", lambda: "other-engine")
        for verb in ("resume", "retry"):
            _, err = said(capsys, verb, "s", "--workers", "1", code=2)
            assert "s: holds runs of another engine" in err and "community-sim resume s --fork NEW" in err
        assert "not the one here" in said(capsys, "status", "s")[0]
        said(capsys, "resume", "s", "--fork", "new", "--workers", "1", "--quiet")
        assert json.loads((here / "new/manifest.json").read_text())["engine_id"] == "other-engine"
        assert set(parquet.read_table(here / "new/runs")["run_id"].to_pylist()).isdisjoint(
            parquet.read_table(here / "s/runs")["run_id"].to_pylist()
        )
        _, err = said(capsys, "resume", "s", "--fork", "new", "--workers", "1", code=2)
        assert "new: holds something" in err
    assert before == {path: path.read_bytes() for path in (here / "s").rglob("*") if path.is_file()}
    path = here / "s/scenarios/b.toml"
    path.write_text(path.read_text().replace("days = 7", "days = 8"))
    _, err = said(capsys, "resume", "s", "--workers", "1", code=2)
    assert (
        "scenario b is not what it was when the study began" in err
        and "--fork NEW" in err
        and len(err.splitlines()) == 1
    )
    path = here / "s/study.resolved.toml"
    path.write_text(path.read_text().replace("days = 7", "days = 8"))
    _, err = said(capsys, "resume", "s", "--workers", "1", code=2)
    assert (
        "holds another study" in err
        and "scenario a is not what it was" in err
        and "--fork NEW" in err
        and len(err.splitlines()) == 2
    )
    said(capsys, "resume", "s", "--fork", "eight", "--workers", "1", "--quiet")
    assert (here / "eight/DONE").exists() and all(
        "days = 8" in (here / f"eight/scenarios/{label}.toml").read_text() for label in "ab"
    )


def test_failed_runs_are_listed_repeated_and_done_again(here, stopped, capsys, monkeypatch):
    real = sim.day.simulate

    def planted(setup, *, replication=0, **more):
        if replication == 1:
            raise RuntimeError("planted")
        return real(setup, replication=replication, **more)

    shutil.rmtree(here / "s")
    with monkeypatch.context() as patch:
        patch.setattr(sim.day, "simulate", planted)
        said(capsys, *COMPARE, "s")
        data = json.loads(said(capsys, "status", "s", "--json")[0])
        assert (data["n_ok"], data["n_failed"], data["n_todo"]) == (6, 3, 0)
        told = data["failures"][1]
        assert told["repeat"] == "community-sim run s/scenarios/b.toml --replication 1" and told["error"].startswith(
            "RuntimeError: planted ("
        )
        assert told["repeat"] in said(capsys, "status", "s")[0]
        with pytest.raises(RuntimeError, match="planted"):
            main(shlex.split(told["repeat"])[1:])
        capsys.readouterr()
        _, err = said(capsys, "retry", "s", "--workers", "1")
        assert "failed runs done again: 3; failed now: 3" in err
    _, err = said(capsys, "retry", "s", "--workers", "1")
    assert "failed runs done again: 3; failed now: 0" in err
    assert (here / "s/runs.csv").read_bytes() == (here / "calm/runs.csv").read_bytes()
    ids = parquet.read_table(here / "s/runs")["run_id"].to_pylist()
    assert len(ids) == len(set(ids)) == 9
    assert "No run of this study has failed" in said(capsys, "retry", "s", "--workers", "1")[1]


LEVERS = """[study]
scenarios = ["a.toml"]
reps = 3
[levers."admission.batch_size"]
values = [0, 5]
[uncertain.stop_first]
[design]
kind = "lhs"
n = 3
"""


def test_the_command_repeats_every_kind_of_point(here, capsys, monkeypatch):
    """Scenarios, the noise floor, draws from the assumptions, points of a sweep: the command loads the very scenario, and gives the same numbers."""
    real = worker.run_one
    one_in_three = [0, 3, 6]
    monkeypatch.setattr(
        worker,
        "run_one",
        lambda engine, job: worker.failed(job, "planted") if job.replication in one_in_three else real(engine, job),
    )
    said(capsys, *["--assumptions=ranges" if one == "--no-assumptions" else one for one in COMPARE], "s")
    (here / "levers.toml").write_text(LEVERS)
    said(capsys, "sweep", "levers.toml", "--workers", "1", "--quiet", "--out", "sweep")
    parts = set()
    for folder in ("s", "sweep"):
        design = {row["point"]: row for row in parquet.read_table(here / folder / "design.parquet").to_pylist()}
        failed = parquet.read_table(here / folder / "runs", filters=[("status", "=", "failed")]).to_pylist()
        data = {
            failure["run_id"]: failure
            for failure in json.loads(said(capsys, "status", folder, "--json")[0])["failures"]
        }
        for row in failed:
            words = shlex.split(data[row["run_id"]]["repeat"])
            assert words[:2] == ["community-sim", "run"] and words[-2:] == ["--replication", str(row["rep"])]
            assert load(words[2]).hash() == design[row["point"]]["scenario_hash"]
            parts.add(design[row["point"]]["part"])
    assert parts == {"main", "noise", "assumptions", "sweep"}
    monkeypatch.setattr(worker, "run_one", real)
    out, _ = said(capsys, *shlex.split(data[failed[-1]["run_id"]]["repeat"])[1:], "--json", "--quiet")
    said(capsys, "retry", "sweep", "--workers", "1", "--quiet")
    (run,) = [
        row for row in parquet.read_table(here / "sweep/runs").to_pylist() if row["run_id"] == failed[-1]["run_id"]
    ]
    assert all(
        run[f"{name}"] == value or (value is None and np.isnan(run[f"{name}"]))
        for name, value in json.loads(out)["measures"].items()
    )


def test_a_folder_of_an_earlier_form_says_so(here, stopped, capsys):
    path = here / "s/manifest.json"
    data = json.loads(path.read_text()) | {"schema": 1}
    data.pop("checksum")
    path.write_text(json.dumps(data))
    before = {file: file.read_bytes() for file in (here / "s").rglob("*") if file.is_file()}
    for verb in ("status", "export", "resume"):
        _, err = said(capsys, verb, "s", code=2)
        assert "was written in another form" in err and f"1 there, {SCHEMA} here" in err and "damaged" not in err
    assert before == {file: file.read_bytes() for file in (here / "s").rglob("*") if file.is_file()}


@pytest.mark.parametrize("kind", ["compare", "sweep"])
def test_a_folder_of_the_third_form_is_forked(here, stopped, capsys, kind):
    """It had other names for measures, and a comparison a list of files instead of a study that says all; its fork gives the same runs."""
    folder, wanted = "s", stopped
    if kind == "sweep":
        (here / "levers.toml").write_text(LEVERS)
        said(capsys, "sweep", "levers.toml", "--workers", "1", "--quiet", "--out", "swept")
        folder, wanted = "swept", (here / "swept/runs.csv").read_bytes()
    data = json.loads((here / folder / "manifest.json").read_text()) | {"schema": 3}
    data["checksum"] = checksum(data)
    (here / folder / "manifest.json").write_text(json.dumps(data))
    if kind == "compare":
        lines = [
            "[study]",
            'kind = "compare"',
            "seed = 0",
            'primary = "posters_30d"',
            "reps = 3",
            'assumptions = "none"',
        ]
        for label in "ab":
            lines += [
                "[[scenario]]",
                f'label = "{label}"',
                f'file = "scenarios/{label}.toml"',
                f'hash = "{load(here / f"s/scenarios/{label}.toml").hash()}"',
            ]
        (here / "s/study.resolved.toml").write_text("\n".join(lines) + "\n")
    before = {path: path.read_bytes() for path in (here / folder).rglob("*") if path.is_file()}
    for verb in ("status", "export", "resume", "retry", "report"):
        _, err = said(capsys, verb, folder, code=2)
        assert "was written in another form" in err and f"3 there, {SCHEMA} here" in err and len(err.splitlines()) == 1
    said(capsys, "resume", folder, "--fork", "new", "--workers", "1", "--quiet")
    assert (here / "new/runs.csv").read_bytes() == wanted
    assert before == {path: path.read_bytes() for path in (here / folder).rglob("*") if path.is_file()}


def test_what_is_shown_again_is_the_same_for_every_kind(here, stopped, capsys):
    """`report`, `resume`, `retry`, `status` and `export` take a folder of any kind."""
    (here / "levers.toml").write_text(LEVERS)
    said(capsys, "sweep", "levers.toml", "--workers", "1", "--quiet", "--out", "swept")
    said(capsys, "doses", "--only", "team.hours_per_week", "--reps", "2", "--workers", "1", "--quiet", "--out", "dosed")
    for folder in ("calm", "swept", "dosed"):
        runs = (here / folder / "runs.csv").read_bytes()
        (here / folder / "DONE").unlink()
        assert "Report: " in said(capsys, "report", folder, "--workers", "1", "--quiet")[0]
        said(capsys, "resume", folder, "--workers", "1", "--quiet")
        assert "No run of this study has failed" in said(capsys, "retry", folder, "--workers", "1")[1]
        assert json.loads(said(capsys, "status", folder, "--json")[0])["n_todo"] == 0
        said(capsys, "export", folder, "--quiet")
        assert (here / folder / "runs.csv").read_bytes() == runs and (here / folder / "DONE").exists()


def test_export_is_read_by_all(here, stopped, capsys):
    shutil.rmtree(here / "s")
    said(capsys, *COMPARE, "s")
    _, err = said(capsys, "export", "s")
    assert "s/export.csv (9 runs, 0 of them failed)" in err
    said(capsys, "export", "s", "--format", "csv2", "--out", "dutch.csv")
    said(capsys, "export", "s", "--format", "parquet")
    said(capsys, "export", "calm", "--out", "calm.csv")
    assert (here / "calm.csv").read_bytes() == (here / "s/export.csv").read_bytes(), (
        "parts of another size give another file"
    )
    plain = pandas.read_csv(here / "s/export.csv")
    dutch = pandas.read_csv(here / "dutch.csv", sep=";", decimal=",")
    packed = pandas.read_parquet(here / "s/export.parquet")
    assert list(plain.columns) == list(dutch.columns) == list(packed.columns) and len(set(plain.columns)) == len(
        plain.columns
    )
    assert list(plain["run_id"]) == sorted(plain["run_id"]) == list(packed["run_id"])
    numbers = [
        name
        for name in plain.columns
        if name in MEASURES or name.startswith("behaviour.") or name in ("point", "rep", "draw", "seed", "days")
    ]
    assert len(numbers) > 200 and all(plain[name].dtype.kind in "if" for name in numbers)
    np.testing.assert_array_equal(plain[numbers].to_numpy(float), packed[numbers].to_numpy(float))
    np.testing.assert_array_equal(dutch[numbers].to_numpy(float), packed[numbers].to_numpy(float))
    whole = parquet.read_table(here / "s/runs").to_pandas().sort_values("run_id", ignore_index=True)
    np.testing.assert_array_equal(plain["posts_own"], whole["posts_own"])
    rows = list(csv.reader(io.StringIO((here / "s/export.csv").read_text("ascii"))))
    assert {len(row) for row in rows} == {len(plain.columns)} and len(rows) == 10


def test_export_is_safe_for_spreadsheets_and_leaves_damage_out(tmp_path, few_measures):  # noqa: F811
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", '=HYPERLINK("http://x")', "line\nbreak", "é “x” ✓"]
    with opened(tmp_path) as folder:
        for i, text in enumerate(nasty):
            one = outcome(0, i)
            folder.add([type(one)(one.run_id, 0, i, text, 0.1, np.full(4, np.nan), None)], POINTS)
    found = exporting.export(tmp_path / "study")
    assert (found.n_runs, found.n_failed, found.n_damaged) == (10, 10, 0)
    text = found.file.read_bytes().decode("ascii")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    by_id = {row["run_id"]: row for row in rows}
    errors = [by_id[name_of(0, i)]["error"] for i in range(len(nasty))]
    assert (
        [one[:1] for one in errors[:8]] == ["'"] * 8
        and errors[0] == "'=1+1"
        and errors[8] == "line break"
        and errors[9] == "\\xe9 \\u201cx\\u201d \\u2713"
    )
    assert all(row["posters_30d"] == "" for row in rows)
    next((tmp_path / "study/runs").glob("part-*")).write_bytes(b"x")
    found = exporting.export(tmp_path / "study")
    assert (found.n_runs, found.n_damaged) == (9, 1)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["status", "gone"], "gone: there is no such folder; allowed a folder that a study wrote"),
        (["status", "."], ".: is not a study folder"),
        (["status"], "status: DIR is missing"),
        (["resume", "gone"], "gone: there is no such folder"),
        (["retry", "."], ".: is not a study folder"),
        (["export", "."], ".: is not a study folder"),
        (["export", "gone", "--format", "xlsx"], "--format: 'xlsx' is not a form; allowed csv, csv2, parquet"),
        (["export", "gone", "--out", "no/where.csv"], "--out: there is no folder 'no'"),
        (["status", "s", "--lang", "fr"], "--lang: 'fr' is not allowed here"),
        (["resume", "s", "--workers", "0"], "--workers: '0' is not such a number"),
        (["resume", "s", "--fork", "a.toml"], "--fork: 'a.toml' is a file"),
        (["resume", "sweep"], "sweep/study.resolved.toml:2: study.kind: unknown key"),
        (["export", "sweep"], "sweep: holds no runs that can be read yet"),
    ],
)
def test_wrong_use(here, capsys, argv, told):
    from sim.laboratory.store.folder import StudyFolder

    with StudyFolder(here / "sweep", "design", sim.day.engine_id()) as folder:
        folder.write_text("study.resolved.toml", '[study]\nkind = "sweep"\nreps = 3\n')
    before = sorted(here.rglob("*"))
    out, err = said(capsys, *argv, code=2)
    assert out == "" and told in err
    assert sorted(here.rglob("*")) == before, "something was written"


def test_what_is_planned_is_known_before_the_first_run(tmp_path, few_measures):  # noqa: F811
    from sim.laboratory.store.status import status

    with opened(tmp_path) as folder:
        folder.plan(8)
        folder.add([outcome(0, 0)], POINTS)
        standing = status(tmp_path / "study", engine_id="engine")
        assert (standing.n_ok, standing.n_todo, standing.writer != "") == (1, 7, True)
    study(tmp_path, set())
    assert status(tmp_path / "study", engine_id="engine").n_todo == 0
