"""Log files: reading those of real communities, writing those of simulated ones.

A log is a CSV file, compressed when its name ends in `.gz`, with a row an event: `member`, `time`
(unix seconds), and where they are known `kind` (post, reply, comment, message), `thread` and `reply_to`
(the member who is answered). Beside `NAME.csv` may lie `NAME.joins.csv` (`member,joined`) and
`NAME.reactions.csv` (`member,time`). Members and threads may have any label; the label `host` is the
host team, whose own sign-up or reactions are nobody's. A row that cannot be read is counted and left out.
"""

from __future__ import annotations

import gzip
import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import Fault, InputError
from sim.laboratory.files import write_together
from sim.logs.sheet import HOST, Labels, Sheet, people, ranks
from sim.measures.counting.log import KINDS, NOBODY, BadRows, Log, Reading, compose

if TYPE_CHECKING:
    import pyarrow as pa

FIRST_NAMED = 5
"""How many bad rows of a file are named by line."""

EARLY = 631_152_000
"""1 January 1990 [unix s]: in a log of later days, a time before it is likely a mistake (assumption)."""


def beside(path: Path, role: str) -> Path:
    """Return where the joins or reactions of a log lie: `a.csv.gz` -> `a.joins.csv.gz`."""
    stem = path.name.removesuffix(".gz").removesuffix(".csv")
    return path.with_name(f"{stem}.{role}{path.name[len(stem) :] or '.csv'}")


def read_log(path: str | Path) -> Log:
    """Read a log and the files beside it.

    Raises
    ------
    InputError
        When there is no such file, it is no CSV file with `member` and `time`, or not one row of it can be read.
    """
    path = Path(path)
    members, threads = people(), Labels({"": -1})
    posts = Sheet(
        path,
        ("member", "time"),
        ("kind", "thread", "reply_to"),
        {"member": members, "reply_to": members, "thread": threads},
    )
    if not posts.n_rows:
        raise InputError(
            Fault(
                "not one row of it can be read"
                + (f" (line {posts.faults[0][0]}: {posts.faults[0][1]})" if posts.faults else ""),
                file=str(path),
                allowed="rows of member,time,kind,thread,reply_to with time in unix seconds",
            )
        )
    joins = (
        Sheet(beside(path, "joins"), ("member", "joined"), (), {"member": members})
        if beside(path, "joins").is_file()
        else None
    )
    clicks = (
        Sheet(beside(path, "reactions"), ("member", "time"), (), {"member": members})
        if beside(path, "reactions").is_file()
        else None
    )
    sheets = [sheet for sheet in (posts, joins, clicks) if sheet is not None]

    names = members.names()
    by_label, by_thread = ranks(names), ranks(threads.names())
    member, addressee = _ranked(posts.column("member"), by_label), _ranked(posts.column("reply_to"), by_label)
    thread = _ranked(posts.column("thread", -1), by_thread)
    nothing = (np.empty(0, np.int64), np.empty(0, np.int64))
    joined = (_ranked(joins.column("member"), by_label), joins.column("joined")) if joins is not None else nothing
    clicked = (_ranked(clicks.column("member"), by_label), clicks.column("time")) if clicks is not None else nothing
    known = {name for name, column in (("thread", thread >= 0), ("reply_to", addressee != NOBODY)) if column.any()}
    known |= {name for name, sheet in (("joins", joins), ("reactions", clicks)) if sheet is not None}
    bad = BadRows(
        sum(len(sheet.faults) for sheet in sheets),
        tuple((sheet.path.name, line, what) for sheet in sheets for line, what in sheet.faults[:FIRST_NAMED]),
    )
    log, new = compose(
        member,
        posts.column("time"),
        posts.column("kind", KINDS.index("message")),
        thread,
        addressee,
        joined,
        clicked,
        frozenset(known),
        bad,
    )
    labels = np.array(names, object)[np.argsort(by_label)].tolist()
    called = [""] * (int(new.max()) + 1 if len(new) else 0)
    for old, number in enumerate(new.tolist()):
        if number >= 0:
            called[number] = labels[old]
    early = (
        np.nonzero(posts.column("time") < EARLY)[0]
        if np.median(posts.column("time")) >= EARLY
        else np.empty(0, np.int64)
    )
    reading = Reading(
        same_second=log.reading.same_second,
        duplicates=log.reading.duplicates,
        unit=posts.unit,
        untold=sum(sheet.n_untold for sheet in sheets),
        early=len(early),
        first_early=int(posts.lines[early[0]]) if len(early) else 0,
    )
    return replace(log, names=tuple(called), reading=reading)


def _ranked(column: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """Return numbers of labels as places in the order of labels; what is below 0 stays."""
    return np.where(column >= 0, rank[np.maximum(column, 0)], column) if len(rank) else column


def write_log(log: Log, path: str | Path) -> dict[str, Path]:
    """Write a log with its joins and reactions beside it; members are numbered from 1, the host team is `host`.

    Reading the files again gives the same statistics. Returns the files by role.
    """
    import pyarrow as pa

    path = Path(path)
    highest = max(
        (
            int(column.max())
            for column in (log.member, log.addressee, log.join_member, log.reaction_member)
            if column.size
        ),
        default=-1,
    )
    labels = pa.array([HOST, *map(str, range(1, highest + 2))])

    def people(column: np.ndarray) -> Any:
        return labels.take(pa.array(column + 1, mask=column == NOBODY))

    threads = pa.array(log.thread + 1, mask=log.thread < 0)
    kinds = pa.array(KINDS).take(pa.array(log.kind.astype(np.int32)))
    sheets = {
        "posts": (
            path,
            {
                "member": people(log.member),
                "time": log.time,
                "kind": kinds,
                "thread": threads,
                "reply_to": people(log.addressee),
            },
        ),
        "joins": (beside(path, "joins"), {"member": people(log.join_member), "joined": log.join_time}),
        "reactions": (beside(path, "reactions"), {"member": people(log.reaction_member), "time": log.reaction_time}),
    }
    write_together({file: _bytes(file, pa.table(columns)) for file, columns in sheets.values()})
    return {role: file for role, (file, _) in sheets.items()}


def _bytes(file: Path, table: pa.Table) -> bytes:
    from pyarrow import csv

    buffer = io.BytesIO()
    buffer.write((",".join(table.column_names) + "\n").encode())
    csv.write_csv(table, buffer, csv.WriteOptions(include_header=False, quoting_style="none"))
    return gzip.compress(buffer.getvalue(), mtime=0) if file.name.endswith(".gz") else buffer.getvalue()
