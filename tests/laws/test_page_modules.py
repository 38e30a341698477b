"""The page's modules: one name for a thing, words for every lever, intervals as Python makes them, links and files that come back as they went."""

from __future__ import annotations

import re
import shutil
import tomllib

import numpy as np
import pytest

from sim.laboratory.intervals import interval, verdict
from sim.measures import MEASURES
from sim.page.content import STORIES, content, words
from sim.page.figures import figures
from sim.page.levers import policies
from sim.page.scripts import FOLDER, modules, script
from sim.scenario import Scenario, load
from sim.studies.comparison import doubt
from sim.words import LANGUAGES, say
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


def test_only_comments_and_indents_are_taken_off():
    for module in MODULES:
        lines = (FOLDER / f"{module}.js").read_text(encoding="utf-8").splitlines()
        code = [line for line in lines if not re.match(r"\s*(//|/\*\*| \* | \*/)|import ", line) and line.strip()]
        kept = [line for line in modules(module)[module].splitlines() if line.strip()]
        assert kept == [line.removeprefix("export ").lstrip(" \t") for line in code], module
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
def test_what_an_interval_comes_to_is_what_the_report_says(tmp_path):
    luck = np.random.default_rng(5)
    names = ("posters_30d", "trust", "host_hours", "retention_90")
    pairs = []
    for n in (1, 2, 3, 5, 9, 10, 20, 30):
        for name in names:
            level = 0.4 if name == "retention_90" else 40.0
            for shift, width in ((0, 0), (0, 0.01), (0.03, 0.01), (0.1, 0.01), (-0.1, 0.01), (0.05, 0.3), (0.02, 0)):
                base = luck.normal(level, 0.1 * level, n)
                pairs.append((name, base, base + level * (shift + width * luck.normal(size=n))))
                pairs.append((name, base, np.where(luck.random(n) < 0.2, np.nan, pairs[-1][2])))
                pairs.append((name, np.full(n, level), np.where(luck.random(n) < 0.15, 1.2 * level, level)))
    told = in_node_alone(
        tmp_path,
        script("intervals")
        + """
        console.log(JSON.stringify(given.pairs.map(([name, ...sides]) => { const [base, other] = sides.map(side => side.map(x => x ?? NaN)), got = paired(base, other, given.figures.about[name], given.figures.quantiles); return [got.verdict, got.margin, got.a, got.b, got.up]; })));
    """,
        pairs=[
            [name, *([None if np.isnan(x) else x for x in side.tolist()] for side in sides)] for name, *sides in pairs
        ],
        figures=figures(),
    )
    seen = set()
    for (name, base, other), (word, margin, a, b, up) in zip(pairs, told, strict=True):
        known, measure = np.isfinite(other - base), MEASURES[name]
        got, mean = interval(other - base), float(base[known].mean()) if known.any() else np.nan
        assert word == verdict(other - base, got.low, got.high, measure.margin(mean), measure.direction), (name, other)
        if known.any():
            assert (margin, a, b) == pytest.approx((measure.margin(mean), mean, float(other[known].mean())))
            assert up == ((other > base)[known] + 0.5 * (other == base)[known]).sum()
        seen.add(word)
    assert seen == {"better", "worse", "no_difference", "undecided", "identical"}


@needs_node
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_says_in_words_what_is_better_or_that_nothing_is_decided(tmp_path, lang):
    luck = np.random.default_rng(2)
    base, noise = luck.normal(100, 5, 20), luck.normal(0, 1, 20)
    sides = {
        "better": base + 10 + noise,
        "worse": base - 10 + noise,
        "no_difference": base + 1 + noise,
        "undecided": base + 2 + 8 * noise,
    }
    told = in_node_alone(
        tmp_path,
        script("view", "words")
        + """
        const words = new Words(given.words, given.lang, given.figures), runs = values => values.map(x => ({measures: {posters_30d: x, host_hours: x}}));
        const tell = (measure, other, n = 20) => sentence(words, given.figures, measure, runs(given.base.slice(0, n)), runs(other.slice(0, n)), true);
        console.log(JSON.stringify(Object.fromEntries(Object.entries(given.sides).map(([name, values]) => [name, [tell('posters_30d', values), tell('host_hours', values), tell('posters_30d', values, 5)]]))));
    """,
        words=words(lang),
        lang=lang,
        figures=figures(),
        base=base.tolist(),
        sides={name: values.tolist() for name, values in sides.items()},
    )
    turned = {"better": "worse", "worse": "better"}
    for name, (people, hours, few) in told.items():
        head = say(f"report.headline.{name}", lang, a="A", b="B")
        assert people[1].startswith(head) and len(people) == 3, people
        assert hours[1].startswith(say(f"report.headline.{turned.get(name, name)}", lang, a="A", b="B")), hours
        assert ("5" in few[1]) == (name != "undecided"), "few pairs are told where something is claimed"
    assert told["undecided"][0][1].removeprefix(say("report.headline.undecided", lang, a="A", b="B")).startswith(":")
    assert "gain or a loss" in told["undecided"][0][1] or "winst of verlies" in told["undecided"][0][1]
    margin = 0.05 * base.mean()
    assert f"{margin:.2f}".replace(".", "." if lang == "en" else ",") in told["no_difference"][0][1]


