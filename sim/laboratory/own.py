"""A researcher's own measures and rules: named, tried, and part of what a study is.

An own measure is a function of a finished run, ``(run) -> float``; an own rule stands in the place of one of the model's. Both travel by
value, so that a function written in a notebook works in other processes too, and both are part of what a study is: an own rule of its
engine's name, an own measure of the name of how it is measured. So a folder refuses one that was edited meanwhile.
"""

from __future__ import annotations

import importlib
import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import Fault, InputError, listed
from sim.laboratory.own_function import Function, digest_of, found_at
from sim.measures import MEASURES, Measure, measures_id

TRIED_ON = 200
"""Most people in the run on which measures are tried."""
COLUMNS = frozenset(
    {
        "run_id",
        "scenario",
        "title",
        "point",
        "part",
        "draw",
        "rep",
        "replication",
        "status",
        "error",
        "repeat",
        "seconds",
        "scenario_hash",
        "audience",
        "days",
        "seed",
    }
)
"""What tables of runs say beside the measures, which stand there by their own names."""
Run = Any
OwnMeasure = Callable[[Run], float]
Measures = Sequence["OwnMeasure | str"] | Mapping[str, "OwnMeasure | str"] | None
"""Functions, or ``"module:function"``, in a list (a measure is called as its function is) or by name."""
Rules = Mapping[str, Callable] | None


