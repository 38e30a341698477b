"""The page of all pairs of scenarios: what each piece of advice comes to, beside an earlier engine's answer where there is one."""

from __future__ import annotations

import math
import os
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import Fault, InputError
from sim.report.press.page import Page, Part
from sim.report.press.panel import Table
from sim.report.press.view import PageView
from sim.studies.comparison.found import VERDICTS
from sim.studies.pairs.study import Answer, Answers
from sim.words import LANGUAGES, catalogue

SAME, TURNED, DECIDED, OPENED, OTHER = "same", "turned", "decided", "opened", "other"
CHANGES = (TURNED, DECIDED, OPENED, OTHER, SAME)
"""What became of an earlier answer: turned round; decided now; open now; otherwise changed; the same."""

STAYS, COSTS = "retention_180", "host_hours"
"""Measures shown beside the primary one."""


@dataclass(frozen=True)
class PairsView(PageView):
    """All answers in one language.

    Attributes
    ----------
    answers : what was found.
    lang : language of the page.
    before : an earlier engine's answers, or None.
    why : reason of what is found, by the pair's name; as many as are given.
    """

    answers: Answers
    lang: str
    before: Answers | None = None
    why: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    room = "pairs"

    def earlier(self, row: Answer) -> Answer | None:
        """Return the earlier answer to the same pair, by the same measure."""
        rows = (
            other
            for other in (self.before.rows if self.before else ())
            if other.name == row.name and other.measure == row.measure
        )
        return next(rows, None)

    def change(self, row: Answer) -> str:
        """Return what became of the earlier answer; empty without one."""
        earlier = self.earlier(row)
        if earlier is None:
            return ""
        was, now = earlier.primary.verdict, row.primary.verdict
        if was == now:
            return SAME
        if {was, now} == {"better", "worse"}:
            return TURNED
        return DECIDED if was == "undecided" else OPENED if now == "undecided" else OTHER


def read_why(file: str | os.PathLike[str]) -> dict[str, dict[str, str]]:
    """Read the reasons of what is found: [[why]] tables with first, second and a text in each language.

    Raises
    ------
    InputError
        With what is wrong with the file.
    """
    right = f"[[why]] tables with first, second, {' and '.join(LANGUAGES)}, all text"
    try:
        tables = tomllib.loads(Path(file).read_text(encoding="utf-8")).get("why", [])
        return {
            f"{table['first']} {table['second']}": {lang: _text(table[lang]) for lang in LANGUAGES} for table in tables
        }
    except OSError:
        raise InputError(Fault("cannot be read", file=str(file), allowed="a TOML file")) from None
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(Fault(f"is no file of reasons ({error})", file=str(file), allowed=right)) from None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is no text")
    return " ".join(value.split())


def pairs_page(view: PairsView) -> Page:
    """Return the page in one language."""
    say = view.say
    rows = view.answers.rows
    parts = [Part(say("page.answer"), tuple(answer(view)))]
    for theme in dict.fromkeys(row.pair.theme for row in rows):
        parts.append(Part(_theme(view, theme), (_table(view, [row for row in rows if row.pair.theme == theme]),)))
    parts.append(Part(say("page.how"), tuple(_how(view))))
    return Page(
        view.lang,
        say("page.kind"),
        say("page.title"),
        say("page.about"),
        headline(view),
        str(view.answers.provenance["engine_id"]),
        tuple(parts),
    )


def _theme(view: PairsView, theme: str) -> str:
    """Return a theme in words; as the README has it where there are none."""
    return catalogue("pairs", view.lang).get(f"pairs.theme.{theme.lower().replace(' ', '_')}", theme)


def headline(view: PairsView) -> str:
    """Return the answer in one line."""
    counts = Counter(row.primary.verdict for row in view.answers.rows)
    return view.say(
        "headline",
        n=len(view.answers.rows),
        better=counts["better"],
        worse=counts["worse"],
        open=counts["undecided"],
        rest=counts["no_difference"] + counts["identical"],
    )


