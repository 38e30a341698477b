"""The one way in which this project compiles a function: when it is first called, and not before.

No fast-math (it would let the compiler reorder sums), no bounds checks unless ``NUMBA_BOUNDSCHECK=1``, division as
numpy divides, code kept in the engine's own folder. Scalars are widened at every call between compiled functions
(any signed or small integer to int64, float32 to float64), so that each function is compiled once and not once for
every width and constant it is called with: that alone makes the first start three times as fast.

Whoever only reads declarations, or runs the engine that was built beforehand, loads no compiler.
"""

from __future__ import annotations

import dis
from collections.abc import Callable, Mapping
from functools import cache, cached_property, partial
from importlib import import_module
from types import FunctionType
from typing import Any

from sim.world.engine import cache_folder

OPTIONS = {"fastmath": False, "error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True}
INSIDE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Options of what is called from compiled code only: no way in from Python."""


class Compiled:
    """A function in the part of Python that the compiler knows; it calls others like it by their names.

    Parameters
    ----------
    function : callable
        The plain function, kept as ``py_func``.
    cache : bool
        Whether its code is kept on the disk.
    variant : str
        Sets the folder it is kept in apart from the engine's own.
    options
        Of the compiler, beside the project's.
    """

    def __init__(
        self, function: Callable, *, cache: bool = True, variant: Callable[[], str] = str, **options: Any
    ) -> None:
        self.py_func, self.cache, self.variant, self.options = function, cache, variant, options
        self.__doc__, self.__name__, self.__qualname__, self.__module__ = (
            function.__doc__,
            function.__name__,
            function.__qualname__,
            function.__module__,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it, compiled."""
        return self.dispatcher(*args, **kwargs)

    def bound(self, *args: Any) -> Callable[..., Any]:
        """Return it with its first arguments given, as an entry of the built engine takes them (`sim.engine.native`)."""
        return partial(self, *args)

    @cached_property
    def dispatcher(self) -> Callable:
        """The function as the compiler takes it, with all it calls."""
        from numba import njit

        from sim.world.kept import KeptCode

        _known_to_numba()
        dispatcher = njit(**{**OPTIONS, **self.options})(
            _bound(self.py_func, {name: function.dispatcher for name, function in calls(self.py_func).items()})
        )
        if self.cache:
            dispatcher._cache = KeptCode(self.py_func, cache_folder(self.variant()))
        resolve = dispatcher.get_call_template

        def get_call_template(args, kws):
            return resolve(tuple(_widened(a) for a in args), {name: _widened(a) for name, a in kws.items()})

        dispatcher.get_call_template = get_call_template
        return dispatcher


class Part(Compiled):
    """A part of compiled code that is kept nowhere by itself; Python gets a way in of its own, made when it is first used."""

    def __init__(self, function: Callable, **options: Any) -> None:
        super().__init__(function, cache=False, **INSIDE, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it from Python, compiled."""
        return self.from_python(*args, **kwargs)

    @cached_property
    def from_python(self) -> Callable:
        """The same function with a way in."""
        return Compiled(self.py_func).dispatcher


class OfTheCompiler(Compiled):
    """What only the compiler can make; outside compiled code the plain function does.

    Parameters
    ----------
    function : callable
        What stands for it in plain Python.
    module : str
        Where the compiler's is found under the same name; loaded with the compiler.
    """

    def __init__(self, function: Callable, module: str) -> None:
        super().__init__(function, cache=False)
        self.module = module

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do it without the compiler."""
        return self.py_func(*args, **kwargs)

    @cached_property
    def dispatcher(self) -> Callable:
        """What makes it, compiled."""
        return getattr(import_module(self.module), self.__name__)


@cache
def _known_to_numba() -> None:
    """Own rules may name our functions as they like, also as a module's: ``arithmetic.exp``."""
    from numba.extending import typeof_impl

    @typeof_impl.register(Compiled)
    def typeof_compiled(value: Compiled, context: Any) -> Any:
        return typeof_impl(value.dispatcher, context)


def _widened(kind):
    """The type that a scalar argument is passed as."""
    from numba import types

    kind = types.unliteral(kind)
    if isinstance(kind, types.Integer) and kind is not types.uint64:
        return types.int64
    return types.float64 if kind is types.float32 else kind


def _bound(function: Callable, names: Mapping[str, Any]) -> Callable:
    """A copy of a plain function that finds these under their names."""
    copy = FunctionType(
        function.__code__,
        {**function.__globals__, **names},
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__qualname__, copy.__module__ = function.__qualname__, function.__module__
    return copy


def calls(function: Callable) -> dict[str, Compiled]:
    """What a plain function calls of its like, by the name it uses."""
    used = {step.argval for step in dis.get_instructions(function) if step.opname == "LOAD_GLOBAL"}
    return {
        name: function.__globals__[name]
        for name in sorted(used)
        if isinstance(function.__globals__.get(name), Compiled)
    }


def with_others(entry: Compiled, others: Mapping[Compiled, Compiled]) -> Compiled:
    """The same function in which others are called instead, however deep; whatever calls none of them stays as it is."""
    made = dict(others)

    def again(function: Compiled) -> Compiled:
        if function not in made:
            names = calls(function.py_func)
            new = {name: again(called) for name, called in names.items()}
            changed = any(new[name] is not names[name] for name in names)
            made[function] = (
                Compiled(_bound(function.py_func, new), cache=False, **function.options) if changed else function
            )
        return made[function]

    return again(entry)


def compiled(function: Callable) -> Compiled:
    """Compile a function that is also called from Python; its code is kept in the engine's own folder."""
    return Compiled(function)


def part(function: Callable) -> Part:
    """Compile a function that is part of others; Python may call it too."""
    return Part(function)


def phase(function: Callable) -> Compiled:
    """Compile a part of the day, called from compiled code only, and without a cache of its own."""
    return Compiled(function, cache=False, **INSIDE)


def inlined(function: Callable) -> Compiled:
    """Compile a small part of a phase, to be put into its callers rather than called: what happens many times in a visit runs a seventh faster."""
    return Compiled(function, cache=False, **INSIDE, forceinline=True)
