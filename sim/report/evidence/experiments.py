"""The page of the published experiments: for each its claim, its emulation, the figures side by side, and what carries them."""

from __future__ import annotations

import math
from typing import Any

from sim.evidence.experiments import BESIDE, MISSED, RECOVERED, SIGN, SIGN_ONLY, UNTESTED, Target
from sim.evidence.observing import load_setting
from sim.evidence.replicate import Replicated, Replications, Row, needs_trial
from sim.report.evidence.facts import grid, tried
from sim.words import catalogue, listing, number, percent, say

COLUMNS = ("what", "theirs", "ours", "interval", "one", "band", "verdict")
WEIGHED = (RECOVERED, SIGN_ONLY, MISSED, UNTESTED)


def replications_page(found: Replications, lang: str, command: str) -> str:
    """Return the page as Markdown; every figure in it is computed from what was found."""
    parts = [f"# {say('replications.title', lang)}",
             say("replications.made", lang, command=command, engine=found.engine, seed=number(found.seed, lang))]
    if found.quick:
        parts.append(say("replications.quick", lang))
    parts += [say("replications.what", lang), *summary(found, lang), say("replications.rule", lang)]
    for one in found.experiments:
        parts += _told(one, lang)
    return "\n\n".join(parts) + "\n"


def summary(found: Replications, lang: str) -> list[str]:
    """Tell how many figures agree how far, and how many of these are no independent check."""
    weighed = [row for row in found.rows if row.target.kind != BESIDE]
    count = {verdict: sum(row.verdict == verdict for row in weighed) for verdict in WEIGHED}
    told = [say("replications.count", lang, all=len(weighed), **count)]
    leaning = sum(is_leaning(row) for row in weighed)
    if leaning:
        told.append(say("replications.leaning", lang, n=leaning))
    return told


def is_leaning(row: Row) -> bool:
    """Whether a figure that agrees was what a parameter was set on."""
    return bool(row.target.leans_on) and row.verdict in (RECOVERED, SIGN_ONLY)


def _told(one: Replicated, lang: str) -> list[str]:
    """Tell one experiment."""
    name = one.experiment.name
    parts = [f"## {say(f'replications.{name}.title', lang)}"]
    parts += [f"**{say(f'replications.part.{part}', lang)}.** {text}" for part, text in (
        ("source", one.experiment.source + "."), *((part, say(f"replications.{name}.{part}", lang)) for part in ("claim", "they", "we", "weak")))]
    head = [say(f"replications.col.{key}", lang) for key in COLUMNS]
    parts.append(grid(head, [list(cells(one, row, lang)) for row in one.rows]))
    parts.append(reading(one, lang))
    out = [explained(one, row, lang) for row in one.rows if row.verdict in (MISSED, SIGN_ONLY)]
    if out:
        parts += [f"### {say('replications.out', lang)}", *out]
    parts += [f"### {say('replications.carriers', lang)}", _carriers(one, lang)]
    parts += [f"### {say('replications.how', lang)}", "\n".join(_how(one, row, lang) for row in one.rows)]
    parts += [f"### {say('replications.settings', lang)}", "\n".join(_settings(one, lang))]
    return [part for part in parts if part]


def _settings(one: Replicated, lang: str) -> list[str]:
    """Tell every setting once, with the most runs that any design made of it."""
    runs: dict[str, int] = {}
    for row in one.rows:
        design = next(design for design in one.experiment.designs if row.target in design.targets)
        for name in design.settings:
            runs[name] = max(runs.get(name, 0), row.n_runs)
    told = []
    for name, n_runs in runs.items():
        scenario = load_setting(name, room="replications")
        about = f"{scenario.title[lang]}. {(scenario.about or {}).get(lang, '')}".strip()
        told.append("- " + say("validation.setting_line", lang, name=name, runs=number(n_runs, lang), about=about,
                               file=f"experiments/replications/{name}.toml"))
    return told


def figure(target: Target, value: float, lang: str) -> str:
    """Write a figure in the unit of its target."""
    if not math.isfinite(value):
        return "–"
    if target.unit == "share":
        return percent(value, lang, 1)
    if target.unit == "points":
        return number(100.0 * value, lang, 1, sign=True) + (" pp" if lang == "en" else " pt")
    if target.unit == "change":
        return percent(value, lang, 0, sign=True)
    return number(value, lang, 2, sign=True) if target.unit == "logits" else number(value, lang, 0)


def band(target: Target, lang: str) -> str:
    """Write the band of a target."""
    if target.kind == BESIDE:
        return "–"
    if target.kind == SIGN:
        return say("validation.above_zero" if target.is_upward else "validation.below_zero", lang)
    return _between(target, target.low, target.high, lang)


def _between(target: Target, low: float, high: float, lang: str) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return "–"
    return say("validation.between", lang, a=figure(target, low, lang), b=figure(target, high, lang))


def theirs(target: Target, lang: str) -> str:
    """Write the published figure: its size, its sign alone, or that there is none."""
    if target.kind == BESIDE:
        return "–"
    if target.published is None:
        return say("replications.sign_up" if target.is_upward else "replications.sign_down", lang)
    if target.kind == "null":
        return say("replications.none_found", lang)
    return figure(target, target.published, lang)


