"""What `sim.report` asks of a sweep: its report, text, plain data, answer and figure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.report.press.panel import Place
from sim.report.sweep import answer as sentences
from sim.report.sweep import figures
from sim.report.sweep.page import write_sweep_report
from sim.report.sweep.text import sweep_data as data
from sim.report.sweep.text import sweep_text as text
from sim.report.sweep.view import SweepView
from sim.studies.result import known

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.studies.sweep.study import Sweep

__all__ = ["answer", "data", "plot", "text", "write"]


def write(sweep: Sweep, folder: str | Path, lang: str, *, whole: bool = False) -> Path:
    """Write the report; see `sim.report.write`. Both languages are written."""
    return write_sweep_report(sweep, folder, lang)


def answer(sweep: Sweep, lang: str) -> list[str]:
    """Return the sentences of the answer."""
    return sentences.answer(SweepView(sweep, lang))


def plot(sweep: Sweep, place: Place, measure: str, of: str | None, series: str | None, lang: str) -> Axes:
    """Draw every point with its interval of chance, or one axis with all else averaged out."""
    view = SweepView(replace(sweep, primary=measure), lang)
    if of is None and len(view.rows) > 1:
        return figures.points(view, place).axes
    axes = {lever.column: lever for lever in view.axes}
    return figures.effect(view, axes[known(of or "", list(axes), "of")], "axis", place).axes
