"""Who wrote the posts: members of their own accord, people on duty, the hosts, spammers."""

from __future__ import annotations

import numpy as np

from sim.report.comparison.view import View
from sim.report.press.axes import legend, speak, write_in_bar
from sim.report.press.panel import Panel, Table, canvas, finish
from sim.report.press.style import AUTHOR_COLOURS, FONT, INK

AUTHORS = tuple(AUTHOR_COLOURS)

#: height of legend and axis, inches
ROWS = 0.95


def by_author(view: View, index: int) -> dict[str, float]:
    """Return mean posts per 30 days by who wrote them."""
    return {who: float(np.mean(view.per_month(f"posts_{who}", index))) for who in AUTHORS}


def draw(view: View) -> Panel:
    """Draw one stacked bar a policy."""
    written = [by_author(view, index) for index in range(view.n_policies)]
    widest = max(max(sum(w.values()) for w in written), 1e-9)
    with canvas(height=ROWS + 0.42 * view.n_policies, width=4.7) as (figure, axes):
        for index, posts in enumerate(written):
            left = 0.0
            for who, n in posts.items():
                axes.barh(index, n, left=left, height=0.46, color=AUTHOR_COLOURS[who], edgecolor="white", lw=1)
                write_in_bar(
                    axes,
                    view,
                    view.say(f"author.{who}.short"),
                    n,
                    left,
                    index,
                    widest,
                    "white" if who == "staff" else INK,
                )
                left += n
            axes.text(
                left + widest * 0.008,
                index,
                view.show(left, 0),
                va="center",
                fontsize=FONT - 1,
                fontweight="bold",
                color=view.look(index).text,
            )
        legend(figure, [(AUTHOR_COLOURS[who], view.say(f"author.{who}")) for who in AUTHORS])
        axes.set_yticks(range(view.n_policies), [view.letter(i) for i in range(view.n_policies)], fontweight="bold")
        for index, tick in enumerate(axes.get_yticklabels()):
            tick.set_color(view.look(index).text)
        axes.invert_yaxis()
        axes.set_xlim(0, widest * 1.15)
        axes.grid(axis="x")
        axes.grid(False, axis="y")
        speak(axes, view, y=False)
        axes.set_xlabel(view.say("authors.axis"))
        alt = view.say(
            "authors.alt", list=view.join([f"{view.quote(i)}: {view.show(w['own'], 0)}" for i, w in enumerate(written)])
        )
        rows = tuple((view.say(f"author.{who}"), *(view.show(w[who], 1) for w in written)) for who in AUTHORS)
        return finish(
            figure,
            "authors",
            alt=alt,
            table=Table((view.say("col.author"), *(view.letter(i) for i in range(view.n_policies))), rows),
        )
