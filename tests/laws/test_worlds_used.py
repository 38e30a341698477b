"""Laws of comparing in plausible worlds: which worlds, what stays as set, what is told when there are none or they are not ours."""

from __future__ import annotations

import tomllib
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as parquet
import pytest

from sim.command import main as cli
from sim.errors import InputError
from sim.laboratory.plan.points import N_WORLD_PAIRS
from sim.laboratory.store.reading import drawn_in, resolved_in
from sim.laboratory.store.status import status
from sim.laboratory.worlds.ensemble import load_ensemble, write_ensemble
from sim.report.comparison import answer as sentences
from sim.report.comparison.text import comparison_data, standing_text
from sim.report.comparison.view import View
from sim.rules import PARAMETERS as REAL
from sim.scenario import library_folder, load
from sim.studies import Study, compare
from sim.studies.comparison import drawing
from sim.studies.comparison.drawing import N_WORLDS, drawn
from sim.studies.resuming import resume
from tests.toys import report_toy, toy_ensemble
from tests.toys.study_files import assert_fault
from tests.toys.toy import PARAMETERS, ToyScenario

WORLDS = toy_ensemble.ensemble(PARAMETERS)
TOY = {
    "kernel": "tests.toys.toy",
    "parameters": PARAMETERS,
    "workers": 1,
    "reps": 4,
    "noise": False,
    "ensemble": WORLDS,
}
A, B = ToyScenario("a"), ToyScenario("b", lift=2.0)
QUIET = ToyScenario("quiet", behaviour={"liveliness": 0.6})


def test_the_first_worlds_in_stored_order_each_with_luck_of_its_own(tmp_path):
    comparison = compare([A, B], out=tmp_path, **TOY).assumptions
    assert (comparison.kind, comparison.n_draws, comparison.n_pairs, comparison.standing, comparison.ensemble) == (
        "worlds",
        N_WORLDS,
        N_WORLD_PAIRS,
        "current",
        WORLDS.name,
    )
    assert comparison.worlds == tuple(range(N_WORLDS)) and comparison.parameters == WORLDS.parameters
    np.testing.assert_array_equal(comparison.values, WORLDS.values[:N_WORLDS])
    design = {row["point"]: row for row in parquet.read_table(tmp_path / "design.parquet").to_pylist()}
    runs = [
        row for row in parquet.read_table(tmp_path / "runs").to_pylist() if design[row["point"]]["part"] == "worlds"
    ]
    assert len(runs) == N_WORLDS * N_WORLD_PAIRS * 2
    for row in runs:
        world = design[row["point"]]["draw"]
        assert world * N_WORLD_PAIRS <= row["rep"] < (world + 1) * N_WORLD_PAIRS
        assert design[row["point"]]["behaviour.liveliness"] == WORLDS.values[world, 0]


def test_shares_know_the_answer_that_is_planted():
    comparison = compare([A, B, ToyScenario("worse", lift=-9.0)], **TOY)
    one, other = comparison.assumptions.over_worlds
    assert (
        one.better.estimate > 0.97 and other.worse.estimate > 0.97
    )  # 2 and -9 posters on 20, where 1 is worth acting on
    assert comparison.assumptions.drivers[0][0] == "liveliness"
    told = comparison_data(comparison)["assumptions"]
    assert (
        told["kind"] == "worlds"
        and told["over_worlds"][1]["policy"] == "worse"
        and told["over_worlds"][1]["worse"]["estimate"] > 0.97
    )


def test_what_a_file_sets_stays_in_every_world(tmp_path):
    compare([A, QUIET], out=tmp_path, **TOY)
    rows = [row for row in parquet.read_table(tmp_path / "design.parquet").to_pylist() if row["part"] == "worlds"]
    assert {row["behaviour.liveliness"] for row in rows if row["scenario"] == "quiet"} == {0.6}
    assert len({row["behaviour.liveliness"] for row in rows if row["scenario"] == "a"}) == N_WORLDS
    assert len({row["behaviour.stickiness"] for row in rows if row["scenario"] == "quiet"}) == N_WORLDS


