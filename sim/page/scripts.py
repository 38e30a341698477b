"""The modules of the page as one script: put one after the other in the order in which they need one another, without imports, exports and comments."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"
_IMPORT = re.compile(r"^import \{[^}]*\} from '\./([a-z]+)\.js';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_SAID = re.compile(r"^[ \t]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*)?\n", re.MULTILINE)
"""What stands on lines of its own and is for readers of the source: a comment, or nothing. It would be a twentieth of the file."""


@cache
def _read(name: str) -> tuple[tuple[str, ...], str]:
    text = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    return tuple(_IMPORT.findall(text)), _SAID.sub("", _EXPORT.sub("", _IMPORT.sub("", text)))


def script(*names: str) -> str:
    """Return these modules and all they need as one script."""
    order: list[str] = []

    def put(name: str) -> None:
        if name not in order:
            for needed in _read(name)[0]:
                put(needed)
            order.append(name)

    for name in names:
        put(name)
    return "'use strict';\n" + "\n".join(_read(name)[1] for name in order)
