"""Study files and sweeps: what is asked is checked whole, designs are what they say, and no number depends on who ran it."""

from __future__ import annotations

import builtins
import json
import math
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.command.running import read_options
from sim.errors import InputError, WorkError
from sim.laboratory.crew import pace
from sim.laboratory.crew.bench import Allowance
from sim.laboratory.crew.cluster import engine_fault, opened
from sim.laboratory.plan.design import rows, size
from sim.laboratory.plan.factor import Factor
from sim.report.press.page import markdown, write_page
from sim.report.sweep.answer import answer, headline
from sim.report.sweep.page import sweep_page, write_sweep_report
from sim.report.sweep.text import estimate_text, sweep_data, sweep_text
from sim.report.sweep.view import SweepView
from sim.studies.study import Study
from sim.studies.sweep.table import axes_of, interaction, point_rows, variance
from tests.toys.study_files import assert_fault, faults
from tests.toys.toy_sweep import level as toy_level

pytestmark = pytest.mark.usefixtures("no_worlds")
ROOT = Path(__file__).resolve().parents[2]
KERNEL = "tests.toys.toy_sweep"
SMALL = {"title": "small", "community": {"audience": 50, "days": 40}, "policy": [{"kind": "team", "hours_per_week": 5}]}
SWEEPS = sorted((ROOT / "experiments" / "sweeps").glob("*.toml"))

STUDY = """
[study]
title = "try"
reps = 4
[scenario.small]
title = "small"
[scenario.small.community]
audience = 50
days = 40
[[scenario.small.policy]]
kind = "team"
hours_per_week = 5
[levers."team.hours_per_week"]
values = [0, 5, 10]
[uncertain.spam_posts]
dist = "choice"
values = [1, 3]
"""


def study(**changed) -> Study:
    scenario = sim.load(ROOT / "scenarios" / "baseline.toml").build(SMALL, "small")
    settings = {
        "levers": {"team.hours_per_week": [0, 5, 10]},
        "uncertain": {"spam_posts": {"dist": "choice", "values": [1, 3]}},
        "reps": 4,
    }
    return Study([scenario], **{**settings, **changed})


# -- study files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("reps = 4", "reps = 0", r"s\.toml:4: study\.reps: 0 is out of range; allowed a whole number, 1 to 100,000"),
        ("reps = 4", "rep = 4", r"s\.toml:4: study\.rep: unknown key; .* did you mean reps\?"),
        ("[study]", "reps = 4\n[study]", r"reps: unknown key; .* did you mean study\.reps\?"),
        (
            "reps = 4",
            'primary = "posters30d"',
            r"study\.primary: \"posters30d\" is not a measure; .* did you mean posters_30d\?",
        ),
        ("reps = 4", 'beside = ["trst"]', r"study\.beside\[0\]: .*did you mean trust\?"),
        ("reps = 4", "budget = 5", r"6 points and 10 replications are 60 runs, more than the 5"),
        (
            "reps = 4",
            'scenarios = ["baselin.toml"]',
            r"s\.toml:4: study\.scenarios\[0\]: 'baselin\.toml': there is no such file",
        ),
        ("audience = 50", "audience = -1", r"s\.toml:8: community\.audience: -1 is out of range"),
        ("kind =", "knd =", r"s\.toml:11: .*unknown key"),
        (
            '"team.hours_per_week"]',
            '"team.hour_per_week"]',
            r"s\.toml:13: levers\.team\.hour_per_week: .* did you mean team\.hours_per_week\?",
        ),
        ('"team.hours_per_week"]', '"batch_size"]', r"names no lever; .* did you mean admission\.batch_size\?"),
        (
            "values = [0, 5, 10]",
            "values = [0, 5, 500]",
            r"s\.toml:13: policy\[0\] \(team\)\.hours_per_week: 500 is out of range",
        ),
        ("values = [0, 5, 10]", "low = 3", r"s\.toml:13: levers\.team\.hours_per_week: high missing"),
        ("values = [0, 5, 10]", "low = 1\nhigh = 5", r"design\.n: missing: team\.hours_per_week run over a range"),
        ("values = [0, 5, 10]", "values = [5, 5]", r"a value twice"),
        (
            "[uncertain.spam_posts]",
            "[uncertain.spam_pots]",
            r"s\.toml:15: uncertain\.spam_pots: unknown key; .* did you mean spam_posts\?",
        ),
        ('"choice"', '"uniform"', r"uncertain\.spam_posts\.values: does not go with dist uniform; allowed low, high"),
        ("values = [1, 3]", "values = [-1, 3]", r"uncertain\.spam_posts\.values\[0\]: -1\.0 is out of range"),
        (
            "values = [1, 3]",
            'values = [1, 3]\n[design]\nkind = "lhs"',
            r"s\.toml:19: design\.n: missing|design\.n: missing; allowed how many draws",
        ),
        (
            "values = [1, 3]",
            'values = [1, 3]\n[design]\nkind = "file"',
            r"levers: does not go with a design of kind file",
        ),
        (
            "values = [1, 3]",
            "values = [1, 3]\n[labels]\nspam_post = 'x'",
            r"labels\.spam_post: unknown key; .* did you mean spam_posts\?",
        ),
        (
            "values = [1, 3]",
            'values = [1, 3]\n[policies.a]\n"team.hours_per_week" = 3',
            r"is decided twice, here and by policies\.a",
        ),
        (
            "[scenario.small]\n",
            '[scenario.small]\nextends = "basline.toml"\n',
            r"s\.toml:6: extends: 'basline\.toml'.* no such file",
        ),
        (
            "[scenario.small]\n",
            "[scenario.small.change.calender]\nminutes = 5\n[scenario.small]\n",
            r"s\.toml:5: change\.calender: the parent has no policy of this kind",
        ),
        ('"team.hours_per_week"]', '"calender[1].minutes"]', r"names no lever; .* did you mean calendar\.minutes\?"),
    ],
)
def test_every_fault_names_line_key_and_what_is_right(tmp_path, old, new, told):
    assert_fault(tmp_path, STUDY, old, new, told)


