"""What `sim.report` asks of the pairs that put advice to the test: their page, text, plain data, answer and figure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, InputError
from sim.report.pairs import page as pages
from sim.report.pairs.page import PairsView, pairs_page, pairs_text
from sim.report.press.page import write_report
from sim.report.press.panel import Place

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.studies.pairs.study import Answers

__all__ = ["answer", "data", "plot", "text", "write"]


def write(answers: Answers, folder: str | Path, lang: str, *, whole: bool = False) -> Path:
    """Write the report; see `sim.report.write`. Both languages are written."""
    return write_report(Path(folder) / "report", lang, lambda language: pairs_page(PairsView(answers, language)))


def text(answers: Answers, lang: str) -> str:
    """Return the answer as plain text for a terminal."""
    return pairs_text(PairsView(answers, lang))


def data(answers: Answers) -> dict[str, Any]:
    """Return the answers as plain data."""
    return json.loads(answers.to_json())


def answer(answers: Answers, lang: str) -> list[str]:
    """Return the sentences of the answer."""
    return pages.answer(PairsView(answers, lang))


def plot(answers: Answers, place: Place, measure: str, of: str | None, series: str | None, lang: str) -> Axes:
    """Refuse: pairs are told in tables."""
    raise InputError(
        Fault("a study of pairs has no figure", key="plot", allowed="to_frame(), or a comparison of one pair")
    )
