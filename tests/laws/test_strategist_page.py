"""The pages for strategists: their files load, their commands run, and what they show of the answers is what is said now.

Numbers change with the engine, so of the long comparisons only the frame is held against the page (fewer rounds are run here);
``python -m tests.howto`` writes all answers anew. What does not depend on the engine must be the same to the letter.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from sim.words import catalogue

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.howto import CONSOLE, FILE, PAGES, answer, lay_out

TEXT = {lang: page.read_text(encoding="utf-8") for lang, page in PAGES.items()}
COMMANDS = {lang: CONSOLE.findall(text) for lang, text in TEXT.items()}
QUICK = ("--reps", "2", "--no-assumptions", "--workers", "1", "--days", "60")
RENEW = "make the page anew with: python -m tests.howto"
LETTER = [(lang, *command) for lang in TEXT for command in COMMANDS[lang] if not command[0].startswith("compare")]
both = pytest.mark.parametrize("lang", TEXT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert len(lay_out(TEXT["en"], tmp_path)) >= 2
    return tmp_path


def labels(shown: str) -> list[str]:
    """The first column of a table of measures: its heading and every label."""
    return [line.split("  ")[0] for line in shown.splitlines() if re.search(r"\S {2,}\S", line)]


@pytest.mark.parametrize(
    "lang, command, shown", LETTER, ids=[f"{lang}-{command.split()[0]}" for lang, command, _ in LETTER]
)
def test_what_does_not_depend_on_the_engine_is_the_same_to_the_letter(lang, command, shown, folder):
    code, said = answer(command, folder)
    assert said == shown, RENEW
    assert code == (2 if "did you mean" in shown or "bedoelde u" in shown else 0)


def comparison(lang: str) -> tuple[str, str]:
    """The first comparison of a page, and its answer."""
    return next(command for command in COMMANDS[lang] if command[0].startswith("compare"))


def test_the_comparison_runs_and_shows_the_same_table(folder):
    command, shown = comparison("en")
    code, said = answer(command, folder, QUICK)
    assert code == 0, said
    assert len(labels(shown)) > 10
    assert set(labels(said)) <= set(labels(shown)) and labels(said)[0] == labels(shown)[0], RENEW
    assert said.splitlines()[-1] == shown.splitlines()[-1], RENEW
    assert (folder / shown.splitlines()[-1].removeprefix("Report: ")).is_file()


def test_both_languages_show_the_same_measures_in_the_same_order():
    keys = {}
    for lang in TEXT:
        names = {text.lower(): key for key, text in catalogue("measures", lang).items() if key.endswith(".label")}
        keys[lang] = [names[label.lower()] for label in labels(comparison(lang)[1])[2:]]
    assert keys["en"] == keys["nl"] and len(keys["en"]) > 10


def test_every_option_and_every_changed_value_is_taken(folder):
    text = TEXT["en"] + TEXT["nl"]
    sets = set(re.findall(r"--set ([\w.]+=\S+?)[`\s]", text)) - {"community.audiense=900"}
    assert len(sets) >= 4
    code, said = answer("explain ours.toml " + " ".join(f"--set {change}" for change in sorted(sets)), folder)
    assert code == 0, said
    code, said = answer("compare --help", folder)
    commands = [word for found in COMMANDS.values() for command, _ in found for word in shlex.split(command)]
    for option in set(re.findall(r"`(--[a-z]+)", text)) | {word for word in commands if word.startswith("--")}:
        assert option in said, option


def test_both_languages_give_the_same_files_and_commands():
    def without_comments(text: str) -> list[tuple[str, str]]:
        return [(name, re.sub(r" *#.*", "", body)) for name, body in FILE.findall(text)]

    assert without_comments(TEXT["en"]) == without_comments(TEXT["nl"])
    assert [c for c, _ in COMMANDS["en"]] == [c.removesuffix(" --lang nl") for c, _ in COMMANDS["nl"]]


@both
def test_every_section_and_verdict_it_names_bears_that_name(lang):
    words = catalogue("report", lang)
    named = re.findall(r"^- \*\*([^*]+)\*\*", TEXT[lang], re.MULTILINE)
    assert len(named) >= 4
    assert set(named) <= set(words.values())
    for verdict in ("better", "worse", "higher", "lower", "no_difference", "undecided"):
        assert re.search(rf"^\|[^|]*\b{words[f'report.verdict.{verdict}']}\b[^|]*\|", TEXT[lang], re.MULTILINE), verdict


@both
def test_every_place_it_points_at_exists(lang):
    for target in re.findall(r"\]\(([^)]+)\)", TEXT[lang]):
        file, _, heading = target.partition("#")
        page = PAGES[lang].parent / file
        assert page.is_file(), target
        if heading:
            headings = {
                re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
                for line in page.read_text(encoding="utf-8").splitlines()
                if line.startswith("#")
            }
            assert heading in headings, target