def test_all_faults_come_at_once(tmp_path):
    text = (
        STUDY.replace("reps = 4", "reps = 0")
        .replace("audience = 50", "audienc = 50")
        .replace("spam_posts", "spam_pots")
    )
    lines = faults(tmp_path, text)
    assert len(lines) >= 4
    assert lines == sorted(lines, key=lambda one: int(re.match(r"s\.toml:(\d+)", one)[1]))


def test_a_lever_on_two_policies_of_a_kind_is_a_fault():
    with pytest.raises(InputError, match="has 2 policies of kind calendar"):
        Study(["baseline.toml"], levers={"calendar.post": ["talk", "question"]})


def test_a_lever_on_a_policy_that_is_not_there_adds_one():
    experiment = Study(["baseline.toml"], levers={"ambassadors.number": [0, 4]}, reps=1)
    assert [point.scenario.policies[-1].number for point in experiment.points] == [0, 4]
    assert experiment.points[0].scenario.policies[-1].kind == "ambassadors"


def test_a_share_of_the_audience_takes_from_the_others_in_proportion():
    experiment = study(levers={"mix.spammer": [0, 0.5]}, uncertain=[])
    before, none, half = (
        point.scenario.community.shares for point in (study(levers=None, uncertain=[]).points[0], *experiment.points)
    )
    assert (
        none["spammer"] == 0
        and half["spammer"] == 0.5
        and all(abs(sum(each.values()) - 1) < 1e-12 for each in (none, half))
    )
    others = [role for role in before if role != "spammer" and before[role]]
    assert np.allclose([half[role] / none[role] for role in others], 0.5) and np.allclose(
        [before[a] / before[others[0]] for a in others], [half[a] / half[others[0]] for a in others]
    )
    with pytest.raises(InputError, match="names no lever; .*mix.role.*lurker_content, .*did you mean mix.spammer"):
        study(levers={"mix.spamer": [0, 0.5]})
    with pytest.raises(InputError, match=r"community.mix"):
        study(levers={"mix.spammer": [1.5]})


def test_a_study_comes_back_from_its_own_text(tmp_path):
    for one in (
        study(),
        study(
            design="sobol",
            n=8,
            uncertain={"spam_posts": {"dist": "triangular", "mode": 2.5}, "norm_profile": {}},
            levers={"team.hours_per_week": {"low": 1, "high": 9}},
            series="summary",
            seed=7,
        ),
        study(
            levers=None,
            uncertain=(),
            cases=[{"team.hours_per_week": 1, "spam_posts": 2}, {"team.hours_per_week": 2, "spam_posts": 3}],
        ),
        study(levers={"mix.spammer": [0.01, 0.1]}),
        study(
            policies={"a": {}, "b": {"access.access": "request"}},
            labels={"spam_posts": {"en": "spam", "nl": "rommel"}, "b": "door"},
        ),
    ):
        path = tmp_path / "study.toml"
        path.write_text(one.to_toml(), encoding="utf-8")
        again = Study.from_file(path)
        assert again.design_hash == one.design_hash
        assert [p.scenario_hash for p in again.points] == [p.scenario_hash for p in one.points]
        assert again.to_toml() == one.to_toml()


def test_file_and_python_are_the_same_study(tmp_path):
    (tmp_path / "s.toml").write_text(STUDY, encoding="utf-8")
    assert Study.from_file(tmp_path / "s.toml").design_hash == study().design_hash


def test_cases_may_stand_in_a_csv_file(tmp_path):
    (tmp_path / "c.csv").write_text("team.hours_per_week,spam_posts\n1,2.5\n4,3\n")
    text = STUDY[: STUDY.index("[levers")] + '[design]\nkind = "file"\nfile = "c.csv"\n'
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    experiment = Study.from_file(tmp_path / "s.toml")
    assert [
        (point.scenario.policies[0].hours_per_week, point.scenario.behaviour["spam_posts"])
        for point in experiment.points
    ] == [(1, 2.5), (4, 3)]
    (tmp_path / "c.csv").write_text("team.hours_per_week,spam_posts\n1\n")
    assert any("c.csv:2: 1 values; allowed 2" in fault for fault in faults(tmp_path, text))


@pytest.mark.parametrize("path", SWEEPS, ids=lambda path: path.stem)
def test_studies_of_the_project_can_be_run_and_have_their_page(path):
    experiment = Study.from_file(path)
    assert 2 <= len(experiment.points) * experiment.plan.head.reps <= 2000
    assert path.read_text(encoding="utf-8").splitlines()[0].startswith("# C")
    page = (ROOT / "results" / f"sweep-{path.stem}.md").read_text(encoding="utf-8")
    assert f"community-sim sweep experiments/sweeps/{path.name}" in page
    figures = re.findall(r"\]\((\S+\.svg)\)", page)
    assert figures and set(figures) == {file.name for file in (ROOT / "results").glob(f"sweep-{path.stem}.*.svg")}
    assert len(SWEEPS) >= 3


