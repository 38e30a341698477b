"""Bytes as letters of a page: 13 bits in two of 91, where base 64 puts 12; `js/unpack.js` is its twin.

The letters are those of ASCII that can be seen, without ``&``, ``<`` and ``>``: nothing of them means anything inside a script of a page.
"""

from __future__ import annotations

import gzip

import numpy as np

LETTERS = np.array([code for code in range(33, 127) if chr(code) not in "&<>"], dtype=np.uint8)
BITS = 13
_PLACES = 1 << np.arange(BITS)
MOST_FOR_ONE = 6
"""Bits at the end that one letter still holds."""


def packed(data: bytes) -> str:
    """Return bytes compressed and as letters; the same bytes give the same letters.

    >>> packed(b"") == packed(b"") and packed(b"page").isascii()
    True
    """
    return lettered(gzip.compress(data, 9, mtime=0))


def lettered(data: bytes) -> str:
    """Return bytes as letters, the first bits in the lowest places.

    >>> lettered(b"")
    ''
    >>> lettered(bytes(13)) == "!" * 16
    True
    """
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    rest = len(bits) % BITS
    bits = np.pad(bits, (0, -len(bits) % BITS))
    numbers = bits.reshape(-1, BITS) @ _PLACES
    pairs = np.stack([numbers % len(LETTERS), numbers // len(LETTERS)], axis=1).ravel()
    if 0 < rest <= MOST_FOR_ONE:
        pairs = pairs[:-1]
    return LETTERS[pairs].tobytes().decode("ascii")
