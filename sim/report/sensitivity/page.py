"""The page of a sensitivity study: what decides the answer, what cannot be told from nothing, and how much is chance."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from sim.report.press.page import Page, Part, write_csv, write_report
from sim.report.press.panel import Panel, Table
from sim.report.sensitivity.answer import headline, told
from sim.report.sensitivity.figures import MOST, chance, indices, screen
from sim.report.sensitivity.view import SensitivityView
from sim.studies.sensitivity.study import Answer, Sensitivity

INDEX = ("first", "first_low", "first_high", "total", "total_low", "total_high", "chance")


def sensitivity_parts(view: SensitivityView) -> list[Part]:
    """Return the parts of the page, every sentence computed."""
    answers = view.sweep.answers
    parts = [Part(view.tell("page.answer"), tuple(text for answer in answers for text in told(view, answer)))]
    for k, part in enumerate(answers):
        more = f" · {view.question(part)}" if len(answers) > 1 else ""
        mark = f"-{k + 1}" if len(answers) > 1 else ""
        parts.append(
            Part(
                view.tell("page.screen") + more,
                (
                    view.tell("screen.what", n=view.show(view.sweep.n_screen)),
                    screen(view, part, f"screen{mark}"),
                    *_rest(view, part),
                ),
            )
        )
        panel = indices(view, part, f"indices{mark}")
        shown = [view.tell("indices.what"), panel] if panel is not None else [_no_indices(view)]
        body: list[str | Table | Panel] = [_left_out(view, part), *shown]
        parts.append(Part(view.tell("page.indices") + more, tuple(x for x in body if x)))
        panel = chance(view, part, f"chance{mark}")
        if panel is not None:
            parts.append(
                Part(view.tell("page.chance") + more, (view.tell("chance.what", n=view.show(view.sweep.n_reps)), panel))
            )
    parts.append(Part(view.tell("page.how"), tuple(_how(view))))
    return parts


def _rest(view: SensitivityView, answer: Answer) -> list[str]:
    """Name every factor that the figure does not show, and those that moved nothing."""

    def listed(drivers: list[Any]) -> str:
        return ", ".join(sorted(f"`{view.key(driver.factor)}`" for driver in drivers))

    later = answer.ranked[MOST:]
    groups = (
        ("screen.out", [driver for driver in later if driver.stands_out]),
        ("screen.in", [driver for driver in later if not driver.stands_out and not driver.is_zero and driver.n_steps]),
        ("screen.zero", [driver for driver in later if driver.is_zero]),
        ("screen.no_value", [effect for effect in answer.effects if not effect.n_steps]),
    )
    return [
        view.tell(
            "dummy.in" if not answer.dummy.stands_out else "dummy.out",
            x=view.amount(view.primary, answer.dummy.mu_star),
            reach=view.amount(view.primary, answer.dummy.reach),
        ),
        *(view.tell(key, n=view.show(len(drivers)), names=listed(drivers)) for key, drivers in groups if drivers),
    ]


def _no_indices(view: SensitivityView) -> str:
    """Say why there are no shares of variance."""
    return view.tell(
        "indices.too_few" if len(view.sweep.kept) > 1 else "indices.one" if view.sweep.kept else "indices.none"
    )


def _left_out(view: SensitivityView, answer: Answer) -> str:
    """Tell which factors stood out and did not go on, and how many rows were left out."""
    behind = [driver for driver in answer.ranked if driver.stands_out and driver.factor not in view.sweep.kept]
    texts = (
        [view.tell("indices.behind", n=view.show(len(behind)), keep=view.show(len(view.sweep.kept)))] if behind else []
    )
    if answer.chance is not None and answer.chance.n_left_out:
        texts.append(view.tell("indices.rows", n=view.show(answer.chance.n_left_out), all=view.show(view.sweep.n_rows)))
    return " ".join(texts)


def _how(view: SensitivityView) -> list[str]:
    sweep, asked = view.sweep, view.sweep.plan.sensitivity
    names = [f"`{factor.key}`: {view.factor(i)}, {view.reach(i)}" for i, factor in enumerate(sweep.factors)]
    how = "how.all" if len(names) > 2 * MOST else "how.factors"
    lines = [
        view.say("how.measure", measure=view.label(view.primary), definition=view.definition(view.primary)),
        view.tell(how, n=view.show(len(names)), names="; ".join(names)),
        *view.of_worlds(),
        view.tell(
            "how.screen", n=view.show(sweep.n_screen), levels=view.show(asked.levels), seed=view.show(asked.seed)
        ),
        view.tell("how.interval"),
        view.tell("how.reach", all=view.show(len(names))),
    ]
    if sweep.kept:
        lines.append(
            view.tell("how.indices", n=view.show(sweep.n_rows), kept=view.join([view.factor(i) for i in sweep.kept]))
        )
    lines += [
        view.tell(
            "how.runs",
            runs=view.show(sweep.n_runs),
            reps=view.show(sweep.n_reps),
            engine=view.engine,
            seed=view.show(sweep.points[0].scenario.community.seed),
        ),
        view.tell("how.model"),
    ]
    return lines


# --- as files --------------------------------------------------------------------------------------------------


def sensitivity_page(view: SensitivityView) -> Page:
    """Return the page of a sensitivity study in one language."""
    return Page(
        view.lang,
        view.tell("page.kind"),
        view.title,
        view.about,
        headline(view),
        view.engine,
        tuple(sensitivity_parts(view)),
    )


def write_sensitivity_report(sensitivity: Sensitivity, folder: str | Path, lang: str = "en") -> Path:
    """Write the report into ``report/`` of a study's folder and return the path of its first page."""
    room = Path(folder) / "report"
    first = write_report(room, lang, lambda language: sensitivity_page(SensitivityView(sensitivity, language)))
    write_csv(room / "tables" / "factors.csv", *factors_table(sensitivity))
    return first


def factors_table(sensitivity: Sensitivity) -> tuple[list[str], list[list[Any]]]:
    """Return every factor of every answer with all its numbers; the person fewer is called "dummy"."""
    view = SensitivityView(sensitivity, "en")
    labels = sensitivity.plan.labels
    head = [
        "answer",
        "factor",
        "name",
        "kind",
        "grade",
        "low",
        "high",
        "mu_star",
        "mu_star_low",
        "mu_star_high",
        "mu",
        "sigma",
        "chance",
        "reach",
        "one_way",
        "steps",
        "is_zero",
        "stands_out",
        *INDEX[:-1],
        "chance_in_total",
    ]
    rows = []
    for answer in sensitivity.answers:
        name = labels[answer.arm] + (f" - {labels[answer.against]}" if answer.against >= 0 else "")
        second = {shares.factor: shares for shares in answer.indices}
        for driver in [*answer.ranked, answer.dummy]:
            factor = sensitivity.factors[driver.factor] if driver.factor >= 0 else None
            index = second.get(driver.factor)
            rows.append(
                [
                    name,
                    factor.key if factor else "dummy",
                    view.factor(driver.factor),
                    factor.kind if factor else "",
                    view.grade(driver.factor) if factor else "",
                    factor.low if factor else math.nan,
                    factor.high if factor else math.nan,
                    driver.mu_star,
                    driver.low,
                    driver.high,
                    driver.mu,
                    driver.sigma,
                    driver.chance,
                    driver.reach,
                    driver.one_way,
                    driver.n_steps,
                    driver.is_zero,
                    driver.stands_out,
                    *(getattr(index, key) if index else math.nan for key in INDEX),
                ]
            )
    return head, rows
