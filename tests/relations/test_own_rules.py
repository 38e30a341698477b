"""Own rules in studies: the numbers of a run by itself, compiled once on a machine, part of the engine's name."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.scenario import library_folder
from sim.studies import Study, compare
from sim.studies.resuming import resume

QUICK = {"reps": 2, "assumptions": "none", "noise": False, "workers": 2}
LEAVING = 0.02


def leave_hazard(value, n_posts, asleep, p):
    """Everybody leaves at one pace."""
    return LEAVING


def two():
    return [
        sim.load(library_folder() / f"{name}.toml").with_community(audience=80, days=40)
        for name in ("everyone-at-once", "in-batches")
    ]


@pytest.mark.slow
def test_a_rule_of_ones_own_in_a_comparison_and_a_sweep(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COMMUNITY_SIM_CACHE", str(tmp_path / "cache"))
    rules = {"leave": leave_hazard}
    comparison = compare(two(), rules=rules, out=tmp_path / "study", **QUICK)
    errors = capsys.readouterr().err
    assert errors.count("Compiling the engine with leave_hazard of your own") == 1
    for i, scenario in enumerate(two()):
        run = sim.simulate(scenario.setup(), replication=1, rules=rules)
        assert comparison.diary["left"][i, 1].tolist() == run.diary["left"].tolist()
    theirs = compare(two(), **QUICK)
    assert not np.array_equal(comparison.values, theirs.values, equal_nan=True)
    assert comparison.provenance["engine_id"].startswith(theirs.provenance["engine_id"] + "-")
    swept = Study([two()[0]], levers={"team.hours_per_week": [0, 10]}, reps=1, rules=rules).run(workers=2)
    assert "Compiling" not in capsys.readouterr().err, "compiled once on a machine"
    assert np.isfinite(swept.of("left_total")).all()
    with pytest.raises(InputError, match="holds runs of another engine"):
        compare(two(), rules={"leave": lambda value, n_posts, asleep, p: 0.5}, out=tmp_path / "study", **QUICK)
    assert resume(tmp_path / "study", workers=1).values.tobytes() == comparison.values.tobytes()
    monkeypatch.setitem(globals(), "LEAVING", 0.5)
    with pytest.raises(InputError, match="holds runs of another engine"):
        resume(tmp_path / "study", workers=1)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (
            {"leave": lambda value, n_posts, asleep, p: -5.0},
            r"rules: leave_hazard: gives -5 at value = 0\.0, n_posts = 0, asleep = 0; allowed 0 or more",
        ),
        ({"leaf": lambda: 1}, r"leaf: there is no such rule"),
        ([leave_hazard], r"list is no table of rules"),
    ],
    ids=["below its domain", "no such rule", "a list"],
)
def test_a_faulty_rule_is_told_before_anything_is_compiled(rules, told):
    with pytest.raises(InputError, match=told):
        compare(two(), rules=rules, **QUICK)
    with pytest.raises(InputError, match=told):
        Study([two()[0]], levers={"team.hours_per_week": [0, 10]}, rules=rules)
    with pytest.raises(InputError, match=told):
        sim.simulate(two()[0].setup(), rules=rules)
    from sim.community import Community

    with pytest.raises(InputError, match=told):
        Community(two()[0], replication=0, rules=rules)
