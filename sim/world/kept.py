"""Compiled code on the disk: kept where it can be, never believed without a look, never needed.

A file holds a digest, what it is (the engine, the function, the types it was compiled for), and the code. What is
damaged, cut off, empty or of something else is made anew and written over. Where nothing can be written the code stays
in memory, which is said once; a folder that can only be read is read.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba.core import compiler
from numba.core.caching import _Cache
from numba.core.serialize import dumps

from sim.world.keeping import keep, read_kept, tell_once


class KeptCode(_Cache):
    """The compiled versions of one function, in files of their own.

    Parameters
    ----------
    function : callable
        What is compiled.
    folder : Path or None
        Where its code is kept: a folder whose name says everything that the code depends on beside its types. None: nowhere.
    """

    def __init__(self, function: Callable, folder: Path | None) -> None:
        code = function.__code__
        self._folder = folder
        self._stem = f"{Path(code.co_filename).stem}.{function.__qualname__}-{code.co_firstlineno}".replace(
            "<", ""
        ).replace(">", "")
        cells = tuple(cell.cell_contents for cell in function.__closure__ or ())
        own = hashlib.sha256(code.co_code + (dumps(cells) if cells else b"")).hexdigest()
        self._what = f"{folder.name if folder else ''} {self._stem} {own} {sys.implementation.cache_tag}"
        self._enabled = True

    @property
    def cache_path(self) -> str | None:
        """The folder, as numba asks for it."""
        return None if self._folder is None else str(self._folder)

    def enable(self) -> None:
        """Look at files and write them."""
        self._enabled = True

    def disable(self) -> None:
        """Leave files alone."""
        self._enabled = False

    def flush(self) -> None:
        """Take the files of this function away."""
        if self._folder is not None and self._folder.is_dir():
            for file in self._folder.glob(f"{self._stem}.*.nbc"):
                file.unlink(missing_ok=True)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the code for these types; None when there is none that can be trusted."""
        target_context.refresh()
        if not self._enabled or self._folder is None:
            return None
        what = self._of(sig, target_context.codegen())
        head = what.encode() + b"\n"
        body = read_kept(self._file(what))
        if body is None or not body.startswith(head):
            return None
        try:
            return compiler.CompileResult._rebuild(target_context, *pickle.loads(body[len(head) :]))  # noqa: S301 (our own, by its digest)
        except Exception as error:  # noqa: BLE001 (written whole, by a library that has changed since)
            tell_once(f"compiled code of {self._stem} cannot be used ({type(error).__name__}) and is made anew")
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code for these types, whole or not at all."""
        if not self._enabled or self._folder is None:
            return
        if data.library.has_dynamic_globals or any(not lifted.can_cache for lifted in data.lifted):
            return
        what = self._of(sig, data.codegen)
        keep(self._file(what), what.encode() + b"\n" + dumps(data._reduce()))

    def _of(self, sig: Any, codegen: Any) -> str:
        return f"{self._what} {hashlib.sha256(repr((sig, codegen.magic_tuple())).encode()).hexdigest()}"

    def _file(self, what: str) -> Path:
        return self._folder / f"{self._stem}.{hashlib.sha256(what.encode()).hexdigest()[:16]}.nbc"
