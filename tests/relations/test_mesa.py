"""The Mesa face: the same numbers as the compiled run, and whatever a Mesa user would try first."""

from __future__ import annotations

import warnings
from inspect import signature

import mesa
import numpy as np
import pytest

import sim
from sim.community import Community, Member
from sim.world.diary import SERIES

SMALL = {"audience": 300, "days": 40, "founders": 30, "replication": 0}
UNSAID = {name: value for name, value in SMALL.items() if name != "replication"}
"""The same, without a word on which of all possible runs."""
LIVELY = {"audience": 300, "days": 60, "everyone_in": True}


@pytest.fixture(scope="module")
def stepped() -> Community:
    """A community that has lived all its days, one step at a time."""
    model = Community(**SMALL)
    while model.running:
        model.step()
    return model


def test_same_series_as_the_compiled_run(stepped):
    run = sim.simulate(stepped.setup)
    table = stepped.datacollector.get_model_vars_dataframe()
    assert stepped.diary.tobytes() == run.diary.tobytes()
    assert stepped.result().diary.tobytes() == run.diary.tobytes()
    assert stepped.result().cohorts.tobytes() == run.cohorts.tobytes()
    assert list(table.columns) == list(SERIES)
    for name in SERIES:
        assert np.array_equal(table[name].to_numpy(dtype=float), run.diary[name], equal_nan=True), name


def test_same_events_as_the_compiled_run():
    model = Community(**SMALL, events=True)
    model.run_model()
    run = sim.simulate(model.setup, events=True)
    assert len(run.events) > 0
    assert model.result().events.tobytes() == run.events.tobytes()


def test_no_event_is_lost_in_a_log_larger_than_its_room(monkeypatch):
    from sim.day import run as running

    monkeypatch.setattr(running, "first_room", lambda setup: 8)
    model = Community(**SMALL, events=True)
    for _ in range(10):
        model.step()
    assert model._stepper.events_lost > 0
    kept = model.result().events
    model.run_model()
    assert len(kept) > 8
    assert model.result().events[: len(kept)].tobytes() == kept.tobytes()


def test_one_step_is_one_day():
    model = Community(**SMALL)
    assert (model.day, model.steps, model.running) == (0, 0, True)
    assert np.isnan(model.members)
    model.step()
    assert (model.day, model.steps) == (1, 1)
    assert model.members == model.diary["members"][0] > 0
    if hasattr(model, "time"):
        assert model.time == 1
    with pytest.raises(AttributeError, match="no_such_series"):
        _ = model.no_such_series


def test_stops_at_the_end(stepped):
    assert not stepped.running
    assert stepped.steps == stepped.day == SMALL["days"]
    with pytest.raises(RuntimeError, match="over"):
        Community.step(stepped)
    assert len(stepped.datacollector.model_vars["members"]) == SMALL["days"]


def test_own_reporters_in_mesas_own_collector():
    model = Community(**SMALL)
    model.datacollector = mesa.DataCollector(
        model_reporters={"crowd": lambda m: len(m.agents), "posters": "posters_30d"},
        agent_reporters={"trust": "trust", "row": "unique_id"},
    )
    for _ in range(5):
        model.step()
    of_model = model.datacollector.get_model_vars_dataframe()
    of_agents = model.datacollector.get_agent_vars_dataframe()
    assert of_model["crowd"].tolist() == model.diary["members"][:5].tolist()
    assert of_model["posters"].tolist() == model.diary["posters_30d"][:5].tolist()
    assert len(of_agents) == model.diary["members"][:5].sum()
    last = of_agents.xs(of_agents.index.get_level_values("Step").max(), level="Step")
    assert last["trust"].tolist() == model.people["trust"][last["row"].to_numpy()].tolist()


def test_agents_are_views_on_the_members(stepped):
    agents = stepped.agents
    assert isinstance(agents, mesa.agent.AgentSet)
    assert len(agents) == stepped.diary["members"][-1]
    rows = np.array(agents.get("unique_id"))
    assert np.all(np.diff(rows) > 0)
    assert agents.agg("trust", np.mean) == pytest.approx(stepped.people["trust"][rows].mean())
    assert {member.life for member in agents} <= {"awake", "asleep"}
    assert sum(member.life == "asleep" for member in agents) == stepped.diary["asleep"][-1]
    some = agents.select(lambda member: member.trust > 0, at_most=3)
    assert len(some) <= 3
    assert all(isinstance(member, Member) and member.trust > 0 for member in some)
    assert stepped.agents_by_type[Member] is agents
    assert stepped.agent_types == [Member]


def test_a_member_stays_the_same_object():
    model = Community(**SMALL)
    model.step()
    first = {member.unique_id: member for member in model.agents}
    model.step()
    second = {member.unique_id: member for member in model.agents}
    both = first.keys() & second.keys()
    assert both
    assert all(first[row] is second[row] for row in both)


