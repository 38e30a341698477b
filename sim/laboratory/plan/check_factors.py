"""Checking what varies in a study: levers, uncertain parameters, and the keys that name them."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.errors import Fault, InputError, nearest
from sim.laboratory.plan.factor import LEVER, UNCERTAIN, Factor
from sim.laboratory.plan.gather import StudyAsked
from sim.laboratory.plan.ranges import Ranges, ranges_of_worlds
from sim.laboratory.plan.tables import Lever
from sim.laboratory.worlds.prior import even_over
from sim.policies import POLICIES
from sim.scenario.bounds import shown, span
from sim.scenario.check import Check
from sim.scenario.community import ROLES, Community
from sim.scenario.library import Place
from sim.scenario.naming import kind_in, split
from sim.scenario.uncertain import FITS, Uncertain

OF_COMMUNITY = ("audience", "founders", "everyone_in")
"""Values of the community that may be levers; the rest decides what is compared at all."""


class FactorCheck(Check):
    """The checks of a scenario file, put to the levers and parameters of a study file."""

    def __init__(self, study: StudyAsked) -> None:
        super().__init__(study.asked)
        self.found = study
        self.faults: list[Fault] = study.faults
        self.keys: dict[str, Place] = {}
        self.ranges = self._ranges()

    def _ranges(self) -> Ranges:
        """Return where ranges come from that the study does not give; what is wrong with the keys is told with the others of [study]."""
        head = self.found.tables.get("study", {})
        if not isinstance(head, Mapping) or head.get("assumptions", "worlds") != "worlds":
            return Ranges()
        file = head.get("worlds")
        if file is not None and not isinstance(file, str):
            return Ranges()
        try:
            return ranges_of_worlds(None if file is None else Path(os.path.normpath(self.found.folder / file)))
        except InputError as error:
            for fault in error.faults:
                self._wrong(("study", "worlds"), f"{fault.file}: {fault.wrong}", fault.allowed)
            return Ranges()

    def _table(self, tables: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        table = tables.get(key, {})
        if not isinstance(table, Mapping):
            self._wrong((key,), f"{shown(table)} is not a table", f"a [{key}] table")
            return {}
        return table

    def _tables(self, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for name, table in self._table(self.found.tables, key).items():
            if isinstance(table, Mapping):
                yield name, table
            else:
                self._wrong((key, name), f"{shown(table)} is not a table", f"a [{key}.{name}] table")

    def _key(self, at: tuple[str, ...], key: str) -> str:
        """Return the full name of a lever, "" (with a fault) when there is none."""
        room, _, name = key.removeprefix("policy.").partition(".")
        if room == "community" and name in OF_COMMUNITY:
            return f"community.{name}"
        if room == "mix" and name in ROLES:
            return f"mix.{name}"
        kind, _ = split(room)
        if kind in POLICIES:
            fields = [field for field in POLICIES[kind].model_fields if field != "kind"]
            if name in fields:
                return f"{room}.{name}"
            close = nearest(name, fields) if name else ""
            self._wrong(
                at,
                f"the policy {room} has no value {shown(name)}" if name else "names no value of the policy",
                ", ".join(f"{room}.{field}" for field in fields),
                f"{room}.{close}" if close else "",
            )
            return ""
        close = nearest(kind or room, [*POLICIES, "community", "mix"])
        owners = [
            kind
            for kind, policy in POLICIES.items()
            if key in policy.model_fields and key not in ("kind", "from_day", "until_day")
        ]
        named = {"community": OF_COMMUNITY, "mix": ROLES}.get(room)
        if named is not None:
            name = nearest(name, named)
        meant = f"{owners[0]}.{key}" if len(owners) == 1 else f"{close}.{name}" if close and name else ""
        right = (
            f'"policy.field", with a policy of {", ".join(POLICIES)}, {", ".join(f"community.{setting}" for setting in OF_COMMUNITY)}, or '
            f'"mix.role", with a role of {", ".join(ROLES)}'
        )
        self._wrong(at, "names no lever", right, meant)
        return ""

    def _levers(self, policies: Mapping[str, Mapping[str, Any]]) -> Iterator[Factor]:
        for name, table in self._tables("levers"):
            at = ("levers", name)
            key, lever = self._key(at, name), self._model(Lever, table, at)
            if not key or lever is None:
                continue
            self.keys[key] = self._place(at)
            for variant, settings in policies.items():
                if key in settings:
                    self._wrong(at, f"is decided twice, here and by policies.{variant}", "one place for a lever")
            if (lever.values is None) == (lever.low is None and lever.high is None):
                self._wrong(at, "needs either values, or low and high", "values = [1, 2, 4], or low = 1 and high = 8")
            elif lever.values is not None:
                if len(set(map(repr, lever.values))) != len(lever.values) or not lever.values:
                    self._wrong((*at, "values"), "is empty, or holds a value twice", "values that differ")
                yield Factor(key, LEVER, "values", lever.values)
            else:
                kinds = field_types(key)
                if not {int, float} & kinds or bool in kinds:
                    self._wrong(at, "has no range: it does not take numbers", "values = [...]")
                elif self._ends(at, lever.low, lever.high, -math.inf, math.inf, ""):
                    is_whole = float not in kinds
                    if is_whole and (lever.low != int(lever.low) or lever.high != int(lever.high)):
                        self._wrong(at, "takes whole numbers, its ends are not", "whole numbers for low and high")
                    yield Factor(key, LEVER, "uniform", low=lever.low, high=lever.high, is_whole=is_whole)

    def _uncertain(self) -> Iterator[Factor]:
        from sim.rules import PARAMETERS

        for name, table in self._tables("uncertain"):
            at = ("uncertain", name)
            parameter, given = PARAMETERS.get(name), self._model(Uncertain, table, at)
            if parameter is None:
                self._unknown(at, PARAMETERS, listed=False)
            if parameter is None or given is None:
                continue
            self.keys[f"behaviour.{name}"] = self._place(at)
            fits = FITS[given.dist]
            for field in ("low", "high", "mode", "mean", "sd", "values"):
                if field not in fits and getattr(given, field) is not None:
                    self._wrong((*at, field), f"does not go with dist {given.dist}", ", ".join(fits))
            if given.dist == "choice":
                if not given.values or len(set(given.values)) != len(given.values):
                    self._wrong((*at, "values"), "missing, empty, or a value twice", "values = [...] that differ")
                    continue
                for i, value in enumerate(given.values):
                    self._real((*at, "values", i), value, parameter.hard_low, parameter.hard_high, parameter.unit)
                yield Factor(name, UNCERTAIN, "values", given.values)
                continue
            ends = self.ranges.of(parameter) if given.low is None and given.high is None else parameter.believable
            if not ends[0] < ends[1]:  # a constant that is named on purpose
                ends = parameter.believable
            low, high = (ends[0] if given.low is None else given.low), (ends[1] if given.high is None else given.high)
            if not self._ends(at, low, high, parameter.hard_low, parameter.hard_high, parameter.unit):
                continue
            if given.dist == "log-uniform" and low <= 0:
                self._wrong((*at, "low"), f"{shown(low)} has no logarithm", "more than 0 for dist log-uniform")
            middle = {"triangular": given.mode, "normal-truncated": given.mean}.get(given.dist)
            middle = min(max(parameter.default, low), high) if middle is None else middle
            if given.dist == "triangular" and not low <= middle <= high:
                self._wrong((*at, "mode"), f"{shown(middle)} is out of range", span(low, high))
            yield Factor(
                name, UNCERTAIN, given.dist, low=low, high=high, middle=middle, sd=given.sd or (high - low) / 4
            )

    def _all_parameters(self, named: set[str]) -> Iterator[Factor]:
        """Return every uncertain parameter that is not named, over its range.

        Not one that a scenario sets (that was done on purpose), nor one of a policy that no arm of the study has.
        """
        from sim.rules import PARAMETERS
        from sim.world.parameters import uncertain

        tables = [base.data.get("behaviour", {}) for base in self.found.bases.values()]
        set_somewhere = {name for table in tables if isinstance(table, Mapping) for name in table}
        for name in uncertain(PARAMETERS, self._kinds()):
            parameter = PARAMETERS[name]
            low, high = self.ranges.of(parameter)
            if name not in named and name not in set_somewhere and low < high:
                middle = min(max(parameter.default, low), high)
                yield Factor(
                    name, UNCERTAIN, even_over(low, high), low=low, high=high, middle=middle, sd=(high - low) / 4
                )

    def _kinds(self) -> set[str]:
        """Return the kinds of policy that some arm may have: those of the scenarios, of variants and of levers."""
        tables = [base.data.get("policy", ()) for base in self.found.bases.values()]
        listed = [
            key.get("kind", "")
            for table in tables
            if isinstance(table, list)
            for key in table
            if isinstance(key, Mapping)
        ]
        return {*map(str, listed), *map(kind_in, self.keys)}

    def _ends(
        self, at: tuple[str, ...], low: float | None, high: float | None, least: float, most: float, unit: str
    ) -> bool:
        """Whether low and high make a range within bounds; else faults."""
        right = f"{span(least, most)} ({unit})" if math.isfinite(least) else "low below high"
        if low is None or high is None or not low < high:
            missing = [name for name, value in (("low", low), ("high", high)) if value is None]
            what = (
                f"{' and '.join(missing)} missing"
                if missing
                else f"low {shown(low)} and high {shown(high)} make no range"
            )
            self._wrong(at, what, right)
            return False
        before = len(self.faults)
        for field, value in (("low", low), ("high", high)):
            if not least <= value <= most:
                self._wrong((*at, field), f"{shown(value)} is out of range", right)
        return len(self.faults) == before


def field_types(key: str) -> set[type]:
    """Return the plain types a lever may hold."""
    from typing import get_args

    room, _, name = key.partition(".")
    if room == "mix":
        return {float}
    model = Community if room == "community" else POLICIES[kind_in(key)]
    waiting, types = [model.model_fields[name].annotation], set()
    while waiting:
        annotation = waiting.pop()
        if isinstance(annotation, type):
            types.add(annotation)
        waiting.extend(get_args(annotation))
    return types
