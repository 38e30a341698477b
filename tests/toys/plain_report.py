"""What a report must say, worked out from the comparison alone: for every number of every text its value and its role.

Two policies, A the first and B the second. `expected` answers for a text of the report's catalogue and what was filled in which numbers each
parameter must show, in their order; None says that nobody knows such a text, which is a fault of whoever wrote it without a line here.
"""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np
import scipy.stats as stats
from plain_intervals import amounts, paired_shares, share

from sim.measures import BESIDE, GOALS, MEASURES
from sim.rules import PARAMETERS
from sim.studies.comparison.rows import FAMILY
from sim.words import say

NESTED = {("answer.whole", name) for name in ("first", "chance", "doubt", "hours")} | {
    ("hours.lead", "text"),
    ("board.answer", "headline"),
    ("board.answer", "amounts"),
    ("worlds.alt", "clause"),
    ("draws.alt", "clause"),
}
"""Texts made of texts that are held themselves."""
NAMES = {"measure", "series", "label", "policy"}
NUMBER = re.compile(r"[+−-]?\d[\d.,]*")
TASKS = (
    "applications",
    "removals",
    "welcomes",
    "answers",
    "calendar",
    "patrol",
    "approvals",
    "rounds",
    "messages",
    "threads",
    "upkeep",
)


def numbers_in(text: str, lang: str) -> list[tuple[float, float]]:
    """Numbers of a text with half of their last digit; what stands between quotation marks is a name."""
    text = re.sub(r"“[^”]*”|‘[^’]*’", "", str(text))
    thousands, point = (",", ".") if lang == "en" else (".", ",")
    numbers = []
    for token in NUMBER.findall(text):
        plain = token.rstrip(".,").replace(thousands, "").replace(point, ".").replace("−", "-")
        decimals = len(plain.split(".")[1]) if "." in plain else 0
        numbers.append((float(plain), 0.5 * 10.0**-decimals))
    return numbers


def shows(text: str, wanted: list[float], lang: str) -> bool:
    """Whether a text holds just these numbers in this order, each as near as its digits say."""
    numbers = numbers_in(text, lang)
    return len(numbers) == len(wanted) and all(
        abs(value - right) <= 1.0001 * half + 1e-9 * abs(right)
        for (value, half), right in zip(numbers, wanted, strict=True)
    )


