"""The modules of the page as one script: put one after the other in the order in which they need one another, imports, exports, comments and indents taken off."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"
_IMPORT = re.compile(r"^import \{[^}]*\} from '\./([a-z]+)\.js';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)
"""Comments that have their lines to themselves."""
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
"""No text goes over several lines (a law holds that), so that a line means the same without it."""
HEAD = "'use strict';\n"


@cache
def _read(name: str) -> tuple[tuple[str, ...], str]:
    text = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    return tuple(_IMPORT.findall(text)), _INDENT.sub("", _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", text))))


def modules(*names: str) -> dict[str, str]:
    """Return these modules and all they need with their text, in the order in which they need one another."""
    found: dict[str, str] = {}

    def put(name: str) -> None:
        if name not in found:
            needed, text = _read(name)
            for module in needed:
                put(module)
            found[name] = text

    for name in names:
        put(name)
    return found


def script(*names: str) -> str:
    """Return these modules and all they need as one script."""
    return HEAD + "\n".join(modules(*names).values())
