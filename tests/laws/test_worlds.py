"""Plausible worlds: what they are fitted to, that a fit goes on where it was killed, that the file says what it should, and is current."""

from __future__ import annotations

import json
import math
import statistics
from dataclasses import replace

import numpy as np
import pytest
import toy_worlds
from toy_worlds import NAMES, OBSERVED, PLAN, PRIOR

from sim.command.main import main
from sim.errors import InputError, WorkError
from sim.evidence.facts import FACTS
from sim.evidence.held import CHECKED, FITTED, SIGN
from sim.evidence.observing import load_setting
from sim.evidence.worlds import study
from sim.evidence.worlds.members import Task, check_plan, evaluate, figure_and_noise, mean_of_runs, plan_for, plan_of
from sim.evidence.worlds.parts import FitFolder, Workshop
from sim.evidence.worlds.smoothing import causes, smooth
from sim.evidence.worlds.targets import Observation, observations, of_fact, of_logs, real_logs
from sim.laboratory.worlds import ensemble as stored_as
from sim.laboratory.worlds import golden
from sim.laboratory.worlds.ensemble import Ensemble, load_ensemble, stored_ensemble, write_ensemble
from sim.laboratory.worlds.prior import Prior
from sim.report.evidence.worlds import worlds_data, worlds_page, worlds_text
from sim.rules import PARAMETERS
from sim.words import LANGUAGES
from sim.world.parameters import uncertain

MEMBERS, STEPS = 24, 2
MANY = 60


def fit(
    path,
    model=toy_worlds.linear,
    *,
    workers=1,
    told="toy",
    observed=OBSERVED,
    remark=None,
    members=MEMBERS,
    steps=STEPS,
):
    with FitFolder(path, {"told": told}) as folder, Workshop(model, workers) as workshop:
        return smooth(folder, workshop, PRIOR, observed, PLAN, members=members, steps=steps, remark=remark)


def same(a, b) -> bool:
    return (
        a.after.z.tobytes() == b.after.z.tobytes()
        and a.after.predicted(OBSERVED).tobytes() == b.after.predicted(OBSERVED).tobytes()
    )


# --- what is fitted ---


def test_only_fitted_rows_and_the_logs_are_observed():
    names = [observation.name for observation in observations()]
    rows = {name.removeprefix("row.") for name in names if name.startswith("row.")}
    assert rows == {row for row, fact in FACTS.items() if fact.role == FITTED and fact.low < fact.high}
    assert {name.removeprefix("log.") for name in names if name.startswith("log.")} == set(real_logs()["figures"])
    assert len(set(names)) == len(names)


def test_a_row_aims_at_the_middle_of_its_band_with_a_quarter_of_its_width():
    fact = replace(FACTS["2"], low=0.2, high=0.4, aim=None, by_ratio=False)
    assert fact.goal == pytest.approx((0.3, 0.05))
    assert replace(fact, low=4.0, high=16.0, hard_high=20.0, by_ratio=True).goal == pytest.approx(
        (8.0, math.log(4.0) / 4.0)
    )
    assert replace(fact, aim=(0.25, 0.01)).goal == (0.25, 0.01)
    assert replace(fact, low=0.3, high=0.3).goal is None
    assert replace(fact, asks=SIGN).goal is None
    assert replace(fact, high=math.inf, hard_high=math.inf).goal is None
    assert of_fact(replace(fact, role=CHECKED)) is None
    with pytest.raises(ValueError, match="aim"):
        replace(fact, aim=(0.25, 0.0))


def test_a_logs_figure_aims_at_the_median_and_spreads_as_the_logs_do():
    told = real_logs()
    assert len(told["logs"]) == 6
    for observation in of_logs():
        values = [log["figures"][observation.key] for log in told["logs"].values() if observation.key in log["figures"]]
        scale = [math.log(x) for x in values] if observation.by_ratio else values
        assert len(values) >= 3
        assert observation.aim == pytest.approx(statistics.median(scale))
        assert observation.sd == pytest.approx(statistics.stdev(scale))
        assert min(values) < observation.target < max(values)
    assert all(log["source"] and log["original"] for log in told["logs"].values())


