"""`export`: all runs of a study in one file, for R, Excel and pandas.

One row a run, sorted by run id: what was run (scenario, point, draw, replication, seed, every parameter) and what
came of it (status, error, every measure by its name). Equal studies give equal files, byte for byte; the
seconds a run took stay behind in the parts.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Fault, InputError, WorkError
from sim.laboratory.files import write_whole
from sim.laboratory.store.parts import RUN_COLUMNS
from sim.laboratory.store.reading import design_of, identity_in, readable, run_tables

if TYPE_CHECKING:
    import pandas

FORMATS = ("csv", "csv2", "parquet")
"""csv: comma and decimal point; csv2: semicolon and decimal comma, which Excel expects in Dutch (`read.csv2` in R); parquet."""
_TEXT = ("run_id", "scenario", "part", "status", "error", "repeat")
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
"""What makes a spreadsheet take a text for a formula (OWASP ASVS 1.2.10, CWE-1236)."""


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes
    ----------
    file : the file.
    n_runs : rows in it.
    n_failed : of these, runs that failed; their measures are empty.
    n_damaged : parts that could not be read and are not in it; opening the study for writing repairs them.
    """

    file: Path
    n_runs: int
    n_failed: int
    n_damaged: int


def export(folder: str | os.PathLike[str], form: str = "csv", out: str | os.PathLike[str] | None = None) -> Exported:
    """Write all runs of a study into one file.

    Parameters
    ----------
    folder : path
        A study folder, finished or not; it is only read.
    form : {"csv", "csv2", "parquet"}
        Form of the file.
    out : path or None
        Where to; None writes export.csv or export.parquet into the folder.

    Raises
    ------
    InputError
        No study folder, no such form, or no runs in it yet.
    WorkError
        The file cannot be written.
    """
    path = Path(folder)
    if form not in FORMATS:
        raise InputError(Fault(f"{form!r} is not a form", file="--format", allowed=", ".join(FORMATS)))
    record = readable(path)
    tables, damaged = run_tables(path, identity_in(record))
    frame = _frame(path, tables) if tables else None
    if frame is None or frame.empty:
        raise InputError(
            Fault("holds no runs that can be read yet", file=str(path), allowed="a study of which some runs are done")
        )
    file = Path(out) if out is not None else path / f"export.{'parquet' if form == 'parquet' else 'csv'}"
    try:
        write_whole(file, _bytes(frame, form))
    except OSError as error:
        raise WorkError(f"{file}: {error.strerror or error}") from None
    return Exported(file, len(frame), int((frame["status"] == "failed").sum()), len(damaged))


def _frame(path: Path, tables: list) -> pandas.DataFrame:
    """Return one row a run, sorted by run id, with the design beside it."""
    import pandas

    runs = (
        pandas.concat([table.to_pandas() for table in tables])
        .drop_duplicates("run_id")
        .sort_values("run_id", ignore_index=True)
    )
    measures = [name for name in runs.columns if name not in RUN_COLUMNS]
    first = ["run_id", "scenario", "point", "rep", "status", "error", "repeat"]
    design = pandas.DataFrame(design_of(path))
    if design.empty:
        return runs[[*first, *measures]]
    settings = [name for name in design.columns if name not in ("point", "scenario", "scenario_hash")]
    joined = runs.merge(design[["point", *settings]], on="point", how="left", validate="many_to_one")
    return joined[
        [
            *first[:3],
            *(name for name in ("part", "draw") if name in settings),
            *first[3:],
            *(name for name in settings if name not in ("part", "draw")),
            *measures,
        ]
    ]


def _bytes(frame: pandas.DataFrame, form: str) -> bytes:
    if form == "parquet":
        import io

        sink = io.BytesIO()
        frame.to_parquet(sink, engine="pyarrow", compression="zstd", index=False)
        return sink.getvalue()
    safe = frame.copy()
    for name in _TEXT:
        if name in safe:
            safe[name] = [_cell(text) for text in safe[name]]
    mark, point = (";", ",") if form == "csv2" else (",", ".")
    return safe.to_csv(index=False, sep=mark, decimal=point, lineterminator="\n", na_rep="").encode(
        "ascii", "backslashreplace"
    )


def _cell(text: object) -> str:
    """Return a text that no spreadsheet takes for a formula, on one line."""
    if not isinstance(text, str):
        return ""
    plain = text.replace("\n", " ").replace("\r", " ")
    return "'" + plain if text.startswith(_STARTS) else plain
