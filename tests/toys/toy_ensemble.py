"""Plausible worlds for tests: an ensemble drawn around the defaults, no fit behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from sim.laboratory.worlds.ensemble import Ensemble


def ensemble(
    parameters: Mapping[str, Any],
    n: int = 200,
    engine: str = "toy-engine",
    seed: int = 1,
    width: float = 0.25,
    golden: Mapping[str, str] | None = None,
) -> Ensemble:
    """Return members whose parameters lie around the defaults, by a share of the way to the ends of their ranges."""
    varied = {name: parameter for name, parameter in parameters.items() if parameter.low < parameter.high}
    low, high, centre = (
        np.array([float(getattr(parameter, end)) for parameter in varied.values()])
        for end in ("low", "high", "default")
    )
    at = np.random.default_rng(seed).uniform(-width, width, (n, len(varied)))
    values = centre + np.where(at < 0, centre - low, high - centre) * at
    kept = np.clip(values.astype(np.float32).astype(np.float64), low, high)
    kept = np.where(
        kept.astype(np.float32) == kept,
        kept,
        np.nextafter(kept.astype(np.float32), centre.astype(np.float32)).astype(np.float64),
    )
    none = np.empty(0)
    everything = {
        "values": kept,
        "z": at,
        "centre": centre,
        "low": low,
        "high": high,
        "misfit": np.ones(n),
        "target": none,
        "error": none,
        "predicted": np.empty((n, 0)),
        "prior_spread": np.ones(len(varied)),
        "posterior_spread": np.ones(len(varied)),
    }
    known = {field.name for field in fields(Ensemble)}
    return Ensemble(
        parameters=tuple(varied),
        engine=engine,
        observations=(),
        golden=golden or {},
        about={},
        **{name: value for name, value in everything.items() if name in known},
    )
