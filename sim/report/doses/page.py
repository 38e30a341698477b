"""The page of doses: every lever from nothing to its end, with curves for each policy and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.report.doses import figures as curves
from sim.report.doses.view import DosesView
from sim.report.press.numbers import NONE
from sim.report.press.page import Page, Part, write_csv, write_report
from sim.report.press.panel import Table
from sim.studies.doses import settings
from sim.studies.doses.study import MEASURES, Dosed, Doses
from sim.studies.doses.verdicts import SHAPES, SOUND
from sim.words import say


def doses_page(view: DosesView) -> Page:
    """Return the page in one language."""
    rows = view.doses.rows
    parts = [
        Part(view.say("page.answer"), tuple(answer(view))),
        Part(view.say("page.overview"), (view.say("overview.what"), view.say("measures.what"), _overview(view))),
    ]
    for kind in dict.fromkeys(row.lever.kind for row in rows):
        mine = [row for row in rows if row.lever.kind == kind]
        body: list[Any] = [curves.draw(view, kind, mine)]
        for row in mine:
            body += [_tried(view, row), _numbers(view, row)]
        parts.append(Part(view.policy(kind), tuple(body)))
    if view.doses.left:
        parts.append(Part(view.say("page.left"), (view.say("left.what"), _left(view))))
    parts.append(Part(view.say("page.how"), tuple(_how(view))))
    return Page(
        view.lang,
        view.say("page.kind"),
        view.say("page.title"),
        view.say("page.about"),
        headline(view),
        view.engine,
        tuple(parts),
    )


def headline(view: DosesView) -> str:
    """Return the answer in one line."""
    rows = view.doses.rows
    broken = [row for row in rows if _too_far(row)]
    wrong = [row for row in rows if row.unsound]
    key = "headline.sound" if not (broken or wrong) else "headline.wrong"
    return view.say(
        key, n=len(rows), far=len(broken), shapes=len(wrong), known=sum(bool(row.understood) for row in wrong)
    )


def answer(view: DosesView) -> list[str]:
    """Return what came out, in computed sentences."""
    rows = view.doses.rows
    sentences = [view.say("answer.what", reps=view.doses.n_reps)]
    for measure in settings.MOST:
        sentences.append(_by_measure(view, measure))
    for shape in (name for name in SHAPES if name not in SOUND):
        levers = [(row, [name for name in MEASURES if row.curves[name].shape == shape]) for row in rows]
        names = [
            f"`{row.lever.key}` ({', '.join(view.say(f'measure.{name}') for name in measures)})"
            for row, measures in levers
            if measures
        ]
        sentences.append(view.counted(f"answer.{shape}", len(names), names=view.join(names)))
    flat = [row for row in rows if row.is_flat]
    sentences.append(view.counted("answer.flat", len(flat), names=view.join([f"`{row.lever.key}`" for row in flat])))
    for measure, times in settings.MOST.items():
        sentences += _limit(view, measure, times)
    if view.doses.failures:
        sentences.append(view.counted("answer.failed", len(view.doses.failures), error=view.doses.failures[0]))
    return sentences


def _by_measure(view: DosesView, measure: str) -> str:
    """Tell which levers move a measure most, up and down, against the scenario's own setting."""
    known = [row for row in view.doses.rows if row.curves[measure].shape != "flat"]

    def named(best: Callable[[Dosed], float], most: int = 5) -> str:
        ranked = sorted((row for row in known if best(row) > 0), key=best, reverse=True)[:most]
        return (
            view.join([f"`{row.lever.key}` ({view.delta(measure, _extreme(row, measure, best))})" for row in ranked])
            or NONE
        )

    def up(row: Dosed) -> float:
        return max((gap.mean for gap in row.curves[measure].against_own if gap.low > 0), default=0.0)

    def down(row: Dosed) -> float:
        return max((-gap.mean for gap in row.curves[measure].against_own if gap.high < 0), default=0.0)

    return view.say(
        "answer.moves",
        measure=view.label(measure),
        n=len(known),
        all=len(view.doses.rows),
        up=named(up),
        down=named(down),
    )


def _extreme(row: Dosed, measure: str, best: Callable[[Dosed], float]) -> float:
    size = best(row)
    return next(gap.mean for gap in row.curves[measure].against_own if abs(gap.mean) == size)


def _too_far(row: Dosed) -> bool:
    return bool(row.beyond) and not row.may_exceed


def _limit(view: DosesView, measure: str, times: float) -> list[str]:
    sentences = []
    values = {"measure": view.label(measure), "times": view.show(times)}
    beyond = [row for row in view.doses.rows if row.curves[measure].limit == "beyond"]
    for key, rows in (
        ("beyond", [row for row in beyond if not row.may_exceed]),
        ("allowed", [row for row in beyond if row.may_exceed]),
        ("open", [row for row in view.doses.rows if row.curves[measure].limit == "open" and not row.may_exceed]),
    ):
        names = [f"`{row.lever.key}` ({view.show(row.curves[measure].most, 2)})" for row in rows]
        if names or key == "beyond":
            sentences.append(view.counted(f"answer.limit_{key}", len(names), names=view.join(names), **values))
    return sentences