def test_figures_that_spread_by_factors_are_scaled_by_their_logarithm():
    one = Observation("log.x", "managed", 4.0, 0.5, by_ratio=True)
    assert one.scaled(np.array([4.0, 0.0, np.nan])).tolist()[:2] == pytest.approx([math.log(4.0), math.log(0.08)])
    assert np.isnan(one.scaled(np.array([np.nan]))[0])
    assert one.plain(one.aim) == pytest.approx(4.0)
    assert one.noise(np.array([2.0]), np.array([0.5]))[0] == pytest.approx(0.25)
    for wrong in ({"sd": 0.0}, {"target": -1.0}, {"target": math.nan}):
        with pytest.raises(ValueError, match="above zero"):
            replace(one, **wrong)


def test_every_uncertain_parameter_is_drawn_inside_its_range():
    prior = Prior.of(PARAMETERS)
    assert prior.names == uncertain(PARAMETERS)
    assert {
        name
        for name, parameter in PARAMETERS.items()
        if parameter.enters == "fitted" and parameter.low < parameter.high
    } <= set(prior.names)
    z = np.vstack(
        [np.zeros(len(prior.names)), np.full(len(prior.names), 99.0), np.full(len(prior.names), -99.0), prior.draw(3)]
    )
    values = prior.values(z)
    assert ((values >= prior.low) & (values <= prior.high)).all()
    assert np.array_equal(values.astype(np.float32), values)
    middle = np.where(prior.by_ratio, np.sqrt(np.maximum(prior.low, 0) * prior.high), (prior.low + prior.high) / 2)
    assert values[0] == pytest.approx(middle, rel=1e-6, abs=1e-6)
    assert prior.places(values[[0, 3]]) == pytest.approx(z[[0, 3]], abs=1e-2)
    centre = prior.centre(z[3:])
    assert ((centre >= prior.low) & (centre <= prior.high)).all()
    assert all(
        float(f"{x:.4g}") == x or x in (low, high) for x, low, high in zip(centre, prior.low, prior.high, strict=True)
    )


def test_no_draw_depends_on_another():
    few, many = Prior(NAMES[:2], np.zeros(2), np.ones(2)), PRIOR
    assert np.array_equal(few.draw(4), many.draw(4)[:2])
    assert not np.array_equal(many.draw(4), many.draw(5))
    assert not np.array_equal(many.draw(4), many.draw(4, attempt=1))
    z = np.array([many.draw(i) for i in range(400)])
    assert np.abs(z.mean(axis=0)).max() < 6 / 20
    assert np.abs(np.corrcoef(z.T) - np.eye(8)).max() < 6 / 20


def test_tasks_never_share_chance():
    tasks = [
        Task(PLAN, (), (), stage, member, attempt)
        for stage in (0, 1, 20, 63)
        for member in (0, 1, 1999)
        for attempt in (0, 3)
    ]
    firsts = sorted(task.first_replication for task in tasks)
    assert np.diff(firsts).min() >= 64
    assert 1_000_000 <= firsts[0] < firsts[-1] < 2**31 - 64


def test_noise_is_that_of_a_single_run():
    parts = np.array([[0.2], [0.5], [0.9], [0.4]])
    value, noise = figure_and_noise(mean_of_runs, parts)
    assert value == pytest.approx(0.5)
    assert noise == pytest.approx(parts.std(ddof=1))
    assert math.isnan(figure_and_noise(mean_of_runs, parts[:1])[1])
    assert all(map(math.isnan, figure_and_noise(mean_of_runs, np.full((3, 1), np.nan))))


def test_what_is_fitted_is_run_and_what_is_not_is_checked():
    observed = observations()
    plan = plan_for(observed)
    rows, checked = dict(plan.rows), dict(check_plan(plan).rows)
    assert {target.key for target in observed if target.kind == "row"} <= set(rows)
    assert not set(rows) & set(checked)
    assert min([*rows.values(), *checked.values()]) >= 1
    assert set(plan.figures) == set(real_logs()["figures"])
    assert plan.figure_runs >= 1
    twin, costly, plain = (plan_of(plan, member) for member in (0, 2, 1))
    assert min(runs for _, runs in twin.rows) == 2 == max(2, twin.figure_runs)
    assert costly == plan
    assert set(plain.rows) < set(plan.rows)
    assert {target.key for target in observed if target.kind == "row"} <= {row for row, _ in twin.rows}
    assert set(checked) < set(dict(check_plan(plan, large=True).rows))
    assert [plan.runs_of(name) for name in ("row.2", "log.activity.gini")] == [rows["2"], plan.figure_runs]


