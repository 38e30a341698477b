"""Writing tables as TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml(tables: Mapping[str, Any]) -> str:
    """Write tables as TOML text: values first, then tables, then lists of tables."""
    rows: list[str] = []
    _table(tables, "", rows)
    return "\n".join(rows).strip() + "\n"


def _table(table: Mapping[str, Any], above: str, rows: list[str]) -> None:
    inner = {k: v for k, v in table.items() if isinstance(v, Mapping)}
    lists = {
        k: v for k, v in table.items() if isinstance(v, (list, tuple)) and v and all(isinstance(i, Mapping) for i in v)
    }
    for key, value in table.items():
        if key not in inner and key not in lists:
            rows.append(f"{_key(key)} = {_value(value)}")
    for key, value in inner.items():
        rows.extend(["", f"[{above}{_key(key)}]"])
        _table(value, f"{above}{_key(key)}.", rows)
    for key, items in lists.items():
        for item in items:
            rows.extend(["", f"[[{above}{_key(key)}]]"])
            _table(item, f"{above}{_key(key)}.", rows)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "[" + ", ".join(_value(item) for item in value) + "]"
