"""Log files: reading those of real communities, writing those of simulated ones.

A log is a CSV file, compressed when its name ends in `.gz`, with a row an event: `member`, `time`
(unix seconds), and where they are known `kind` (post, reply, comment, message), `thread` and `reply_to`
(the member who is answered). Beside `NAME.csv` may lie `NAME.joins.csv` (`member,joined`) and
`NAME.reactions.csv` (`member,time`). Members and threads may have any label; the label `host` is the
host team. A row that cannot be read is counted and left out.
"""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import Fault, InputError, nearest
from sim.measures.log import KINDS, NOBODY, STAFF, BadRows, Log, compose

if TYPE_CHECKING:
    import pyarrow as pa

HOST = "host"
FIRST_NAMED = 5
"""How many bad rows are named by line."""

WHOLE_SECONDS = r"^-?\d{1,12}(\.\d*)?$"


def beside(path: Path, role: str) -> Path:
    """Return where the joins or reactions of a log lie: `a.csv.gz` -> `a.joins.csv.gz`."""
    stem = path.name.removesuffix(".gz").removesuffix(".csv")
    return path.with_name(f"{stem}.{role}{path.name[len(stem):] or '.csv'}")


def read_log(path: str | Path) -> Log:
    """Read a log and the files beside it.

    Raises
    ------
    InputError
        When there is no such file, it is no CSV file with `member` and `time`, or not one row of it can be read.
    """
    path = Path(path)
    faults: list[tuple[str, int, str]] = []
    posts = _Sheet(path, ("member", "time"), ("kind", "thread", "reply_to"), faults)
    if not posts.n_rows:
        raise InputError(Fault("not one row of it can be read" + (f" (line {faults[0][1]}: {faults[0][2]})" if faults else ""),
                               file=str(path), allowed="rows of member,time,kind,thread,reply_to with time in unix seconds"))
    joins = _Sheet(beside(path, "joins"), ("member", "joined"), (), faults) if beside(path, "joins").is_file() else None
    clicks = _Sheet(beside(path, "reactions"), ("member", "time"), (), faults) if beside(path, "reactions").is_file() else None

    labels = [posts.text("member"), posts.text("reply_to")]
    labels += [sheet.text("member") for sheet in (joins, clicks) if sheet is not None]
    codes, names = _numbered(labels)
    host = names.index(HOST) if HOST in names else None
    codes = [np.where(code == host, STAFF, code) if host is not None else code for code in codes]
    member, addressee = codes[0], np.where(codes[1] == -1, NOBODY, codes[1])
    if host is not None:
        addressee = np.where(_numbered_is(labels[1], HOST), STAFF, np.where(codes[1] == STAFF, NOBODY, addressee))
    nothing = (np.empty(0, np.int64), np.empty(0, np.int64))
    joined = (codes[2], joins.numbers("joined")) if joins is not None else nothing
    clicked = (codes[-1], clicks.numbers("time")) if clicks is not None else nothing
    threads, _ = _numbered([posts.text("thread")])
    known = {name for name in ("thread", "reply_to") if posts.has(name)}
    known |= {name for name, sheet in (("joins", joins), ("reactions", clicks)) if sheet is not None}
    bad = BadRows(sum(sheet.n_bad for sheet in (posts, joins, clicks) if sheet is not None), tuple(faults))
    log, new = compose(member, posts.numbers("time"), posts.kinds(), threads[0], addressee, joined, clicked, frozenset(known), bad)
    called = [""] * (int(new.max()) + 1 if len(new) else 0)
    for old, number in enumerate(new.tolist()):
        if number >= 0:
            called[number] = names[old]
    return replace(log, names=tuple(called))


