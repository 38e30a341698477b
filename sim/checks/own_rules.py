"""Own rules, tried on a grid of plausible arguments before anything runs: what is wrong with one is told in a sentence."""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Callable, Mapping
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np

from sim.day.kernel import full_name
from sim.errors import Fault, InputError, nearest
from sim.rules import PARAMETERS, RULES
from sim.rules.people import DEFAULT_MIX, ROLES
from sim.world.parameters import record

FLAGS = (
    "asleep",
    "spammer",
    "newcomer",
    "same",
    "addressed",
    "is_spam",
    "is_poor",
    "weekend",
    "duty",
    "planned",
    "posted",
    "allowed",
    "exclusive",
    "disclosed",
    "waiting",
)
"""Arguments that are yes or no, or a small number."""
WHOLE = (
    "n_posts",
    "visits",
    "replies",
    "reactions",
    "rank",
    "kind",
    "members",
    "topic",
    "own_today",
    "new_threads",
    "page",
    "items",
    "posts",
    "own",
    "median",
)
MOST_TRIED = 400
SHARES = ("_chance", "_share")
NOT_NEGATIVE = ("_hazard", "_hours", "_hour")


def checked(rules: Mapping[str, Callable]) -> dict[str, Callable]:
    """Return own rules by the full name of the rule they replace, each tried on a grid.

    Raises
    ------
    InputError
        With every fault: no such rule, other arguments, what is no function, what gives something else than a number or a value that cannot be.
    """
    if not isinstance(rules, Mapping):
        raise InputError(
            Fault(f"{type(rules).__name__} is no table of rules", file="rules", allowed='{"leave_hazard": function}')
        )
    faults: list[Fault] = []
    functions: dict[str, Callable] = {}
    for short, function in rules.items():
        name, plain = full_name(str(short)), getattr(function, "py_func", function)
        if name not in RULES:
            faults.append(
                Fault(
                    "there is no such rule",
                    file="rules",
                    key=str(short),
                    allowed=f"one of {len(RULES)} rules of the model",
                    meant=nearest(str(short), RULES),
                )
            )
        elif not isinstance(plain, FunctionType):
            faults.append(
                Fault(f"{type(plain).__name__} is no function", file="rules", key=name, allowed="a plain function")
            )
        elif len(_arguments(plain)) != len(_arguments(RULES[name].py_func)):
            faults.append(
                Fault(
                    f"takes ({', '.join(_arguments(plain))})",
                    file="rules",
                    key=name,
                    allowed=f"({', '.join(_arguments(RULES[name].py_func))})",
                )
            )
        else:
            fault = _tried(name, plain)
            if fault is None:
                functions[name] = plain
            else:
                faults.append(fault)
    if faults:
        raise InputError(faults)
    return functions


def _arguments(function: Callable) -> list[str]:
    return list(inspect.signature(function).parameters)


def _tried(name: str, function: Callable) -> Fault | None:
    """Return what is wrong with a rule on the first arguments on which something is; None when nothing is."""
    ours = RULES[name].py_func
    names = _arguments(ours)
    n_tried = 0
    low, high = _domain(name)
    for values in itertools.product(*(_plausible(parameter) for parameter in names)):
        with np.errstate(all="ignore"):
            try:
                expected = ours(*values)
            except (
                ArithmeticError,
                AttributeError,
                LookupError,
                TypeError,
                ValueError,
            ):  # what our own rule cannot take is not plausible
                continue
            n_tried += 1
            shown = ", ".join(
                f"{argument} = {value}"
                for argument, value in zip(names, values, strict=True)
                if argument not in ("p", "mix")
            )
            try:
                got = function(*values)
            except Exception as error:  # noqa: BLE001 - told as it is
                return Fault(
                    f"fails at {shown}: {type(error).__name__}: {' '.join(str(error).split())}", file="rules", key=name
                )
        if isinstance(expected, (tuple, np.ndarray)):
            if not isinstance(got, type(expected)) or len(got) != len(expected):
                return Fault(
                    f"gives {type(got).__name__} at {shown}", file="rules", key=name, allowed=f"{len(expected)} numbers"
                )
        elif not isinstance(got, (bool, int, float, np.number, np.bool_)):
            return Fault(f"gives {type(got).__name__} at {shown}", file="rules", key=name, allowed=_right(name))
        elif not low <= float(got) <= high or (math.isnan(float(got)) and math.isfinite(float(expected))):
            return Fault(f"gives {float(got):g} at {shown}", file="rules", key=name, allowed=_right(name))
        if n_tried >= MOST_TRIED:
            break
    return None


def _domain(name: str) -> tuple[float, float]:
    """Return between what a rule's values lie: its name says it."""
    if name.endswith(SHARES):
        return 0.0, 1.0
    return (0.0, math.inf) if name.endswith(NOT_NEGATIVE) else (-math.inf, math.inf)


def _right(name: str) -> str:
    if name.endswith(SHARES):
        return "a chance, 0 to 1"
    return "0 or more" if name.endswith(NOT_NEGATIVE) else "a number"


@cache
def _parameters() -> Any:
    return record(PARAMETERS, {}).view(np.recarray)[0]


def _plausible(argument: str) -> tuple[Any, ...]:
    """Return values that an argument may have in a run."""
    if argument == "p":
        return (_parameters(),)
    if argument == "mix":
        return (np.array([DEFAULT_MIX.get(role, 0.0) for role in ROLES]),)
    if argument in FLAGS:
        return (0, 1)
    if argument in WHOLE:
        return (0, 1, 30)
    return (0.0, 0.5, 4.0)
