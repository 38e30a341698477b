"""A study, whole and checked: scenarios and variants of them, crossed with the rows of a design."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sim.errors import Fault, ScenarioError
from sim.laboratory.plan.design import rows, size
from sim.laboratory.plan.factor import LEVER, UNCERTAIN, Factor
from sim.laboratory.plan.points import Point, labels_of, made
from sim.laboratory.plan.ranges import Ranges
from sim.laboratory.plan.tables import DesignTable, Head, SensitivityTable
from sim.scenario.library import Asked, Place
from sim.scenario.model import Scenario, check
from sim.scenario.settings import put

ENOUGH_FAULTS = 20
"""Faults of single points after which no more are looked for."""


@dataclass(frozen=True)
class Plan:
    """A study, whole and checked.

    Attributes
    ----------
    name, title, about : as in a scenario.
    head : what is asked of which scenarios, how often.
    primary : the measure that answers.
    policies : by name, the settings of a variant of every scenario, value by key; none: the scenarios as they are.
    factors : what varies.
    design : which values are tried together.
    cases : the rows of a design of kind "file".
    bases : scenario name -> what is asked of it.
    places : key of a setting -> where it stands.
    labels_of_factors : key of a factor, or name of a variant -> its name for readers, in every language; may be empty.
    sensitivity : what a sensitivity study asks; None for a sweep.
    ranges : where ranges came from that the study does not give.
    rows_at : where each case of a design's CSV file stands; none for other designs.
    """

    name: str
    title: dict[str, str]
    about: dict[str, str] | None
    head: Head
    primary: str
    policies: dict[str, dict[str, Any]]
    factors: tuple[Factor, ...]
    design: DesignTable
    cases: tuple[dict[str, Any], ...]
    bases: dict[str, Asked]
    places: dict[str, Place]
    labels_of_factors: dict[str, dict[str, str]]
    sensitivity: SensitivityTable | None = None
    ranges: Ranges = Ranges()
    rows_at: tuple[Place, ...] = ()

    @property
    def ensemble(self) -> str:
        """Name of the worlds that gave a factor its range; empty when none did."""
        if self.head.ensemble is not None:
            return self.head.ensemble
        drawn = any(one.kind == UNCERTAIN and self.ranges.ends.get(one.key) == (one.low, one.high) for one in self.factors)
        return self.ranges.ensemble.name if drawn and self.ranges.ensemble is not None else ""

    @property
    def standing(self) -> str:
        """What is amiss with the worlds that were to give ranges, as of a comparison; empty where no range was to come from them."""
        if self.head.ensemble is not None or not (self.ensemble or (self.ranges.is_missing and any(one.kind == UNCERTAIN and one.is_range
                                                                                                   for one in self.factors))):
            return ""
        return self.ranges.standing

    @property
    def arms(self) -> list[tuple[str, dict[str, Any]]]:
        """Scenario and settings of everything the draws are crossed with."""
        variants = list(self.policies.values()) or [{}]
        return [(name, settings) for name in self.bases for settings in variants]

    @property
    def labels(self) -> list[str]:
        """A label for each arm, safe as a file name."""
        names = list(self.policies) or [""]
        return labels_of([one if not variant else variant if len(self.bases) == 1 else f"{one}+{variant}"
                          for one in self.bases for variant in names])

    @property
    def n_points(self) -> int:
        """How many points there are."""
        return len(self.arms) * size(self.design.kind, self.factors, self.design.n, len(self.cases))

    def arm(self, index: int) -> Scenario:
        """Return an arm without any draw."""
        name, settings = self.arms[index]
        return self.resolve(name, settings)

    def resolve(self, name: str, settings: Mapping[str, Any], row: Place | None = None) -> Scenario:
        """Return a scenario with settings put in; ``row`` is where those of a case stand.

        Raises
        ------
        ScenarioError
            With every fault of this scenario.
        """
        base = self.bases[name]
        data, places, faults = copy.deepcopy(base.data), dict(base.places), list(base.faults)
        if self.head.seed is not None and isinstance(data.setdefault("community", {}), dict):
            data["community"]["seed"] = self.head.seed
        varied = {one.column if one.kind == UNCERTAIN else one.key for one in self.factors} if row is not None else ()
        for key, value in settings.items():
            put(data, places, key, value, row if key in varied else self.places.get(key, Place(base.file, base.first_line)), faults)
        return check(Asked(base.name, base.file, data, places, tuple(faults), base.first_line))

    def draws(self) -> list[tuple[Any, ...]]:
        """Return the design: values of the factors, one row a draw."""
        return rows(self.design.kind, self.factors, self.design.n, self.design.seed, self.cases)

    def points(self) -> list[Point]:
        """Return every point: by draw, and within a draw by arm.

        Raises
        ------
        ScenarioError
            With the faults of points that cannot be run.
        """
        labels, arms = self.labels, self.arms
        found: list[Point] = []
        faults: dict[Fault, None] = {}
        for k, line in enumerate(self.draws()):
            values = {one.column if one.kind == UNCERTAIN else one.key: value for one, value in zip(self.factors, line, strict=True)}
            told = {one.key: value for one, value in zip(self.factors, line, strict=True) if one.kind == LEVER}
            for i, (name, settings) in enumerate(arms):
                make = partial(self.resolve, name, {**settings, **values}, self.rows_at[k] if self.rows_at else None)
                try:
                    found.append(made(k * len(arms) + i, "sweep", labels[i], make, k if self.factors else -1, told))
                except ScenarioError as error:
                    faults |= dict.fromkeys(error.faults)
                    if len(faults) >= ENOUGH_FAULTS:
                        raise ScenarioError(list(faults)) from None
                    continue
        if faults:
            raise ScenarioError(list(faults))
        return found