def verdict(row: Row, lang: str) -> str:
    """Write the verdict of a row; a star when it is no independent check."""
    return say(f"replications.verdict.{row.verdict}", lang) + ("*" if is_leaning(row) else "")


def cells(one: Replicated, row: Row, lang: str) -> tuple[str, ...]:
    """What is measured, the paper's figure, ours, its interval, the spread of single studies, the band, the verdict."""
    target = row.target
    return (say(f"replications.{one.experiment.name}.{target.name}.name", lang), theirs(target, lang), figure(target, row.value, lang),
            _between(target, row.low, row.high, lang), _between(target, row.one_low, row.one_high, lang), band(target, lang), verdict(row, lang))


def reading(one: Replicated, lang: str) -> str:
    """Tell what the figures that stand beside the published ones say; empty when an experiment has no such sentence."""
    values = {row.target.name: figure(row.target, row.value, lang) for row in one.rows}
    key = f"replications.{one.experiment.name}.reading"
    texts = catalogue("replications", lang)
    if one.experiment.name == "newsgroups":
        share = one.row("coin_share")
        key += "_more" if share.low > 1.0 else "_less" if share.high < 1.0 else "_all" if math.isfinite(share.value) else "_unknown"
        values["share_low"], values["share_high"] = (figure(share.target, end, lang) for end in (share.low, share.high))
    return texts[key].format(**values) if key in texts else ""


def explained(one: Replicated, row: Row, lang: str) -> str:
    """Tell how far a figure is off, what was tried, and which value of which parameter would give the published one."""
    target = row.target
    told = [f"**{say(f'replications.{one.experiment.name}.{target.name}.name', lang)}.**",
            say("replications.off", lang, ours=figure(target, row.value, lang), theirs=theirs(target, lang), band=band(target, lang))]
    if row.trials:
        told += tried(target, row.trials, lambda value: figure(target, value, lang), lang, inside=RECOVERED)
        told.append(_solved(row, lang))
    return " ".join(part for part in told if part)


def _solved(row: Row, lang: str) -> str:
    from sim.rules import PARAMETERS

    if row.solved is None:
        return say("replications.unsolved", lang)
    key, value = row.solved
    parameter = PARAMETERS.get(key.removeprefix("behaviour."))
    if parameter is None:
        return say("replications.solved", lang, parameter=key, value=number(value, lang, 2))
    low, high = parameter.believable
    word = "solved_in" if low <= value <= high else "solved_out"
    return say(f"replications.{word}", lang, parameter=key, value=number(value, lang, 2), used=number(parameter.default, lang),
               low=number(low, lang), high=number(high, lang))


def _carriers(one: Replicated, lang: str) -> str:
    from sim.rules import PARAMETERS

    head = [say(f"replications.col.{key}", lang) for key in ("parameter", "used", "range", "grade", "enters", "source")]
    rows = []
    for name in one.experiment.carriers:
        got = PARAMETERS[name]
        rows.append([f"`{name}`", number(got.default, lang), say("validation.between", lang, a=number(got.believable[0], lang), b=number(got.believable[1], lang)),
                     got.grades, say(f"replications.enters.{got.enters}", lang), got.source])
    return grid(head, rows)


def _how(one: Replicated, row: Row, lang: str) -> str:
    target, name = row.target, one.experiment.name
    told = [f"- **{say(f'replications.{name}.{target.name}.name', lang)}**: {say(f'replications.{name}.{target.name}.how', lang)}",
            say("replications.runs", lang, n=number(row.n_runs, lang))]
    if target.kind != BESIDE:
        told.append(say(f"replications.band.{target.band}", lang))
    if target.leans_on:
        told.append(say("replications.leans", lang, names=listing([f"`{one}`" for one in target.leans_on], lang)))
    return " ".join(told)


def replications_text(found: Replications, lang: str) -> str:
    """Tell the figures in plain text: a table for each experiment, and how many agree."""
    from textwrap import fill

    told = []
    for one in found.experiments:
        lines = [cells(one, row, lang) for row in one.rows]
        head = tuple(say(f"replications.col.{key}", lang) for key in COLUMNS)
        widths = [max(len(line[column]) for line in (head, *lines)) for column in range(len(head))]
        told += [say(f"replications.{one.experiment.name}.title", lang), "",
                 *("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in (head, *lines)), ""]
    return "\n".join([*told, *(fill(text, 100) for text in summary(found, lang))])


def replications_data(found: Replications) -> dict[str, Any]:
    """Return the figures as plain data."""
    rows = []
    for one in found.experiments:
        for row in one.rows:
            target = row.target
            rows.append({"experiment": one.experiment.name, "source": one.experiment.source, "target": target.name, "kind": target.kind,
                         "unit": target.unit, "published": target.published, "band": [target.low, target.high], "value": row.value,
                         "interval": [row.low, row.high], "single": [row.one_low, row.one_high], "runs": row.n_runs,
                         "verdict": row.verdict, "leans_on": target.leans_on, "tried": needs_trial(row) and bool(row.trials),
                         "trials": [vars(trial) for trial in row.trials], "solved": row.solved})
    return {"engine": found.engine, "seed": found.seed, "quick": found.quick, "rows": rows}
