"""The way from policy to outcome through the four doors, step by step, with a paired difference at every step.

It shows where two policies clearly part. A step that moves may have carried the difference. A step that does not clearly move may
have moved all the same, by less than these runs can tell: not clear is not none. More the figures do not say, and neither do the sentences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.measures.host import BACKLOGS
from sim.report.comparison.view import View, lower
from sim.report.press.numbers import Contrast, contrast, mean_or_nan, ratio

STEPS = ("who", "seen", "worth", "cost", "did")
SMALL = 0.05


@dataclass(frozen=True)
class Link:
    """One figure along the chain: which step, its key in the catalogue, how it is computed, whether it is a share."""

    step: str
    key: str
    compute: Callable[[View, int], np.ndarray]
    percent: bool = False


@dataclass(frozen=True)
class Told:
    """One figure of one pair: the link, the paired difference, and "moved", "slight" or "still"."""

    link: Link
    contrast: Contrast
    status: str


def _sum(name: str) -> Callable[[View, int], np.ndarray]:
    return lambda view, index: view.over_run(name, index)


def _mean(*names: str) -> Callable[[View, int], np.ndarray]:
    return lambda view, index: mean_or_nan(sum(view.series(name, index) for name in names), axis=1)


def _end(name: str) -> Callable[[View, int], np.ndarray]:
    return lambda view, index: view.series(name, index)[:, -30:].mean(axis=1)


def _part(part: str, whole: str, times: float = 1.0) -> Callable[[View, int], np.ndarray]:
    return lambda view, index: times * ratio(view.over_run(part, index), view.over_run(whole, index))


def _gone(view: View, index: int) -> np.ndarray:
    lost = view.over_run("left", index) + view.over_run("fell_asleep", index) + view.over_run("stopped", index)
    return 30 * ratio(lost, view.over_run("members", index))


LINKS = (
    Link("who", "joined", _sum("joined")),
    Link("who", "members", _mean("members")),
    Link("who", "waiting", _mean("waiting", "queued")),
    Link("who", "refusals", _sum("refusals")),
    Link("who", "profiles", _part("profiles", "members"), True),
    Link("seen", "opened", _part("opened", "visits")),
    Link("seen", "answered", _part("matured_first_answered", "matured_first"), True),
    Link("seen", "answer_hours", _part("first_answer_hours", "matured_first_answered")),
    Link("seen", "spam", _part("spam_seen", "opened"), True),
    Link("seen", "poor", _part("poor_seen", "opened"), True),
    Link("worth", "information", _mean("information")),
    Link("worth", "relations", _mean("relations")),
    Link("worth", "identity", _mean("identity")),
    Link("worth", "standing", _mean("standing")),
    Link("worth", "trust", _mean("trust")),
    Link("worth", "value", _mean("value")),
    Link("cost", "cost", _mean("cost")),
    Link("cost", "hours", lambda view, index: view.hours(index) * 7 / view.days),
    Link("cost", "backlog", _mean(*(f"backlog_{queue}" for queue in BACKLOGS))),
    Link("did", "visits", _part("visits", "members", 30)),
    Link("did", "posts", _part("posts_own", "members", 30)),
    Link("did", "gone", _gone, True),
    Link("did", "posters", _mean("posters_30d")),
    Link("did", "posts_total", _sum("posts_own")),
)


def chain(view: View, index: int) -> dict[str, list[Told]]:
    """Return the figures of every step for one other policy, with intervals as wide as so many looks ask for."""
    out: dict[str, list[Told]] = {step: [] for step in STEPS}
    for link in LINKS:
        gap = contrast(link.compute(view, 0), link.compute(view, index), comparisons=len(LINKS))
        if gap.n == 0:
            continue
        status = "still" if not gap.moved else "slight" if abs(gap.difference) < SMALL * abs(gap.a) else "moved"
        out[link.step].append(Told(link, gap, status))
    return out


def write(view: View, row: Told) -> dict[str, str]:
    """Return one figure's cells in words."""
    c = row.contrast
    if row.link.percent:
        points = view.say("story.points")
        return {
            "label": view.say(f"story.{row.link.key}"),
            "a": view.share(c.a, 1),
            "b": view.share(c.b, 1),
            "difference": f"{view.signed(100 * c.difference, 1)} {points}",
            "interval": view.span(100 * c.low, 100 * c.high, 1),
            "status": row.status,
            "verdict": view.say(f"story.status.{row.status}"),
        }
    digits = _digits(c)
    return {
        "label": view.say(f"story.{row.link.key}"),
        "a": view.show(c.a, digits),
        "b": view.show(c.b, digits),
        "difference": view.signed(c.difference, digits),
        "interval": view.span(c.low, c.high, digits),
        "status": row.status,
        "verdict": view.say(f"story.status.{row.status}"),
    }


def sentence(view: View, step: str, rows: list[Told], index: int) -> str:
    """Say in a sentence whether a step moves."""
    if not rows:
        return view.say("story.nothing")
    key = (
        "moved"
        if any(t.status == "moved" for t in rows)
        else "slight"
        if any(t.status == "slight" for t in rows)
        else "still"
    )
    return view.say(f"story.{step}.{key}", a=view.letter(0), b=view.letter(index))


def parts(view: View, rows: list[Told]) -> list[str]:
    """Say what moved at one step, largest movement first, each with its difference and interval; then what did not."""
    moved = sorted(
        (t for t in rows if t.status == "moved"),
        key=lambda t: -abs(t.contrast.difference) / max(abs(t.contrast.a), 1e-12),
    )
    out = [
        view.say("story.part", **{key: cells[key] for key in ("label", "a", "b", "difference", "interval")})
        for cells in (write(view, t) for t in moved[:4])
    ]
    others = [lower(write(view, t)["label"]) for t in rows if t.status != "moved"]
    if moved and others:
        out.append(view.say("story.others", list=view.join(others)))
    return out


def summary(view: View, rows: dict[str, list[Told]]) -> str:
    """Say which steps move and which do not, claiming no cause."""
    moved = [view.say(f"story.{step}.name") for step in STEPS[:-1] if any(t.status == "moved" for t in rows[step])]
    still = [view.say(f"story.{step}.name") for step in STEPS[:-1] if not any(t.status == "moved" for t in rows[step])]
    outcome = "did" if any(t.status == "moved" for t in rows["did"]) else "did_not"
    first = view.say("story.sum.moved", list=view.join(moved)) if moved else view.say("story.sum.none")
    second = view.say("story.sum.still", list=view.join(still)) if still and moved else ""
    return " ".join(x for x in (first, second, view.say(f"story.sum.{outcome}")) if x)


def _digits(c: Contrast) -> int:
    top = max(abs(x) for x in (c.a, c.b, c.difference))
    return 0 if top >= 1000 or top == 0 else 1 if top >= 10 else 2 if top >= 1 else 3
