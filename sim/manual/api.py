"""The promised names, ``docs/api.md``: made from signatures and docstrings.

``python -m sim.manual.api > docs/api.md`` makes the page anew; a test fails when it is not current.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from typing import Any

import sim

COMMAND = "python -m sim.manual.api > docs/api.md"
HEAD = f"""# The names that are promised

`import sim` gives these; whatever else can be reached may change. Made from the docstrings (`{COMMAND}`). How they are used stands in
[from a question to a figure](researcher.md).
"""
RESULTS = (
    "sim.studies.comparison.found:Comparison",
    "sim.studies.sweep.study:Sweep",
    "sim.scenario.model:Scenario",
    "sim.day.run:Run",
)
"""What the functions return, and what can be asked of it."""


def page() -> str:
    """Return the page."""
    from importlib import import_module

    parts = [HEAD]
    for name in sorted(set(sim.__all__) - {"__version__"}, key=str.lower):
        parts.append(_entry(f"sim.{name}", getattr(sim, name)))
    parts.append("# What they return\n")
    for place in RESULTS:
        module, _, name = place.partition(":")
        parts.append(_entry(name, getattr(import_module(module), name)))
    return "\n".join(parts).rstrip() + "\n"


def _entry(name: str, thing: Any) -> str:
    if inspect.isclass(thing):
        shown = (
            ""
            if is_dataclass(thing) or not _own(thing, "__init__")
            else f"\n\n```python\n{name}{_signature(thing)}\n```"
        )
        rows = [f"- `{member}`: {_first(text)}" for member, text in _members(thing)]
        return f"## {name}{shown}\n\n{_prose(thing)}\n" + ("\n" + "\n".join(rows) + "\n" if rows else "")
    if callable(thing):
        return f"## {name}\n\n```python\n{name}{_signature(thing)}\n```\n\n{_prose(thing)}\n"
    return f"## {name}\n\n{_about(thing)}\n"


def _own(thing: type, name: str) -> bool:
    return name in vars(thing)


def _about(thing: Any) -> str:
    return (
        f"A table of {len(thing)} entries by name; the first is `{next(iter(thing))}`."
        if isinstance(thing, dict)
        else repr(thing)
    )


def _signature(thing: Callable[..., Any]) -> str:
    """Write a signature, types as they stand in the source, without what only the project itself gives."""
    signature = inspect.signature(thing)
    text = str(signature.replace(return_annotation=inspect.Signature.empty) if inspect.isclass(thing) else signature)
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", text).replace("'", '"')
    return (
        text
        if len(text) <= 100
        else "(\n    "
        + ",\n    ".join(_split(text))
        + "\n)"
        + (text[text.rindex(") ->") + 1 :] if ") ->" in text else "")
    )


def _split(text: str) -> Iterator[str]:
    """Return the arguments of a signature one by one."""
    inner, depth, start = text[1 : text.rindex(") ->") if ") ->" in text else -1], 0, 0
    for place, sign in enumerate(inner):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth:
            yield inner[start:place].strip()
            start = place + 1
    yield inner[start:].strip()


def _members(thing: type) -> Iterator[tuple[str, str]]:
    """Return public methods and properties with their docstrings, in the order of the source."""
    for name, value in vars(thing).items():
        if name.startswith("_") or name.startswith("model_"):
            continue
        value = getattr(value, "__func__", value)
        if inspect.isfunction(value):
            yield (
                f"{name}({', '.join(parameter for parameter in inspect.signature(value).parameters if parameter not in ('self', 'cls'))})",
                value.__doc__ or "",
            )
        elif isinstance(value, property) or type(value).__name__ == "cached_property":
            yield name, value.__doc__ or ""


def _first(text: str) -> str:
    return " ".join(text.strip().partition("\n\n")[0].split()).replace("``", "`")


def _prose(thing: Any) -> str:
    """Return a docstring as Markdown: heads of sections in bold, arguments as a list."""
    text = inspect.cleandoc(thing.__doc__ or "")
    out: list[str] = []
    lines = text.splitlines()
    at = 0
    in_list = False
    while at < len(lines):
        line = lines[at]
        if at + 1 < len(lines) and re.fullmatch(r"-{3,}", lines[at + 1]):
            out.append(f"**{line}**\n")
            in_list = line in ("Parameters", "Attributes", "Returns", "Raises")
            at += 2
            continue
        if in_list and line and not line.startswith(" "):
            name, colon, kind = line.partition(" : ")
            body = []
            while at + 1 < len(lines) and (lines[at + 1].startswith("    ")):
                at += 1
                body.append(lines[at].strip())
            out.append(f"- `{name}`{f' ({kind})' if colon else ''}{': ' + ' '.join(body) if body else ''}")
        else:
            out.append(line.replace("``", "`") if not line.startswith(">>>") else f"    {line}")
        at += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).replace("``", "`").strip()


if __name__ == "__main__":
    print(page(), end="")
