"""What `sim.report` asks of a sensitivity study: its report, text, plain data, answer and figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.report.press.panel import Place
from sim.report.sensitivity.answer import told
from sim.report.sensitivity.figures import screen
from sim.report.sensitivity.page import write_sensitivity_report
from sim.report.sensitivity.text import sensitivity_data as data
from sim.report.sensitivity.text import sensitivity_text as text
from sim.report.sensitivity.view import SensitivityView
from sim.studies.result import known

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.studies.sensitivity.study import Sensitivity

__all__ = ["answer", "data", "plot", "text", "write"]


def write(sensitivity: Sensitivity, folder: str | Path, lang: str, *, whole: bool = False) -> Path:
    """Write the report; see `sim.report.write`. Both languages are written."""
    return write_sensitivity_report(sensitivity, folder, lang)


def answer(sensitivity: Sensitivity, lang: str) -> list[str]:
    """Return the sentences of every answer."""
    view = SensitivityView(sensitivity, lang)
    return [text for part in sensitivity.answers for text in told(view, part)]


def plot(sensitivity: Sensitivity, place: Place, measure: str, of: str | None, series: str | None, lang: str) -> Axes:
    """Draw how strongly each factor moves an answer, over the reach of chance."""
    known(measure, (sensitivity.primary,), "measure")
    labels = [sensitivity.plan.labels[part.arm] for part in sensitivity.answers]
    index = 0 if of is None else labels.index(known(of, labels, "of"))
    return screen(SensitivityView(sensitivity, lang), sensitivity.answers[index], "screen", place).axes
