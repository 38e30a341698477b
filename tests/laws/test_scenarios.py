"""The library of scenarios: every file loads and speaks both languages; every pair differs only in what the README says.

The README of the folder is read as a claim about the files: each row of its tables of pairs names two of them, the advice they put to the
test, and the keys in which they differ.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from sim.policies import POLICIES
from sim.rules import PARAMETERS
from sim.scenario import Scenario, load
from sim.scenario.explain import differences, explain
from sim.scenario.naming import split
from sim.studies.pairs.pair import read_pairs
from sim.words import LANGUAGES

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
FILES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.toml"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
NO_ADVICE = {"baseline", "bench", "everything", "quantum-launch", "quantum-launch-defaults"}
"""Files that put no advice to the test."""

BEYOND = {(f"door/{name}", "experts") for name in ("no-quota", "quota-80-20", "quota-95-5")}
"""Settings beyond what is believable, by intent: an audience with many experts, or a quota of one in five would never bind."""

ADVICE = (
    "C01",
    "C02",
    "C03",
    "C05",
    "C06",
    "C07",
    "C08",
    "C09",
    "C10",
    "C11",
    "C12",
    "C13",
    "C14",
    "C15",
    "C16",
    "C17",
    "C18",
    "C19",
    "C20",
    "C21",
    "C22",
    "C25",
    "C27",
    "C28",
    "C29",
    "C31",
    "C32",
    "C33",
    "C34",
    "C35",
    "C36",
    "C37",
    "C38",
    "C39",
    "C41",
    "C43",
    "C44",
    "C47",
    "C48",
    "C50",
)
"""Advice whose mechanism the model has, so that a pair must ask about it."""

LEVERS_ASKED = (
    *(("commercial", "selling", value) for value in ("free", "section", "disclosed", "approval", "banned")),
    *(("recognition", "chosen_by", value) for value in ("posts", "appreciation", "lot", "quiet")),
    *(("promotion", "chosen_by", value) for value in ("posts", "appreciation", "lot")),
    *(("promotion", "role", value) for value in ("ambassador", "manager")),
    *(("onboarding", "welcome", value) for value in ("none", "automatic", "personal")),
    *(("access", "access", value) for value in ("open", "request", "invitation")),
    *(("moderation", "off_topic", value) for value in ("allowed", "removed", "personal")),
    *(("incident", "response", value) for value in ("silence", "answer", "apology")),
    *(("team", "stance", value) for value in ("passive", "reactive", "active")),
)
"""Choices that must stand in some half of a pair."""


PAIRS = read_pairs(FOLDER)


@cache
def scenario(name: str) -> Scenario:
    """A scenario of the library by its path without suffix."""
    return load(FOLDER / f"{name}.toml")


def own(name: str) -> dict:
    """What a file itself says, without its parents."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def first_line(name: str) -> str:
    """The comment a file begins with."""
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8").splitlines()[0]


def keys_that_differ(first: Scenario, second: Scenario) -> set[str]:
    """The keys in which two scenarios differ; a policy that one of them lacks stands at the values that decide nothing."""
    keys = set()
    for key, one, two in differences(first, second):
        parts = key.split(".")
        if parts[0] != "policy":
            keys.add(key)
            continue
        kind, field = split(parts[1])[0], parts[-1]
        default = POLICIES[kind].model_fields[field].default
        here, there = (default if value is None else value for value in (one, two))
        if here != there:
            keys.add(f"{kind}.{field}")
    return keys


@pytest.mark.parametrize("name", FILES)
def test_every_file_loads_and_explains_itself_in_both_languages(name):
    text = {lang: explain(scenario(name), lang) for lang in LANGUAGES}
    assert len(set(text.values())) == len(LANGUAGES)
    for lang in LANGUAGES:
        assert scenario(name).about is not None
        assert scenario(name).about[lang] in text[lang]
        assert scenario(name).title[lang] in text[lang]
        assert "{" not in text[lang]


