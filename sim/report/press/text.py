"""Plain text: how wide it is, and tables in it; and tables in Markdown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

WIDTH = 100
MOST_ROWS = 14


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], left: int | Collection[int] = 1, *, rule: bool = True
) -> str:
    """Lay out a table in plain text.

    Parameters
    ----------
    left : int or collection of int
        The first so many columns, or just these, are aligned left, the rest right.
    rule : bool
        Draw a line under the head.
    """
    lefts = range(left) if isinstance(left, int) else left
    lines = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    printed = []
    for n, line in enumerate(lines):
        cells = [
            cell.ljust(width) if column in lefts else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        printed.append("  ".join(cells).rstrip())
        if n == 0 and rule:
            printed.append("  ".join("-" * width for width in widths))
    return "\n".join(printed)


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)
