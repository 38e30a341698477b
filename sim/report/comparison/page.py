"""The page of a comparison: its figures and parts, printed as every page is; and the sheet for a board beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.measures.host import BACKLOGS
from sim.report.comparison import board, sections
from sim.report.comparison.figures import authors, dotplot, doubt, hours, multiples, pairing, trajectory
from sim.report.comparison.figures import tenure as tenure_figures
from sim.report.comparison.view import View
from sim.report.press import page as press
from sim.report.press.markup import Markup, tag
from sim.report.press.panel import Panel


@dataclass(frozen=True)
class Page:
    """A finished page: its text, the sheet for a board, and its figures to be saved beside it."""

    html: str
    board: str
    panels: tuple[Panel, ...]


def build(view: View, here: str, there: str, sheet: str = "board.html", live: Sequence[str] = ()) -> Page:
    """Return the page of one comparison in one language.

    Parameters
    ----------
    here, there, sheet : str
        File names of this page, of the same page in the other language, and of the sheet for a board.
    live : sequence of str
        For each policy after the first a link that opens it in a page where the reader can change something; empty where there is none.
    """
    figures = draw_all(view)
    page = press.Page(
        view.lang,
        view.say("page.kind"),
        view.say("page.question", a=view.quote(0), b=view.quote(1)),
        "",
        "",
        str(view.comparison.provenance.get("engine_id", "")),
        sections.parts(view, figures, bool(there)),
        name=view.say("page.title", a=view.title(0), b=view.title(1)),
        lead=tuple(sections.lead(view, live)),
        links=(tag("a", view.say("board.link"), kind="sheet", href=sheet),),
        foot=view.say("page.footer"),
        head=Markup('<meta name="generator" content="community-sim">'),
    )
    return Page(
        press.html(page, there),
        board.build(view, figures["chance"][0], here),
        tuple(panel for group in figures.values() for panel in group),
    )


def draw_all(view: View) -> dict[str, list[Panel]]:
    """Return every figure, by the section it stands in."""
    out: dict[str, list[Panel]] = {}
    bounds = dotplot.limits(view)
    out["chance"] = [dotplot.draw(view, index, bounds) for index in view.others]
    if view.comparison.assumptions is not None:
        wide = doubt.limits(view)
        out["doubt"] = [doubt.draw(view, index, wide) for index in view.others]
        out["drivers"] = [panel for panel in (doubt.drivers(view),) if panel]
    else:
        out["doubt"], out["drivers"] = [], []
    for series, section in ((view.primary_series, "course"), ("members", "members")):
        if section == "members" and view.primary_series == "members":
            out[section] = out["members_difference"] = []
            continue
        scale, gap = trajectory.bounds(view, series), trajectory.difference_bounds(view, series)
        out[section] = [trajectory.draw(view, series, index, scale) for index in range(view.n_policies)]
        out[f"{section}_difference"] = [
            trajectory.difference(view, series, index, gap) for index in (view.others if section == "course" else (1,))
        ]
    out["multiples"] = [multiples.draw(view, key) for key in multiples.KEY]
    out["hours"] = [hours.draw(view)]
    out["backlog"] = [hours.backlog(view, queue) for queue in BACKLOGS]
    out["tenure"] = [panel for panel in (tenure_figures.by_time_since(view), tenure_figures.by_joining(view)) if panel]
    out["authors"] = [authors.draw(view)]
    out["pairing"] = [panel for panel in (pairing.draw(view, "posts_own"), pairing.draw(view, "posters_30d")) if panel]
    return out
