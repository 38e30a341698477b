"""Looks: what is run and counted once under one chance, done by the crew and kept in a folder when one is given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.evidence.crew import EvidenceCrew, Tell
from sim.evidence.folder import PartsFolder, plain, read

Counted = dict[str, tuple[float, ...]]
See = Callable[[int, Sequence[str]], Mapping[str, tuple[float, ...]]]


@dataclass(frozen=True)
class Look:
    """Something run and counted in one replication.

    Attributes
    ----------
    name : what is looked at; with replication and changes it says all of it.
    see : replication and changes -> parts by the name of the figure; a function of a module where other processes are to find it.
    replication : whose chance it has.
    sets : ``key=value`` changed in every setting that can take it.
    """

    name: str
    see: See
    replication: int
    sets: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """By what it is known: a hash of name, replication and changes."""
        return hashlib.sha256(json.dumps([self.name, self.replication, self.sets]).encode("utf-8")).hexdigest()[:24]

    def __call__(self) -> Counted:
        """Run and count it."""
        return {name: tuple(map(float, parts)) for name, parts in self.see(self.replication, self.sets).items()}


class LookFolder(PartsFolder):
    """Parts of a validation or of replications, one for each look; as `PartsFolder`.

    Parameters
    ----------
    what : str
        What the work is called in a fault.
    """

    file = "looks.json"

    def __init__(self, path: Path, terms: Mapping[str, Any], what: str) -> None:
        self.what = what
        super().__init__(path, {"what": what, **terms})

    def read(self, look: Look) -> Counted | None:
        """Return what a look came to; None when it is to be had (again)."""
        part = self.read_part(_place(look), look.key)
        try:
            return (
                None if part is None else {name: tuple(read(x) for x in parts) for name, parts in part["parts"].items()}
            )
        except (AttributeError, KeyError, TypeError):
            return None

    def write(self, look: Look, counted: Counted) -> None:
        """Keep what a look came to."""
        self.write_part(
            _place(look),
            look.key,
            {
                "name": look.name,
                "replication": look.replication,
                "sets": look.sets,
                "parts": {name: [plain(x) for x in parts] for name, parts in counted.items()},
            },
        )


def _place(look: Look) -> Path:
    return Path(look.key[:2]) / f"{look.key}.json"


class Watch:
    """Who looks, and where what is seen is kept.

    Parameters
    ----------
    workers : int
        Processes; 1 looks in this process.
    folder : LookFolder or None
        Where parts are kept, and what is there already is taken from.
    progress : callable or None
        Told done, total and stage.
    """

    def __init__(self, workers: int = 1, folder: LookFolder | None = None, progress: Tell | None = None) -> None:
        self._crew, self._folder, self._progress = EvidenceCrew(workers), folder, progress

    def dismiss(self) -> None:
        """Send the processes away."""
        self._crew.dismiss()

    def see(self, looks: Sequence[Look], stage: str = "runs") -> list[Counted]:
        """Return what each look came to, in their order; equal looks are had once, kept ones not again.

        The numbers are the same whoever looks, and whatever was there before.
        """
        wanted = {look.key: look for look in looks}
        counts: dict[str, Counted] = {}
        for key, look in wanted.items():
            kept = None if self._folder is None else self._folder.read(look)
            if kept is not None:
                counts[key] = kept

        def tell() -> None:
            if self._progress is not None and wanted:
                self._progress(len(counts), len(wanted), stage)

        def keep(key: str, got: Counted) -> None:
            counts[key] = got
            if self._folder is not None:
                self._folder.write(wanted[key], got)
            tell()

        tell()
        self._crew.do({key: look for key, look in wanted.items() if key not in counts}, keep)
        return [counts[look.key] for look in looks]


@contextmanager
def watching(
    what: str, terms: Callable[[], Mapping[str, Any]], out: Path | None, workers: int, progress: Tell | None
) -> Iterator[Watch]:
    """Open a watch, with its folder where one is asked for, and compile the engine for those who look.

    Parameters
    ----------
    what : what the work is called.
    terms : returns everything beside the engine that decides what is seen, as plain data; asked only where there is a folder.
    out, workers, progress : as in `Watch`.
    """
    from sim.day import engine_id, prepare

    prepare(progress=progress is not None)
    folder = None if out is None else LookFolder(out, {"engine": engine_id(), **terms()}, what)
    watch = Watch(workers, folder, progress)
    try:
        yield watch
    finally:
        watch.dismiss()
        if folder is not None:
            folder.close()


def stacked(names: Sequence[str], seen: Sequence[Counted]) -> dict[str, np.ndarray]:
    """Return the parts of looks by name, float64 (runs, parts); a look may lack a name."""
    return {name: np.array([run[name] for run in seen if name in run], dtype=float) for name in names}