@pytest.mark.parametrize("name", FILES)
def test_every_file_says_why_it_exists_in_its_own_words(name):
    reason = first_line(name)
    assert reason.startswith("# ")
    assert len(reason.split()) >= 6, f"{reason!r} is no reason"
    assert bool(re.search(r"\bC\d\d\b", reason)) == (name not in NO_ADVICE), (
        "which advice? C-numbers belong in the first line"
    )
    said = own(name)
    for key in ("title", "about"):
        assert set(said.get(key, {})) == set(LANGUAGES), f"its {key} is its parent's"
    assert len(set(said["about"].values())) == len(LANGUAGES), "the same text in every language"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_files_have_the_same_title_or_reason(lang):
    titles = [scenario(name).title[lang] for name in FILES]
    abouts = [scenario(name).about[lang] for name in FILES]
    assert len(set(titles)) == len(titles), sorted(title for title in titles if titles.count(title) > 1)
    assert len(set(abouts)) == len(abouts), sorted(about for about in abouts if abouts.count(about) > 1)


def test_the_readme_names_every_file_and_no_other():
    named = set(re.findall(r"`([\w-]+(?:/[\w-]+)?)`", README))
    assert not set(FILES) - named, "not in the README"
    assert not {name for pair in PAIRS for name in (pair.first, pair.second)} - set(FILES), (
        "named as a pair, and not there"
    )


def test_the_readme_has_no_row_that_is_not_read():
    """Every row of a table of pairs was understood by the pattern above."""
    tables = re.findall(r"^\| compare \| with \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert sum(table.count("\n") for table in tables) == len(PAIRS)
    assert len({(pair.first, pair.second) for pair in PAIRS}) == len(PAIRS)
    assert len(PAIRS) >= len(ADVICE)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.first}--{pair.second}")
def test_a_pair_differs_in_what_the_readme_says_and_in_nothing_else(pair):
    first, second = scenario(pair.first), scenario(pair.second)
    assert list(pair.keys) == sorted(keys_that_differ(first, second))
    assert (first.community.days, first.community.seed) == (second.community.days, second.community.seed)
    one, two = first.programme().hash(), second.programme().hash()
    moved = [first.behaviour, first.community] != [second.behaviour, second.community]
    assert one != two or moved, "the engine is told the same by both"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.first}--{pair.second}")
def test_the_files_of_a_pair_name_its_advice(pair):
    named = set(re.findall(r"\bC\d\d\b", first_line(pair.first) + first_line(pair.second)))
    assert not set(pair.advice) - named, "named in the README, and in the first line of neither file"


@pytest.mark.parametrize("advice", ADVICE)
def test_every_piece_of_advice_has_a_pair(advice):
    assert any(advice in pair.advice for pair in PAIRS), f"no pair asks about {advice}"


@pytest.mark.parametrize(("kind", "field", "value"), LEVERS_ASKED, ids=".".join)
def test_every_choice_stands_in_some_pair_that_asks_about_it(kind, field, value):
    halves = [scenario(name) for pair in PAIRS if f"{kind}.{field}" in pair.keys for name in (pair.first, pair.second)]
    chosen = {getattr(policy, field) for half in halves for policy in half.policies if policy.kind == kind}
    nothing = POLICIES[kind].model_fields[field].default == value and any(
        kind not in {p.kind for p in half.policies} for half in halves
    )
    assert value in chosen or nothing, f"no pair asks about {kind}.{field} = {value}"


@pytest.mark.parametrize("name", sorted(set(FILES) - NO_ADVICE))
def test_settings_stay_within_the_ranges_of_the_parameters(name):
    """A setting that lets a question be asked may lean to an end of a range, not beyond it, but where `BEYOND` says why; switching off is beyond it by intent."""
    for key, value in scenario(name).behaviour.items():
        parameter = PARAMETERS[key]
        low, high = parameter.believable
        assert (low <= value <= high) != ((name, key) in BEYOND) or value == parameter.off, f"{key} = {value}"
