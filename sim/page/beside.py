"""The page beside a report: the compared communities with the engine inside, and for each other policy the link that opens it as B."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from sim.page.content import MOST_DAYS, MOST_PEOPLE
from sim.page.figures import CHARTS
from sim.page.levers import policies
from sim.page.write import is_possible, write_page
from sim.scenario import Scenario
from sim.studies.comparison.found import Comparison
from sim.world.engine import engine_id

NAME = "try.html"
MOST_OF_A_KIND = 9
BESIDE = ("posters_30d", "members")
"""What is shown beside the primary measure."""


def write_beside(comparison: Comparison, room: Path, lang: str) -> list[str]:
    """Write the page into the folder of a report.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    room : path
        The folder of the report.
    lang : str
        In which the links open the page.

    Returns
    -------
    list of str
        For every policy after the first the link that opens it as B beside A; empty where a page cannot show it: another community, other
        assumptions, own rules, too many people for a browser.
    """
    first, *others = comparison.scenarios
    none = [""] * len(others)
    if first.community.audience > MOST_PEOPLE or first.community.days > MOST_DAYS or not is_possible():
        return none
    if comparison.provenance.get("engine_id") != engine_id():
        return none
    links = [link(first, other, lang, comparison.primary, label=comparison.labels[0]) for other in others]
    if any(links):
        named = Scenario.build(first.tables(), comparison.labels[0])
        write_page(room / NAME, [named], (), lang)
    return [f"{NAME}#{part}" if part else "" for part in links]


def link(first: Scenario, other: Scenario, lang: str, primary: str = "", *, label: str = "") -> str:
    """Return the part after the # that makes `other` of `first` in the page; empty where no levers do.

    Parameters
    ----------
    primary : str
        The measure of the first chart, when the page draws it.
    label : str
        The name of the first in the page.
    """
    moved = changes(first, other)
    if moved is None:
        return ""
    drawn = [chart["measure"] for chart in CHARTS]
    charts = [measure for measure in dict.fromkeys((primary, *BESIDE)) if measure in drawn][:2]
    rows = [("s", label or first.name), *(("b", f"{key}:{_written(value)}") for key, value in moved.items())]
    rows += [("c", ",".join(charts)), ("l", lang)]
    return "&".join(f"{name}={quote(text, safe=':,.-_')}" for name, text in rows)


def changes(first: Scenario, other: Scenario) -> dict[str, Any] | None:
    """Return every lever that stands elsewhere in `other`, by its name in a link; None where more than levers differs."""
    if first.community != other.community or dict(first.behaviour) != dict(other.behaviour):
        return None
    found: dict[str, Any] = {}
    for about in policies():
        ours, theirs = (
            [table for table in one.tables()["policy"] if table["kind"] == about["kind"]] for one in (first, other)
        )
        for n in range(max(len(ours), len(theirs))):
            if n >= MOST_OF_A_KIND:
                return None
            a, b = (tables[n] if n < len(tables) else {} for tables in (ours, theirs))
            for field in about["fields"]:
                name = field["name"]
                was, now = a.get(name, field["default"]), b.get(name, field["default"])
                if was != now and not (isinstance(was, list | tuple) and list(was) == list(now)):
                    found[f"{about['kind']}.{n}.{name}"] = now
    return found


def _written(value: Any) -> str:
    """As `written` of js/state.js does."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        ",".join(value) if isinstance(value, list | tuple) else repr(value) if isinstance(value, float) else str(value)
    )
