"""The answer, said in plain sentences that are computed from the comparison and from nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.report import worlds
from sim.report.figures.dotplot import pairs
from sim.report.figures.doubt import effects
from sim.report.numbers import digits_for
from sim.report.view import View, lower

FIRM, LEANING = 0.9, 0.75


@dataclass(frozen=True)
class Tally:
    """How often a difference keeps its side: on the side found, on the other, on neither; of how many."""

    same: int
    other: int
    neither: int

    @property
    def n(self) -> int:
        """How many there were."""
        return self.same + self.other + self.neither

    @property
    def share(self) -> float:
        """Share on the side found, ties counting half."""
        return (self.same + self.neither / 2) / self.n if self.n else math.nan


def tally(found: np.ndarray, side: float) -> Tally:
    """Count on which side differences lie, seen from the side of ``side``."""
    signs = np.sign(found) * (np.sign(side) or 1)
    return Tally(int((signs > 0).sum()), int((signs < 0).sum()), int((signs == 0).sum()))


def verdict_key(view: View, measure: str, verdict: str) -> str:
    """Return the verdict's key: a measure without direction is higher or lower, not better or worse."""
    if view.direction(measure) == 0:
        return {"better": "higher", "worse": "lower"}.get(verdict, verdict)
    return verdict


def headline(view: View, index: int) -> str:
    """Say the first words of the answer, a null result as loud as any other."""
    row = view.row(view.primary, index)
    return view.say(f"headline.{verdict_key(view, view.primary, row.verdict)}", a=view.quote(0), b=view.quote(index))


def answer(view: View, index: int) -> str:
    """Say the whole answer in one sentence: which, how much, chance, the assumptions, hours."""
    return f"{headline(view, index)} {rest(view, index)}"


def rest(view: View, index: int) -> str:
    """Say what follows the first words of the answer."""
    row = view.row(view.primary, index)
    key = verdict_key(view, view.primary, row.verdict)
    first = view.say(
        f"answer.{'plain' if key in ('better', 'worse', 'higher', 'lower') else key}",
        measure=lower(view.label(view.primary)),
        change=change(view, index),
        ma=view.amount(view.primary, view.mean(view.primary, 0), digits(view, index)),
        mb=view.amount(view.primary, view.mean(view.primary, index), digits(view, index)),
        margin=view.show(row.margin),
    )
    return view.say("answer.whole", first=first, chance=chance(view, index), doubt=doubt(view, index), hours=hours(view, index))


def change(view: View, index: int) -> str:
    """Return the difference and how large it is against the first policy."""
    row, base = view.row(view.primary, index), view.mean(view.primary, 0)
    if not math.isfinite(base) or base == 0 or view.is_share(view.primary):
        return view.delta(view.primary, row.difference)
    percent = view.signed(100 * row.difference / abs(base), 0 if abs(row.difference / base) >= 0.095 else 1)
    return f"{view.signed(row.difference)}, {percent}%"


def digits(view: View, index: int) -> int:
    """Return the decimals with which two means are told apart in a sentence."""
    a, b = view.mean(view.primary, 0), view.mean(view.primary, index)
    least = min(abs(a), abs(b))
    return 0 if least >= 100 or (abs(b - a) >= 5 and least >= 20) else 1 if max(abs(a), abs(b)) >= 10 else 2


def chance(view: View, index: int) -> str:
    """Say what chance alone does to the difference."""
    row = view.row(view.primary, index)
    found = pairs(view, index)
    count = tally(found, row.difference)
    if row.verdict == "identical":
        return view.say("chance.identical", n=count.n)
    if row.verdict in ("better", "worse"):
        key = "chance.never" if count.other == 0 else "chance.turned"
        return view.say(key, k=count.other, n=count.n)
    if row.verdict == "no_difference":
        return view.say(
            "chance.null",
            low=view.signed(row.low, digits_for(row.low, row.high)),
            high=view.signed(row.high, digits_for(row.low, row.high)),
            margin=view.show(row.margin),
            n=count.n,
        )
    better = tally(found, view.direction(view.primary) or 1).same
    return view.say(
        "chance.undecided",
        k=better,
        n=count.n,
        low=view.signed(row.low, digits_for(row.low, row.high)),
        high=view.signed(row.high, digits_for(row.low, row.high)),
        b=view.letter(index),
    )


def doubt(view: View, index: int) -> str:
    """Say what is left of the difference if the assumptions are wrong."""
    if view.comparison.assumptions is None:
        return view.say("doubt.unknown")
    if view.comparison.assumptions.are_worlds:
        return worlds.clause(view, index)
    row, found = view.row(view.primary, index), effects(view, index)
    count = tally(found, row.difference)
    if row.verdict == "identical":
        return view.say("doubt.identical", k=int((found != 0).sum()), n=count.n)
    if row.verdict in ("better", "worse"):
        return view.say("doubt.turned" if count.other else "doubt.never", k=count.other, n=count.n)
    if row.verdict == "no_difference":
        return view.say("doubt.null", k=mattering(view, index), n=count.n)
    better = tally(found, view.direction(view.primary) or 1).same
    return view.say("doubt.undecided", k=better, n=count.n, b=view.letter(index))


