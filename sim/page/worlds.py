"""The worlds of a page: the first members of the stored ensemble, those in which the command compares too, packed as numbers of 32 bits."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from sim.laboratory.plan.points import N_WORLD_PAIRS
from sim.rules import PARAMETERS
from sim.studies.comparison.drawing import N_WORLDS, WORLDS, drawn, ensemble_for


def worlds() -> dict[str, Any] | None:
    """Return the worlds as data, or None where there are none that fit the engine of now.

    Returns
    -------
    dict or None
        ``names`` of the parameters, ``n`` worlds, ``pairs`` in each, ``values``: float32, little-endian, parameter by parameter, the first bytes of all
        of them first, then the second (so they are smaller when compressed), in base 64. Each member fits in 32 bits, so that the page runs what the
        command runs, to the last bit.
    """
    from sim.world.engine import engine_id

    ensemble = ensemble_for(None)
    draws = drawn(WORLDS, ensemble, PARAMETERS, engine_id(), (), N_WORLDS)
    if draws is None or draws.standing != "current":
        return None
    values = np.ascontiguousarray(draws.values, dtype="<f4")
    if not np.array_equal(values.astype(float), draws.values):
        return None
    return {
        "names": list(draws.parameters),
        "n": len(values),
        "pairs": N_WORLD_PAIRS,
        "values": base64.b64encode(values.T.reshape(-1, 1).view(np.uint8).T.tobytes()).decode(),
    }
