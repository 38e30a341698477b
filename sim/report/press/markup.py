"""What a page is made of: elements whose text is escaped, tables that stand as cards on a narrow screen, what folds, figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from sim.report.press.panel import Panel


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, *inner: object, kind: str = "", **attributes: object) -> Markup:
    """Return an element; what is in it is escaped unless it is `Markup`, nothing stands for None.

    Parameters
    ----------
    kind : str
        Its class.
    attributes
        As they are written, an underscore for a hyphen; one that is None is left out.
    """
    known = {"class": kind or None, **attributes}
    said = "".join(
        f' {key.replace("_", "-").strip("-")}="{escape(str(value))}"'
        for key, value in known.items()
        if value is not None
    )
    return Markup(f"<{name}{said}>{join(inner)}</{name}>")


def join(parts: Iterable[object], between: str = "") -> Markup:
    """Return parts as one; None and what is empty are left out."""
    return Markup(
        between.join(
            part if isinstance(part, Markup) else escape(str(part)) for part in parts if part is not None and part != ""
        )
    )


def soft(text: str) -> Markup:
    """Return a paragraph that stands back."""
    return tag("p", text, kind="soft")


def items(texts: Iterable[object], kind: str = "") -> Markup:
    """Return a list."""
    return tag("ul", *(tag("li", text) for text in texts), kind=kind)


def fold(summary: object, *inner: object, kind: str = "") -> Markup:
    """Return what is shown when it is asked for."""
    return tag("details", tag("summary", summary), *inner, kind=kind)


def block(summary: object, *inner: object) -> Markup:
    """Return a whole part that is shown when it is asked for."""
    return fold(summary, *inner, kind="block")


def figure(panel: Panel, summary: str, numbers: object = None, *, is_wide: bool = False) -> Markup:
    """Return a panel with its caption, and the numbers behind it in a fold."""
    picture = tag("div", Markup(panel.svg), kind="wide" if is_wide else "")
    return tag(
        "figure",
        picture,
        tag("figcaption", panel.caption) if panel.caption else None,
        fold(summary, numbers) if numbers is not None else None,
        id=f"fig-{panel.name}",
    )


def mini(head: Sequence[object], rows: Iterable[Sequence[object]]) -> Markup:
    """Return a small table of plain cells."""
    body = (tag("tr", *(tag("td", cell) for cell in row)) for row in rows)
    return scrolled(
        "mini", tag("thead", tag("tr", *(tag("th", cell, scope="col") for cell in head))), tag("tbody", *body)
    )


def scrolled(kind: str, *inner: object) -> Markup:
    """Return a table that scrolls by itself where it is too wide."""
    return tag("div", tag("table", *inner, kind=kind), kind="scroll")


@dataclass(frozen=True)
class Column:
    """A column of a table whose rows become cards on a narrow screen.

    Attributes
    ----------
    head : what stands above it.
    kind : ``n`` for numbers; more classes may follow.
    label : what stands before a cell on a narrow screen; the head when not given.
    below : what stands small under the head.
    """

    head: object
    kind: str = ""
    label: str | None = None
    below: tuple[object, ...] = ()

    @property
    def over(self) -> Markup:
        """Its head."""
        return tag(
            "th", self.head, *(small(text) for text in self.below), scope="col", kind=self.kind.partition(" ")[0]
        )

    def cell(self, inner: object) -> Markup:
        """Return a cell of it."""
        return tag(
            "td",
            tag("span", inner, kind="cell"),
            kind=self.kind,
            data_label=str(self.head) if self.label is None else self.label,
        )


def number(head: object, label: str | None = None, below: Sequence[object] = (), kind: str = "n") -> Column:
    """Return a column of numbers."""
    return Column(head, kind, label, tuple(below))


def small(text: object) -> Markup:
    """Return what stands small under or behind something."""
    return tag("span", text, kind="sub")


def row(columns: Sequence[Column], first: object, cells: Sequence[object], **attributes: Any) -> Markup:
    """Return a row: what it is of, and a cell for each column after the first."""
    return tag(
        "tr",
        tag("th", first, scope="row"),
        *(column.cell(cell) for column, cell in zip(columns[1:], cells, strict=True)),
        **attributes,
    )


def group(text: object, columns: int) -> Markup:
    """Return a row that heads those under it."""
    return tag("tr", tag("td", text, colspan=columns), kind="group")


def stack(columns: Sequence[Column], rows: Iterable[object], kind: str = "", before: object = None) -> Markup:
    """Return a table whose rows become cards on a narrow screen."""
    return scrolled(
        f"stack {kind}".strip(),
        before,
        tag("thead", tag("tr", *(column.over for column in columns))),
        tag("tbody", *rows),
    )
