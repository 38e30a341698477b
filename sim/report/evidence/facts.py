"""The page of the stylised facts: the table, how each row is counted, why rows are out, which parameters were moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sim.evidence.facts import CHECKED, FITTED, HARD, INSIDE, OUTSIDE, UNTESTED
from sim.evidence.observing import load_setting
from sim.evidence.parameters import EVIDENCE
from sim.evidence.validate import Row, Trial, Validation
from sim.report.evidence import responses as responses_table
from sim.report.evidence.responses import responses_section, responses_summary
from sim.report.evidence.table import COLUMNS, Banded, band, cells, figure, gap, grid, is_leaning
from sim.report.press.text import table
from sim.words import listing, number, percent, say

NEAR = 0.10
"""Share of the gap to the band that a change must close to be called nearer."""


def validation_page(found: Validation, lang: str, command: str) -> str:
    """Return the page as Markdown; every sentence is computed from what was found."""
    parts = [f"# {say('validation.title', lang)}", made(found, lang, command)]
    if found.quick:
        parts.append(say("validation.quick", lang))
    parts += [say("validation.what", lang), *summary(found, lang), say("validation.spread", lang), _table(found, lang)]
    parts += responses_section(found, lang)
    parts += [f"## {say('validation.out', lang)}", *_out(found, lang)]
    parts += [f"## {say('validation.moved', lang)}", moved_sentence(found, lang), _moved(found, lang)]
    parts += [f"## {say('validation.how', lang)}", "\n".join(_how(row, lang) for row in found.rows)]
    parts += [f"## {say('validation.settings', lang)}", "\n".join(_settings(found, lang))]
    return "\n\n".join(parts) + "\n"


def made(found: Validation, lang: str, command: str) -> str:
    """Tell which command, engine and seed made it."""
    seed = load_setting(found.rows[0].fact.setting).community.seed
    return say("validation.made", lang, command=command, engine=found.engine, seed=seed)


def summary(found: Validation, lang: str, plain: bool = False) -> list[str]:
    """Tell how many rows are where, how many checks are none, and whether validation fails."""
    facts = [row for row in found.rows if not row.fact.is_response]
    fitted = [row for row in facts if row.fact.role == FITTED]
    checked = [row for row in facts if row.fact.role == CHECKED]
    count = {verdict: sum(row.verdict == verdict for row in checked) for verdict in (INSIDE, HARD, OUTSIDE, UNTESTED)}
    told = [say("validation.count", lang, fitted_in=sum(row.verdict == INSIDE for row in fitted), fitted=len(fitted),
                checked=len(checked), **count)]
    rejected = [row.fact.row for row in checked if row.verdict == OUTSIDE]
    if rejected:
        told.append(say("validation.rejected", lang, rows=listing(rejected, lang)))
    leaning = sum(map(is_leaning, found.rows))
    if leaning:
        told.append(say("validation.leaning", lang, n=leaning))
    told += responses_summary(found, lang)
    if found.failures:
        mark = "" if plain else "**"
        told.append(mark + say("validation.failed", lang, names=listing(found.failures, lang)) + mark)
    else:
        told.append(say("validation.passed", lang))
    return told


def moved_sentence(found: Validation, lang: str) -> str:
    """Tell how many parameters there are, and how many rest on what."""
    return say("validation.moved_what", lang, all=found.n_parameters, fitted=found.n_fitted, known=len(EVIDENCE))


def _table(found: Validation, lang: str) -> str:
    head = [say(f"validation.col.{key}", lang) for key in (*COLUMNS, "source")]
    return grid(head, [[*cells(row, lang), row.fact.source] for row in found.rows if not row.fact.is_response])


def _how(row: Row, lang: str) -> str:
    fact = row.fact
    told = [f"- **{fact.row}** {say(f'validation.row.{fact.row}.how', lang)}"]
    if fact.leans_on:
        told.append(say("validation.leans", lang, names=listing([f"`{name}`" for name in fact.leans_on], lang)))
    if row.by_class:
        classes = [f"{name}: {percent(value, lang, 2)}" for name, value in zip(fact.classes, row.by_class, strict=True)]
        told.append(say("validation.classes", lang, classes="; ".join(classes)))
    return " ".join(told)


def _settings(found: Validation, lang: str) -> list[str]:
    runs: dict[str, int] = {}
    partners: dict[str, set[str]] = {}
    for row in found.rows:
        own, *others = row.fact.arms
        partners.setdefault(own, set()).update(others)
        for name in row.fact.arms:
            runs[name] = max(runs.get(name, 0), row.n_runs)
    told = []
    for name, n in runs.items():
        about = (load_setting(name).about or {}).get(lang, "")
        told.append("- " + say("validation.setting_line", lang, name=name, runs=n, about=about, file=f"experiments/validation/{name}.toml"))
        if partners.get(name):
            beside = listing([f"`{other}`" for other in sorted(partners[name])], lang)
            told.append("- " + say("validation.paired", lang, name=name, partner=beside))
    return told


def _out(found: Validation, lang: str) -> list[str]:
    rows = [row for row in found.rows if row.fact.role == CHECKED and row.verdict != INSIDE and (row.trials or not row.fact.is_response)]
    return [explained(row, lang) for row in rows] or [say("validation.out_none", lang)]


def explained(row: Row, lang: str) -> str:
    """Tell by how much a row is out, what was tried, and what that shows."""
    fact = row.fact
    told = [f"**{fact.row} {say(f'validation.row.{fact.row}.name', lang)}.**",
            say("validation.out_head", lang, value=figure(fact, row.value, lang), target=band(fact, lang),
                wide=band(fact, lang, wide=True))]
    if not row.decided:
        told.append(say("validation.undecided", lang, n=row.n_known))
    elif row.verdict == UNTESTED and row.n_known:
        told.append(say("validation.no_base", lang))
    elif row.verdict == UNTESTED:
        told.append(say("validation.nothing", lang, runs=row.n_runs))
    if row.trials:
        told += tried(fact, row.trials, lambda value: figure(fact, value, lang), lang, decided=row.decided)
    return " ".join(part for part in told if part)


def tried(band: Banded, trials: Sequence[Trial], write: Callable[[float], str], lang: str, *, inside: str = INSIDE,
          decided: bool = True) -> list[str]:
    """Tell what was tried for a figure that is out of its band, and what brings it in.

    Parameters
    ----------
    band : anything with ``low`` and ``high``: the ends of the band.
    trials : what was tried, at least one.
    write : writes a figure in its unit.
    inside : the verdict of a trial that brings it in.
    decided : False when a sign was asked for and is not decided, though the figure may lie inside.
    """
    listed = "; ".join(say("validation.tried_one" if one.moves else "validation.tried_chance", lang, what=changed(one, lang),
                           value=write(one.value)) for one in trials)
    told = [say("validation.tried", lang, n=trials[0].n_runs, base=write(trials[0].base), list=listed)]
    known = [one for one in trials if one.moves]
    now = gap(band, trials[0].base)
    within = [one for one in known if one.verdict == inside]
    if now == 0.0 and decided:
        return [*told, say("validation.borderline", lang)]
    if within:
        return [*told, say("validation.best_in", lang, keys="; ".join(changed_to(one, lang) for one in within))]
    best = min(known, key=lambda one: gap(band, one.value), default=None)
    if best is None or now == 0.0 or gap(band, best.value) > (1.0 - NEAR) * now:
        return [*told, say("validation.best_none", lang)]
    share = percent(1.0 - gap(band, best.value) / now, lang, 0)
    return [*told, say("validation.best_near", lang, what=changed_to(best, lang), share=share)]


def changed(one: Trial, lang: str) -> str:
    """Tell what was changed from what to what."""
    told = []
    for key, before, tried in one.changes:
        arrow = "→" if before is None else f"{_value(before, lang)} →"
        told.append(f"`{key}` {arrow} {_value(tried, lang)}")
    return listing(told, lang)


def changed_to(one: Trial, lang: str) -> str:
    """Tell what it was changed to."""
    return listing([f"`{key}` = {_value(tried, lang)}" for key, _, tried in one.changes], lang)


def _value(value: float | str, lang: str) -> str:
    return f"`{value}`" if isinstance(value, str) else number(value, lang)


def _moved(found: Validation, lang: str) -> str:
    head, rows = moved_table(found, lang)
    if not rows:
        return say("validation.moved_none", lang)
    return grid(head, [[f"`{row[0]}`", *row[1:]] for row in rows])


def moved_table(found: Validation, lang: str) -> tuple[list[str], list[list[str]]]:
    """Return head and rows: parameter, evidence, used, range, inside it, setting, source."""
    head = [say(f"validation.col.{key}", lang) for key in ("parameter", "evidence", "used", "range", "inside_range", "setting", "source")]
    rows = [[one.name, "–" if one.evidence is None else number(one.evidence, lang), number(one.value, lang),
             say("validation.between", lang, a=number(one.low, lang), b=number(one.high, lang)),
             say("validation.no" if one.outside else "validation.yes", lang), listing(one.where, lang) or "–", one.source]
            for one in found.moved]
    return head, rows


def validation_text(found: Validation, lang: str) -> str:
    """Tell the stylised facts: a table, what was moved, and whether the model fails."""
    head = [say(f"validation.col.{key}", lang) for key in COLUMNS]
    responses = responses_table.responses(found)
    told = [table(head, [cells(row, lang) for row in found.rows if not row.fact.is_response], left=2), ""]
    if responses:
        told += [table(responses_table.head(lang), [responses_table.cells(row, lang) for row in responses], left=2), ""]
    told += [*summary(found, lang, plain=True), ""]
    columns, rows = moved_table(found, lang)
    return "\n".join([*told, table(columns, rows) if rows else say("validation.moved_none", lang)])


def validation_data(found: Validation) -> dict[str, Any]:
    """Return the stylised facts as plain data."""
    rows = []
    for row in found.rows:
        fact = row.fact
        rows.append({"row": fact.row, "name": say(f"validation.row.{fact.row}.name"), "value": row.value, "low": row.low, "high": row.high,
                     "interval": row.sure, "interval_inside": row.is_surely_inside,
                     "target": [fact.low, fact.high], "wide": [fact.hard_low, fact.hard_high], "verdict": row.verdict, "role": fact.role,
                     "leans_on": fact.leans_on, "setting": fact.setting, "against": fact.against, "runs": row.n_runs, "known": row.n_known,
                     "decided": row.decided, "by_class": dict(zip(fact.classes, row.by_class, strict=True)), "source": fact.source,
                     "definition": say(f"validation.row.{fact.row}.how"), "trials": [vars(one) for one in row.trials]})
    return {"engine": found.engine, "quick": found.quick, "rows": rows, "moved": [vars(one) | {"outside": one.outside} for one in found.moved],
            "failures": found.failures}
