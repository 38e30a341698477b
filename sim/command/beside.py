"""What the verbs put beside a report: the page in which its reader changes something."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.report import Live


def live_of(kind: str) -> Live | None:
    """Return what writes the page for a kind of study; None for kinds that have none, and for those nobody knows yet."""
    if kind != "compare":
        return None
    from sim.page.beside import write_beside

    return write_beside
