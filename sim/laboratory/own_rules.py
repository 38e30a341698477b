"""Own rules compiled once on a machine, and kept as the engine's own code is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING

from sim.errors import Fault, InputError

if TYPE_CHECKING:
    from sim.laboratory.own_function import Function


def kept(rules: Sequence[Function]) -> dict[str, Callable]:
    """Return own rules as the day takes them, their compiled code kept on the disk as the engine's own is."""
    from sim.day.kernel import with_rules

    named = {rule.name: _named(rule) for rule in rules}
    kernel = with_rules(named)
    whole = kernel.pass_days
    if "dispatcher" not in whole.__dict__ and not whole.cache:
        suffix = "-rules-" + kernel.engine.rpartition("-")[2]
        whole.cache, whole.variant = True, lambda: suffix
    return named


@cache
def _named(rule: Function) -> Callable:
    """Return a rule whose code carries what it reads from around it: two that differ in that alone are two rules."""
    function = rule.call
    code = function.__code__.replace(
        co_consts=(*function.__code__.co_consts, rule.id), co_filename=f"<own rule {rule.id}>"
    )
    return FunctionType(code, function.__globals__, function.__name__, function.__defaults__, function.__closure__)


def is_kept(rules: Sequence[Function]) -> bool:
    """Whether the compiled code of these rules lies on the disk."""
    from sim.day.kernel import with_rules
    from sim.world.engine import cache_folder

    suffix = with_rules(kept(rules)).engine.rpartition("-")[2]
    folder = cache_folder(f"-rules-{suffix}")
    return folder is not None and any(folder.glob("*.nbc"))


def prepare(rules: Sequence[Function], progress: bool = True) -> None:
    """Compile own rules where that was not done on this machine yet, and tell it.

    Raises
    ------
    InputError
        The compiler does not take them.
    """
    from sim.day.run import simulate
    from sim.rules.people import DEFAULT_MIX
    from sim.world.programme import Programme
    from sim.world.setup import Setup

    named = kept(rules)
    tell = progress and not is_kept(rules)
    listed = ", ".join(named)
    began = time.perf_counter()
    if tell:
        print(
            f"Compiling the engine with {listed} of your own, once for this version (one to two minutes) ...",
            file=sys.stderr,
            flush=True,
        )
    try:
        simulate(Setup(2, 1, 0, 1, False, DEFAULT_MIX, {}, Programme(1)), rules=named)
    except Exception as error:
        from numba.core.errors import NumbaError

        if not isinstance(error, NumbaError):
            raise
        lines = [
            line.strip()
            for line in str(error).splitlines()
            if line.strip() and not line.strip().startswith("Failed in")
        ]
        raise InputError(Fault(f"cannot be compiled: {' '.join(lines[:2])[:300]}", file="rules", key=listed)) from None
    if tell:
        print(f"... compiled in {time.perf_counter() - began:.0f} s.", file=sys.stderr, flush=True)
