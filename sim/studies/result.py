"""What a study found, with one face whatever was asked: five lines in print, a small table in a notebook, data frames, sentences, a figure.

How a result is told in sentences and drawn is the report's affair, which the studies do not know: `shown_by` takes what can do it, and the
package itself (`sim/__init__.py`) is who names it.

>>> result = sim.compare(["everyone-at-once.toml", "in-batches.toml"])
>>> result                                  # five lines
>>> result.to_frame()                       # a row for every run: scenario, replication, every measure
>>> result.series("members", "posters_30d") # a row for every scenario, replication, day and series
>>> print(result.answer("nl"))
>>> result.plot("members")
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from sim.errors import Fault, InputError, nearest

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from sim.laboratory.plan.points import Point

WIDTH = 120
"""Letters of a line of `repr`; a longer one is cut."""
MOST_ROWS = 10
"""Rows of the table in a notebook; of more, the last one says how many there are."""


class Presenter(Protocol):
    """What can tell and draw a result: `sim.report`."""

    def answer(self, result: Any, lang: str) -> list[str]:
        """Return the sentences of the answer."""

    def plot(
        self, result: Any, measure: str | None, *, of: str | None, series: str | None, ax: Axes | None, lang: str
    ) -> Axes:
        """Draw a result and return the axes."""


_presenter: Callable[[], Presenter] | None = None


def shown_by(load: Callable[[], Presenter]) -> None:
    """Take what tells and draws results; it is loaded when it is first needed."""
    global _presenter  # noqa: PLW0603 - the one place where the package is wired
    _presenter = load


def presenter() -> Presenter:
    """Return what tells and draws results."""
    if _presenter is None:
        raise RuntimeError("nothing was given to `shown_by`; `import sim` does")
    return _presenter()


@dataclass(frozen=True, repr=False)
class Result:
    """What a study found.

    Attributes
    ----------
    plan : what was asked: a `Plan`, or what stands for one where every lever or every pair is asked for.
    points : what was run: the scenarios, or every point of a design.
    primary : the measure that answers.
    failures : what went wrong, one text for each failed run.
    provenance : engine, versions, hashes, counts.
    """

    plan: Any
    points: tuple[Point, ...]
    primary: str
    failures: tuple[str, ...]
    provenance: dict[str, Any]

    _name: ClassVar[str] = "Result"

    @property
    def kind(self) -> str:
        """What sort of study it was: "compare", "sweep", "sensitivity", "doses" or "pairs"."""
        return self.plan.kind

    @property
    def failed(self) -> int:
        """How many runs failed."""
        return len(self.failures)

    # --- in print and in a notebook ----------------------------------------------------------------------------
    def _asked(self) -> str:
        """Return what was asked, in half a line."""
        return f"{len(self.points)} points"

    def _found(self) -> str:
        """Return what was found, in a line."""
        return ""

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        """Return head and rows of the small table."""
        return (), ()

    def __repr__(self) -> str:
        """Return five lines: what was asked, by which measure, what was found, how sound it is, what to do with it."""
        provenance = self.provenance
        where = f"folder {provenance['folder']}" if provenance.get("folder") else "in memory"
        lines = (
            f"{self._name} of {self._asked()}",
            f"measure: {self.primary}",
            f"found:   {self._found()}",
            f"runs:    {self.failed} failed; engine {provenance.get('engine_id', 'unknown')}; {where}",
            'more:    .answer("en")  .to_frame()  .series()  .plot()',
        )
        return "\n".join(
            line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
            for line in (" ".join(text.split("\n")) for text in lines)
        )

    def _repr_html_(self) -> str:
        """Show a small table where a notebook shows the last line of a cell."""
        head, rows = self._table()

        def told(name: str, line: Sequence[object]) -> str:
            return "<tr>" + "".join(f"<{name}>{escape(cell_text(cell))}</{name}>" for cell in line) + "</tr>"

        shown = "".join(told("td", line) for line in rows[:MOST_ROWS])
        if len(rows) > MOST_ROWS:
            shown += f'<tr><td colspan="{len(head)}">… {len(rows) - MOST_ROWS} more</td></tr>'
        caption = escape(repr(self).split("\n", 1)[0])
        return f"<table><caption>{caption}</caption><thead>{told('th', head)}</thead><tbody>{shown}</tbody></table>"

    # --- as data -----------------------------------------------------------------------------------------------
    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """Return what was found as a data frame: a row for every run where runs are kept, else a row for everything that was found.

        Measures have their own names, as in every file. A row of a run begins with ``scenario`` (its label), ``title`` (in `lang`),
        ``point``, ``replication``, and what varies (``lever.<key>``, ``behaviour.<parameter>``); a failed run has no values.
        """
        import pandas

        head, rows = self._table()
        return pandas.DataFrame(list(rows), columns=list(head))

    def series(self, *names: str, lang: str = "en") -> pandas.DataFrame:
        """Return the days of all runs as a tidy data frame: scenario, title, what varies, replication, day, series, value.

        Parameters
        ----------
        names : str
            Series of the diary, such as "members", or "cohort.<column>" by day of joining; none: all that were kept.
        lang : str
            Language of the titles.

        Raises
        ------
        InputError
            The study keeps no days, or has no such series.
        """
        raise InputError(
            Fault(
                f"a study of kind {self.kind} keeps no days",
                key="series",
                allowed="a comparison, or a sweep with study.series",
            )
        )

    # --- told and drawn ----------------------------------------------------------------------------------------
    def answer(self, lang: str = "en") -> str:
        """Return the answer in the sentences of the report, one a line."""
        return "\n".join(presenter().answer(self, lang))

    def plot(
        self,
        measure: str | None = None,
        *,
        of: str | None = None,
        series: str | None = None,
        ax: Axes | None = None,
        lang: str = "en",
    ) -> Axes:
        """Draw the figure that answers, as the report has it.

        Parameters
        ----------
        measure : str or None
            Which measure; None is the one that answers.
        of : str or None
            Of what: the label of the scenario that is set against the first; the factor of a sweep whose levels are drawn, such as
            "lever.admission.batch_size"; the arm of a sensitivity study; the lever of a study of doses. None: the whole answer, or the first.
        series : str or None
            Of a comparison: the course of this series over the days instead, every scenario in it.
        ax : matplotlib axes or None
            Where to draw; None makes a figure.
        lang : str
            Language of what is written in it.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return presenter().plot(self, measure, of=of, series=series, ax=ax, lang=lang)


def cell_text(value: object) -> str:
    """Write a cell of the small table: numbers in four figures, nothing for what is missing."""
    if isinstance(value, float):
        return "–" if math.isnan(value) else f"{value:.4g}"
    return str(value)


def span_text(middle: float, low: float, high: float) -> str:
    """Write a value with its interval in four figures."""
    return (
        f"{middle:+.4g} ({low:+.4g} to {high:+.4g})" if math.isfinite(low) and math.isfinite(high) else f"{middle:+.4g}"
    )


def known(name: str, names: Sequence[str], what: str) -> str:
    """Return a name that is one of several.

    Raises
    ------
    InputError
        It is none of them.
    """
    if name not in names:
        few = ", ".join(names) if len(names) <= MOST_ROWS else f"one of {len(names)} names"
        raise InputError(
            Fault(f"{str(name)[:60]!r} is not there", key=what, allowed=few, meant=nearest(str(name)[:60], names))
        )
    return name
