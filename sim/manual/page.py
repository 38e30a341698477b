"""The model's description, ``docs/model.md``: prose written by hand, with parts made from the code between markers.

A part stands between ``<!-- made: name -->`` and ``<!-- end: name -->``. ``python -m sim.manual.page`` prints the page with every
part made anew; ``--write docs/model.md`` writes it in place. A test fails when the page is not current.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from sim.manual import evidence, rules, tables

PAGE = Path(__file__).resolve().parents[2] / "docs" / "model.md"
COMMAND = "python -m sim.manual.page --write docs/model.md"

PARTS: dict[str, Callable[[], str]] = {
    "people": tables.people,
    "posts": tables.posts,
    "ties": tables.ties,
    "columns": tables.columns,
    "phases": rules.phases,
    "diary": tables.diary,
    "draws": tables.draws,
    "roles": tables.roles,
    "rules": rules.rules,
    "kinds": evidence.kinds,
    "parameters": tables.parameters,
    "levers": tables.policies,
    "goals": tables.goals,
    "measures": tables.measures,
    "grades": evidence.grades,
    "targets": evidence.targets,
}
"""Name of a part -> the function that makes it."""

MADE = re.compile(r"<!-- made: (\w+) -->\n(.*?)<!-- end: \1 -->", re.DOTALL)


def renewed(page: str) -> str:
    """Return the page with every part made anew.

    Raises
    ------
    ValueError
        When a part is missing, stands twice, or is not known.
    """
    names = re.findall(r"<!-- (?:made|end): (\w+) -->", page)
    for name in {*names, *PARTS}:
        if name not in PARTS:
            raise ValueError(f"no part is called {name!r}; parts are {', '.join(PARTS)}")
        if names.count(name) != 2:
            raise ValueError(f"part {name!r} must stand on the page once, between its two markers")
    text = MADE.sub(lambda part: f"<!-- made: {part[1]} -->\n\n{PARTS[part[1]]()}\n\n<!-- end: {part[1]} -->", page)
    if len(MADE.findall(page)) != len(PARTS):
        raise ValueError("parts may not lie inside one another")
    return text


def prose(page: str) -> str:
    """Return what is written by hand: the page without its made parts."""
    return MADE.sub("", page)


def made(page: str, name: str) -> str:
    """Return one made part as it stands on the page."""
    return next(part[2] for part in MADE.finditer(page) if part[1] == name)


def main(argv: list[str] | None = None) -> int:
    """Print the page made anew, or write it."""
    asked = argparse.ArgumentParser(prog="python -m sim.manual.page", description="Make the model's description anew.")
    asked.add_argument(
        "--write", metavar="FILE", type=Path, help="the page to renew in place; it is printed when not given"
    )
    file = asked.parse_args(argv).write
    page = renewed((file or PAGE).read_text(encoding="utf-8"))
    if file is None:
        print(page, end="")
    else:
        file.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
