"""The page beside a report: its links make the compared policy of the first one, lever by lever, and there is none where levers cannot."""

from __future__ import annotations

import hashlib
import re
import shutil
from html import unescape
from types import SimpleNamespace

import pytest

from sim.page.beside import NAME, changes, link, write_beside
from sim.page.content import content
from sim.report.comparison import page as comparison_page
from sim.report.comparison.view import View
from sim.scenario import Scenario, load
from sim.scenario.source import library_folder
from sim.world.engine import engine_id
from tests.toys import report_toy
from tests.toys.page_plans import in_node, is_valid, plan

NODE = shutil.which("node")
LIBRARY = [load(file) for file in sorted(library_folder().rglob("*.toml"))]


def pairs():
    """Plans of one community each: those of the library with equal people, and random ones on which two lists of policies can stand."""
    couples = [
        (scenario, other)
        for scenario in LIBRARY
        for other in LIBRARY
        if scenario is not other and scenario.community == other.community and scenario.behaviour == other.behaviour
    ]
    for number in range(60):
        first, second = plan(number), plan(number + 500)
        tables = {"community": first["community"], "policy": second["policy"]}
        if is_valid(tables):
            couples.append((Scenario.build(first), Scenario.build(tables)))
    return couples[:: max(1, len(couples) // 150)]


@pytest.mark.skipif(NODE is None, reason="there is no Node here: the page's modules were not run")
def test_a_link_makes_the_other_policy_of_the_first(tmp_path):
    compared = pairs()
    assert len(compared) > 80
    communities = content([Scenario.build(first.tables(), "first") for first, _ in compared], [], "en")["communities"]
    got = in_node(
        NODE,
        tmp_path,
        re.sub(r"^'use strict';\n", "", _state())
        + """
        console.log(JSON.stringify(given.links.map((hash, i) => {
          const told = {...given.told, communities: [given.communities[i]]};
          const {state, faults} = fromHash(told, hash, opening(told.communities[0], 'en')), made = programmeOf(told.model, plans(told.model.policies, told.communities[0], state).b);
          const bytes = array => new Uint8Array(array.buffer);
          return [faults.map(one => one.key), sha(made.table), sha(made.calendar), sha(made.incidents), sha(bytes(made.reach)), sha(bytes(made.channels))]; })));
    """,
        told=content([], [], "en"),
        communities=communities,
        links=[link(first, other, "en", label="first") for first, other in compared],
    )
    for (first, other), (wrong, *hashes) in zip(compared, got, strict=True):
        made = other.programme()
        wanted = [
            hashlib.sha256(getattr(made, name).tobytes()).hexdigest()
            for name in ("table", "calendar", "incidents", "reach", "channels")
        ]
        assert (wrong, hashes) == ([], wanted), f"{first.name} -> {other.name}: {changes(first, other)}"


def _state() -> str:
    """The module of links alone: what it needs is there already."""
    from sim.page.scripts import _read

    return _read("state")[1]


def test_there_is_no_link_where_more_than_levers_differs():
    first = Scenario.build(plan(1), "first")
    assert link(first, first, "nl") == "s=first&c=posters_30d,members&l=nl"
    assert link(first, first.with_values(stop_first=0.2), "nl") == ""
    assert link(first, first.with_community(seed=7), "nl") == ""


def test_the_page_stands_beside_the_report_and_its_links_in_it(tmp_path, monkeypatch):
    comparison = report_toy.comparison(3, 8, 120)
    if comparison.provenance.get("engine_id") != engine_id():
        object.__setattr__(comparison, "provenance", {**comparison.provenance, "engine_id": engine_id()})
    links = write_beside(comparison, tmp_path, "nl")
    assert links[0].startswith(f"{NAME}#s=") and links[0].endswith("&l=nl") and links[1] == "", "other assumptions"
    assert (tmp_path / NAME).stat().st_size < 350_000
    monkeypatch.setattr("sim.page.content.worlds", lambda: None)
    (tmp_path / "bare").mkdir()
    write_beside(comparison, tmp_path / "bare", "nl")
    assert (tmp_path / "bare" / NAME).stat().st_size < 300_000, "without worlds"
    html = comparison_page.build(View(comparison, "nl"), "index.html", "", live=links).html
    assert [unescape(address) for address in re.findall(r'class="live" href="([^"]+)"', html)] == links[:1]
    assert "Verander zelf iets" in html
    bare = comparison_page.build(View(comparison, "nl"), "index.html", "").html
    assert "Verander zelf iets" not in bare and len(html) - len(bare) < 2_500, "a report stays as small as it was"


@pytest.mark.parametrize("what", ["engine", "people"])
def test_no_page_where_it_would_show_other_numbers(tmp_path, what):
    first = Scenario.build(plan(1), "first")
    if what == "people":
        first = first.with_community(audience=60_000)
    told = SimpleNamespace(
        scenarios=(first, first),
        labels=("a", "b"),
        primary="members",
        provenance={"engine_id": "other" if what == "engine" else engine_id()},
    )
    assert write_beside(told, tmp_path, "en") == [""]
    assert not (tmp_path / NAME).exists()
