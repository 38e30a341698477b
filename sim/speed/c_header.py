"""The header that a visit in C needs, written from the sources: records, tables, parameters, constants and tables of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import numpy as np

from sim.day import events, read, visit
from sim.rules import expecting, posting
from sim.world import arithmetic, eventlog, keys, people, posts, programme
from sim.world.diary import COHORT, DIARY
from sim.world.tables import STATE, World

SCALARS = {
    "f8": "double",
    "f4": "float",
    "i8": "int64_t",
    "i4": "int32_t",
    "i2": "int16_t",
    "i1": "int8_t",
    "u8": "uint64_t",
    "u1": "uint8_t",
}
RECORDS = {
    "State": STATE,
    "Person": people.PERSON,
    "Tie": people.TIE,
    "Post": posts.POST,
    "Action": posts.ACTION,
    "Programme": programme.TABLE,
    "Diary": DIARY,
    "Cohort": COHORT,
    "Event": eventlog.EVENT,
}
CONSTANTS = {
    "ARITHMETIC": arithmetic,
    "KEY": keys,
    "PERSON": people,
    "POST": posts,
    "PROGRAMME": programme,
    "EVENT": eventlog,
    "EVENTS": events,
    "READ": read,
    "VISIT": visit,
    "EXPECTING": expecting,
    "POSTING": posting,
}
"""Start of a constant's name in C -> the module that it stands in."""
NUMBERS = ("LOGS_OF_COUNTS", "LOGS_OF_DAYS", "ABOVE")


def header(world: World) -> str:
    """Return the text of ``world.h`` for the tables of a run; that sizes and places of all fields are numpy's is asserted in it."""
    records = {**RECORDS, "Parameters": world.p.dtype}
    names = {kind: name for name, kind in records.items()}
    lines = ["#pragma once"]
    for start, module in CONSTANTS.items():
        lines += _constants(start, module)
    for name in NUMBERS:
        lines.append(f"static const double {name}[] = {{{', '.join(map(_exact, getattr(arithmetic, name)))}}};")
    for name, kind in records.items():
        lines += _record(name, kind)
    lines.append(
        "#define TABLE(kind, n) struct { void *owner, *parent; int64_t size, itemsize; kind *data; int64_t shape[n], strides[n]; }"
    )
    tables = (
        f"TABLE({names.get(table.dtype) or SCALARS.get(table.dtype.str[1:], 'void')}, {table.ndim}) {name};"
        for name, table in world._asdict().items()
    )
    return "\n".join([*lines, "typedef struct {", *tables, "} World;", ""])


def _exact(number: float) -> str:
    """A number in double precision to its last bit."""
    return float(number).hex()


def _constants(start: str, module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        if not name.isupper() or isinstance(value, bool):
            continue
        if isinstance(value, float):
            yield f"#define {start}_{name} ({_exact(value)})"
        elif isinstance(value, np.uint64):
            yield f"#define {start}_{name} {value}ull"
        elif isinstance(value, int):
            yield f"#define {start}_{name} ({value})"


def _record(name: str, kind: np.dtype) -> Iterator[str]:
    """A struct whose fields lie where numpy has them: with room between them as a compiler leaves it, or packed where numpy leaves none."""
    fields = {field: kind.fields[field][:2] for field in kind.names}
    natural = all(at % inner.base.itemsize == 0 for inner, at in fields.values()) and (
        kind.itemsize % max(inner.base.itemsize for inner, _ in fields.values()) == 0
    )
    yield "typedef struct {"
    for field, (inner, _) in fields.items():
        yield f"{SCALARS[inner.base.str[1:]]} {field}{''.join(f'[{n}]' for n in inner.shape)};"
    yield f"}} {'' if natural else '__attribute__((packed)) '}{name};"
    yield f'_Static_assert(sizeof({name}) == {kind.itemsize}, "{name}");'
    for field, (_, at) in fields.items():
        yield f'_Static_assert(offsetof({name}, {field}) == {at}, "{name}.{field}");'
