"""Pieces that several parts of the page of a comparison are made of."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.comparison import rows
from sim.report.comparison.view import View
from sim.report.press.markup import Markup, figure, join, mini, small, tag
from sim.report.press.panel import Panel


def badge(view: View, index: int) -> Markup:
    """Return a policy's letter on its colour."""
    return tag("span", view.letter(index), kind="badge", style=f"background:{view.look(index).text}")


def named(view: View, index: int, text: str = "") -> Markup:
    """Return a policy's letter, and its title or another text."""
    return join([badge(view, index), Markup(" "), text or view.title(index)])


def with_small(text: str, *below: str) -> Markup:
    """Return a cell with what stands small behind it."""
    return join([text, *(small(text) for text in below)], " ")


def verdict(line: rows.Line) -> Markup:
    """Return a verdict on its colour."""
    return tag("span", line.verdict, kind=f"v {line.verdict_key}")


def shown(view: View, panel: Panel, *, is_wide: bool = False) -> Markup:
    """Return a figure with its numbers."""
    numbers = None if panel.table is None else mini(panel.table.head, panel.table.rows)
    return figure(panel, view.say("table.open"), numbers, is_wide=is_wide)


def grid(view: View, panels: Sequence[Panel], kind: str = "grid") -> Markup:
    """Return figures side by side."""
    return tag("div", *(shown(view, panel) for panel in panels), kind=kind)
