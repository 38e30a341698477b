"""The files and folders of a study: names that last through a power cut, and names taken from contents."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from sim.files import settle, write_whole


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are lacking, and let their names last."""
    if path.is_dir():
        return
    if path.parent != path:
        make_folder(path.parent)
    path.mkdir(exist_ok=True)
    settle(path.parent)


def remove(path: Path) -> None:
    """Take a file away for good; nothing happens when it is not there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    settle(path.parent)


def set_aside(path: Path, folder: Path) -> Path:
    """Move a damaged file into a folder, under a name that nothing there has yet, and return where it is."""
    make_folder(folder)
    name = path.name if path.parent == folder.parent else f"{path.parent.name}-{path.name}"
    target, n = folder / name, 1
    while target.exists():
        n += 1
        target = folder / f"{n}-{name}"
    os.replace(path, target)
    settle(folder)
    settle(path.parent)
    return target


def write_part(folder: Path, data: bytes) -> Path:
    """Write a part file named after its content, so that damage shows when it is read."""
    path = folder / f"part-{content_name(data)}.parquet"
    write_whole(path, data)
    return path


def content_name(data: bytes) -> str:
    """Return the first 16 hexadecimal digits of the content's sha256."""
    return hashlib.sha256(data).hexdigest()[:16]


def read_part(path: Path) -> bytes | None:
    """Return a part's content, None when it is not what its name says."""
    data = path.read_bytes()
    return data if path.name == f"part-{content_name(data)}.parquet" else None
