"""The page's modules: one name for a thing, words for every lever, intervals as Python makes them, links and files that come back as they went."""

from __future__ import annotations

import re
import shutil
import tomllib

import numpy as np
import pytest

from sim.laboratory.intervals import interval
from sim.page.content import STORIES, content, words
from sim.page.figures import figures
from sim.page.levers import policies
from sim.page.scripts import FOLDER, modules, script
from sim.scenario import Scenario, load
from sim.words import LANGUAGES
from tests.toys.page_plans import for_page, in_node, plan

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="there is no Node here: the page's modules were not run")
LONGEST_MODULE = 300
MODULES = sorted(path.stem for path in FOLDER.glob("*.js"))


def modules_of(*names: str) -> list[str]:
    """These modules and all they need, from their imports."""
    found, waiting = [], list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += re.findall(
                r"^import .* from '\./([a-z]+)\.js';$",
                (FOLDER / f"{name}.js").read_text(encoding="utf-8"),
                re.MULTILINE,
            )
    return found


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short_and_says_what_it_is(name):
    lines = (FOLDER / f"{name}.js").read_text(encoding="utf-8").splitlines()
    assert len(lines) < LONGEST_MODULE and lines[0].startswith("// ")
    assert not [
        line
        for line in lines
        if re.search(
            r"innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\(|XMLHttpRequest|WebSocket|localStorage",
            line,
        )
    ]


