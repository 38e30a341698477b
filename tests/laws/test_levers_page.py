"""The page of levers, in every language: current, whole, and its examples run."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sim.policies import POLICIES
from sim.studies.doors import DOORS, levers
from sim.studies.dosing.levers import levers as tried
from sim.studies.levers_page import COMMAND, page
from sim.words import LANGUAGES, say

DOCS = Path(__file__).resolve().parents[2] / "docs"


def rows(lang: str) -> list[tuple[str, list[str]]]:
    """Kind and cells of every lever's row."""
    found, kind = [], ""
    for line in page(lang).splitlines():
        if head := re.fullmatch(r"## .*\(`(\w+)`\)", line):
            kind = head[1]
        elif line.startswith("| `"):
            found.append((kind, [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_current(lang):
    name = "levers.md" if lang == "en" else f"levers.{lang}.md"
    assert (DOCS / name).read_text(encoding="utf-8") == page(lang), COMMAND.format(lang=f" --lang {lang}", ending=f".{lang}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_lever_stands_once_with_its_default_its_doors_and_an_example(lang):
    told = rows(lang)
    assert [(kind, cells[0].strip("`")) for kind, cells in told] == [(kind, field) for kind in sorted(POLICIES) for field in levers(POLICIES[kind])]
    for kind, (name, takes, default, acts, example, says) in told:
        field = name.strip("`")
        assert takes and default and all((say(f"levers.door.{door}", lang) in acts) == (door in POLICIES[kind].doors[field]) for door in DOORS)
        if example != "–":
            assert example.startswith(f"`{field} = ") and len(says) > 10


def test_examples_are_doses_that_can_be_run_and_are_not_what_holds_anyway():
    """What a lever is tried at was checked as a scenario when its doses were made; an example is one of them, and no default."""
    doses = {one.key: one for one in tried()[0]}
    shown = 0
    for kind, (name, _, default, _, example, _) in rows("en"):
        if example == "–":
            continue
        field = name.strip("`")
        value = tomllib.loads(example.strip("`"))[field]
        assert (tuple(value) if isinstance(value, list) else value) in doses[f"{kind}.{field}"].doses
        assert example.partition(" = ")[2] != default.strip("`") + "`"
        shown += 1
    assert shown > 50


def test_dutch_is_no_english():
    text = page("nl")
    assert "a whole number" not in text and "one of " not in text and "true or false" not in text
