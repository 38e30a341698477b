"""The page of the published experiments: for each its claim, its emulation, the figures side by side, and what carries them."""

from __future__ import annotations

import math
from textwrap import fill
from typing import Any

from sim.evidence.held import INSIDE, OUTSIDE, SIGN_ONLY, TOLD, UNTESTED, Row
from sim.evidence.observing import load_setting
from sim.evidence.replicate import ROOM, Replicated, Replications
from sim.report.evidence import held
from sim.report.evidence.held import band, figure, published, tried
from sim.report.press.text import WIDTH, grid, table
from sim.words import catalogue, listing, number, say

COLUMNS = ("what", "published", "value", "interval", "spread", "target", "verdict")
HEAD = ("what", "theirs", "ours", "interval", "one", "band", "verdict")
VERDICTS = {INSIDE: "recovered", SIGN_ONLY: "sign_only", OUTSIDE: "missed", UNTESTED: "untested", TOLD: "no_figure"}
"""What the verdicts are called where a published figure is looked for."""


def replications_page(replications: Replications, lang: str, command: str) -> str:
    """Return the page as Markdown; every figure in it is computed from what was found."""
    parts = [
        f"# {say('replications.title', lang)}",
        say(
            "replications.made", lang, command=command, engine=replications.engine, seed=number(replications.seed, lang)
        ),
    ]
    if replications.quick:
        parts.append(say("replications.quick", lang))
    parts += [say("replications.what", lang), *summary(replications, lang), say("replications.rule", lang)]
    for replicated in replications.experiments:
        parts += _told(replicated, lang)
    return "\n\n".join(parts) + "\n"


def summary(replications: Replications, lang: str) -> list[str]:
    """Tell how many figures agree how far, and how many of these are no independent check."""
    weighed = [row for row in replications.rows if row.held.role != TOLD]
    count = {
        word: sum(row.verdict == verdict for row in weighed) for verdict, word in VERDICTS.items() if verdict != TOLD
    }
    sentences = [say("replications.count", lang, all=len(weighed), **count)]
    leaning = sum(is_leaning(row) for row in weighed)
    if leaning:
        sentences.append(say("replications.leaning", lang, n=leaning))
    return sentences


def is_leaning(row: Row) -> bool:
    """Whether a figure that agrees was what a parameter was set on."""
    return bool(row.held.leans_on) and row.verdict in (INSIDE, SIGN_ONLY)


def _told(replicated: Replicated, lang: str) -> list[str]:
    """Tell one experiment."""
    name = replicated.experiment.name
    parts = [f"## {say(f'replications.{name}.title', lang)}"]
    parts += [
        f"**{say(f'replications.part.{part}', lang)}.** {text}"
        for part, text in (
            ("source", replicated.experiment.source + "."),
            *((part, say(f"replications.{name}.{part}", lang)) for part in ("claim", "they", "we", "weak")),
        )
    ]
    parts.append(grid(head(lang), [cells(replicated, row, lang) for row in replicated.rows]))
    parts.append(reading(replicated, lang))
    out = [explained(replicated, row, lang) for row in replicated.rows if row.verdict in (OUTSIDE, SIGN_ONLY)]
    if out:
        parts += [f"### {say('replications.out', lang)}", *out]
    parts += [f"### {say('replications.carriers', lang)}", _carriers(replicated, lang)]
    parts += [f"### {say('replications.how', lang)}", "\n".join(_how(replicated, row, lang) for row in replicated.rows)]
    parts += [f"### {say('replications.settings', lang)}", "\n".join(_settings(replicated, lang))]
    return [part for part in parts if part]


def _settings(replicated: Replicated, lang: str) -> list[str]:
    """Tell every setting once, with the most runs that any design made of it."""
    runs: dict[str, int] = {}
    for row in replicated.rows:
        design = next(design for design in replicated.experiment.designs if row.held in design.targets)
        for name in design.settings:
            runs[name] = max(runs.get(name, 0), row.n_runs)
    lines = []
    for name, n_runs in runs.items():
        scenario = load_setting(name, room=ROOM)
        about = f"{scenario.title[lang]}. {(scenario.about or {}).get(lang, '')}".strip()
        lines.append(
            "- "
            + say(
                "validation.setting_line",
                lang,
                name=name,
                runs=number(n_runs, lang),
                about=about,
                file=f"experiments/replications/{name}.toml",
            )
        )
    return lines


def verdict(row: Row) -> str:
    """Return what the verdict of a row is called here; a figure that no published one stands beside has none, whether it is there or not."""
    return VERDICTS[TOLD if row.held.role == TOLD else row.verdict]


def head(lang: str) -> list[str]:
    """Write the names of the columns."""
    return [say(f"replications.col.{key}", lang) for key in HEAD]