def write_log(log: Log, path: str | Path) -> dict[str, Path]:
    """Write a log with its joins and reactions beside it; members are numbered from 1, the host team is `host`.

    Reading the files again gives the same statistics. Returns the files by role.
    """
    import pyarrow as pa

    path = Path(path)
    highest = max((int(column.max()) for column in (log.member, log.addressee, log.join_member, log.reaction_member) if column.size),
                  default=-1)
    labels = pa.array([HOST, *map(str, range(1, highest + 2))])

    def people(column: np.ndarray) -> Any:
        return labels.take(pa.array(column + 1, mask=column == NOBODY))

    threads = pa.array(log.thread + 1, mask=log.thread < 0)
    kinds = pa.array(KINDS).take(pa.array(log.kind.astype(np.int32)))
    sheets = {
        "posts": (path, {"member": people(log.member), "time": log.time, "kind": kinds, "thread": threads,
                         "reply_to": people(log.addressee)}),
        "joins": (beside(path, "joins"), {"member": people(log.join_member), "joined": log.join_time}),
        "reactions": (beside(path, "reactions"), {"member": people(log.reaction_member), "time": log.reaction_time}),
    }
    for file, columns in sheets.values():
        _write(file, pa.table(columns))
    return {role: file for role, (file, _) in sheets.items()}


def _write(file: Path, table: pa.Table) -> None:
    from pyarrow import csv

    buffer = io.BytesIO()
    buffer.write((",".join(table.column_names) + "\n").encode())
    csv.write_csv(table, buffer, csv.WriteOptions(include_header=False, quoting_style="none"))
    file.write_bytes(gzip.compress(buffer.getvalue(), mtime=0) if file.name.endswith(".gz") else buffer.getvalue())


class _Sheet:
    """The good rows of one CSV file, as text; what is bad is noted in ``faults``, the first few by line."""

    def __init__(self, path: Path, needed: tuple[str, ...], wanted: tuple[str, ...], faults: list[tuple[str, int, str]]) -> None:
        import pyarrow.compute as pc

        self.path, self.time_name = path, needed[1]
        table, broken = _read(path)
        missing = [name for name in needed if name not in table.column_names]
        if missing:
            meant = nearest(missing[0], table.column_names)
            raise InputError(Fault(f"has no column {' and no '.join(missing)}", file=str(path),
                                   allowed="a header with " + ",".join((*needed, *wanted)), meant=f"its {meant}" if meant else ""))
        self.table = table.select([name for name in (*needed, *wanted) if name in table.column_names])
        why = np.zeros(table.num_rows, np.uint8)
        told = ("", "no member", f"{self.time_name} is not a number of seconds", "kind is none of " + ", ".join(KINDS))
        if "kind" in self.table.column_names:
            kinds = pc.is_in(self.table["kind"], value_set=_text_array([*KINDS, ""]))
            why[~kinds.combine_chunks().to_numpy(zero_copy_only=False)] = 3
        good_time = pc.match_substring_regex(self.table[self.time_name], WHOLE_SECONDS)
        why[~good_time.combine_chunks().to_numpy(zero_copy_only=False)] = 2
        why[pc.equal(self.table["member"], "").combine_chunks().to_numpy(zero_copy_only=False)] = 1
        empty = np.ones(table.num_rows, bool)
        for column in table.columns:
            empty &= pc.equal(column, "").combine_chunks().to_numpy(zero_copy_only=False)
        lines = _lines(table.num_rows, [line for line, _ in broken])
        found = [(line, what) for line, what in broken if what]
        self.n_bad = len(found) + int((why[~empty] > 0).sum())
        for row in np.nonzero((why > 0) & ~empty)[0][:FIRST_NAMED].tolist():
            found.append((int(lines[row]), told[why[row]]))
        faults.extend((path.name, line, what) for line, what in sorted(found)[:FIRST_NAMED])
        if why.any():
            self.table = self.table.filter(_mask(why == 0))

    @property
    def n_rows(self) -> int:
        return self.table.num_rows

    def text(self, name: str) -> pa.ChunkedArray:
        """Return a column as text; empty text for a column the file does not have."""
        import pyarrow as pa

        return self.table[name] if name in self.table.column_names else pa.chunked_array([pa.repeat("", self.n_rows)])

    def numbers(self, name: str) -> np.ndarray:
        """Return a column of seconds as whole numbers."""
        import pyarrow as pa
        import pyarrow.compute as pc

        whole = self.table[name]
        if pc.any(pc.match_substring(whole, ".")).as_py():
            whole = pc.replace_substring_regex(whole, r"\..*$", "")
        return whole.cast(pa.int64()).combine_chunks().to_numpy()

    def kinds(self) -> np.ndarray:
        """Return the kinds as numbers; what has none is a message."""
        import pyarrow.compute as pc

        found = pc.index_in(self.text("kind"), value_set=_text_array(list(KINDS)))
        return pc.fill_null(found, KINDS.index("message")).combine_chunks().to_numpy().astype(np.uint8)

    def has(self, name: str) -> bool:
        """Whether a column has any value."""
        import pyarrow.compute as pc

        return name in self.table.column_names and bool(pc.any(pc.not_equal(self.table[name], "")).as_py())


