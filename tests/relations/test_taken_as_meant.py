"""Paths, scenarios and lists are taken wherever one of them is; what is something else is told in the project's own words."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.community import Community
from sim.errors import InputError
from sim.scenario import library_folder
from sim.studies import Study, compare

QUICK = {"reps": 1, "assumptions": "none", "noise": False, "workers": 1}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A scenario, and its file."""
    scenario = sim.load(library_folder() / "baseline.toml", ["community.audience=60", "community.days=20"])
    path = tmp_path_factory.mktemp("small") / "baseline.toml"
    path.write_text(scenario.to_toml(), encoding="utf-8")
    return scenario, path


@pytest.mark.parametrize(
    "form",
    [lambda one, path: one, lambda one, path: path, lambda one, path: str(path)],
    ids=["scenario", "path", "text"],
)
def test_every_form_of_a_scenario_is_taken(small, form):
    given, plain = form(*small), small[0]
    assert sim.load(given) == plain or sim.load(given).hash() == plain.hash()
    run = sim.simulate(plain.setup())
    assert sim.simulate(given).diary.tobytes() == run.diary.tobytes()
    model = Community(given, replication=0)
    model.run_model()
    assert model.diary.tobytes() == run.diary.tobytes()
    assert sim.explain(given) == sim.explain(plain)
    assert "Nothing differs" in sim.diff(given, plain)
    assert compare([given, plain.with_community(founders=5)], **QUICK).labels[0] == "baseline"
    assert Study([given], reps=1).points[0].scenario_hash == plain.hash()
    assert sim.network(given).number_of_nodes() > 0


def test_a_loaded_scenario_can_be_loaded_with_changes(small):
    assert (
        sim.load(
            small[0],
            ["team.hours_per_week=3"]
            if any(policy.kind == "team" for policy in small[0].policies)
            else ["community.days=9"],
        )
        != small[0]
    )
    assert sim.load(small[0], ["community.days=9"]).community.days == 9


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda one, path: compare(str(path), **QUICK),
            r"compare: is one text where a list is meant; allowed \['.*baseline\.toml'\]",
        ),
        (lambda one, path: compare(Path(path), **QUICK), r"is one text where a list is meant"),
        (lambda one, path: compare(one, **QUICK), r"is one scenario where a list is meant"),
        (lambda one, path: compare([one, 3], **QUICK), r"int is no scenario"),
        (
            lambda one, path: compare([one, one], measures=lambda run: 1.0, **QUICK),
            r"is one function where a list is meant",
        ),
        (lambda one, path: Study(str(path)), r"scenarios: is one text where a list is meant"),
        (lambda one, path: Study(one), r"is one scenario where a list is meant"),
        (lambda one, path: Study([one, 3]), r"int is no scenario"),
        (
            lambda one, path: Study([one], beside="members"),
            r"beside: is one text where a list is meant; allowed \['members'\]",
        ),
        (lambda one, path: Study([one], uncertain="stop_first"), r"uncertain: is one text"),
        (
            lambda one, path: Study([one], levers={"onboarding.welcome": "personal"}),
            r"levers: onboarding\.welcome: is one text",
        ),
        (lambda one, path: Study([one], primary="poster_30d"), r"did you mean posters_30d\?"),
        (lambda one, path: sim.doses("team"), r"only: is one text where a list is meant; allowed \['team'\]"),
        (lambda one, path: sim.load(path, "community.days=9"), r"sets: is one text"),
        (lambda one, path: sim.simulate(3), r"int is no scenario"),
        (lambda one, path: sim.explain(one, "fr"), r"'fr' is not spoken here; allowed one of en, nl"),
        (lambda one, path: one.with_values(stop_frist=0.1), r"did you mean stop_first\?"),
        (lambda one, path: Community(one, replication=0, audiance=3), r"did you mean|unknown key"),
    ],
    ids=range(18),
)
def test_what_is_something_else_is_told(small, call, told):
    with pytest.raises(InputError, match=told):
        call(*small)