def test_without_worlds_the_ranges_are_drawn_and_it_is_told(no_worlds):
    comparison = compare([A, B], **{**TOY, "ensemble": None})
    assert (comparison.assumptions.kind, comparison.assumptions.standing, len(comparison.assumptions.over_worlds)) == (
        "ranges",
        "missing",
        1,
    )
    assert comparison.assumptions.over_worlds[0].better.estimate > 0.9  # 2 posters on 20, where 1 is worth acting on
    for lang, word in (("en", "There are no plausible worlds here"), ("nl", "Er zijn hier geen aannemelijke werelden")):
        assert standing_text(comparison, lang).startswith(word) and "\n" not in standing_text(comparison, lang)
    asked = compare([A, B], **{**TOY, "assumptions": "ranges"}).assumptions
    np.testing.assert_array_equal(comparison.assumptions.effects, asked.effects)
    assert asked.standing == ""


def test_worlds_of_another_model_are_no_worlds():
    other = toy_ensemble.ensemble({"unheard": PARAMETERS["liveliness"]})
    assert drawn("worlds", other, PARAMETERS, "toy-engine", ()).standing == "missing"


def test_worlds_of_another_engine_are_used_and_it_is_told():
    comparison = compare([A, B], **{**TOY, "ensemble": toy_ensemble.ensemble(PARAMETERS, engine="another")})
    assert (comparison.assumptions.kind, comparison.assumptions.standing) == ("worlds", "stale")
    assert "another engine" not in standing_text(comparison, "en") and "worlds fits them anew" in standing_text(
        comparison, "en"
    )


def test_an_engine_that_gives_the_same_numbers_needs_no_new_worlds(monkeypatch):
    other = toy_ensemble.ensemble(PARAMETERS, engine="another")
    monkeypatch.setattr(type(other), "is_current", lambda self: True)
    assert drawn("worlds", other, PARAMETERS, "toy-engine", ()).standing == "current"


def test_a_value_that_is_no_longer_allowed_is_brought_inside():
    narrow = {
        name: SimpleNamespace(
            default=parameter.default, low=parameter.low, high=parameter.high, hard_low=0.95, hard_high=1.05
        )
        for name, parameter in PARAMETERS.items()
    }
    values = drawn("worlds", WORLDS, narrow, "toy-engine", ()).values
    assert values.min() == 0.95 and values.max() == 1.05


def test_any_number_of_workers_and_a_folder_give_the_same_worlds(tmp_path):
    comparison = compare([A, B], **TOY)
    two = compare([A, B], out=tmp_path / "s", **{**TOY, "workers": 2})
    np.testing.assert_array_equal(comparison.assumptions.effects, two.assumptions.effects)
    assert comparison.assumptions.over_worlds == two.assumptions.over_worlds


def test_a_folder_says_what_was_drawn_and_goes_on_by_itself(tmp_path, no_worlds, monkeypatch):
    folder = tmp_path / "s"
    comparison = compare([A, B], out=folder, **TOY)
    assert tomllib.loads((folder / "study.input.toml").read_text())["comparison"]["assumptions"] == "worlds"
    assert drawn_in(folder, resolved_in(folder)) == ("worlds", folder / "worlds.parquet")
    assert load_ensemble(folder / "worlds.parquet").name == WORLDS.name
    monkeypatch.setattr("sim.scenario.load", lambda path: {"a": A, "b": B}[path.stem])
    monkeypatch.setattr(
        Study, "from_file", lambda path, own: SimpleNamespace(plan=comparison.plan)
    )  # a toy scenario is not read from a file
    again = resume(folder, kernel="tests.toys.toy", parameters=PARAMETERS, workers=1)
    np.testing.assert_array_equal(comparison.assumptions.effects, again.assumptions.effects)
    assert again.assumptions.ensemble == WORLDS.name


@pytest.mark.parametrize(
    "said, kind", [(True, "ranges"), (False, "none"), ("ranges", "ranges"), ("worlds", "worlds"), ("none", "none")]
)
def test_folders_of_before_there_were_worlds_are_read(tmp_path, said, kind):
    assert drawn_in(tmp_path, {"study": {"assumptions": said}}) == (kind, None)


