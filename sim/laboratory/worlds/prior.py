"""What is believed before any fact is looked at: every uncertain parameter somewhere in its range.

A parameter's place in its range is told as a standard normal number z: share = Phi(z), value = the range at that share, by ratios
where the range spans a factor of ten or more (`even_over`). So z = 0 is the middle of the range, and no
value ever leaves it, however far the smoother moves z.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.world.parameters import uncertain

if TYPE_CHECKING:
    from sim.world.parameters import Parameter

FURTHEST = 5.0
"""Standard deviations beyond which z is not told apart: 3 in 10 million of a range."""

DECADE = 10.0
"""From this ratio of its ends on a range is passed over by ratios instead of by differences (a choice)."""

_KEY = 0x3072_1D50


def even_over(low: float, high: float) -> str:
    """Return how a declared range is passed over when nothing else is said: "log-uniform" where it spans a factor of ten or more."""
    return "log-uniform" if low > 0 and high / low >= DECADE else "uniform"


@dataclass(frozen=True)
class Prior:
    """Ranges of the uncertain parameters.

    Attributes
    ----------
    names : the parameters.
    low, high : float64 (parameters,), ends of their ranges.
    """

    names: tuple[str, ...]
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, parameters: Mapping[str, Parameter]) -> Prior:
        """Return the ranges of all uncertain parameters of a registry."""
        names = uncertain(parameters)
        return cls(
            names,
            np.array([parameters[name].low for name in names]),
            np.array([parameters[name].high for name in names]),
        )

    @property
    def by_ratio(self) -> np.ndarray:
        """Whether each range is passed over by ratios; bool (parameters,)."""
        return np.array(
            [even_over(low, high) == "log-uniform" for low, high in zip(self.low, self.high, strict=True)], dtype=bool
        )

    def draw(self, member: int, attempt: int = 0) -> np.ndarray:
        """Return one member's z, float64 (parameters,): keyed by member and name, so that no draw depends on another."""
        from hashlib import sha256

        draws = np.empty(len(self.names))
        for i, name in enumerate(self.names):
            letters = int.from_bytes(sha256(name.encode()).digest()[:8], "little")
            draws[i] = np.random.Generator(
                np.random.Philox(key=(_KEY << 64) | letters, counter=[0, 0, attempt, member])
            ).standard_normal()
        return draws

    def values(self, z: np.ndarray) -> np.ndarray:
        """Return values at z, float64 of the same shape (..., parameters); each fits in 32 bits and lies in its range.

        Checks: z = 0 is the middle of a range, or the geometric mean of its ends where it is passed over by ratios.
        """
        from scipy.special import ndtr

        share = ndtr(np.clip(z, -FURTHEST, FURTHEST))
        plain = self.low + (self.high - self.low) * share
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(self.by_ratio, self.low * (self.high / self.low) ** share, plain)
        return as_kept(values, self.low, self.high)

    def places(self, values: np.ndarray) -> np.ndarray:
        """Return z of values, float64 of the same shape: the inverse of `values`, within what 32 bits tell apart."""
        from scipy.special import ndtri

        plain = (values - self.low) / (self.high - self.low)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(self.by_ratio, np.log(values / self.low) / np.log(self.high / self.low), plain)
        return np.clip(ndtri(np.clip(share, 0.0, 1.0)), -FURTHEST, FURTHEST)

    def centre(self, z: np.ndarray) -> np.ndarray:
        """Return the values at the median z of members, float64 (parameters,), to four digits and inside the ranges."""
        values = self.values(np.median(z, axis=0))
        return np.array(
            [min(max(float(f"{x:.4g}"), low), high) for x, low, high in zip(values, self.low, self.high, strict=True)]
        )


def as_kept(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return values as 32 bits keep them, and still inside their ranges; float64 of the same shape."""
    kept = values.astype(np.float32)
    kept = np.where(kept > high, np.nextafter(kept, np.float32(-np.inf)), kept)
    kept = np.where(kept < low, np.nextafter(kept, np.float32(np.inf)), kept)
    return kept.astype(np.float64)


def spread(z: np.ndarray) -> np.ndarray:
    """Return the standard deviation of each parameter's z over members, float64 (parameters,)."""
    return z.std(axis=0, ddof=1)
