"""What a field allows, and what is wrong with a value, in words."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_TYPES = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}


def allowed(model: type[BaseModel], field: str) -> str:
    """Say what a field of a model allows, e.g. ``a whole number, 0 to 365``."""
    info: FieldInfo = model.model_fields[field]
    return _annotation(info.annotation, tuple(info.metadata))


def _annotation(annotation: Any, metadata: tuple[Any, ...]) -> str:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotation(args[0], (*metadata, *args[1:]))
    if origin in (Union, types.UnionType):
        return " or ".join(_annotation(arg, metadata) for arg in args if arg is not type(None))
    if origin is Literal:
        return "one of " + ", ".join(str(arg) for arg in args) if len(args) > 1 else str(args[0])
    if origin is tuple:
        return "a list of " + _annotation(args[0], ()).removeprefix("one of ")
    low, high = _bounds(metadata)
    word = _TYPES.get(annotation, "a table")
    if annotation is str:
        return f"text of {low} to {high} characters" if high is not None else word
    return f"{word}, {span(low, high)}" if high is not None else word


def _bounds(metadata: tuple[Any, ...]) -> tuple[Any, Any]:
    low = high = None
    for item in metadata:
        for mark in getattr(item, "metadata", None) or (item,):
            low = next((v for v in (getattr(mark, n, None) for n in ("ge", "min_length")) if v is not None), low)
            high = next((v for v in (getattr(mark, n, None) for n in ("le", "max_length")) if v is not None), high)
    return low, high


def choices(model: type[BaseModel], field: str) -> tuple[str, ...]:
    """Return the words a field may hold, none when it does not hold words."""
    words: list[str] = []
    waiting = [model.model_fields[field].annotation]
    while waiting:
        annotation = waiting.pop()
        args = get_args(annotation)
        if get_origin(annotation) is Literal:
            words.extend(str(arg) for arg in args)
        else:
            waiting.extend(arg for arg in args if arg is not Ellipsis)
    return tuple(words)


def span(low: float, high: float) -> str:
    """Write a range: ``0 to 2,000,000``."""
    return f"{figure(low)} to {figure(high)}"


def figure(x: float) -> str:
    """Write a bound as a person would."""
    if isinstance(x, float) and (x != int(x) or abs(x) >= 1e15):
        return f"{x:g}"
    return f"{int(x):,}" if abs(x) >= 10_000 else str(int(x))


def shown(value: Any) -> str:
    """Show a value as it may have stood in the file, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, int) and abs(value) >= 10**18:
        return "a number of more than 18 digits"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= 42 else text[:38] + '..."'