def test_status_knows_how_many_runs_there_will_be(tmp_path):
    compare([A, B], out=tmp_path, **TOY)
    compare([A, B], out=tmp_path, **{**TOY, "assumptions": "ranges"})
    (tmp_path / "DONE").unlink()
    assert status(tmp_path, "toy-engine").n_todo == 0
    resolved = tmp_path / "study.resolved.toml"
    resolved.write_text(resolved.read_text().replace('"ranges"', '"worlds"').replace("reps = 4", "reps = 7"))
    assert status(tmp_path, "toy-engine").n_todo == 2 * 3


@pytest.mark.parametrize("word, meant", [("wolrds", "worlds"), ("range", "ranges"), (3, "")])
def test_a_word_that_is_no_kind_is_refused(word, meant):
    with pytest.raises(InputError) as caught:
        compare([A, B], **{**TOY, "assumptions": word})
    assert "allowed one of worlds, ranges, none" in str(caught.value) and (
        not meant or f"did you mean {meant}?" in str(caught.value)
    )


# -- ranges of a study ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours():
    """Worlds of the real parameters."""
    return toy_ensemble.ensemble(REAL, engine="another")


@pytest.fixture
def file(tmp_path, ours):
    write_ensemble(ours, tmp_path / "w.parquet")
    return tmp_path / "w.parquet"


def factor_of(**more):
    return next(
        factor
        for factor in Study(
            ["baseline.toml"], **{"uncertain": ["stop_first"], "design": "lhs", "n": 4, **more}
        ).plan.factors
        if factor.key == "stop_first"
    )


def test_a_range_that_is_not_given_is_that_of_the_worlds(file, ours, no_worlds):
    declared = REAL["stop_first"]
    ends = np.quantile(ours.values[:, ours.parameters.index("stop_first")], (0.1, 0.9))
    found = factor_of(worlds=file)
    assert (found.low, found.high) == pytest.approx(
        tuple(ends), rel=1e-3
    ) and declared.low < found.low < found.high < declared.high
    for other in (
        factor_of(worlds=file, assumptions="ranges"),
        factor_of(worlds=file, uncertain={"stop_first": {"low": declared.low}}),
        factor_of(),
    ):
        assert (other.low, other.high) == (declared.low, declared.high)
    every = Study(
        ["baseline.toml"], sensitivity={"parameters": "all"}, worlds=file, primary="members", budget=10**6
    ).plan
    assert next(factor for factor in every.factors if factor.key == "stop_first") == found
    assert all(REAL[factor.key].low <= factor.low < factor.high <= REAL[factor.key].high for factor in every.factors)
    assert every.ensemble == ours.name


def test_a_study_that_is_written_out_needs_no_worlds(tmp_path, file, ours, no_worlds):
    experiment = Study(["baseline.toml"], uncertain=["stop_first"], design="lhs", n=4, worlds=file)
    (tmp_path / "s.toml").write_text(experiment.to_toml(), encoding="utf-8")
    again = Study.from_file(tmp_path / "s.toml")
    assert again.design_hash == experiment.design_hash and again.plan.ensemble == experiment.plan.ensemble == ours.name
    assert again.to_toml() == experiment.to_toml() and again.plan.standing == ""


def test_what_is_amiss_with_the_worlds_of_a_study_is_told(file, no_worlds, monkeypatch, ours):
    settings = {"uncertain": ["stop_first"], "design": "lhs", "n": 4}
    assert Study(["baseline.toml"], **settings).plan.standing == "missing"
    assert Study(["baseline.toml"], **settings, assumptions="ranges").plan.standing == ""
    assert Study(["baseline.toml"], levers={"team.hours_per_week": [1, 2]}).plan.standing == ""
    monkeypatch.setattr(type(ours), "is_current", lambda self: False)
    assert Study(["baseline.toml"], **settings, worlds=file).plan.standing == "stale"
    monkeypatch.setattr(type(ours), "is_current", lambda self: True)
    assert Study(["baseline.toml"], **settings, worlds=file).plan.standing == "current"