def test_a_community_that_runs_away_is_no_world():
    from sim.evidence.worlds.members import MOST_POSTS, RunsAway, calm
    from sim.world.diary import DIARY

    days = np.zeros(60, DIARY)
    days["members"], days["posts_own"] = 100.0, MOST_POSTS * 100.0 / 30.0
    calm(days)
    days["posts_own"] *= 1.01
    calm(days[:30])
    with pytest.raises(RunsAway, match="posts a member and month"):
        calm(days)


def test_what_a_setting_sets_itself_stays():
    from sim.evidence.worlds.members import _at

    settings = [name for name in plan_for(observations()).n_runs if load_setting(name).behaviour]
    prior = Prior.of(PARAMETERS)
    values = tuple(prior.values(np.full(len(prior.names), 0.3)).tolist())
    for name in ["managed", *settings]:
        own, got = load_setting(name).behaviour, _at(name, Task(PLAN, prior.names, values, 0, 0)).behaviour
        assert got == {**dict(zip(prior.names, values, strict=True)), **own}


def test_a_member_that_cannot_be_run_says_why():
    got = evaluate(Task(plan_for(observations()), ("no_such_parameter",), (1.0,), 0, 0))
    assert "no_such_parameter" in got.error
    assert got.figures == {}


# --- a fit ---


def test_a_toy_is_fitted(tmp_path):
    found = fit(tmp_path, members=MANY, steps=3)
    v = PRIOR.values(found.after.z)
    assert abs(np.median(v[:, 0] + v[:, 1]) - 1.3) < 0.05
    assert (v[:, 0] + v[:, 1]).std() < 0.12 < (PRIOR.values(found.before.z)[:, :2].sum(axis=1)).std()
    assert found.links[0].any()
    assert found.noise[0] == pytest.approx(toy_worlds.WEIGHT)
    assert found.failures == ()
    assert found.unused == ((), (), ())


def test_target_and_error_are_not_exchanged_on_the_way(tmp_path):
    exchanged = tuple(replace(target, target=target.sd, sd=target.target) for target in OBSERVED)
    v = PRIOR.values(fit(tmp_path, observed=exchanged, members=MANY, steps=3).after.z)
    assert abs(np.median(v[:, 0] + v[:, 1]) - 1.3) > 0.2


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return fit(tmp_path_factory.mktemp("fit") / "whole")


@pytest.mark.parametrize("after", [1, MEMBERS + 7, 3 * MEMBERS - 1])
def test_a_killed_fit_goes_on_to_the_same_bytes(tmp_path, whole, after):
    calls = []

    def counting(task):
        if len(calls) == after:
            raise KeyboardInterrupt
        calls.append(task)
        return toy_worlds.linear(task)

    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path / "killed", counting)
    calls_before = len(calls)
    calls.clear()

    def going_on(task):
        calls.append(task)
        return toy_worlds.linear(task)

    found = fit(tmp_path / "killed", going_on)
    assert len(calls) == (STEPS + 1) * MEMBERS - calls_before
    assert same(found, whole)


def test_processes_give_the_same_bytes(tmp_path, whole):
    assert same(fit(tmp_path / "two", workers=2), whole)


def test_damaged_parts_are_made_again(tmp_path, whole):
    assert same(fit(tmp_path), whole)
    parts = sorted((tmp_path / "parts").rglob("*.json"))
    assert len(parts) == (STEPS + 1) * MEMBERS
    parts[0].write_bytes(parts[0].read_bytes()[:40])
    parts[1].write_text(parts[1].read_text().replace('"design": "', '"design": "x'))
    parts[2].write_text(parts[2].read_text().replace('"of": "', '"of": "x'))
    parts[3].unlink()
    (tmp_path / "z-1.npz").write_bytes(b"no array")
    calls = []

    def again(task):
        calls.append(task.member)
        return toy_worlds.linear(task)

    assert same(fit(tmp_path, again), whole)
    assert sorted(calls) == [0, 1, 2, 3]


def test_folders_of_something_else_are_refused(tmp_path):
    fit(tmp_path / "one")
    with pytest.raises(InputError, match="holds another fit: told differ"):
        fit(tmp_path / "one", told="other")
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="something else"):
        fit(strange)
    with FitFolder(tmp_path / "one", {"told": "toy"}), pytest.raises(InputError, match="another fit is writing"):
        fit(tmp_path / "one")


