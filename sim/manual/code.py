"""What the code says of itself, read from its sources: who calls what, who reads what, which comment stands beside which column.

The description of the model quotes these, so that it cannot say that a rule is used where it is not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

SIM = Path(__file__).resolve().parents[1]


class Function(NamedTuple):
    """A function of the engine: where it stands, and its tree."""

    file: str
    name: str
    tree: ast.FunctionDef

    @property
    def says(self) -> str:
        """The first paragraph of its docstring, on one line."""
        return " ".join((ast.get_docstring(self.tree) or "").split("\n\n")[0].split())


@cache
def tree(path: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def functions(room: str) -> tuple[Function, ...]:
    """Every function at the top level of a room's files."""
    parsed = []
    for path in sorted((SIM / room).glob("*.py")):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef):
                parsed.append(Function(f"sim/{room}/{path.name}", node.name, node))
    return tuple(parsed)


@cache
def names(function: Function) -> frozenset[str]:
    """Every plain name in a function."""
    return frozenset(node.id for node in ast.walk(function.tree) if isinstance(node, ast.Name))


@cache
def calls(function: Function) -> tuple[str, ...]:
    """Names called in a function, in the order in which they stand."""
    nodes = [node for node in ast.walk(function.tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return tuple(node.func.id for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)))


def callers(name: str) -> list[Function]:
    """The functions of the day, and of the rules themselves, that call a rule."""
    return [function for function in (*functions("day"), *functions("rules")) if name in calls(function)]


def _is_of(node: ast.expr, table: str, local: str) -> bool:
    """Whether ``node`` is a row of a table of the world (``w.prog[day]``), or the local name for one."""
    if isinstance(node, ast.Name):
        return node.id == local
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == table


@cache
def readers(table: str, local: str) -> dict[str, list[str]]:
    """Column -> names of the functions of rules and day that read it from ``table`` (or from its local name)."""
    files: dict[str, list[str]] = {}
    for function in (*functions("rules"), *functions("day")):
        for node in ast.walk(function.tree):
            if isinstance(node, ast.Attribute) and _is_of(node.value, table, local):
                names = files.setdefault(node.attr, [])
                if function.name not in names:
                    names.append(function.name)
    return files


def users(name: str, home: str) -> list[str]:
    """The functions of the day in which a constant of the module ``home`` stands, in files that import it from there."""
    phases = []
    for file in dict.fromkeys(function.file for function in functions("day")):
        nodes = tree(SIM.parent / file).body
        known = {
            alias.asname or alias.name
            for node in nodes
            if isinstance(node, ast.ImportFrom) and node.module == home
            for alias in node.names
            if alias.name == name
        }
        if known:
            phases += [f.name for f in functions("day") if f.file == file and known & names(f)]
    return phases


def purposes() -> dict[str, int]:
    """The purposes of keyed draws, by name, as ``sim/world/keys.py`` numbers them."""
    numbers: dict[str, int] = {}
    for node in tree(SIM / "world" / "keys.py").body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Tuple)
            and isinstance(node.value, ast.Tuple)
        ):
            for target, value in zip(node.targets[0].elts, node.value.elts, strict=True):
                if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
                    numbers[target.id] = int(value.value)
    return dict(sorted(numbers.items(), key=lambda item: item[1]))


def commented(file: str, start: str) -> Iterator[tuple[str, str, str]]:
    """Yield (group, column, comment) for the columns of a table declared in ``file`` after the line ``start``.

    A group is a comment on a line of its own; a comment after a column is that column's.
    """
    lines = (SIM / "world" / file).read_text(encoding="utf-8").splitlines()
    at = lines.index(start) + 1
    group = ""
    for line in lines[at:]:
        if line.startswith((")", "    align", "    ],")):
            return
        text = line.strip()
        if text.startswith("#"):
            group = text.lstrip("# ")
        elif row := re.match(r'\("(\w+)", "\w+"\),(?:\s+# (.*))?$', text):
            yield group, row[1], row[2] or ""
        else:
            for name in re.findall(r'"(\w+)"', text):
                yield group, name, ""


def attributes(docstring: str) -> dict[str, str]:
    """Field -> text, from the ``Attributes`` section of a NumPy-style docstring or from ``name : text`` lines."""
    texts: dict[str, str] = {}
    name = None
    for line in docstring.splitlines():
        if head := re.match(r"\s*(\w+(?:, \w+)*) : (.*)$", line):
            name = head[1]
            texts[name] = "" if re.fullmatch(r"(?:str|int|float|bool|tuple|list|dict)\b.*", head[2]) else head[2]
        elif name and line.strip():
            texts[name] = f"{texts[name]} {line.strip()}".strip()
        else:
            name = None
    return texts
