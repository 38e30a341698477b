"""The lock of a study folder: one writer at a time, and a lock that ends with its process.

The lock is the operating system's (`flock`), so a killed writer leaves none behind. The file beside it says who
writes, for people. On file systems that do not share such locks between computers the text decides: a writer on
another computer who gave a sign of life a short while ago is believed to be at work still.

A request to end (SIGTERM) is taken as Ctrl-C while a folder is open: what is finished is kept, the exit code is 130. Without it a batch system
that ends a job would cut the driver off between two files. That is survived too; an orderly end also lets the worker processes go and says
what happened.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from sim.errors import InputError

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None

NAME = ".lock"
SILENCE_SECONDS = 600.0
"""How long a writer on another computer may be silent before its lock is taken over; invented, well above the time between two parts."""
TRIES = 5
PAUSE_SECONDS = 0.05
"""A reader who looks whether somebody writes holds the lock for a moment; invented, well above that moment."""


@dataclass(frozen=True)
class Holder:
    """Who writes in a folder.

    Attributes
    ----------
    host : name of the computer; empty when the file does not say.
    pid : process id there, 0 when unknown.
    """

    host: str = ""
    pid: int = 0

    def __str__(self) -> str:
        return f"process {self.pid or 'unknown'}" + (f" on {self.host}" if self.host else "")


class LockTaken(Exception):
    """Another process writes here; the text says which, ``way_out`` what can be done."""

    def __init__(self, holder: Holder, way_out: str) -> None:
        self.holder, self.way_out = holder, way_out
        super().__init__(str(holder))


class FolderLock:
    """The lock of a folder, held from making it until `release` or the end of the process.

    Parameters
    ----------
    folder : Path
        Must exist and be writable.

    Raises
    ------
    LockTaken
        Somebody else writes here.
    OSError
        The lock file cannot be made.
    InputError
        This system has no such locks.
    """

    def __init__(self, folder: Path) -> None:
        if fcntl is None:
            raise InputError(
                "studies need a system that can lock their folder: Linux, macOS, or Windows through WSL; "
                "run, explain, diff and measure work here too"
            )
        self._file: int | None = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self._take(folder)
        except BaseException:
            os.close(self._file)
            self._file = None
            raise

    def _take(self, folder: Path) -> None:
        assert self._file is not None
        for attempt in range(TRIES):
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if attempt == TRIES - 1:
                    raise LockTaken(_said(self._file), "another folder, or wait until it is done") from None
                time.sleep(PAUSE_SECONDS)
        holder = _said(self._file)
        if holder.host not in ("", platform.node()) and self._silence(folder) < SILENCE_SECONDS:
            raise LockTaken(holder, f"another folder, or wait; if that process is gone, delete {folder / NAME}")
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, json.dumps({"host": platform.node(), "pid": os.getpid()}).encode(), 0)

    def _silence(self, folder: Path) -> float:
        """Return the seconds since the last sign of life, by the clock of the disk."""
        assert self._file is not None
        probe = folder / f".now.{os.getpid()}.tmp"
        probe.touch()
        now = probe.stat().st_mtime
        probe.unlink()
        return now - os.fstat(self._file).st_mtime

    def beat(self) -> None:
        """Give a sign of life."""
        if self._file is not None:
            os.utime(self._file)

    def release(self) -> None:
        """Give the folder free."""
        if self._file is not None:
            try:
                os.ftruncate(self._file, 0)
            finally:
                os.close(self._file)
                self._file = None


def _said(file: int) -> Holder:
    try:
        holder = json.loads(os.pread(file, 400, 0))
        return Holder(str(holder["host"]), int(holder["pid"]))
    except (ValueError, KeyError, TypeError):
        return Holder()


def writer(folder: Path) -> Holder | None:
    """Return who writes in a folder now, None when nobody does; looks only, and needs no right to write."""
    if fcntl is None:  # nobody can write a study here
        return None
    try:
        file = os.open(folder / NAME, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _said(file)
    except OSError:
        return None
    finally:
        os.close(file)
    return None


class EndAsInterrupt:
    """Takes SIGTERM as an interruption from making it until `restore`; only in the main thread, and only if nobody else took it."""

    def __init__(self) -> None:
        self._is_ours = False
        if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
            signal.signal(signal.SIGTERM, _interrupt)
            self._is_ours = True

    def restore(self) -> None:
        """Leave SIGTERM as it was."""
        if self._is_ours and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._is_ours = False


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