class Facts:
    """A comparison of two policies, looked at with plain means and scipy."""

    def __init__(self, comparison, lang: str) -> None:
        self.c, self.lang = comparison, lang
        self.primary, self.days = comparison.primary, next(iter(comparison.diary.values())).shape[2]
        self.title = [
            scenario.title.model_dump()[lang]
            if hasattr(scenario.title, "model_dump")
            else dict(scenario.title)[lang]
            if not isinstance(scenario.title, str)
            else scenario.title
            for scenario in comparison.scenarios
        ]

    # measures
    def scale(self, name: str) -> float:
        return 100.0 if MEASURES[name].unit in ("share", "share_a_month", "chance") else 1.0

    def both(self, name: str) -> np.ndarray:
        """A and B over the pairs in which both have a value, as shown."""
        values = self.c.values[:2, :, self.c.measures.index(name)]
        return values[:, np.isfinite(values).all(axis=0)] * self.scale(name)

    def mean(self, name: str) -> list[float]:
        return [float(side.mean()) for side in self.both(name)]

    def gaps(self, name: str) -> np.ndarray:
        a, b = self.both(name)
        return b - a

    def claimed(self) -> list[str]:
        beside = next((BESIDE.get(goal, ()) for goal, name in GOALS.items() if name == self.primary), ())
        return [name for name in dict.fromkeys((*beside, *FAMILY)) if name != self.primary and name in self.c.measures]

    def ends(self, name: str) -> list[float]:
        """Both ends of the interval of the difference, as shown; empty where there is none."""
        d, times = self.gaps(name), self.scale(name)
        level = 1 - 0.05 / len(self.claimed()) if name in self.claimed() else 0.95
        if MEASURES[name].unit == "chance":
            return [times * end for end in paired_shares(int((d > 0).sum()), int((d < 0).sum()), len(d), level)]
        _, counts = np.unique(np.round(d / (np.abs(d).max() * 1e-5)) if d.any() else d, return_counts=True)
        unlike = len(d) - counts.max()
        return [] if unlike == 0 or unlike < 5 and 2 * unlike < len(d) else list(amounts(d, level))

    def margin(self, name: str) -> float:
        return MEASURES[name].margin(self.mean(name)[0] / self.scale(name)) * self.scale(name)

    def better(self, name: str) -> float:
        d = self.gaps(name) * (-1 if MEASURES[name].direction < 0 else 1)
        return float((d > 0).sum() + 0.5 * (d == 0).sum())

    def reach(self, name: str) -> float:
        return max(abs(end) for end in self.c.noise.differences[name][1:]) * self.scale(name)

    @cached_property
    def helping(self) -> list[float]:
        return [a + b for a, b in zip(self.mean("hours_managers"), self.mean("hours_duty"), strict=True)]

    def dots(self) -> tuple[int, int]:
        """Of twenty equally likely slices those whose middle is on B's side, and on A's."""
        d = stats.mstats.mquantiles(self.gaps(self.primary), (np.arange(20) + 0.5) / 20, alphap=0.5, betap=0.5) * (
            MEASURES[self.primary].direction or 1
        )
        return int((d > 0).sum()), int((d < 0).sum())

    # series
    def series(self, name: str, p: int) -> np.ndarray:
        return np.asarray(self.c.diary[name][p], dtype=float)

    def week(self, name: str, p: int, day: int) -> np.ndarray:
        """Means of the seven days up to a day (from 1), by replication."""
        return self.series(name, p)[:, max(0, day - 7) : day].mean(axis=1)

    def total(self, name: str, p: int) -> np.ndarray:
        return self.series(name, p).sum(axis=1)

    def joined(self, name: str, p: int) -> np.ndarray:
        """A column of the cohorts per joiner, as the measure of it has it."""
        measure = {"visited_30": "retention_30", "visited_90": "retention_90", "visited_180": "retention_180"}.get(
            name, name
        )
        return self.c.values[p, :, self.c.measures.index(measure)]

    def key_end(self, label: str, p: int) -> float:
        """Median at the end of a key figure, by its label."""
        shares = {
            "profile_share": ("profiles", "members", 1),
            "unanswered_share": ("matured_unanswered", "matured_starts", 30),
            "spam_share": ("spam_seen", "opened", 30),
        }
        for key, (above, below, span) in shares.items():
            if say(f"report.series.{key}", self.lang) == label:
                return 100 * float(
                    np.median(
                        self.series(above, p)[:, -span:].sum(axis=1) / self.series(below, p)[:, -span:].sum(axis=1)
                    )
                )
        return float(np.median(self.week(self.series_of(label), p, self.days)))

    def series_of(self, label: str) -> str:
        [name] = [name for name in self.c.diary if _word(f"report.series.{name}", self.lang) == label]
        return name

    def story(self, label: str) -> tuple[list[float], np.ndarray, float]:
        """Means, paired differences and scale of a figure along the way from policy to outcome, by its label."""
        t, n = self.total, self.days

        def per(above: str, below: str, times: float = 1.0):
            return lambda p: times * t(above, p) / t(below, p)

        def mean(*names: str):
            return lambda p: sum(t(name, p) for name in names) / n

        def lost(p: int) -> np.ndarray:
            return 30 * sum(t(name, p) for name in ("left", "fell_asleep", "stopped")) / t("members", p)

        host = self.c.values[:, :, self.c.measures.index("host_hours")]
        made = {
            "joined": lambda p: t("joined", p),
            "members": mean("members"),
            "waiting": mean("waiting", "queued"),
            "refusals": lambda p: t("refusals", p),
            "profiles": per("profiles", "members", 100),
            "opened": per("opened", "visits"),
            "answered": per("matured_first_answered", "matured_first", 100),
            "answer_hours": per("first_answer_hours", "matured_first_answered"),
            "spam": per("spam_seen", "opened", 100),
            "poor": per("poor_seen", "opened", 100),
            **{
                name: mean(name)
                for name in ("information", "relations", "identity", "standing", "trust", "value", "cost")
            },
            "hours": lambda p: host[p] * 7 / n,
            "backlog": mean(
                *(
                    f"backlog_{name}"
                    for name in ("applications", "removals", "welcomes", "answers", "calendar", "approvals")
                )
            ),
            "visits": per("visits", "members", 30),
            "posts": per("posts_own", "members", 30),
            "gone": lambda p: 100 * lost(p),
            "posters": mean("posters_30d"),
            "posts_total": lambda p: t("posts_own", p),
        }
        [key] = [key for key in made if say(f"report.story.{key}", self.lang) == label]
        a, b = made[key](0), made[key](1)
        return [float(a.mean()), float(b.mean())], b - a, float(len(made))

    # worlds and draws
    def shares(self) -> list[list[float]]:
        """Estimate and both ends of the shares better, about the same, worse, in per cent."""
        shares = self.c.assumptions.over_worlds[0]
        return [
            [100 * part.estimate, 100 * part.low, 100 * part.high]
            for part in (shares.better, shares.same, shares.worse)
        ]

    def sides(self) -> list[int]:
        """In how many worlds or draws the mean difference is better, about the same, worse, chance included."""
        doubt = self.c.assumptions
        margins = np.array([MEASURES[self.primary].margin(float(mean)) for mean in doubt.base])
        effect = doubt.effects[:, 0] * (MEASURES[self.primary].direction or 1)
        return [int((effect > margins).sum()), int((np.abs(effect) <= margins).sum()), int((effect < -margins).sum())]


