"""The tables of a run as data: names, lengths, bytes an item, what they are filled with; the page lays them out as `lay_out` does."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.rules import PARAMETERS
from sim.rules.people import DEFAULT_MIX, PRESETS, ROLES
from sim.world.diary import COHORT, SERIES
from sim.world.eventlog import ALL_EVENTS, EVENT, EVENT_KINDS
from sim.world.parameters import record
from sim.world.people import PERSON, TIE
from sim.world.programme import CALENDAR, CHANNEL, COLUMNS, INCIDENT, MAX_CHANNELS, TABLE, Programme
from sim.world.reviews import ADAPTIVE, REVIEW, TURN
from sim.world.setup import Setup
from sim.world.tables import BLOCK, STATE, TABLES, World, lay_out

PEOPLE, DAYS, ROWS, SLIPS, EVENTS, REVIEWS, TURNS = 80_009, 367, 5, 11, 13, 17, 2 * 17
GIVEN = ("p", "prog", "calendar", "reach", "channels", "incidents", "mix", "presets", "reviews", "turns", "turned")
"""Tables that hold something else than nothing before birth, and are written one by one."""


def example() -> World:
    """Tables of which every length tells where it comes from."""
    programme = Programme(DAYS)
    for day in range(ROWS):
        programme.add_calendar(day, "talk", 30.0)
    for day in range(SLIPS):
        programme.add_incident(day, 0.5, 0, 24.0, 0)
    for _ in range(REVIEWS):
        programme.add_review((0, DAYS, 7, 0, 0, 1.0, 1, 1), TURNS // REVIEWS * [("host_minutes", False, np.ones(DAYS))])
    setup = Setup(PEOPLE, DAYS, 0, 0, False, DEFAULT_MIX, {}, programme)
    return lay_out(setup, record(PARAMETERS, {}), np.zeros(len(ROLES)), PRESETS, EVENTS)


def tables() -> dict[str, Any]:
    """Return everything that lays tables out, as data.

    Raises
    ------
    ValueError
        When a table is filled with something that this cannot tell.
    """
    world = example()
    lengths = {
        PEOPLE: "people",
        len(world.threads): "ring",
        len(world.actions): "actions",
        DAYS: "days",
        DAYS + 1: "nights",
        ROWS: "calendar",
        SLIPS: "incidents",
        EVENTS: "events",
        REVIEWS: "reviews",
        TURNS: "turns",
        1 + PEOPLE // BLOCK: "blocks",
    }
    told = []
    for name in TABLES:
        table = getattr(world, name)
        one = {"name": name, "size": table.itemsize, "shape": [lengths.get(n, n) for n in table.shape]}
        fill = None if name in GIVEN else _fill(name, table)
        told.append(one | ({"fill": fill} if fill else {}))
    return {
        "tables": told,
        "columns": _fields(TABLE),
        "defaults": {name: list(default) if isinstance(default, tuple) else default for name, _, _, default in COLUMNS},
        "calendar": _fields(CALENDAR),
        "channel": _fields(CHANNEL),
        "incident": _fields(INCIDENT),
        "review": _fields(REVIEW),
        "turn": _fields(TURN),
        "adaptive": list(ADAPTIVE),
        "channels": MAX_CHANNELS,
        "state": {name: STATE.fields[name][1] for name in ("recording", "n_events", "n_members")},
        "event": _fields(EVENT),
        "events": list(EVENT_KINDS),
        "record_all": ALL_EVENTS,
        "tie": _fields(TIE),
        "ties_of": PERSON.fields["n_ties"][1],
        "rivals": {
            name: _fields(STATE)["fields"][name][:2]
            for name in ("n_rivals", "rival_size", "rival_specificity", "breadth", "already_on")
        },
        "series": list(SERIES),
        "cohorts": list(COHORT.names),
        "parameters": {name: one.default for name, one in PARAMETERS.items()},
        "roles": list(ROLES),
        "mix": DEFAULT_MIX,
        "presets": PRESETS.ravel().tolist(),
    }


def _fields(dtype: np.dtype) -> dict[str, Any]:
    """Return a record type: bytes a row, and each field's place, kind of number and how many of them."""
    fields = {}
    for name in dtype.names:
        part, place = dtype.fields[name][:2]
        fields[name] = [place, part.base.str[1:], int(np.prod(part.shape)) if part.shape else 1]
    return {"size": dtype.itemsize, "fields": fields}


def _fill(name: str, table: np.ndarray) -> list[Any] | None:
    """Return what a table is filled with: place in the item, kind of number, the number; None for zeros."""
    if not table.any() if table.dtype.names is None else not np.frombuffer(table.tobytes(), np.uint8).any():
        return None
    if table.dtype.names is None and np.all(table == table.flat[0]):
        return [0, table.dtype.str[1:], int(table.flat[0])]
    full = [field for field in table.dtype.names or () if np.any(table[field] != 0)]
    if len(full) == 1 and np.all(table[full[0]] == table[full[0]].flat[0]):
        return [table.dtype.fields[full[0]][1], table.dtype[full[0]].str[1:], int(table[full[0]].flat[0])]
    raise ValueError(f"the table {name} is filled in a way the page does not know")
