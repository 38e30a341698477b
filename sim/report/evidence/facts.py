"""The page of the stylised facts: the table, how each row is counted, why rows are out, which parameters were moved."""

from __future__ import annotations

from typing import Any

from sim.evidence.held import CHECKED, FITTED, HARD, INSIDE, OUTSIDE, UNTESTED, Row
from sim.evidence.observing import load_setting
from sim.evidence.parameters import EVIDENCE
from sim.evidence.validate import Validation
from sim.report.evidence import held
from sim.report.evidence import responses as responses_table
from sim.report.evidence.held import band, figure, tried
from sim.report.evidence.responses import responses_section, responses_summary
from sim.report.press.text import grid, table
from sim.words import listing, number, percent, say

COLUMNS = ("row", "pattern", "value", "spread", "target", "wide", "verdict", "role", "setting", "runs")


def validation_page(validation: Validation, lang: str, command: str) -> str:
    """Return the page as Markdown; every sentence is computed from what was found."""
    parts = [f"# {say('validation.title', lang)}", made(validation, lang, command)]
    if validation.quick:
        parts.append(say("validation.quick", lang))
    parts += [
        say("validation.what", lang),
        *summary(validation, lang),
        say("validation.spread", lang),
        _table(validation, lang),
    ]
    parts += responses_section(validation, lang)
    parts += [f"## {say('validation.out', lang)}", *_out(validation, lang)]
    parts += [f"## {say('validation.moved', lang)}", moved_sentence(validation, lang), _moved(validation, lang)]
    parts += [f"## {say('validation.how', lang)}", "\n".join(_how(row, lang) for row in validation.rows)]
    parts += [f"## {say('validation.settings', lang)}", "\n".join(_settings(validation, lang))]
    return "\n\n".join(parts) + "\n"


def made(validation: Validation, lang: str, command: str) -> str:
    """Tell which command, engine and seed made it."""
    seed = load_setting(validation.rows[0].held.setting).community.seed
    return say("validation.made", lang, command=command, engine=validation.engine, seed=seed)


def summary(validation: Validation, lang: str, plain: bool = False) -> list[str]:
    """Tell how many rows are where, how many checks are none, and whether validation fails."""
    facts = [row for row in validation.rows if not row.held.is_response]
    fitted = [row for row in facts if row.held.role == FITTED]
    checked = [row for row in facts if row.held.role == CHECKED]
    count = {verdict: sum(row.verdict == verdict for row in checked) for verdict in (INSIDE, HARD, OUTSIDE, UNTESTED)}
    sentences = [
        say(
            "validation.count",
            lang,
            fitted_in=sum(row.verdict == INSIDE for row in fitted),
            fitted=len(fitted),
            checked=len(checked),
            **count,
        )
    ]
    rejected = [row.held.name for row in checked if row.verdict == OUTSIDE]
    if rejected:
        sentences.append(say("validation.rejected", lang, rows=listing(rejected, lang)))
    leaning = sum(map(is_leaning, validation.rows))
    if leaning:
        sentences.append(say("validation.leaning", lang, n=leaning))
    sentences += responses_summary(validation, lang)
    if validation.failures:
        mark = "" if plain else "**"
        sentences.append(mark + say("validation.failed", lang, names=listing(validation.failures, lang)) + mark)
    else:
        sentences.append(say("validation.passed", lang))
    return sentences


def is_leaning(row: Row) -> bool:
    """Whether a row looks like a passed check and is none."""
    return row.held.role == CHECKED and row.verdict == INSIDE and bool(row.held.leans_on)


def cells(row: Row, lang: str) -> list[str]:
    """Write row, pattern, value, spread, target, wide band, verdict, role, setting, runs."""
    return held.cells(row, COLUMNS, lang, {"pattern": say(f"validation.row.{row.held.name}.name", lang)})


def moved_sentence(validation: Validation, lang: str) -> str:
    """Tell how many parameters there are, and how many rest on what."""
    return say(
        "validation.moved_what", lang, all=validation.n_parameters, fitted=validation.n_fitted, known=len(EVIDENCE)
    )


def _table(validation: Validation, lang: str) -> str:
    head = [say(f"validation.col.{key}", lang) for key in (*COLUMNS, "source")]
    return grid(head, [[*cells(row, lang), row.held.source] for row in validation.rows if not row.held.is_response])


def _how(row: Row, lang: str) -> str:
    fact = row.held
    sentences = [f"- **{fact.name}** {say(f'validation.row.{fact.name}.how', lang)}"]
    if fact.leans_on:
        sentences.append(say("validation.leans", lang, names=listing([f"`{name}`" for name in fact.leans_on], lang)))
    if row.by_class:
        classes = [f"{name}: {percent(value, lang, 2)}" for name, value in zip(fact.classes, row.by_class, strict=True)]
        sentences.append(say("validation.classes", lang, classes="; ".join(classes)))
    return " ".join(sentences)