def test_the_researchers_page_shows_a_study_that_can_be_run(tmp_path):
    page = (ROOT / "docs" / "researcher.md").read_text(encoding="utf-8")
    text = re.search(r"```toml\n(.*?)```", page, re.DOTALL)[1]
    message = re.search(r"^unanswered\.toml:(.*)$", page, re.MULTILINE)[1]
    assert faults(tmp_path, text) == [f"s.toml:{message}"]
    mended = re.sub(r"\[uncertain\.spam_post\].*?\n\n", "", text, flags=re.DOTALL)
    (tmp_path / "s.toml").write_text(mended, encoding="utf-8")
    experiment = Study.from_file(tmp_path / "s.toml")
    code = re.search(r"```python\n(import sim.*?)```", page, re.DOTALL)[1]
    made = {}
    exec(code[: code.index("sweep = ")], made)  # the page's own example
    assert experiment.design_hash == made["study"].design_hash


# -- designs ----------------------------------------------------------------------------------------------------------------

A = Factor("x", "behaviour", "uniform", low=2.0, high=4.0)
B = Factor("y", "behaviour", "uniform", low=0.0, high=1.0)
C = Factor("p.f", "lever", "values", values=("a", "b"))


def test_distributions_are_what_they_say():
    from scipy import stats

    shares = (np.arange(400) + 0.5) / 400
    even = Factor("l", "behaviour", "log-uniform", low=0.01, high=1.0)
    np.testing.assert_allclose([even.at(u) for u in shares], stats.loguniform(0.01, 1.0).ppf(shares), rtol=1e-9)
    triangular = Factor("t", "behaviour", "triangular", low=1.0, high=5.0, middle=2.0)
    normal = Factor("n", "behaviour", "normal-truncated", low=-1.0, high=3.0, middle=0.5, sd=0.8)
    np.testing.assert_allclose([triangular.at(u) for u in shares], stats.triang(0.25, 1, 4).ppf(shares), rtol=1e-9)
    cut = stats.truncnorm((-1 - 0.5) / 0.8, (3 - 0.5) / 0.8, 0.5, 0.8)
    np.testing.assert_allclose([normal.at(u) for u in shares], cut.ppf(shares), atol=1e-7)
    whole = [Factor("w", "lever", "uniform", low=1, high=4, is_whole=True).at(u) for u in shares]
    assert np.bincount(whole).tolist() == [0, 100, 100, 100, 100] and all(isinstance(x, int) for x in whole)
    assert A.at(0.5) == 3.0 and C.at(0.0) == "a" and C.at(1.0) == "b"


def test_a_factorial_has_every_combination_once():
    lever = Factor("q.f", "lever", "uniform", low=0.0, high=10.0)
    found = rows("factorial", [C, lever], 3, 0)
    assert found == [("a", 0.0), ("a", 5.0), ("a", 10.0), ("b", 0.0), ("b", 5.0), ("b", 10.0)]
    assert size("factorial", [C, lever], 3) == 6 and rows("factorial", [], None, 0) == [()]


def test_a_hypercube_uses_every_slice_once_and_factors_do_not_move_each_other():
    alone, both = rows("lhs", [B], 50, 3), rows("lhs", [A, B, C], 50, 3)
    assert sorted(int(line[0] * 50) for line in alone) == list(range(50))
    assert [line[1] for line in both] == [line[0] for line in alone]
    assert sum(line[2] == "a" for line in both) == 25
    assert rows("lhs", [B], 50, 4) != alone


def test_a_sobol_design_grows_by_continuing_and_is_even():
    few, many = rows("sobol", [A, B], 16, 1), rows("sobol", [A, B], 64, 1)
    assert many[:16] == few
    counts = np.histogram2d([x for x, _ in many], [y for _, y in many], bins=4, range=[[2, 4], [0, 1]])[0]
    assert counts.min() >= 2 and counts.max() <= 6


# -- running ----------------------------------------------------------------------------------------------------------------


def hash_of(folder: Path) -> str:
    assert json.loads((folder / "manifest.json").read_text())["runs_hash"] == (folder / "DONE").read_text().strip()
    return (folder / "DONE").read_text().strip()


def test_the_same_bytes_whoever_ran_it(tmp_path, monkeypatch):
    experiment = study(series="summary")
    experiment.run(out=tmp_path / "here", kernel=KERNEL, workers=1)
    wanted = hash_of(tmp_path / "here")
    with ThreadPoolExecutor(3) as threads:
        experiment.run(out=tmp_path / "threads", kernel=KERNEL, executor=threads)
    monkeypatch.setattr(pace, "MOST_IN_CHUNK", 1)
    experiment.run(out=tmp_path / "two", kernel=KERNEL, workers=2)
    monkeypatch.setattr(pace, "MOST_IN_CHUNK", 100)
    monkeypatch.setattr(pace.Pace, "size", lambda self, n_todo, workers: min(100, n_todo))
    with ProcessPoolExecutor(1) as pool:
        experiment.run(out=tmp_path / "pool", kernel=KERNEL, executor=pool)
    experiment.run(out=tmp_path / "resumed", kernel=KERNEL, workers=1, reps=2)
    experiment.run(out=tmp_path / "resumed", kernel=KERNEL, workers=1)
    assert {hash_of(tmp_path / name) for name in ("threads", "two", "pool", "resumed")} == {wanted}


