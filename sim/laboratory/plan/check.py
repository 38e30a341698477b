"""Checking a whole study before anything runs: every fault in one go, each with file, line, key and what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.errors import InputError, ScenarioError, nearest
from sim.laboratory.plan.check_factors import FactorCheck
from sim.laboratory.plan.factor import LEVER, UNCERTAIN, Factor
from sim.laboratory.plan.gather import StudyAsked, cases_of
from sim.laboratory.plan.plan import Plan
from sim.laboratory.plan.stages import bounds_hold, n_runs_at_most
from sim.laboratory.plan.tables import MOST_RUNS, ComparisonTable, DesignTable, Head, SensitivityTable
from sim.laboratory.precision import FIRST, parse_until, width_of
from sim.measures import GOALS, MEASURES
from sim.scenario.bounds import figure, shown
from sim.scenario.model import Scenario, check
from sim.words import LANGUAGES

ROOT_KEYS = ("study", "scenario", "policies", "uncertain", "levers", "labels", "design", "sensitivity", "comparison")


def check_study(study: StudyAsked, *, is_sensitivity: bool | None = None) -> Plan:
    """Return the study that is asked.

    Parameters
    ----------
    study : StudyAsked
        What is asked.
    is_sensitivity : bool or None
        Whether it is read as a sensitivity study; None: when it has a [sensitivity] table.

    Raises
    ------
    ScenarioError
        With every fault, in the order of the file.
    """
    return _StudyCheck(study, "sensitivity" in study.tables if is_sensitivity is None else is_sensitivity).plan()


class _StudyCheck(FactorCheck):
    """The checks of a whole study file."""

    def __init__(self, study: StudyAsked, is_sensitivity: bool) -> None:
        super().__init__(study)
        self.is_sensitivity = is_sensitivity

    def plan(self) -> Plan:
        tables = self.found.tables
        for key in tables:
            if key not in ROOT_KEYS:
                self._unknown(
                    (key,), ROOT_KEYS, f"study.{key}" if key in (*Head.model_fields, "title", "about") else ""
                )
        head_table = self._table(tables, "study")
        title, about = (self._told(head_table, key, ("study", key)) for key in ("title", "about"))
        head = self._model(
            Head, {key: value for key, value in head_table.items() if key not in ("title", "about")}, ("study",)
        )
        if not self.found.bases and not self.faults:
            self._wrong(("study", "scenarios"), "no scenario", "scenario files, or [scenario.<name>] tables")
        policies = self._policies_named()
        factors = [*self._levers(policies), *self._uncertain()]
        asked = self._sensitivity(factors, head) if self.is_sensitivity else None
        comparison = self._comparison() if "comparison" in tables else None
        design, cases, given = (
            (DesignTable(), [], []) if self.is_sensitivity or "comparison" in tables else self._design(factors)
        )
        factors = given or factors
        labels = self._labels([*(factor.key for factor in factors), *policies])
        goals = self._goals()
        primary = self._primary(head, goals)
        self._scenarios(head)
        self._precision(head)
        if self.faults or head is None or design is None:
            raise ScenarioError(self._in_order())
        name = self.asked.name
        plan = Plan(
            name,
            title or dict.fromkeys(LANGUAGES, name),
            about,
            head,
            primary,
            policies,
            tuple(factors),
            design,
            tuple(cases),
            dict(self.found.bases),
            self.keys,
            labels,
            asked,
            self.ranges,
            tuple(self.found.rows),
            comparison,
        )
        self._fits(plan)
        return plan

    # -- the tables --------------------------------------------------------------------------------------------------------

    def _told(self, table: Mapping[str, Any], key: str, at: tuple[str, ...]) -> dict[str, str] | None:
        value = table.get(key)
        if value is None:
            return None
        texts = dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value
        right = 'text, or { en = "...", nl = "..." }'
        if (
            not isinstance(texts, Mapping)
            or set(texts) != set(LANGUAGES)
            or not all(isinstance(t, str) and t.strip() for t in texts.values())
        ):
            self._wrong(at, f"{shown(value)} is not text in every language", right)
            return None
        return {lang: texts[lang] for lang in LANGUAGES}

    def _labels(self, keys: list[str]) -> dict[str, dict[str, str]]:
        """Return the names that the study gives its own factors and variants."""
        table, labels = self._table(self.found.tables, "labels"), {}
        for key in table:
            if key not in keys and not self.faults:
                self._unknown(("labels", key), keys)
            text = self._told(table, key, ("labels", key))
            if text is not None:
                labels[key] = text
        return labels

    def _policies_named(self) -> dict[str, dict[str, Any]]:
        policies = {}
        for name, table in self._tables("policies"):
            settings = {}
            for key, value in table.items():
                known = self._key(("policies", name, key), key)
                if known:
                    settings[known] = value
                    self.keys[known] = self._place(("policies", name, key))
            policies[name] = settings
        return policies

    def _sensitivity(self, factors: list[Factor], head: Head | None) -> SensitivityTable | None:
        """Return what a sensitivity study asks, and add to the factors every parameter where all are asked for."""
        design = self._table(self.found.tables, "design")
        if design and "sensitivity" in self.found.tables:
            self._wrong(
                ("design",),
                "does not go with [sensitivity], which says itself what is tried",
                "one of the two in a file",
            )
        if design.get("kind") == "file":
            self._wrong(
                ("design", "kind"),
                "a design of cases has no ranges to look over",
                "[uncertain.<parameter>] and [levers.<lever>] tables",
            )
        asked = self._model(SensitivityTable, self._table(self.found.tables, "sensitivity"), ("sensitivity",))
        if asked is None:
            return None
        if asked.levels % 2:
            self._wrong(("sensitivity", "levels"), f"{asked.levels} is odd", "an even number, 2 to 64")
        if asked.n & (asked.n - 1):
            self._wrong(("sensitivity", "n"), f"{asked.n} is no power of two", "8, 16, 32, 64, ... up to 65,536")
        if asked.parameters == "all":
            factors += self._all_parameters({factor.key for factor in factors})
        for factor in factors:
            if factor.dist == "values" and len(factor.values) < 2:
                self._wrong(
                    ("levers" if factor.kind == LEVER else "uncertain", factor.key),
                    "a single value does not vary",
                    "two values or more",
                )
        n_arms = len(self.found.bases) * max(1, len(self._table(self.found.tables, "policies")))
        if asked.of == "difference" and n_arms == 1:
            self._wrong(
                ("sensitivity", "of"), "a difference needs two scenarios or variants", '"mean", or another scenario'
            )
        if not factors and not self.faults:
            self._wrong(
                ("sensitivity",),
                "nothing varies",
                'parameters = "all", or [uncertain.<parameter>] or [levers.<lever>] tables',
            )
        if head is not None and head.reps < 2:
            self._wrong(("study", "reps"), f"{head.reps} replication does not tell an effect from chance", "2 or more")
        if head is not None and head.series != "none":
            self._wrong(("study", "series"), "days are not kept in a sensitivity study", '"none"')
        return asked

    def _comparison(self) -> ComparisonTable | None:
        """Return what a comparison asks: two scenarios or more, and nothing that varies beside them."""
        for key in ("levers", "uncertain", "policies", "design", "sensitivity"):
            if key in self.found.tables:
                self._wrong(
                    (key,),
                    "does not go with [comparison], whose scenarios are compared as they are",
                    "one of the two in a file",
                )
        if len(self.found.bases) < 2:
            self._wrong(
                ("study", "scenarios"),
                f"{len(self.found.bases)} scenario given",
                "two or more; the first is what the others are compared with",
            )
        asked = self._model(ComparisonTable, self._table(self.found.tables, "comparison"), ("comparison",))
        if asked is not None and asked.until is not None:
            try:
                parse_until(asked.until)
            except InputError as error:
                place = self._place(("comparison", "until"))
                self.faults += [
                    replace(fault, file=place.file, line=place.line, key="comparison.until") for fault in error.faults
                ]
        return asked

    def _design(self, factors: Sequence[Factor]) -> tuple[DesignTable | None, list[dict[str, Any]], list[Factor]]:
        table = self._table(self.found.tables, "design")
        design = self._model(DesignTable, {key: value for key, value in table.items() if key != "case"}, ("design",))
        rows_given = table.get("case")
        if design is None:
            return None, [], []
        if rows_given is not None and (
            not isinstance(rows_given, list) or not rows_given or not all(isinstance(r, Mapping) for r in rows_given)
        ):
            self._wrong(("design", "case"), "is not a list of tables", "[[design.case]] tables, with two brackets")
            return design, [], []
        if design.kind != "file":
            for key in ("file", "case"):
                if key in table:
                    self._wrong(("design", key), f"does not go with kind {design.kind}", 'kind = "file"')
            if design.kind in ("lhs", "sobol") and design.n is None:
                self._wrong(("design", "n"), "missing", "how many draws")
            if design.kind in ("lhs", "sobol") and not factors and not self.faults:
                self._wrong(
                    ("design", "kind"),
                    f"{design.kind} needs something that varies",
                    "[uncertain.<parameter>] or [levers.<lever>] tables",
                )
            ranges = [factor.key for factor in factors if factor.is_range]
            if design.kind == "factorial" and design.n is None and ranges:
                self._wrong(
                    ("design", "n"), f"missing: {', '.join(ranges)} run over a range", "how many levels of each range"
                )
            return design, [], []
        for key in ("levers", "uncertain"):
            if self.found.tables.get(key):
                self._wrong(
                    (key,),
                    "does not go with a design of kind file, whose head says what varies",
                    "another kind of design",
                )
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
        if len({factor.column for factor in names.values()}) < len(names):
            self._wrong(("design",), "two columns are the same factor", "one column for each")
        for i, row in enumerate(raw):
            if set(row) != set(raw[0]) and not self.found.rows:  # a row of a file has been told of already
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
        known = (*MEASURES, *self.found.own)
        for i, name in enumerate(head.beside or ()):
            if name not in known:
                self._wrong(
                    ("study", "beside", i),
                    f"{shown(name)} is not a measure",
                    f"one of {len(known)} measures",
                    nearest(name, known),
                )
        if head.primary is not None:
            if head.primary not in known:
                close = nearest(head.primary, known)
                self._wrong(
                    ("study", "primary"),
                    f"{shown(head.primary)} is not a measure",
                    f"one of {len(known)} measures",
                    close,
                )
            return head.primary
        if len(set(map(str, goals))) > 1:
            self._wrong(
                ("study", "primary"),
                "missing: the scenarios have different goals",
                "the measure that answers the question",
            )
        return GOALS.get(str(goals[0]), "") if goals else ""

    def _precision(self, head: Head | None) -> None:
        """Check a precision that goes on until intervals are narrow."""
        if head is None or head.precision is None:
            return
        width = width_of(head.precision)
        if width is None or width[0] <= 0:
            self._wrong(
                ("study", "precision"),
                f"{shown(head.precision)} is no width of an interval",
                'a number above 0, or a share such as "2%"',
            )
        if head.reps <= FIRST:
            self._wrong(
                ("study", "reps"),
                f"{head.reps} is too few to look for a precision",
                f"more than {FIRST}: the most there may be",
            )

    def _fits(self, plan: Plan) -> None:
        """Check what only shows when scenarios and settings are put together."""
        if plan.sensitivity is not None:
            runs = n_runs_at_most(plan)
            if runs > plan.head.budget:
                self._wrong(
                    ("study", "budget"),
                    f"both stages may take {runs:,} runs, more than the {plan.head.budget:,} that may be made",
                    f"fewer trajectories, a smaller n or keep, fewer reps, or a budget up to {figure(MOST_RUNS)}",
                )
            if not self.faults:
                self.faults += bounds_hold(plan)
            if self.faults:
                raise ScenarioError(self._in_order())
            return
        runs = plan.n_points * plan.head.reps if plan.comparison is None else 0
        if runs > plan.head.budget:
            self._wrong(
                ("study", "budget"),
                f"{plan.n_points:,} points and {plan.head.reps} replications are {runs:,} runs, more than "
                f"the {plan.head.budget:,} that may be made",
                f"a smaller design, or a budget up to {figure(MOST_RUNS)}",
            )
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
        for part in whole[1:]:
            if head is not None and head.seed is None and part.community.seed != whole[0].community.seed:
                self._wrong(
                    ("study", "seed"),
                    f"missing: {part.name} has seed {part.community.seed}, {whole[0].name} has {whole[0].community.seed}",
                    "one seed for all, so that they meet the same random numbers",
                )
