"""Plain text: how wide it is, and tables in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

WIDTH = 100
MOST_ROWS = 14


def table(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """Lay out a table in plain text; the first ``left`` columns are aligned left, the rest right."""
    lines = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    told = []
    for n, line in enumerate(lines):
        cells = [cell.ljust(width) if column < left else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(line, widths, strict=True))]
        told.append("  ".join(cells).rstrip())
        if n == 0:
            told.append("  ".join("-" * width for width in widths))
    return "\n".join(told)
