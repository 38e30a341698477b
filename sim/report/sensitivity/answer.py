"""What a sensitivity study answers, in one line and in sentences."""

from __future__ import annotations

import math

from sim.report.sensitivity.view import SensitivityView
from sim.studies.sensitivity.study import Answer

MOST_NAMED = 5
"""Factors that the first sentences name."""


def headline(view: SensitivityView) -> str:
    """Return the answer in one line: how many factors stand out in any answer, and how many of those are invented."""
    out = {effect.factor for answer in view.sweep.answers for effect in answer.effects if effect.stands_out}
    n_invented = sum(view.grade(driver) == "E" for driver in out)
    if len(out) > 1:
        invented = view.tell("headline.invented" if n_invented else "headline.none_invented", n=view.show(n_invented))
    else:
        invented = view.tell("headline.invented_one") if n_invented else ""
    key = "headline.none" if not out else "headline.out_one" if len(out) == 1 else "headline.out"
    return view.tell(key, n=view.show(len(out)), all=view.show(len(view.sweep.factors)), invented=invented)


def told(view: SensitivityView, answer: Answer) -> list[str]:
    """Tell an answer in sentences: where it lies, what stands out, what does not, on what evidence, and how much is chance."""
    out = [driver for driver in answer.ranked if driver.stands_out]
    still = [effect for effect in answer.effects if not effect.stands_out]
    zero, empty = [driver for driver in still if driver.is_zero], [driver for driver in still if not driver.n_steps]
    unclear = [driver for driver in still if not driver.is_zero and driver.n_steps]
    names = {
        "all": view.show(len(answer.effects)),
        "measure": view.label(view.primary),
        "question": view.question(answer),
    }
    sentences = [
        view.tell(
            "told.place_difference" if answer.against >= 0 else "told.place_mean",
            x=view.written(answer, answer.as_it_is.mean),
            interval=view.ends(answer.as_it_is.low, answer.as_it_is.high, sign=answer.against >= 0),
            n=view.show(answer.as_it_is.n),
            low=view.written(answer, float(answer.spread[0])),
            high=view.written(answer, float(answer.spread[2])),
            share=view.share(answer.share_above),
            ways=view.show(view.sweep.n_screen),
            **names,
        )
    ]
    if out:
        sentences.append(
            view.tell(
                "told.out_one" if len(out) == 1 else "told.out",
                n=view.show(len(out)),
                names=view.join(
                    [
                        view.tell(
                            "told.one",
                            name=view.factor(driver.factor),
                            x=view.amount(view.primary, driver.mu_star),
                            interval=view.ends(driver.low, driver.high),
                            way=view.way(driver),
                            grade=view.grade(driver.factor),
                        )
                        for driver in out[:MOST_NAMED]
                    ]
                ),
                **names,
            )
        )
        invented = [driver for driver in out if view.grade(driver.factor) == "E"]
        assumed = [driver for driver in out if not view.is_lever(driver.factor)]
        if assumed:
            listed = view.join([view.quoted(view.factor(driver.factor)) for driver in invented[:MOST_NAMED]]) + (
                "" if len(invented) <= MOST_NAMED else " …"
            )
            key = ("told.invented" if invented else "told.none_invented") + ("_one" if len(assumed) == 1 else "")
            sentences.append(view.tell(key, n=view.show(len(invented)), of=view.show(len(assumed)), names=listed))
    else:
        sentences.append(view.tell("told.none", **names))
    sentences += missing(view, answer)
    sentences += _choices(view, answer)
    if unclear:
        most = max((driver.high for driver in unclear if math.isfinite(driver.high)), default=math.nan)
        sentences.append(
            view.tell("told.unclear", n=view.show(len(unclear)), most=view.amount(view.primary, most), **names)
        )
    if zero:
        sentences.append(view.tell("told.zero", n=view.show(len(zero)), **names))
    if empty:
        sentences.append(
            view.tell(
                "told.empty",
                n=view.show(len(empty)),
                names=view.join([view.quoted(view.factor(driver.factor)) for driver in empty[:MOST_NAMED]])
                + (" …" if len(empty) > MOST_NAMED else ""),
                **names,
            )
        )
    if answer.indices:
        first, second = sorted(answer.indices, key=lambda index: -index.total)[:2]
        key = "told.indices" if first.total_low > second.total else "told.indices_unclear"
        sentences.append(
            view.tell(
                key,
                n=view.show(len(answer.indices)),
                name=view.factor(first.factor),
                first=view.share(first.first),
                total=view.share(first.total),
                interval=view.share_span(first.total_low, first.total_high),
            )
        )
    if answer.chance is not None:
        sentences.append(
            view.tell(
                "told.chance",
                share=view.share(answer.chance.of_runs),
                interval=view.share_span(answer.chance.runs_low, answer.chance.runs_high),
                means=view.share(answer.chance.of_means),
                n=view.show(view.sweep.n_reps),
            )
        )
    if view.sweep.failed:
        sentences.append(view.tell("told.failed", n=view.show(view.sweep.failed), error=view.sweep.failures[0]))
    return sentences


def missing(view: SensitivityView, answer: Answer) -> list[str]:
    """Tell how many differences have no value, and so of how many factors less is known than of the others; nothing where all have one."""
    partly = [effect for effect in answer.effects if effect.n_missing]
    whole = len(answer.effects) * view.sweep.n_screen * view.sweep.n_reps
    lost = sum(driver.n_missing for driver in partly)
    return (
        [
            view.tell(
                "told.missing",
                n=view.show(lost),
                all=view.show(whole),
                factors=view.show(len(partly)),
                measure=view.label(view.primary),
            )
        ]
        if lost
        else []
    )


def _choices(view: SensitivityView, answer: Answer) -> list[str]:
    """Tell how the host's choices do among the assumptions; nothing where only one of the two was varied."""
    places = {effect.factor: place for place, effect in enumerate(answer.ranked, 1)}
    levers = [driver for driver in answer.ranked if view.is_lever(driver.factor)]
    if not levers or len(levers) == len(answer.effects):
        return []
    out, still = ([lever for lever in levers if lever.stands_out is wanted] for wanted in (True, False))
    names = view.join(
        [
            view.tell(
                "told.choice",
                name=view.factor(driver.factor),
                x=view.amount(view.primary, driver.mu_star),
                place=view.show(places[driver.factor]),
            )
            for driver in out
        ]
    )
    key = "told.no_choices" if not out else "told.choices_one" if len(out) == 1 else "told.choices"
    sentences = [
        view.tell(
            key, n=view.show(len(out)), all=view.show(len(levers)), names=names, of=view.show(len(answer.effects))
        )
    ]
    if still:
        sentences[0] += " " + view.tell(
            "told.choices_in",
            names=view.join([view.quoted(view.factor(driver.factor)) for driver in still]),
            most=view.amount(
                view.primary, max((driver.high for driver in still if math.isfinite(driver.high)), default=math.nan)
            ),
        )
    return sentences
