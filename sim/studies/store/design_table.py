"""design.parquet: one row a design point, with everything that was set there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.files import write_whole

if TYPE_CHECKING:
    import pyarrow as arrow

NAME = "design.parquet"
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
    while batch := [dict(one) for one in islice(waiting, BATCH)]:
        tables.append(arrow.Table.from_pylist(batch))
    new = arrow.concat_tables(tables, promote_options="permissive")
    known = read_design(folder)
    if known is not None:
        kept = known.filter(compute.invert(compute.is_in(known["point"], value_set=new["point"].combine_chunks())))
        if kept.num_rows:
            new = arrow.concat_tables([new, kept], promote_options="permissive")
    sink = io.BytesIO()
    parquet.write_table(new.sort_by("point"), sink, compression="zstd", write_page_checksum=True)
    write_whole(folder / NAME, sink.getvalue())


def read_design(folder: Path) -> arrow.Table | None:
    """Return the table; None when it is not there or damaged."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    try:
        table = parquet.read_table(folder / NAME, page_checksum_verification=True)
    except (arrow.ArrowException, OSError, ValueError):
        return None
    return table if "point" in table.column_names else None

