"""The answer, said in plain sentences that are computed from the comparison and from nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.laboratory.intervals import SURE_FROM, share_interval
from sim.measures.host import HELPERS
from sim.report.comparison import worlds
from sim.report.comparison.figures.dotplot import pairs
from sim.report.comparison.view import View, lower
from sim.report.press.numbers import apart, digits_for, fine


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


def tally(gaps: np.ndarray, side: float) -> Tally:
    """Count on which side differences lie, seen from the side of ``side``."""
    signs = np.sign(gaps) * (np.sign(side) or 1)
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
    return f"{headline(view, index)}: {rest(view, index)}"


def rest(view: View, index: int) -> str:
    """Say what follows the first words of the answer."""
    return view.say(
        "answer.whole",
        first=amounts(view, index),
        chance=chance(view, index),
        doubt=doubt(view, index),
        hours=hours(view, index),
    )


def amounts(view: View, index: int) -> str:
    """Say the two means of the measure that counts and their difference; part of a sentence."""
    row = view.row(view.primary, index)
    key = verdict_key(view, view.primary, row.verdict)
    ma, mb = view.means(view.primary, index)
    return view.say(
        f"answer.{'plain' if key in ('better', 'worse', 'higher', 'lower') else key}",
        measure=lower(view.label(view.primary)),
        change=change(view, index),
        ma=view.amount(view.primary, ma, digits(view, index)),
        mb=view.amount(view.primary, mb, digits(view, index)),
        margin=view.size(view.primary, row.margin),
    )


def change(view: View, index: int) -> str:
    """Return the difference and how large it is against the first policy."""
    row, base = view.row(view.primary, index), view.means(view.primary, index)[0]
    text = view.delta(view.primary, row.difference, gap_digits(view, index))
    if not math.isfinite(base) or base == 0 or view.is_share(view.primary):
        return text
    percent = view.signed(100 * row.difference / abs(base), 0 if abs(row.difference / base) >= 0.095 else 1)
    return f"{text}, {percent}%"


def gap_digits(view: View, index: int) -> int:
    """Return the decimals of the headline difference and of its interval, the same wherever they stand."""
    row = view.row(view.primary, index)
    return fine(row.difference, row.low, row.high)


def digits(view: View, index: int) -> int:
    """Return the decimals of the two headline means, the same in sentence and table."""
    return apart(*view.means(view.primary, index))


def chance(view: View, index: int) -> str:
    """Say what chance alone does to the difference."""
    row = view.row(view.primary, index)
    gaps, places = pairs(view, index), gap_digits(view, index)
    count = tally(gaps, row.difference)
    if count.n < 2:
        return view.say("chance.one")
    if row.verdict == "identical":
        return view.say("chance.identical", n=count.n, most=rare(view, 0, count.n))
    if row.verdict in ("better", "worse"):
        if count.other:
            return view.say("chance.turned", k=count.other, n=count.n)
        return view.say("chance.never", n=count.n, most=rare(view, 0, count.n))
    better = tally(gaps, view.direction(view.primary) or 1).same
    values = {"k": better, "n": count.n, "b": view.letter(index), "margin": view.size(view.primary, row.margin)}
    if not math.isfinite(row.low):
        return view.say("chance.silent", **values, unlike=row.n_unlike)
    span = {"low": view.delta(view.primary, row.low, places), "high": view.delta(view.primary, row.high, places)}
    return view.say("chance.null" if row.verdict == "no_difference" else "chance.undecided", **values, **span)


def rare(view: View, k: int, n: int) -> str:
    """Write up to what share something may happen that was seen k times in n runs (exact, 95 %)."""
    return view.share(share_interval(k, n)[1])


def doubt(view: View, index: int) -> str:
    """Say what is left of the difference if the assumptions are wrong."""
    return view.say("doubt.unknown") if view.comparison.assumptions is None else worlds.clause(view, index)


def per_member(view: View, index: int) -> str:
    """Set a number of people beside the number of members, when policies differ in how many they let in."""
    if view.unit(view.primary) not in ("people", "posts_a_day", "posts") or view.primary in ("members", "awake"):
        return ""
    a, b = view.means(view.primary, index)
    members = view.means("members", index)
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


def draws_sentence(view: View) -> str:
    """Say how many draws died or ran away: counted, never hidden."""
    drawn = view.comparison.assumptions
    text = view.say(
        f"{worlds.room(view)}.counts", n=drawn.n_draws, dead=drawn.n_dead, exploding=drawn.n_exploding, a=view.letter(0)
    )
    if getattr(drawn, "n_failed", 0):
        text += " " + view.say("draws.failed", n=drawn.n_failed)
    return text


def standing(view: View) -> str:
    """Say in a line what is amiss with the worlds, if anything."""
    return worlds.standing(view)


def hours(view: View, index: int) -> str:
    """Say what the policy costs: hours of the hosts, and those of members who help where there are any."""
    a, b = view.means("host_hours", index)
    ha, hb, gap = hour(view, a), hour(view, b), hour_gap(view, a, b)
    key = "hours.same" if not gap else "hours.more" if gap > 0 else "hours.less"
    if gap and view.row("host_hours", index).verdict == "no_difference":
        key = "hours.alike"
    elif hours_unsure(view, index):
        key += ".unsure"
    text = view.say(key, x=view.show(abs(gap)), ha=ha, hb=hb, hours=hb, days=view.show(view.days))
    text += costs(view, index)
    ma, mb = helping(view, index)
    if hour(view, ma) == hour(view, mb) == hour(view, 0.0):
        return text
    return text + view.say(
        "hours.members", ma=hour(view, ma), mb=hour(view, mb), a=view.letter(0), b=view.letter(index)
    )


def hours_unsure(view: View, index: int) -> bool:
    """Whether what the hosts' hours differ by may be chance, and may be more than is worth acting on."""
    return view.row("host_hours", index).verdict == "undecided"


