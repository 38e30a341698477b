"""The page of a sensitivity study: what decides the answer, what cannot be told from nothing, and how much is chance."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from sim.report import parts_page
from sim.report.figures.indices import chance, indices
from sim.report.figures.screen import MOST, screen
from sim.report.panel import Panel, Table
from sim.report.parts_page import Frame, Part, panels_of, write_csv
from sim.report.sensitivity_view import SensitivityView
from sim.studies.influence.study import Answer, Sensitivity
from sim.words import LANGUAGES

INDEX = ("first", "first_low", "first_high", "total", "total_low", "total_high", "chance")
MOST_NAMED = 5
"""Factors that the first sentences name."""


def sensitivity_parts(view: SensitivityView) -> list[Part]:
    """Return the parts of the page, every sentence computed."""
    answers = view.sweep.answers
    found = [Part(view.tell("page.answer"), tuple(text for one in answers for text in told(view, one)))]
    for k, one in enumerate(answers):
        more = f" · {view.question(one)}" if len(answers) > 1 else ""
        mark = f"-{k + 1}" if len(answers) > 1 else ""
        found.append(Part(view.tell("page.screen") + more, (view.tell("screen.what", n=view.show(view.sweep.n_screen)),
                                                            screen(view, one, f"screen{mark}"), *_rest(view, one))))
        panel = indices(view, one, f"indices{mark}")
        shown = [view.tell("indices.what"), panel] if panel is not None else [_no_indices(view)]
        body: list[str | Table | Panel] = [_left_out(view, one), *shown]
        found.append(Part(view.tell("page.indices") + more, tuple(x for x in body if x)))
        panel = chance(view, one, f"chance{mark}")
        if panel is not None:
            found.append(Part(view.tell("page.chance") + more, (view.tell("chance.what", n=view.show(view.sweep.n_reps)), panel)))
    found.append(Part(view.tell("page.how"), tuple(_how(view))))
    return found


def told(view: SensitivityView, answer: Answer) -> list[str]:
    """Tell an answer in sentences: where it lies, what stands out, what does not, on what evidence, and how much is chance."""
    out = [one for one in answer.ranked if one.stands_out]
    still = [one for one in answer.effects if not one.stands_out]
    zero, unclear = [one for one in still if one.is_zero], [one for one in still if not one.is_zero and one.n_steps]
    names = {"all": view.show(len(answer.effects)), "measure": view.label(view.primary), "question": view.question(answer)}
    found = [view.tell("told.place_difference" if answer.against >= 0 else "told.place_mean", x=view.written(answer, answer.as_it_is.mean),
                       interval=view.span(answer.as_it_is.low, answer.as_it_is.high, sign=answer.against >= 0), n=view.show(answer.as_it_is.n),
                       low=view.written(answer, float(answer.spread[0])), high=view.written(answer, float(answer.spread[2])),
                       share=view.share(answer.share_above), ways=view.show(view.sweep.n_screen), **names)]
    if out:
        found.append(view.tell("told.out_one" if len(out) == 1 else "told.out", n=view.show(len(out)), names=view.join(
            [view.tell("told.one", name=view.factor(one.factor), x=view.amount(one.mu_star), interval=view.span(one.low, one.high), way=view.way(one),
                       grade=view.grade(one.factor)) for one in out[:MOST_NAMED]]), **names))
        invented = [one for one in out if view.grade(one.factor) == "E"]
        assumed = [one for one in out if not view.is_lever(one.factor)]
        if assumed:
            listed = view.join([f"“{view.factor(one.factor)}”" for one in invented[:MOST_NAMED]]) + ("" if len(invented) <= MOST_NAMED else " …")
            key = ("told.invented" if invented else "told.none_invented") + ("_one" if len(assumed) == 1 else "")
            found.append(view.tell(key, n=view.show(len(invented)), of=view.show(len(assumed)),
                                   names=listed))
    else:
        found.append(view.tell("told.none", **names))
    found += _choices(view, answer)
    if unclear:
        most = max((one.high for one in unclear if math.isfinite(one.high)), default=math.nan)
        found.append(view.tell("told.unclear", n=view.show(len(unclear)), most=view.amount(most), **names))
    if zero:
        found.append(view.tell("told.zero", n=view.show(len(zero)), **names))
    if answer.indices:
        first, second = sorted(answer.indices, key=lambda one: -one.total)[:2]
        key = "told.indices" if first.total_low > second.total else "told.indices_unclear"
        found.append(view.tell(key, n=view.show(len(answer.indices)), name=view.factor(first.factor), first=view.share(first.first),
                               total=view.share(first.total), interval=view.share_span(first.total_low, first.total_high)))
    if answer.chance is not None:
        found.append(view.tell("told.chance", share=view.share(answer.chance.of_runs),
                               interval=view.share_span(answer.chance.runs_low, answer.chance.runs_high),
                               means=view.share(answer.chance.of_means), n=view.show(view.sweep.n_reps)))
    if view.sweep.failed:
        found.append(view.tell("told.failed", n=view.show(view.sweep.failed), error=view.sweep.errors[0]))
    return found


def _choices(view: SensitivityView, answer: Answer) -> list[str]:
    """Tell how the host's choices do among the assumptions; nothing where only one of the two was varied."""
    places = {one.factor: place for place, one in enumerate(answer.ranked, 1)}
    levers = [one for one in answer.ranked if view.is_lever(one.factor)]
    if not levers or len(levers) == len(answer.effects):
        return []
    out, still = ([one for one in levers if one.stands_out is wanted] for wanted in (True, False))
    names = view.join([view.tell("told.choice", name=view.factor(one.factor), x=view.amount(one.mu_star), place=view.show(places[one.factor]))
                       for one in out])
    key = "told.no_choices" if not out else "told.choices_one" if len(out) == 1 else "told.choices"
    found = [view.tell(key, n=view.show(len(out)), all=view.show(len(levers)), names=names,
                       of=view.show(len(answer.effects)))]
    if still:
        found[0] += " " + view.tell("told.choices_in", names=view.join([f"“{view.factor(one.factor)}”" for one in still]),
                                    most=view.amount(max(one.high for one in still)))
    return found


