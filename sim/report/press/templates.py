"""The templates of the report's pages, compiled once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

PAGE_CSS = Path(__file__).with_name("page.css")
"""How every page looks."""


@cache
def template(file: Path) -> Any:
    """Return a template; what is filled in is escaped, and nothing may be missing."""
    return _room(file.parent).get_template(file.name)


@cache
def _room(folder: Path) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
