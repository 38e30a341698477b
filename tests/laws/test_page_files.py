"""Scenario files in the page: read as Python reads them, wrong ones told; what the page makes of answers and ticks is what the command makes."""

from __future__ import annotations

import json
import shutil
import tomllib

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.page import plans, questions
from sim.page.content import MOST_DAYS, MOST_PEOPLE, STORIES, content
from sim.page.scripts import script
from sim.scenario import Scenario, explain, load
from sim.scenario.toml import toml
from sim.words import LANGUAGES
from tests.toys.page_plans import for_page, in_node, plan

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="there is no Node here: the page's modules were not run")


@pytest.fixture(scope="module")
def told():
    return content([], list(STORIES.values()), "en")


def node(folder, tail, *modules, **given):
    return in_node(NODE, folder, script(*modules) + "{" + tail + "}", alone=True, **given)


def drawn(luck):
    """Random answers, and what a random plan follows."""
    answers = {question.name: str(luck.choice([o.name for o in question.options])) for question in questions.QUESTIONS}
    ticked = {
        advice.name: str(luck.choice([o.name for o in advice.doses]))
        for advice in questions.ADVICE
        if luck.random() < 0.3
    }
    if {"motivation", "invitation"} <= ticked.keys():
        del ticked["invitation"]
    return answers, ticked


def test_answers_and_ticks_make_the_same_files_and_sentences_as_the_command(tmp_path, told):
    luck = np.random.default_rng(1)
    cases = [drawn(luck) for _ in range(60)]
    got = node(
        tmp_path,
        """console.log(JSON.stringify(given.cases.map(([answers, ticked]) => {
          const {told} = given, asked = told.asked, base = baselineOf(asked, answers), made = following(asked, base, ticked);
          const words = Object.fromEntries(Object.keys(told.words).map(lang => [lang, new Words(told.words[lang], lang, told.model.figures)]));
          const title = Object.fromEntries(Object.entries(words).map(([lang, one]) => [lang, titleOf(one, asked, ticked)]));
          return {toml: toToml(made, title), said: Object.fromEntries(Object.entries(words).map(([lang, one]) => [lang, sentencesOf(one, asked, answers)]))};
        })));""",
        "asked",
        "words",
        "toml",
        told=told,
        cases=cases,
    )
    fit = 0
    for (answers, ticked), answer in zip(cases, got, strict=True):
        tables = plans.plan(plans.baseline(answers), ticked)
        assert answer["toml"] == toml(tables)
        assert answer["said"] == {lang: plans.sentences(answers, lang) for lang in LANGUAGES}
        fit += len(explain(Scenario.build(tomllib.loads(answer["toml"])))) > 200
    assert fit == len(cases)


def test_every_answer_and_dose_moves_the_plan_and_only_what_it_says():
    base = plans.baseline({})
    for question in questions.QUESTIONS:
        made = [json.dumps(plans.baseline({question.name: option.name}), sort_keys=True) for option in question.options]
        assert question.name == "worry" or len(set(made)) == len(made), question.name
        assert question.default in [option.name for option in question.options]
    for advice in questions.ADVICE:
        made = [json.dumps(plans.plan(base, {advice.name: dose.name}), sort_keys=True) for dose in advice.doses]
        assert len(set(made)) == len(made) and advice.default in [dose.name for dose in advice.doses]
        started = plans.baseline({"weeks": "quarter"})
        assert (
            Scenario.build(plans.plan(started, {advice.name: advice.default})).hash() != Scenario.build(started).hash()
        )
        assert set(advice.eases) <= set(questions.WORRIES)


def test_every_file_of_the_library_is_read_as_python_reads_it(tmp_path, told):
    from sim.scenario import library_folder

    files = sorted(library_folder().rglob("*.toml"))
    assert len({one.stem for one in files}) == len(files) > 60
    got = node(
        tmp_path,
        "console.log(JSON.stringify(gather(given.told, given.files)));",
        "gathered",
        told=told,
        files=[{"name": one.name, "text": one.read_text(encoding="utf-8")} for one in files],
    )
    alike = 0
    for file, answer in zip(files, got, strict=True):
        scenario = load(file)
        if scenario.community.audience > MOST_PEOPLE or scenario.community.days > MOST_DAYS:
            assert {fault["key"] for fault in answer["faults"]} == {"range"}
            continue
        assert not answer["faults"], (file, answer["faults"])
        wanted = json.loads(json.dumps(for_page(scenario)))
        assert answer["plan"] == wanted and answer["title"] == scenario.title
        alike += 1
    assert alike > 60