def cells(replicated: Replicated, row: Row, lang: str) -> list[str]:
    """Write what is measured, the paper's figure, ours, its interval, the spread of single studies, the band, the verdict.

    A star stands where it is no independent check.
    """
    word = say(f"replications.verdict.{verdict(row)}", lang) + ("*" if is_leaning(row) else "")
    return held.cells(
        row,
        COLUMNS,
        lang,
        {"what": say(f"replications.{replicated.experiment.name}.{row.held.name}.name", lang), "verdict": word},
    )


def reading(replicated: Replicated, lang: str) -> str:
    """Tell what the figures that stand beside the published ones say; empty when an experiment has no such sentence."""
    values = {row.held.name: figure(row.held, row.value, lang) for row in replicated.rows}
    key = f"replications.{replicated.experiment.name}.reading"
    texts = catalogue("replications", lang)
    if replicated.experiment.name == "newsgroups":
        share = replicated.row("coin_share")
        low, high = share.interval
        key += "_more" if low > 1.0 else "_less" if high < 1.0 else "_all" if math.isfinite(share.value) else "_unknown"
        values["share_low"], values["share_high"] = (figure(share.held, end, lang) for end in share.interval)
    return texts[key].format(**values) if key in texts else ""


def explained(replicated: Replicated, row: Row, lang: str) -> str:
    """Tell how far a figure is off, what was tried, and which value of which parameter would give the published one."""
    target = row.held
    sentences = [
        f"**{say(f'replications.{replicated.experiment.name}.{target.name}.name', lang)}.**",
        say(
            "replications.off",
            lang,
            ours=figure(target, row.value, lang),
            theirs=published(target, lang),
            band=band(target, lang),
        ),
    ]
    if row.trials:
        sentences += tried(row, lang)
        sentences.append(_solved(row, lang))
    return " ".join(part for part in sentences if part)


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
    return say(
        f"replications.{word}",
        lang,
        parameter=key,
        value=number(value, lang, 2),
        used=number(parameter.default, lang),
        low=number(low, lang),
        high=number(high, lang),
    )


def _carriers(replicated: Replicated, lang: str) -> str:
    from sim.rules import PARAMETERS

    head = [say(f"replications.col.{key}", lang) for key in ("parameter", "used", "range", "grade", "enters", "source")]
    rows = []
    for name in replicated.experiment.carriers:
        got = PARAMETERS[name]
        rows.append(
            [
                f"`{name}`",
                number(got.default, lang),
                say("validation.between", lang, a=number(got.believable[0], lang), b=number(got.believable[1], lang)),
                got.grades,
                say(f"replications.enters.{got.enters}", lang),
                got.source,
            ]
        )
    return grid(head, rows)


def _how(replicated: Replicated, row: Row, lang: str) -> str:
    target, name = row.held, replicated.experiment.name
    sentences = [
        f"- **{say(f'replications.{name}.{target.name}.name', lang)}**: {say(f'replications.{name}.{target.name}.how', lang)}",
        say("replications.runs", lang, n=number(row.n_runs, lang)),
    ]
    if target.role != TOLD:
        sentences.append(say(f"replications.band.{target.band}", lang))
    if target.leans_on:
        sentences.append(
            say("replications.leans", lang, names=listing([f"`{name}`" for name in target.leans_on], lang))
        )
    return " ".join(sentences)


def replications_text(replications: Replications, lang: str) -> str:
    """Tell the figures in plain text: a table for each experiment, and how many agree."""
    lines = []
    for replicated in replications.experiments:
        lines += [
            say(f"replications.{replicated.experiment.name}.title", lang),
            "",
            table(head(lang), [cells(replicated, row, lang) for row in replicated.rows], left=len(COLUMNS), rule=False),
            "",
        ]
    return "\n".join([*lines, *(fill(text, WIDTH) for text in summary(replications, lang))])


def replications_data(replications: Replications) -> dict[str, Any]:
    """Return the figures as plain data."""
    rows = []
    for replicated in replications.experiments:
        for row in replicated.rows:
            target = row.held
            rows.append(
                {
                    "experiment": replicated.experiment.name,
                    "source": replicated.experiment.source,
                    "target": target.name,
                    "kind": "beside" if target.role == TOLD else target.asks,
                    "unit": target.unit,
                    "published": target.published,
                    "band": [target.low, target.high],
                    "value": row.value,
                    "interval": row.interval,
                    "single": row.spread,
                    "runs": row.n_runs,
                    "verdict": verdict(row),
                    "leans_on": target.leans_on,
                    "tried": row.needs_trial and bool(row.trials),
                    "trials": [{**vars(trial), "verdict": VERDICTS[trial.verdict]} for trial in row.trials],
                    "solved": row.solved,
                }
            )
    return {"engine": replications.engine, "seed": replications.seed, "quick": replications.quick, "rows": rows}