def test_members_that_fail_are_told_redrawn_moved_back_or_dropped(tmp_path):
    remarks = []
    found = fit(tmp_path, toy_worlds.failing, remark=remarks.append)
    assert len(found.before.members) == MEMBERS
    assert np.array_equal(found.before.z[3], PRIOR.draw(3, attempt=1))
    assert np.array_equal(found.before.z[4], PRIOR.draw(4))
    assert sorted(set(range(MEMBERS)) - set(found.after.members.tolist())) == [7]
    assert list(found.failures) == remarks
    assert [line.split(":")[0] for line in remarks] == [f"step-0, member {n}" for n in (3, 5)] + [
        f"step-1, member {n}" for n in (7, 9, 7, 7, 7)
    ]
    assert causes(found.failures) == {"ValueError": 7}
    moved_back = json.loads((tmp_path / "parts" / "step-1" / "0009-1.json").read_text())
    assert not moved_back["error"]
    assert same(found, fit(tmp_path, toy_worlds.failing))
    with pytest.raises(WorkError, match="members failed"):
        fit(tmp_path / "broken", toy_worlds.broken)


# --- the file ---


def ensemble(n: int = 30, **changes) -> Ensemble:
    z = np.array([PRIOR.draw(i) for i in range(n)])
    plain = Ensemble(
        NAMES,
        PRIOR.values(z),
        PRIOR.centre(z),
        PRIOR.low,
        PRIOR.high,
        "engine",
        np.linspace(0, 1, n),
        ("row.2", "log.x"),
        np.array([0.3, 0.1]),
        np.array([0.1, 0.2]),
        np.vstack([[np.nan, 1.0], np.ones((n - 1, 2))]),
        np.ones(8),
        np.full(8, 0.5),
        {"hosted": "aa"},
        {"steps": 4},
    )
    return replace(plain, **changes)


def test_what_is_written_is_read(tmp_path):
    one = ensemble()
    file = tmp_path / "worlds.parquet"
    write_ensemble(one, file)
    back = load_ensemble(file)
    assert back.name == one.name
    for name in ("values", "centre", "low", "high", "target", "error", "prior_spread", "posterior_spread"):
        assert np.array_equal(getattr(back, name), getattr(one, name)), name
    for name in ("misfit", "predicted"):
        assert getattr(back, name) == pytest.approx(getattr(one, name), nan_ok=True)
    assert (back.parameters, back.observations, back.engine, back.golden, back.about) == (
        one.parameters,
        one.observations,
        one.engine,
        one.golden,
        one.about,
    )
    assert np.abs(back.z - np.array([PRIOR.draw(i) for i in range(30)])).max() < 1e-3
    assert back.world(2) == dict(zip(NAMES, one.values[2], strict=True))
    assert back.members == 30
    first = file.read_bytes()
    write_ensemble(one, file)
    assert file.read_bytes() == first