@pytest.mark.slow
def test_four_workers_and_the_real_engine_give_the_same_bytes(tmp_path):
    experiment = Study(
        ["in-batches.toml"],
        levers={"admission.batch_size": [0, 20]},
        uncertain=["minutes_welcome"],
        design="lhs",
        n=4,
        reps=5,
    )
    for workers in (1, 2, 4):
        experiment.run(out=tmp_path / str(workers), workers=workers)
    assert len({hash_of(tmp_path / str(workers)) for workers in (1, 2, 4)}) == 1


def test_the_order_of_jobs_does_not_matter(tmp_path, monkeypatch):
    from sim.laboratory.crew import bench

    experiment = study()
    experiment.run(out=tmp_path / "straight", kernel=KERNEL, workers=1)
    real = bench._Jobs

    def shuffled(wanted, todo, *rest):
        return real(wanted, [todo[i] for i in np.random.default_rng(1).permutation(len(todo))], *rest)

    monkeypatch.setattr(bench, "_Jobs", shuffled)
    experiment.run(out=tmp_path / "shuffled", kernel=KERNEL, workers=1)
    assert hash_of(tmp_path / "straight") == hash_of(tmp_path / "shuffled")


def test_replications_are_the_outer_loop(monkeypatch):
    from tests.toys import toy_sweep

    done = []
    real = toy_sweep.simulate
    monkeypatch.setattr(
        toy_sweep,
        "simulate",
        lambda setup, *, replication=0, events=False: (done.append(replication), real(setup, replication=replication))[
            1
        ],
    )
    early = []
    study(reps=7).run(kernel=KERNEL, workers=1, provisional=lambda sweep: early.append((sweep.n_reps, len(done))))
    assert done == sorted(done) and len(done) == 42
    assert early == [(5, 30)]


def test_a_precision_adds_replications_until_every_point_is_surely_known(tmp_path):
    from sim.laboratory.intervals import interval

    loose = study(precision=0.3, reps=200).run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    widths = [interval(one).half_width for one in loose.of("posters_30d")]
    assert (
        loose.n_reps in (20, 40, 80, 160) and max(widths) <= 0.3 and loose.provenance["precise_after"] == loose.n_reps
    )
    assert "0.3 wide" in markdown(sweep_page(SweepView(loose, "en")), "x")
    tight = study(precision="0.001%", reps=50).run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    assert (
        tight.n_reps == 50
        and "precise_after" not in tight.provenance
        and "not all points are so precise" in markdown(sweep_page(SweepView(tight, "en")), "x")
    )
    assert np.array_equal(tight.of("posters_30d")[:, : loose.n_reps], loose.of("posters_30d")[:, :50])
    assert Study.from_file(tmp_path / "s/study.resolved.toml").plan.head.precision == "0.001%"
    for given in ({"precision": "soon", "reps": 50}, {"precision": 0, "reps": 50}, {"precision": "2%", "reps": 20}):
        with pytest.raises(InputError, match="is no width of an interval|too few to look for a precision"):
            study(**given)


def test_a_grown_sobol_study_uses_what_is_there_and_another_study_is_refused(tmp_path):
    settings = {"levers": None, "uncertain": ["spam_posts", "norm_profile"], "design": "sobol"}
    study(**settings, n=4).run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    before = {path.name for path in (tmp_path / "s/runs").iterdir()}
    result = study(**settings, n=8).run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    assert before < {path.name for path in (tmp_path / "s/runs").iterdir()}
    assert result.values.shape[:2] == (8, 4)
    assert study(**settings, n=4).run(out=tmp_path / "s", kernel=KERNEL, workers=1).values.shape[:2] == (4, 4)
    assert len((tmp_path / "s/runs.csv").read_text().splitlines()) == 1 + 8 * 4, (
        "a smaller design leaves what a larger one did"
    )
    with pytest.raises(InputError, match="holds another study"):
        study(**{**settings, "uncertain": ["spam_posts"]}, n=8).run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    study(**{**settings, "design": "lhs"}, n=4).run(out=tmp_path / "l", kernel=KERNEL, workers=1)
    with pytest.raises(InputError, match="holds another study"):
        study(**{**settings, "design": "lhs"}, n=5).run(out=tmp_path / "l", kernel=KERNEL, workers=1)


def test_series_are_kept_as_asked(tmp_path):
    import pyarrow.parquet as parquet

    for kept, n_rows in (("all", 6 * 4 * 40), ("summary", 6 * 4 * 2), ("none", 0)):
        study(series=kept).run(out=tmp_path / kept, kernel=KERNEL, workers=1)
        parts = list((tmp_path / kept / "series").glob("*.parquet"))
        assert sum(parquet.read_table(part).num_rows for part in parts) == n_rows
    days, months = (parquet.read_table(tmp_path / kept / "series").to_pandas() for kept in ("all", "summary"))
    assert sorted(months["until_day"].unique()) == [30, 40]
    run = months["run_id"].iloc[0]
    for until, since in ((30, 0), (40, 30)):
        whole = days[(days["run_id"] == run) & (days["day"] >= since) & (days["day"] < until)]["posters_30d"].mean()
        month = months[(months["run_id"] == run) & (months["until_day"] == until)]["posters_30d"].iloc[0]
        assert abs(whole - month) < 1e-4


