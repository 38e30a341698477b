"""What `sim.report` asks of a comparison: its report, text, plain data, answer and figure."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.laboratory.files import write_text
from sim.report.comparison import answer as sentences
from sim.report.comparison.figures import dotplot, trajectory
from sim.report.comparison.page import build
from sim.report.comparison.tables import write_tables
from sim.report.comparison.text import comparison_data as data
from sim.report.comparison.text import comparison_text as text
from sim.report.comparison.view import View
from sim.report.press.panel import Place
from sim.studies.result import known
from sim.words import LANGUAGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.report import Live
    from sim.studies.comparison.found import Comparison

__all__ = ["answer", "data", "plot", "text", "write"]


def write(
    comparison: Comparison, folder: str | Path, lang: str, *, whole: bool = False, live: Live | None = None
) -> Path:
    """Write the report; see `sim.report.write`. ``board.html`` beside it is the answer on one sheet."""
    if comparison.values.shape[0] < 2:
        raise ValueError("a report compares policies: it needs at least two")
    room = Path(folder) / "report"
    room.mkdir(parents=True, exist_ok=True)
    other = next(language for language in LANGUAGES if language != lang)
    pages = {lang: "index.html", other: f"index.{other}.html"}
    sheets = {lang: "board.html", other: f"board.{other}.html"}
    if not whole:  # what an earlier report wrote beyond this one would stand beside other numbers
        for left in (
            room / pages[other],
            room / sheets[other],
            *(room / "figures").glob("*.png"),
            *(room / "figures").glob(f"*.{other}.svg"),
        ):
            left.unlink(missing_ok=True)
    for language in (other, lang) if whole else (lang,):
        with _uncollected():
            _write_page(
                comparison,
                room,
                language,
                pages[language],
                pages[other if language == lang else lang] if whole else "",
                sheets[language],
                png=whole,
                live=live(comparison, room, language) if live else (),
            )
    return room / "index.html"


def _write_page(
    comparison: Comparison, room: Path, lang: str, here: str, there: str, sheet: str, *, png: bool, live: Sequence[str]
) -> None:
    """Write one language: the page, the sheet for a board, the figures; and the tables, which are the same in every language."""
    page = build(View(comparison, lang), here=here, there=there, sheet=sheet, live=live)
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


def answer(comparison: Comparison, lang: str) -> list[str]:
    """Return a sentence for every other policy."""
    view = View(comparison, lang)
    return [sentences.answer(view, index) for index in view.others]


def plot(comparison: Comparison, place: Place, measure: str, of: str | None, series: str | None, lang: str) -> Axes:
    """Draw the paired differences of one other policy as twenty dots, or the course of a series under every policy."""
    if series is not None:
        view = View(comparison, lang)
        return trajectory.together(view, known(series, list(comparison.diary), "series"), place)
    view = View(replace(comparison, primary=measure), lang)
    others = comparison.labels[1:]
    index = 1 + (0 if of is None else others.index(known(of, others, "of")))
    return dotplot.draw(view, index, dotplot.limits(view), place).axes