def mattering(view: View, index: int) -> int:
    """Count the draws whose difference is worth acting on, by the same share of the first policy's mean."""
    row, base = view.row(view.primary, index), view.mean(view.primary, 0)
    found = np.asarray(view.comparison.assumptions.effects, dtype=float)[:, index - 1] * view.scale(view.primary)
    level = np.abs(np.asarray(view.comparison.assumptions.base, dtype=float)) * view.scale(view.primary) * (row.margin / abs(base) if base else 0.0)
    return int((np.abs(found) > level).sum())


def per_member(view: View, index: int) -> str:
    """Set a number of people beside the number of members, when policies differ in how many they let in."""
    if view.unit(view.primary) not in ("people", "posts_a_day", "posts") or view.primary in ("members", "awake"):
        return ""
    a, b = (view.mean(view.primary, i) for i in (0, index))
    members = [view.mean("members", i) for i in (0, index)]
    if not all(map(math.isfinite, (a, b, *members))) or min(members) <= 0 or abs(members[1] / members[0] - 1) < 0.05:
        return ""
    rates = [100 * a / members[0], 100 * b / members[1]]
    places = digits_for(*rates)
    return view.say(
        "per_member",
        ma=view.show(members[0], 0),
        mb=view.show(members[1], 0),
        ra=view.show(rates[0], places),
        rb=view.show(rates[1], places),
        a=view.letter(0),
        b=view.letter(index),
    )


def strength(view: View, index: int) -> str:
    """Say in a word how far the direction holds over the draws."""
    if view.comparison.assumptions is None:
        return view.say("strength.unknown")
    row = view.row(view.primary, index)
    if row.verdict not in ("better", "worse"):
        return view.say("strength.none", k=mattering(view, index), n=effects(view, index).size)
    share = tally(effects(view, index), row.difference).share
    key = "all" if share == 1 else "firm" if share >= FIRM else "leaning" if share >= LEANING else "open"
    return view.say(f"strength.{key}")


def draws_sentence(view: View) -> str:
    """Say how many draws died or ran away: counted, never hidden."""
    found = view.comparison.assumptions
    text = view.say("worlds.counts" if found.are_worlds else "draws.counts", n=found.n_draws, dead=found.n_dead, exploding=found.n_exploding, a=view.letter(0))
    if getattr(found, "n_failed", 0):
        text += " " + view.say("draws.failed", n=found.n_failed)
    return text


def standing(view: View) -> str:
    """Say in a line what is amiss with the worlds, if anything."""
    return worlds.standing(view)


def hours(view: View, index: int) -> str:
    """Say what the policy costs in the hosts' hours."""
    a, b = float(view.hours(0).mean()), float(view.hours(index).mean())
    if abs(b - a) < 0.5:
        return view.say("hours.same", hours=view.show(b, 0), days=view.show(view.days))
    key = "hours.more" if b > a else "hours.less"
    return view.say(key, x=view.show(abs(b - a), 0), ha=view.show(a, 0), hb=view.show(b, 0), days=view.show(view.days))


def cautions(view: View) -> list[str]:
    """Return what a reader must know before leaning on the answer."""
    out = []
    if view.n_reps < 10:
        out.append(view.say("caution.few", n=view.n_reps))
    if view.days < 90:
        out.append(view.say("caution.short", days=view.days))
    if view.comparison.failed:
        out.append(view.say("caution.failed", n=view.comparison.failed))
    for index in range(min(2, view.n_policies)):
        queue, members = (float(view.series(name, index)[:, -1].mean()) for name in ("waiting", "members"))
        if queue > 0.05 * max(members, 1.0):
            out.append(view.say("caution.waiting", n=view.show(queue, 0), policy=view.quote(index)))
    for index in view.others:
        row = view.row(view.primary, index)
        if getattr(row, "n_missing", 0):
            out.append(view.say("caution.missing", n=row.n_missing, b=view.quote(index)))
    return out


def noise(view: View, index: int) -> str:
    """Set the headline difference beside what a tiny irrelevant change does."""
    reach = view.noise(view.primary)
    if not math.isfinite(reach):
        return ""
    size = abs(view.row(view.primary, index).difference)
    key = "noise.above" if size > reach else "noise.within"
    return view.say(
        key, reach=view.show(reach, digits_for(reach, meaningful=2)), size=view.show(size), change=view.say(f"noise.{view.comparison.noise.label}")
    )


def elsewhere(view: View) -> str:
    """Say how often the headline difference keeps its direction under the other circumstances that were tried."""
    from sim.report.circumstances import find

    first, *others = find(view)
    if not others:
        return ""
    side = np.sign(first.contrast.difference)
    same = sum(one.contrast.moved and np.sign(one.contrast.difference) == side for one in others)
    turned = sum(one.contrast.moved and np.sign(one.contrast.difference) == -side for one in others)
    if len(others) == 1:
        return view.say("circumstance.sum.one", reading=view.say(f"circumstance.{'same' if same else 'other' if turned else 'open'}"))
    return view.say("circumstance.sum", n=len(others), same=same, turned=turned, open=len(others) - same - turned)


def fading(view: View) -> str:
    """Say how the correlation between paired runs goes from the first month to the last."""
    found = view.comparison.correlation_by_month.get("posters_30d")
    if found is None or not np.size(found):
        return ""
    line = np.asarray(found, dtype=float)[0]
    line = line[np.isfinite(line)]
    if line.size < 2:
        return ""
    key = "fades" if line[-1] < line[0] - 0.1 else "holds"
    return view.say(f"pairing.{key}", first=view.show(float(line[0]), 2), last=view.show(float(line[-1]), 2), a=view.letter(0), b=view.letter(1))
