"""What the page has for a room: codes that can be read, plans ranked with what cannot be told apart, lines drawn by hand, a round taken home."""

from __future__ import annotations

import json
import re
import shutil

import numpy as np
import pytest

from sim.laboratory.intervals import interval
from sim.page.content import STORIES
from sim.page.figures import figures
from sim.page.scripts import script
from sim.page.write import write_page
from sim.scenario import load
from tests.toys.page_plans import in_node
from tests.toys.qr_reader import read

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="there is no Node here: the page's modules were not run")
TEXTS = [
    "#",
    "#s=association&b=team.0.hours_per_week:16&c=posters_30d,trust&v=both&l=nl",
    *("".join("#s=é&b=1:x,"[(7 * i) % 11] for i in range(n)) for n in (12, 40, 60, 80, 104, 120, 150, 176, 190)),
]


def alone(folder, names, tail, **given):
    """Run modules of the page in Node."""
    return in_node(NODE, folder, script(*names) + tail, alone=True, **given)


def test_a_code_is_read_back_by_a_reader_made_from_the_standard(tmp_path):
    output = alone(
        tmp_path,
        ["qr"],
        "\nconsole.log(JSON.stringify({codes: given.texts.map(text => qr(text).map(row => row.map(Number).join(''))), long: qr('x'.repeat(2954)), full: qr('x'.repeat(2953)).length,"
        "checks: [checkBytes([32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17], 10), checkBytes([16, 32, 12, 86, 97, 128, 236, 17, 236, 17, 236, 17, 236, 17, 236, 17], 10)]}));",
        texts=TEXTS,
    )
    assert [read(rows) for rows in output["codes"]] == TEXTS
    assert {(len(rows) - 17) // 4 for rows in output["codes"]} >= {1, 4, 7, 9, 10}
    assert output["checks"][0] == [196, 35, 39, 119, 235, 215, 231, 226, 93, 23], "HELLO WORLD, as textbooks have it"
    assert output["checks"][1] == [165, 36, 212, 193, 237, 54, 199, 135, 44, 85], "01234567, as the standard has it"
    assert output["long"] is None and output["full"] == 177


def test_plans_are_ranked_with_what_cannot_be_told_apart(tmp_path):
    luck = np.random.default_rng(8)
    base, noise = luck.normal(100, 10, 20), luck.normal(0, 1, (4, 20))
    values = {
        "Low": base - 8 + noise[0],
        "B": base + 5 + noise[1],
        "D": base + 5.05 + noise[2],
        "Top": base + 20 + noise[3],
        "Same": base,
    }
    output = alone(
        tmp_path,
        ["ranking"],
        """
        const runs = (values, hours) => values.map(x => ({measures: {posters_30d: x, churn_30d: x, host_hours: hours, hours_unused: 10}}));
        const teams = Object.entries(given.values).map(([name, values]) => ({name, runs: runs(values, name === 'Top' ? 60 : 40)}));
        const tell = measure => { const rows = ranked(teams, runs(given.base, 40), measure, given.figures); return {rows: rows.map(one => [one.name, one.best, one.worst, one.tied, one.isOver, one.mean, one.against.low, one.against.high]), alike: alike(rows)}; };
        console.log(JSON.stringify({up: tell('posters_30d'), down: tell('churn_30d'), numbers: [numberOf(['a', 'b']), numberOf(['b', 'a']), numberOf(['a', 'c'])]}));
    """,
        values={name: list(row) for name, row in values.items()},
        base=list(base),
        figures=figures(),
    )
    rows = {row[0]: row for row in output["up"]["rows"]}
    assert [row[0] for row in output["up"]["rows"]][0] == "Top" and [row[0] for row in output["up"]["rows"]][3:] == [
        "Same",
        "Low",
    ]
    assert (
        rows["Top"][1:5] == [1, 1, [], True] and rows["B"][1:5] == [2, 3, ["D"], False] and rows["Low"][1:3] == [5, 5]
    )
    assert [sorted(group) for group in output["up"]["alike"]] == [["B", "D"]]
    assert [row[0] for row in output["down"]["rows"]][0] == "Low", "fewer who fall silent is better"
    assert {row[0]: row[1:3] for row in output["down"]["rows"]}["Top"] == [5, 5]
    wanted = interval(values["Top"] - base)
    assert rows["Top"][6:] == pytest.approx([wanted.low, wanted.high])
    assert output["numbers"][0] == output["numbers"][1] != output["numbers"][2], (
        "the order of the teams changes no luck"
    )


def test_plans_that_differ_by_nothing_worth_acting_on_are_told_as_such(tmp_path):
    luck = np.random.default_rng(9)
    base, noise = luck.normal(100, 5, 20), luck.normal(0, 0.5, (4, 20))
    values = {
        "First": base + 22,
        "Second": base + 20 + noise[1],
        "Third": base + 20 + noise[2],
        "Wide": base + 15 + 30 * noise[3],
    }
    told = alone(
        tmp_path,
        ["ranking"],
        """
        const runs = values => values.map(x => ({measures: {posters_30d: x, host_hours: 1, hours_unused: 1}}));
        const rows = ranked(Object.entries(given.values).map(([name, values]) => ({name, runs: runs(values)})), runs(given.base), 'posters_30d', given.figures);
        console.log(JSON.stringify({rows: rows.map(one => [one.name, one.near, one.against.verdict]), alike: alike(rows), near: [['Second', 'Third'], ['First', 'Second', 'Third'], ['Third', 'Wide']].map(names => areNear(rows, names))}));
    """,
        values={name: row.tolist() for name, row in values.items()},
        base=base.tolist(),
        figures=figures(),
    )
    rows = {name: (set(near), verdict) for name, near, verdict in told["rows"]}
    assert rows["First"] == ({"Second", "Third"}, "better") and rows["Second"] == ({"First", "Third"}, "better")
    assert rows["Wide"][0] == set() and told["near"] == [True, True, False]
    assert any({"Second", "Third"} <= set(group) for group in told["alike"])


def test_a_drawn_line_is_scored_by_where_it_ends(tmp_path):
    output = alone(
        tmp_path,
        ["predict"],
        """
        const paths = (start, slope) => Array.from({length: 20}, (_, i) => Array.from({length: 100}, (_, day) => start + slope * day + (i - 9.5) / 4));
        const a = paths(50, 0), b = paths(50, 0.5);
        const drawn = points => { const guess = new Guess(); points.forEach(([day, value]) => guess.put(day, value)); return guess; };
        const tell = points => scored(drawn(points), a, b), strokes = drawn([[10, 0], [20, 10], [15, 100]]);
        const twice = new Guess(); twice.put(0, 1); twice.rest(); twice.put(50, 2);
        console.log(JSON.stringify({right: tell([[0, 50], [99, 99]]), side: tell([[0, 50], [99, 70]]), wrong: tell([[0, 50], [99, 30]]), none: scored(new Guess(), a, b), short: tell([[0, 50], [40, 70]]),
          fills: [12, 15, 18, 20].map(day => strokes.values.get(day)), twice: [...twice.values.keys()], course: twice.course(3)}));
    """,
    )
    assert [output[key]["points"] for key in ("right", "side", "wrong")] == [2, 1, 0] and output["none"] is None
    assert (
        output["short"]["points"] == 2 and output["short"]["day"] == 40 and output["short"]["came"] == pytest.approx(70)
    )
    assert output["fills"] == [2, 100, 46, 10] and output["twice"] == [0, 50] and output["course"][1:] == [None, None]


def test_a_word_is_right_as_the_sentence_above_the_chart_has_it(tmp_path):
    """More, less, the same where no difference is worth acting on, and nothing where the pairs do not decide; more of what is better low is more."""
    luck = np.random.default_rng(6)
    base, noise = luck.normal(100, 5, 20), luck.normal(0, 1, (2, 20))
    cases = {
        "more": base + 20 + noise[0],
        "less": base - 20 + noise[0],
        "same": base + 1 + 0.1 * noise[0],
        "undecided": base + 1 + 30 * noise[1],
    }
    told = alone(
        tmp_path,
        ["predict"],
        """
        const runs = values => values.map(x => ({measures: {posters_30d: x, host_hours: x}}));
        console.log(JSON.stringify(Object.fromEntries(Object.entries(given.cases).map(([name, values]) => [name, ['posters_30d', 'host_hours'].map(measure => cameOut(runs(given.base), runs(values), measure, given.figures))]))));
    """,
        cases={name: row.tolist() for name, row in cases.items()},
        base=base.tolist(),
        figures=figures(),
    )
    assert told == {name: [name, name] for name in cases}


def test_a_round_goes_into_the_file_and_nothing_of_it_runs(tmp_path):
    write_page(tmp_path / "page.html", [load("scenarios/baseline.toml")], list(STORIES.values()))
    source = (tmp_path / "page.html").read_text(encoding="utf-8")
    odd = {"links": "X: #s=a</script><script>alert(1)</script>\n$& $1", "hash": "s=a", "day": "2026-11-29"}
    output = alone(
        tmp_path,
        ["home"],
        "\nconst once = withRound(given.source, given.round); console.log(JSON.stringify({once, twice: withRound(once, {...given.round, day: 'later'})}));",
        source=source,
        round=odd,
    )
    inside = re.findall(r'<script type="application/json" id="round">(.*?)</script>', output["once"], re.DOTALL)
    assert [json.loads(one) for one in inside] == [odd]
    assert output["once"].replace(f'<script type="application/json" id="round">{inside[0]}</script>\n', "") == source
    assert output["twice"].count('id="round"') == 1 and '"later"' in output["twice"]