def _word(key: str, lang: str) -> str:
    try:
        return say(key, lang)
    except KeyError:
        return ""


def expected(d: Facts, key: str, values: dict) -> dict[str, list[float]] | None:
    """Return the numbers that each parameter of a text must show."""
    m = d.primary
    gap, low_high, margin, n = float(d.gaps(m).mean()), d.ends(m), d.margin(m), len(d.gaps(m))
    (ma, mb), sign = d.mean(m), (MEASURES[m].direction or 1)
    won, lost = int((d.gaps(m) * sign > 0).sum()), int((d.gaps(m) * sign < 0).sum())
    host = d.mean("host_hours")
    room, _, rest = key.partition(".")
    if room == "answer":
        return {
            "ma": [ma],
            "mb": [mb],
            "margin": [margin],
            "change": [gap] if d.scale(m) > 1 else [gap, 100 * gap / abs(ma)],
        }
    if room == "chance" and rest in ("never", "identical", "intro", "null", "undecided", "turned", "silent"):
        k = {"turned": min(won, lost)}.get(rest, won)
        return {
            "n": [n],
            "k": [k],
            "most": [100 * share(0, n)[1]],
            "margin": [margin],
            "unlike": [int((d.gaps(m) != 0).sum())],
            **dict(zip(("low", "high"), ([end] for end in low_high), strict=False)),
        }
    if key in ("card.of", "card.chance.small", "card.chance.silent", "dotplot.mean", "dotplot.alt", "dotplot.caption"):
        dots = dict(zip(("better", "worse"), ([count] for count in d.dots()), strict=True))
        return {
            "k": [won],
            "n": [n],
            "interval": low_high,
            "margin": [margin],
            "unlike": [int((d.gaps(m) != 0).sum())],
            "x": [gap],
            "mean": [gap],
            **dots,
        }
    if key.startswith("hours.") or key.startswith("card.hours."):
        unused = d.mean("hours_unused")
        known = {
            "x": [host[1] - host[0] if room == "card" else abs(host[1] - host[0])],
            "ha": [host[0]],
            "hb": [host[1]],
            "days": [d.days],
            "ma": [d.helping[0]],
            "mb": [d.helping[1]],
            "wa": [host[0] * 7 / d.days],
            "wb": [host[1] * 7 / d.days],
            "ua": [unused[0]],
            "ub": [unused[1]],
            "oa": [unused[0] + host[0]],
            "ob": [unused[1] + host[1]],
            "list": host,
            "hours": [host[1]],
        }
        if rest in ("total", "total.helped"):
            p = 0 if shows(values["hours"], [host[0]], d.lang) else 1
            known |= {"hours": [host[p]], "offered": [unused[p] + host[p]], "members": [d.helping[p]]}
        return known
    if room == "per_member":
        members = d.mean("members")
        return {"ma": [members[0]], "mb": [members[1]], "ra": [100 * ma / members[0]], "rb": [100 * mb / members[1]]}
    if room == "noise":
        return {"reach": [d.reach(m)], "size": [abs(gap)]}
    if key == "trajectory.alt":
        p = int(d.title[1] in values["policy"])
        ends = d.week(d.series_of(values["series"]), p, d.days)
        return {
            "day": [d.days],
            **{name: [float(np.quantile(ends, q))] for name, q in (("low", 0.1), ("end", 0.5), ("high", 0.9))},
        }
    if key == "difference.alt":
        ends = d.week(d.series_of(values["series"]), 1, d.days) - d.week(d.series_of(values["series"]), 0, d.days)
        return {"day": [d.days], "end": [float(np.median(ends))], "share": [100 * float((ends > 0).mean())]}
    if room == "horizon":
        name = {"posters_30d": "posters_30d"}[m]
        gaps = {day: float((d.week(name, 1, day) - d.week(name, 0, day)).mean()) for day in (90, d.days)}
        return {"day": [90], "end": [d.days], "first": [gaps[90]], "last": [gaps[d.days]]}
    if key == "multiples.alt":
        return {"list": [d.key_end(values["series"], p) for p in (0, 1)]}
    if key == "backlog.alt":
        [queue] = [
            name
            for name in ("applications", "removals", "welcomes", "answers", "calendar", "approvals")
            if _word(f"report.queue.{name}", d.lang) == values["queue"]
        ]
        return {
            "list": [
                max(float(np.median(d.week(f"backlog_{queue}", p, day))) for day in range(1, d.days + 1))
                for p in (0, 1)
            ]
        }
    if key == "tenure.since.alt":
        return {"list": [100 * float(d.joined("visited_30", p).mean()) for p in (0, 1)]}
    if key == "authors.alt":
        return {"list": [float((d.total("posts_own", p) * 30 / d.days).mean()) for p in (0, 1)]}
    if room == "pairing":
        name = d.series_of(values["series"]) if "series" in values else "posters_30d"
        line = np.asarray(d.c.correlation_by_month[name])[0]
        return {"first": [float(line[0])], "last": [float(line[-1])]}
    if room == "story" and rest == "part":
        means, gaps, looks = d.story(values["label"])
        try:
            ends = list(amounts(gaps, 1 - 0.05 / looks))
        except ValueError:
            ends = []
        return {"a": [means[0]], "b": [means[1]], "difference": [float(gaps.mean())], "interval": ends}
    if room in ("worlds", "draws"):
        doubt, over = d.c.assumptions, d.c.assumptions.over_worlds[0]
        counts = dict(zip(("better", "same", "worse"), ([side] for side in d.sides()), strict=True))
        shares = dict(zip(("better", "same", "worse"), d.shares(), strict=True))
        if rest == "share":
            [limits] = [
                part
                for part in d.shares()
                if shows(values["share"], part[:1], d.lang) and shows(values["low"], part[1:2], d.lang)
            ]
            return {"share": limits[:1], "low": limits[1:2], "high": limits[2:]}
        known = {
            "n": [doubt.n_draws],
            "draws": [doubt.n_draws],
            "pairs": [doubt.n_pairs],
            "k": [len(doubt.parameters)],
            "dead": [doubt.n_dead],
            "exploding": [doubt.n_exploding],
            "margin": [margin],
            "mean": [over.mean],
            "interval": [over.mean_low, over.mean_high],
            "sd": [over.sd],
            "low": [over.sd_low],
            "high": [over.sd_high],
            "chance": [100 * over.chance],
        }
        if rest == "card":
            known |= {"low": shares["better"][1:2], "high": shares["better"][2:]}
        return known | (counts if rest in ("alt", "caption") else shares)
    if key == "board.hours":
        return {"difference": [host[1] - host[0]], "interval": d.ends("host_hours")}
    if key == "board.pay":
        return {"pay": [10], "pa": [10 * round(host[0])], "pb": [10 * round(host[1])]}
    if key in ("board.read", "board.rests"):
        return {"n": [n], "days": [d.days]}
    if key == "board.drivers":
        doubt = d.c.assumptions
        return {"list": [r for _, r in doubt.drivers if abs(r) > doubt.drivers_by_chance][:3]}
    if room == "drivers":
        doubt = d.c.assumptions
        luck = doubt.drivers_by_chance
        shown = [r for _, r in doubt.drivers if rest == "alt" or abs(r) > luck]
        return {"n": [doubt.n_linked], "r": [luck], "list": shown}
    if key == "survival.never":
        return {"n": [0], "of": [n], "most": [100 * share(0, n)[1]]}
    if key in ("survival.one", "survival.silent"):
        begun = d.c.values[:, :, d.c.measures.index("days_to_silence")]
        fell = [days[days < d.days] for days in begun]
        [days, *_] = [days for days in fell if len(days) and shows(values["day"], [float(np.median(days))], d.lang)]
        return {"n": [len(days)], "of": [n], "most": [100 * share(len(days), n)[1]], "day": [float(np.median(days))]}
    if room == "limit" or key == "assumptions.all":
        return {"n": [len(PARAMETERS) if rest == "all" else n], "days": [d.days]}
    if key == "table.more":
        return {"n": [len(d.c.measures) - 1 - len(d.claimed())]}
    return None
