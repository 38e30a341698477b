"""A sensitivity study in plain text and as plain data: what the command prints."""

from __future__ import annotations

import textwrap
from typing import Any

from sim.report.press.planned import cost
from sim.report.press.text import WIDTH, table
from sim.report.sensitivity.answer import told
from sim.report.sensitivity.view import SensitivityView
from sim.studies.estimate import SensitivityEstimate as Estimate
from sim.studies.sensitivity.study import Answer, Sensitivity
from sim.words import number, say

MOST_ROWS = 12


def sensitivity_text(sensitivity: Sensitivity, lang: str) -> str:
    """Tell a sensitivity study: what decides each answer, and its strongest factors."""
    view = SensitivityView(sensitivity, lang)
    blocks = []
    for answer in sensitivity.answers:
        blocks += [textwrap.fill(text, WIDTH) for text in told(view, answer)] + [_table(view, answer)]
    return "\n\n".join(blocks)


def _table(view: SensitivityView, answer: Answer) -> str:
    head = [
        view.tell(f"col.{key}") for key in ("factor", "grade", "mu_star", "interval", "mu", "chance", "way", "verdict")
    ]
    lines = [
        [
            view.factor(driver.factor),
            view.grade(driver.factor),
            view.amount(view.primary, driver.mu_star),
            view.ends(driver.low, driver.high),
            view.delta(view.primary, driver.mu),
            view.chance(driver),
            view.way(driver),
            view.verdict(driver),
        ]
        for driver in [*answer.ranked[:MOST_ROWS], answer.dummy]
    ]
    text = table(head, lines, left=(0, 6, 7))
    more = (
        [view.tell("text.more", n=view.show(len(answer.effects) - MOST_ROWS))]
        if len(answer.effects) > MOST_ROWS
        else []
    )
    return "\n".join([text, *more])


def sensitivity_data(sensitivity: Sensitivity) -> dict[str, Any]:
    """Return a sensitivity study as plain data: every factor of every answer."""
    names = [factor.column for factor in sensitivity.factors]

    def named(effect: Any) -> dict[str, Any]:
        return {**vars(effect), "factor": names[effect.factor] if effect.factor >= 0 else "dummy"}

    labels = sensitivity.plan.labels
    answers = [
        {
            "answer": labels[part.arm],
            "against": labels[part.against] if part.against >= 0 else None,
            "as_it_is": vars(part.as_it_is),
            "spread": part.spread.tolist(),
            "share_above": part.share_above,
            "effects": [named(x) for x in part.effects],
            "dummy": named(part.dummy),
            "indices": [named(x) for x in part.indices],
            "chance": vars(part.chance) if part.chance is not None else None,
        }
        for part in sensitivity.answers
    ]
    return {
        "primary": sensitivity.primary,
        "answers": answers,
        "kept": [names[i] for i in sensitivity.kept],
        "runs": sensitivity.n_runs,
        "failed": sensitivity.failed,
        "provenance": sensitivity.provenance,
    }


def estimate_text(estimate: Estimate, lang: str) -> str:
    """Tell what a study would take."""
    n = {key: number(value, lang) for key, value in vars(estimate).items() if isinstance(value, (int, float))}
    lines = [
        say(
            "sensitivity.dry.screen",
            lang,
            factors=n["n_factors"],
            n=n["n_screen"],
            points=n["n_points"],
            runs=n["screen_runs"],
        ),
        say("sensitivity.dry.indices", lang, keep=n["n_kept"], n=n["n_rows"], runs=n["indices_runs"]),
        *cost(estimate, lang),
    ]
    return "\n".join(lines)


def estimate_data(estimate: Estimate) -> dict[str, Any]:
    """Return what a study would take as plain data."""
    return dict(vars(estimate))
