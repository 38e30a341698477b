"""Faults in memory: the functions of a faulty source take the place of those that are loaded.

Of the engine only they themselves are compiled again, and linked to the rest (`linked`): seconds instead of a minute.
"""

from __future__ import annotations

import functools
import gc
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.world.compiled import Compiled


class Unplantable(Exception):
    """What is faulty lives only while its module is imported."""


UNPLANTABLE = 77
"""How a process ends in which a fault turns out to be one that cannot be planted."""


def compile_all() -> None:
    """Compile the standard kernel with all its parts in memory; from then on the built engine's day is not used, nor any file of compiled code."""
    from numba.core import config

    from sim.day import Stepper
    from sim.day.kernel import compiled_here
    from sim.engine import native
    from sim.engine.built import DAY
    from sim.rules.people import DEFAULT_MIX
    from sim.world.kept import KeptCode
    from sim.world.programme import Programme
    from sim.world.setup import Setup
    from tests.mutation import linked

    config.OPT = type(config.OPT)(0)  # what numba makes of its text is not used
    KeptCode.load_overload = lambda self, sig, target_context: None
    KeptCode.save_overload = lambda self, sig, data: None
    linked.listen()
    found = native.entry

    def entry(part, name):
        assert part != DAY, "the built engine knows of no fault"
        return found(part, name)

    in_place_of(native.entry, entry)
    in_place_of(importlib.import_module("sim.day.kernel").standard, compiled_here)
    for threads in (1, 2):  # every entry is compiled when it is first called
        stepper = Stepper(Setup(2, 1, 0, 1, False, DEFAULT_MIX, {}, Programme(1)), threads=threads)
        stepper.advance()
        stepper.dismiss()
    linked.keep_whole()
    made = linked.engine_with(set(), set(), entries())
    use(lambda: made)


def entries() -> tuple[Compiled, ...]:
    """The ways into the day, in the order of a kernel."""
    from sim.day import birth, loop

    return birth.birth, loop.pass_days, loop.pass_one_step


def in_place_of(old: object, new: object) -> None:
    """Let every module that has the one have the other."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "sim":
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)


def use(make: Callable[[], Mapping[str, Callable]]) -> None:
    """Let every run pass through the entries that are made so, when the first is called."""
    from sim.day import kernel, run
    from sim.world.engine import engine_id

    def standard() -> kernel.Kernel:
        made = make()
        return kernel.Kernel(*(made[entry.__name__] for entry in entries()), engine_id())

    in_place_of(run.standard, standard)


def codes(code: CodeType) -> Iterator[CodeType]:
    """All code in a piece of code."""
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield const
            yield from codes(const)


def plant_in_memory(file: Path, source: str, faulty: str) -> None:
    """Give the loaded functions of a file, whose source was this, the code of a faulty source."""
    old, new = (compile(text, str(file), "exec", dont_inherit=True) for text in (source, faulty))
    changed = {
        (code.co_qualname, code.co_firstlineno): other
        for code, other in zip(codes(old), codes(new), strict=True)
        if code != other
    }
    inner = [one for one in changed.values() if one.co_flags & 1]  # functions, not bodies of classes
    if not inner or any((one.co_code, plain(one)) != (other.co_code, plain(other)) for one, other in bodies(old, new)):
        raise Unplantable
    functions = [
        value
        for value in gc.get_objects()
        if isinstance(value, FunctionType)
        and value.__code__.co_filename == str(file)
        and (value.__code__.co_qualname, value.__code__.co_firstlineno) in changed
    ]
    if not functions:
        raise Unplantable
    for function in functions:
        try:
            function.__code__ = changed[function.__code__.co_qualname, function.__code__.co_firstlineno]
        except ValueError:
            raise Unplantable from None
    for function in gc.get_objects():
        if isinstance(function, functools._lru_cache_wrapper) and getattr(function, "__module__", "").startswith(
            "sim."
        ):
            function.cache_clear()
    if "numba" in sys.modules:
        forget(functions)


def plain(code: CodeType) -> tuple:
    """The constants of a piece of code that are no code."""
    return tuple((type(const), const) for const in code.co_consts if not isinstance(const, CodeType))


def bodies(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The module and its classes, before and after."""
    yield old, new
    yield from ((code, other) for code, other in zip(codes(old), codes(new), strict=True) if not code.co_flags & 1)


def forget(functions: list[FunctionType]) -> None:
    """Let everything that was compiled from these functions, or calls them, be compiled again when it is called next."""
    from sim.world.compiled import Compiled, calls

    every = {
        value
        for name, module in list(sys.modules.items())
        if name.split(".")[0] == "sim"
        for value in list(vars(module).values())
        if isinstance(value, Compiled)
    }
    changed = {entry for entry in every if entry.py_func in functions}
    stale = set(changed)
    called = {entry: set(calls(entry.py_func).values()) for entry in every}
    while more := {entry for entry in every if entry not in stale and called[entry] & stale}:
        stale |= more
    if not stale & set(entries()) or "tests.mutation.linked" not in sys.modules:
        for function in stale:
            function.__dict__.pop("dispatcher", None)
            function.__dict__.pop("from_python", None)
        return

    @functools.cache
    def make() -> Mapping[str, Callable]:
        from numba.core.errors import NumbaError

        try:
            return sys.modules["tests.mutation.linked"].engine_with(changed, stale, entries())
        except (NumbaError, KeyError) as error:  # the latter for a field that a row has not
            raise AssertionError("it cannot be compiled") from error
        except RuntimeError:
            os._exit(UNPLANTABLE)

    use(make)
