"""A function of somebody else's: found where it stands, known by what it does, and taken along by value to other processes."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import pickle
import sys
import textwrap
from ast import parse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from sim.errors import Fault, InputError, nearest
from sim.world.engine import as_done


@dataclass(frozen=True)
class Function:
    """A function of somebody else's, as it travels.

    Attributes
    ----------
    name : what the measure is called, or which rule it replaces.
    path : "module:function", so that it can be found again; empty for one that was written in a notebook.
    id : what it does: its source, what it reads from around it, and the functions of its own module that it calls.
    data : the function itself, by value.
    """

    name: str
    path: str
    id: str
    data: bytes = field(repr=False)

    @property
    def call(self) -> Callable:
        """The function."""
        return _opened(self.data)

    @classmethod
    def of(cls, function: Callable, name: str, path: str = "") -> Function:
        """Pack a function."""
        from numba import cloudpickle

        plain = getattr(function, "py_func", function)
        module = sys.modules.get(plain.__module__)
        if (
            not path
            and plain.__module__ not in ("__main__", None)
            and getattr(module, plain.__name__, None) is function
        ):
            path = f"{plain.__module__}:{plain.__name__}"
        by_value = module is not None and plain.__module__ != "__main__" and not plain.__module__.startswith("sim.")
        if by_value:
            cloudpickle.register_pickle_by_value(module)
        try:
            data = cloudpickle.dumps(plain)
        finally:
            if by_value:
                cloudpickle.unregister_pickle_by_value(module)
        return cls(name, path, hashlib.sha256("\0".join(_said(plain, set())).encode()).hexdigest()[:16], data)


def digest_of(functions: Sequence[Function]) -> str:
    """Return the name of functions together: what they are called, and what each does."""
    return hashlib.sha256(
        "\0".join(
            f"{function.name} {function.id}" for function in sorted(functions, key=lambda function: function.name)
        ).encode()
    ).hexdigest()[:12]


def found_at(path: str, folder: Path = Path()) -> Callable:
    """Return the function at ``module:function`` or ``file.py:function``.

    Raises
    ------
    InputError
        There is none.
    """
    place, colon, name = path.rpartition(":")
    if not colon or not place or not name.isidentifier():
        raise InputError(
            Fault(
                f"{path[:60]!r} names no function",
                file="--measure",
                allowed='module:function, such as "mymeasures:quiet_days"',
            )
        )
    try:
        with _looking_in(folder):
            module = _from_file(folder / place) if place.endswith(".py") else importlib.import_module(place)
    except (ImportError, OSError, SyntaxError) as error:
        reason = " ".join(str(error).split())
        raise InputError(
            Fault(
                f"{place[:60]!r} cannot be imported ({reason})",
                file="--measure",
                allowed="a module beside the study or on Python's path",
            )
        ) from None
    function = getattr(module, name, None)
    if not callable(function):
        functions = [
            key
            for key, value in vars(module).items()
            if isinstance(value, FunctionType) and value.__module__ == module.__name__
        ]
        raise InputError(
            Fault(
                f"{place[:60]!r} has no function {name[:60]!r}",
                file="--measure",
                allowed=", ".join(functions) or "a function of it",
                meant=nearest(name[:60], functions),
            )
        )
    return function


@contextmanager
def _looking_in(folder: Path) -> Iterator[None]:
    """Look for modules in a folder too."""
    sys.path.insert(0, str(folder.resolve()))
    try:
        yield
    finally:
        sys.path.remove(str(folder.resolve()))


def _from_file(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"no module in {file}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def _opened(data: bytes) -> Callable:
    return pickle.loads(data)  # noqa: S301 - only what a study packed itself


def _said(function: Callable, seen: set[int]) -> Iterator[str]:
    """Return what decides what a function does: its source, its defaults, what it reads from outside, the functions of its module that it calls."""
    plain = getattr(function, "py_func", function)
    if id(plain) in seen or not isinstance(plain, FunctionType):
        return
    seen.add(id(plain))
    try:
        yield as_done(parse(textwrap.dedent(inspect.getsource(plain))))
    except (OSError, TypeError, SyntaxError):
        yield repr(_code(plain.__code__))
    yield repr((plain.__defaults__, plain.__kwdefaults__))
    read = [(name, plain.__globals__[name]) for name in sorted(_names(plain.__code__)) if name in plain.__globals__]
    read += list(zip(plain.__code__.co_freevars, (cell.cell_contents for cell in plain.__closure__ or ()), strict=True))
    for name, value in read:
        inner = getattr(value, "py_func", value)
        if isinstance(inner, FunctionType) and inner.__module__ == plain.__module__:
            yield from _said(inner, seen)
        elif isinstance(value, np.ndarray):
            yield f"{name}={value.dtype}{value.shape}{hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()}"
        elif isinstance(value, (bool, int, float, complex, str, bytes, tuple, list, dict, set, frozenset, type(None))):
            yield f"{name}={value!r}"
        else:
            yield f"{name} {getattr(inner, '__module__', '')}.{getattr(inner, '__name__', type(value).__name__)}"


def _names(code: CodeType) -> set[str]:
    names = set(code.co_names)
    for const in code.co_consts:
        if isinstance(const, CodeType):
            names |= _names(const)
    return names


def _code(code: CodeType) -> list[Any]:
    return [
        code.co_code,
        code.co_names,
        *(_code(const) if isinstance(const, CodeType) else const for const in code.co_consts),
    ]