def test_a_hanging_run_becomes_a_failed_row(tmp_path, monkeypatch):
    monkeypatch.setenv("TOY_TROUBLE", "hang")
    result = study(levers={"team.hours_per_week": [5]}).run(out=tmp_path / "s", kernel=KERNEL, workers=2, timeout=0.8)
    assert result.failures == ("the run took longer than the time limit of 0.8 seconds",)
    assert np.isfinite(result.of("posters_30d")).sum() == 7
    monkeypatch.delenv("TOY_TROUBLE")
    again = study(levers={"team.hours_per_week": [5]}).run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    assert again.failed == 1, "a failed row is not tried again by itself"


def test_a_hanging_run_is_ended_on_an_executor_that_is_passed_in_too(tmp_path, monkeypatch):
    experiment = study(levers={"team.hours_per_week": [5]})
    experiment.run(out=tmp_path / "free", kernel=KERNEL, workers=1)
    with ThreadPoolExecutor(2) as threads:
        experiment.run(out=tmp_path / "limited", kernel=KERNEL, executor=threads, timeout=30.0)
        assert hash_of(tmp_path / "free") == hash_of(tmp_path / "limited")
        monkeypatch.setenv("TOY_TROUBLE", "hang")
        result = experiment.run(kernel=KERNEL, executor=threads, timeout=0.8)
        monkeypatch.setenv("TOY_TROUBLE", "exit")
        died = experiment.run(kernel=KERNEL, executor=threads, timeout=20.0)
    assert set(result.failures) == {"the run took longer than the time limit of 0.8 seconds"}
    assert len(died.failures) == len(result.failures) and "died 3 times" in died.failures[0]
    assert np.isfinite(result.of("posters_30d")).sum() == 8 - len(result.failures)


def test_a_run_that_ends_its_process_costs_only_itself(monkeypatch):
    monkeypatch.setenv("TOY_TROUBLE", "exit")
    result = study(levers={"team.hours_per_week": [5]}).run(kernel=KERNEL, workers=2)
    assert result.failed == 1 and "died 3 times" in result.failures[0]
    assert np.isfinite(result.of("posters_30d")).sum() == 7


def test_too_many_failures_stop_the_study_and_nothing_is_lost(tmp_path, monkeypatch):
    from tests.toys import toy_sweep

    many = study(
        uncertain={"spam_posts": {"low": 3.0, "high": 4.0}},
        levers={"team.hours_per_week": list(range(30))},
        n=1,
        reps=2,
    )
    monkeypatch.setenv("TOY_TROUBLE", "raise")
    monkeypatch.setattr(pace, "MOST_IN_CHUNK", 1)
    with pytest.raises(
        WorkError,
        match=r"11 of 41 runs failed, more than the 10 that --max-failures allows; the last one: RuntimeError: planted",
    ):
        many.run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    assert not (tmp_path / "s/DONE").exists()
    done = []
    real = toy_sweep.simulate
    monkeypatch.setattr(
        toy_sweep,
        "simulate",
        lambda setup, *, replication=0, events=False: (done.append(replication), real(setup, replication=replication))[
            1
        ],
    )
    result = many.run(out=tmp_path / "s", kernel=KERNEL, workers=1, max_failures=Allowance(share=0.6))
    assert len(done) == 19 and result.failed == 30


def test_a_run_that_calls_exit_is_a_failed_row(monkeypatch):
    monkeypatch.setenv("TOY_TROUBLE", "leave")
    result = study(levers={"team.hours_per_week": [5]}).run(kernel=KERNEL, workers=1)
    assert result.failed == 1 and "SystemExit: 3" in result.failures[0]
    assert np.isfinite(result.of("posters_30d")).sum() == 7


def test_a_primary_without_a_value_is_told_and_the_runs_are_kept(tmp_path):
    with pytest.raises(WorkError, match="no run has a value of retention_90"):
        study(primary="retention_90").run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    result = study().run(out=tmp_path / "s", kernel="tests.toys.toy_sweep", workers=1)
    assert np.isfinite(result.of("posters_30d")).all() and np.isnan(result.of("retention_90")).all()


def test_runs_csv_says_what_varied(tmp_path):
    import pandas

    result = study().run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    table = pandas.read_csv(tmp_path / "s/runs.csv")
    assert list(table.columns[:9]) == [
        "run_id",
        "scenario",
        "point",
        "rep",
        "status",
        "error",
        "repeat",
        "lever.team.hours_per_week",
        "behaviour.spam_posts",
    ]
    assert [
        dict(row)
        for _, row in table[table["rep"] == 0][["lever.team.hours_per_week", "behaviour.spam_posts"]].iterrows()
    ] == [result.setting(i) for i in range(6)]
    assert np.array_equal(table["posters_30d"].to_numpy().reshape(6, 4), result.of("posters_30d"))


def test_a_run_of_nan_is_no_failure_and_no_number(monkeypatch):
    monkeypatch.setenv("TOY_TROUBLE", "nan")
    result = study().run(kernel=KERNEL, workers=1)
    assert result.failed == 0 and np.isnan(result.of("posters_30d")).sum() == 3
    assert math.isfinite(point_rows(result, "posters_30d", 1)[1].mean)


