"""The responses in words: what answers what, by how much, and whether the interval lies in the band with the figure."""

from __future__ import annotations

import math
from itertools import groupby

from sim.evidence.facts import CHECKED, FITTED, INSIDE, TOLD
from sim.evidence.validate import Row, Validation
from sim.report.evidence.table import band, figure, grid, role, verdict
from sim.words import listing, number, say

COLUMNS = ("row", "answer", "value", "interval", "band", "verdict", "surely", "role", "setting", "against", "runs")


def responses(found: Validation) -> list[Row]:
    """Return the rows that say what answers what."""
    return [row for row in found.rows if row.fact.is_response]


def head(lang: str) -> list[str]:
    """Write the names of the columns."""
    return [say(f"validation.col.{key}", lang) for key in COLUMNS]


def cells(row: Row, lang: str) -> list[str]:
    """Write row, what answers, figure, its 95 % interval, band, verdict, whether the interval lies inside, role, settings, runs."""
    fact = row.fact
    between = "–"
    if all(map(math.isfinite, (row.value, *row.sure))):
        between = say("validation.between", lang, a=figure(fact, row.sure[0], lang), b=figure(fact, row.sure[1], lang))
    surely = "–" if fact.role == TOLD else say("validation.yes" if row.is_surely_inside else "validation.no", lang).lower()
    return [fact.row, say(f"validation.row.{fact.row}.name", lang), figure(fact, row.value, lang), between, band(fact, lang),
            verdict(row, lang), surely, role(fact, lang), fact.setting, ", ".join(fact.arms[1:]) or "–", number(row.n_runs, lang)]


def responses_summary(found: Validation, lang: str) -> list[str]:
    """Tell how many responses are inside their band, how many with their whole interval, and which are not; nothing when none was counted."""
    rows = responses(found)
    if not rows:
        return []
    fitted = [row for row in rows if row.fact.role == FITTED]
    checked = [row for row in rows if row.fact.role == CHECKED]
    told = [say("validation.responses_count", lang, fitted=len(fitted), fitted_in=sum(row.verdict == INSIDE for row in fitted),
                checked=len(checked), checked_in=sum(row.verdict == INSIDE for row in checked), sure=sum(row.is_surely_inside for row in rows),
                told=sum(row.fact.role == TOLD for row in rows))]
    missed = [row.fact.row for row in fitted + checked if row.verdict != INSIDE]
    if missed:
        told.append(say("validation.responses_missed", lang, rows=listing(missed, lang)))
    return told


def responses_section(found: Validation, lang: str) -> list[str]:
    """Return the section on responses: by theme why it must be so, and what came of it; nothing when none was counted."""
    rows = responses(found)
    if not rows:
        return []
    told = [f"## {say('validation.responses', lang)}", say("validation.responses_what", lang)]
    for theme, some in groupby(rows, key=lambda row: row.fact.row.split(".")[0]):
        told += [f"### {theme} {say(f'validation.response.{theme}.title', lang)}", say(f"validation.response.{theme}.why", lang),
                 grid([*head(lang), say("validation.col.source", lang)], [[*cells(row, lang), row.fact.source or "–"] for row in some])]
    return told