@dataclass(frozen=True)
class OwnEngine:
    """An engine with own rules and own measures; takes the place of the import path of one.

    Attributes
    ----------
    base : import path of the engine.
    measures : own measures.
    rules : own rules.
    """

    base: str = "sim.day"
    measures: tuple[Function, ...] = ()
    rules: tuple[Function, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the own measures."""
        return tuple(measure.name for measure in self.measures)

    @property
    def measures_id(self) -> str:
        """How it is measured."""
        return measures_id() + ("-" + digest_of(self.measures) if self.measures else "")

    def engine_id(self) -> str:
        """The engine's name, with that of own rules behind it."""
        return importlib.import_module(self.base).engine_id() + ("-" + digest_of(self.rules) if self.rules else "")

    def simulate(self, setup: Any, *, replication: int, events: Any) -> Run:
        """Run, with own rules in the place of the model's."""
        engine = importlib.import_module(self.base)
        if not self.rules:
            return engine.simulate(setup, replication=replication, events=events)
        from sim.laboratory.own_rules import kept

        return engine.simulate(setup, replication=replication, events=events, rules=kept(self.rules))

    def prepare(self, progress: bool = True) -> None:
        """Make sure that compiled code is at hand; own rules are compiled once on a machine, and it is told."""
        importlib.import_module(self.base).prepare(progress=progress)
        if self.rules:
            from sim.laboratory.own_rules import prepare

            prepare(self.rules, progress)

    def own_values(self, run: Run) -> list[float]:
        """Return the own measures of a run.

        Raises
        ------
        TypeError
            A measure gave something else than a number.
        """
        values = []
        for measure in self.measures:
            value = measure.call(run)
            if not isinstance(value, (int, float, np.number, np.bool_)) and not (
                isinstance(value, np.ndarray) and value.ndim == 0
            ):
                raise TypeError(f"measure {measure.name} gave {type(value).__name__}, not a number")
            values.append(float(value))
        return values

    def told(self) -> dict[str, Any]:
        """Return what a manifest says of it."""
        return {
            "measures": {measure.name: {"path": measure.path, "id": measure.id} for measure in self.measures},
            "rules": {rule.name: {"path": rule.path, "id": rule.id} for rule in self.rules},
        }


Engine = str | OwnEngine


def engine_at(kernel: Engine) -> Any:
    """Return an engine: something with `simulate`, `engine_id` and `prepare`."""
    return kernel if isinstance(kernel, OwnEngine) else importlib.import_module(kernel)


def names_in(kernel: Engine) -> tuple[str, ...]:
    """Return the names of an engine's own measures."""
    return kernel.names if isinstance(kernel, OwnEngine) else ()


def measured_by(kernel: Engine) -> str:
    """Return how runs of an engine are measured."""
    return kernel.measures_id if isinstance(kernel, OwnEngine) else measures_id()


def own_engine(
    kernel: Engine, measures: Measures = None, rules: Rules = None, folder: str | os.PathLike[str] = "."
) -> Engine:
    """Return an engine with own measures and rules; the engine itself where there are none.

    Parameters
    ----------
    kernel : str
        Import path of the engine.
    measures : sequence, mapping or None
        Functions of a finished run, or ``"module:function"``; by name where they are to be called otherwise than the function.
    rules : mapping or None
        Name of a rule -> the function in its place.
    folder : path
        Where a module is looked for that is not installed.

    Raises
    ------
    InputError
        A function is not there, or is not what it should be; every rule is tried on a grid of arguments before.
    """
    if isinstance(kernel, OwnEngine):
        return kernel
    own = OwnEngine(kernel, tuple(_measures(measures, Path(folder))), tuple(_rules(rules)))
    return own if own.measures or own.rules else kernel


def said_of(kernel: Engine) -> dict[str, Any]:
    """Return what provenance says of own measures and rules; nothing where there are none."""
    return {"measures_id": kernel.measures_id, "own": kernel.told()} if isinstance(kernel, OwnEngine) else {}


def own_again(record: Mapping[str, Any], kernel: Engine, measures: Measures, rules: Rules) -> Engine:
    """Return the engine of a study that is gone on with: own functions that are given, and others found where they stood.

    Raises
    ------
    InputError
        A function was written in a notebook, or is where it was no more.
    """
    own = record.get("own") or {}
    named = (
        measures
        if isinstance(measures, Mapping)
        else {getattr(measure, "__name__", measure): measure for measure in measures or ()}
    )
    functions: dict[str, dict[str, Any]] = {"measures": dict(named), "rules": dict(rules or {})}
    faults = []
    for kind, table in own.items():
        for name, entry in table.items():
            if name in functions[kind]:
                continue
            if entry["path"]:
                functions[kind][name] = found_at(entry["path"])
            else:
                faults.append(
                    Fault(
                        f"{name} was not written in a module, and is not kept in the folder",
                        file=kind,
                        allowed=f"{kind}=... once more",
                    )
                )
    if faults:
        raise InputError(faults)
    return own_engine(kernel, functions["measures"] or None, functions["rules"] or None)


def try_own(kernel: Engine, scenario: Any) -> None:
    """Try own measures on a run of a small audience, so that a mistake in one is told before hundreds of runs.

    Raises
    ------
    InputError
        A measure fails there, or gives no number.
    """
    if not isinstance(kernel, OwnEngine) or not kernel.measures:
        return
    community = scenario.community
    try:
        small = scenario.with_community(
            audience=min(community.audience, TRIED_ON), founders=min(community.founders, TRIED_ON)
        )
    except InputError:
        small = scenario
    kernel.prepare()
    run = kernel.simulate(small.setup(), replication=0, events="posts")
    for measure in kernel.measures:
        try:
            OwnEngine(kernel.base, (measure,)).own_values(run)
        except Exception as error:  # noqa: BLE001 - whatever somebody's function raises is told
            raise InputError(
                Fault(
                    f"{measure.name} fails on a small run: {type(error).__name__}: {' '.join(str(error).split())[:200]}",
                    file="measures",
                    allowed="a function that gives a number for every run",
                )
            ) from error


def _measures(asked: Measures, folder: Path) -> Iterator[Function]:
    if callable(asked):
        raise InputError(
            Fault(
                "is one function where a list is meant",
                file="measures",
                allowed=f"[{getattr(asked, '__name__', 'function')}]",
            )
        )
    named = (
        asked.items() if isinstance(asked, Mapping) else [("", measure) for measure in listed(asked, "measures") or ()]
    )
    seen: set[str] = set()
    for name, given in named:
        path = given if isinstance(given, str) else ""
        function = found_at(given, folder) if isinstance(given, str) else given
        if not callable(function):
            raise InputError(
                Fault(
                    f"{type(function).__name__} is no function of a run",
                    file="measures",
                    allowed='functions (run) -> float, or "module:function"',
                )
            )
        name = name or getattr(function, "__name__", "")
        if not name.isidentifier():
            raise InputError(
                Fault(f"{name!r} is no name of a measure", file="measures", allowed='{"a_name": function}')
            )
        if name in MEASURES or name in seen:
            raise InputError(
                Fault(
                    f"there is a measure {name} already", file="measures", allowed='another name: {"a_name": function}'
                )
            )
        try:
            n_needed = sum(
                parameter.default is parameter.empty
                and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
                for parameter in inspect.signature(function).parameters.values()
            )
        except (TypeError, ValueError):
            n_needed = 1
        if n_needed != 1:
            raise InputError(
                Fault(f"{name} takes {n_needed} arguments", file="measures", allowed="one: the finished run")
            )
        if name in COLUMNS:
            raise InputError(
                Fault(
                    f"there is a column {name} already", file="measures", allowed='another name: {"a_name": function}'
                )
            )
        seen.add(name)
        yield Function.of(function, name, path)


def _rules(asked: Rules) -> list[Function]:
    if not asked:
        return []
    from sim.checks.own_rules import checked

    return [Function.of(function, name) for name, function in sorted(checked(asked).items())]


def declared(name: str) -> Measure:
    """Return a measure by name; an own one is neither better when higher nor when lower, and 5 % of it is worth acting on."""
    return MEASURES.get(name) or Measure(name, "own", 0, lambda tally: float("nan"))