def test_what_a_scenario_of_a_sensitivity_study_sets_is_not_varied(file, no_worlds):
    base = load(library_folder() / "baseline.toml")
    one = base.with_values(stop_first=0.33)
    for more in ({"worlds": file}, {"assumptions": "ranges"}):
        plan = Study([one], sensitivity={"parameters": "all"}, primary="members", budget=10**6, **more).plan
        assert (
            "stop_first" not in [factor.key for factor in plan.factors] and plan.arm(0).behaviour["stop_first"] == 0.33
        )


@pytest.mark.parametrize(
    "line, told",
    [
        ('assumptions = "wolrds"', r"study\.assumptions: .*did you mean worlds\?"),
        ('worlds = "none.parquet"', r"study\.worlds: .*none\.parquet: there are no plausible worlds"),
    ],
)
def test_faults_in_a_study_file(tmp_path, line, told):
    text = '[study]\nscenarios = ["baseline.toml"]\nreps = 3\n[uncertain.stop_first]\n[design]\nkind = "lhs"\nn = 4\n'
    assert_fault(tmp_path, text, "reps = 3", f"reps = 3\n{line}", told)


# -- the command ------------------------------------------------------------------------------------------------------------


def faults(capsys, *words):
    code = cli.main(["compare", *words])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "") and "Traceback" not in err
    return err


def test_faults_of_the_command_are_told_before_anything_runs(scenarios, tmp_path, capsys):
    pair = [str(scenarios / "everyone-at-once.toml"), str(scenarios / "in-batches.toml")]
    damaged = tmp_path / "worlds.parquet"
    damaged.write_bytes(b"PAR1 and then nothing")
    assert "did you mean worlds?" in faults(capsys, *pair, "--assumptions", "wordls")
    assert "did you mean --assumptions?" in faults(capsys, *pair, "--asumptions", "worlds")
    assert "none.parquet" in faults(capsys, *pair, "--worlds", str(tmp_path / "none.parquet"))
    assert "damaged" in faults(capsys, *pair, "--worlds", str(damaged))
    assert "cannot be read" in faults(capsys, *pair, "--worlds", str(tmp_path))
    assert "--worlds: does not go with" in faults(capsys, *pair, "--worlds", str(damaged), "--assumptions", "ranges")
    assert "--no-assumptions: does not go with" in faults(capsys, *pair, "--no-assumptions", "--assumptions", "ranges")
    both = faults(capsys, pair[0], str(tmp_path / "no.toml"), "--assumptions", "rangs")
    assert "did you mean ranges?" in both and "no.toml" in both


@pytest.mark.parametrize(
    "lang, words",
    [
        ("en", ("of the worlds that fit the known facts", "worth acting on", "about the same in", "worse in")),
        ("nl", ("van de werelden die bij de bekende feiten passen", "de moeite waard", "gelijk in", "slechter in")),
    ],
)
def test_the_answer_tells_the_shares_and_never_mixes_them_with_chance(lang, words):
    view = View(report_toy.comparison(3, 6, 70, assumptions="worlds"), lang)
    shares = view.comparison.assumptions.over_worlds[0]
    answer = sentences.answer(view, 1)
    assert all(word in answer for word in words)
    for one in (shares.better, shares.same, shares.worse):
        assert f"{100 * one.estimate:.0f}% ({100 * one.low:.0f}" in answer
    assert answer.count({"en": "chance", "nl": "toeval"}[lang]) >= 1


def test_the_kinds_are_the_words_of_the_command():
    assert drawing.KINDS == ("worlds", "ranges", "none")
    assert drawing.kind_of(True) == "worlds" and drawing.kind_of(False) == "none"
    with pytest.raises(InputError):
        drawing.ensemble_for("nowhere.parquet")
    assert drawing.ensemble_for(WORLDS) is WORLDS


def test_an_ensemble_file_is_the_ensemble(tmp_path):
    write_ensemble(WORLDS, tmp_path / "w.parquet")
    comparison = compare([A, B], **{**TOY, "ensemble": tmp_path / "w.parquet"})
    np.testing.assert_array_equal(comparison.assumptions.values, WORLDS.values[:N_WORLDS])
