"""The tables of a study folder: runs.csv with all runs, design.parquet with what was set at each point, and the command that repeats a run.

runs.csv is for a spreadsheet: sorted, without what differs from run to run by chance. It is written in blocks, so that a million runs need no
more memory than a few thousand. The command is meant to be typed in the study folder (file names in it are relative), so that it is the same
wherever the folder stands; `from_here` makes it one for the present directory.
"""

from __future__ import annotations

import io
import math
import os
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.laboratory.files import write_whole
from sim.laboratory.store.holdings import Holdings
from sim.measures import MEASURES

if TYPE_CHECKING:
    import pyarrow as arrow

BLOCK = 10_000
"""Rows that are put in order together: 13 MB of measures."""
PIECE = 500
"""Rows that are text at the same time: 2 MB."""
_PLAIN = ("run_id", "scenario", "point", "rep", "status", "error", "repeat")

Setting = Callable[[int], Sequence[Any]]
"""Number of a design point -> values of what varies."""


def runs_csv(held: Holdings, factors: Sequence[str] = (), setting: Setting | None = None) -> Iterator[str]:
    """Return the table in pieces: the head, then blocks of lines, one a run, by point and replication.

    Parameters
    ----------
    held : Holdings
        Where the runs are.
    factors : sequence of str
        Names of what varies over the points of a sweep.
    setting : callable or None
        Returns their values at a point.

    Raises
    ------
    WorkError
        A part was damaged since it was opened.
    """
    names = (*MEASURES, *held.own)
    yield ",".join([*_PLAIN, *factors, *names]) + "\n"
    places = held.places()
    if not len(places):
        return
    point, rep = held.columns(places, ["point", "rep"])
    order = places[np.lexsort((rep, point))]
    for start in range(0, len(order), BLOCK):
        block = order[start : start + BLOCK]
        plain = held.columns(block, _PLAIN)
        values = np.column_stack(held.columns(block, list(names)))
        for first in range(0, len(block), PIECE):
            some = slice(first, first + PIECE)
            lines = []
            for line, numbers in zip(
                zip(*(column[some] for column in plain), strict=True), values[some].tolist(), strict=True
            ):
                varied = [as_cell(x) for x in setting(int(line[2]))] if setting is not None else []
                lines.append(
                    ",".join([*map(as_cell, line), *varied, *("" if math.isnan(x) else repr(x) for x in numbers)])
                    + "\n"
                )
            yield "".join(lines)


def as_cell(value: Any) -> str:
    """Write a value for a CSV file: decimal points, full precision, true and false, texts in quotes where they need it."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"' if set(value) & set(',"\n\r ') else value
    return (
        ""
        if value is None or (isinstance(value, float) and math.isnan(value))
        else repr(value.item() if isinstance(value, np.generic) else value)
    )


def repeat(file: str, replication: int) -> str:
    """Return the command that repeats a run.

    Parameters
    ----------
    file : str
        Where in the study folder the scenario stands.
    replication : int
        Which random numbers.
    """
    return shlex.join(["community-sim", "run", file, "--replication", str(replication)])


def from_here(command: str, folder: Path) -> str:
    """Return a command of the study folder as one to type in the present directory."""
    words = shlex.split(command)
    if len(words) > 2 and words[2].endswith(".toml"):
        words[2] = os.path.relpath(folder / words[2])
    return shlex.join(words)


DESIGN_FILE = "design.parquet"
"""One row a design point, with everything that was set there."""
BATCH = 1000
"""Rows that are held as Python objects at once; as columns they take a tenth of that."""


def write_design(folder: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the table, sorted by point; points of an earlier call that are not among the rows are kept.

    Parameters
    ----------
    folder : Path
        The study folder.
    rows : iterable of mapping
        Each with "point", and the same columns as the others; taken one by one.
    """
    import pyarrow as arrow
    import pyarrow.compute as compute
    import pyarrow.parquet as parquet

    waiting = iter(rows)
    tables: list[arrow.Table] = []
    while batch := [dict(row) for row in islice(waiting, BATCH)]:
        tables.append(arrow.Table.from_pylist(batch))
    new = arrow.concat_tables(tables, promote_options="permissive")
    known = read_design(folder)
    if known is not None:
        kept = known.filter(compute.invert(compute.is_in(known["point"], value_set=new["point"].combine_chunks())))
        if kept.num_rows:
            new = arrow.concat_tables([new, kept], promote_options="permissive")
    sink = io.BytesIO()
    parquet.write_table(new.sort_by("point"), sink, compression="zstd", write_page_checksum=True)
    write_whole(folder / DESIGN_FILE, sink.getvalue())


def read_design(folder: Path) -> arrow.Table | None:
    """Return the table; None when it is not there or damaged."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    try:
        table = parquet.read_table(folder / DESIGN_FILE, page_checksum_verification=True)
    except (arrow.ArrowException, OSError, ValueError):
        return None
    return table if "point" in table.column_names else None