def _rest(view: SensitivityView, answer: Answer) -> list[str]:
    """Name every factor that the figure does not show, and those that moved nothing."""
    def listed(found: list[Any]) -> str:
        return ", ".join(sorted(f"`{view.key(one.factor)}`" for one in found))

    later = answer.ranked[MOST:]
    groups = (("screen.out", [one for one in later if one.stands_out]),
              ("screen.in", [one for one in later if not one.stands_out and not one.is_zero and one.n_steps]),
              ("screen.zero", [one for one in later if one.is_zero]), ("screen.no_value", [one for one in answer.effects if not one.n_steps]))
    return [view.tell("dummy.in" if not answer.dummy.stands_out else "dummy.out", x=view.amount(answer.dummy.mu_star),
                      reach=view.amount(answer.dummy.reach)),
            *(view.tell(key, n=view.show(len(found)), names=listed(found)) for key, found in groups if found)]


def _no_indices(view: SensitivityView) -> str:
    """Say why there are no shares of variance."""
    return view.tell("indices.too_few" if len(view.sweep.kept) > 1 else "indices.one" if view.sweep.kept else "indices.none")


def _left_out(view: SensitivityView, answer: Answer) -> str:
    """Tell which factors stood out and did not go on, and how many rows were left out."""
    behind = [one for one in answer.ranked if one.stands_out and one.factor not in view.sweep.kept]
    texts = [view.tell("indices.behind", n=view.show(len(behind)), keep=view.show(len(view.sweep.kept)))] if behind else []
    if answer.chance is not None and answer.chance.n_left_out:
        texts.append(view.tell("indices.rows", n=view.show(answer.chance.n_left_out), all=view.show(view.sweep.n_rows)))
    return " ".join(texts)


