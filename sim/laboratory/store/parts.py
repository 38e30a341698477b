"""Parts: the tables of runs and of series, as bytes that name themselves and say what they belong to.

A part is named after its content, and its Parquet metadata repeats the folder's identity (engine, measures, design,
form). So a part that was cut off, changed by one bit, written in another form or carried in from another study
is noticed when it is read, and a folder whose manifest is lost can still say what it holds.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.laboratory.crew.worker import Outcome, whole
from sim.laboratory.files import read_part
from sim.measures import MEASURES

if TYPE_CHECKING:
    import pyarrow as arrow

RUN_COLUMNS = ("run_id", "scenario", "point", "rep", "status", "error", "repeat", "seconds")
TEXT_COLUMNS = ("scenario", "status", "error", "repeat")
SERIES_COLUMNS = ("run_id", "day")
_KEY = b"community-sim"


class DamagedPart(Exception):
    """A part is not what it should be; the text says why. Always caught by whoever reads the folder."""


def runs_part(
    outcomes: Sequence[Outcome],
    labels: Mapping[int, str],
    repeats: Sequence[str],
    identity: Mapping[str, Any],
    own: Sequence[str] = (),
) -> bytes:
    """Return a part with one row a run.

    Dictionaries and statistics for text only: with them for 170 columns of measures a part takes twice as long to write and read
    (15 and 11 ms against 6 and 4 for 20 runs, measured).

    Parameters
    ----------
    outcomes : sequence of Outcome
        The runs.
    labels : mapping of int to str
        Scenario label of each design point.
    repeats : sequence of str
        For each run the command that repeats it; empty for a run that ended well.
    identity : mapping
        What the folder is for, kept in the part.
    own : sequence of str
        Names of own measures, behind the others.
    """
    import pyarrow as arrow

    columns: dict[str, Any] = {
        "run_id": [outcome.run_id for outcome in outcomes],
        "scenario": [labels[outcome.point] for outcome in outcomes],
        "point": arrow.array([outcome.point for outcome in outcomes], arrow.int64()),
        "rep": arrow.array([outcome.replication for outcome in outcomes], arrow.int32()),
        "status": ["failed" if outcome.error else "ok" for outcome in outcomes],
        "error": [outcome.error for outcome in outcomes],
        "repeat": list(repeats),
        "seconds": [outcome.seconds for outcome in outcomes],
    }
    names = (*MEASURES, *own)
    values = np.array([whole(outcome.measures, len(names)) for outcome in outcomes])
    columns |= {name: values[:, i] for i, name in enumerate(names)}
    return as_part(arrow.table(columns), identity)


def series_part(outcomes: Sequence[Outcome], identity: Mapping[str, Any]) -> tuple[bytes, list[tuple[str, int, int]]]:
    """Return a part with one row a run and day, and for each run its id, first row and number of rows."""
    import pyarrow as arrow

    tables = [outcome.series or {} for outcome in outcomes]
    names = list(tables[0])
    lengths = [len(table[names[0]]) for table in tables]
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).tolist()
    columns: dict[str, Any] = {
        "run_id": np.repeat([outcome.run_id for outcome in outcomes], lengths),
        "day": np.concatenate([np.arange(length, dtype=np.int32) for length in lengths]),
    }
    columns |= {name: np.concatenate([table[name] for table in tables]) for name in names}
    places = [(outcome.run_id, start, length) for outcome, start, length in zip(outcomes, starts, lengths, strict=True)]
    return as_part(arrow.table(columns), identity), places


def as_part(table: arrow.Table, identity: Mapping[str, Any]) -> bytes:
    """Return a table as the bytes of a part; series are recognised by their column of days."""
    import pyarrow.parquet as parquet

    stamp = json.dumps(dict(identity), sort_keys=True).encode("utf-8")
    table = table.replace_schema_metadata({_KEY: stamp})
    how: dict[str, Any] = {"compression": "zstd", "write_statistics": False, "use_dictionary": list(TEXT_COLUMNS)}
    if "day" in table.column_names:
        values = [name for name in table.column_names if name not in SERIES_COLUMNS]
        how |= {"use_dictionary": list(SERIES_COLUMNS), "use_byte_stream_split": values}
    sink = io.BytesIO()
    parquet.write_table(table, sink, **how)
    return sink.getvalue()


def read_table(path: Path, identity: Mapping[str, Any], columns: Sequence[str] | None = None) -> arrow.Table:
    """Read a part of runs or series (the name of its folder says which).

    Parameters
    ----------
    path : Path
        The part.
    identity : mapping
        What the folder is for.
    columns : sequence of str or None
        Only these columns; the whole part is checked all the same.

    Raises
    ------
    DamagedPart
        The part is cut off or changed, no table of this kind, or of another study.
    FileNotFoundError
        It is not there any more.
    """
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    data = read_part(path)
    if data is None:
        raise DamagedPart("cut off or changed: its content is not what its name says")
    needed = set(SERIES_COLUMNS) if path.parent.name == "series" else {*RUN_COLUMNS, *MEASURES}
    try:
        file = parquet.ParquetFile(io.BytesIO(data))
        stamp = (file.schema_arrow.metadata or {}).get(_KEY)
        if stamp is None or json.loads(stamp) != dict(identity):
            raise DamagedPart("it belongs to another study, engine or form")
        missing = needed - set(file.schema_arrow.names)
        if missing:
            raise DamagedPart(f"no such table: it has no column {sorted(missing)[0]}")
        return file.read(columns=None if columns is None else list(columns))
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise DamagedPart(f"not a Parquet table ({type(error).__name__})") from None


def identity_of(path: Path) -> dict[str, Any] | None:
    """Return what a part says it belongs to; None when it cannot say."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    data = read_part(path)
    if data is None:
        return None
    try:
        stamp = (parquet.read_schema(io.BytesIO(data)).metadata or {}).get(_KEY)
        return None if stamp is None else json.loads(stamp)
    except (arrow.ArrowException, OSError, ValueError):
        return None


def places_of(table: arrow.Table) -> list[tuple[str, int, int]]:
    """Return, for each stretch of equal run ids in a part of series: id, first row, number of rows."""
    codes = table["run_id"].combine_chunks().dictionary_encode()
    ids, numbers = codes.dictionary.to_pylist(), codes.indices.to_numpy()
    if not numbers.size:
        return []
    starts = np.concatenate(([0], np.flatnonzero(np.diff(numbers)) + 1))
    ends = np.concatenate((starts[1:], [numbers.size]))
    return [(ids[numbers[a]], int(a), int(b - a)) for a, b in zip(starts, ends, strict=True)]


def without(table: arrow.Table, run_ids: Iterable[str]) -> arrow.Table:
    """Return a table without the rows of some runs."""
    import pyarrow as arrow
    import pyarrow.compute as compute

    return table.filter(
        compute.invert(compute.is_in(table["run_id"], value_set=arrow.array(sorted(run_ids), arrow.string())))
    )
