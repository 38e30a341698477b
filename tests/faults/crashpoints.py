"""A disk that fails on purpose: stops the process, or refuses, at the k-th operation, and shows what is left.

`Disk` stands between the code and one folder. Every write, fsync, rename, removal and making of a folder is a step.
At step k the process is gone (nothing it does afterwards has an effect), or the disk answers with an error. Three
pictures of what is left can then be looked at:

kill
    The process died, the computer did not: everything done so far is there; the write under way is cut in half.
torn
    Power cut on a disk that puts names down before content: all names are there, content that was not synced is cut in half.
synced
    Power cut on a disk that puts nothing down unasked: only names and content that were synced are there.

Real fsync is not called, so that thousands of steps take seconds. Renames of folders are not modelled.
"""

from __future__ import annotations

import builtins
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

IMAGES = ("kill", "torn", "synced")


class Stop(BaseException):
    """The process is gone."""


@dataclass
class Node:
    """A file's content as far as it is safe: `durable` survives a power cut, `is_dirty` says there is more."""

    durable: bytes = b""
    is_dirty: bool = False


@dataclass
class Disk:
    """The disk under one folder.

    Attributes
    ----------
    root : the folder; what is in it at the start is safe.
    k : the step that fails, from 1; 0 for none.
    error : errno with which step k fails; 0 stops the process. A full disk (ENOSPC) stays full, other errors come once.
    steps : what was done, in order.
    """

    root: Path
    k: int = 0
    error: int = 0
    steps: list[str] = field(default_factory=list)
    is_dead: bool = False
    nodes: dict[str, Node] = field(default_factory=dict)
    names: dict[str, dict[str, Node | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, folders, files in os.walk(self.root):
            for name in files:
                self.nodes[os.path.join(place, name)] = Node(Path(place, name).read_bytes())
            self.names[place] = {name: None for name in folders} | {
                name: self.nodes[os.path.join(place, name)] for name in files
            }

    def mine(self, path: Any) -> str:
        """Return the full path when it lies in this disk's folder, else nothing."""
        if isinstance(path, int):
            return ""
        full = os.path.abspath(os.fspath(path))
        return full if full == str(self.root) or full.startswith(str(self.root) + os.sep) else ""

    def step(self, what: str, path: str, grows: bool = False) -> bool:
        """Count a step; True when it is the one that fails."""
        if self.is_dead:
            raise Stop
        self.steps.append(f"{what} {os.path.relpath(path, self.root)}")
        return len(self.steps) == self.k or (self.error == errno.ENOSPC and 0 < self.k < len(self.steps) and grows)

    def fail(self) -> None:
        """Be gone, or answer with the error."""
        if self.error:
            raise OSError(self.error, os.strerror(self.error))
        self.is_dead = True
        raise Stop

    def changed(self, path: str) -> Node:
        """Return the file at a path, with content that is not safe yet."""
        node = self.nodes.setdefault(path, Node())
        node.is_dirty = True
        return node

    def sync(self, path: str) -> None:
        """Make content, or the names in a folder, safe."""
        if os.path.isdir(path):
            self.names[path] = {
                entry.name: None if entry.is_dir() else self.nodes[entry.path]
                for entry in os.scandir(path)
                if entry.is_dir() or entry.path in self.nodes
            }
        else:
            node = self.nodes[path]
            node.durable, node.is_dirty = Path(path).read_bytes(), False

    def picture(self, image: str, target: Path) -> None:
        """Lay out what is left, in a new folder."""
        if image == "synced":
            self._lay_out(str(self.root), target)
            return
        shutil.copytree(self.root, target)
        for path, node in self.nodes.items():
            if image == "torn" and node.is_dirty:
                copy = target / os.path.relpath(path, self.root)
                copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])

    def _lay_out(self, place: str, target: Path) -> None:
        target.mkdir()
        for name, node in self.names.get(place, {}).items():
            if node is None:
                self._lay_out(os.path.join(place, name), target / name)
            else:
                (target / name).write_bytes(node.durable)


