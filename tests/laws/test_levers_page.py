"""The page of levers, in every language: current, whole, and its examples run."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sim.manual.doors import DOORS, levers
from sim.manual.levers import COMMAND, SHOWN, effect, page
from sim.policies import POLICIES
from sim.studies.doses.levers import levers as tried
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
    assert (DOCS / name).read_text(encoding="utf-8") == page(lang), COMMAND.format(
        lang=f" --lang {lang}", ending=f".{lang}"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_lever_stands_once_with_its_default_its_doors_and_an_example(lang):
    told = rows(lang)
    assert [(kind, cells[0].strip("`")) for kind, cells in told] == [
        (kind, field) for kind in sorted(POLICIES) for field in levers(POLICIES[kind])
    ]
    for kind, (name, takes, default, acts, example, says, _) in told:
        field = name.strip("`")
        assert (
            takes
            and default
            and all(
                (say(f"levers.door.{door}", lang) in acts) == (door in POLICIES[kind].doors[field]) for door in DOORS
            )
        )
        if example != "–":
            assert example.startswith(f"`{field} = ") and len(says) > 10


def test_examples_are_doses_that_can_be_run_and_are_not_what_holds_anyway():
    """What a lever is tried at was checked as a scenario when its doses were made; an example is one of them, and no default."""
    doses = {one.key: one for one in tried()[0]}
    shown = 0
    for kind, (name, _, default, _, example, _, _) in rows("en"):
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


def test_an_effect_is_that_of_the_example_against_the_own_setting():
    lever = next(one for one in tried()[0] if len(one.doses) == 5 and one.own == 0)
    gaps = [[0.0, 0.0, 0.0], [8.0, 4.0, 12.0], [-8.0, -12.0, -4.0], [3.0, -1.0, 7.0], [None, None, None]]
    came = {
        "doses": list(lever.doses),
        "curves": {name: {"means": [40.0, 48.0, 32.0, 43.0, 0.0], "against_own": gaps} for name in SHOWN},
    }
    posters = [effect(came, lever, place, "en").split("; ")[0] for place in range(1, 5)]
    assert posters == ["posters +20% (+10% to +30%)", "posters -20% (-30% to -10%)", "posters ≈", "posters ≈"]
    assert effect(came, lever, 1, "nl").startswith("plaatsers +20% (+10% tot +30%); nog na een half jaar")
    assert effect(None, lever, 1, "en") == effect({**came, "doses": [0, 1, 2, 3, 4.5]}, lever, 1, "en") == "–"
