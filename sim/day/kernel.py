"""The compiled kernel: the standard one, or one in which a researcher's rules stand in the place of ours."""

from __future__ import annotations

import hashlib
import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from sim.day import birth, loop
from sim.engine.built import DAY, ENTRIES
from sim.engine.native import entry
from sim.rules import RULES
from sim.world.compiled import Compiled, with_others
from sim.world.engine import engine_id


class Kernel(NamedTuple):
    """The entries into compiled code, and the name of the engine they belong to."""

    birth: Callable
    pass_days: Callable
    pass_one_step: Callable
    engine: str


def standard() -> Kernel:
    """The kernel of the project's own rules: the built engine where it is of today's sources, else compiled here."""
    made = [entry(DAY, name) for name in ENTRIES[DAY]]
    return Kernel(*made, engine_id()) if all(made) else compiled_here()


def compiled_here() -> Kernel:
    """The kernel of the project's own rules, compiled on this machine."""
    return Kernel(birth.birth, loop.pass_days, loop.pass_one_step, engine_id())


def source_of(function: Callable) -> str:
    """Text that identifies a function: its source, or its bytecode where there is no source."""
    plain = getattr(function, "py_func", function)
    try:
        return textwrap.dedent(inspect.getsource(plain))
    except (OSError, TypeError):
        return f"{plain.__code__.co_code!r}{plain.__code__.co_consts!r}{plain.__code__.co_names!r}"


def full_name(name: str) -> str:
    """The name of a rule, given it or its short form ("leave" for ``leave_hazard``)."""
    for ending in ("", "_chance", "_hazard", "_of"):
        if name + ending in RULES:
            return name + ending
    return name


def checked_rule(name: str, function: Callable) -> Callable:
    """The plain function to compile in the place of rule ``name``.

    Raises ValueError when no such rule exists or the arguments differ.
    """
    if name not in RULES:
        raise ValueError(f"no rule is called {name!r}; rules are {', '.join(sorted(RULES))}")
    plain = getattr(function, "py_func", function)
    ours = list(inspect.signature(RULES[name].py_func).parameters)
    theirs = list(inspect.signature(plain).parameters)
    if len(ours) != len(theirs):
        raise ValueError(f"rule {name!r} takes ({', '.join(ours)}), the given function ({', '.join(theirs)})")
    return plain


_CUSTOM: dict[str, Kernel] = {}


def with_rules(rules: Mapping[str, Callable]) -> Kernel:
    """A kernel in which ``rules[name]`` decides instead of our rule ``name``; keyed by the sources given.

    Every phase is compiled again with the new rule bound in it, into a cache folder of its own.
    """
    if not rules:
        return standard()
    plain = {full_name(name): checked_rule(full_name(name), function) for name, function in rules.items()}
    text = "\0".join(
        f"{name}\0{source_of(function)}\0{getattr(function, '__closure__', None) and [c.cell_contents for c in function.__closure__]}"
        for name, function in sorted(plain.items())
    )
    suffix = "-" + hashlib.sha256(text.encode()).hexdigest()[:12]
    if suffix in _CUSTOM:
        return _CUSTOM[suffix]
    others = {RULES[name]: Compiled(function, cache=False) for name, function in plain.items()}
    entries = [with_others(passing, others) for passing in (loop.pass_days, loop.pass_one_step)]
    _CUSTOM[suffix] = Kernel(birth.birth, *entries, engine_id() + suffix)
    return _CUSTOM[suffix]


def identity(audience: int) -> np.ndarray:
    """Row i is person i."""
    return np.arange(audience, dtype=np.int64)