def ranking_in_node(folder, lang, tail, plans):
    """Run a script in Node in which ``all(names, pairs)`` ranks plans of which each pair of runs is known."""
    head = """
        const words = new Words(given.words, given.lang, given.figures), found = new Map();
        for (const [name, values] of Object.entries(given.plans)) values.forEach((x, r) => found.set(nameOf(name, -1, r), {posters_30d: x, host_hours: 10}));
        const all = (names, pairs = 20) => ordered(judge({model: {figures: given.figures}}, name => found.get(name), names.map((name, id) => ({id, key: name, name, plan: {community: {}}})), 'posters_30d', pairs, [], 2));
    """
    values = {name: row.tolist() for name, row in plans.items()}
    script_of = script("judging", "words") + head + tail
    return in_node_alone(folder, script_of, words=words(lang), lang=lang, figures=figures(), plans=values)


@needs_node
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_that_most_worlds_do_not_favour_is_not_called_best_without_saying_so(tmp_path, lang):
    luck = np.random.default_rng(5)
    base, noise = luck.normal(100, 5, 20), luck.normal(0, 1, 20)
    told = ranking_in_node(
        tmp_path,
        lang,
        """
        const tell = (names, estimate) => verdict(words, given.figures, 'posters_30d', all(names).map(one => (one.isStart ? one : {...one, over: {...one.over, better: {estimate, low: 0.1, high: 0.9}}})));
        console.log(JSON.stringify({few: tell(['Start', 'Top'], 0.49), most: tell(['Start', 'Top'], 0.5), unknown: tell(['Start', 'Top'], null), start: tell(['Start', 'Low'], 0.1)}));
    """,
        {"Start": base, "Top": base + 30 + noise, "Low": base - 30 + noise},
    )
    doubt = words(lang)["desk.ui.rank.doubt"].split("{name}")[0]
    assert told["few"][:-1] == told["most"] == told["unknown"] and told["few"][-1].startswith(doubt)
    assert "49" in told["few"][-1] and "Top" in told["few"][-1]
    assert not any(doubt in sentence for sentence in told["start"])


@needs_node
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_ranking_says_which_plans_cannot_be_told_apart_and_which_differ_by_nothing_worth_acting_on(tmp_path, lang):
    luck = np.random.default_rng(4)
    base, noise = luck.normal(100, 5, (20)), luck.normal(0, 1, (4, 20))
    plans = {
        "Top": base + 30 + noise[0],
        "Near": base + 29 + noise[1],
        "Wide": base + 29 + 20 * noise[2],
        "Low": base - 20 + noise[3],
        "Like": base + 0.5 + 0.1 * noise[0],
        "Open": base + 1 + 20 * noise[0],
    }
    told = ranking_in_node(
        tmp_path,
        lang,
        """
        const tell = (names, pairs = 20) => { const rows = all(names, pairs); return {said: verdict(words, given.figures, 'posters_30d', rows), of: Object.fromEntries(rows.map(one => [one.name, [one.against.verdict, one.against.better]]))}; };
        console.log(JSON.stringify({all: tell(['Start', 'Top', 'Near', 'Wide', 'Low']), alike: tell(['Start', 'Like']), open: tell(['Start', 'Like', 'Open']), worse: tell(['Start', 'Low', 'Open']), low: tell(['Start', 'Low']), few: tell(['Start', 'Top'], 5)}));
    """,
        {"Start": base, **plans},
    )
    rank = {
        key.removeprefix("desk.ui.rank."): text for key, text in words(lang).items() if key.startswith("desk.ui.rank.")
    }
    marks = "“{}”" if lang == "en" else "‘{}’"
    best, ahead, tied, alike = told["all"]["said"]
    assert ahead == rank["ahead"].format(others=marks.format("Low"))
    assert best.startswith(rank["better"].split("{label}")[0].format(name="Top"))
    assert tied == rank["tied"].format(name="Top", others=marks.format("Wide"))
    assert alike == rank["alike"].format(name="Top", others=marks.format("Near"))
    assert told["all"]["of"]["Top"] == ["better", 20] and told["all"]["of"]["Low"] == ["worse", 0]
    near, unsure = (
        rank[key].format(others=marks.format(name)) for key, name in (("no_difference", "Like"), ("nothing", "Open"))
    )
    assert told["alike"]["said"] == [near] and told["open"]["said"] == [unsure, near]
    assert told["low"]["said"] == [rank["start"]]
    first = max({"Start": base, "Open": plans["Open"]}.items(), key=lambda one: one[1].mean())[0]
    assert len(told["worse"]["said"]) == 1 and told["worse"]["said"][0].startswith(
        rank["tied"].split(",")[0].format(name=first)
    ), "not called best where nothing tells it from the start"
    assert told["few"]["said"][-1] == rank["few"].format(n=5) and len(told["few"]["said"]) == 2