def _how(view: SensitivityView) -> list[str]:
    sweep, asked = view.sweep, view.sweep.plan.sensitivity
    names = [f"`{one.key}`: {view.factor(i)}, {view.reach(i)}" for i, one in enumerate(sweep.factors)]
    how = "how.all" if len(names) > 2 * MOST else "how.factors"
    found = [view.say("how.measure", measure=view.label(view.primary), definition=view.definition(view.primary)),
             view.tell(how, n=view.show(len(names)), names="; ".join(names)),
             view.tell("how.screen", n=view.show(sweep.n_screen), levels=view.show(asked.levels), seed=view.show(asked.seed)),
             view.tell("how.interval"), view.tell("how.reach", all=view.show(len(names)))]
    if sweep.kept:
        found.append(view.tell("how.indices", n=view.show(sweep.n_rows), kept=view.join([view.factor(i) for i in sweep.kept])))
    found += [view.tell("how.runs", runs=view.show(sweep.n_runs), reps=view.show(sweep.n_reps), engine=sweep.provenance["engine_id"],
                        seed=view.show(sweep.points[0].scenario.community.seed)),
              view.tell("how.model")]
    return found


# --- as files --------------------------------------------------------------------------------------------------


def _frame(view: SensitivityView, **more: str) -> Frame:
    about = view.sweep.plan.about
    return Frame(view.lang, view.tell("page.kind"), view.title, about[view.lang] if about else "", **more)


def sensitivity_markdown(view: SensitivityView, command: str, figures: str = "") -> str:
    """Return the page as Markdown; see `sim.report.parts_page.markdown`."""
    made = view.say("page.made", command=command, engine=view.sweep.provenance["engine_id"])
    return parts_page.markdown(_frame(view, made=made), sensitivity_parts(view), figures)


def write_sensitivity_report(found: Sensitivity, folder: str | Path, lang: str = "en") -> Path:
    """Write the report into ``report/`` of a study's folder and return the path of its first page."""
    room = Path(folder) / "report"
    (room / "tables").mkdir(parents=True, exist_ok=True)
    other = next(one for one in LANGUAGES if one != lang)
    for one, name, there in ((other, f"index.{other}.html", "index.html"), (lang, "index.html", f"index.{other}.html")):
        view = SensitivityView(found, one)
        parts = sensitivity_parts(view)
        for panel in panels_of(parts):
            panel.save(room / "figures", one)
        (room / name).write_text(parts_page.html(_frame(view, there=there), parts), encoding="utf-8")
    write_csv(room / "tables" / "factors.csv", *factors_table(found))
    return room / "index.html"


def write_sensitivity_page(found: Sensitivity, file: Path, lang: str, command: str) -> None:
    """Write the page as Markdown, its figures beside it."""
    view = SensitivityView(found, lang)
    for panel in panels_of(sensitivity_parts(view)):
        (file.parent / f"{file.stem}.{panel.name}.{lang}.svg").write_text(panel.svg, encoding="utf-8")
    file.write_text(sensitivity_markdown(view, command, figures=file.stem), encoding="utf-8")


def factors_table(found: Sensitivity) -> tuple[list[str], list[list[Any]]]:
    """Return every factor of every answer with all its numbers; the person fewer is called "dummy"."""
    view = SensitivityView(found, "en")
    labels = found.plan.labels
    head = ["answer", "factor", "name", "kind", "grade", "low", "high", "mu_star", "mu_star_low", "mu_star_high", "mu", "sigma", "chance", "reach",
            "one_way", "steps", "is_zero", "stands_out", *INDEX[:-1], "chance_in_total"]
    rows = []
    for answer in found.answers:
        name = labels[answer.arm] + (f" - {labels[answer.against]}" if answer.against >= 0 else "")
        second = {one.factor: one for one in answer.indices}
        for one in [*answer.ranked, answer.dummy]:
            factor = found.factors[one.factor] if one.factor >= 0 else None
            index = second.get(one.factor)
            rows.append([name, factor.key if factor else "dummy", view.factor(one.factor), factor.kind if factor else "",
                         view.grade(one.factor) if factor else "", factor.low if factor else math.nan, factor.high if factor else math.nan,
                         one.mu_star, one.low, one.high, one.mu, one.sigma, one.chance, one.reach, one.one_way, one.n_steps, one.is_zero,
                         one.stands_out, *(getattr(index, key) if index else math.nan for key in INDEX)])
    return head, rows

