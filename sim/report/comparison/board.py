"""One sheet for a board: the question, the answer in a sentence, a picture, a few numbers, the hours, what is not known and what would change it.

Every number on it stands in the report too, written by the same functions.
"""

from __future__ import annotations

import math
from pathlib import Path
from textwrap import shorten

from sim.report.comparison import answer as sentences
from sim.report.comparison import content, horizons, rows, worlds
from sim.report.comparison.view import View
from sim.report.press.numbers import fine
from sim.report.press.panel import Panel

HERE = Path(__file__).parent
BESIDE = ("members", "posts_own", "retention_90", "first_answered", "trust", "visitors", "churn_30d")
"""Measures that may stand beside the one that counts, the first ones that have an interval; all are claimed together with it."""
MOST_NUMBERS = 4
PAY = 10
"""Euros an hour for which hours are told in money, so that a reader can multiply."""
LONG = 110
"""Letters of both titles together from which on all is set smaller, and titles stand in the answer only."""
MANY = 4
"""Policies beyond which all is set smaller in print: the others are listed, and assumptions take more words."""
SHORT = 50
"""Letters of a policy's title where the others are listed."""


def build(view: View, picture: Panel, report: str) -> str:
    """Return the sheet of the headline pair in one language.

    Parameters
    ----------
    picture : Panel
        The figure of the report that is shown.
    report : str
        File name of the report beside it.
    """
    from sim.report.press.templates import template

    css = (HERE / "board.css").read_text(encoding="utf-8")
    size = "long" if len(view.title(0)) + len(view.title(1)) > LONG else "many" if view.n_policies > MANY else ""
    return template(HERE / "board.html.jinja").render(
        view=view,
        say=view.say,
        css=css,
        picture=picture,
        report=report,
        size=size,
        answer=answer(view),
        numbers=numbers(view),
        hours=hours(view),
        unknown=unknown(view),
        change=change(view),
        cautions=sentences.cautions(view),
        rests=rests(view),
    )


def answer(view: View) -> str:
    """Say in one sentence which is better, and by how much."""
    return view.say("board.answer", headline=sentences.headline(view, 1), amounts=sentences.amounts(view, 1))


def numbers(view: View) -> list[rows.Line]:
    """Return the lines of the table of the measure that counts and of a few that are claimed with it and have an interval."""
    claimed = {line.measure: line for line in rows.lines(view, 1)[0]}
    known = [
        name for name in BESIDE if name != view.primary and name in claimed and math.isfinite(view.row(name, 1).low)
    ]
    return [claimed[view.primary], *(claimed[name] for name in known[: MOST_NUMBERS - 1])]


def hours(view: View) -> list[str]:
    """Say what the hosts' hours are under both policies, how sure that is, what they come to in money and what was not used."""
    row, (a, b) = view.row("host_hours", 1), view.means("host_hours", 1)
    letters = {"a": view.letter(0), "b": view.letter(1)}
    lines = [f"{view.start(sentences.hours(view, 1))}."]
    if math.isfinite(row.low):
        places = fine(row.difference, row.low, row.high)
        lines.append(
            view.say(
                "board.hours",
                **letters,
                difference=view.signed(row.difference, places),
                interval=view.span(row.low, row.high, places),
            )
        )
    if math.isfinite(a + b) and not view.has_cost(1):
        pa, pb = (view.show(PAY * round(x), 0) for x in (a, b))
        lines.append(view.say("board.pay", **letters, pay=PAY, pa=pa, pb=pb))
    return [*lines, sentences.unused(view, 1)]


def unknown(view: View) -> list[str]:
    """Say what is not in the model."""
    return [content.limit(view, key) for key in content.UNKNOWN]


def change(view: View) -> list[str]:
    """Say what would change the answer: other worlds, the assumptions it hangs on, more time, other circumstances."""
    if view.comparison.assumptions is None:
        lines = [f"{view.start(view.say('doubt.unknown'))}."]
    else:
        lines = [f"{view.start(worlds.clause(view, 1))}.", drivers(view)]
    later = horizons.sentence(view, 1) if view.is_by_day else ""
    return [text for text in (*lines, later, sentences.elsewhere(view)) if text]


def drivers(view: View) -> str:
    """Say which assumptions the difference goes along with beyond luck, the three strongest."""
    ranked, luck = view.comparison.assumptions.drivers, view.comparison.assumptions.drivers_by_chance
    beyond = [
        f"{view.parameter(name)} ({view.signed(float(r), 2)})"
        for name, r in ranked
        if math.isfinite(luck) and abs(r) > luck
    ]
    return view.say("board.drivers", list="; ".join(beyond[:3])) if beyond else view.say("assumptions.none_stands_out")


def rests(view: View) -> str:
    """Say on what the sheet rests, and what was compared too."""
    text = view.say("board.rests", n=view.n_reps, days=view.show(view.days))
    others = [shorten(view.name(index), SHORT, placeholder=" …") for index in view.others if index > 1]
    return f"{text} {view.say('board.others', list='; '.join(others))}" if others else text
