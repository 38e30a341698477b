"""Over which range a parameter runs in a study that does not say it: that of the plausible worlds, or the declared one.

The range of the worlds is between the 10 and the 90 % quantile of the ensemble's members: what the known facts leave open, without the
tails that a few members make. It is of each parameter by itself; that parameters go together in the worlds is not in it, and a point of
such a study need not be a world. A parameter that the ensemble does not have keeps its declared range.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.laboratory.worlds.ensemble import load_ensemble

if TYPE_CHECKING:
    from sim.laboratory.worlds.ensemble import Ensemble

ENDS = (0.1, 0.9)
_FIGURES = 4


@dataclass(frozen=True)
class Ranges:
    """Where ranges come from that a study does not give.

    Attributes
    ----------
    ends : parameter -> low and high, from the worlds; empty for declared ranges.
    ensemble : the worlds; None for declared ranges.
    is_missing : whether worlds were to be used and there are none.
    """

    ends: dict[str, tuple[float, float]] = field(default_factory=dict)
    ensemble: Ensemble | None = None
    is_missing: bool = False

    def of(self, parameter: Any) -> tuple[float, float]:
        """Return the range of a declared parameter."""
        return self.ends.get(parameter.name, (parameter.low, parameter.high))

    @property
    def standing(self) -> str:
        """As of a comparison: "current", "stale", "missing", or empty for declared ranges; may run the engine for a second."""
        if self.ensemble is None:
            return "missing" if self.is_missing else ""
        from sim.day import engine_id

        return "current" if self.ensemble.engine == engine_id() or self.ensemble.is_current() else "stale"


def ranges_of_worlds(file: Path | None) -> Ranges:
    """Return the ranges of an ensemble in a file; of the one that comes with the package, or that it is missing, without a file.

    Raises
    ------
    InputError
        The file that was asked for cannot be read.
    """
    try:
        ensemble = load_ensemble(file)
    except InputError:
        if file is not None:
            raise
        return Ranges(is_missing=True)
    lows, highs = np.quantile(ensemble.values, ENDS, axis=0)
    ends = {name: (_short(low), _short(high)) for name, low, high in zip(ensemble.parameters, lows, highs, strict=True)}
    return Ranges({name: span for name, span in ends.items() if span[0] < span[1]}, ensemble)


def _short(x: float) -> float:
    return float(f"{x:.{_FIGURES}g}")
