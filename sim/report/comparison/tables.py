"""The report's numbers as CSV files: English, decimal points, full precision."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from sim.report.comparison import circumstances, story, tenure
from sim.report.comparison.assumptions import registry
from sim.report.comparison.figures import authors, hours
from sim.report.comparison.figures.trajectory import summary
from sim.report.comparison.view import View
from sim.report.press.numbers import mean_or_nan

WORLDS_HEAD = (
    "policy",
    "ensemble",
    "standing",
    "worlds",
    "pairs",
    *(f"{side}{end}" for side in ("better", "same", "worse") for end in ("", "_low", "_high")),
    "mean_in_margins",
    "mean_low",
    "mean_high",
    "sd_in_margins",
    "sd_low",
    "sd_high",
    "share_of_chance",
)


def write_tables(view: View, folder: Path) -> list[str]:
    """Write every table into ``folder`` and return the file names."""
    folder.mkdir(parents=True, exist_ok=True)
    c = view.comparison
    files = {
        "comparison": (
            (
                "measure",
                "unit",
                "policy",
                "primary",
                "mean_first",
                "mean_policy",
                "difference",
                "low",
                "high",
                "share_better",
                "correlation",
                "margin",
                "verdict",
                "worst_tenth_first",
                "worst_tenth_policy",
                "noise_low",
                "noise_high",
                "pairs",
                "claimed",
                "pairs_unlike",
                "method",
            ),
            (
                (
                    r.measure,
                    view.unit(r.measure),
                    c.labels[r.policy],
                    int(r.is_primary),
                    r.mean_first,
                    r.mean_policy,
                    r.difference,
                    r.low,
                    r.high,
                    r.share_better,
                    r.correlation,
                    r.margin,
                    r.verdict,
                    r.low_end,
                    r.other_low_end,
                    *_noise(view, r.measure),
                    r.n_pairs,
                    int(r.is_claimed),
                    r.n_unlike,
                    r.method,
                )
                for r in c.rows
            ),
        ),
        "runs": (
            ("policy", "replication", *c.measures),
            ((c.labels[p], r, *c.values[p, r]) for p in range(view.n_policies) for r in range(view.n_reps)),
        ),
        "trajectories": (("series", "policy", "day", "low_10", "median", "high_90"), _courses(view)),
        "hours": (
            ("policy", "task", "hours"),
            (
                (c.labels[p], task, x)
                for p in range(view.n_policies)
                for task, x in (hours.by_task(view, p) | hours.beside(view, p)).items()
            ),
        ),
        "authors": (
            ("policy", "author", "posts_per_30_days"),
            ((c.labels[p], who, x) for p in range(view.n_policies) for who, x in authors.by_author(view, p).items()),
        ),
        "tenure": (
            ("figure", "policy", "value", "joiners"),
            (
                (row.key, c.labels[p], mean_or_nan(row.values[p]), row.joiners[p])
                for row in tenure.rows(view)
                for p in range(view.n_policies)
            ),
        ),
        "story": (
            ("policy", "step", "figure", "first", "policy_value", "difference", "low", "high", "status"),
            _story(view),
        ),
        "circumstances": (
            ("first", "policy", "difference", "low", "high", "pairs_positive", "pairs", "hours"),
            (
                (
                    c.labels[x.base],
                    c.labels[x.other],
                    x.contrast.difference / view.scale(view.primary),
                    x.contrast.low / view.scale(view.primary),
                    x.contrast.high / view.scale(view.primary),
                    x.contrast.n_better,
                    x.contrast.n,
                    x.hours,
                )
                for x in circumstances.find(view)
            ),
        ),
        "parameters": (
            ("parameter", "default", "low", "high", "unit", "kind", "policy", "sign", "size", "source", "why"),
            (
                (p.name, p.default, p.low, p.high, p.unit, p.kind, p.policy, p.sign, p.size, p.source, p.why)
                for p in registry().values()
            ),
        ),
    }
    if c.assumptions is not None:
        files["assumptions"] = (
            ("draw", "world", "base", *(c.labels[p] for p in view.others), *c.assumptions.parameters),
            (
                (
                    k,
                    c.assumptions.worlds[k] + 1 if c.assumptions.worlds else "",
                    c.assumptions.base[k],
                    *c.assumptions.effects[k],
                    *c.assumptions.values[k],
                )
                for k in range(len(c.assumptions.base))
            ),
        )
        if c.assumptions.over_worlds:
            files["worlds"] = (WORLDS_HEAD, _worlds(view))
    for name, (head, rows) in files.items():
        _write(folder / f"{name}.csv", head, rows)
    return [f"{name}.csv" for name in files]


def _noise(view: View, measure: str) -> tuple[float, float]:
    floor = view.comparison.noise
    return (math.nan, math.nan) if floor is None or measure not in floor.differences else floor.differences[measure][1:]


def _worlds(view: View) -> Iterable[tuple]:
    drawn = view.comparison.assumptions
    for p, spread in zip(view.others, drawn.over_worlds, strict=True):
        sides = (
            x for share in (spread.better, spread.same, spread.worse) for x in (share.estimate, share.low, share.high)
        )
        yield (
            view.comparison.labels[p],
            drawn.ensemble,
            drawn.standing,
            spread.n_worlds,
            spread.n_pairs,
            *sides,
            spread.mean,
            spread.mean_low,
            spread.mean_high,
            spread.sd,
            spread.sd_low,
            spread.sd_high,
            spread.chance,
        )


def _courses(view: View) -> Iterable[tuple]:
    for name in dict.fromkeys((view.primary_series, "members", "posts_own", "visitors", "trust")):
        for p in range(view.n_policies):
            low, middle, high = summary(view.smooth(name, p))
            for day in view.marks():
                yield name, view.comparison.labels[p], day, low[day - 1], middle[day - 1], high[day - 1]


def _story(view: View) -> Iterable[tuple]:
    for p in view.others:
        for step, links in story.chain(view, p).items():
            for row in links:
                t = row.contrast
                yield view.comparison.labels[p], step, row.link.key, t.a, t.b, t.difference, t.low, t.high, row.status


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows([_cell(x) for x in row] for row in rows)


def _cell(x: object) -> object:
    if isinstance(x, (float, np.floating, np.ndarray)):
        return "" if not math.isfinite(float(x)) else repr(float(x))
    return "" if x is None else x
