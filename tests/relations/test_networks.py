"""Networks and tables of a run against its diary and its events, counted another way."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

import sim
from sim.command.main import main
from sim.community import Community
from sim.errors import InputError
from sim.scenario import Scenario
from sim.world.eventlog import POSTED, REPLIED

SCENARIO = Scenario.build(
    {
        "title": "Lively",
        "community": {"audience": 250, "days": 70, "everyone_in": True},
        "policy": [{"kind": "ambassadors", "number": 3}, {"kind": "team", "hours_per_week": 8.0}],
    },
    "lively",
)


@pytest.fixture(scope="module")
def run():
    return sim.simulate(SCENARIO.setup(), events=True)


def test_replies_are_those_of_the_event_log(run):
    graph = sim.network(SCENARIO, "replies")
    answers = run.events[run.events["kind"] == REPLIED]
    assert len(answers) > 50
    assert sum(weight for *_, weight in graph.edges(data="weight")) == len(answers)
    author = {int(event["post"]): int(event["person"]) for event in run.events if event["kind"] in (POSTED, REPLIED)}
    counted: dict[tuple[int, int], int] = {}
    for answer in answers:
        pair = (int(answer["person"]), author[int(answer["reply_to"])])
        counted[pair] = counted.get(pair, 0) + 1
    assert {(a, b): weight for a, b, weight in graph.edges(data="weight")} == counted
    assert dict(sim.network(run).edges) == {pair: graph.edges[pair] for pair in graph.edges}
    assert all(edge["first_day"] <= edge["last_day"] < 70 for *_, edge in graph.edges(data=True))


def test_ties_are_as_many_as_the_diary_counts(run):
    graph = sim.network(SCENARIO, "ties")
    assert 70 % 7 == 0, "the diary counts ties on the last day of a week"
    awake = [node for node, state in graph.nodes(data="state") if state == "awake"]
    assert run.diary["ties"][-1] == pytest.approx(np.mean([graph.out_degree(node) for node in awake]))
    assert run.diary["ties"][-1] > 0
    assert all(0.05 < weight <= 1 for *_, weight in graph.edges(data="weight"))


def test_nodes_have_the_roles_that_the_diary_counts(run):
    roles = [role for _, role in sim.network(SCENARIO, "ties").nodes(data="role") if role]
    for role in ("ambassador", "spammer", "creator", "critic", "lurker", "inactive"):
        assert roles.count(role) == run.diary[f"role_{role}"][-1], role


def test_the_mesa_face_has_networks_between_days(run):
    model = Community(SCENARIO, replication=0, events=True)
    for _ in range(35):
        model.step()
    assert 0 < model.network("replies").number_of_edges() < sim.network(run).number_of_edges()
    assert model.network("ties").number_of_nodes() == model.diary["members"][-1] + sum(
        state not in ("awake", "asleep") for _, state in model.network("ties").nodes(data="state")
    )
    with pytest.raises(InputError, match="kept no events"):
        Community(SCENARIO, replication=0).network()


def test_graphml_is_read_back_as_it_was(tmp_path):
    file, ties = tmp_path / "replies.graphml", tmp_path / "ties.graphml"
    (tmp_path / "lively.toml").write_text(SCENARIO.to_toml(), encoding="utf-8")
    assert main(["run", str(tmp_path / "lively.toml"), "--replies", str(file), "--ties", str(ties), "-q"]) == 0
    for kind, read in (
        ("replies", nx.read_graphml(file, node_type=int)),
        ("ties", nx.read_graphml(ties, node_type=int)),
    ):
        graph = sim.network(SCENARIO, kind)
        assert dict(read.nodes(data=True)) == dict(graph.nodes(data=True))
        assert list(read.edges(data=True)) == list(graph.edges(data=True))


def test_what_cannot_be_told_is_told(run):
    with pytest.raises(InputError, match=r"'reply' is no network; allowed replies, ties; did you mean replies\?"):
        sim.network(SCENARIO, "reply")
    with pytest.raises(InputError, match="a run that is over keeps no ties"):
        sim.network(run, "ties")
    with pytest.raises(InputError, match="int is no scenario"):
        sim.network(3)


def test_series_and_tables_by_role_are_those_of_the_diary(run):
    series = sim.series_by_role(run)
    assert len(series) == 70 * 6
    wide = series.pivot(index="day", columns="role", values="members")
    assert wide["creator"].tolist() == run.diary["role_creator"].tolist()
    assert series.groupby("day")["members"].sum().tolist() == run.diary["members"].tolist()
    assert series["visits"].sum() == sum(
        run.diary[f"visits_{one}"].sum() for one in ("quiet", "critic", "creator", "ambassador", "spammer")
    )
    table = sim.table_by_role(run).set_index("role")
    measured = sim.measure_all(run.diary, run.cohorts, run.events)
    assert table["members"].sum() == run.diary["members"][-1]
    assert (
        table.loc["creator", "posts"] == measured["posts_of_creator"]
        and table.loc["lurker", "visits"] == measured["visits_of_quiet"]
    )


def test_cohorts_are_added_up_and_never_cut_off(run):
    late = sim.simulate(
        Scenario.build(
            {
                "title": "Grows",
                "community": {"audience": 400, "days": 130, "founders": 10},
                "policy": [{"kind": "reach", "daily_reach": 0.02}],
            },
            "grows",
        ).setup()
    )
    table = sim.table_by_cohort(late)
    assert table["joined"].sum() == late.cohorts["joined"].sum()
    assert len(table) == 5
    first = late.cohorts[:30]
    assert table["visited_30"][0] == first["visited_30"].sum() / first["joined"].sum()
    assert np.isfinite(table["visited_30"][:2]).all() and table["visited_30"][3:].isna().all()
    assert table["visited_90"].isna().all(), "120 days after the last of the first month lie outside the run"