def answer(view: PairsView) -> list[str]:
    """Return the sentences of the answer."""
    rows = view.answers.rows
    sentences = [view.say("answer.how")]
    for verdict in VERDICTS:
        group = [row for row in rows if row.primary.verdict == verdict]
        if group:
            sentences.append(
                view.counted(f"answer.{verdict}", len(group), names=view.join([_named(view, row) for row in group]))
            )
    sentences.append(view.say("answer.alarms", n=len(rows), expected=view.show(0.05 * len(rows), 0)))
    if view.before is not None:
        known = [row for row in rows if view.change(row)]
        sentences.append(view.say("answer.before", engine=view.before.provenance.get("engine_id", "–"), n=len(known)))
        for change in CHANGES:
            group = [row for row in known if view.change(row) == change]
            if group:
                names = "" if change == SAME else view.join([_named(view, row) for row in group])
                sentences.append(view.counted(f"answer.{change}", len(group), names=names))
        new = [row for row in rows if not view.change(row)]
        if new:
            sentences.append(view.counted("answer.new", len(new), names=view.join([_named(view, row) for row in new])))
    return sentences


def _named(view: PairsView, row: Answer) -> str:
    """Name a pair by its second scenario, and by its first where another pair has the same second."""
    is_double = sum(other.pair.second == row.pair.second for other in view.answers.rows) > 1
    name = view.say("against", second=row.pair.second, first=row.pair.first) if is_double else f"`{row.pair.second}`"
    return f"{name} ({', '.join(row.pair.advice)})"


def _table(view: PairsView, rows: list[Answer]) -> Table:
    has_why = any(row.name in view.why for row in rows)
    has_asks = view.lang == "en"
    head = [
        view.say("col.advice"),
        view.say("col.pair"),
        *([view.say("col.asks")] if has_asks else []),
        view.say("col.measure"),
        view.say("col.effect"),
        view.say("col.interval"),
        view.say("col.n"),
        view.say("col.verdict"),
        view.say("col.stays"),
        view.say("col.hours"),
        *([view.say("col.before"), view.say("col.change")] if view.before else []),
        *([view.say("col.why")] if has_why else []),
    ]
    cells = []
    for row in rows:
        got, earlier, change = row.primary, view.earlier(row), view.change(row)
        cells.append(
            (
                ", ".join(row.pair.advice),
                f"`{row.pair.first}` → `{row.pair.second}`",
                *([row.pair.asks] if has_asks else []),
                view.label(row.measure),
                f"{view.delta(row.measure, got.difference)}{_relative(view, row)}",
                view.span(got.low, got.high, measure=row.measure),
                view.show(row.n),
                view.say(f"verdict.{got.verdict}"),
                _beside(view, row, STAYS),
                _beside(view, row, COSTS),
                *([_effect(view, earlier), view.say(f"change.{change}") if change else "–"] if view.before else []),
                *([view.why.get(row.name, {}).get(view.lang, "")] if has_why else []),
            )
        )
    return Table(tuple(head), tuple(cells))


def _relative(view: PairsView, row: Answer) -> str:
    """Return the effect as a share of the first scenario's mean, between brackets; empty where that is nothing."""
    got = row.primary
    if not (math.isfinite(got.difference) and got.first > 0):
        return ""
    return f" ({'+' if got.difference > 0 else ''}{view.show(100 * got.difference / got.first, 0)}%)"


def _beside(view: PairsView, row: Answer, measure: str) -> str:
    """Return an effect beside the primary one; in brackets where its interval holds zero."""
    got = row.effects[measure]
    if not math.isfinite(got.difference):
        return "–"
    text = view.delta(measure, got.difference)
    return text if got.low > 0 or got.high < 0 or not got.difference else f"({text})"


def _effect(view: PairsView, row: Answer | None) -> str:
    if row is None:
        return "–"
    got = row.primary
    return f"{view.delta(row.measure, got.difference)}{_relative(view, row)}, {view.say(f'verdict.{got.verdict}')}"


def _how(view: PairsView) -> list[str]:
    provenance = view.answers.provenance
    measures = dict.fromkeys(row.measure for row in view.answers.rows)
    return [
        view.say(
            "how.runs",
            n=len(view.answers.rows),
            scenarios=provenance["scenarios"],
            first=provenance["first"],
            most=provenance["most"],
            again=provenance["again"],
        ),
        *(view.say("how.measure", measure=view.label(name), definition=view.definition(name)) for name in measures),
        view.say("how.beside", stays=view.label(STAYS), hours=view.label(COSTS)),
        view.say("how.margin"),
        view.say("how.model"),
    ]


def pairs_text(view: PairsView) -> str:
    """Return the answer as plain text for a terminal."""
    page = pairs_page(view)
    return "\n\n".join([page.headline, *(str(element) for element in page.parts[0].body)])