# -- who runs it ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("dsk://h:1", None, None, None, None), "did you mean dask"),
        (("dask://h", None, None, None, None), "dask://host:port"),
        (("serial", "2", None, None, None), "--workers: 2 processes do not go with"),
        (("dask://h:1", "2", None, None, None), "workers of its own"),
        (("serial", None, None, "3", None), "--timeout: a run can only be ended with its process"),
        ((None, "0", None, None, None), "--workers: '0'"),
        ((None, None, "x", None, None), "--reps: 'x'"),
        ((None, None, None, "-1", None), "--timeout: '-1'"),
        ((None, None, None, None, "101%"), "--max-failures: '101%'"),
        ((None, None, None, None, "1.5"), "--max-failures: '1.5'"),
    ],
)
def test_options_that_cannot_be_are_told(given, told):
    assert any(told in str(fault) for fault in read_options(*given)[1])


def test_options_are_read():
    options, wrong = read_options(None, "3", "7", "2.5", "20%")
    assert not wrong and (options.workers, options.reps, options.timeout, options.allowance.of(1000)) == (
        3,
        7,
        2.5,
        200,
    )
    assert (
        Allowance().of(100) == 10
        and Allowance().of(1000) == 50
        and read_options(None, None, None, None, "3")[0].allowance.of(1000) == 3
    )
    assert engine_fault("dask://host:8786", None, 1.0) is None and engine_fault("processes", 4, 1.0) is None


def test_dask_that_is_missing_names_its_extra(monkeypatch):
    real = builtins.__import__
    monkeypatch.setattr(
        builtins,
        "__import__",
        lambda name, *rest: (_ for _ in ()).throw(ImportError(name)) if name == "distributed" else real(name, *rest),
    )
    with pytest.raises(InputError, match=r'extra "cluster".*community-sim\[cluster\]'), opened("dask://localhost:1"):
        pytest.fail("opened")


def test_dask_gives_the_same_bytes_also_when_a_worker_is_killed(tmp_path):
    import os
    import signal

    distributed = pytest.importorskip(
        "distributed", reason="Dask is not installed: pip install -e '.[cluster]' to try a cluster"
    )
    experiment = study(reps=200)
    experiment.run(out=tmp_path / "here", kernel=KERNEL, workers=1)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        victims = list(cluster.workers.values())

        def kill(done: int, total: int, stage: str) -> None:
            if done > total / 4 and victims:
                os.kill(victims.pop().pid, signal.SIGKILL)
                victims.clear()

        with opened("dask://" + cluster.scheduler_address.removeprefix("tcp://")) as executor:
            experiment.run(out=tmp_path / "dask", kernel=KERNEL, executor=executor, progress=kill)
        assert not victims
    assert hash_of(tmp_path / "here") == hash_of(tmp_path / "dask")


def test_dask_ends_a_hanging_run_and_keeps_its_worker(monkeypatch):
    distributed = pytest.importorskip(
        "distributed", reason="Dask is not installed: pip install -e '.[cluster]' to try a cluster"
    )
    monkeypatch.setenv("TOY_TROUBLE", "hang")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        before = [worker.pid for worker in cluster.workers.values()]
        with opened("dask://" + cluster.scheduler_address.removeprefix("tcp://")) as executor:
            result = study(levers={"team.hours_per_week": [5]}).run(kernel=KERNEL, executor=executor, timeout=0.8)
        assert [worker.pid for worker in cluster.workers.values()] == before
    assert result.failures == ("the run took longer than the time limit of 0.8 seconds",)
    assert np.isfinite(result.of("posters_30d")).sum() == 7


def test_a_comparison_runs_on_any_executor_too():
    from sim.studies import compare
    from tests.toys.toy import PARAMETERS, ToyScenario

    settings = {"kernel": "tests.toys.toy", "parameters": PARAMETERS, "reps": 6, "assumptions": False}
    here = compare([ToyScenario("a"), ToyScenario("b", lift=1.0)], workers=1, **settings)
    with ThreadPoolExecutor(2) as threads:
        there = compare([ToyScenario("a"), ToyScenario("b", lift=1.0)], executor=threads, **settings)
    np.testing.assert_array_equal(here.values, there.values)


def test_an_executor_that_breaks_is_told_and_what_is_done_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(pace, "MOST_IN_CHUNK", 1)
    threads = ThreadPoolExecutor(1)
    with pytest.raises(WorkError, match="executor that was passed in takes no more work"):
        study().run(
            out=tmp_path / "s",
            kernel=KERNEL,
            executor=threads,
            progress=lambda done, total, stage: threads.shutdown() if done == 5 else None,
        )
    assert 5 <= len(list((tmp_path / "s/runs").iterdir())) < 24
    study().run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    assert (tmp_path / "s/DONE").exists()


def test_ctrl_c_keeps_the_runs_that_are_done(tmp_path, monkeypatch):
    from tests.toys import toy_sweep

    real, done = toy_sweep.simulate, []

    def interrupted(setup, *, replication=0, events=False):
        if len(done) == 7:
            raise KeyboardInterrupt
        done.append(replication)
        return real(setup, replication=replication)

    with monkeypatch.context() as patch:
        patch.setattr(toy_sweep, "simulate", interrupted)
        with pytest.raises(KeyboardInterrupt):
            study().run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    again = []
    monkeypatch.setattr(
        toy_sweep,
        "simulate",
        lambda setup, *, replication=0, events=False: (again.append(replication), real(setup, replication=replication))[
            1
        ],
    )
    study().run(out=tmp_path / "s", kernel=KERNEL, workers=1)
    assert len(again) == 24 - 7


