"""One CSV file of a log, row by row: what can be read as columns, what cannot as faults with their true lines.

One reader for header and rows, quoted or not. A row whose quotation marks do not fit is bad, and reading goes on with
the line after the one it began in: a mark that is never closed costs its own line and no more.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
import time
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from sim.errors import Fault, InputError, nearest
from sim.measures.counting.log import KINDS, NOBODY, STAFF

HOST = "host"
NO_LABEL = ("NA", "N/A", "NaN", "nan", "NULL", "null", "None", "\\N")
"""How other tools write that a value is missing; a word that the file has in quotation marks is a label there."""

SECONDS = re.compile(r"-?(\d{1,18}|[1-8]\d{18})(\.\d*)?", re.ASCII)
UNITS = ((10**11, 1, "s"), (10**14, 1_000, "ms"), (10**17, 1_000_000, "us"), (10**18, 1_000_000_000, "ns"))
"""Times below the first number are in units of which the second number makes a second."""

ROWS_AT_ONCE = 50_000


class Labels(dict):
    """Numbers for labels, from 0 in the order in which they come; ``known`` have theirs already."""

    def __init__(self, known: dict[str, int]) -> None:
        super().__init__(known)
        self._n_known = len(known)

    def __missing__(self, label: str) -> int:
        number = self[label] = len(self) - self._n_known
        return number

    def names(self) -> list[str]:
        """Return the labels by number."""
        return [
            label.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for label in list(self)[self._n_known :]
        ]


class Sheet:
    """The good rows of one CSV file.

    Parameters
    ----------
    path : Path
        The file, compressed or not.
    needed, wanted : tuple of str
        Columns that must be there, and those that may: ``member`` and a time first.
    labels : dict of str to Labels
        By name of a column, what its labels are numbered in; filled here.

    Attributes
    ----------
    columns : dict of str to ndarray
        int64 (rows,) by name; kinds are uint8. Columns of labels that the file does not have are missing.
    lines : int64 (rows,)
        Line of the file in which each row begins, from 1.
    faults : list of (int, str)
        Line and what is wrong of every row that is left out.
    n_untold : int
        Values that another tool's word for "missing" stands for.
    unit : str
        In what times are written: s, ms, us or ns.

    Raises
    ------
    InputError
        When there is no such file, or it has not the columns needed.
    """

    def __init__(self, path: Path, needed: tuple[str, ...], wanted: tuple[str, ...], labels: dict[str, Labels]) -> None:
        self.path, self.time_name = path, needed[1]
        raw = _bytes_of(path)
        self.faults: list[tuple[int, str]] = []
        untold = [word for word in NO_LABEL if f'"{word}"'.encode() not in raw]
        self._untold, self.n_untold = frozenset(untold), 0
        rows = _Rows(raw, path)
        places = _places(rows.header, needed, wanted, path)
        width, self._found = len(rows.header), {name: [] for name in (*places, "line")}
        for lines, cells in rows.in_blocks(tuple(places.values())):
            self._take(lines, cells, places, width, labels)
        self.faults += rows.faults
        self.columns = {
            name: np.concatenate(parts) if parts else np.empty(0, np.int64) for name, parts in self._found.items()
        }
        self.lines = self.columns.pop("line")
        self.unit = self._in_seconds()
        self.faults.sort()

    def _take(
        self, lines: list[int], rows: list[list[str]], places: dict[str, int], width: int, labels: dict[str, Labels]
    ) -> None:
        """Put the good rows of a block into the columns and note the others."""
        good = [len(row) == width for row in rows]
        if not all(good):
            self.faults += [
                (line, f"{len(row)} columns instead of {width}")
                for line, row, fits in zip(lines, rows, good, strict=True)
                if not fits and any(cell.strip() for cell in row)
            ]
            lines = [line for line, fits in zip(lines, good, strict=True) if fits]
            rows = [row for row, fits in zip(rows, good, strict=True) if fits]
        texts = {name: [row[place] for row in rows] for name, place in places.items()}
        for name in labels.keys() & texts.keys():
            if not self._untold.isdisjoint(texts[name]):
                self.n_untold += sum(text in self._untold for text in texts[name])
                texts[name] = ["" if text in self._untold else text for text in texts[name]]
        kinds = {kind: number for number, kind in enumerate(KINDS)} | {
            word: KINDS.index("message") for word in ("", *self._untold)
        }
        why = [""] * len(rows)
        if "kind" in texts and not kinds.keys() >= set(texts["kind"]):
            why = ["" if kind in kinds else "kind is none of " + ", ".join(KINDS) for kind in texts["kind"]]
        seconds = texts[self.time_name]
        if not _all_digits(seconds):
            why = [
                other if SECONDS.fullmatch(text) else f"{self.time_name} is not a number of seconds"
                for text, other in zip(seconds, why, strict=True)
            ]
            seconds = [text.partition(".")[0] if SECONDS.fullmatch(text) else "0" for text in seconds]
        if "" in texts["member"]:
            why = [other if member else "no member" for member, other in zip(texts["member"], why, strict=True)]
        columns = {"line": np.array(lines, np.int64), self.time_name: np.array(list(map(int, seconds)), np.int64)}
        keep = np.array([not wrong for wrong in why], bool)
        if not keep.all():
            self.faults += [
                (line, wrong)
                for line, wrong, row in zip(lines, why, rows, strict=True)
                if wrong and any(cell.strip() for cell in row)
            ]
            texts = {
                name: [text for text, fits in zip(column, keep, strict=True) if fits] for name, column in texts.items()
            }
        for name, column in texts.items():
            if name in labels:
                self._found[name].append(np.array(list(map(labels[name].__getitem__, column)), np.int64))
            elif name == "kind":
                self._found[name].append(np.array(list(map(kinds.__getitem__, column)), np.uint8))
        for name, numbers in columns.items():
            self._found[name].append(numbers[keep])

    def _in_seconds(self) -> str:
        """Bring times to seconds, leave out those that cannot be, and return in what they were written."""
        times = self.columns[self.time_name]
        if not len(times):
            return "s"
        middle = abs(float(np.median(times)))
        per_second, unit = next(((per, name) for below, per, name in UNITS if middle < below), UNITS[-1][1:])
        times = times // per_second
        to_come, before = times > time.time() + 86_400, times < 0
        wrong = to_come | before
        self.faults += [
            (line, f"{self.time_name} lies in the future" if late else f"{self.time_name} lies before 1970")
            for line, late in zip(self.lines[wrong].tolist(), to_come[wrong].tolist(), strict=True)
        ]
        self.columns[self.time_name] = times
        self.columns = {name: column[~wrong] for name, column in self.columns.items()}
        self.lines = self.lines[~wrong]
        return unit

    @property
    def n_rows(self) -> int:
        return len(self.lines)

    def column(self, name: str, without: int = NOBODY) -> np.ndarray:
        """Return a column; ``without`` throughout when the file does not have it."""
        return self.columns.get(name, np.full(self.n_rows, without, np.int64))


class _Rows:
    """The header of a file and its rows in blocks, with the lines they begin in."""

    def __init__(self, raw: bytes, path: Path) -> None:
        self.faults: list[tuple[int, str]] = []
        self._lines = _lines_of(raw)
        self._back: list[str] = []
        self._pulled: list[str] = []
        self._line = 0
        self.delimiter = ","
        first = self._first_line()
        if first is None:
            raise InputError(Fault("is empty", file=str(path), allowed="rows of member,time,kind,thread,reply_to"))
        if "," not in first and self.delimiter == ",":
            self.delimiter = next((mark for mark in (";", "\t") if mark in first), ",")
        limit = csv.field_size_limit(sys.maxsize)
        try:
            header = next(csv.reader(self._feed(), delimiter=self.delimiter, strict=True), [])
        except csv.Error as error:
            raise InputError(
                Fault(
                    "the quotation marks of its header do not fit",
                    file=str(path),
                    line=self._line,
                    allowed="rows of member,time,kind,thread,reply_to",
                )
            ) from error
        finally:
            csv.field_size_limit(limit)
        self.header = [name.strip().lower() for name in header]
        named = [name for name in self.header if name]
        if len(set(named)) < len(named):
            raise InputError(
                Fault(
                    "a column stands twice in its header",
                    file=str(path),
                    allowed="rows of member,time,kind,thread,reply_to",
                )
            )

    def _first_line(self) -> str | None:
        """Pass over blank lines, remarks and a spreadsheet's ``sep=;``; return the header's first line and leave it to be read."""
        for line in self._lines:
            plain = line.strip()
            separator = re.fullmatch(r'"?sep=(.)"?', line.strip("\r\n"))
            if separator:
                self.delimiter = separator[1]
            if plain and not separator and not plain.startswith("#"):
                self._back.append(line)
                return line
            self._line += 1
        return None

    def _feed(self) -> Iterator[str]:
        """Give lines, those that were put back first, and keep those of the row that is being read."""
        back, pulled, lines = self._back, self._pulled, self._lines
        while True:
            line = back.pop() if back else next(lines, None)
            if line is None:
                return
            self._line += 1
            pulled.append(line)
            yield line

    def in_blocks(self, read: tuple[int, ...]) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Yield lines and cells of rows, many at once; ``read`` are the places of the columns that are used."""
        self._pulled.clear()
        limit = csv.field_size_limit(sys.maxsize)
        try:
            while block := self._back[::-1] + list(islice(self._lines, ROWS_AT_ONCE)):
                self._back.clear()
                if any('"' in line for line in block):
                    self._back.extend(reversed(block))
                    yield self._quoted(read)
                else:  # without quotation marks a line is a row
                    first = self._line + 1
                    self._line += len(block)
                    yield (
                        list(range(first, first + len(block))),
                        [line.rstrip("\r\n").split(self.delimiter) for line in block],
                    )
        finally:
            csv.field_size_limit(limit)

    def _quoted(self, read: tuple[int, ...]) -> tuple[list[int], list[list[str]]]:
        """Return the rows that begin in the lines that were put back."""
        lines: list[int] = []
        rows: list[list[str]] = []
        pulled, widest = self._pulled, max(read)
        reader = csv.reader(self._feed(), delimiter=self.delimiter, strict=True)
        while self._back:
            pulled.clear()
            try:
                row = next(reader)
            except csv.Error:
                self._unfit()
                reader = csv.reader(self._feed(), delimiter=self.delimiter, strict=True)
                continue
            if len(pulled) > 1 and len(row) > widest and any("\n" in row[place] for place in read):
                self._unfit()  # nobody's name holds the end of a line: two marks of different rows were taken for a pair
                reader = csv.reader(self._feed(), delimiter=self.delimiter, strict=True)
                continue
            rows.append(row)
            lines.append(self._line - len(pulled) + 1)
        return lines, rows

    def _unfit(self) -> None:
        """Note the row's first line and put the others back."""
        begun = self._line - len(self._pulled) + 1
        self.faults.append((begun, "a quotation mark is opened and not closed as it should be"))
        self._back.extend(reversed(self._pulled[1:]))
        self._line = begun


