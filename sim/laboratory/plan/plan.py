"""A study, whole and checked: scenarios and variants of them, crossed with the rows of a design."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from sim.errors import Fault, ScenarioError
from sim.laboratory.plan.design import rows, size
from sim.laboratory.plan.factor import LEVER, UNCERTAIN, Factor
from sim.laboratory.plan.points import Point, labels_of, made
from sim.laboratory.plan.ranges import Ranges
from sim.laboratory.plan.stages import hash_of, main_points
from sim.laboratory.plan.tables import ComparisonTable, DesignTable, Head, SensitivityTable
from sim.laboratory.provenance import design_hash, digest
from sim.scenario.library import Asked, Place
from sim.scenario.model import Scenario, check
from sim.scenario.settings import put
from sim.words import LANGUAGES

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
    bases : scenario name -> what is asked of it; or the scenario itself, in a study that sets nothing in it.
    places : key of a setting -> where it stands.
    labels_of_factors : key of a factor, or name of a variant -> its name for readers, in every language; may be empty.
    sensitivity : what a sensitivity study asks; None for others.
    ranges : where ranges came from that the study does not give.
    rows_at : where each case of a design's CSV file stands; none for other designs.
    comparison : what a comparison asks; None for others.
    source : the study as it was typed; empty where it was not.
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
    bases: dict[str, Asked | Scenario]
    places: dict[str, Place]
    labels_of_factors: dict[str, dict[str, str]]
    sensitivity: SensitivityTable | None = None
    ranges: Ranges = Ranges()
    rows_at: tuple[Place, ...] = ()
    comparison: ComparisonTable | None = None
    source: str = ""

    @property
    def kind(self) -> str:
        """What sort of study it is: "compare", "sensitivity" or "sweep"."""
        return "compare" if self.comparison is not None else "sensitivity" if self.sensitivity is not None else "sweep"

    @cached_property
    def design_hash(self) -> str:
        """What the study is, without how often and without how far a growing design goes: a folder is for one design hash."""
        if self.sensitivity is not None:
            return hash_of(self)
        arms = [self.arm(i).hash() for i in range(len(self.arms))]
        if self.comparison is not None:
            return design_hash("compare", arms)
        drawn = [
            self.design.kind,
            self.design.seed,
            None if self.design.kind == "sobol" else self.design.n,
            list(self.cases),
        ]
        return digest("design", "sweep", arms, [repr(factor) for factor in self.factors], drawn, self.head.series)

    @property
    def ensemble(self) -> str:
        """Name of the worlds that gave a factor its range; empty when none did."""
        if self.head.ensemble is not None:
            return self.head.ensemble
        drawn = any(
            factor.kind == UNCERTAIN and self.ranges.ends.get(factor.key) == (factor.low, factor.high)
            for factor in self.factors
        )
        return self.ranges.ensemble.name if drawn and self.ranges.ensemble is not None else ""

    @property
    def standing(self) -> str:
        """What is amiss with the worlds that were to give ranges, as of a comparison; empty where no range was to come from them."""
        if self.head.ensemble is not None or not (
            self.ensemble
            or (self.ranges.is_missing and any(factor.kind == UNCERTAIN and factor.is_range for factor in self.factors))
        ):
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
        return labels_of(
            [
                base if not variant else variant if len(self.bases) == 1 else f"{base}+{variant}"
                for base in self.bases
                for variant in names
            ]
        )

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
        if not isinstance(base, Asked):
            return base
        data, places, faults = copy.deepcopy(base.data), dict(base.places), list(base.faults)
        if self.head.seed is not None and isinstance(data.setdefault("community", {}), dict):
            data["community"]["seed"] = self.head.seed
        varied = (
            {factor.column if factor.kind == UNCERTAIN else factor.key for factor in self.factors}
            if row is not None
            else ()
        )
        for key, value in settings.items():
            put(
                data,
                places,
                key,
                value,
                row if key in varied else self.places.get(key, Place(base.file, base.first_line)),
                faults,
            )
        return check(Asked(base.name, base.file, data, places, tuple(faults), base.first_line))

    def draws(self) -> list[tuple[Any, ...]]:
        """Return the design: values of the factors, one row a draw."""
        return rows(self.design.kind, self.factors, self.design.n, self.design.seed, self.cases)

    def points(self) -> list[Point]:
        """Return every point: by draw, and within a draw by arm; of a study that is no sweep, the arms as they are.

        Raises
        ------
        ScenarioError
            With the faults of points that cannot be run.
        """
        if self.kind != "sweep":
            return main_points(self)
        labels, arms = self.labels, self.arms
        points: list[Point] = []
        faults: dict[Fault, None] = {}
        for k, line in enumerate(self.draws()):
            values = {
                factor.column if factor.kind == UNCERTAIN else factor.key: value
                for factor, value in zip(self.factors, line, strict=True)
            }
            levers = {
                factor.key: value for factor, value in zip(self.factors, line, strict=True) if factor.kind == LEVER
            }
            for i, (name, settings) in enumerate(arms):
                make = partial(self.resolve, name, {**settings, **values}, self.rows_at[k] if self.rows_at else None)
                try:
                    points.append(made(k * len(arms) + i, "sweep", labels[i], make, k if self.factors else -1, levers))
                except ScenarioError as error:
                    faults |= dict.fromkeys(error.faults)
                    if len(faults) >= ENOUGH_FAULTS:
                        raise ScenarioError(list(faults)) from None
                    continue
        if faults:
            raise ScenarioError(list(faults))
        return points

    def to_toml(self) -> str:
        """Write the study as a file that needs no other: scenarios written out, defaults and ranges spelled out."""
        from sim.scenario.toml import toml

        is_sweep = self.kind == "sweep"
        head = {
            "title": self.title,
            "about": self.about,
            "primary": self.primary,
            "beside": self.head.beside,
            "reps": self.head.reps,
            "precision": self.head.precision,
            "seed": self.head.seed,
            "series": self.head.series,
            "measures": list(self.head.measures) or None,
            "budget": self.head.budget,
            "assumptions": "ranges",
            "ensemble": self.ensemble or None,
        }
        if self.comparison is not None:  # what says how its runs are kept and drawn stands in its own table
            head = {key: value for key, value in head.items() if key not in ("series", "budget", "assumptions")}
        design: dict[str, Any] = {
            "kind": self.design.kind,
            "n": self.design.n,
            "seed": self.design.seed,
            "case": [{factor.key: row[factor.key] for factor in self.factors} for row in self.cases],
        }
        levers: dict[str, Any] = {}
        uncertain: dict[str, Any] = {}
        for factor in self.factors if self.design.kind != "file" else ():
            table: dict[str, Any] = (
                {"values": list(factor.values)} if factor.dist == "values" else {"low": factor.low, "high": factor.high}
            )
            if factor.kind == LEVER:
                levers[factor.key] = table
                continue
            table["dist"] = "choice" if factor.dist == "values" else factor.dist
            table |= {"mode": factor.middle} if factor.dist == "triangular" else {}
            table |= {"mean": factor.middle, "sd": factor.sd} if factor.dist == "normal-truncated" else {}
            uncertain[factor.key] = table
        return toml(
            {
                "study": {key: value for key, value in head.items() if value is not None},
                **(
                    {"design": {key: value for key, value in design.items() if value is not None and value != []}}
                    if is_sweep
                    else {}
                ),
                **(
                    {"sensitivity": self.sensitivity.model_dump(exclude_none=True, exclude={"parameters"})}
                    if self.sensitivity is not None
                    else {}
                ),
                **(
                    {"comparison": self.comparison.model_dump(exclude_none=True)} if self.comparison is not None else {}
                ),
                **({"policies": self.policies} if self.policies else {}),
                **({"levers": levers} if levers else {}),
                **({"uncertain": uncertain} if uncertain else {}),
                **({"labels": self.labels_of_factors} if self.labels_of_factors else {}),
                "scenario": {name: self.resolve(name, {}).tables() for name in self.bases},
            }
        )

    def files(self) -> dict[str, str]:
        """Return the texts that stand in a study's folder, by name: what was asked, what that came to, and every arm."""
        resolved = self.to_toml()
        arms = {f"scenarios/{label}.toml": self.arm(i).to_toml() for i, label in enumerate(self.labels)}
        return {"study.input.toml": self.source or resolved, "study.resolved.toml": resolved} | arms


def comparison_plan(scenarios: Sequence[Scenario], primary: str, reps: int, table: ComparisonTable) -> Plan:
    """Return the plan of a comparison: scenarios as they are, by labels that differ, and no factors."""
    labels = labels_of([scenario.name for scenario in scenarios])
    title = {
        lang: " / ".join(scenario.title[lang] or label for scenario, label in zip(scenarios, labels, strict=True))
        for lang in LANGUAGES
    }
    head = Head(primary=primary, reps=reps)
    return Plan(
        "compare",
        title,
        None,
        head,
        primary,
        {},
        (),
        DesignTable(),
        (),
        dict(zip(labels, scenarios, strict=True)),
        {},
        {},
        comparison=table,
    )
