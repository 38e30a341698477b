"""`resume` and `retry` of a sweep or a sensitivity study: the study file that its folder holds is run again into the folder."""

from __future__ import annotations

import importlib
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from sim.errors import Fault, InputError
from sim.measures import measures_id
from sim.studies.running.bench import Hands, Progress
from sim.studies.store import manifest
from sim.studies.store.folder import StudyFolder
from sim.studies.store.reading import manifest_of

if TYPE_CHECKING:
    from sim.studies.influence.study import Sensitivity
    from sim.studies.sweep import Sweep

KINDS = ("sweep", "sensitivity")


def is_sweep(folder: str | os.PathLike[str]) -> bool:
    """Whether a study folder was made by `sweep` or `sensitivity`, from a study file; False for whatever cannot be read."""
    try:
        return manifest_of(Path(folder)).get("kind") in KINDS
    except InputError:
        return False


def go_on_with_sweep(folder: str | os.PathLike[str], *, again: bool = False, fork: str | os.PathLike[str] | None = None,
                     progress: Progress | None = None, kernel: str = "sim.day", **hands: Unpack[Hands]) -> tuple[int, Sweep | Sensitivity]:
    """Go on with a sweep or a sensitivity study from its folder alone; one that is finished is read again.

    Parameters
    ----------
    folder : path
        The study folder.
    again : bool
        Do failed runs again first.
    fork : path or None
        Do the same study with the engine as it is now, in this new folder; the old one is left as it is.
    progress, kernel, hands
        As for `sim.Study.run`.

    Returns
    -------
    int
        How many failed runs were taken up again.
    Sweep or Sensitivity
        What is found now.

    Raises
    ------
    InputError
        The engine or the measures changed and no fork was asked for, or the fork's folder holds something.
    WorkError
        As for `sim.Study.run`.
    """
    from sim.studies.study import Study

    path = Path(folder)
    told = manifest_of(path)
    now = {"schema": manifest.SCHEMA, "engine_id": importlib.import_module(kernel).engine_id(), "measures_id": measures_id(),
           "design_hash": told["design_hash"]}
    if fork is None:
        way_out = f"community-sim resume {path} --fork NEW, which does the study again in a new folder"
        faults = [Fault(one, file=str(path), allowed=way_out) for one in manifest.differences(told, now)]
        if faults:
            raise InputError(faults)
    elif Path(fork).exists() and any(Path(fork).iterdir() if Path(fork).is_dir() else [fork]):
        raise InputError(Fault("holds something", file=str(fork), allowed="a new or empty folder for the fork"))
    study = Study.from_file(path / "study.resolved.toml")
    n_failed = 0
    if again:
        with StudyFolder(path, told["design_hash"], told["engine_id"]) as held:
            n_failed = held.forget_failures()
    run = study.run
    if study.plan.sensitivity is not None:
        from sim.studies.influence.study import sensitivity

        run = partial(sensitivity, study)
    return n_failed, run(out=path if fork is None else fork, reps=int(told["replications"]), progress=progress, kernel=kernel, **hands)
