"""A comparison as the report reads it: in one language, with names, means and rows at hand."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.report.press import numbers
from sim.report.press.numbers import mean_or_nan
from sim.report.press.style import Look, letter, look
from sim.report.press.view import PageView
from sim.scenario.explain import of_group
from sim.scenario.uncertain import KEYS
from sim.words import capital, catalogue, say, text_of

if TYPE_CHECKING:
    from sim.studies.comparison.found import Comparison, PairedRow

SCALED = ("difference", "low", "high", "margin", "low_end", "other_low_end", "mean_first", "mean_policy")
PRIMARY_SERIES = {
    "posters_day": "posters_day",
    "posters_7d": "posters_7d",
    "posters_30d": "posters_30d",
    "visitors": "visitors",
    "members": "members",
    "posts_own": "posts_own",
    "replies": "replies_own",
    "reactions": "reactions",
    "trust": "trust",
    "awake": "awake",
    "answered": "posts_own",
    "answered_starts": "posts_own",
    "invited_joins": "members",
}
BY_DAY = frozenset(
    (
        *("posters_day", "posters_7d", "posters_30d", "visitors", "visits", "posts_own", "posts_duty", "posts_staff"),
        *("replies", "reactions", "posts_spam", "posts_promo", "reports", "evasion", "backlog_approvals", "support"),
        *("aware", "members", "awake", "experts", "managers", "owners"),
        *("value", "information", "relations", "identity", "standing", "cost", "habit", "trust", "ties"),
    )
)
"""Measures that are the mean of their series over the last 90 days; of any other the series shows something else than the measure."""


@dataclass(frozen=True)
class View(PageView):
    """One comparison in one language; its rows and values come on the scale that is shown."""

    comparison: Comparison
    lang: str
    room = "report"
    points = "report.points"

    def times(self, measure: str) -> float:
        """Return 1: what is written was multiplied already."""
        return 1.0

    def count(self, x: float) -> str:
        """Write a count that may hold halves for ties."""
        return numbers.count_of(x, self.lang)

    def start(self, text: str) -> str:
        """Begin a heading or a cell with a capital."""
        return capital(text)

    def quote(self, index: int) -> str:
        """Return a policy's title between quotation marks."""
        return self.quoted(self.title(index))

    # --- policies ----------------------------------------------------------------------------------------------
    @property
    def n_policies(self) -> int:
        """How many policies are compared."""
        return self.comparison.values.shape[0]

    @property
    def n_reps(self) -> int:
        """How many pairs were asked for."""
        return self.comparison.values.shape[1]

    @property
    def days(self) -> int:
        """Length of a run in days."""
        return int(next(iter(self.comparison.diary.values())).shape[2])

    @property
    def others(self) -> range:
        """Indices of the policies compared with the first."""
        return range(1, self.n_policies)

    def title(self, index: int) -> str:
        """Return a policy's title in this language; its file name when it has none, and beside it when another has the same title."""
        titles = [self._own_title(scenario) for scenario in self.comparison.scenarios]
        label = self.comparison.labels[index]
        if not titles[index]:
            return label
        return titles[index] if titles.count(titles[index]) == 1 else f"{titles[index]} ({label})"

    def _own_title(self, scenario: object) -> str:
        title = getattr(scenario, "title", None)
        if title is not None and not isinstance(title, str):
            title = title.get(self.lang) if hasattr(title, "get") else getattr(title, self.lang, None)
        return title or ""

    def letter(self, index: int) -> str:
        """Return a policy's letter."""
        return letter(index)

    def look(self, index: int) -> Look:
        """Return how a policy is drawn."""
        return look(index)

    def name(self, index: int) -> str:
        """Return letter and title together."""
        return f"{letter(index)} · {self.title(index)}"

    # --- measures ----------------------------------------------------------------------------------------------
    @property
    def primary(self) -> str:
        """Name of the measure the study is judged by."""
        return self.comparison.primary

    def unit_words(self, measure: str) -> str:
        """Return a measure's unit in words."""
        return say(f"measures.unit.{self.unit(measure)}", self.lang)

    def values(self, measure: str, index: int) -> np.ndarray:
        """Return a measure's values over replications, on the scale that is shown."""
        return self.comparison.values[index, :, self.comparison.measures.index(measure)] * self.scale(measure)

    def means(self, measure: str, index: int) -> tuple[float, float]:
        """Return a measure's means under the first policy and another one, over the pairs in which both have a value."""
        row = self.row(measure, index)
        return row.mean_first, row.mean_policy

    def size(self, measure: str, x: float, digits: int | None = None) -> str:
        """Write how large a difference of a measure is, without its sign; between shares in points."""
        return self._pointed(measure, self.show(x, digits))

    def between(self, measure: str, low: float, high: float, digits: int) -> str:
        """Write the interval of a difference of a measure, where it stands in a sentence; between shares in points."""
        return self._pointed(measure, self.span(low, high, digits))

    def _pointed(self, measure: str, text: str) -> str:
        return f"{text} {self.say('points')}" if self.is_share(measure) and text != numbers.NONE else text

    def mean(self, measure: str, index: int) -> float:
        """Return a measure's mean over the runs of one policy; NaN when it is missing. To set two side by side use `means`."""
        if measure not in self.comparison.measures:
            return math.nan
        return float(mean_or_nan(self.values(measure, index)))

    def row(self, measure: str, index: int) -> PairedRow:
        """Return the paired row of a measure, on the scale that is shown."""
        row, times = self.comparison.row(measure, index), self.scale(measure)
        if times == 1.0:
            return row
        return replace(row, **{name: getattr(row, name) * times for name in SCALED})

    def noise(self, measure: str) -> float:
        """Return how far a tiny irrelevant change moves a measure: the farther end of its interval; NaN where there is none."""
        floor = self.comparison.noise
        if floor is None or measure not in floor.differences:
            return math.nan
        _, low, high = floor.differences[measure]
        return max(abs(low), abs(high)) * self.scale(measure)

    def parameter(self, name: str) -> str:
        """Return a parameter, or what is not known of the target group, in words; its name where it is neither."""
        from sim.rules import PARAMETERS

        if name in KEYS:
            return of_group(name, self.lang)
        return text_of("parameters", PARAMETERS[name], self.lang) if name in PARAMETERS else name

    # --- series ------------------------------------------------------------------------------------------------
    @property
    def primary_series(self) -> str:
        """Name of the diary series that shows the primary measure's course."""
        if self.primary in PRIMARY_SERIES:
            return PRIMARY_SERIES[self.primary]
        if self.primary in self.comparison.diary:
            return self.primary
        return "posters_30d"

    @property
    def is_by_day(self) -> bool:
        """Whether the course that is shown is that of the primary measure itself."""
        return self.primary in BY_DAY

    def series_name(self, name: str) -> str:
        """Return what a diary series is called; one without words of its own is called as its measure."""
        known = f"report.series.{name}" in catalogue("report", self.lang)
        return self.say(f"series.{name}") if known else self.label(name)

    def series(self, name: str, index: int) -> np.ndarray:
        """Return one diary series of one policy, float64 (replications, days)."""
        return self.comparison.diary[name][index].astype(float)

    def smooth(self, name: str, index: int, window: int = 7) -> np.ndarray:
        """Return a series as the mean over the last ``window`` days."""
        return trailing_mean(self.series(name, index), window)

    def step(self) -> np.ndarray:
        """Return the days that a figure draws: about a hundred, fewer where many policies make many figures."""
        every = max(1, self.days // (110 if self.n_policies <= 3 else 70))
        return np.unique(np.append(np.arange(0, self.days, every), self.days - 1))

    def marks(self) -> list[int]:
        """Return the days that a figure's table names: about a dozen, the last one included."""
        every = max(1, round(self.days / 12 / 30) * 30) if self.days >= 90 else max(1, self.days // 6)
        return sorted(
            {*range(every, self.days, every), self.days}
            - {d for d in range(every, self.days, every) if self.days - d < every / 2}
        )

    def over_run(self, name: str, index: int) -> np.ndarray:
        """Return a series' sum over the run, one number a replication."""
        return np.nansum(self.series(name, index), axis=1)

    def per_month(self, name: str, index: int) -> np.ndarray:
        """Return a series' mean per 30 days over the whole run."""
        return self.over_run(name, index) * 30 / self.days

    def has_cost(self, index: int) -> bool:
        """Whether an hour of the hosts has a price under the first policy or this one."""
        return any(self.comparison.scenarios[i].community.hour_cost > 0 for i in (0, index))

    def costs(self, index: int) -> tuple[float, float]:
        """Return what the hosts' hours cost over the run, in euros, under the first policy and this one: whole hours, as they are shown, at each one's price."""
        a, b = (
            self.comparison.scenarios[i].community.hour_cost * (round(hours) if math.isfinite(hours) else math.nan)
            for i, hours in zip((0, index), self.means("host_hours", index), strict=True)
        )
        return a, b

    def hours(self, index: int) -> np.ndarray:
        """Return the hours the hosts worked over the run, by replication: the measure that the tables show."""
        return self.values("host_hours", index)


def lower(text: str) -> str:
    """Start a name in the middle of a sentence; leave words in capitals alone."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def trailing_mean(series: np.ndarray, window: int) -> np.ndarray:
    """Return the mean of the last ``window`` days along the last axis, of fewer at the start."""
    series = np.asarray(series, dtype=float)
    total = np.cumsum(np.nan_to_num(series), axis=-1)
    shifted = np.zeros_like(total)
    shifted[..., window:] = total[..., :-window] if window < series.shape[-1] else 0
    length = np.minimum(np.arange(1, series.shape[-1] + 1), window)
    return (total - shifted) / length
