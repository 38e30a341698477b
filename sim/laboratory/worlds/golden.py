"""Golden runs: short runs at an ensemble's centre, whose events say whether people still do what they did when it was fitted.

An edit that changes no event needs no new fit, another series in the diary neither; one that does makes every use of the ensemble say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.laboratory.worlds.ensemble import Ensemble
    from sim.scenario import Scenario

DAYS = 60
_TITLE = {"en": "Golden run", "nl": "IJkrun"}
_HOST = [{"kind": "team", "hours_per_week": 4.0}, {"kind": "calendar", "weekdays": ["tue", "thu"]}]
TABLES = {
    "hosted": {"title": _TITLE, "community": {"audience": 600, "days": DAYS, "founders": 12}, "policy": _HOST},
    "alone": {"title": _TITLE, "community": {"audience": 60, "days": DAYS, "founders": 6}},
    "crowd": {
        "title": _TITLE,
        "community": {"audience": 900, "days": DAYS, "founders": 30, "everyone_in": True},
        "policy": [*_HOST, {"kind": "moderation", "filter_sensitivity": 0.5}],
    },
}
"""A hosted community, one left alone, and a crowd that is in from the first day, by name."""

_known: dict[tuple[str, str], bool] = {}


def scenarios(behaviour: Mapping[str, float]) -> dict[str, Scenario]:
    """Return what is run, at these parameter values.

    Raises
    ------
    InputError
        A parameter is no longer declared, or may no longer have that value.
    """
    from sim.scenario import Scenario

    return {
        name: Scenario.build({**tables, "behaviour": dict(behaviour)}, f"golden-{name}")
        for name, tables in TABLES.items()
    }


def hashes(behaviour: Mapping[str, float]) -> dict[str, str]:
    """Run at these values and return the sha256 of the event log of each run, by name."""
    from sim.day import simulate

    return {
        name: hashlib.sha256(simulate(scenario.setup(), replication=0, events=True).events.tobytes()).hexdigest()
        for name, scenario in scenarios(behaviour).items()
    }


def differing(ensemble: Ensemble) -> tuple[str, ...]:
    """Return the names of golden runs that do not come out as they did; all of them when they cannot be run any more."""
    try:
        now = hashes(ensemble.middle)
    except InputError:
        return tuple(ensemble.golden) or tuple(TABLES)
    if not ensemble.golden:
        return tuple(TABLES)
    return tuple(name for name, was in ensemble.golden.items() if now.get(name) != was)


def is_current(ensemble: Ensemble) -> bool:
    """Return whether all golden runs come out as they did; remembered by ensemble and engine within this process."""
    from sim.day import engine_id

    key = (ensemble.name, engine_id())
    if key not in _known:
        _known[key] = not differing(ensemble)
    return _known[key]
