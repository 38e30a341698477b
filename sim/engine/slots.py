"""Arguments laid out for the built engine: one row of 64-bit words, read by every entry in its own order.

A word for the address of the result, one for that of an error; then for each argument one word (a whole number, a truth value), or, for an
array, what the compiled code knows of it: nothing twice (its owner), number of items, bytes an item, address, lengths and strides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np


def words_of(argument: Any) -> Iterator[int]:
    """Yield the words of one argument: an array, a number, or a tuple of them."""
    if isinstance(argument, np.ndarray):
        if not argument.flags.c_contiguous:
            raise ValueError("a table must lie in one piece")
        yield from (0, 0, argument.size, argument.itemsize, argument.ctypes.data, *argument.shape, *argument.strides)
    elif isinstance(argument, tuple):
        for part in argument:
            yield from words_of(part)
    else:
        yield int(argument)


def slots_of(arguments: tuple[Any, ...], spare: np.ndarray) -> np.ndarray:
    """Return the row of words, int64 (words,), for these arguments; ``spare``, uint8 (128,), takes the result and the error."""
    at = spare.ctypes.data
    return np.array([at, at + 64, *(word for argument in arguments for word in words_of(argument))], dtype=np.int64)
