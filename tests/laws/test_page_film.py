"""A community played day by day is the one that Python lives: every event, every tie, and looking on changes nothing."""

from __future__ import annotations

import math
import shutil

import pytest

from sim.day import run as running
from sim.engine.built import DAY, WASM, is_of_today
from sim.page.figures import figures
from sim.page.levers import policies
from sim.page.scripts import script
from sim.page.tables import tables
from sim.rules import PARAMETERS
from sim.scenario import load
from sim.world.eventlog import EVENT_KINDS
from tests.toys.page_plans import for_page, in_node

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(
    NODE is None or not is_of_today(DAY), reason="no Node here, or the built engine is not of today's sources"
)
MODEL = {"layout": tables(), "policies": policies(), "figures": figures()}
DAYS = 160
"""So that every policy of the scenario begins."""
LIBRARY = running.__file__.rsplit("/sim/", 1)[0] + "/scenarios/"


@pytest.fixture(scope="module")
def scenario():
    return load(LIBRARY + "everything.toml").with_community(audience=400, founders=25, days=DAYS)


@pytest.fixture(scope="module")
def lived(scenario):
    stepper = running.Stepper(scenario.setup(), replication=3, events=True)
    stepper.advance(DAYS)
    return stepper


@pytest.fixture(scope="module")
def told(scenario, tmp_path_factory):
    return in_node(
        NODE,
        tmp_path_factory.mktemp("film"),
        script("days", "film").removeprefix("'use strict';\n")
        + """
        const engine = new Engine(new WebAssembly.Module(fs.readFileSync(given.wasm)), given.model), {plan} = given;
        const plain = sha(engine.bytes(engine.live(plan, 3, 'plain').diary)), made = film(engine, plan, 3, 'film'), days = new Days(made, given.model.layout.events);
        const again = engine.begin(plan, 3, 'again', 65536); again.pass(0, plan.community.days);
        const watched = sha(engine.bytes(again.tables.diary)), of = days.of(40);
        const who = [...days.lives].sort((a, b) => b[1].length - a[1].length)[0][0];
        console.log(JSON.stringify({rows: [...made.rows], starts: [...made.starts], members: [...made.members], ties: made.ties.map(one => [one.day, one.n, [...one.pairs]]), lost: made.lost, plain, watched,
          of: {came: [...of.came], wrote: [...of.wrote], starts: of.starts, replies: of.replies, waiting: of.waiting, recent: of.recent}, who, life: days.life(who, plan.community.days - 1), never: days.life(399999, 99)}));
    """,
        model=MODEL,
        plan=for_page(scenario),
        wasm=str(WASM),
    )


def test_every_event_is_that_of_python(told, lived):
    events = lived.result().events
    wanted = [
        [int(event[name]) for name in ("kind", "person", "thread", "post", "reply_to", "part")] for event in events
    ]
    got = [told["rows"][i : i + 6] for i in range(0, len(told["rows"]), 6)]
    assert told["lost"] == 0 and len(wanted) > 2_000 and got == wanted
    days = [int(event["time"]) // 86_400 for event in events]
    assert told["starts"] == [sum(day < n for day in days) for n in range(DAYS + 1)]
    assert told["members"] == lived.diary["members"].astype(int).tolist()
    assert told["plain"] == told["watched"], "who looks on changes nothing"


def test_ties_are_those_that_hold(told, lived):
    tau = {**{name: parameter.default for name, parameter in PARAMETERS.items()}, **dict(lived.setup.behaviour)}[
        "tie_tau"
    ]
    held = {}
    for row, person in enumerate(lived.people):
        for tie in lived.world.ties[row][: person["n_ties"]]:
            now = float(tie["strength"]) * math.exp((int(tie["day"]) - DAYS + 1) / tau)
            if now > 0.05:
                pair = tuple(sorted((row, int(tie["who"]))))
                held[pair] = max(now, held.get(pair, 0.0))
    day, n, pairs = told["ties"][-1]
    assert day == DAYS - 1 and n == len(held) > 20
    assert {tuple(pairs[i : i + 2]) for i in range(0, len(pairs), 2)} <= set(held)


def test_a_day_and_a_life_are_read_rightly(told, lived):
    events = lived.result().events
    kinds = {name: code for code, name in enumerate(EVENT_KINDS)}
    today = events[events["time"] // 86_400 == 40]
    of = told["of"]
    assert set(of["came"]) == {int(x) for x in today["person"][today["kind"] == kinds["visit"]]}
    writes = today[(today["kind"] == kinds["post"]) | (today["kind"] == kinds["reply"])]
    assert set(of["wrote"]) == {int(x) for x in writes["person"] if x >= 0}
    assert of["starts"] == int((today["kind"] == kinds["post"]).sum())
    assert of["replies"] == int((today["kind"] == kinds["reply"]).sum())
    until = events[events["time"] // 86_400 <= 40]
    threads = until[(until["kind"] == kinds["post"]) & (until["time"] // 86_400 > 26) & (until["person"] >= 0)]
    open_ones = [
        thread
        for thread in threads
        if not (
            (until["kind"] == kinds["reply"])
            & (until["thread"] == thread["post"])
            & (until["person"] != thread["person"])
        ).any()
    ]
    assert (of["recent"], of["waiting"]) == (len(threads), len(open_ones))
    mine = events[events["person"] == told["who"]]
    wrote = mine[(mine["kind"] == kinds["post"]) | (mine["kind"] == kinds["reply"])]
    answers = events[
        (events["kind"] == kinds["reply"])
        & (events["person"] != told["who"])
        & [to in set(wrote["post"]) for to in events["reply_to"]]
    ]
    day = lambda rows: int(rows["time"].min()) // 86_400 if len(rows) else None  # noqa: E731
    assert told["life"]["joined"] == day(mine[mine["kind"] == kinds["join"]])
    assert told["life"]["first"] == day(wrote) and told["life"]["n"] == len(wrote)
    assert told["life"]["answered"] == day(answers) and told["never"] is None
