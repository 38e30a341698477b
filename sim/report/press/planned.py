"""A study of points as its page reads it: what its plan says in one language, with names for axes, values and scenarios."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.report.press.numbers import duration
from sim.report.press.view import PageView
from sim.studies.sweep.table import SCENARIO
from sim.words import number, say, text_of

if TYPE_CHECKING:
    from sim.studies.estimate import Estimate, SensitivityEstimate
    from sim.studies.sensitivity.study import Sensitivity
    from sim.studies.sweep.study import Sweep


@dataclass(frozen=True)
class PlannedView(PageView):
    """One study in one language; what it is depends on its kind."""

    sweep: Sweep | Sensitivity
    lang: str
    room = "studies"

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

    def ends(self, low: float, high: float, *, sign: bool = False) -> str:
        """Write an interval of the primary measure."""
        return self.span(low, high, measure=self.primary, sign=sign)

    def of_worlds(self) -> list[str]:
        """Say where ranges come from that the study does not give, and what is amiss with the worlds they were to come from."""
        plan = self.sweep.plan
        standing = plan.standing
        sentences = [self.say("worlds.how", ensemble=plan.ensemble)] if plan.ensemble else []
        return sentences + ([self.say(f"worlds.{standing}")] if standing in ("missing", "stale") else [])

    # --- axes and scenarios ------------------------------------------------------------------------------------
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
        return Counter(self._name(factor.column) for factor in self.sweep.factors)

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
            return " – ".join(self.value(column, bound) for bound in value)
        if isinstance(value, bool):
            return say(f"scenario.value.{'yes' if value else 'no'}", self.lang)
        return self.show(float(value)) if isinstance(value, (int, float)) else str(value)

    def arm(self, index: int) -> str:
        """Return the name of a scenario, with its variant when there are several."""
        name, _ = self.sweep.plan.arms[index]
        title = self.sweep.points[index].scenario.title[self.lang]
        bases = {
            arm: point.scenario.title[self.lang]
            for (arm, _), point in zip(self.sweep.plan.arms, self.sweep.points[: self.sweep.n_arms], strict=True)
        }
        if list(bases.values()).count(title) > 1:  # another scenario has the same title
            title = f"{title} ({name})"
        variants = list(self.sweep.plan.policies)
        several = len({arm.scenario.title[self.lang] for arm in self.sweep.points[: self.sweep.n_arms]}) > 1
        if not variants:
            return title
        variant = variants[index % len(variants)]
        variant = self.sweep.plan.labels_of_factors.get(variant, {}).get(self.lang, variant)
        return f"{title} · {variant}" if several or len(self.sweep.plan.bases) > 1 else variant


def cost(estimate: Estimate | SensitivityEstimate, lang: str) -> list[str]:
    """Return what a study would take, in time and on the disk, and what went wrong in the pilot runs."""

    def told(key: str, **values: object) -> str:
        return say(f"studies.dry.{key}", lang, **values)

    return [
        told(
            "time" if estimate.workers > 1 else "time_one",
            seconds=told("seconds", n=number(estimate.seconds_a_run, lang)),
            time=duration(estimate.seconds, lang),
            workers=estimate.workers,
        ),
        told("disk", mb=number(max(estimate.bytes / 1e6, 0.1), lang, 1)),
        *(told("error", error=error) for error in estimate.errors),
    ]