def _read(path: Path) -> tuple[pa.Table, list[tuple[int, str]]]:
    """Return a CSV file as a table of text, and the lines that do not fit it (with why; nothing for blank ones)."""
    import pyarrow as pa
    from pyarrow import csv

    try:
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        known = [file.name for file in path.parent.glob("*.csv*")] if path.parent.is_dir() else []
        wrong = "there is no such file" if isinstance(error, FileNotFoundError) else "this is a folder" if path.is_dir() \
            else f"cannot be read ({error})"
        raise InputError(Fault(wrong, file=str(path), allowed="a log (.csv or .csv.gz)", meant=nearest(path.name, known))) from error
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    header = raw.split(b"\n", 1)[0].decode("utf-8", "replace").strip().split(",")
    names = [name.strip().strip('"').lower() for name in header]
    if not raw.strip() or len(set(names)) < len(names):
        wrong = "a column stands twice in its header" if raw.strip() else "is empty"
        raise InputError(Fault(wrong, file=str(path), allowed="rows of member,time,kind,thread,reply_to"))
    broken: list[tuple[int, str]] = []

    def refuse(row: Any) -> str:
        empty = not row.text.strip()
        broken.append((row.number, "" if empty else f"{row.actual_columns} columns instead of {row.expected_columns}"))
        return "skip"

    if b"\n" not in raw.strip():
        return pa.table({name: pa.array([], pa.string()) for name in names}), []
    try:
        table = csv.read_csv(
            io.BytesIO(raw), csv.ReadOptions(use_threads=False, column_names=names, skip_rows=1, block_size=1 << 24),
            csv.ParseOptions(invalid_row_handler=refuse, ignore_empty_lines=False),
            csv.ConvertOptions(column_types={name: pa.string() for name in names}, check_utf8=False, strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:
        raise InputError(Fault(f"is not a CSV file ({str(error).splitlines()[0][:120]})", file=str(path),
                               allowed="rows of member,time,kind,thread,reply_to")) from error
    return table, broken


def _lines(n_rows: int, skipped: list[int]) -> np.ndarray:
    """Return the line of every row that was read, given the lines that were not; the header is line 1."""
    lines = np.ones(n_rows + len(skipped) + 2, bool)
    lines[[0, 1, *(line for line in skipped if line < len(lines))]] = False
    return np.nonzero(lines)[0][:n_rows]


def _numbered(columns: list[pa.ChunkedArray]) -> tuple[list[np.ndarray], list[str]]:
    """Return columns of labels as numbers over one list of labels; empty text is -1."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string())
    coded = pc.dictionary_encode(whole).combine_chunks()
    names = [name.decode("utf-8", "replace") for name in coded.dictionary.cast(pa.binary()).to_pylist()]
    codes = coded.indices.to_numpy().astype(np.int64)
    if "" in names:
        codes[codes == names.index("")] = -1
    ends = np.cumsum([len(column) for column in columns])
    return np.split(codes, ends[:-1]), names


def _numbered_is(column: pa.ChunkedArray, label: str) -> np.ndarray:
    import pyarrow.compute as pc

    return pc.equal(column, label).combine_chunks().to_numpy(zero_copy_only=False)


def _mask(keep: np.ndarray) -> pa.Array:
    import pyarrow as pa

    return pa.array(keep)


def _text_array(words: list[str]) -> pa.Array:
    import pyarrow as pa

    return pa.array(words)
