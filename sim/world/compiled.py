"""The one way in which this project compiles a function.

No fast-math (it would let the compiler reorder sums), no bounds checks unless ``NUMBA_BOUNDSCHECK=1``, division as
numpy divides, code kept in the engine's own folder. Scalars are widened at every call between compiled functions
(any signed or small integer to int64, float32 to float64), so that each function is compiled once and not once for
every width and constant it is called with: that alone makes the first start three times as fast.
"""

from __future__ import annotations

from numba import njit, types

from sim.world.engine import cache_folder
from sim.world.kept import KeptCode

OPTIONS = {"fastmath": False, "error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True}


def widened(kind):
    """The type that a scalar argument is passed as."""
    kind = types.unliteral(kind)
    if isinstance(kind, types.Integer) and kind is not types.uint64:
        return types.int64
    return types.float64 if kind is types.float32 else kind


def compiled(function, *, cache=True, variant="", **options):
    """Compile ``function`` on first use; ``options`` override the project's.

    With ``cache`` its code is kept in the engine's own folder, or in that of a ``variant``.
    """
    dispatcher = njit(**{**OPTIONS, **options})(function)
    if cache:
        dispatcher._cache = KeptCode(function, cache_folder(variant))
    resolve = dispatcher.get_call_template

    def get_call_template(args, kws):
        return resolve(tuple(widened(a) for a in args), {name: widened(a) for name, a in kws.items()})

    dispatcher.get_call_template = get_call_template
    return dispatcher


def phase(function):
    """Compile a part of the day, called from compiled code only: no way in from Python, and no cache of its own."""
    return compiled(function, cache=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def inlined(function):
    """Compile a small part of a phase, to be put into its callers rather than called: what happens many times in a visit runs a seventh faster."""
    return compiled(function, cache=False, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)
