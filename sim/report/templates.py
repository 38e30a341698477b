"""The templates of the report's pages, compiled once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def template(name: str) -> Any:
    """Return a template of this room; what is filled in is escaped, and nothing may be missing."""
    return _room().get_template(name)


@cache
def _room() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
