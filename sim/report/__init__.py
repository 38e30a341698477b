"""What is shown: one page a language, its figures as files, its numbers as tables.

`write_report` makes ``report/`` in a study folder: ``index.html`` in the language asked for, the other language beside
it, ``figures/`` and ``tables/``. Every sentence is computed from the comparison; words stand in `sim.words`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.studies.comparison import Comparison

__all__ = ["write_report"]


def write_report(comparison: Comparison, folder: str | Path, lang: str = "en") -> Path:
    """Write the report of a comparison and return the path of its first page.

    Parameters
    ----------
    comparison : Comparison
        At least two policies; the first is the one all others are compared with.
    folder : path
        The study folder; the report goes into ``report/`` inside it.
    lang : str
        Language of ``index.html``; the other language is written beside it.
    """
    from sim.report.files import write_tables
    from sim.report.page import build
    from sim.report.view import View
    from sim.words import LANGUAGES

    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} is not spoken here; allowed: {', '.join(LANGUAGES)}")
    if comparison.values.shape[0] < 2:
        raise ValueError("a report compares policies: it needs at least two")
    room = Path(folder) / "report"
    room.mkdir(parents=True, exist_ok=True)
    other = next(one for one in LANGUAGES if one != lang)
    names = {lang: "index.html", other: f"index.{other}.html"}
    for one in (other, lang):
        view = View(comparison, one)
        page = build(view, here=names[one], there=names[other if one == lang else lang])
        for panel in page.panels:
            panel.save(room / "figures", one)
        (room / names[one]).write_text(page.html, encoding="utf-8")
    write_tables(View(comparison, "en"), room / "tables")
    return room / "index.html"
