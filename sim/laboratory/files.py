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