def _settings(validation: Validation, lang: str) -> list[str]:
    runs: dict[str, int] = {}
    partners: dict[str, set[str]] = {}
    for row in validation.rows:
        own, *others = row.held.arms
        partners.setdefault(own, set()).update(others)
        for name in row.held.arms:
            runs[name] = max(runs.get(name, 0), row.n_runs)
    lines = []
    for name, n in runs.items():
        about = (load_setting(name).about or {}).get(lang, "")
        lines.append(
            "- "
            + say(
                "validation.setting_line",
                lang,
                name=name,
                runs=n,
                about=about,
                file=f"experiments/validation/{name}.toml",
            )
        )
        if partners.get(name):
            beside = listing([f"`{other}`" for other in sorted(partners[name])], lang)
            lines.append("- " + say("validation.paired", lang, name=name, partner=beside))
    return lines


def _out(validation: Validation, lang: str) -> list[str]:
    rows = [
        row
        for row in validation.rows
        if row.held.role == CHECKED and row.verdict != INSIDE and (row.trials or not row.held.is_response)
    ]
    return [explained(row, lang) for row in rows] or [say("validation.out_none", lang)]


def explained(row: Row, lang: str) -> str:
    """Tell by how much a row is out, what was tried, and what that shows."""
    fact = row.held
    sentences = [
        f"**{fact.name} {say(f'validation.row.{fact.name}.name', lang)}.**",
        say(
            "validation.out_head",
            lang,
            value=figure(fact, row.value, lang),
            target=band(fact, lang),
            wide=band(fact, lang, wide=True),
        ),
    ]
    if not row.decided:
        sentences.append(say("validation.undecided", lang, n=row.n_known))
    elif row.verdict == UNTESTED and row.n_known:
        sentences.append(say("validation.no_base", lang))
    elif row.verdict == UNTESTED:
        sentences.append(say("validation.nothing", lang, runs=row.n_runs))
    if row.trials:
        sentences += tried(row, lang)
    return " ".join(part for part in sentences if part)


def _moved(validation: Validation, lang: str) -> str:
    head, rows = moved_table(validation, lang)
    if not rows:
        return say("validation.moved_none", lang)
    return grid(head, [[f"`{row[0]}`", *row[1:]] for row in rows])


def moved_table(validation: Validation, lang: str) -> tuple[list[str], list[list[str]]]:
    """Return head and rows: parameter, evidence, used, range, inside it, setting, source."""
    head = [
        say(f"validation.col.{key}", lang)
        for key in ("parameter", "evidence", "used", "range", "inside_range", "setting", "source")
    ]
    rows = [
        [
            row.name,
            "–" if row.evidence is None else number(row.evidence, lang),
            number(row.value, lang),
            say("validation.between", lang, a=number(row.low, lang), b=number(row.high, lang)),
            say("validation.no" if row.outside else "validation.yes", lang),
            listing(row.where, lang) or "–",
            row.source,
        ]
        for row in validation.moved
    ]
    return head, rows


def validation_text(validation: Validation, lang: str) -> str:
    """Tell the stylised facts: a table, what was moved, and whether the model fails."""
    head = [say(f"validation.col.{key}", lang) for key in COLUMNS]
    responses = responses_table.responses(validation)
    lines = [table(head, [cells(row, lang) for row in validation.rows if not row.held.is_response], left=2), ""]
    if responses:
        lines += [
            table(responses_table.head(lang), [responses_table.cells(row, lang) for row in responses], left=2),
            "",
        ]
    lines += [*summary(validation, lang, plain=True), ""]
    columns, rows = moved_table(validation, lang)
    return "\n".join([*lines, table(columns, rows) if rows else say("validation.moved_none", lang)])


def validation_data(validation: Validation) -> dict[str, Any]:
    """Return the stylised facts as plain data."""
    rows = []
    for row in validation.rows:
        fact = row.held
        rows.append(
            {
                "row": fact.name,
                "name": say(f"validation.row.{fact.name}.name"),
                "value": row.value,
                "low": row.spread[0],
                "high": row.spread[1],
                "interval": row.interval,
                "interval_inside": row.is_surely_inside,
                "target": [fact.low, fact.high],
                "wide": [fact.hard_low, fact.hard_high],
                "verdict": row.verdict,
                "role": fact.role,
                "leans_on": fact.leans_on,
                "setting": fact.setting,
                "against": fact.against,
                "runs": row.n_runs,
                "known": row.n_known,
                "decided": row.decided,
                "by_class": dict(zip(fact.classes, row.by_class, strict=True)),
                "source": fact.source,
                "definition": say(f"validation.row.{fact.name}.how"),
                "trials": [vars(trial) for trial in row.trials],
            }
        )
    return {
        "engine": validation.engine,
        "quick": validation.quick,
        "rows": rows,
        "moved": [vars(row) | {"outside": row.outside} for row in validation.moved],
        "failures": validation.failures,
    }