def test_members_cannot_be_written(stepped):
    member = next(iter(stepped.agents))
    with pytest.raises(AttributeError, match="views"):
        member.trust = 0.0
    with pytest.raises(AttributeError, match="rule"):
        member.remove()
    with pytest.raises(AttributeError, match="no_such_field"):
        _ = member.no_such_field


def test_looking_changes_nothing():
    seen, unseen = Community(**SMALL), Community(**SMALL)
    for _ in range(20):
        seen.step()
        seen.agents.shuffle_do(lambda member: member.trust)
        seen.random.random()
        seen.rng.random()
        unseen.step()
    assert seen.diary.tobytes() == unseen.diary.tobytes()


def test_replications_and_seeds_differ_and_repeat():
    def diary(**how):
        model = Community(**UNSAID, **how)
        model.run_model()
        return model.diary.tobytes()

    assert diary(replication=0) == diary(replication=0)
    assert diary(seed=5) == diary(seed=5, replication=0)
    assert len({diary(replication=0), diary(replication=1), diary(seed=5)}) == 3
    assert diary(seed=5) == diary(rng=5)
    assert diary(rng=np.random.default_rng(1)) == diary(rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match="rng and seed"):
        Community(rng=1, seed=1)


def test_unknown_names_are_refused():
    with pytest.raises(sim_input_error(), match="stop_frist"):
        Community(stop_frist=0.2, replication=0)


def sim_input_error() -> type[Exception]:
    from sim.errors import InputError

    return InputError


def test_batch_run_over_a_parameter_and_replications():
    low, high = sim.PARAMETERS["stop_first"].believable
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        rows = mesa.batch_run(
            Community, {**LIVELY, "stop_first": [low, high], "replication": range(2)}, display_progress=False
        )
    assert len(rows) == 4
    for row in rows:
        model = Community(**LIVELY, stop_first=row["stop_first"], replication=row["replication"])
        assert model.setup.behaviour["stop_first"] == row["stop_first"]
        run = sim.simulate(model.setup, replication=row["replication"])
        assert row["posts_own"] == run.diary["posts_own"][-1]
        assert row["members"] == run.diary["members"][-1]
    assert len({(row["posters_30d"], row["visits"], row["trust"]) for row in rows}) == 4


def quiet_batch(parameters, **how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        return mesa.batch_run(Community, parameters, display_progress=False, **how)


def test_a_run_that_is_not_said_which_is_refused_before_it_is_run_three_times():
    """Mesa hands every iteration the same parameters: without a word three rows would be one run."""
    with pytest.raises(sim_input_error(), match="replication: missing; allowed .*range"):
        quiet_batch(UNSAID, iterations=3)
    with pytest.raises(sim_input_error(), match="replication: missing"):
        Community(**UNSAID)
    with pytest.raises(sim_input_error(), match="replication: missing"):
        Community(Community(**SMALL).setup)


MESAS_OWN = "rng" in signature(mesa.batch_run).parameters
"""Whether this Mesa takes seeds as an argument of ``batch_run`` and hands them on, whatever the parameters say."""


@pytest.mark.parametrize(
    "which", [{"replication": range(3)}, {"seed": [1, 2, 3]}, *([] if MESAS_OWN else [{"rng": [1, 2, 3]}])], ids=str
)
def test_every_row_of_a_batch_says_which_run_it_is(which):
    [name] = which
    rows = quiet_batch({**UNSAID, **which})
    assert [row[name] for row in rows] == list(which[name])
    assert len({(row["visits"], row["posters_30d"], row["trust"]) for row in rows}) == 3
    again = quiet_batch({**UNSAID, name: which[name][1]}, iterations=2)
    assert [(row[name], row["visits"], row["trust"]) for row in again] == [
        (rows[1][name], rows[1]["visits"], rows[1]["trust"])
    ] * 2


@pytest.mark.skipif(not MESAS_OWN, reason="this Mesa has no seeds of its own in batch_run")
def test_seeds_that_mesa_hands_on_are_seeds():
    rows = mesa.batch_run(Community, UNSAID, rng=[1, 2, 2], display_progress=False)
    days = [(row["visits"], row["posters_30d"], row["trust"]) for row in rows]
    assert days[0] != days[1] == days[2]
    assert days[:2] == [
        (row["visits"], row["posters_30d"], row["trust"]) for row in quiet_batch({**UNSAID, "seed": [1, 2]})
    ]


def test_which_run_it_is_does_not_depend_on_what_was_made_before():
    first = [row["visits"] for row in quiet_batch({**UNSAID, "replication": [2, 0]})]
    second = [row["visits"] for row in quiet_batch({**UNSAID, "replication": [0, 1, 2]})]
    assert first == [second[2], second[0]]


def test_batch_run_collects_every_day():
    rows = mesa.batch_run(Community, SMALL, data_collection_period=1, display_progress=False)
    run = sim.simulate(Community(**SMALL).setup)
    assert [row["visits"] for row in rows] == run.diary["visits"].tolist()
