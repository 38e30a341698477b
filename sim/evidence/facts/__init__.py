"""The stylised facts: patterns published communities show, each with its setting, its band and its way of counting.

Rows 1 to 21 say what communities look like; rows R1 to R9 what answers what, and by how much. `FACTS` maps the number of a row to its
`Held`, in the order of the tables. To add one: a function from a `Log` to numbers in the file of its theme, an entry there, and its
words in both languages.
"""

from __future__ import annotations

from sim.evidence.facts import answering, forgetting, groups, hours, responses, returning, sizes, taking_part
from sim.evidence.held import Held
from sim.evidence.seen import Log

__all__ = ["FACTS", "Held", "Log"]

THEMES = (taking_part, answering, returning, groups, responses, sizes, hours, forgetting)


def _order(row: str) -> tuple[bool, int, str, int]:
    """Facts before responses, each by number, ``13b`` after ``13``."""
    whole, _, part = row.partition(".")
    digits = whole.strip("Rb")
    return row.startswith("R"), int(digits), whole, int(part or 0)


FACTS: dict[str, Held] = {
    fact.name: fact
    for fact in sorted((checked for theme in THEMES for checked in theme.FACTS), key=lambda fact: _order(fact.name))
}
"""All rows by number, in the order of the table."""
