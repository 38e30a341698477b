"""Verbs that write the page: two futures side by side in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.command.options import Days, Lang, Quiet, Seed, Sets
from sim.command.printing import note
from sim.command.reading import Asked
from sim.words import LANGUAGES, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario import Scenario

Given = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SCENARIO ...]", help="What can be A, the plan that is kept; a story when none is given."),
]
Told = Annotated[
    str | None,
    typer.Option(
        "--story",
        metavar="NAME",
        help="A community with a brief, levers in sight and a goal: association, forum, neighbourhood, alumni, region or fans.",
    ),
]
OutFile = Annotated[str, typer.Option("--out", metavar="FILE", help="The file to write.")]


def page(
    scenarios: Given = None,
    story: Told = None,
    sets: Sets = [],
    seed: Seed = None,
    days: Days = None,
    out: OutFile = "page.html",
    lang: Lang = "en",
    quiet: Quiet = False,
) -> None:
    """Write a page that opens anywhere: move levers, and see two futures side by side."""
    _write(Asked(), scenarios or [], story, sets, seed, days, out, lang, quiet)


def workshop(
    out: OutFile = "workshop.html",
    story: Told = None,
    lang: Lang = "en",
    no_open: Annotated[bool, typer.Option("--no-open", help="Write it, and open no browser.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write the page for a room, and open it in the browser."""
    asked = Asked()
    file = _write(
        asked, [asked.from_library("baseline.toml")], story or "association", [], None, None, out, lang, quiet
    )
    if not no_open:
        import webbrowser

        webbrowser.open(file.resolve().as_uri())


def _write(
    asked: Asked,
    paths: Sequence[str],
    story: str | None,
    sets: Sequence[str],
    seed: str | None,
    days: str | None,
    out: str,
    lang: str,
    quiet: bool,
) -> Path:
    """Read what was asked, write the page, and return its place."""
    from sim.page.content import MOST_DAYS, MOST_PEOPLE, STORIES

    lang = asked.one_of("--lang", lang, LANGUAGES)
    if story is not None:
        asked.one_of("--story", story, tuple(STORIES))
    scenarios: list[Scenario] = asked.scenarios(paths, sets, seed, days)
    for path, scenario in zip(paths, scenarios, strict=False):
        if scenario.community.audience > MOST_PEOPLE or scenario.community.days > MOST_DAYS:
            asked.wrong(
                path,
                f"{scenario.community.audience:,} people for {scenario.community.days:,} days are too many for a page",
                f"at most {MOST_PEOPLE:,} people and {MOST_DAYS:,} days",
            )
    names = [story.name for story in scenarios]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1 or name == story):
        asked.wrong(name, "two communities of one page have this name", "files of different names")
    file = asked.file_to_write("--out", out)
    asked.stop()
    note(asked.remarks(lang), quiet or not asked.remarks(lang))

    from sim.page.write import write_page

    assert file is not None
    stories = [STORIES[story]] if story else [] if scenarios else [*STORIES.values()]
    size = write_page(file, scenarios, stories, lang)
    note(say("cli.page.wrote", lang, file=file, size=number(size / 1000, lang, 0)), quiet)
    return file