@pytest.mark.parametrize("main", ["main", "worker"])
def test_no_two_modules_of_a_script_have_the_same_name_for_something(main):
    names: list[str] = []
    for module in modules_of(main, *(["boot"] if main == "main" else [])):  # the start shares its names with the page
        text = (FOLDER / f"{module}.js").read_text(encoding="utf-8")
        names += re.findall(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", text, re.MULTILINE)
        names += [
            more
            for line in re.findall(r"^(?:export )?const (.*);$", text, re.MULTILINE)
            for more in re.findall(r", (\w+) = ", line)
            if more.isupper()
        ]
    assert len(names) == len(set(names)), sorted({name for name in names if names.count(name) > 1})
    assert not re.search(r"^(import|export)\b", script(main), re.MULTILINE)


def test_only_comments_are_taken_off():
    for module in MODULES:
        lines = (FOLDER / f"{module}.js").read_text(encoding="utf-8").splitlines()
        code = [line for line in lines if not re.match(r"\s*(//|/\*\*| \* | \*/)|import ", line) and line.strip()]
        kept = [line for line in modules(module)[module].splitlines() if line.strip()]
        assert kept == [line.removeprefix("export ") for line in code], module
        assert all(line.count("`") % 2 == 0 for line in kept), f"{module}: a text over several lines"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_lever_and_choice_has_words(lang):
    said = words(lang)
    for about in policies():
        assert said[f"kind.{about['kind']}"]
        for field in about["fields"]:
            assert f"lever.{about['kind']}.{field['name']}" in said or f"lever.{field['name']}" in said, (
                f"{about['kind']}.{field['name']}: words in page.json"
            )
            assert all(said[f"choice.{field['name']}.{word}"] for word in field.get("choices", ()))
    for story in STORIES:
        assert all(said[f"story.{story}.{part}"] for part in ("brief", "goal", "surprise"))


def test_every_text_the_modules_ask_for_is_there():
    said = words("en")
    text = script("main")
    plain = set(re.findall(r"\b(?:say|icon|open)\((?:'[^']*', )?'([a-z_.]+)'", text)) - {"use strict"}
    assert len(plain) > 50
    assert not [key for key in plain if key not in said]
    asked = set(re.findall(r"\bui\((?:[^'()]* \? )?'([a-z_.]+)'(?: : '([a-z_.]+)')?", text))
    assert len(asked) > 30
    assert not [key for pair in asked for key in pair if key and f"desk.ui.{key}" not in said]
    for start in set(re.findall(r"\bsay\(`([a-z_]+(?:\.[a-z_]+)*)\.\$\{", text)):
        assert any(key.startswith(start + ".") for key in said), start


@needs_node
def test_intervals_are_those_of_the_report(tmp_path):
    luck = np.random.default_rng(3)
    cases = [luck.normal(luck.normal(), luck.exponential(), n).tolist() for n in (2, 3, 5, 20, 100) for _ in range(8)]
    cases += [(luck.exponential(1, n) ** 2).tolist() for n in (3, 20, 100) for _ in range(5)]
    cases += [[0.0] * 20, [1.5] * 20, [0.0] * 18 + [1.0, 2.0], [0.0] * 6 + [1.0] * 5, [-1.0], [7.0, 7.0, 7.0]]
    output = in_node_alone(
        tmp_path,
        script("intervals")
        + """
        console.log(JSON.stringify(given.cases.map(values => { const {mean, low, high} = interval(values, given.figures.quantiles); return [mean, low, high]; })));
    """,
        cases=cases,
        figures=figures(),
    )
    for values, got in zip(cases, output, strict=True):
        wanted = interval(np.array(values))
        np.testing.assert_allclose(
            np.array(got, dtype=float),
            [wanted.mean, wanted.low, wanted.high],
            rtol=1e-9,
            atol=1e-12,
            err_msg=str(values),
        )


@needs_node
def test_links_come_back_as_they_went(tmp_path):
    told = content([load("scenarios/baseline.toml"), load("scenarios/everything.toml")], list(STORIES.values()), "en")
    result = in_node_alone(
        tmp_path,
        script("state")
        + """
        { const {told} = given, kinds = told.model.policies, found = [];
        let luck = 7;
        const draw = n => { luck = (luck * 1103515245 + 12345) % 2147483648; return Math.floor(luck / 65536) % n; };
        for (let i = 0; i < 300; i += 1) {
          const community = told.communities[draw(told.communities.length)];
          let state = opening(community, draw(2) ? 'nl' : 'en');
          for (let j = draw(8); j > 0; j -= 1) {
            const about = kinds[draw(kinds.length)], field = about.fields[draw(about.fields.length)];
            const value = field.type === 'choice' ? field.choices[draw(field.choices.length)] : field.type === 'switch' ? !draw(2) : field.type === 'text' ? 'a:b & c=d,é%'
              : field.type === 'changes' ? ['team.hours_per_week = 12', 'team.stance = active'].slice(draw(3))
              : field.type === 'set' || field.type === 'order' ? (field.some ? field.choices.slice(0, draw(3)) : [...field.choices].reverse())
              : field.optional && !draw(3) ? null : field.type === 'whole' ? field.low + draw(Math.min(300, field.high - field.low)) : field.low + draw(100) / 100 * (field.high - field.low);
            state = moved(kinds, community, state, `${about.kind}.0.${field.name}`, value);
          }
          if (draw(2)) state.behaviour = {[told.assumptions[3].name]: told.assumptions[3].high};
          if (draw(2)) state.people = {audience: 777, seed: 9007199254740991};
          state.view = draw(2) ? 'both' : 'difference';
          const back = fromHash(told, toHash(state), opening(told.communities[0], 'en'));
          const sorted = state => JSON.stringify({...state, changes: Object.entries(state.changes).sort(), behaviour: state.behaviour, people: state.people});
          found.push(back.faults.length === 0 && sorted(back.state) === sorted(state) ? '' : `${toHash(state)} ${JSON.stringify(back)}`);
        }
        const broken = given.broken.map(hash => { const {state, faults} = fromHash(told, hash, opening(told.communities[0], 'en')); return {faults: faults.map(one => one.key), changes: state.changes, people: state.people, community: state.community}; });
        console.log(JSON.stringify({found, broken})); }
    """,
        told=told,
        broken=list(BROKEN),
    )
    assert not [one for one in result["found"] if one][:1]
    for link, came in zip(BROKEN, result["broken"], strict=True):
        assert came["faults"] == BROKEN[link], link
    assert result["broken"][0]["changes"] == {"team.0.hours_per_week": 400}


BROKEN = {
    "b=team.0.hours_per_week:4000": ["bounded"],
    "b=team.0.hours_per_week:many&b=team.0.stance:active": ["value"],
    "b=team.0.no_such:3": ["unknown"],
    "b=team.9.hours_per_week:3": ["unknown"],
    "b=__proto__.0.x:3": ["unknown"],
    "a=constructor:3&a=stop_first:1e99": ["unknown", "bounded"],
    "w=audience:99999999&w=goal:3": ["bounded", "unknown"],
    "s=elsewhere&b=team.0.hours_per_week:4": ["scenario"],
    "b=%E0%A4%A": ["unknown"],
    "<img src=x onerror=alert(1)>": ["unknown"],
    "c=posters_30d&v=sideways&l=fr": ["unknown", "unknown", "unknown"],
    "b=" + "x" * 9000: ["long"],
    "b=reach.0.channel:" + "x" * 80: ["value"],
    "b=team.0.priorities:answers,answers": ["value"],
    "b=calendar.4.weekdays:mon&b=calendar.2.weekdays:tue": [],
}


@needs_node
def test_a_plan_as_a_file_is_the_same_scenario(tmp_path):
    scenarios = [Scenario.build(plan(number)) for number in range(60)]
    scenarios[0] = scenarios[0].with_values(stop_first=0.123456789)
    output = in_node_alone(
        tmp_path,
        script("toml")
        + """
        console.log(JSON.stringify(given.plans.map(plan => toToml(plan, {en: 'One "plan"', nl: 'Een plan \\u007f'}))));
    """,
        plans=[for_page(model) for model in scenarios],
    )
    for scenario, text in zip(scenarios, output, strict=True):
        assert (
            Scenario.build(tomllib.loads(text)).hash() == scenario.with_community(mix=scenario.community.shares).hash()
        )


def in_node_alone(folder, text, **given):
    """Run a script of the page that has no part in the engine."""
    return in_node(NODE, folder, text, alone=True, **given)
