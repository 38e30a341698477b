"""Faults in memory: the functions of a faulty source take the place of those that are loaded.

Of the engine only what calls them is compiled again: a whole compilation takes minutes, that of one function with its callers seconds.
"""

from __future__ import annotations

import functools
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType


class Unplantable(Exception):
    """What is faulty lives only while its module is imported."""


def compile_all() -> None:
    """Compile the standard kernel with all its parts in memory, and from then on read and write no file of compiled code."""
    from sim.day import prepare
    from sim.engine.built import OFF, built
    from sim.world.kept import KeptCode

    os.environ[OFF] = "compiled"
    built.cache_clear()
    KeptCode.load_overload = lambda self, sig, target_context: None
    KeptCode.save_overload = lambda self, sig, data: None
    prepare(progress=False)


def codes(code: CodeType) -> Iterator[CodeType]:
    """All code in a piece of code."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from codes(one)


def plant_in_memory(file: Path, faulty: str) -> None:
    """Give the loaded functions of a file the code of its faulty source."""
    old, new = (
        compile(text, str(file), "exec", dont_inherit=True) for text in (file.read_text(encoding="utf-8"), faulty)
    )
    changed = {
        (one.co_qualname, one.co_firstlineno): other
        for one, other in zip(codes(old), codes(new), strict=True)
        if one != other
    }
    inner = [one for one in changed.values() if one.co_flags & 1]  # functions, not bodies of classes
    if not inner or any((one.co_code, plain(one)) != (other.co_code, plain(other)) for one, other in bodies(old, new)):
        raise Unplantable
    functions = [
        one
        for one in gc.get_objects()
        if isinstance(one, FunctionType)
        and one.__code__.co_filename == str(file)
        and (one.__code__.co_qualname, one.__code__.co_firstlineno) in changed
    ]
    if not functions:
        raise Unplantable
    for one in functions:
        try:
            one.__code__ = changed[one.__code__.co_qualname, one.__code__.co_firstlineno]
        except ValueError:
            raise Unplantable from None
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and getattr(one, "__module__", "").startswith("sim."):
            one.cache_clear()
    if "numba" in sys.modules:
        forget(functions)


def plain(code: CodeType) -> tuple:
    """The constants of a piece of code that are no code."""
    return tuple((type(one), one) for one in code.co_consts if not isinstance(one, CodeType))


def bodies(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The module and its classes, before and after."""
    yield old, new
    yield from ((one, other) for one, other in zip(codes(old), codes(new), strict=True) if not one.co_flags & 1)


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
    stale = {one for one in every if one.py_func in functions}
    called = {one: set(calls(one.py_func).values()) for one in every}
    while more := {one for one in every if one not in stale and called[one] & stale}:
        stale |= more
    for one in stale:
        one.__dict__.pop("dispatcher", None)
