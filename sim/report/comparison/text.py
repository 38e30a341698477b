"""A comparison as plain text and as plain data."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.report.comparison import answer as sentences
from sim.report.comparison.rows import lines
from sim.report.press.text import MOST_ROWS, WIDTH, table
from sim.words import say

if TYPE_CHECKING:
    from sim.laboratory.intervals import Interval
    from sim.studies import Comparison


def comparison_text(comparison: Comparison, lang: str) -> str:
    """Tell a comparison: for every other policy the answer and a table of the key measures."""
    from sim.report.comparison.view import View

    view = View(comparison, lang)
    parts = []
    for index in view.others:
        head = [say(f"report.col.{key}", lang) for key in ("measure",)] + [view.letter(0), view.letter(index)]
        head += [
            say(f"report.col.{key}", lang) for key in ("difference", "interval", "better", "correlation", "verdict")
        ]
        rows = [
            (line.label, line.a, line.b, line.difference, line.interval, line.better, line.correlation, line.verdict)
            for line in lines(view, index)[0][:MOST_ROWS]
        ]
        names = [say("cli.compare.policy", lang, letter=view.letter(i), title=view.title(i)) for i in (0, index)]
        parts += [textwrap.fill(sentences.answer(view, index), WIDTH), "", *names, "", table(head, rows), ""]
    return "\n".join(parts).rstrip()


def standing_text(comparison: Comparison, lang: str) -> str:
    """Tell in a line that there are no worlds, or that they belong to another engine; empty when all is well."""
    from sim.report.comparison.view import View

    return sentences.standing(View(comparison, lang))


def early_text(n_pairs: int, measure: str, intervals: list[tuple[str, Interval]], lang: str) -> str:
    """Tell what the first pairs say of each other policy, as provisional."""
    from sim.laboratory.own import declared
    from sim.report.press import numbers
    from sim.report.press.measured import label_of
    from sim.report.press.numbers import SHARE_UNITS

    is_share = declared(measure).unit in SHARE_UNITS
    times, unit = (100.0, " " + say("studies.share_points", lang)) if is_share else (1.0, "")
    parts = [say("cli.compare.early", lang, n=n_pairs, measure=label_of(measure, lang))]
    for label, interval in intervals:
        low, high = times * interval.low, times * interval.high
        digits = numbers.digits_for(low, high)
        parts.append(
            say(
                "cli.compare.early_line",
                lang,
                policy=label,
                difference=numbers.signed(times * interval.mean, lang, digits) + unit,
                interval=numbers.span(low, high, lang, digits, sign=True),
            )
        )
    return "\n".join(parts)


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data."""
    rows = [
        {key: getattr(row, key) for key in row.__dataclass_fields__}
        | {"policy": comparison.labels[row.policy], "first": comparison.labels[0]}
        for row in comparison.rows
    ]
    assumed = comparison.assumptions
    doubt = (
        None
        if assumed is None
        else {
            "n_draws": assumed.n_draws,
            "n_pairs": assumed.n_pairs,
            "n_linked": assumed.n_linked,
            "n_dead": assumed.n_dead,
            "n_exploding": assumed.n_exploding,
            "drivers": assumed.drivers,
            "kind": assumed.kind,
            "worlds": assumed.worlds,
            "ensemble": assumed.ensemble,
            "standing": assumed.standing,
            "over_worlds": [
                asdict(shares) | {"policy": comparison.labels[i + 1]} for i, shares in enumerate(assumed.over_worlds)
            ],
        }
    )
    return {
        "policies": comparison.labels,
        "primary": comparison.primary,
        "rows": rows,
        "assumptions": doubt,
        "correlation_by_month": comparison.correlation_by_month,
        "cost": comparison.cost or None,
        "failed": comparison.failed,
        "provenance": comparison.provenance,
    }
