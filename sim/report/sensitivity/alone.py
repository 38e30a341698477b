"""The page of what each assumption moves by itself, and the same as plain text and plain data."""

from __future__ import annotations

from typing import Any

from sim.report.comparison.assumptions import kind
from sim.report.press.page import Page, Part, markdown
from sim.report.press.panel import Table
from sim.studies.sensitivity.alone import FALSE_ALARM, SHIFT, Alone, Screened, Shift
from sim.words import listing, number, percent, quoted, say, text_of
from sim.world.parameters import KINDS, Parameter


def _parameter(name: str) -> Parameter:
    from sim.rules import PARAMETERS

    return PARAMETERS[name]


def moves(shift: Shift | None, lang: str) -> str:
    """Write a shift: how far which measure goes, give or take a standard error where there is one, and at which value."""
    if shift is None:
        return "–"
    values = {
        "measure": say(f"measures.{shift.measure}.label", lang),
        "size": percent(shift.size, lang, 1, sign=True),
        "value": number(shift.value, lang),
    }
    if shift.is_same:
        return say("alone.moves.same", lang, n=number(shift.n, lang), **values)
    return say("alone.moves", lang, error=percent(shift.error, lang, 1), **values)


def ranked(screened: Screened) -> list[Alone]:
    """Return the parameters that are felt, the strongest first."""
    return sorted((row for row in screened.found if row.felt), key=lambda row: (-abs(row.felt[0].size), row.parameter))


def headline(screened: Screened, lang: str) -> str:
    """Return the answer in one line."""
    return say(
        "alone.headline",
        lang,
        n=number(len(ranked(screened)), lang),
        all=number(len(screened.found), lang),
        shift=percent(SHIFT, lang),
    )


def felt_table(screened: Screened, lang: str) -> Table:
    """Return the parameters that are felt, with their largest shift in each scenario."""
    head = (
        say("alone.col.parameter", lang),
        say("alone.col.kind", lang),
        say("alone.col.grade", lang),
        *(f"`{name}`" for name in screened.settings),
    )
    rows = []
    for row in ranked(screened):
        it = _parameter(row.parameter)
        rows.append(
            (
                f"{text_of('parameters', it, lang)} (`{row.parameter}`)",
                kind(it, lang),
                it.grades,
                *(moves(row.largest(name), lang) for name in screened.settings),
            )
        )
    return Table(head, tuple(rows))


def unfelt(screened: Screened, lang: str) -> list[str]:
    """Return sentences on what is not felt: by kind, and apart what changed no run at all."""
    quiet = [row for row in screened.found if not row.felt]
    sentences = []
    for group in KINDS:
        names = [f"`{each.parameter}`" for each in quiet if each.touched and _parameter(each.parameter).kind == group]
        if names:
            sentences.append(say(f"alone.unfelt.{group}", lang, n=number(len(names), lang), names=listing(names, lang)))
    asleep = [f"`{each.parameter}`" for each in quiet if not each.touched]
    if asleep:
        sentences.append(say("alone.asleep", lang, n=number(len(asleep), lang), names=listing(asleep, lang)))
    return sentences


def alone_page(screened: Screened, lang: str) -> Page:
    """Return the page."""
    scenarios = listing([f"`{name}`" for name in screened.settings], lang)
    how = say(
        "alone.how",
        lang,
        scenarios=scenarios,
        runs=listing([number(n, lang) for n in screened.reps], lang),
        shift=percent(SHIFT, lang),
        chance=percent(FALSE_ALARM, lang),
        measures=listing([quoted(say(f"measures.{name}.label", lang), lang) for name in screened.measures], lang),
    )
    parts = [
        Part(say("alone.part.felt", lang), (felt_table(screened, lang),)),
        Part(say("alone.part.unfelt", lang), tuple(unfelt(screened, lang))),
        Part(say("alone.part.how", lang), (how, say("alone.limits", lang))),
    ]
    return Page(
        lang,
        say("alone.kind", lang),
        say("alone.title", lang),
        say("alone.about", lang),
        headline(screened, lang),
        screened.engine,
        tuple(part for part in parts if part.body),
    )


def alone_markdown(screened: Screened, lang: str, command: str) -> str:
    """Return the page as Markdown; `command` makes it again."""
    return markdown(alone_page(screened, lang), command)


def alone_text(screened: Screened, lang: str) -> str:
    """Tell it in plain text: the answer, and the strongest shift of every parameter that is felt."""
    lines = [f"{row.parameter:<22} {moves(row.felt[0], lang)} ({row.felt[0].setting})" for row in ranked(screened)]
    return "\n".join([headline(screened, lang), "", *lines])


def alone_data(screened: Screened) -> dict[str, Any]:
    """Return it as plain data: every shift, and whether it counts."""
    rows = []
    for row in screened.found:
        felt = set(row.felt)
        it = _parameter(row.parameter)
        rows.append(
            {
                "parameter": row.parameter,
                "kind": it.kind,
                "policy": it.policy,
                "believable": list(it.believable),
                "touched": list(row.touched),
                "shifts": [{**vars(shift), "felt": shift in felt} for shift in row.shifts],
            }
        )
    return {
        "engine": screened.engine,
        "settings": list(screened.settings),
        "runs": list(screened.reps),
        "parameters": rows,
    }