def costs(view: View, index: int) -> str:
    """Say what the hosts' hours cost under both policies, where an hour has a price; part of a sentence."""
    if not view.has_cost(index):
        return ""
    ca, cb = view.costs(index)
    gap = hour_gap(view, ca, cb)
    return view.say(
        "cost.same" if not gap else "cost.more" if gap > 0 else "cost.less",
        x=view.show(abs(gap), 0),
        ca=view.show(ca, 0),
        cb=view.show(cb, 0),
    )


def helping(view: View, index: int) -> tuple[float, float]:
    """Return the hours of members who manage or have duties, under the first policy and another one."""
    parts = [view.means(f"hours_{who}", index) for who in HELPERS]
    return sum(a for a, _ in parts), sum(b for _, b in parts)


def unused(view: View, index: int) -> str:
    """Say how many of the hosts' hours at hand were not used, under both policies."""
    values = {}
    for key, left, worked in zip("ab", view.means("hours_unused", index), view.means("host_hours", index), strict=True):
        values |= {f"u{key}": hour(view, left), f"o{key}": hour(view, left + worked)}
    return view.say("hours.unused", a=view.letter(0), b=view.letter(index), **values)


def hour(view: View, x: float) -> str:
    """Write hours over the run: whole hours, in sentence, card and figure alike."""
    return view.show(x, 0)


def hour_gap(view: View, a: float, b: float) -> float:
    """Return the difference of hours in whole hours; 0 where both are shown as the same."""
    return 0.0 if hour(view, a) == hour(view, b) or not math.isfinite(b - a) else float(round(b - a))


def cautions(view: View) -> list[str]:
    """Return what a reader must know before leaning on the answer."""
    out = []
    if view.n_reps < SURE_FROM:
        out.append(view.say("caution.few" if view.n_reps > 1 else "caution.one", n=view.n_reps))
    if view.days < 90:
        out.append(view.say("caution.short", days=view.days))
    if view.comparison.failed:
        out.append(view.say("caution.failed", n=view.comparison.failed))
    for index in range(view.n_policies):
        queue, members = (float(view.series(name, index)[:, -1].mean()) for name in ("waiting", "members"))
        if queue > 0.05 * max(members, 1.0):
            out.append(view.say("caution.waiting", n=view.show(queue, 0), policy=view.quote(index)))
    for index in view.others:
        row = view.row(view.primary, index)
        if row.n_missing:
            out.append(view.say("caution.missing", n=row.n_missing, b=view.quote(index)))
    return out


def noise(view: View, index: int) -> str:
    """Set the headline difference beside what a tiny irrelevant change does; few pairs do not tell that."""
    reach, row = view.noise(view.primary), view.row(view.primary, index)
    if not math.isfinite(reach) or row.n_pairs < SURE_FROM:
        return ""
    return view.say(
        "noise.above" if abs(row.difference) > reach else "noise.within",
        reach=view.size(view.primary, reach, digits_for(reach, meaningful=2)),
        size=view.size(view.primary, abs(row.difference), gap_digits(view, index)),
        change=view.say(f"noise.{view.comparison.noise.label}"),
    )


def elsewhere(view: View) -> str:
    """Say how often the headline difference keeps its direction under the other circumstances that were tried."""
    from sim.report.comparison.circumstances import find

    first, *others = find(view)
    if not others:
        return ""
    if not first.contrast.moved:
        clear = sum(other.contrast.moved for other in others)
        if len(others) == 1:
            return view.say(f"circumstance.sum.one.{'clear' if clear else 'open'}")
        return view.say("circumstance.sum.unsure", n=len(others), clear=clear)
    side = np.sign(first.contrast.difference)
    same = sum(other.contrast.moved and np.sign(other.contrast.difference) == side for other in others)
    turned = sum(other.contrast.moved and np.sign(other.contrast.difference) == -side for other in others)
    if len(others) == 1 and not (same or turned):
        return view.say("circumstance.sum.one.open")
    if len(others) == 1:
        return view.say("circumstance.sum.one", reading=view.say(f"circumstance.{'same' if same else 'other'}"))
    return view.say("circumstance.sum", n=len(others), same=same, turned=turned, open=len(others) - same - turned)


def fading(view: View) -> str:
    """Say how the correlation between paired runs goes from the first month to the last."""
    correlations = view.comparison.correlation_by_month.get("posters_30d")
    if correlations is None or not np.size(correlations):
        return ""
    line = np.asarray(correlations, dtype=float)[0]
    line = line[np.isfinite(line)]
    if line.size < 2:
        return ""
    key = "fades" if line[-1] < line[0] - 0.1 else "holds"
    return view.say(
        f"pairing.{key}",
        first=view.show(float(line[0]), 2),
        last=view.show(float(line[-1]), 2),
        a=view.letter(0),
        b=view.letter(1),
    )
