"""The look of every figure: Okabe-Ito colours, a line style for each policy so that colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass

FONT = 9.5
INK = "#1c2430"
SOFT = "#5a6472"
GRID = "#e3e7ec"
BAND = "#eceff3"
DOUBT = "#6b4c9a"
WIDTH = 4.3


@dataclass(frozen=True)
class Look:
    """How one policy is drawn: line colour, darker text colour (contrast over 4.5 on white), dash pattern, marker."""

    line: str
    text: str
    dash: tuple[int, tuple[float, ...]]
    marker: str


LOOKS = (
    Look("#0072B2", "#005f95", (0, (5.0, 2.0)), "o"),
    Look("#D55E00", "#a84a00", (0, ()), "s"),
    Look("#009E73", "#00694c", (0, (1.0, 1.4)), "^"),
    Look("#CC79A7", "#95376b", (0, (7.0, 1.6, 1.2, 1.6)), "D"),
    Look("#E69F00", "#7d5600", (0, (3.0, 1.2, 1.0, 1.2, 1.0, 1.2)), "v"),
    Look("#56B4E9", "#1d6797", (0, (10.0, 2.5)), "P"),
    Look("#000000", "#000000", (0, (2.0, 3.0)), "X"),
)
TASK_COLOURS = {
    "applications": "#0072B2",
    "removals": "#b04c00",
    "welcomes": "#009E73",
    "answers": "#E69F00",
    "calendar": "#56B4E9",
    "patrol": "#CC79A7",
    "approvals": "#6a3d9a",
    "rounds": "#8a8f98",
    "messages": "#F0E442",
    "threads": "#1b6b4a",
    "upkeep": "#4d4d4d",
    "measuring": "#7a5c2e",
    "reporting": "#d4a6c8",
    "training": "#a6761d",
    "moving": "#6b4c9a",
}
AUTHOR_COLOURS = {"own": "#009E73", "duty": "#E69F00", "staff": "#0072B2", "spam": "#8a8f98"}

RC = {
    "font.family": "DejaVu Sans",
    "font.size": FONT,
    "axes.titlesize": FONT + 1,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 9,
    "axes.titley": 1.0,  # said, it need not be looked for among the labels of every figure
    "axes.edgecolor": "#9aa3ae",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelcolor": SOFT,
    "axes.labelsize": FONT - 0.5,
    "text.color": INK,
    "axes.titlecolor": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelsize": FONT - 0.5,
    "ytick.labelsize": FONT - 0.5,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "text.parse_math": False,  # texts of users are texts: two prices in a title are no formula
    "svg.fonttype": "none",
    "svg.hashsalt": "community-sim",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "path.simplify": True,
    "path.simplify_threshold": 0.3,
    "hatch.linewidth": 0.6,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
}


def look(index: int) -> Look:
    """Return how policy ``index`` is drawn; the looks come round again after the seventh."""
    return LOOKS[index % len(LOOKS)]


def letter(index: int) -> str:
    """Return the letter that stands for policy ``index`` in figures and tables."""
    return chr(ord("A") + index) if index < 26 else f"P{index + 1}"
