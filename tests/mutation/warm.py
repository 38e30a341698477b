"""The engine in memory, function by function, so that after a fault only what calls the faulty function is compiled again.

A whole compilation takes minutes; that of one function with its callers takes seconds. The faulty source is run beside the module it
belongs to: functions whose code differs get the new code in place, constants that differ are put where they were imported, and every compiled
function that reaches one of them forgets its versions.
"""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType
from typing import Any


def compile_all() -> None:
    """Compile the standard kernel with all its parts in memory, and from then on read and write no file of compiled code."""
    from sim.world.kept import KeptCode

    KeptCode.load_overload = lambda self, sig, target_context: None
    KeptCode.save_overload = lambda self, sig, data: None
    from sim.day import prepare

    prepare(progress=False)


def dispatchers() -> dict[int, Any]:
    """Every function of the project that the compiler knows, by its identity."""
    from numba.core.dispatcher import Dispatcher

    return {id(value): value for name, module in list(sys.modules.items()) if name.split(".")[0] == "sim"
            for value in list(vars(module).values()) if isinstance(value, Dispatcher)}


def plain(value: Any) -> Any:
    """The function under a compiled one."""
    return getattr(value, "py_func", value)


def same_code(one: FunctionType, other: FunctionType) -> bool:
    """Whether two functions do the same."""
    return (one.__code__.co_code, one.__code__.co_consts, one.__code__.co_names, one.__defaults__) == (
        other.__code__.co_code, other.__code__.co_consts, other.__code__.co_names, other.__defaults__)


def replant(module: ModuleType, source: str) -> int:
    """Make a module of the engine that of a faulty source. Returns how many compiled functions will be compiled again."""
    from sim.rules.registry import RULES

    rules = dict(RULES)
    new = {"__name__": module.__name__, "__file__": module.__file__, "__package__": module.__package__, "__builtins__": __builtins__}
    exec(compile(source, str(module.__file__), "exec"), new)  # noqa: S102 - our own source with one fault in it
    RULES.clear()
    RULES.update(rules)
    changed: set[str] = set()
    stale: set[int] = set()
    for name, value in list(vars(module).items()):
        if name.startswith("__") or isinstance(value, ModuleType) or name not in new:
            continue
        old, now = plain(value), plain(new[name])
        if isinstance(old, FunctionType) and old.__module__ == module.__name__:
            if not same_code(old, now):
                old.__code__, old.__defaults__ = now.__code__, now.__defaults__
                stale.add(id(value))
        elif isinstance(value, type) and value.__module__ == module.__name__:
            for attribute, method in vars(new[name]).items():
                if isinstance(method, FunctionType) and isinstance(vars(value).get(attribute), FunctionType):
                    vars(value)[attribute].__code__ = method.__code__
        elif repr(value) != repr(now) and not isinstance(value, type) and not callable(value):
            changed.add(name)
            for other in [m for n, m in sys.modules.items() if n.split(".")[0] == "sim" and vars(m).get(name) is value]:
                setattr(other, name, new[name])
    every = dispatchers()
    reached = {key: {id(vars(sys.modules[one.py_func.__module__]).get(name)) for name in one.py_func.__code__.co_names} for key, one in every.items()}
    stale |= {key for key, one in every.items() if changed & set(one.py_func.__code__.co_names)}
    while more := {key for key, called in reached.items() if key not in stale and called & stale}:
        stale |= more
    for key in stale & set(every):
        every[key]._make_finalizer()()
        every[key]._reset_overloads()
        every[key]._can_compile = True
    return len(stale & set(every))
