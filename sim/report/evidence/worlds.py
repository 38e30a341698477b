"""The page of plausible worlds: what they were fitted to, what was learned, and how often every row comes out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.evidence.facts import FACTS
from sim.evidence.held import CHECKED, INSIDE
from sim.evidence.worlds.checked import CENTRE_TIMES, Passed
from sim.evidence.worlds.smoothing import causes, misfits
from sim.evidence.worlds.study import TAUGHT_SHIFT, TAUGHT_SPREAD, Fit, centre_rows
from sim.evidence.worlds.targets import ROW, Observation
from sim.report.evidence.held import band, role
from sim.report.evidence.held import figure as row_figure
from sim.report.press.text import grid
from sim.words import catalogue, listing, number, percent, say

MOST_LINKS = 3
NEAR_END = 0.025
"""Share of a range from its ends within which the centre counts as near an end."""


def worlds_page(fit: Fit, lang: str, command: str) -> str:
    """Return the page as Markdown; every sentence is computed from the fit."""
    ensemble = fit.ensemble
    parts = [
        f"# {say('worlds.title', lang)}",
        say(
            "worlds.made",
            lang,
            command=command,
            engine=ensemble.engine,
            name=ensemble.name,
            members=number(ensemble.members, lang),
            steps=ensemble.about["steps"],
        ),
    ]
    if fit.quick:
        parts.append(say("worlds.quick", lang))
    parts += [say("worlds.what", lang), *summary(fit, lang)]
    parts += [
        f"## {say('worlds.fitted', lang)}",
        say("worlds.fitted_what", lang),
        _fitted(fit, lang),
        *_unused(fit, lang),
    ]
    parts += [
        f"## {say('worlds.learned', lang)}",
        say("worlds.learned_what", lang, spread=number(TAUGHT_SPREAD, lang), shift=number(TAUGHT_SHIFT, lang)),
        *_learned(fit, lang),
    ]
    parts += [f"## {say('worlds.checked', lang)}", _how_checked(fit, lang), _checked(fit, lang)]
    parts += [f"## {say('worlds.centre', lang)}", _centre(fit, lang)]
    if fit.smoothed.failures:
        parts += [f"## {say('worlds.failed', lang)}", _failed(fit, lang)]
    return "\n\n".join(parts) + "\n"


def summary(fit: Fit, lang: str) -> list[str]:
    """Tell in a few sentences how near the worlds come, what was learned, and what was not used."""
    covered = [_covers(fit, i) for i in range(len(fit.observed))]
    near = sum(_is_near(fit, i) for i in range(len(fit.observed)))
    sentences = [
        say(
            "worlds.short.fit",
            lang,
            n=len(fit.observed),
            inside=sum(covered),
            near=near,
            before=number(_mean_misfit(fit), lang),
            after=number(float(fit.ensemble.misfit.mean()), lang),
        )
    ]
    missed = [name_of(target, lang) for target, is_covered in zip(fit.observed, covered, strict=True) if not is_covered]
    if missed:
        sentences.append(say("worlds.short.missed", lang, names=listing(missed, lang)))
    sentences.append(say("worlds.short.learned", lang, taught=int(fit.taught.sum()), n=len(fit.ensemble.parameters)))
    ends = [
        f"`{name}`"
        for name, z in zip(fit.ensemble.parameters, np.median(fit.smoothed.after.z, axis=0), strict=True)
        if _is_near_end(z)
    ]
    if ends:
        sentences.append(say("worlds.short.edges", lang, names=listing(ends, lang)))
    checked = [row for row in fit.passed if FACTS[row.row].role == CHECKED]
    if checked:
        sentences.append(
            say(
                "worlds.short.checked",
                lang,
                n=len(checked),
                inside=sum(_verdict(row) == INSIDE for row in checked),
                after=number(sum(row.after[1] for row in checked), lang, 1),
                before=number(sum(row.before[1] for row in checked), lang, 1),
            )
        )
    return sentences


def name_of(target: Observation, lang: str) -> str:
    """Return what an observation is called."""
    if target.kind == ROW:
        return pattern(target.key, lang) + f" ({target.key})"
    own, logs = catalogue("worlds", lang), catalogue("logs", lang)
    return say(
        "worlds.of_log", lang, name=own.get(f"worlds.figure.{target.key}") or logs.get(f"logs.{target.key}", target.key)
    )


def pattern(row: str, lang: str) -> str:
    """Return what a row of the facts is called."""
    for room in ("validation", "responses"):
        try:
            text = catalogue(room, lang).get(f"{room}.row.{row}.name")
        except FileNotFoundError:
            continue
        if text:
            return text
    return row


def write(target: Observation, value: float, lang: str) -> str:
    """Write a figure in the unit of what is observed."""
    if target.kind == ROW:
        return row_figure(FACTS[target.key], value, lang)
    return number(value, lang, 3 if abs(value) < 1 else 2)


def _span(target: Observation, values: np.ndarray, lang: str) -> str:
    known = values[np.isfinite(values)]
    if not known.size:
        return "–"
    low, middle, high = np.quantile(known, [0.1, 0.5, 0.9])
    return say(
        "worlds.span",
        lang,
        middle=write(target, middle, lang),
        low=write(target, low, lang),
        high=write(target, high, lang),
    )


def _covers(fit: Fit, i: int) -> bool:
    """Whether the target lies between the 10th and the 90th percentile of the fitted members."""
    known = fit.ensemble.predicted[:, i][np.isfinite(fit.ensemble.predicted[:, i])]
    if not known.size:
        return False
    low, high = np.quantile(known, [0.1, 0.9])
    return bool(low <= fit.observed[i].aim <= high)


def _is_near(fit: Fit, i: int) -> bool:
    known = fit.ensemble.predicted[:, i][np.isfinite(fit.ensemble.predicted[:, i])]
    return bool(known.size and abs(np.median(known) - fit.observed[i].aim) <= fit.observed[i].sd)


def _mean_misfit(fit: Fit) -> float:
    before = fit.smoothed.before.predicted(fit.observed)
    return float(misfits(before, fit.ensemble.target, fit.ensemble.error).mean())


def _is_near_end(z: float) -> bool:
    from scipy.special import ndtr

    return not NEAR_END <= float(ndtr(z)) <= 1.0 - NEAR_END


def _fitted(fit: Fit, lang: str) -> str:
    head = [
        say(f"worlds.col.{key}", lang)
        for key in ("figure", "setting", "target", "error", "drawn", "fitted", "centre", "known")
    ]
    rows = []
    for row in fit.observed:
        after = fit.smoothed.after.figure(row.name)
        error = (
            say("worlds.factor", lang, x=number(math.exp(row.sd), lang, 2))
            if row.by_ratio
            else write(row, row.sd, lang).lstrip("+")
        )
        rows.append(
            [
                name_of(row, lang),
                row.setting,
                write(row, row.target, lang),
                error,
                _span(row, fit.smoothed.before.figure(row.name), lang),
                _span(row, after, lang),
                write(row, fit.centre.get(row.name, math.nan), lang),
                percent(float(np.isfinite(after).mean()), lang, 0),
            ]
        )
    return grid(head, rows)


def _unused(fit: Fit, lang: str) -> list[str]:
    names = {row.name: name_of(row, lang) for row in fit.observed}
    return [
        say("worlds.unused", lang, step=step, names=listing([names[name] for name in unused], lang))
        for step, unused in enumerate(fit.smoothed.unused, 1)
        if unused
    ]


def _learned(fit: Fit, lang: str) -> list[str]:
    from sim.rules import PARAMETERS

    ensemble, taught = fit.ensemble, fit.taught
    assumed = [f"`{name}`" for name, is_taught in zip(ensemble.parameters, taught, strict=True) if not is_taught]
    rest = [say("worlds.assumed", lang, names=listing(assumed, lang))] if assumed else []
    if not taught.any():
        return [say("worlds.learned_none", lang), *rest]
    head = [say(f"worlds.col.{key}", lang) for key in ("parameter", "range", "old", "centre", "spread", "shift", "by")]
    known, left = centre_rows(ensemble, PARAMETERS), ensemble.posterior_spread / ensemble.prior_spread
    rows = []
    for i in sorted(np.flatnonzero(taught), key=lambda i: (left[i], ensemble.parameters[i])):
        name, old, new, low, high = known[i]
        by = [
            name_of(fit.observed[j], lang)
            for j in np.argsort(-fit.smoothed.links[i], kind="stable")[:MOST_LINKS]
            if fit.smoothed.links[i, j]
        ]
        rows.append(
            [
                f"`{name}`",
                say("validation.between", lang, a=number(low, lang), b=number(high, lang)),
                number(old, lang),
                number(new, lang),
                percent(float(left[i]), lang, 0),
                number(float(fit.shift[i]), lang, 1, sign=True),
                "; ".join(by),
            ]
        )
    return [grid(head, rows), *rest]


def _verdict(passed: Passed) -> str:
    return FACTS[passed.row].verdict(passed.centre)


def _how_checked(fit: Fit, lang: str) -> str:
    runs = sorted({row.runs for row in fit.passed})
    text = say("validation.between", lang, a=runs[0], b=runs[-1]) if len(runs) > 1 else str(runs[0] if runs else 0)
    return say("worlds.checked_what", lang, runs=text, times=CENTRE_TIMES)


def _checked(fit: Fit, lang: str) -> str:
    head = [
        say(f"worlds.col.{key}", lang)
        for key in (
            "row",
            "pattern",
            "role",
            "target",
            "pass_drawn",
            "pass_fitted",
            "fitted",
            "centre",
            "verdict",
            "runs",
        )
    ]
    return grid(head, [_passed(row, lang) for row in fit.passed])


def _passed(passed: Passed, lang: str) -> list[str]:
    fact = FACTS[passed.row]
    span = (
        "–"
        if not math.isfinite(passed.middle)
        else say(
            "worlds.span",
            lang,
            middle=row_figure(fact, passed.middle, lang),
            low=row_figure(fact, passed.low, lang),
            high=row_figure(fact, passed.high, lang),
        )
    )
    shares = [f"{percent(share, lang, 0)} / {n}" if n else "–" for n, share in (passed.before, passed.after)]
    return [
        passed.row,
        pattern(passed.row, lang),
        role(fact, lang),
        band(fact, lang),
        *shares,
        span,
        row_figure(fact, passed.centre, lang),
        say(f"validation.verdict.{_verdict(passed)}", lang),
        number(passed.runs, lang),
    ]


def _centre(fit: Fit, lang: str) -> str:
    from sim.rules import PARAMETERS

    moved = sum(old != new for _, old, new, _, _ in centre_rows(fit.ensemble, PARAMETERS))
    return say("worlds.centre_what", lang, n=moved)


def _failed(fit: Fit, lang: str) -> str:
    failures = fit.smoothed.failures
    first = {cause: next(line for line in failures if line.split(": ", 2)[1] == cause) for cause in causes(failures)}
    listed = [f"- `{cause}`: {number(n, lang)} ({first[cause]})" for cause, n in causes(failures).items()]
    return "\n".join([say("worlds.failed_what", lang, n=number(len(failures), lang)), "", *listed])


def worlds_text(fit: Fit, lang: str) -> str:
    """Return what the command prints: the sentences, and the table of what was fitted."""
    return "\n".join(summary(fit, lang))


def worlds_data(fit: Fit) -> dict[str, Any]:
    """Return the fit as plain data."""
    from sim.rules import PARAMETERS

    ensemble, after = fit.ensemble, fit.smoothed.after
    return {
        "ensemble": {
            "name": ensemble.name,
            "engine": ensemble.engine,
            "members": ensemble.members,
            "misfit": _numbers(ensemble.misfit),
            "about": dict(ensemble.about),
        },
        "observations": [
            {
                "name": target.name,
                "setting": target.setting,
                "target": target.target,
                "sd": target.sd,
                "by_ratio": target.by_ratio,
                "noise": _number(noise),
                "covered": _covers(fit, i),
                "centre": _number(fit.centre.get(target.name, math.nan)),
                "drawn": _quantiles(fit.smoothed.before.figure(target.name)),
                "fitted": _quantiles(after.figure(target.name)),
            }
            for i, (target, noise) in enumerate(zip(fit.observed, fit.smoothed.noise, strict=True))
        ],
        "parameters": [
            {
                "name": name,
                "default": _number(old),
                "centre": new,
                "low": low,
                "high": high,
                "taught": bool(taught),
                "prior_spread": float(prior),
                "posterior_spread": float(posterior),
                "shift": float(shift),
            }
            for (name, old, new, low, high), taught, prior, posterior, shift in zip(
                centre_rows(ensemble, PARAMETERS),
                fit.taught,
                ensemble.prior_spread,
                ensemble.posterior_spread,
                fit.shift,
                strict=True,
            )
        ],
        "rows": [
            {
                "row": row.row,
                "runs": row.runs,
                "drawn": [row.before[0], _number(row.before[1])],
                "fitted": [row.after[0], _number(row.after[1])],
                "middle": _number(row.middle),
                "low": _number(row.low),
                "high": _number(row.high),
                "centre": _number(row.centre),
                "verdict": _verdict(row),
            }
            for row in fit.passed
        ],
        "failures": list(fit.smoothed.failures),
    }


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _numbers(values: Sequence[float] | np.ndarray) -> list[float | None]:
    return [_number(float(value)) for value in values]


def _quantiles(values: np.ndarray) -> list[float | None]:
    known = values[np.isfinite(values)]
    return _numbers(np.quantile(known, [0.1, 0.5, 0.9])) if known.size else [None, None, None]
