"""manifest.json: what a folder is for and where its numbers come from, with a checksum of its own.

A manifest that does not agree with its checksum is damaged. It is set aside and made anew from what the parts
say of themselves; finished runs are never given up because of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sim.laboratory.files import write_whole

NAME = "manifest.json"
SCHEMA = 4
"""The form of folders; 1 had no checksums, 2 smaller numbers of points, 3 other names for measures and a list of scenarios for a comparison."""
SAYS = {
    "schema": "was written in another form",
    "design_hash": "holds another study (other scenarios, settings or order)",
    "engine_id": "holds runs of another engine (other rules, compiler or processor)",
    "measures_id": "holds runs that were measured otherwise",
}
"""What it means when a part of the identity differs."""


class DamagedManifest(Exception):
    """The manifest cannot be read or is not what was written."""


def checksum(record: Mapping[str, Any]) -> str:
    """Return the checksum of everything in a manifest but the checksum itself."""
    rest = {key: value for key, value in record.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()[:16]


def write(folder: Path, record: Mapping[str, Any]) -> None:
    """Write the manifest, whole."""
    plain = json.loads(json.dumps(dict(record), ensure_ascii=False, default=str))
    text = json.dumps(plain | {"checksum": checksum(plain)}, indent=2, ensure_ascii=False)
    write_whole(folder / NAME, (text + "\n").encode("utf-8"))


def read(folder: Path) -> dict[str, Any] | None:
    """Return the manifest, None when there is none; one of the first form, which had no checksum, is returned as it is.

    Raises
    ------
    DamagedManifest
        It is there and cannot be used.
    """
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except ValueError:
        raise DamagedManifest from None
    try:
        record = json.loads(text)
    except ValueError:
        raise DamagedManifest from None
    if not isinstance(record, dict):
        raise DamagedManifest
    is_first_form = record.get("schema") == 1 and "checksum" not in record
    if not is_first_form and record.get("checksum") != checksum(record):
        raise DamagedManifest
    return record


def differences(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Return, in words, every way in which what is known is another study than what is wanted."""
    return [
        f"{wrong}: {key} {known.get(key)} there, {wanted[key]} here"
        for key, wrong in SAYS.items()
        if known.get(key) != wanted[key]
    ]


def now() -> str:
    """Return the time as it is written down: to the second, with the zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
