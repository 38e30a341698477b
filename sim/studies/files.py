"""Files that are either whole or not there: temp file, fsync, rename, fsync of the folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that whoever reads it sees all of it or the former one, also after a kill."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    settle(path.parent)


def settle(folder: Path) -> None:
    """Make renames in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
