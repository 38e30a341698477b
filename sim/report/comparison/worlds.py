"""What plausible worlds, or draws from the ranges, say: shares with intervals of their own, chance taken out and told apart.

Never how often a sign turned: a sign that turns within what is not worth acting on is nothing to act on either.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.report.comparison.assumptions import named
from sim.report.comparison.view import View

if TYPE_CHECKING:
    from sim.studies.comparison.found import OverWorlds, Share

SIDES = ("better", "same", "worse")


def room(view: View) -> str:
    """Return where the words are: those of "worlds", or of "draws" from the ranges."""
    return "worlds" if view.comparison.assumptions.are_worlds else "draws"


def over(view: View, index: int) -> OverWorlds | None:
    """Return what worlds or draws say of one other policy; None where assumptions were not drawn, or too few draws worked."""
    doubt = view.comparison.assumptions
    if doubt is None or not doubt.over_worlds:
        return None
    shares = doubt.over_worlds[index - 1]
    return shares if math.isfinite(shares.better.estimate) else None


def share(view: View, part: Share) -> str:
    """Write a share with its interval: 62% (48 to 75%)."""
    return view.say(
        "worlds.share", share=view.share(part.estimate), low=view.show(100 * part.low, 0), high=view.share(part.high)
    )


def clause(view: View, index: int) -> str:
    """Say in what share of the worlds a policy is better, about the same and worse; part of a sentence."""
    shares = over(view, index)
    if shares is None:
        return view.say(f"{room(view)}.too_few")
    return view.say(
        f"{room(view)}.clause", b=view.letter(index), **{side: share(view, getattr(shares, side)) for side in SIDES}
    )


def beside(view: View, index: int) -> str:
    """Say what is to be read beside the share of worlds that are better."""
    shares = over(view, index)
    return (
        ""
        if shares is None
        else view.say("worlds.beside", same=share(view, shares.same), worse=share(view, shares.worse))
    )


def spread(view: View, index: int) -> str:
    """Say whether the worlds differ by more than chance, and how much of what they show is chance."""
    shares = over(view, index)
    if shares is None:
        return view.say(f"{room(view)}.spread_too_few")
    unit = {
        "b": view.letter(index),
        "mean": view.signed(shares.mean, 1),
        "interval": view.span(shares.mean_low, shares.mean_high, 1),
    }
    key = "differ" if shares.differs else "alike" if shares.sd_high > 0 else "equal"
    return view.say(
        f"{room(view)}.{key}",
        **unit,
        sd=view.show(shares.sd, 1),
        low=view.show(shares.sd_low, 1),
        high=view.show(shares.sd_high, 1),
        chance=view.share(shares.chance),
        pairs=shares.n_pairs,
        n=shares.n_worlds,
    )


def standing(view: View) -> str:
    """Say in a line that there are no worlds, or that they belong to another engine; empty when all is well."""
    doubt = view.comparison.assumptions
    key = "" if doubt is None else doubt.standing
    return view.say(f"worlds.{key}") if key in ("missing", "stale") else ""


def kept(view: View) -> str:
    """Say which parameters keep what the scenarios set, in every world or draw; empty when they set none."""
    every = dict.fromkeys(name for scenario in view.comparison.scenarios for name in scenario.behaviour)
    return view.say("worlds.kept", list=view.join([named(view, name) for name in every])) if every else ""


def sides(view: View, index: int) -> np.ndarray:
    """Return on which side of what is worth acting on each draw's mean lies, chance included: 1 better, 0 about the same, -1 worse."""
    from sim.measures import MEASURES

    doubt, sign = view.comparison.assumptions, view.direction(view.primary) or 1
    gaps = np.asarray(doubt.effects, dtype=float)[:, index - 1] * sign
    margin = np.array([MEASURES[view.primary].margin(float(level)) for level in doubt.base])
    return np.where(np.isfinite(gaps), (gaps > margin).astype(int) - (gaps < -margin).astype(int), 0)