def test_fifty_random_plans_go_out_as_files_and_come_back(tmp_path, told):
    scenarios = [Scenario.build(plan(1000 + number)) for number in range(50)]
    got = node(
        tmp_path,
        """console.log(JSON.stringify(given.plans.map((one, i) => {
          const text = toToml(one, {en: 'Plan "' + i + '"', nl: 'Plan \\u007f'}), [back] = gather(given.told, [{name: `plan-${i}.toml`, text}]);
          return {text, back};
        })));""",
        "gathered",
        "toml",
        told=told,
        plans=[for_page(model) for model in scenarios],
    )
    for number, (scenario, answer) in enumerate(zip(scenarios, got, strict=True)):
        file = tmp_path / f"plan-{number}.toml"
        file.write_text(answer["text"], encoding="utf-8")
        assert load(file).hash() == scenario.with_community(mix=scenario.community.shares).hash()
        assert not answer["back"]["faults"] and answer["back"]["plan"] == json.loads(json.dumps(for_page(scenario)))


WRONG = {
    "": ("empty", 1, ""),
    "[community]\naudience = 100\ndayz = 3\n": ("key", 3, "days"),
    "[community]\naudience = 1e99\n": ("range", 2, ""),
    "[community]\naudience = 100.5\n": ("whole", 2, ""),
    "[community]\naudience = 100000\n": ("range", 2, ""),
    "[community]\ndays = 100\n": ("missing", 1, ""),
    "[community]\naudience = 100\nfounders = 200\n": ("range", 3, ""),
    "[community]\naudience = 100\ngoal = 'servise'\n": ("word", 3, "service"),
    "[community]\naudience = 100\nvenue = 'joint'\n": ("word", 3, "join"),
    "[community]\naudience = 100\nrivals = 0.5\n": ("whole", 3, ""),
    "[community]\naudience = 100\nrival_size = 1.5\n": ("range", 3, ""),
    "[community]\naudience = 100\n[community.mix]\ncreator = 0.4\n": ("shares", 3, ""),
    "[community]\naudience = 100\n[[policy]]\nkind = 'teem'\n": ("word", 4, "team"),
    "[community]\naudience = 100\n[[policy]]\nkind = 'team'\nhours_per_wek = 3\n": ("key", 5, "hours_per_week"),
    "[community]\naudience = 100\n[[policy]]\nkind = 'team'\nhours_per_week = 'many'\n": ("number", 5, ""),
    "[community]\naudience = 100\n[policy]\nkind = 'team'\n": ("policies", 3, ""),
    "[community]\naudience = 100\n[behaviour]\nstop_frist = 0.2\n": ("key", 4, "stop_first"),
    "extends = 'nowhere.toml'\n": ("parent", 1, ""),
    "extends = 'baseline.toml'\n[change.admission]\nbatch_size = 3\n": ("change", 2, ""),
    "[community\naudience = 100\n": ("toml", 1, ""),
    "[community]\naudience = 100\naudience = 200\n": ("again", 3, ""),
    "[community]\naudience = 2026-01-01\n": ("date", 2, ""),
    "a = " + "[" * 40 + "]" * 40: ("deep", 1, ""),
    "x = '" + "y" * 100_001 + "'": ("large", 1, ""),
    "<img src=x onerror=alert(1)>": ("toml", 1, ""),
    "[community]\naudience = 100\n[__proto__]\nx = 1\n": ("key", 3, ""),
    "[community]\naudience = 100\n[[policy]]\nkind='team'\nhours_per_week=4\n[[policy]]\nkind='team'\nhours_per_week=4\n": (
        "together",
        3,
        "",
    ),
} | {
    f"[community]\naudience = 100\n[[policy]]\nkind = 'team'\n[[policy]]\nkind = 'review'\nthen = {then}\n": (
        key,
        7,
        "",
    )
    for then, key in (
        ("12", "table"),
        ("'team.hours_per_week = 12'", "table"),
        ("[12]", "table"),
        ("['team.hours = 12']", "together"),
        ("{ team.hours_per_week = 12 }", "together"),
        ("{ 'moderation.ban_after' = 2.0 }", "together"),
        ("{ 'team.hours_per_week' = '' }", "together"),
        ("['team.hours_per_week = 12', 'team.hours_per_week = 13']", "together"),
    )
}


def test_wrong_files_are_told_by_line_and_word(tmp_path, told):
    got = node(
        tmp_path,
        "console.log(JSON.stringify(given.files.map(one => gather(given.told, [one])[0])));",
        "gathered",
        told=told,
        files=[{"name": "mine.toml", "text": text} for text in WRONG],
    )
    for (text, (key, line, meant)), answer in zip(WRONG.items(), got, strict=True):
        first = answer["faults"][0]
        assert (first["key"], first["meant"]) == (key, meant), (text[:80], answer["faults"])
        assert first["line"] == line or key == "together", (text[:80], first)
        for lang in LANGUAGES:
            assert f"desk.fault.{first['key']}" in told["words"][lang], first["key"]