# -- what it says -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def swept():
    return study(reps=12).run(kernel=KERNEL, workers=1)


def test_effects_are_those_of_the_formula(swept):
    """posters = 20 + spam + daily team minutes / 60 + luck of the replication: differences within replications have no chance in them."""
    team, spam = axes_of(swept, "posters_30d")
    assert [round(step.difference, 9) for step in team.levels] == [0, 1, 2] and [
        round(step.difference, 9) for step in spam.levels
    ] == [0, 2]
    for level in (*team.levels, *spam.levels):
        assert level.sign == (level.difference > 0.5) and np.isnan(level.difference_low) and level.low < level.high
    assert round(team.levels[0].spread_high - team.levels[0].spread_low, 9) == 2
    gaps = interaction(swept, "posters_30d")
    assert abs(gaps[2].mean) < 1e-9 and round(gaps[0].mean, 9) == 2
    best = point_rows(swept, "posters_30d", 1)
    assert [round(row.behind, 9) for row in best] == [-4, -2, -3, -1, -2, 0]
    assert [round(row.behind, 9) for row in point_rows(swept, "posters_30d", -1)] == [0, 2, 1, 3, 2, 4]


def test_the_leader_at_each_level_is_that_of_the_formula_and_turns_where_it_turns(swept):
    """In the toy more is better on both axes, so the highest level leads everywhere; a table of its own shows a turn."""
    from sim.studies.sweep.table import leaders

    (hours, spam, found), *more = leaders(swept, "posters_30d", 1)
    assert hours.column == "lever.team.hours_per_week" and spam.column == "behaviour.spam_posts" and not more
    assert [(one.best, one.is_clear) for one in found] == [(hours.levels[-1].value, True)] * len(spam.levels)
    at = {
        (point.levers["team.hours_per_week"], point.scenario.behaviour["spam_posts"]): toy_level(point.scenario.setup())
        for point in swept.points
    }
    assert all(one.ahead.mean == pytest.approx(at[one.best, one.at] - at[one.second, one.at]) for one in found)
    assert "does not turn" in sweep_text(swept, "en").replace("\n", " ")
    values = swept.of("posters_30d").copy()
    values[[swept.setting(i)["behaviour.spam_posts"] == spam.levels[-1].value for i in range(len(values))]] *= -1
    turned = replace(swept, _columns={"posters_30d": values})
    assert [leader.best for leader in leaders(turned, "posters_30d", 1)[0][2]] == [hours.levels[-1].value] * (
        len(spam.levels) - 1
    ) + [hours.levels[0].value]
    assert "depends on" in sweep_text(turned, "en").replace("\n", " ") and "hangt af van" in sweep_text(
        turned, "nl"
    ).replace("\n", " ")


def test_chance_is_kept_apart_from_the_design(swept):
    parts = variance(swept, "posters_30d")
    assert abs(parts.design - np.var([1, 3, 2, 4, 3, 5], ddof=1)) < 1e-9
    assert abs(parts.chance - np.var(swept.of("posters_30d")[0], ddof=1)) < 1e-9
    flat = study(levers=None, uncertain={"norm_profile": {"dist": "choice", "values": [0, 1]}}).run(
        kernel=KERNEL, workers=1
    )
    assert variance(flat, "posters_30d").chance_of_runs == 1.0


def test_the_page_says_what_the_numbers_say(swept, tmp_path):
    for lang in ("en", "nl"):
        page = write_sweep_report(swept, tmp_path / lang, lang).read_text(encoding="utf-8")
        assert (
            f'<html lang="{lang}">' in page
            and not re.search(r'(?:src|href)="(?:https?:)?//', page)
            and "<script" not in page
        )
        assert page.count("<svg") == page.count('role="img"') >= 3
        text = markdown(sweep_page(SweepView(swept, lang)), "x")
        mean = SweepView(swept, lang).amount("posters_30d", float(swept.of("posters_30d")[5].mean()))
        assert mean in text and mean in page and "{" not in text
        line = headline(SweepView(swept, lang))
        assert line in unescape(page) and f"**{line}**" in text
        assert sweep_text(swept, lang).count("\n") > 8
    assert len((tmp_path / "en/report/tables/points.csv").read_text().splitlines()) == 7
    write_page(sweep_page(SweepView(swept, "en")), tmp_path / "page.md", "x")
    page = (tmp_path / "page.md").read_text()
    assert all((tmp_path / name).is_file() for name in re.findall(r"\]\((\S+\.svg)\)", page)) and ".svg)" in page
    json.dumps(sweep_data(swept)["points"])


