"""What is shown: one page a language, its figures as files, its numbers as tables.

`write_report` makes ``report/`` in a study folder: ``index.html`` in the language asked for, ``board.html`` on one sheet, ``figures/`` and
``tables/``, and on request the other language and pixel pictures beside them. Every sentence is computed from the comparison; words stand in
`sim.words`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.studies.comparison.found import Comparison

__all__ = ["write_report"]


def write_report(comparison: Comparison, folder: str | Path, lang: str = "en", *, whole: bool = False) -> Path:
    """Write the report of a comparison and return the path of its first page.

    Parameters
    ----------
    comparison : Comparison
        At least two policies; the first is the one all others are compared with.
    folder : path
        The study folder; the report goes into ``report/`` inside it.
    lang : str
        Language of ``index.html``.
    whole : bool
        Write the page in the other language beside it too, and every figure also as PNG. That takes some three times as long.
    """
    from sim.words import LANGUAGES

    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} is not spoken here; allowed: {', '.join(LANGUAGES)}")
    if comparison.values.shape[0] < 2:
        raise ValueError("a report compares policies: it needs at least two")
    room = Path(folder) / "report"
    room.mkdir(parents=True, exist_ok=True)
    other = next(one for one in LANGUAGES if one != lang)
    pages = {lang: "index.html", other: f"index.{other}.html"}
    sheets = {lang: "board.html", other: f"board.{other}.html"}
    if not whole:  # what an earlier report wrote beyond this one would stand beside other numbers
        for left in (room / pages[other], room / sheets[other], *(room / "figures").glob("*.png"), *(room / "figures").glob(f"*.{other}.svg")):
            left.unlink(missing_ok=True)
    for one in (other, lang) if whole else (lang,):
        with _uncollected():
            _write_page(comparison, room, one, pages[one], pages[other if one == lang else lang] if whole else "", sheets[one], png=whole)
    return room / "index.html"


def _write_page(comparison: Comparison, room: Path, lang: str, here: str, there: str, sheet: str, *, png: bool) -> None:
    """Write one language: the page, the sheet for a board, the figures; and the tables, which are the same in every language."""
    from sim.laboratory.files import write_text
    from sim.report.comparison.page import build
    from sim.report.comparison.tables import write_tables
    from sim.report.comparison.view import View

    page = build(View(comparison, lang), here=here, there=there, sheet=sheet)
    for panel in page.panels:
        panel.save(room / "figures", lang, png=png)
    write_text(room / here, page.html)
    write_text(room / sheet, page.board)
    write_tables(View(comparison, "en"), room / "tables")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put off looking for garbage until a page is made: its figures are kept till then, and would be looked through over and over."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