def test_changes_of_a_review_are_read_as_python_reads_them(tmp_path, told):
    """A table or texts; the same text for every number, so that 2.0 stays no whole number; what Python refuses is refused."""
    thens = [
        "[]",
        "{}",
        "['team.hours_per_week = 12', 'onboarding.welcome = \"personal\"']",
        "{ 'team.hours_per_week' = 12, 'team.stance' = 'active', 'moderation.explanations' = true }",
        "{ 'team.hours_per_week' = '12' }",
        *(
            f"{{ '{lever}' = {value} }}"
            for lever in ("team.hours_per_week", "moderation.ban_after", "moderation.filter_sensitivity")
            for value in (
                "2",
                "2.0",
                "+2",
                "0x2",
                "1_0",
                "2e0",
                "0.25",
                "0.00001",
                "0.000000125",
                "1e22",
                "1e15",
                "-0.0",
            )
            + ("inf", "true", "[2]", "{}", "'2.0'", "'x = 2'")
        ),
    ]
    head = "[community]\naudience = 100\n[[policy]]\nkind = 'team'\n[[policy]]\nkind = 'review'\nevery_days = 7\n"
    texts = [f"{head}then = {then}\n" for then in thens]
    texts.append(f"{head}[policy.then]\n'team.hours_per_week' = 12.0\n")
    files = [{"name": f"{n}.toml", "text": text} for n, text in enumerate(texts)]
    child = "extends = '2.toml'\n[change.review]\nthen = { 'team.hours_per_week' = 7.0 }\n"
    got = node(
        tmp_path,
        "console.log(JSON.stringify(gather(given.told, given.files)));",
        "gathered",
        told=told,
        files=[*files, {"name": "child.toml", "text": child}],
    )
    right = 0
    for text, answer in zip(texts, got, strict=False):
        try:
            wanted = for_page(Scenario.build(tomllib.loads(text)))["policies"]
        except ScenarioError:
            wanted = None
        assert bool(answer["faults"]) == (wanted is None), (text, answer["faults"])
        if wanted is not None:
            assert answer["plan"]["policies"] == json.loads(json.dumps(wanted)), text
            right += 1
    assert 20 < right < len(texts) - 10
    assert got[-1]["plan"]["policies"][1]["then"] == ["team.hours_per_week = 7.0"]


def test_a_file_that_goes_round_is_refused(tmp_path, told):
    files = [{"name": f"{a}.toml", "text": f"extends = '{b}.toml'\n"} for a, b in (("a", "b"), ("b", "a"))]
    got = node(
        tmp_path, "console.log(JSON.stringify(gather(given.told, given.files)));", "gathered", told=told, files=files
    )
    assert [answer["faults"][0]["key"] for answer in got] == ["circle", "circle"]


TOML = [
    'a = "x\\u00e9\\n" # c\nb = [1, 2,\n  3, # d\n]\nc = {d = 1, e.f = "g"}\n"h i" = \'\\\'\n',
    "[a]\nb.c = 1_000\nb.d = 0x1F\n[a.e]\nf = -1.5e3\n[[g]]\nh = true\n[g.i]\nj = 1\n[[g]]\nh = false\n",
    'a = """\nline\\\n   on"""\nb = \'\'\'x\'y\'\'\'\nc = ""\n',
    "a = []\nb = [[1], ['x']]\nc = {}\n",
]


@pytest.mark.parametrize("text", TOML)
def test_toml_is_read_as_pythons_reader_does(tmp_path, text):
    got = node(tmp_path, "console.log(JSON.stringify(readToml(given.text).tables));", "reader", text=text)
    assert got == tomllib.loads(text)


def test_broken_toml_is_refused_where_python_refuses_it(tmp_path):
    luck = np.random.default_rng(4)
    base = open("scenarios/everything.toml", encoding="utf-8").read() + TOML[0] + TOML[1]
    lines, cases = base.splitlines(keepends=True), []
    for _ in range(600):
        at = luck.integers(len(lines) - 6)
        piece = list("".join(lines[at : at + luck.integers(1, 6)]) + "z = 1\n")
        piece[luck.integers(len(piece))] = str(luck.choice(list("[]{}=\"'\n.,#x1\\")))
        cases.append("".join(piece))
    got = node(
        tmp_path,
        "console.log(JSON.stringify(given.cases.map(text => { try { return readToml(text).tables; } catch (fault) { if (fault instanceof FileFault) return null; throw fault; } })));",
        "reader",
        cases=cases,
    )
    right = 0
    for text, answer in zip(cases, got, strict=True):
        try:
            wanted = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            wanted = None
        if text.strip():
            assert (answer is None) == (wanted is None), text
            right += wanted is not None
    assert right > 20