def test_what_cannot_be_used_is_refused(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="no plausible worlds"):
        load_ensemble(tmp_path / "none.parquet")
    file = tmp_path / "worlds.parquet"
    write_ensemble(ensemble(), file)
    whole = file.read_bytes()
    turned = bytearray(whole)
    turned[len(whole) // 3] ^= 16
    for wrong in (b"", b"no table", whole[: len(whole) // 2], bytes(turned)):
        file.write_bytes(wrong)
        with pytest.raises(InputError, match="damaged"):
            load_ensemble(file)
    file.write_bytes(whole)
    monkeypatch.setattr(stored_as, "SCHEMA", 9)
    with pytest.raises(InputError, match="of form 1, and form 9"):
        load_ensemble(file)
    monkeypatch.undo()
    with pytest.raises(InputError):
        load_ensemble(tmp_path)
    with pytest.raises(ValueError, match="32 bits"):
        write_ensemble(ensemble(values=ensemble().values * (1 - 1e-12)), file)
    for changes in (
        {"values": ensemble().values + 9},
        {"centre": np.full(8, np.nan)},
        {"misfit": np.ones(3)},
        {"parameters": ("p0",) * 8},
    ):
        with pytest.raises(ValueError):
            ensemble(**changes)


def test_golden_runs_say_whether_the_engine_is_the_same():
    name = uncertain(PARAMETERS)[0]
    one = PARAMETERS[name]
    low, high, centre = np.array([one.low]), np.array([one.high]), np.array([one.default])
    plain = Ensemble(
        (name,),
        Prior((name,), low, high).values(np.zeros((2, 1))),
        centre,
        low,
        high,
        "engine",
        np.zeros(2),
        (),
        np.zeros(0),
        np.zeros(0),
        np.zeros((2, 0)),
        np.ones(1),
        np.ones(1),
        golden.hashes({name: one.default}),
    )
    assert len(set(plain.golden.values())) == len(golden.TABLES) >= 3
    assert plain.matches_engine()
    assert plain.is_current()
    other = replace(plain, golden={**plain.golden, "hosted": "0" * 64})
    assert golden.differing(other) == ("hosted",)
    gone = replace(plain, parameters=("no_such_parameter",))
    assert not gone.matches_engine()
    assert not replace(plain, golden={}).matches_engine()


@pytest.mark.skipif(
    not stored_ensemble().is_file(),
    reason="no plausible worlds are stored yet: community-sim worlds --store fits and keeps them",
)
def test_the_stored_worlds_belong_to_this_engine():
    stored = load_ensemble()
    differing = golden.differing(stored)
    assert not differing, (
        f"the golden runs {', '.join(differing)} do not come out as when the worlds were fitted: community-sim worlds --store"
    )
    assert stored.is_current()
    assert set(stored.parameters) <= set(PARAMETERS)


# --- the study, without an engine ---


@pytest.fixture
def toy(monkeypatch):
    monkeypatch.setattr(study, "evaluate", toy_worlds.anything)
    monkeypatch.setattr(study, "_compile", lambda aloud: None)
    monkeypatch.setattr(golden, "hashes", lambda behaviour: {"hosted": "aa"})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_all_of_it(toy, tmp_path, lang):
    found = study.worlds(out=tmp_path / "fit", members=12, steps=1, checks=3, workers=1, quick=True)
    page = worlds_page(found, lang, "community-sim worlds")
    assert page.startswith("# ")
    for one in found.passed:
        assert f"\n| {one.row} | " in page
    assert {one.row for one in found.passed} >= {target.key for target in found.observed if target.kind == "row"}
    assert "{" not in page
    assert worlds_text(found, lang) in page.replace("\n\n", "\n")
    broken = replace(
        found, smoothed=replace(found.smoothed, failures=("step-0, member 3: RunsAway: 40 posts: many",) * 2)
    )
    assert "- `RunsAway`: 2 (step-0, member 3: RunsAway: 40 posts: many)" in worlds_page(broken, lang, "x")
    data = worlds_data(found)
    assert json.loads(json.dumps(data))["ensemble"]["name"] == found.ensemble.name
    back = load_ensemble(tmp_path / "fit" / "ensemble.parquet")
    assert np.array_equal(back.values, found.ensemble.values)
    table = (tmp_path / "fit" / "centre.toml").read_text()
    import tomllib

    assert tomllib.loads(table)["behaviour"] == found.ensemble.middle


def test_the_command_fits_and_prints_defaults(toy, tmp_path, capsys):
    folder, page = tmp_path / "fit", tmp_path / "page.md"
    asked = [
        "worlds",
        "--quick",
        "--members",
        "12",
        "--steps",
        "1",
        "--checks",
        "2",
        "--workers",
        "1",
        "--out",
        str(folder),
    ]
    assert main([*asked, "--page", str(page), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert page.read_text(encoding="utf-8").startswith("# ")
    assert main([*asked, "--lang", "nl"]) == 0
    assert "cijfers waarop is afgestemd" in capsys.readouterr().out
    assert main(["worlds", "--defaults", "--out", str(folder)]) == 0
    assert "[behaviour]" in capsys.readouterr().out
    assert main(["worlds", "--defaults", "--out", str(folder), "--json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == [row["name"] for row in data["parameters"]]


@pytest.mark.parametrize(
    "wrong",
    [["--members", "9"], ["--steps", "0"], ["--checks", "13"], ["--store"], ["--lang", "de"], ["--workers", "none"]],
)
def test_wrong_numbers_are_refused_before_anything_is_run(toy, tmp_path, capsys, wrong):
    asked = ["worlds", "--quick", "--members", "12", "--out", str(tmp_path / "fit"), *wrong]
    assert main(asked) == 2
    assert wrong[0] in capsys.readouterr().err
    assert not (tmp_path / "fit").exists()