def _places(header: list[str], needed: tuple[str, ...], wanted: tuple[str, ...], path: Path) -> dict[str, int]:
    missing = [name for name in needed if name not in header]
    if missing:
        meant = nearest(missing[0], header)
        raise InputError(
            Fault(
                f"has no column {' and no '.join(missing)}",
                file=str(path),
                allowed="a header with " + ",".join((*needed, *wanted)),
                meant=f"its {meant}" if meant else "",
            )
        )
    return {name: header.index(name) for name in (*needed, *wanted) if name in header}


def _all_digits(texts: list[str]) -> bool:
    """Whether all are plain numbers that fit 64 bits."""
    whole = "".join(texts)
    return whole.isascii() and whole.isdigit() and all(0 < len(text) < 19 for text in texts)


def _bytes_of(path: Path) -> bytes:
    """Return what a file holds, unpacked, as UTF-8.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    try:
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        known = [file.name for file in path.parent.glob("*.csv*")] if path.parent.is_dir() else []
        wrong = (
            "there is no such file"
            if isinstance(error, FileNotFoundError)
            else "this is a folder"
            if path.is_dir()
            else f"cannot be read ({error})"
        )
        raise InputError(
            Fault(wrong, file=str(path), allowed="a log (.csv or .csv.gz)", meant=nearest(path.name, known))
        ) from error
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):  # as a spreadsheet saves "Unicode text"
        raw = raw.decode("utf-16", "replace").encode("utf-8")
    return raw.removeprefix(b"\xef\xbb\xbf")


def _lines_of(raw: bytes) -> Iterator[str]:
    """Yield the lines of a file, their ends included; bytes that are no text stay what they are."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    yield from io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8", errors="surrogateescape", newline="\n")


def ranks(names: list[str]) -> np.ndarray:
    """Return for every label its place in the order of labels: shorter ones first, so that 9 comes before 10."""
    order = sorted(range(len(names)), key=lambda number: (len(names[number]), names[number]))
    places = np.empty(len(names), np.int64)
    places[order] = np.arange(len(names))
    return places


def people() -> Labels:
    """Return the numbering of members: the host team is `STAFF`, nobody `NOBODY`."""
    return Labels({"": NOBODY, HOST: STAFF})