def test_the_line_above_the_page_is_what_the_numbers_say(swept):
    def line(values: np.ndarray) -> str:
        return headline(SweepView(replace(swept, _columns={"posters_30d": values}), "en"))

    real = swept.of("posters_30d")
    rng = np.random.default_rng(1)
    assert line(real) == "“team.hours_per_week: 10, posts a spammer leaves in a visit: 3” comes out best"
    assert (
        line(np.repeat(real[:1], 6, axis=0))
        == "It makes no difference: posters in 30 days comes to exactly the same at every point"
    )
    assert line(rng.normal(size=real.shape)) == "No point can be told from the best"
    tied = real.copy()
    tied[3] = tied[5]
    assert line(tied).endswith("comes out best, and 1 of the 5 others exactly as well")
    wobble = rng.normal(scale=3.0, size=real.shape[1])
    wobble -= wobble.mean() + 0.1
    close = real.copy()
    close[3] = real[5] + wobble
    assert line(close).endswith("comes out best, but one of the 5 others may be as good")
    tied[1] = tied[5] + wobble
    assert line(tied).endswith("but 2 of the 5 others may be as good")
    spam = np.array([swept.setting(i)["behaviour.spam_posts"] for i in range(len(real))])
    assert (
        line(np.where(spam[:, None] == 3, -real, real))
        == "Which team.hours_per_week is best depends on posts a spammer leaves in a visit"
    )
    for moved, told in (
        (
            {"spam_posts": {"low": 0, "high": 4}},
            "What moves posters in 30 days most: posts a spammer leaves in a visit",
        ),
        (
            {"norm_profile": {"low": 0, "high": 1}},
            "It makes no difference: posters in 30 days comes to exactly the same at every point",
        ),
    ):
        result = study(levers=None, uncertain=moved, design="lhs", n=12, reps=12).run(kernel=KERNEL, workers=1)
        assert headline(SweepView(result, "en")) == told
    noise = replace(result, _columns={"posters_30d": rng.normal(size=result.of("posters_30d").shape)})
    assert headline(SweepView(noise, "en")) == "Nothing that was varied moves posters in 30 days by more than chance"


def test_a_page_of_many_points_has_its_picture_too():
    """Of a hundred points the best and the worst twenty are drawn and listed, and that is said; of forty all are, in the order of the study."""
    for n in (40, 100):
        result = study(levers={"team.hours_per_week": list(range(n // 2))}, reps=3).run(kernel=KERNEL, workers=1)
        view = SweepView(result, "en")
        (panel,) = [one for one in sweep_page(view).panels if one.name == "points"]
        assert len(panel.table.rows) == 40 and ("the best 20 and the worst 20" in panel.caption) == (n > 40)
        means = [float(row[1]) for row in panel.table.rows]
        assert (means == sorted(means, reverse=True)) == (n > 40)
        assert max(means) == pytest.approx(result.of("posters_30d").mean(axis=1).max(), abs=0.1)


def test_points_that_are_exactly_the_same_are_not_called_close(swept):
    same = replace(swept, _columns={"posters_30d": np.repeat(swept.of("posters_30d")[:1], 6, axis=0)})
    text = sweep_text(same, "en").replace("\n", " ")
    assert (
        "Every other point gives exactly the same" in text
        and "cannot be told from it" not in text
        and "more than chance can explain" not in text
    )
    values = swept.of("posters_30d").copy()
    values[[1, 3]] = values[5]
    view = SweepView(replace(swept, _columns={"posters_30d": values}), "en")
    assert view.best == 1 and view.same == [3, 5] and not view.near
    sentences = answer(view)
    assert sentences[1].startswith("Exactly the same, in every run that is compared: “") and sentences[2].startswith(
        "Each of the other 3 points lies behind it"
    )
    assert "Precies hetzelfde, in elke vergeleken run" in answer(replace(view, lang="nl"))[1]


def test_an_estimate_counts_and_leaves_nothing(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    forecast = study(series="all").estimate(workers=2, kernel=KERNEL)
    assert (forecast.n_points, forecast.n_reps, forecast.n_runs) == (6, 4, 24) and len(forecast.cases) == 3
    assert abs(forecast.seconds - forecast.seconds_a_run * 24 / 2) < 1e-12 and forecast.bytes > 24 * 40 * 4
    assert "24" in estimate_text(forecast, "nl") and not list(tmp_path.iterdir())


def test_the_bench_of_the_laboratory_measures_every_figure_it_has_words_for():
    """What it measures depends on the machine; that it measures is tested here."""
    from sim.speed.overhead import benchmark_laboratory
    from sim.words import say

    stages = []
    figures = benchmark_laboratory(
        Study(["bench.toml"]).points[0].scenario.with_community(audience=60, days=10, founders=20),
        20,
        stages.append,
        (20, 60),
    )
    assert stages == ["overhead", "scaling"] and figures["study_runs"] == 20
    assert all(
        math.isfinite(value) and say(f"cli.bench.{name}", lang)
        for name, value in figures.items()
        for lang in ("en", "nl")
    )
    assert (
        figures["study_runs_per_second"] > 0 and figures["study_to_engine"] > 0 and figures["driver_bytes_per_run"] >= 0
    )


def test_the_command_tells_all_faults_and_ends_in_two(tmp_path):
    (tmp_path / "s.toml").write_text(STUDY.replace("reps = 4", "reps = 0"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sim.command.main", "sweep", str(tmp_path / "s.toml"), "--engine", "dsk", "--reps", "x"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2 and done.stdout == ""
    lines = done.stderr.splitlines()
    assert (
        len(lines) == 3
        and lines[0].startswith("--reps")
        and lines[1].startswith("--engine")
        and "s.toml:4: study.reps" in lines[2]
    )
