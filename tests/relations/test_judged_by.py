"""Any measure of the project may judge: a comparison by its name, a pair by what its question names."""

from __future__ import annotations

import sys
import tomllib

import pytest

import sim
from sim import report
from sim.command.main import main
from sim.command.studies import study_folder
from sim.errors import InputError
from sim.measures import GOALS, MEASURES
from sim.scenario import library_folder
from sim.studies import compare
from sim.studies.pairs.pair import read_pairs
from sim.studies.pairs.study import BESIDE, read_answers, run_pairs
from sim.studies.resuming import resume
from sim.words import LANGUAGES, say

QUICK = {"reps": 3, "assumptions": "none", "noise": False, "workers": 1}
OF_EACH_UNIT = sorted({measure.unit: name for name, measure in MEASURES.items()}.values())


def two(days=40, **community):
    return [
        sim.load(library_folder() / f"{name}.toml").with_community(audience=80, days=days, **community)
        for name in ("everyone-at-once", "in-batches")
    ]


def test_the_measure_named_judges_and_the_runs_are_the_same(tmp_path):
    by_goal, named = compare(two(), **QUICK), compare(two(), primary="visitors", out=tmp_path / "s", **QUICK)
    assert (by_goal.primary, named.primary) == ("posters_30d", "visitors")
    assert (by_goal.values == named.values)[~(by_goal.values != by_goal.values)].all()
    assert [row.measure for row in named.rows if row.is_primary] == ["visitors"] and named.rows[0].measure == "visitors"
    resolved = tomllib.loads((tmp_path / "s/study.resolved.toml").read_text(encoding="utf-8"))
    assert resolved["study"]["primary"] == "visitors"
    (tmp_path / "s/DONE").unlink()
    assert resume(tmp_path / "s", workers=1).primary == "visitors"


@pytest.mark.parametrize("goal", GOALS)
def test_a_goal_is_judged_by_its_measure_and_told_in_every_language(goal):
    comparison = compare(two(days=130, goal=goal), **QUICK | {"reps": 2})
    assert comparison.primary == GOALS[goal]
    for lang in LANGUAGES:
        assert say(f"measures.{comparison.primary}.label", lang).lower() in report.text(comparison, lang).lower()


@pytest.mark.parametrize("name", OF_EACH_UNIT)
def test_a_measure_of_any_unit_can_judge_and_be_told(name):
    comparison = compare(two(days=60), primary=name, **QUICK)
    for lang in LANGUAGES:
        assert say(f"measures.{name}.label", lang).lower() in report.text(comparison, lang).lower()


@pytest.mark.parametrize("name", ["ties", "gini", "alive_end"])
def test_a_series_without_words_and_what_has_no_good_side_make_a_page(name, tmp_path):
    comparison = compare(two(days=60), primary=name, **QUICK)
    assert report.write_report(comparison, tmp_path, "nl").stat().st_size > 10_000


def test_a_name_that_is_none_is_told_with_the_nearest():
    with pytest.raises(
        InputError, match="'visitor' is not a measure; allowed one of .* measures; did you mean visitors"
    ):
        compare(two(), primary="visitor", **QUICK)


def test_the_command_takes_a_name_beside_own_measures(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "mine", raising=False)
    (tmp_path / "mine.py").write_text("def length(run):\n    return float(len(run.diary))\n", encoding="utf-8")
    for i, scenario in enumerate(two()):
        (tmp_path / f"s{i}.toml").write_text(scenario.to_toml(), encoding="utf-8")
    typed = ["compare", "s0.toml", "s1.toml", "--reps", "2", "--no-assumptions", "--workers", "1", "-q"]
    assert main([*typed, "--out", "a", "--measure", "visitors", "--measure", "mine.py:length"]) == 0
    assert say("measures.visitors.label", "en") in capsys.readouterr().out
    assert "length" in (tmp_path / "a/runs.csv").read_text(encoding="utf-8").splitlines()[0]
    for asked, told in (
        (["visitor"], "--measure: 'visitor' is not a measure; allowed one of"),
        (["visitors", "members"], "--measure: 2 measures to judge by; allowed one; any number of your own"),
    ):
        assert main([*typed, "--out", "b", *(word for name in asked for word in ("--measure", name))]) == 2
        assert told in capsys.readouterr().err
    sys.modules.pop("mine", None)


def test_a_comparison_by_another_measure_goes_to_another_folder():
    both = two()
    assert len({study_folder(both), study_folder(both, primary="visitors"), study_folder(both, primary="members")}) == 3


TABLE = """### Mine

| compare | with | advice | differs in | asks |
|---|---|---|---|---|
| `a` | `b` | C01 | `team.hours_per_week` | does it matter? judged by `{first}`, `members` |
| `a` | `c` | C01 | `team.hours_per_week` | does it matter? |
"""


@pytest.fixture
def folder(tmp_path):
    for name, hours in (("a", 8), ("b", 2), ("c", 4)):
        (tmp_path / f"{name}.toml").write_text(
            f'[community]\naudience = 40\ndays = 7\n[[policy]]\nkind = "team"\nhours_per_week = {hours}\n',
            encoding="utf-8",
        )
    (tmp_path / "README.md").write_text(TABLE.format(first="posts_own"), encoding="utf-8")
    return tmp_path


def test_a_pair_is_judged_by_what_its_question_names(folder):
    pairs = read_pairs(folder)
    assert [pair.measures for pair in pairs] == [("posts_own", "members"), ()]
    result = run_pairs(pairs, folder=folder, workers=1, first=3, most=3, kernel="toy_sweep")
    assert [row.measure for row in result.rows] == ["posts_own", GOALS["participation"]]
    assert set(result.rows[0].effects) == {"posts_own", "members", *BESIDE}
    file = folder / "answers.json"
    file.write_text(result.to_json(), encoding="utf-8")
    assert [row.pair for row in read_answers(file).rows] == list(pairs)


def test_a_pair_judged_by_what_is_no_measure_is_refused(folder):
    (folder / "README.md").write_text(TABLE.format(first="posts_owned"), encoding="utf-8")
    with pytest.raises(InputError, match="'posts_owned' is not a measure; allowed one of .* did you mean posts_own"):
        read_pairs(folder)
