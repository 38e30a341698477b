"""A panel: one finished figure with its alternative text and the table of numbers behind it."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sim.report.press.style import RC, WIDTH

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


Place = Callable[[float, float], "Axes"]
"""Opens axes of a width and height [inches] in a figure that is the caller's: what is drawn there is neither fitted nor written as SVG."""

FAMILY = "system-ui, 'Segoe UI', Arial, 'Liberation Sans', sans-serif"


@dataclass(frozen=True)
class Table:
    """Numbers behind a figure: a header and rows of cells already written in the reader's language."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Panel:
    """One figure of the report.

    Attributes
    ----------
    name : file stem, English, without language.
    alt : what the picture shows, in a sentence computed from the data.
    table : the numbers behind it, or None when they stand in a table beside it.
    caption : a sentence for under the figure, or empty.
    svg : the picture as text, ready to stand in a page; empty for one that was drawn on a caller's axes.
    axes : what it was drawn on.
    """

    name: str
    alt: str
    table: Table | None
    caption: str
    svg: str
    figure: Figure = field(repr=False, compare=False)
    axes: Axes | None = field(default=None, repr=False, compare=False)

    def save(self, folder: Path, lang: str, *, png: bool = False) -> None:
        """Write the picture as SVG into ``folder``, with ``png`` as PNG too."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.name}.{lang}.svg").write_text(self.svg, encoding="utf-8")
        if png:
            with own_look():
                self.figure.savefig(
                    folder / f"{self.name}.{lang}.png", format="png", dpi=144, pil_kwargs={"compress_level": 3}
                )


@contextmanager
def canvas(height: float = 2.7, width: float = WIDTH, place: Place | None = None) -> Iterator[tuple[Figure, Axes]]:
    """Open a figure of one panel in the report's look, or the caller's axes; nothing touches matplotlib's global state afterwards."""
    if place is not None:
        with own_look():
            axes = place(width, height)
            yield axes.figure, axes
        return
    with _figure(height, width) as figure:
        yield figure, figure.add_subplot()


def drawn_at(ax: Axes | None) -> Place:
    """Return where to draw for a caller: on the axes given, or on new ones that a notebook shows."""

    def opened(width: float, height: float) -> Axes:
        if ax is not None:
            return ax
        from matplotlib import pyplot

        return pyplot.subplots(figsize=(width, height), layout="constrained")[1]

    return opened


@contextmanager
def canvases(rows: int, columns: int, height: float, width: float) -> Iterator[tuple[Figure, np.ndarray]]:
    """Open a figure of a grid of axes, object (rows, columns), in the report's look."""
    with _figure(height, width) as figure:
        yield figure, figure.subplots(rows, columns, squeeze=False)


@contextmanager
def own_look() -> Iterator[None]:
    """Draw in the report's look whatever the caller has set for figures of their own, and leave that as it is.

    A character that the font does not have is drawn as a box in the PNG without a line of warning for each; the SVG holds it as text.
    """
    import matplotlib

    fonts = logging.getLogger("matplotlib.font_manager")
    level = fonts.level
    with matplotlib.rc_context(), warnings.catch_warnings():
        dict.update(
            matplotlib.rcParams, _settings()
        )  # checked once; checking some 300 settings for every figure takes longer than drawing it
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        fonts.setLevel(logging.ERROR)
        try:
            yield
        finally:
            fonts.setLevel(level)


@cache
def _settings() -> dict[str, object]:
    """matplotlib's own settings with the report's over them; what belongs to windows and terminals is the caller's."""
    import matplotlib

    left = (
        "backend",
        "interactive",
        "toolbar",
        "webagg",
        "tk.",
        "macosx",
        "keymap",
        "savefig.directory",
        "figure.hooks",
    )
    with matplotlib.rc_context(RC):
        own = {name: matplotlib.rcParams[name] for name in RC}
    return {name: value for name, value in matplotlib.rcParamsDefault.items() if not name.startswith(left)} | own


@contextmanager
def _figure(height: float, width: float) -> Iterator[Figure]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with own_look():
        figure = Figure(figsize=(width, height))
        FigureCanvasAgg(figure)
        yield figure


