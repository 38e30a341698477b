"""The page of advice: all pieces there, nothing named that is not there, every lever and pair in its place, current in every language."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from sim.manual.advice import COMMAND, STATES, advice, exists, page, settings
from sim.manual.pieces import CUT, OFF, PIECES
from sim.measures import MEASURES
from sim.policies import POLICIES
from sim.rules import PARAMETERS
from sim.studies.pairs.pair import read_pairs
from sim.words import LANGUAGES, say

ROOT = Path(__file__).resolve().parents[2]
NAMES = [f"C{n:02d}" for n in range(1, 52)]
TOLD = {row.name: row for row in advice("en")}
PAIRS = read_pairs()


def test_all_pieces_are_there_in_their_order():
    assert list(PIECES) == NAMES == list(TOLD)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_current(lang):
    ending = "" if lang == "en" else f".{lang}"
    command = COMMAND.format(lang="" if lang == "en" else f" --lang {lang}", ending=ending)
    assert (ROOT / "docs" / f"advice{ending}.md").read_text(encoding="utf-8") == page(lang), command


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_piece_has_a_row_and_a_section_with_its_words(lang):
    text = page(lang)
    for name, row in TOLD.items():
        words = say(f"advice.{name}", lang)
        assert text.count(f"| [{name}](#{name.lower()}) {words} | {say(f'advice.state.{row.state}', lang)} |") == 1
        assert f"\n## {name}\n\n{words} **" in text
    assert not re.search(r"[{}]", text)


def test_words_are_for_pieces_and_in_all_languages_their_own():
    with (ROOT / "sim/words/advice.toml").open("rb") as file:
        words = tomllib.load(file)["advice"]
    assert [key for key in words if re.fullmatch(r"C\d\d", key)] == NAMES
    for name in NAMES:
        one = words[name]
        assert len({one[lang] for lang in LANGUAGES}) == len(LANGUAGES) and all(
            one[lang].endswith(".") for lang in LANGUAGES
        )
    assert len({words[name]["en"] for name in NAMES}) == len({words[name]["nl"] for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_everything_named_is_there(name):
    row = TOLD[name]
    for declared in row.piece.levers:
        assert "." in declared or declared in POLICIES, f"no policy {declared}"
        assert settings(declared) and all(exists(lever) for lever in settings(declared)), f"no lever {declared}"
    assert not set(row.piece.numbers) - set(PARAMETERS) and not set(row.measures) - set(MEASURES)
    for rule in row.rules:
        assert (ROOT / "sim/rules" / f"{rule}.py").exists()
    if row.piece.test:
        file, _, function = row.piece.test.partition("::")
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, row.piece.test


@pytest.mark.parametrize("name", NAMES)
def test_a_test_for_all_numbers_or_levers_holds_this_one_too(name):
    """What is held by the law of off switches has a number that can be switched off; by the cut of mediators, a policy that has them."""
    row = TOLD[name]
    if row.piece.test == OFF:
        assert any(PARAMETERS[number].off is not None and PARAMETERS[number].moves for number in row.piece.numbers)
    if row.piece.test == CUT:
        kinds = {lever.partition(".")[0] for lever in row.levers}
        assert any(set(POLICIES[kind].mediators) & set(row.piece.numbers) for kind in kinds & set(POLICIES))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_whole_says_so(name):
    """Works: levers, numbers, measures, a test and a pair. Anything less says what is missing, in both languages."""
    row = TOLD[name]
    whole = bool(row.levers and row.piece.numbers and row.measures and row.piece.test and row.pairs)
    assert whole or row.lacking, f"{name} lacks something and does not say what"
    assert row.state in STATES and (row.state == "works") == (not row.lacking)
    for lang in LANGUAGES:
        lacking = next(one for one in advice(lang) if one.name == name).lacking
        assert bool(lacking) == bool(row.lacking) and (not lacking or (lacking[0].islower() and lacking.endswith(".")))


def test_every_lever_that_acts_belongs_to_a_piece():
    """Every policy, and of each every lever that acts through a door."""
    acts = {f"{kind}.{field}" for kind, policy in POLICIES.items() for field in policy.doors}
    assert not acts - {lever for row in TOLD.values() for lever in row.levers}, "which advice are these for?"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.first}--{pair.second}")
def test_every_pair_belongs_to_pieces_whose_levers_it_moves(pair):
    for name in pair.advice:
        assert pair in TOLD[name].pairs
        asked = set(pair.keys) | {key.rsplit(".", 1)[0] for key in pair.keys}
        numbers = {f"behaviour.{number}" for number in TOLD[name].piece.numbers}
        assert asked & (set(TOLD[name].levers) | numbers), f"{name} has none of {', '.join(pair.keys)}"


def test_doors_are_those_of_the_levers():
    assert TOLD["C33"].doors == ("who",) and TOLD["C05"].doors == ("seen",)
    assert TOLD["C13"].doors == ("seen", "worth", "cost")
    assert TOLD["C22"].doors == ("seen", "worth", "cost"), "the goal judges, and acts on nobody; what is planned does"


def test_grades_are_the_best_and_the_weakest_of_the_numbers():
    signs = {PARAMETERS[number].sign for number in PIECES["C03"].numbers}
    assert TOLD["C03"].grades("sign") == f"{min(signs)}–{max(signs)}" and len(signs) > 1
    assert TOLD["C22"].grades("sign") == "E" and TOLD["C21"].grades("sign") == "C–E"
    nothing = replace(TOLD["C22"], piece=TOLD["C22"].piece._replace(numbers=()))
    assert nothing.grades("sign") == nothing.grades("size") == "–"


def test_a_piece_is_shown_by_what_judges_its_pairs():
    assert {"dip_depth", "dip_weeks", "posters_per_awake"} <= set(TOLD["C09"].measures)
    assert "habit" in TOLD["C43"].measures