class _File:
    """A file open for writing; what is written reaches the disk when flushed or closed, as in any process."""

    def __init__(self, disk: Disk, path: str, raw: Any) -> None:
        self.disk, self.path, self.raw, self.held = disk, path, raw, b""

    def write(self, data: bytes | str) -> int:
        self.held += data.encode() if isinstance(data, str) else bytes(data)
        return len(data)

    def flush(self) -> None:
        if not self.held:
            return
        fails = self.disk.step("write", self.path, grows=True)
        self.disk.changed(self.path)
        self.raw.write(self.held[: len(self.held) // 2] if fails else self.held)
        self.held = b""
        if fails:
            self.disk.fail()

    def fileno(self) -> int:
        return self.raw.fileno()

    def close(self) -> None:
        try:
            if not self.disk.is_dead:
                self.flush()
        finally:
            self.raw.close()

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def under(disk: Disk) -> Iterator[Disk]:
    """Put the disk between the code and its folder."""
    real = {name: getattr(os, name) for name in ("fsync", "replace", "rename", "unlink", "mkdir")}
    real_open = builtins.open

    def opened(path: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        full = disk.mine(path)
        if not full or not set(mode) & set("wax+"):
            return real_open(path, mode, *rest, **more)
        if disk.step("open", full, grows=True):
            disk.fail()
        raw = real_open(path, mode.replace("t", "").replace("b", "") + "b", buffering=0)
        disk.changed(full)
        return _File(disk, full, raw)

    def fsync(handle: int) -> None:
        full = disk.mine(os.readlink(f"/proc/self/fd/{handle}"))
        if not full:
            real["fsync"](handle)
            return
        if disk.step("fsync", full):
            disk.fail()
        disk.sync(full)

    def moved(source: Any, target: Any) -> None:
        full = disk.mine(source)
        if full and disk.step("rename", full):
            disk.fail()
        real["replace"](source, target)
        if full:
            disk.nodes[disk.mine(target)] = disk.nodes.pop(full)

    def removed(path: Any, **more: Any) -> None:
        full = disk.mine(path)
        if full and os.path.exists(full) and disk.step("remove", full):
            disk.fail()
        real["unlink"](path, **more)
        disk.nodes.pop(full, None)

    def made(path: Any, *rest: Any, **more: Any) -> None:
        full = disk.mine(path)
        if full and disk.step("mkdir", full, grows=True):
            disk.fail()
        real["mkdir"](path, *rest, **more)

    builtins.open = opened  # type: ignore[assignment]
    os.fsync, os.replace, os.rename, os.unlink, os.mkdir = fsync, moved, moved, removed, made  # type: ignore[assignment]
    try:
        yield disk
    finally:
        builtins.open = real_open
        for name, function in real.items():
            setattr(os, name, function)


@dataclass(frozen=True)
class Found:
    """What trying every point showed: how many pictures were looked at, and what was wrong in which."""

    n_points: int
    n_tried: int
    wrong: tuple[str, ...]


def _content(folder: Path) -> str:
    """A hash of all names and bytes in a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = b"/" if path.is_dir() else hashlib.sha256(path.read_bytes()).digest()
        digest.update(f"{path.relative_to(folder)}\0".encode() + inside)
    return digest.hexdigest()


def try_every_point(
    work: Path,
    before: Callable[[Path], None],
    act: Callable[[Path, set[str]], object],
    check: Callable[[Path, set[str]], str],
    error: int = 0,
    images: tuple[str, ...] = IMAGES,
    is_enough: int = 10**6,
) -> Found:
    """Let `act` fail at its k-th operation for every k, and look at what is left.

    Parameters
    ----------
    work : Path
        Empty folder to work in.
    before : callable
        Lays out the folder in which `act` begins.
    act : callable
        Does the work in a folder, and puts into a set what it promises to have kept.
    check : callable
        Says what is wrong with what is left, given what was promised; empty when nothing is. Called for every k, and
        at last for a power cut right after the end; for pictures that are the same byte for byte, once.
    error : int
        errno for a disk that refuses; 0 for a process that stops.
    is_enough : int
        Stop after so many faults were found.
    """
    wrong: list[str] = []
    looked_at: dict[tuple[str, frozenset[str]], str] = {}
    n_tried = 0
    for k in range(1, 2000):
        root = work / f"{k}"
        root.mkdir()
        before(root)
        disk, promised = Disk(root, k, error), set[str]()
        with under(disk):
            try:
                act(root, promised)
            except (Stop, Exception) as stopped:  # noqa: BLE001 - whatever it raises, only what is left counts
                if not isinstance(stopped, Stop) and not disk.error:
                    wrong.append(f"{k}: raised {stopped!r}")
        for image in images if not error else ("kill",):
            target = work / f"{k}-{image}"
            disk.picture(image, target)
            picture = _content(target), frozenset(promised)
            if picture not in looked_at:  # often a power cut leaves what a stopped process leaves, byte for byte
                looked_at[picture] = check(target, promised)
            said = looked_at[picture]
            n_tried += 1
            if said:
                wrong.append(f"step {k} ({disk.steps[min(k, len(disk.steps)) - 1]}), {image}: {said}")
            shutil.rmtree(target)
        shutil.rmtree(root)
        if len(disk.steps) < k or len(wrong) >= is_enough:
            return Found(k - 1, n_tried, tuple(wrong))
    raise AssertionError("never ended")
