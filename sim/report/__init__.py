"""What is shown: one page a language, its figures as files, its numbers as tables; the same in text, as plain data, on given axes.

Whatever was studied, `write`, `text`, `data`, `answer` and `plot` take its result and choose by its kind. `write` makes ``report/`` in a study folder:
``index.html`` in the language asked for, ``figures/`` and ``tables/``. Every sentence is computed from the result; words stand in `sim.words`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, InputError, nearest

if TYPE_CHECKING:
    from types import ModuleType

    from matplotlib.axes import Axes

    from sim.studies.result import Result

__all__ = ["answer", "data", "plot", "text", "write", "write_report"]


def _face(result: Result) -> ModuleType:
    """Return what shows a kind of result."""
    if result.kind == "compare":
        from sim.report.comparison import face
    elif result.kind == "sweep":
        from sim.report.sweep import face
    elif result.kind == "sensitivity":
        from sim.report.sensitivity import face
    elif result.kind == "doses":
        from sim.report.doses import face
    else:
        from sim.report.pairs import face
    return face


Live = Callable[[Any, Path, str], Sequence[str]]
"""Of a comparison, the folder of its report and a language: for each policy after the first a link that opens it in a page to be changed, or nothing."""


def write(
    result: Result, folder: str | Path, lang: str = "en", *, whole: bool = False, live: Live | None = None
) -> Path:
    """Write the report of a result and return the path of its first page.

    Parameters
    ----------
    result : Result
        What a study found; of a comparison at least two policies, the first of which all others are compared with.
    folder : path
        The study folder; the report goes into ``report/`` inside it.
    lang : str
        Language of ``index.html``.
    whole : bool
        Of a comparison: write the page in the other language beside it too, and every figure also as PNG. That takes some three times as long.
    live : callable or None
        Of a comparison: what puts a page beside the report in which the reader can change something, such as `sim.page.beside.write_beside`.
    """
    more = {"live": live} if result.kind == "compare" else {}
    return _face(result).write(result, folder, _spoken(lang), whole=whole, **more)


write_report = write
"""The promised name of `write`."""


def text(result: Result, lang: str = "en") -> str:
    """Return a result as plain text for a terminal."""
    return _face(result).text(result, _spoken(lang))


def data(result: Result) -> dict[str, Any]:
    """Return a result as plain data, as ``--json`` prints it."""
    return _face(result).data(result)


def answer(result: Result, lang: str = "en") -> list[str]:
    """Return the sentences of the answer."""
    return _face(result).answer(result, _spoken(lang))


def plot(
    result: Result,
    measure: str | None = None,
    *,
    of: str | None = None,
    series: str | None = None,
    ax: Axes | None = None,
    lang: str = "en",
) -> Axes:
    """Draw the figure that answers and return its axes; arguments as for `sim.Result.plot`."""
    from sim.measures import MEASURES
    from sim.report.press.panel import drawn_at

    names = (*MEASURES, *result.provenance.get("own", {}).get("measures", ()))
    if measure is not None and measure not in names:
        raise InputError(
            Fault(
                f"{str(measure)[:60]!r} is not a measure",
                key="measure",
                allowed=f"one of {len(names)} measures",
                meant=nearest(str(measure)[:60], names),
            )
        )
    return _face(result).plot(result, drawn_at(ax), measure or result.primary, of, series, _spoken(lang))


def _spoken(lang: str) -> str:
    from sim.words import LANGUAGES

    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} is not spoken here; allowed: {', '.join(LANGUAGES)}")
    return lang
