"""Checking a whole study before anything runs: every fault in one go, each with file, line, key and what would be right."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.errors import Fault, ScenarioError, nearest
from sim.measures import GOALS, MEASURES
from sim.policies import POLICIES
from sim.scenario.checking import _Check, check
from sim.scenario.library import Place
from sim.scenario.model import ROLES, Community, Scenario
from sim.scenario.saying import figure, shown, span
from sim.studies.design_factor import LEVER, UNCERTAIN, Factor
from sim.studies.precision import FIRST, width_of
from sim.studies.study_asked import StudyAsked, cases_of
from sim.studies.study_parts import MOST_RUNS, DesignTable, Head, Lever, Uncertain
from sim.studies.study_plan import Plan
from sim.words import LANGUAGES

ROOT_KEYS = ("study", "scenario", "policies", "uncertain", "levers", "labels", "design")
OF_COMMUNITY = ("audience", "founders", "everyone_in")
"""Values of the community that may be levers; the rest decides what is compared at all."""


def check_study(found: StudyAsked) -> Plan:
    """Return the study that is asked.

    Raises
    ------
    ScenarioError
        With every fault, in the order of the file.
    """
    return _StudyCheck(found).plan()


class _StudyCheck(_Check):
    """The checks of a scenario file, put to a study file."""

    def __init__(self, found: StudyAsked) -> None:
        super().__init__(found.asked)
        self.found = found
        self.faults: list[Fault] = found.faults
        self.keys: dict[str, Place] = {}

    def plan(self) -> Plan:
        tables = self.found.tables
        for key in tables:
            if key not in ROOT_KEYS:
                self._unknown((key,), ROOT_KEYS, f"study.{key}" if key in (*Head.model_fields, "title", "about") else "")
        head_table = self._table(tables, "study")
        title, about = (self._told(head_table, key, ("study", key)) for key in ("title", "about"))
        head = self._model(Head, {key: value for key, value in head_table.items() if key not in ("title", "about")}, ("study",))
        if not self.found.bases and not self.faults:
            self._wrong(("study", "scenarios"), "no scenario", "scenario files, or [scenario.<name>] tables")
        policies = self._policies_named()
        factors = [*self._levers(policies), *self._uncertain()]
        design, cases, given = self._design(factors)
        factors = given or factors
        labels = self._labels([*(one.key for one in factors), *policies])
        goals = self._goals()
        primary = self._primary(head, goals)
        self._scenarios(head)
        self._precision(head)
        if self.faults or head is None or design is None:
            raise ScenarioError(self._in_order())
        name = self.asked.name
        plan = Plan(name, title or dict.fromkeys(LANGUAGES, name), about, head, primary, policies, tuple(factors), design, tuple(cases),
                    self.found.bases, self.keys, labels)
        self._fits(plan)
        return plan

    # -- the tables --------------------------------------------------------------------------------------------------------

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

    def _told(self, table: Mapping[str, Any], key: str, at: tuple[str, ...]) -> dict[str, str] | None:
        value = table.get(key)
        if value is None:
            return None
        texts = dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value
        right = 'text, or { en = "...", nl = "..." }'
        if not isinstance(texts, Mapping) or set(texts) != set(LANGUAGES) or not all(isinstance(t, str) and t.strip() for t in texts.values()):
            self._wrong(at, f"{shown(value)} is not text in every language", right)
            return None
        return {lang: texts[lang] for lang in LANGUAGES}

    def _labels(self, keys: list[str]) -> dict[str, dict[str, str]]:
        """Return the names that the study gives its own factors and variants."""
        table, found = self._table(self.found.tables, "labels"), {}
        for key in table:
            if key not in keys and not self.faults:
                self._unknown(("labels", key), keys)
            text = self._told(table, key, ("labels", key))
            if text is not None:
                found[key] = text
        return found

    def _policies_named(self) -> dict[str, dict[str, Any]]:
        found = {}
        for name, table in self._tables("policies"):
            settings = {}
            for key, value in table.items():
                known = self._key(("policies", name, key), key)
                if known:
                    settings[known] = value
                    self.keys[known] = self._place(("policies", name, key))
            found[name] = settings
        return found

    def _key(self, at: tuple[str, ...], key: str) -> str:
        """Return the full name of a lever, "" (with a fault) when there is none."""
        room, _, name = key.removeprefix("policy.").partition(".")
        if room == "community" and name in OF_COMMUNITY:
            return f"community.{name}"
        if room == "mix" and name in ROLES:
            return f"mix.{name}"
        if room in POLICIES:
            fields = [field for field in POLICIES[room].model_fields if field != "kind"]
            if name in fields:
                return f"{room}.{name}"
            close = nearest(name, fields) if name else ""
            self._wrong(at, f"the policy {room} has no value {shown(name)}" if name else "names no value of the policy",
                        ", ".join(f"{room}.{field}" for field in fields), f"{room}.{close}" if close else "")
            return ""
        close = nearest(room, [*POLICIES, "community", "mix"])
        owners = [kind for kind, policy in POLICIES.items() if key in policy.model_fields and key not in ("kind", "from_day", "until_day")]
        named = {"community": OF_COMMUNITY, "mix": ROLES}.get(room)
        if named is not None:
            name = nearest(name, named)
        meant = f"{owners[0]}.{key}" if len(owners) == 1 else f"{close}.{name}" if close and name else ""
        right = (f'"policy.field", with a policy of {", ".join(POLICIES)}, {", ".join(f"community.{one}" for one in OF_COMMUNITY)}, or '
                 f'"mix.role", with a role of {", ".join(ROLES)}')
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
                self._wrong(at, "needs either values, or low and high", 'values = [1, 2, 4], or low = 1 and high = 8')
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
            fits = {"uniform": ("low", "high"), "triangular": ("low", "high", "mode"), "normal-truncated": ("low", "high", "mean", "sd"),
                    "choice": ("values",)}[given.dist]
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
            low, high = (parameter.low if given.low is None else given.low), (parameter.high if given.high is None else given.high)
            if not self._ends(at, low, high, parameter.hard_low, parameter.hard_high, parameter.unit):
                continue
            middle = {"triangular": given.mode, "normal-truncated": given.mean}.get(given.dist)
            middle = min(max(parameter.default, low), high) if middle is None else middle
            if given.dist == "triangular" and not low <= middle <= high:
                self._wrong((*at, "mode"), f"{shown(middle)} is out of range", span(low, high))
            yield Factor(name, UNCERTAIN, given.dist, low=low, high=high, middle=middle, sd=given.sd or (high - low) / 4)

    def _ends(self, at: tuple[str, ...], low: float | None, high: float | None, least: float, most: float, unit: str) -> bool:
        """Whether low and high make a range within bounds; else faults."""
        right = f"{span(least, most)} ({unit})" if math.isfinite(least) else "low below high"
        if low is None or high is None or not low < high:
            missing = [name for name, value in (("low", low), ("high", high)) if value is None]
            what = f"{' and '.join(missing)} missing" if missing else f"low {shown(low)} and high {shown(high)} make no range"
            self._wrong(at, what, right)
            return False
        before = len(self.faults)
        for field, value in (("low", low), ("high", high)):
            if not least <= value <= most:
                self._wrong((*at, field), f"{shown(value)} is out of range", right)
        return len(self.faults) == before

    def _design(self, factors: Sequence[Factor]) -> tuple[DesignTable | None, list[dict[str, Any]], list[Factor]]:
        table = self._table(self.found.tables, "design")
        design = self._model(DesignTable, {key: value for key, value in table.items() if key != "case"}, ("design",))
        rows_given = table.get("case")
        if design is None:
            return None, [], []
        if rows_given is not None and (not isinstance(rows_given, list) or not rows_given or not all(isinstance(r, Mapping) for r in rows_given)):
            self._wrong(("design", "case"), "is not a list of tables", "[[design.case]] tables, with two brackets")
            return design, [], []
        if design.kind != "file":
            for key in ("file", "case"):
                if key in table:
                    self._wrong(("design", key), f"does not go with kind {design.kind}", 'kind = "file"')
            if design.kind in ("lhs", "sobol") and design.n is None:
                self._wrong(("design", "n"), "missing", "how many draws")
            if design.kind in ("lhs", "sobol") and not factors and not self.faults:
                self._wrong(("design", "kind"), f"{design.kind} needs something that varies", "[uncertain.<parameter>] or [levers.<lever>] tables")
            ranges = [one.key for one in factors if one.is_range]
            if design.kind == "factorial" and design.n is None and ranges:
                self._wrong(("design", "n"), f"missing: {', '.join(ranges)} run over a range", "how many levels of each range")
            return design, [], []
        for key in ("levers", "uncertain"):
            if self.found.tables.get(key):
                self._wrong((key,), "does not go with a design of kind file, whose head says what varies", "another kind of design")
        if (design.file is None) == (rows_given is None):
            self._wrong(("design",), "needs either file or [[design.case]] tables", 'file = "cases.csv"')
            return design, [], []
        raw = cases_of(self.found, design.file) if design.file is not None else [dict(row) for row in rows_given]
        return design, *self._cases(raw)

    def _cases(self, raw: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Factor]]:
        from sim.rules import PARAMETERS

        names: dict[str, Factor] = {}
        for name in raw[0] if raw else ():
            plain = name.removeprefix("behaviour.")
            if plain in PARAMETERS:
                names[name] = Factor(plain, UNCERTAIN, "given")
                self.keys[f"behaviour.{plain}"] = self._place(("design", "case", 0, name))
            else:
                key = self._key(("design", "case", 0, name), name.removeprefix("lever."))
                if key:
                    names[name] = Factor(key, LEVER, "given")
                    self.keys[key] = self._place(("design", "case", 0, name))
        if len({one.column for one in names.values()}) < len(names):
            self._wrong(("design",), "two columns are the same factor", "one column for each")
        for i, row in enumerate(raw):
            if set(row) != set(raw[0]):
                self._wrong(("design", "case", i), "has other keys than the first case", ", ".join(raw[0]))
        if self.faults:
            return [], []
        return [{names[name].key: value for name, value in row.items()} for row in raw], list(names.values())

    def _goals(self) -> list[str]:
        """Return each scenario's goal; unknown ones are the scenario's fault to tell."""
        tables = [base.data.get("community", {}) for base in self.found.bases.values()]
        return [table.get("goal", "participation") for table in tables if isinstance(table, Mapping)]

    def _primary(self, head: Head | None, goals: list[str]) -> str:
        if head is None:
            return ""
        for i, name in enumerate(head.beside or ()):
            if name not in MEASURES:
                self._wrong(("study", "beside", i), f"{shown(name)} is not a measure", f"one of {len(MEASURES)} measures", nearest(name, MEASURES))
        if head.primary is not None:
            if head.primary not in MEASURES:
                close = nearest(head.primary, MEASURES)
                self._wrong(("study", "primary"), f"{shown(head.primary)} is not a measure", f"one of {len(MEASURES)} measures", close)
            return head.primary
        if len(set(map(str, goals))) > 1:
            self._wrong(("study", "primary"), "missing: the scenarios have different goals", "the measure that answers the question")
        return GOALS.get(str(goals[0]), "") if goals else ""

    def _precision(self, head: Head | None) -> None:
        """Check a precision that goes on until intervals are narrow."""
        if head is None or head.precision is None:
            return
        found = width_of(head.precision)
        if found is None or found[0] <= 0:
            self._wrong(("study", "precision"), f"{shown(head.precision)} is no width of an interval", 'a number above 0, or a share such as "2%"')
        if head.reps <= FIRST:
            self._wrong(("study", "reps"), f"{head.reps} is too few to look for a precision", f"more than {FIRST}: the most there may be")

    def _fits(self, plan: Plan) -> None:
        """Check what only shows when scenarios and settings are put together."""
        runs = plan.n_points * plan.head.reps
        if runs > plan.head.budget:
            self._wrong(("study", "budget"), f"{plan.n_points:,} points and {plan.head.reps} replications are {runs:,} runs, more than "
                        f"the {plan.head.budget:,} that may be made", f"a smaller design, or a budget up to {figure(MOST_RUNS)}")
        if self.faults:
            raise ScenarioError(self._in_order())

    def _scenarios(self, head: Head | None) -> None:
        """Check every scenario as it is, and that all meet the same random numbers."""
        whole: list[Scenario] = []
        for base in self.found.bases.values():
            try:
                whole.append(check(base))
            except ScenarioError as error:
                self.faults.extend(error.faults)
        for one in whole[1:]:
            if head is not None and head.seed is None and one.community.seed != whole[0].community.seed:
                self._wrong(("study", "seed"), f"missing: {one.name} has seed {one.community.seed}, {whole[0].name} has "
                            f"{whole[0].community.seed}", "one seed for all, so that they meet the same random numbers")


def field_types(key: str) -> set[type]:
    """Return the plain types a lever may hold."""
    from typing import get_args

    room, _, name = key.partition(".")
    if room == "mix":
        return {float}
    model = Community if room == "community" else POLICIES[room]
    waiting, found = [model.model_fields[name].annotation], set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, type):
            found.add(one)
        waiting.extend(get_args(one))
    return found
