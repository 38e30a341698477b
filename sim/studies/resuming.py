"""`resume` and `retry`: go on with a study from its folder alone, or do its failed runs again; sweeps and sensitivity studies too.

Everything comes from the folder: the scenarios as they were resolved then, pairs, precision, assumptions and the worlds they were drawn from. So a scenario
file that was edited or moved since does not matter. An engine that changed does, and so does a scenario that was
edited inside the folder: both are refused, and a fork does the study anew in another folder.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from sim.errors import Fault, InputError
from sim.laboratory.crew.bench import Hands, Progress
from sim.laboratory.own import Engine, Measures, Rules, engine_at, measured_by, own_again
from sim.laboratory.provenance import design_hash
from sim.laboratory.store import manifest
from sim.laboratory.store.folder import StudyFolder
from sim.laboratory.store.reading import AskedStudy, asked_of, manifest_of

if TYPE_CHECKING:
    from sim.studies.comparison.found import Comparison
    from sim.studies.sensitivity.study import Sensitivity
    from sim.studies.sweep.study import Sweep


def resume(folder: str | os.PathLike[str], *, fork: str | os.PathLike[str] | None = None, lang: str = "en",
           measures: Measures = None, rules: Rules = None, progress: Progress | None = None, kernel: Engine = "sim.day",
           **hands: Unpack[Hands]) -> Comparison:
    """Go on with a comparison that was stopped; a finished one is read again.

    Parameters
    ----------
    folder : path
        The study folder.
    fork : path or None
        Do the same study with the engine and the scenarios as they are now, in this new folder; the old one is left as it is.
    measures, rules
        Own measures and rules that were written in a notebook; those of a module are found where they stood.
    lang, progress, kernel, hands
        As for `compare`.

    Raises
    ------
    InputError
        No folder of a comparison; or the engine, the measures or a scenario changed and no fork was asked for; or
        the fork's folder holds something.
    WorkError
        As for `compare`.
    """
    path = Path(folder)
    told = manifest_of(path)
    asked = asked_of(path)
    if asked.kind != "compare":
        raise InputError(Fault(f"was made by {asked.kind}", file=str(path), allowed=f"the same {asked.kind} command again; it goes on from there"))
    kernel = own_again(told, kernel, measures, rules)
    if fork is None:
        _check(path, told, asked, kernel)
    elif Path(fork).exists() and any(Path(fork).iterdir() if Path(fork).is_dir() else [fork]):
        raise InputError(Fault("holds something", file=str(fork), allowed="a new or empty folder for the fork"))
    from sim.studies.comparison.study import compare

    return compare(asked.scenarios, reps=asked.reps, out=path if fork is None else fork, until=asked.until,
                   assumptions=asked.assumptions, ensemble=asked.worlds, lang=lang, progress=progress, noise=asked.noise, kernel=kernel, **hands)


def retry(folder: str | os.PathLike[str], *, lang: str = "en", measures: Measures = None, rules: Rules = None,
          progress: Progress | None = None, kernel: Engine = "sim.day", **hands: Unpack[Hands]) -> tuple[int, Comparison]:
    """Do the failed runs of a comparison again, and whatever is not done yet.

    Returns
    -------
    int
        How many runs had failed.
    Comparison
        What is found now.

    Raises
    ------
    InputError, WorkError
        As for `resume`.
    """
    path = Path(folder)
    told = manifest_of(path)
    asked = asked_of(path)
    kernel = own_again(told, kernel, measures, rules)
    if asked.kind == "compare":
        _check(path, told, asked, kernel)
        with StudyFolder(path, told["design_hash"], told["engine_id"], measured=told["measures_id"]) as held:
            n_failed = held.forget_failures()
    else:
        n_failed = 0
    return n_failed, resume(path, lang=lang, progress=progress, kernel=kernel, **hands)


def _check(path: Path, told: dict[str, object], asked: AskedStudy, kernel: Engine) -> None:
    """Refuse a folder whose engine, measures or design are not those of now, with all that differs."""
    hashes = [one.hash() for one in asked.scenarios]
    now = {"schema": manifest.SCHEMA, "engine_id": engine_at(kernel).engine_id(), "measures_id": measured_by(kernel),
           "design_hash": design_hash("compare", hashes)}
    faults = []
    for i, (was, is_now) in enumerate(zip(asked.hashes, hashes, strict=True)):
        if was != is_now:
            faults.append(f"scenario {asked.scenarios[i].name} is not what it was when the study began")
    faults += manifest.differences(told, now)
    if faults:
        way_out = f"community-sim resume {path} --fork NEW, which does the study again in a new folder"
        raise InputError([Fault(one, file=str(path), allowed=way_out) for one in faults])


KINDS = ("sweep", "sensitivity")


def is_sweep(folder: str | os.PathLike[str]) -> bool:
    """Whether a study folder was made by `sweep` or `sensitivity`, from a study file; False for whatever cannot be read."""
    try:
        return manifest_of(Path(folder)).get("kind") in KINDS
    except InputError:
        return False


def go_on_with_sweep(folder: str | os.PathLike[str], *, again: bool = False, fork: str | os.PathLike[str] | None = None,
                     measures: Measures = None, rules: Rules = None, progress: Progress | None = None, kernel: Engine = "sim.day",
                     **hands: Unpack[Hands]) -> tuple[int, Sweep | Sensitivity]:
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
    kernel = own_again(told, kernel, measures, rules)
    now = {"schema": manifest.SCHEMA, "engine_id": engine_at(kernel).engine_id(), "measures_id": measured_by(kernel),
           "design_hash": told["design_hash"]}
    if fork is None:
        way_out = f"community-sim resume {path} --fork NEW, which does the study again in a new folder"
        faults = [Fault(one, file=str(path), allowed=way_out) for one in manifest.differences(told, now)]
        if faults:
            raise InputError(faults)
    elif Path(fork).exists() and any(Path(fork).iterdir() if Path(fork).is_dir() else [fork]):
        raise InputError(Fault("holds something", file=str(fork), allowed="a new or empty folder for the fork"))
    study = Study.from_file(path / "study.resolved.toml", own=kernel)
    n_failed = 0
    if again:
        with StudyFolder(path, told["design_hash"], told["engine_id"], measured=told["measures_id"]) as held:
            n_failed = held.forget_failures()
    run = study.run
    if study.plan.sensitivity is not None:
        from sim.studies.sensitivity.study import sensitivity

        run = partial(sensitivity, study)
    return n_failed, run(out=path if fork is None else fork, reps=int(told["replications"]), progress=progress, kernel=kernel, **hands)
