"""Who answers whom, and who knows whom: the networks of a run, for networkx and, as GraphML, for Gephi and its like.

``replies`` has an arrow from whoever answers to whoever is answered, with how often, and on which day first and last. ``ties`` has an arrow from each
member to those they know now, with its strength as it is felt today. Nodes are people by their number (the row of the people table, ``person`` of
the event log; the host team is -1), with their state, the role that the last 30 days show, the day of joining, posts and visits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.day.run import Run, Stepper, first_room
from sim.errors import Fault, InputError, nearest
from sim.laboratory.groups import seen_roles
from sim.rules.inviting import tie_after
from sim.world.eventlog import POSTED, REPLIED
from sim.world.people import ASLEEP, AWAKE, STATES

if TYPE_CHECKING:
    import networkx

NETWORKS = ("replies", "ties")
FELT = 0.05
"""Strength below which a tie counts as gone, as in the diary."""


def lived(scenario: Any, replication: int = 0, **how: Any) -> Stepper:
    """Live through a scenario, keeping what its networks need.

    Parameters
    ----------
    scenario : path, Scenario or Setup
    replication : int
    """
    from sim.scenario.model import loaded
    from sim.world.setup import Setup

    setup = scenario if isinstance(scenario, Setup) else loaded(scenario).setup()
    room = first_room(setup)
    while True:
        stepper = Stepper(setup, replication=replication, events="posts", event_room=room, **how)
        stepper.advance(setup.days)
        if not stepper.events_lost:
            return stepper
        room = int(stepper.world.s["n_events"][0]) + 1


def network(of: Any, kind: str = "replies", *, replication: int = 0) -> networkx.DiGraph:
    """Return a network of a community as a `networkx.DiGraph`.

    Parameters
    ----------
    of : path, Scenario, Setup or Run
        A scenario is lived through first; of a run that is there, with its events, the replies can be told.
    kind : {"replies", "ties"}
        Who answers whom, or who knows whom at the end.
    replication : int
        Which run of a scenario.

    Raises
    ------
    InputError
        There is no such network, or the run kept too little.
    """
    if kind not in NETWORKS:
        raise InputError(
            Fault(
                f"{kind!r} is no network",
                file="network",
                allowed=", ".join(NETWORKS),
                meant=nearest(str(kind), NETWORKS),
            )
        )
    if not isinstance(of, (Run, Stepper)):
        of = lived(of, replication)
    if isinstance(of, Run):
        if kind == "ties":
            raise InputError(
                Fault(
                    "a run that is over keeps no ties",
                    file="network",
                    allowed="a scenario, or a Community between two days",
                )
            )
        return _replies(of.events, {})
    return _replies(of.result().events, _nodes(of)) if kind == "replies" else _ties(of)


def write_graphml(graph: networkx.DiGraph, file: str | Path) -> None:
    """Write a network as GraphML, whole or not at all."""
    import io

    import networkx as nx

    from sim.laboratory.files import write_whole

    sink = io.BytesIO()
    nx.write_graphml_xml(graph, sink)
    write_whole(Path(file), sink.getvalue())


def _nodes(stepper: Stepper) -> dict[int, dict[str, Any]]:
    """What is known of everybody who ever was a member."""
    people, roles = stepper.people, seen_roles(stepper)
    ever = np.flatnonzero((people["join_day"] >= 0) | np.isin(people["state"], (AWAKE, ASLEEP))).tolist()
    return {
        row: {
            "state": STATES[people["state"][row]],
            "role": roles[row],
            "join_day": int(people["join_day"][row]),
            "posts": int(people["n_posts"][row]),
            "visits": int(people["n_visits"][row]),
        }
        for row in ever
    }


def _replies(events: np.ndarray | None, nodes: dict[int, dict[str, Any]]) -> networkx.DiGraph:
    import networkx as nx

    if events is None:
        raise InputError(
            Fault(
                "the run kept no events",
                file="network",
                allowed="simulate(..., events=True), or Community(..., events=True)",
            )
        )
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes.items())
    written = events[(events["kind"] == POSTED) | (events["kind"] == REPLIED)]
    author = dict(zip(written["post"].tolist(), written["person"].tolist(), strict=True))
    for row in events[events["kind"] == REPLIED]:
        replier, other, day = int(row["person"]), author[int(row["reply_to"])], int(row["time"]) // 86_400
        if graph.has_edge(replier, other):
            edge = graph.edges[replier, other]
            edge["weight"] += 1
            edge["last_day"] = day
        else:
            graph.add_edge(replier, other, weight=1, first_day=day, last_day=day)
    return graph


def _ties(stepper: Stepper) -> networkx.DiGraph:
    import networkx as nx

    nodes, people, ties = _nodes(stepper), stepper.people, stepper.world.ties
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes.items())
    parameters = stepper.world.p.view(np.recarray)[0]
    today = stepper.day - 1
    for row in np.flatnonzero(np.isin(people["state"], (AWAKE, ASLEEP))).tolist():
        for tie in ties[row][: int(people["n_ties"][row])]:
            strength = float(tie_after.py_func(float(tie["strength"]), float(today - tie["day"]), 0.0, parameters))
            if strength > FELT:
                graph.add_edge(row, int(tie["who"]), weight=strength, last_day=int(tie["day"]))
    return graph
