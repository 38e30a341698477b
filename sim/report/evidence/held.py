"""The table of figures held against bands, as the pages of facts and of experiments both show it: figures, bands, verdicts, what was tried."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from sim.evidence.held import CHECKED, INSIDE, NULL, SIGN, TOLD, Ends, Held, Row, Trial
from sim.words import listing, number, percent, say

NEAR = 0.10
"""Share of the gap to the band that a change must close to be called nearer."""

UNITS: dict[str, Callable[[Held, float, str], str]] = {
    "share": lambda held, value, lang: percent(value, lang, 1),
    "points": lambda held, value, lang: number(100.0 * value, lang, 1, sign=True) + (" pp" if lang == "en" else " pt"),
    "hours": lambda held, value, lang: number(value, lang, 1) + (" h" if lang == "en" else " u"),
    "change": lambda held, value, lang: percent(value, lang, 0, sign=True),
    "logits": lambda held, value, lang: number(value, lang, 2, sign=True),
    "number": lambda held, value, lang: number(value, lang, 0),
}
"""How a figure is written, by unit; all others with decimals."""


def figure(held: Held, value: float, lang: str) -> str:
    """Write a figure in its unit."""
    if not math.isfinite(value):
        return "–"
    write = UNITS.get(held.unit)
    return number(value, lang, 3 if held.asks_sign else 2) if write is None else write(held, value, lang)


def between(held: Held, ends: Ends, lang: str) -> str:
    """Write from where to where a figure runs."""
    if not all(map(math.isfinite, ends)):
        return "–"
    return say("validation.between", lang, a=figure(held, ends[0], lang), b=figure(held, ends[1], lang))


def band(held: Held, lang: str, wide: bool = False) -> str:
    """Write the target band of a figure, or its wide one."""
    low, high = (held.hard_low, held.hard_high) if wide else (held.low, held.high)
    if held.asks == SIGN:
        return say("validation.above_zero" if held.is_upward else "validation.below_zero", lang)
    if low == high == 0.0:
        return say("validation.zero", lang)
    if math.isinf(low) and math.isinf(high):
        return "–"
    if math.isinf(high):
        return say("validation.at_least", lang, x=figure(held, low, lang))
    if math.isinf(low):
        return say("validation.at_most", lang, x=figure(held, high, lang))
    return between(held, (low, high), lang)


def spread(row: Row, lang: str) -> str:
    """Write from where to where single runs go; ~ when it is resampled sets of them."""
    text = between(row.held, row.spread, lang) if math.isfinite(row.value) else "–"
    return "~ " + text if row.held.pooled and not row.held.by_study and text != "–" else text


def interval(row: Row, lang: str) -> str:
    """Write the 95 % interval of a figure."""
    return between(row.held, row.interval, lang) if math.isfinite(row.value) else "–"


def role(held: Held, lang: str) -> str:
    """Write fitted or checked, with a star when a parameter was set on the very figure."""
    return say(f"validation.role.{held.role}", lang) + ("*" if held.role == CHECKED and held.leans_on else "")


def surely(row: Row, lang: str) -> str:
    """Write whether the whole interval lies in the band."""
    return (
        "–"
        if row.held.role == TOLD
        else say("validation.yes" if row.is_surely_inside else "validation.no", lang).lower()
    )


def published(held: Held, lang: str) -> str:
    """Write the published figure: its size, its sign alone, or that there is none."""
    if held.role == TOLD:
        return "–"
    if held.published is None:
        return say("replications.sign_up" if held.is_upward else "replications.sign_down", lang)
    return say("replications.none_found", lang) if held.asks == NULL else figure(held, held.published, lang)


CELLS: dict[str, Callable[[Row, str], str]] = {
    "row": lambda row, lang: row.held.name,
    "value": lambda row, lang: figure(row.held, row.value, lang),
    "spread": spread,
    "interval": interval,
    "target": lambda row, lang: band(row.held, lang),
    "wide": lambda row, lang: band(row.held, lang, wide=True),
    "verdict": lambda row, lang: say(f"validation.verdict.{row.verdict}", lang),
    "role": lambda row, lang: role(row.held, lang),
    "surely": surely,
    "setting": lambda row, lang: row.held.setting,
    "against": lambda row, lang: ", ".join(row.held.arms[1:]) or "–",
    "runs": lambda row, lang: number(row.n_runs, lang),
    "published": lambda row, lang: published(row.held, lang),
    "source": lambda row, lang: row.held.source or "–",
}
"""What stands in a column, by its name."""


def cells(row: Row, columns: Sequence[str], lang: str, own: Mapping[str, str]) -> list[str]:
    """Write a line of the table; ``own`` is what only the page knows, by column: the figure's name in words, a verdict in other words."""
    return [own[key] if key in own else CELLS[key](row, lang) for key in columns]


def tried(row: Row, lang: str) -> list[str]:
    """Tell what was tried for a figure that is out of its band, and what brings it in; at least one thing was."""
    held, trials = row.held, row.trials
    listed = "; ".join(
        say(
            "validation.tried_one" if trial.moves else "validation.tried_chance",
            lang,
            what=changed(trial, lang),
            value=figure(held, trial.value, lang),
        )
        for trial in trials
    )
    parts = [say("validation.tried", lang, n=trials[0].n_runs, base=figure(held, trials[0].base, lang), list=listed)]
    known = [trial for trial in trials if trial.moves]
    now = held.gap(trials[0].base)
    within = [change for change in known if change.verdict == INSIDE]
    if now == 0.0 and row.decided:
        return [*parts, say("validation.borderline", lang)]
    if within:
        return [*parts, say("validation.best_in", lang, keys="; ".join(changed_to(change, lang) for change in within))]
    best = min(known, key=lambda change: held.gap(change.value), default=None)
    if best is None or now == 0.0 or held.gap(best.value) > (1.0 - NEAR) * now:
        return [*parts, say("validation.best_none", lang)]
    share = percent(1.0 - held.gap(best.value) / now, lang, 0)
    return [*parts, say("validation.best_near", lang, what=changed_to(best, lang), share=share)]


def changed(trial: Trial, lang: str) -> str:
    """Tell what was changed from what to what."""
    texts = []
    for key, before, value in trial.changes:
        arrow = "→" if before is None else f"{_value(before, lang)} →"
        texts.append(f"`{key}` {arrow} {_value(value, lang)}")
    return listing(texts, lang)


def changed_to(trial: Trial, lang: str) -> str:
    """Tell what it was changed to."""
    return listing([f"`{key}` = {_value(value, lang)}" for key, _, value in trial.changes], lang)


def _value(value: float | str, lang: str) -> str:
    return f"`{value}`" if isinstance(value, str) else number(value, lang)
