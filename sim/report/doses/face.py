"""What `sim.report` asks of a study of doses: its report, text, plain data, answer and figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.report.doses import figures
from sim.report.doses import page as pages
from sim.report.doses.page import doses_data as data
from sim.report.doses.page import write_doses_report
from sim.report.doses.view import DosesView
from sim.report.press.panel import Place
from sim.studies.doses.study import MEASURES
from sim.studies.result import known

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.studies.doses.study import Doses

__all__ = ["answer", "data", "plot", "text", "write"]


def write(doses: Doses, folder: str | Path, lang: str, *, whole: bool = False) -> Path:
    """Write the report; see `sim.report.write`. Both languages are written."""
    return write_doses_report(doses, folder, lang)


def text(doses: Doses, lang: str) -> str:
    """Return the answer as plain text for a terminal."""
    return pages.doses_text(DosesView(doses, lang))


def answer(doses: Doses, lang: str) -> list[str]:
    """Return the sentences of the answer."""
    return pages.answer(DosesView(doses, lang))


def plot(doses: Doses, place: Place, measure: str, of: str | None, series: str | None, lang: str) -> Axes:
    """Draw the curve of one lever."""
    known(measure, MEASURES, "measure")
    keys = [row.lever.key for row in doses.rows]
    row = doses.rows[0 if of is None else keys.index(known(of, keys, "of"))]
    return figures.alone(DosesView(doses, lang), row, measure, place)
