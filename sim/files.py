"""Files that are either whole or not there: temp file, fsync, rename, fsync of the folder.

What returns from here is on the disk, also after a power cut: content before name, name before whoever relies on it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that whoever reads it sees all of it or the former one, also after a kill."""
    write_pieces(path, [data])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> str:
    """Write a file piece by piece, whole or not at all, and return its sha256."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    digest = hashlib.sha256()
    try:
        with open(temporary, "wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except Exception:
        temporary.unlink(missing_ok=True)
        raise
    settle(path.parent)
    return digest.hexdigest()


def settle(folder: Path) -> None:
    """Make the names in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files so that all of them are there, or none is new: every content before the first name.

    Raises
    ------
    OSError
        Names the file that could not be written.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            target = path.resolve()
            is_place = not target.exists() or target.is_file()  # otherwise a pipe or a terminal, which takes what comes
            waiting[target] = target.with_name(f".{target.name}.{os.getpid()}.tmp") if is_place else target
            try:
                with open(waiting[target], "wb") as file:
                    file.write(data)
                    file.flush()
                    if is_place:
                        os.fsync(file.fileno())
            except OSError as error:
                raise OSError(error.errno, error.strerror, str(path)) from error
        for target, temporary in waiting.items():
            if temporary != target:
                os.replace(temporary, target)
    finally:
        for target, temporary in waiting.items():
            if temporary != target:
                temporary.unlink(missing_ok=True)
    for folder in {target.parent for target, temporary in waiting.items() if temporary != target}:
        settle(folder)


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8, whole or not at all."""
    write_together({path: text.encode("utf-8")})
