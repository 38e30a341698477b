"""The responses in words: what answers what, by how much, and whether the interval lies in the band with the figure."""

from __future__ import annotations

from itertools import groupby

from sim.evidence.held import CHECKED, FITTED, INSIDE, TOLD, Row
from sim.evidence.validate import Validation
from sim.report.evidence import held
from sim.report.press.text import grid
from sim.words import listing, say

COLUMNS = ("row", "answer", "value", "interval", "target", "verdict", "surely", "role", "setting", "against", "runs")


def responses(validation: Validation) -> list[Row]:
    """Return the rows that say what answers what."""
    return [row for row in validation.rows if row.held.is_response]


def head(lang: str) -> list[str]:
    """Write the names of the columns; a response has one band."""
    return [say(f"validation.col.{'band' if key == 'target' else key}", lang) for key in COLUMNS]


def cells(row: Row, lang: str) -> list[str]:
    """Write row, what answers, figure, its 95 % interval, band, verdict, whether the interval lies inside, role, settings, runs."""
    return held.cells(row, COLUMNS, lang, {"answer": say(f"validation.row.{row.held.name}.name", lang)})


def responses_summary(validation: Validation, lang: str) -> list[str]:
    """Tell how many responses are inside their band, how many with their whole interval, and which are not; nothing when none was counted."""
    rows = responses(validation)
    if not rows:
        return []
    fitted = [row for row in rows if row.held.role == FITTED]
    checked = [row for row in rows if row.held.role == CHECKED]
    sentences = [
        say(
            "validation.responses_count",
            lang,
            fitted=len(fitted),
            fitted_in=sum(row.verdict == INSIDE for row in fitted),
            checked=len(checked),
            checked_in=sum(row.verdict == INSIDE for row in checked),
            sure=sum(row.is_surely_inside for row in rows),
            told=sum(row.held.role == TOLD for row in rows),
        )
    ]
    missed = [row.held.name for row in fitted + checked if row.verdict != INSIDE]
    if missed:
        sentences.append(say("validation.responses_missed", lang, rows=listing(missed, lang)))
    return sentences


def responses_section(validation: Validation, lang: str) -> list[str]:
    """Return the section on responses: by theme why it must be so, and what came of it; nothing when none was counted."""
    rows = responses(validation)
    if not rows:
        return []
    sentences = [f"## {say('validation.responses', lang)}", say("validation.responses_what", lang)]
    for theme, some in groupby(rows, key=lambda row: row.held.name.split(".")[0]):
        sentences += [
            f"### {theme} {say(f'validation.response.{theme}.title', lang)}",
            say(f"validation.response.{theme}.why", lang),
            grid(
                [*head(lang), say("validation.col.source", lang)],
                [[*cells(row, lang), row.held.source or "–"] for row in some],
            ),
        ]
    return sentences
