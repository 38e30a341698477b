"""Whatever is typed wrongly ends in exit code 2 with one line a fault; failed work in 1; an interruption in 130; never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from commanding import GOOD, said

from sim.errors import WorkError


@pytest.fixture
def good(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "other.toml").write_text('extends = "good.toml"\n[behaviour]\nnorm_profile = 0\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (
            ["comprae", "a", "b"],
            "comprae: unknown verb; allowed run, compare, explain, diff, scenarios, bench, report, "
            "measure, validate, replicate, ",
        ),
        (["comprae", "a", "b"], "; did you mean compare?"),
        (["resmue", "a"], "sweep, sensitivity, parameters, status, resume, retry, export, pairs, doses, worlds"),
        (["run"], "run: SCENARIO is missing"),
        (["run", "--sede", "3", "good.toml"], "did you mean --seed?"),
        (["run", "good.toml", "--seed"], "--seed: needs a value"),
        (["run", "good.toml", "more"], "run: got unexpected extra argument"),
        (
            ["run", "god.toml"],
            "god.toml: there is no such file; allowed an existing scenario file (.toml): "
            "community-sim scenarios lists the library; did you mean good.toml?",
        ),
        (["run", "good.toml", "--days", "x"], '--days: community.days: "x" is not a whole number'),
        (
            ["run", "good.toml", "--days", "0"],
            "--days: community.days: 0 is out of range; allowed a whole number, 1 to 3650",
        ),
        (["run", "good.toml", "--seed", "-1"], "--seed: community.seed: -1 is out of range"),
        (["run", "good.toml", "--seed", "nan"], "--seed: community.seed: nan is not a finite number"),
        (
            ["run", "good.toml", "--replication", "1.5"],
            "--replication: '1.5' is not such a number; allowed a whole number, 0 to",
        ),
        (["run", "good.toml", "--lang", "fr"], "--lang: 'fr' is not allowed here; allowed one of en, nl"),
        (["run", "good.toml", "--set", "behaviour.stop_frist=1"], "--set:1: behaviour.stop_frist: unknown key"),
        (["run", "good.toml", "--events", "gone/log.csv"], "--events: there is no folder 'gone'"),
        (["run", "good.toml", "--events", "."], "--events: '.' is a folder; allowed a file to write"),
        (["run", "good.toml", "--out", "good.toml"], "--out: 'good.toml' is a file; allowed a folder to write"),
        (["run", "good.toml", "--out", ""], "--out: is not the name of a folder"),
        (["compare", "good.toml"], "compare: one scenario given; allowed two or more"),
        (
            ["compare", "good.toml", "other.toml", "--reps", "0"],
            "--reps: '0' is not such a number; allowed a whole number, 1 to 100,000",
        ),
        (["compare", "good.toml", "other.toml", "--reps", "9" * 5000], "is not such a number"),
        (
            ["compare", "good.toml", "other.toml", "--engine", "dask"],
            "--engine: 'dask' is not allowed here; allowed one of serial, processes",
        ),
        (
            ["compare", "good.toml", "other.toml", "--engine", "serial", "--workers", "4"],
            "4 processes do not go with --engine serial",
        ),
        (["compare", "good.toml", "other.toml", "--until", "posters=2%"], "--until"),
        (["explain", "."], ".: this is a folder; allowed a scenario file"),
        (["diff", "good.toml"], "diff: B is missing"),
        (["report", "gone"], "gone: there is no such folder; allowed a folder that a study wrote"),
        (["report", "."], ".: is not a study folder"),
        (["--vresion"], "did you mean --version?"),
    ],
)
def test_wrong_use(capsys, good, argv, told):
    before = sorted(os.listdir(good))
    code, out, err = said(capsys, *argv)
    assert code == 2 and out == "" and told in err
    assert sorted(os.listdir(good)) == before, "something was written"


def test_all_faults_of_options_and_files_together(capsys, good):
    (good / "bad.toml").write_text("[community]\naudience = 0\ndayz = 3\n", encoding="utf-8")
    code, out, err = said(
        capsys,
        "compare",
        "good.toml",
        "bad.toml",
        "gone.toml",
        "--reps",
        "x",
        "--lang",
        "fr",
        "--workers",
        "0",
        "--set",
        "y",
    )
    assert code == 2 and out == ""
    starts = ("--reps: ", "--workers: ", "--lang: ", "--set:1: ", "bad.toml:2: ", "bad.toml:3: ", "gone.toml: ")
    rows = err.strip().split("\n")
    assert len(rows) == len(starts)
    assert all(any(row.startswith(start) for row in rows) for start in starts)


def test_explain_and_diff(capsys, good):
    code, out, err = said(capsys, "explain", "good.toml", "--lang", "nl", "--set", "community.days=5")
    assert (code, err) == (0, "") and "we volgen hen 5 dagen" in out
    code, out, err = said(capsys, "diff", "good.toml", "other.toml")
    assert code == 0 and "(logit): 1.5 | 0 [behaviour.norm_profile]" in out
    code, out, err = said(capsys, "diff", "good.toml", "good.toml")
    assert code == 0 and "Nothing differs" in out
    code, out, err = said(capsys, "diff", "good.toml", "other.toml", "--json")
    assert json.loads(out) == [{"key": "behaviour.norm_profile", "a": 1.5, "b": 0.0}]
    code, out, err = said(capsys, "explain", "good.toml", "--json")
    assert json.loads(out)["community"]["audience"] == 40


def test_help_and_version(capsys):
    assert said(capsys, "--version")[:2] == (0, "community-sim 0.1.0\n")
    for verb in ("run", "compare", "explain", "diff", "scenarios", "bench", "report"):
        code, out, _ = said(capsys, verb, "--help")
        assert code == 0 and verb in out


def test_failed_work_and_interruptions(capsys, good, monkeypatch):
    import sim.day

    monkeypatch.setattr(sim.day, "prepare", lambda progress=True: 0.0)
    for error, code in (
        (WorkError("no pair ended well"), 1),
        (KeyboardInterrupt(), 130),
        (OSError(28, "No space left on device"), 1),
        (MemoryError(), 1),
    ):

        def broken(*_, raised=error, **__):
            raise raised

        monkeypatch.setattr(sim.day, "simulate", broken)
        found, out, err = said(capsys, "run", "good.toml")
        assert (found, out) == (code, "") and len(err.strip().split("\n")) == 1


def test_run_writes_what_was_asked_and_json_only(capsys, good):
    code, out, _ = said(capsys, "run", "good.toml", "--json", "--quiet", "--events", "log.csv", "--out", "kept")
    data = json.loads(out)
    assert code == 0 and data["measures"]["members"] > 0 and data["scenario"] == "good"
    assert (good / "log.csv").is_file() and (good / "log.joins.csv").is_file()
    assert sorted(os.listdir(good / "kept")) == ["diary.csv", "measures.json", "scenario.resolved.toml"]
    code, out, _ = said(capsys, "run", "good.toml", "--quiet")
    assert code == 0 and "members" in out and "{" not in out


def test_a_console_that_knows_only_ascii(good):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": os.pathsep.join(sys.path)}
    (good / "accents.toml").write_text('title = "Café “één” – ✓"\n' + GOOD, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sim.command.main", "explain", "accents.toml", "--lang", "nl"],
        capture_output=True,
        env=environment,
    )
    assert done.returncode == 0 and b"Traceback" not in done.stderr and b"Caf?" in done.stdout
    done = subprocess.run(
        [sys.executable, "-m", "sim.command.main", "explain", "é.toml"], capture_output=True, env=environment
    )
    assert done.returncode == 2 and b"there is no such file" in done.stderr
