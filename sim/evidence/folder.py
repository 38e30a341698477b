"""A folder of parts: one small file for each thing that was found, written whole, so that work that was killed goes on where it was.

A part says which design it belongs to and what it is of; one that is damaged or says otherwise is made again.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from sim.errors import Fault, InputError
from sim.laboratory.files import make_folder, write_whole
from sim.laboratory.store.lock import EndAsInterrupt, FolderLock, LockTaken

FORM = 1


class PartsFolder:
    """Parts of one piece of work, held by one writer.

    Parameters
    ----------
    path : Path
        Made when it is not there.
    terms : mapping
        Everything that decides what is found, as plain data.

    Attributes
    ----------
    what : what the work is called in a fault.
    file : name of the file that says what the folder is.

    Raises
    ------
    InputError
        The folder holds other work or something else, cannot be written, or is in use.
    """

    what = "work"
    file = "work.json"

    def __init__(self, path: Path, terms: Mapping[str, Any]) -> None:
        self.path = Path(path)
        self.told = json.loads(json.dumps({"form": FORM, **terms}))
        self.design = hashlib.sha256(json.dumps(self.told, sort_keys=True).encode("utf-8")).hexdigest()[:16]
        self._lock: FolderLock | None = None
        self._end: EndAsInterrupt | None = None
        try:
            self._own()
            make_folder(self.path / "parts")
            self._lock = FolderLock(self.path)
            self._end = EndAsInterrupt()
            write_whole(
                self.path / self.file,
                (json.dumps({"design": self.design, **self.told}, indent=1, sort_keys=True) + "\n").encode("utf-8"),
            )
        except LockTaken as error:
            raise self._refuse(f"another {self.what} is writing here ({error.holder})", error.way_out) from None
        except OSError as error:
            self.close()
            raise self._refuse(f"cannot be written: {error.strerror or error}", "a folder you may write in") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if self._end is not None:
            self._end.restore()
            self._end = None

    def _refuse(self, wrong: str, allowed: str) -> InputError:
        return InputError(Fault(wrong, file=str(self.path), allowed=allowed))

    def _own(self) -> None:
        """Refuse a folder that holds other work, or none."""
        if not self.path.is_dir() or not any(self.path.iterdir()):
            return
        try:
            there = json.loads((self.path / self.file).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            if (self.path / "parts").is_dir() and not any(self.path.glob("*.json")):
                return  # killed before it could say what it is: its parts say so themselves
            raise self._refuse(
                "holds something else", f"a new or empty folder, or one with a {self.what} of community-sim"
            ) from None
        if there.get("what", self.what) != self.what:
            raise self._refuse(f"holds a {there['what']}", f"a new folder for this {self.what}")
        if there.get("design") != self.design:
            differing = sorted(key for key in {*there, *self.told} - {"design"} if there.get(key) != self.told.get(key))
            raise self._refuse(f"holds another {self.what}: {', '.join(differing)} differ", "a new folder for this one")

    def read_part(self, place: Path, of: str) -> dict[str, Any] | None:
        """Return a part, its place taken from ``parts/``; None when it is not there, damaged, or of something else."""
        try:
            part = json.loads((self.path / "parts" / place).read_text(encoding="utf-8"))
            return part if part["design"] == self.design and part["of"] == of else None
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def write_part(self, place: Path, of: str, content: Mapping[str, Any]) -> None:
        """Keep a part."""
        file = self.path / "parts" / place
        make_folder(file.parent)
        write_whole(file, (json.dumps({"design": self.design, "of": of, **content}) + "\n").encode("utf-8"))
        if self._lock is not None:
            self._lock.beat()


def plain(value: float) -> float | None:
    """Return a number as it is written; None for what is no number."""
    return None if math.isnan(value) else float(value)


def read(value: float | None) -> float:
    """Return a number that was written."""
    return math.nan if value is None else float(value)


def sources(files: Iterable[Path]) -> str:
    """Return a hash of the files that say how something is counted."""
    digest = hashlib.sha256()
    for file in sorted(path for path in files if path.is_file()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
