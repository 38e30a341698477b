"""What a sweep answers, in one line and in sentences."""

from __future__ import annotations

import math
from typing import Any

from sim.report.sweep.view import SweepView

MOST_NAMED = 4
"""Points that a sentence names."""


def headline(view: SweepView) -> str:
    """Return the answer in one line.

    Where the points are draws from ranges, no point is a choice, and the line tells which range moves the answer most.
    """
    n_others = len(view.ranked) - 1
    if n_others < 0:
        return view.say("headline.refused", measure=view.label(view.primary))
    if not n_others:
        return ""
    if len(view.same) == n_others:
        return view.say("headline.same", measure=view.label(view.primary))
    if view.sweep.plan.design.kind in ("lhs", "sobol"):
        clear = [lever for lever in view.axes if lever.levels[-1].sign]
        if not clear:
            return view.say("headline.nothing", measure=view.label(view.primary))
        widest = max(clear, key=lambda axis: axis.reach)
        return view.say("headline.axis", axis=view.axis(widest.column), measure=view.label(view.primary))
    turning = next(
        (
            (first, other)
            for first, other, leaders in view.leaders
            if len({leader.best for leader in leaders if leader.is_clear}) > 1
        ),
        None,
    )
    if turning:
        return view.say("headline.turns", along=view.axis(turning[0].column), across=view.axis(turning[1].column))
    as_good = len(view.same) + len(view.near)
    if as_good == n_others:
        return view.say("headline.nobody")
    key = (
        "headline.clear"
        if not as_good
        else "headline.tied"
        if not view.near
        else "headline.near_one"
        if as_good == 1
        else "headline.near"
    )
    return view.say(key, point=view.point(view.best), n=view.show(as_good), all=view.show(n_others))


def answer(view: SweepView) -> list[str]:
    """Tell the answer in sentences: what has no value, best, worst, who cannot be told from the best, and how much is chance."""
    sentences = missing(view)
    rows = view.ranked
    if not rows:
        return [view.say("headline.refused", measure=view.label(view.primary)) + ".", *sentences, *failed(view)]
    best, word = (
        view.rows[view.best],
        view.say(
            "better.more"
            if view.direction(view.primary) > 0
            else "better.less"
            if view.direction(view.primary) < 0
            else "better.high"
        ),
    )
    worst = min(rows, key=lambda row: row.mean * (view.direction(view.primary) or 1))
    is_all_same = len(view.same) == len(rows) - 1
    sentences.append(
        view.say(
            "answer.mean" if is_all_same else "answer.best",
            measure=view.label(view.primary),
            word=word,
            point=view.point(view.best),
            mean=view.amount(view.primary, best.mean),
            interval=view.ends(best.low, best.high),
            worst=view.point(worst.index),
            least=view.amount(view.primary, worst.mean),
            n=view.show(view.compared.n),
        )
    )
    if len(rows) > 1:
        same, near = view.same, view.near
        if same:
            names = view.join([view.quoted(view.point(index)) for index in same]) if len(same) <= MOST_NAMED else ""
            sentences.append(
                view.say(
                    "answer.same_all"
                    if len(same) == len(rows) - 1
                    else "answer.same_named"
                    if names
                    else "answer.same",
                    n=view.show(len(same)),
                    names=names,
                )
            )
        if near:
            names = view.join([view.quoted(view.point(index)) for index in near]) if len(near) <= MOST_NAMED else ""
            sentences.append(
                view.say(
                    "answer.near_one" if len(near) == 1 else "answer.near_named" if names else "answer.near",
                    n=view.show(len(near)),
                    all=view.show(len(rows) - 1),
                    names=names,
                )
            )
        elif len(same) < len(rows) - 1:
            n_behind = len(rows) - 1 - len(same)
            sentences.append(view.say("answer.clear_one" if n_behind == 1 else "answer.clear", all=view.show(n_behind)))
    if view.crossed is not None:
        sentences += [together(view), *leading(view)]
    if math.isfinite(view.parts.chance_of_runs):
        sentences.append(
            view.say(
                "answer.chance",
                share=view.show(100 * view.parts.chance_of_runs, 0),
                low=view.amount(view.primary, worst.mean),
                high=view.amount(view.primary, best.mean),
                sd=view.amount(view.primary, math.sqrt(view.parts.chance)),
            )
        )
    return sentences + failed(view)


def failed(view: SweepView) -> list[str]:
    """Tell how many runs failed; nothing where none did."""
    return (
        [view.say("answer.failed", n=view.show(view.sweep.failed), error=view.sweep.failures[0])]
        if view.sweep.failed
        else []
    )


def missing(view: SweepView) -> list[str]:
    """Tell which runs have no value of the measure, over which replications points are compared, and which points are not; nothing where all have one."""
    over = view.compared
    if not over.n_missing:
        return []
    sentences = [
        view.say(
            "answer.missing",
            n=view.show(over.n_missing),
            all=view.show(over.table.size),
            measure=view.label(view.primary),
            over=view.show(over.n),
            reps=view.show(view.sweep.n_reps),
        )
    ]
    apart = [row.index for row in view.rows if not row.is_compared]
    if apart and len(apart) < len(view.rows):
        names = view.join(
            [
                f"{view.quoted(view.point(index))} ({view.rows[index].n} / {view.sweep.n_reps})"
                for index in apart[:MOST_NAMED]
            ]
        )
        sentences.append(
            view.say(
                "answer.set_apart", n=view.show(len(apart)), names=names + (" …" if len(apart) > MOST_NAMED else "")
            )
        )
    return sentences


def together(view: SweepView) -> str:
    """Tell whether two crossed axes work on each other."""
    across, along, _ = view.crossed
    at_first, at_last, between = view.interaction
    is_clear = between.sign != 0
    return view.say(
        "answer.together" if is_clear else "answer.apart",
        across=view.axis(across.column),
        along=view.axis(along.column),
        first=view.value(across.column, across.levels[0].value),
        last=view.value(across.column, across.levels[-1].value),
        a=view.value(along.column, along.levels[0].value),
        b=view.value(along.column, along.levels[-1].value),
        at_a=view.delta(view.primary, at_first.mean),
        at_b=view.delta(view.primary, at_last.mean),
        difference=view.delta(view.primary, between.mean),
        interval=view.ends(between.low, between.high, sign=True),
    )


def leading(view: SweepView) -> list[str]:
    """Tell which level of one crossed axis is best at each level of the other, and whether that turns."""
    sentences = []
    for axis, other, leaders in view.leaders:
        parts: list[tuple[Any, bool, list[str]]] = []
        for leader in leaders:
            if not parts or parts[-1][:2] != (leader.best, leader.is_clear):
                parts.append((leader.best, leader.is_clear, []))
            parts[-1][2].append(view.value(other.column, leader.at))
        texts = [
            view.say(
                "answer.leads" if is_clear else "answer.leads_unclear",
                best=view.value(axis.column, best),
                levels=view.join(levels),
            )
            for best, is_clear, levels in parts
        ]
        turns = len({leader.best for leader in leaders if leader.is_clear}) > 1
        sentences.append(
            view.say(
                "answer.turns"
                if turns
                else "answer.no_turn"
                if all(sure for _, sure, _ in parts)
                else "answer.turn_unsure",
                along=view.axis(axis.column),
                across=view.axis(other.column),
                parts="; ".join(texts),
            )
        )
    return sentences