@needs_node
def test_shares_of_worlds_have_chance_taken_out_as_the_command_does_it(tmp_path):
    luck = np.random.default_rng(1)
    cases = []
    for n, pairs, name in (
        (60, 2, "posters_30d"),
        (60, 2, "trust"),
        (60, 2, "host_hours"),
        (10, 2, "posters_30d"),
        (30, 3, "trust"),
        (3, 2, "host_hours"),
        (2, 2, "posters_30d"),
    ):
        level = luck.lognormal(3, 0.8, (n, 1))
        base = level * (1 + 0.1 * luck.normal(size=(n, pairs)))
        other = base + level * (luck.choice([0, 0.1, -0.1, 0.3], (n, 1)) + 0.05 * luck.normal(size=(n, pairs)))
        cases.append((name, base, other))
    name, base, other = cases[0]
    cases.append((name, base, np.where(np.arange(60)[:, None] % 9 == 4, np.nan, other)))
    cases.append((name, base, base))
    cases.append((name, base, 1.2 * base))
    cases.append((name, np.where(np.arange(60)[:, None] < 12, 0.0, base), other))
    told = in_node_alone(
        tmp_path,
        script("doubt")
        + """
        const rows = side => side.map(row => row.map(x => x ?? NaN));
        console.log(JSON.stringify({counts: resamples(60).map(one => [...one]), over: given.cases.map(([name, ...sides]) => overWorlds(...sides.map(rows), given.figures.about[name], given.figures.normal)),
          effects: given.cases.map(([name, ...sides]) => inMargins(...sides.map(rows), given.figures.about[name])), quick: overWorlds(...given.cases[0].slice(1), given.figures.about[given.cases[0][0]])}));
    """,
        cases=[
            [name, *([[None if np.isnan(x) else x for x in row] for row in side.tolist()] for side in sides)]
            for name, *sides in cases
        ],
        figures=figures(),
    )
    generator = np.random.Generator(np.random.Philox(key=doubt._KEY))
    drawn = generator.multinomial(60, np.full(60, 1 / 60), size=doubt.N_BOOTSTRAP)
    assert np.array_equal(drawn, told["counts"]), "the same resamples"
    differs = 0
    for (name, base, other), got, effects in zip(cases, told["over"], told["effects"], strict=True):
        measure = MEASURES[name]
        wanted = doubt.over_worlds(base, other, measure)
        np.testing.assert_allclose(
            np.array(effects, dtype=float), doubt.in_margins(base, other, measure), atol=2e-9, err_msg=name
        )
        assert got["n"] == wanted.n_worlds
        for side in ("better", "same", "worse"):
            one = getattr(wanted, side)
            np.testing.assert_allclose(
                np.array([got[side][end] for end in ("estimate", "low", "high")], dtype=float),
                [one.estimate, one.low, one.high],
                atol=1e-5,
                err_msg=f"{name} {side}",
            )
        gap = (other - base).mean(axis=1) * (-1 if measure.direction < 0 else 1)
        counted = np.mean(gap > [measure.margin(level) for level in base.mean(axis=1)])
        differs += abs(counted - wanted.better.estimate) > 0.01
    assert differs >= 3, "counting worlds gives something else"
    quick = told["quick"]["better"]
    assert quick["estimate"] == told["over"][0]["better"]["estimate"] and quick["low"] is None


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