def _overview(view: DosesView) -> Table:
    head = (
        view.say("col.lever"),
        *(view.say(f"measure.{name}") for name in MEASURES),
        *(view.say("col.most", measure=view.say(f"measure.{name}")) for name in settings.MOST),
    )
    rows = tuple(
        (
            f"`{row.lever.key}`",
            *(_mark(view, row, name) for name in MEASURES),
            *(view.most(row, name) for name in settings.MOST),
        )
        for row in view.doses.rows
    )
    return Table(head, rows)


def _mark(view: DosesView, row: Dosed, measure: str) -> str:
    curve = row.curves[measure]
    text = view.shape(curve)
    return text if curve.is_sound else f"**{text}**"


def _tried(view: DosesView, row: Dosed) -> str:
    """Tell where a lever was tried, and why there."""
    setting = row.lever.setting
    beside = view.join([f"`{key} = {view.dose(value)}`" for key, value in setting.beside.items()])
    text = view.say(
        "lever.beside" if beside else "lever.tried",
        lever=row.lever.key,
        scenario=row.base.title[view.lang],
        base=setting.base,
        own=view.dose(row.lever.doses[row.lever.own]),
        beside=beside,
    )
    text += f" {view.say(f'why.{setting.why}')}"
    text += f" {view.say(f'understood.{row.understood}')}" if row.unsound and row.understood else ""
    return text + (f" {view.say(f'exceeds.{row.may_exceed}')}" if row.may_exceed else "")


def _numbers(view: DosesView, row: Dosed) -> Table:
    head = (f"`{row.lever.key}`", *(view.say(f"measure.{name}") for name in MEASURES))
    cells = [
        (
            view.dose(dose) + (f" {view.say('own')}" if place == row.lever.own else ""),
            *(view.cell(row, name, place) for name in MEASURES),
        )
        for place, dose in enumerate(row.lever.doses)
    ]
    return Table(head, (*cells, (view.say("col.shape"), *(_mark(view, row, name) for name in MEASURES))))


def _left(view: DosesView) -> Table:
    return Table(
        (view.say("col.lever"), view.say("col.why")),
        tuple((f"`{lever.key}`", view.say(f"left.{lever.why}", fault=lever.fault)) for lever in view.doses.left),
    )


def _how(view: DosesView) -> list[str]:
    provenance = view.doses.provenance
    return [
        view.say(
            "how.runs",
            levers=provenance["levers"],
            doses=provenance["doses"],
            reps=view.doses.n_reps,
            runs=view.show(provenance["planned"]),
        ),
        view.say("how.rule"),
        *(view.say(f"how.shape.{shape}") for shape in SHAPES),
        view.say("how.alarms"),
        view.say(
            "how.limits",
            limits=view.join([f"{view.label(name)} {view.show(times)}" for name, times in settings.MOST.items()]),
        ),
        *(f"{view.label(name)[:1].upper()}{view.label(name)[1:]}: {view.definition(name)}" for name in MEASURES),
        say("studies.how.chance", view.lang),
        say("pairs.how.model", view.lang),
    ]


def doses_text(view: DosesView) -> str:
    """Return the answer as plain text for a terminal."""
    return "\n\n".join([headline(view), *answer(view)])


def doses_data(doses: Doses) -> dict[str, Any]:
    """Return what came out as plain data."""
    rows = [
        {
            "lever": row.lever.key,
            "base": row.lever.setting.base,
            "beside": dict(row.lever.setting.beside),
            "doses": list(row.lever.doses),
            "own": row.lever.doses[row.lever.own],
            "curves": {name: _curve(row, name) for name in MEASURES},
            "may_exceed": bool(row.may_exceed),
        }
        for row in doses.rows
    ]
    return {
        "levers": rows,
        "left_out": [{"lever": lever.key, "why": lever.why} for lever in doses.left],
        "replications": doses.n_reps,
        "failed": doses.failed,
        "provenance": doses.provenance,
    }


def _curve(row: Dosed, measure: str) -> dict[str, Any]:
    curve = row.curves[measure]
    return {
        "shape": curve.shape,
        "limit": curve.limit,
        "most": curve.most,
        "means": list(curve.means),
        "against_own": [[gap.mean, gap.low, gap.high] for gap in curve.against_own],
        "steps": [[gap.mean, gap.low, gap.high] for gap in curve.steps],
    }


def write_doses_report(doses: Doses, folder: str | Path, lang: str = "en") -> Path:
    """Write the report into ``report/`` of the folder, with a table of all numbers; return the path of its first page."""
    room = Path(folder) / "report"
    first = write_report(room, lang, lambda language: doses_page(DosesView(doses, language)))
    head = ["lever", "base", "dose", "is_own", "measure", "mean", "difference", "low", "high", "shape", "limit"]
    write_csv(
        room / "tables" / "doses.csv",
        head,
        [
            [
                row.lever.key,
                row.lever.setting.base,
                " ".join(dose) if isinstance(dose, tuple) else dose,
                place == row.lever.own,
                name,
                row.curves[name].means[place],
                *(getattr(row.curves[name].against_own[place], end) for end in ("mean", "low", "high")),
                row.curves[name].shape,
                row.curves[name].limit,
            ]
            for row in doses.rows
            for place, dose in enumerate(row.lever.doses)
            for name in MEASURES
        ],
    )
    return first
