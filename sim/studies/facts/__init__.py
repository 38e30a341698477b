"""The stylised facts: patterns published communities show, each with its setting, its band and its way of counting.

`FACTS` maps the number of a row to its `Fact`, in the order of the table. To add one: a function from a `Log` to numbers in the
file of its theme, an entry there, and its words in both languages.
"""

from __future__ import annotations

from sim.studies.facts import answering, groups, returning, taking_part
from sim.studies.facts.fact import CHECKED, FITTED, HARD, INSIDE, OUTSIDE, UNTESTED, Fact
from sim.studies.facts.log import Log

__all__ = ["CHECKED", "FACTS", "FITTED", "HARD", "INSIDE", "OUTSIDE", "UNTESTED", "Fact", "Log"]


def _order(row: str) -> tuple[int, str]:
    digits = row.split(".")[0].rstrip("b")
    return int(digits), row


FACTS: dict[str, Fact] = {
    fact.row: fact
    for fact in sorted((one for theme in (taking_part, answering, returning, groups) for one in theme.FACTS),
                       key=lambda one: _order(one.row))
}
"""All rows by number, in the order of the table."""
