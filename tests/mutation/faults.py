"""Every small fault that can be planted in a source: where, what stands there, and what stands there instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

COMPARED = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "is not": "is",
    "is": "is not",
    "not in": "in",
    "in": "not in",
}
COUNTED = {"+": "-", "-": "+", "*": "/", "/": "*", "//": "*", "%": "*", "**": "*", "&": "|", "|": "&"}
NAMED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "ceil": "floor",
    "floor": "ceil",
    "fsum": "max",
    "sum": "max",
    "mean": "max",
}
SYMMETRIC = {"min", "max", "fmin", "fmax", "minimum", "maximum", "isclose"}
TURNED = {"low": "high", "high": "low", "first": "last", "last": "first", "start": "end", "end": "start"}
"""Names of two sides of one thing, taken one for the other where they follow a dot."""
SPEAKING = {"say", "tell"}
"""Functions that fill a sentence in."""
OPERATOR = re.compile(r"is not|not in|[-+*/|&]=|//|\*\*|<=|>=|==|!=|<<|>>|\bis\b|\bin\b|\band\b|\bor\b|[-+*/%<>&|^@]")


class Fault(NamedTuple):
    """Put ``new`` in the place of the text from ``start`` to ``end`` (offsets in the source)."""

    start: int
    end: int
    new: str
    line: int


def faults(source: str) -> list[Fault]:
    """Return all faults of a source, in the order of its text; annotations of functions and decorators are left alone."""
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line.encode()))
    raw = source.encode()

    def span(node: ast.AST) -> tuple[int, int]:
        return lines[node.lineno - 1] + node.col_offset, lines[node.end_lineno - 1] + node.end_col_offset

    def text(node: ast.AST) -> str:
        start, end = span(node)
        return raw[start:end].decode()

    def between(left: ast.AST, right: ast.AST, other: dict[str, str]) -> Iterator[tuple[int, int, str]]:
        start, end = span(left)[1], span(right)[0]
        operator = OPERATOR.search(raw[start:end].decode())
        if operator and operator[0] in other:
            yield start + operator.start(), start + operator.end(), other[operator[0]]

    def swapped(one: ast.AST, other: ast.AST) -> Iterator[tuple[int, int, str]]:
        if text(one) != text(other):
            (start, a), (b, end) = span(one), span(other)
            yield start, end, text(other) + raw[a:b].decode() + text(one)

    def of(node: ast.AST) -> Iterator[tuple[int, int, str]]:
        if isinstance(node, ast.Compare):
            for left, right in zip([node.left, *node.comparators], node.comparators, strict=False):
                yield from between(left, right, COMPARED)
        elif isinstance(node, ast.BinOp):
            yield from between(node.left, node.right, COUNTED)
            if not isinstance(node.op, (ast.BitOr, ast.Mod)):  # a factor, or a term, forgotten
                yield *span(node), text(node.left)
        elif isinstance(node, ast.AugAssign):
            yield from between(
                node.target, node.value, {"+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "|=": "&=", "&=": "|="}
            )
        elif isinstance(node, ast.If) and isinstance(node.test, (ast.Name, ast.Attribute, ast.Call)):
            yield *span(node.test), f"not {text(node.test)}"
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield *span(node), "None"
        elif isinstance(node, ast.Attribute) and node.attr in TURNED and isinstance(node.ctx, ast.Load):
            yield span(node)[1] - len(node.attr), span(node)[1], TURNED[node.attr]
        elif isinstance(node, ast.Dict):
            own = [value for key, value in zip(node.keys, node.values, strict=True) if key is not None]
            for one, other in zip(own, own[1:], strict=False):
                yield from swapped(one, other)
        elif isinstance(node, ast.BoolOp):
            yield from between(node.values[0], node.values[1], {"and": "or", "or": "and"})
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
            yield span(node)[0], span(node)[0] + (3 if isinstance(node.op, ast.Not) else 1), ""
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield *span(node), str(not node.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and "e" not in text(node).lower():
            if node.value == 24:  # days for hours
                yield *span(node), "1"
            yield (
                *span(node),
                str(node.value + 1) if isinstance(node.value, int) else repr(node.value * 1.1 if node.value else 0.1),
            )
        elif isinstance(node, ast.IfExp):
            yield from swapped(node.body, node.orelse)
        elif isinstance(node, ast.Call):
            if isinstance(node.func, (ast.Name, ast.Attribute)):
                name = text(node.func).rsplit(".", 1)[-1]
                if name in NAMED:
                    yield span(node.func)[1] - len(name), span(node.func)[1], NAMED[name]
            if text(node.func).rsplit(".", 1)[-1] not in SYMMETRIC:
                for one, other in zip(node.args, node.args[1:], strict=False):
                    yield from swapped(one, other)
            own = [keyword.value for keyword in node.keywords if keyword.arg is not None]
            for one, other in zip(own, own[1:], strict=False):
                yield from swapped(one, other)
        elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and id(node) not in unordered:
            for one, other in zip(node.elts, node.elts[1:], strict=False):
                yield from swapped(one, other)
        elif isinstance(node, ast.Return) and node.value is not None and text(node.value) != "None":
            yield *span(node.value), "None"

    def walk(node: ast.AST) -> Iterator[ast.AST]:
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            return
        yield node
        for field, value in ast.iter_fields(node):
            if (
                field in ("decorator_list", "returns")
                or field == "annotation"
                and (isinstance(node, ast.arg) or "(" not in ast.unparse(value))
            ):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not (
                    isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
                ):
                    yield from walk(child)

    tree = ast.parse(source)
    unordered = {
        id(right)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for how, right in zip(node.ops, node.comparators, strict=True)
        if isinstance(how, (ast.In, ast.NotIn))
    }
    places = {(start, end, new): 1 + raw[:start].count(b"\n") for node in walk(tree) for start, end, new in of(node)}
    return [Fault(*change, line) for change, line in sorted(places.items())]


def exchanged(source: str) -> list[Fault]:
    """Return the faults by which two neighbouring values that a sentence is given by name change places."""
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line.encode()))
    every = {(fault.start, fault.end): fault for fault in faults(source)}
    chosen = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in SPEAKING:
            named = [keyword for keyword in node.keywords if keyword.arg is not None]
            for one, other in zip(named, named[1:], strict=False):
                start = lines[one.value.lineno - 1] + one.value.col_offset
                end = lines[other.value.end_lineno - 1] + other.value.end_col_offset
                if (start, end) in every:
                    chosen.append(every[start, end])
    return sorted(chosen)


def planted(source: str, fault: Fault) -> str:
    """Return the source with the fault in it."""
    raw = source.encode()
    return (raw[: fault.start] + fault.new.encode() + raw[fault.end :]).decode()
