"""A sweep as its page reads it: in one language, with names for axes, values and points."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.laboratory.own import declared
from sim.report.press import numbers
from sim.report.press.measured import definition_of, label_of
from sim.report.press.numbers import SHARE_UNITS
from sim.studies.sweep.compared import Compared, compared
from sim.studies.sweep.table import (
    SCENARIO,
    Axis,
    Leader,
    Parts,
    PointRow,
    axes_of,
    best_point,
    crossed,
    interaction,
    leaders,
    point_rows,
    variance,
)
from sim.words import listing, say, text_of

if TYPE_CHECKING:
    from sim.laboratory.intervals import Interval
    from sim.studies.sweep.study import Sweep


@dataclass(frozen=True)
class SweepView:
    """One sweep in one language."""

    sweep: Sweep
    lang: str

    def say(self, key: str, **values: object) -> str:
        """Return a text of the studies' catalogue."""
        return say(f"studies.{key}", self.lang, **values)

    def of_worlds(self) -> list[str]:
        """Say where ranges come from that the study does not give, and what is amiss with the worlds they were to come from."""
        plan = self.sweep.plan
        standing = plan.standing
        told = [self.say("worlds.how", ensemble=plan.ensemble)] if plan.ensemble else []
        return told + ([self.say(f"worlds.{standing}")] if standing in ("missing", "stale") else [])

    def show(self, x: float | None, digits: int | None = None) -> str:
        """Write a number."""
        return numbers.show(x, self.lang, digits)

    @property
    def primary(self) -> str:
        """The measure that answers."""
        return self.sweep.primary

    @property
    def title(self) -> str:
        """The study's title."""
        return self.sweep.plan.title[self.lang]

    @property
    def about(self) -> str:
        """What the study says of itself; may be empty."""
        about = self.sweep.plan.about
        return about[self.lang] if about else ""

    @property
    def engine(self) -> str:
        """Identity of the engine that the numbers come from."""
        return str(self.sweep.provenance["engine_id"])

    def direction(self, measure: str) -> int:
        """Return +1 when more is better, -1 when less is, 0 when neither."""
        return int(declared(measure).direction)

    def label(self, measure: str) -> str:
        """Return the name of a measure in words."""
        return label_of(measure, self.lang)

    def definition(self, measure: str) -> str:
        """Return what a measure counts, in a sentence."""
        return definition_of(measure, self.lang)

    def scale(self, measure: str) -> float:
        """Return what a measure's numbers are multiplied by before they are shown: shares are shown in per cent."""
        return 100.0 if declared(measure).unit in SHARE_UNITS else 1.0

    def amount(self, x: float, measure: str | None = None) -> str:
        """Write a measure's value in three meaningful digits, shares in per cent."""
        times = self.scale(measure or self.primary)
        text = self.show(x * times, numbers.digits_for(x * times))
        return text + "%" if times > 1 and math.isfinite(x) else text

    def delta(self, x: float, measure: str | None = None) -> str:
        """Write a difference of a measure with its sign; between shares in points."""
        times = self.scale(measure or self.primary)
        text = numbers.signed(x * times, self.lang, numbers.digits_for(x * times))
        return f"{text} {self.say('share_points')}" if times > 1 and math.isfinite(x) else text

    def span(self, low: float, high: float, *, sign: bool = False) -> str:
        """Write an interval of the primary measure."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return numbers.NONE
        times = self.scale(self.primary)
        digits = numbers.digits_for(low * times, high * times)
        return numbers.span(low * times, high * times, self.lang, digits, sign=sign)

    # --- axes and points ---------------------------------------------------------------------------------------
    def axis(self, column: str) -> str:
        """Return the name of an axis in words: the study's own label, the parameter's text, or the lever's key.

        Where two of the study's axes have the same name, their keys tell them apart.
        """
        if column == SCENARIO:
            return self.say("axis.scenario")
        name = self._name(column)
        return f"{name} ({column.partition('.')[2]})" if self._names[name] > 1 else name

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(self._name(one.column) for one in self.sweep.factors)

    def _name(self, column: str) -> str:
        kind, _, key = column.partition(".")
        given = self.sweep.plan.labels_of_factors.get(key)
        if given:
            return given[self.lang]
        if kind != "behaviour":
            return key
        from sim.rules import PARAMETERS

        return text_of("parameters", PARAMETERS[key], self.lang) if key in PARAMETERS else key

    def value(self, column: str, value: Any) -> str:
        """Write a value of an axis."""
        if column == SCENARIO:
            return self.arm(self.sweep.plan.labels.index(value))
        if isinstance(value, tuple):
            return " – ".join(self.value(column, one) for one in value)
        if isinstance(value, bool):
            return say(f"scenario.value.{'yes' if value else 'no'}", self.lang)
        return self.show(float(value)) if isinstance(value, (int, float)) else str(value)

    def arm(self, index: int) -> str:
        """Return the name of a scenario, with its variant when there are several."""
        name, _ = self.sweep.plan.arms[index]
        title = self.sweep.points[index].scenario.title[self.lang]
        bases = {arm: point.scenario.title[self.lang]
                 for (arm, _), point in zip(self.sweep.plan.arms, self.sweep.points[: self.sweep.n_arms], strict=True)}
        if list(bases.values()).count(title) > 1:  # another scenario has the same title
            title = f"{title} ({name})"
        variants = list(self.sweep.plan.policies)
        several = len({one.scenario.title[self.lang] for one in self.sweep.points[: self.sweep.n_arms]}) > 1
        if not variants:
            return title
        variant = variants[index % len(variants)]
        variant = self.sweep.plan.labels_of_factors.get(variant, {}).get(self.lang, variant)
        return f"{title} · {variant}" if several or len(self.sweep.plan.bases) > 1 else variant

    def point(self, index: int) -> str:
        """Return a point in words: its scenario when there are several, and the values of its factors."""
        told = [self.arm(index % self.sweep.n_arms)] if self.sweep.n_arms > 1 or not self.sweep.factors else []
        told += [f"{self.axis(column)}: {self.value(column, value)}" for column, value in self.sweep.setting(index).items()]
        return ", ".join(told)

    def tick(self, index: int) -> str:
        """Return a point as short as it can be told: its values alone, in the order of `tick_head`."""
        told = [self.arm(index % self.sweep.n_arms)] if self.sweep.n_arms > 1 or not self.sweep.factors else []
        return " · ".join([*told, *(self.value(column, value) for column, value in self.sweep.setting(index).items())])

    @property
    def tick_head(self) -> str:
        """What the values in `tick` are of."""
        told = [self.axis(SCENARIO)] if self.sweep.n_arms > 1 or not self.sweep.factors else []
        return " · ".join([*told, *(self.axis(one.column) for one in self.sweep.factors)])

    def join(self, items: list[str]) -> str:
        """Join words as a sentence does."""
        return listing(items, self.lang)

    # --- numbers -----------------------------------------------------------------------------------------------
    @cached_property
    def rows(self) -> list[PointRow]:
        """Every point, in the order of the design."""
        return point_rows(self.sweep, self.primary, self.direction(self.primary))

    @cached_property
    def ranked(self) -> list[PointRow]:
        """Points that are compared, from best to worst."""
        sign = self.direction(self.primary) or 1
        return sorted((row for row in self.rows if row.is_compared), key=lambda row: (-row.mean * sign, row.index))

    def shown(self, most: int) -> list[PointRow]:
        """Return every point in the order of the design; of more than so many, the best half of them and the worst."""
        return self.rows if len(self.rows) <= most or not self.ranked else [*self.ranked[: most // 2], *self.ranked[-(most // 2):]]

    @cached_property
    def same(self) -> list[int]:
        """Points whose every run that is compared came to just what it comes to at the best point."""
        table = self.compared.table
        return [row.index for row in self.ranked if row.index != self.best and np.array_equal(table[row.index], table[self.best], equal_nan=True)]

    @cached_property
    def near(self) -> list[int]:
        """Other points that chance may keep apart from the best."""
        return [row.index for row in self.ranked if row.index not in (self.best, *self.same) and not row.sign]

    @cached_property
    def compared(self) -> Compared:
        """Over which runs points are compared."""
        return compared(self.sweep.of(self.primary))

    @cached_property
    def axes(self) -> list[Axis]:
        """The main effects."""
        return axes_of(self.sweep, self.primary)

    @cached_property
    def crossed(self) -> tuple[Axis, Axis, np.ndarray] | None:
        """Both axes of a factorial of two."""
        return crossed(self.sweep, self.primary)

    @cached_property
    def interaction(self) -> tuple[Interval, Interval, Interval] | None:
        """Whether both axes work on each other."""
        return interaction(self.sweep, self.primary)

    @cached_property
    def leaders(self) -> list[tuple[Axis, Axis, list[Leader]]]:
        """Which level of one crossed axis is best at each level of the other, both ways round."""
        return leaders(self.sweep, self.primary, self.direction(self.primary))

    @cached_property
    def parts(self) -> Parts:
        """How the variance divides."""
        return variance(self.sweep, self.primary)

    @cached_property
    def best(self) -> int:
        """The best point; -1 where points cannot be ranked."""
        return best_point(self.sweep, self.primary, self.direction(self.primary))