def finish(
    figure: Figure,
    name: str,
    *,
    alt: str,
    table: Table | None = None,
    caption: str = "",
    fit: bool = True,
    at: Axes | None = None,
) -> Panel:
    """Turn a drawn figure into a panel. Call it inside ``canvas`` or ``canvases``, so that text stays text.

    With ``fit`` the one pair of axes gets the room that its labels leave; a grid of axes has its own. ``at`` is given for a caller's axes.
    """
    if at is not None:
        return Panel(name, alt, table, caption, "", figure, at)
    if fit:
        _fit(figure)
    raw = io.BytesIO()
    figure.savefig(raw, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return Panel(name, alt, table, caption, _clean(raw.getvalue().decode("utf-8"), name, alt), figure)


def _fit(figure: Figure) -> None:
    """Give the axes the room that their labels leave: by counting letters, which is faster than drawing twice."""
    axes = figure.axes[0]
    for axis in (axes.xaxis, axes.yaxis):
        if not axis.label.get_text():
            axis.set_label_coords(0, 0)  # no room need be looked for
    width, height = figure.get_size_inches()
    words = axes.yaxis.get_major_formatter().format_ticks(axes.yaxis.get_majorticklocs())
    longest = max((len(line) for word in words for line in word.split("\n")), default=0)
    left = 0.08 + (0.06 + 0.082 * longest if longest else 0.0) + (0.2 if axes.get_ylabel() else 0.0)
    below = 0.26 + (0.19 if axes.get_xlabel() else 0.0)
    titled = any(axes.get_title(loc=side) for side in ("left", "center"))
    above = 0.34 if titled else 0.06 + sum(0.2 * -(-len(legend.get_texts()) // 2) for legend in figure.legends)
    figure.subplots_adjust(left=left / width, right=1 - 0.26 / width, bottom=below / height, top=1 - above / height)


def _clean(svg: str, name: str, alt: str) -> str:
    """Make an SVG fit to stand in a page: no header, no global style, own ids, a label, short numbers, no empty groups."""
    svg = svg[svg.index("<svg") :]
    for waste in (
        r"<metadata>.*?</metadata>",
        r"<style type=\"text/css\">.*?</style>",
        r"<!--.*?-->",
        r" transform=\"rotate\(-?0 [^)]*\)\"",
        r"font-family: [^;\"]*;? ?",
        r"<defs>\s*</defs>",
    ):
        svg = re.sub(waste, "", svg, flags=re.S)
    svg = re.sub(r"font: ?([^;\"]*?)(\d[\d.]*)px [^;\"]*", _font, svg)
    svg = re.sub(r"(<g) id=\"[^\"]+\"", r"\1", svg).replace("xlink:href", "href")
    own = {old: f"{name}.{place}" for place, old in enumerate(dict.fromkeys(re.findall(r"\bid=\"([^\"]+)\"", svg)))}
    svg = re.sub(
        r"(\bid=\"|url\(#|href=\"#)([^\")]+)(?=[\")])",
        lambda part: part.group(1) + own.get(part.group(2), part.group(2)),
        svg,
    )
    svg = re.sub(r"<[^>]+>", lambda tag: re.sub(r"(-?\d+\.\d)\d+", r"\1", tag.group(0)), svg)
    svg = re.sub(r"\bd=\"([^\"]+)\"", lambda part: f'd="{_short(part.group(1))}"', svg)
    svg = re.sub(
        r"style=\"([^\"]+)\"", lambda part: f'style="{part.group(1).replace("; ", ";").replace(": ", ":")}"', svg
    )
    label = alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    box = re.search(r'viewBox="[^"]+"', svg).group(0)
    body = _ungroup(svg[svg.index(">") + 1 : svg.rindex("</svg>")])
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" aria-label="{label}" stroke-linejoin="round" font-family="{FAMILY}">{body}</svg>'


def _font(part: re.Match[str]) -> str:
    weight = part.group(1).strip()
    return f"font-size: {part.group(2)}px" + (f"; font-weight: {weight}" if weight else "")


def _short(path: str) -> str:
    """Write a path without the spaces and breaks it can do without."""
    return re.sub(r"\.0\b", "", re.sub(r"\s*([MLCQz])\s*", r"\1", path)).strip()


def _ungroup(body: str) -> str:
    """Drop the groups that only matplotlib needs: those that carry nothing but an id."""
    out, kept = [], []
    for part in re.split(r"(<g[^>]*>|</g>)", body):
        if part.startswith("<g"):
            if part.endswith("/>"):
                continue
            kept.append(bool(re.search(r"\b(clip-path|style|transform)=", part)))
            out.append(part if kept[-1] else "")
        elif part == "</g>":
            out.append(part if kept.pop() else "")
        else:
            out.append(part.strip())
    return re.sub(r"\s*\n\s*", "", "".join(out))
