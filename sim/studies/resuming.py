"""`resume` and `retry`: go on with a study of any kind from its folder alone, or do its failed runs again.

Everything comes from the folder: what `study.resolved.toml` asks, and the worlds that a comparison was made with. So a file that was edited or
moved since does not matter. An engine that changed does, and so does what was edited inside the folder: both are refused, and a fork does
the study anew in another folder. A folder that an earlier version wrote can be forked too.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.errors import Fault, InputError
from sim.laboratory.crew.bench import Hands, Progress
from sim.laboratory.own import Engine, Measures, Rules, engine_at, measured_by, own_again
from sim.laboratory.plan.plan import Plan, comparison_plan
from sim.laboratory.plan.tables import ComparisonTable
from sim.laboratory.store import manifest
from sim.laboratory.store.folder import folder_for
from sim.laboratory.store.reading import design_of, drawn_in, manifest_of, no_study, resolved_in
from sim.measures import GOALS

if TYPE_CHECKING:
    from sim.studies.result import Result

KINDS = ("compare", "sweep", "sensitivity", "doses", "pairs")


@dataclass(frozen=True)
class Kept:
    """A study as its folder has it.

    Attributes
    ----------
    kind : one of `KINDS`.
    plan : what is asked; None where that is no plan.
    run : does the study; takes what `sim.Study.run` takes.
    """

    kind: str
    plan: Plan | None
    run: Callable[..., Result]


def resume(
    folder: str | os.PathLike[str],
    *,
    fork: str | os.PathLike[str] | None = None,
    lang: str = "en",
    measures: Measures = None,
    rules: Rules = None,
    progress: Progress | None = None,
    kernel: Engine = "sim.day",
    **hands: Any,
) -> Result:
    """Go on with a study that was stopped; a finished one is read again.

    Parameters
    ----------
    folder : path
        The study folder.
    fork : path or None
        Do the same study with the engine as it is now, in this new folder; the old one is left as it is.
    measures, rules
        Own measures and rules that were written in a notebook; those of a module are found where they stood.
    lang
        As for `compare`.
    progress, kernel, hands
        As for `sim.Study.run`.

    Returns
    -------
    Result
        A `Comparison`, `Sweep`, `Sensitivity`, `Doses` or `Answers`.

    Raises
    ------
    InputError
        No study folder; or the engine, the measures or what is asked changed and no fork was asked for; or the fork's folder holds something.
    WorkError
        As for `compare` and `sim.Study.run`.
    """
    path = Path(folder)
    record = manifest_of(path)
    kernel = own_again(record, kernel, measures, rules)
    if fork is not None and Path(fork).exists() and any(Path(fork).iterdir() if Path(fork).is_dir() else [fork]):
        raise InputError(Fault("holds something", file=str(fork), allowed="a new or empty folder for the fork"))
    if fork is None:
        _check_identity(path, record, kernel)
    kept = kept_in(path, record, lang, kernel)
    if fork is None and kept.plan is not None:
        _check_design(path, record, kept.plan)
    return kept.run(out=path if fork is None else fork, progress=progress, kernel=kernel, **hands)


def retry(
    folder: str | os.PathLike[str],
    *,
    lang: str = "en",
    measures: Measures = None,
    rules: Rules = None,
    progress: Progress | None = None,
    kernel: Engine = "sim.day",
    **hands: Unpack[Hands],
) -> tuple[int, Result]:
    """Do the failed runs of a study again, and whatever is not done yet.

    Returns
    -------
    int
        How many runs had failed.
    Result
        What is found now.

    Raises
    ------
    InputError, WorkError
        As for `resume`.
    """
    path = Path(folder)
    record = manifest_of(path)
    kernel = own_again(record, kernel, measures, rules)
    _check_identity(path, record, kernel)
    kept = kept_in(path, record, lang, kernel)
    if kept.plan is not None:
        _check_design(path, record, kept.plan)
    with folder_for(kernel, path, record["design_hash"], record["engine_id"]) as held:
        n_failed = held.forget_failures()
    return n_failed, kept.run(out=path, progress=progress, kernel=kernel, **hands)


def kept_in(path: Path, record: dict[str, Any], lang: str, own: Engine = "sim.day") -> Kept:
    """Return the study that a folder keeps.

    Parameters
    ----------
    path : Path
        The folder.
    record : dict
        Its manifest.
    lang : str
        As for `compare`.
    own : engine
        The engine with the own measures and rules of the study.

    Raises
    ------
    InputError
        The folder does not say what was asked, or that cannot be used.
    """
    tables = resolved_in(path)
    study = tables["study"]
    kind = "compare" if "comparison" in tables else str(study.get("kind") or record.get("kind") or "sweep")
    try:
        if kind == "compare":
            plan = _comparison_of(path, tables, own)
            return Kept(kind, plan, partial(_compare, plan, drawn_in(path, tables)[1], lang))
        if kind == "doses":
            from sim.studies.doses.study import doses

            return Kept(kind, None, partial(doses, tuple(study["only"]), reps=int(study["reps"])))
        if kind == "pairs":
            from sim.studies.pairs.pair import read_pairs
            from sim.studies.pairs.study import run_pairs

            own, names = study.get("folder") or None, study.get("pairs")
            pairs = [pair for pair in read_pairs(own) if names is None or f"{pair.first} {pair.second}" in names]
            return Kept(
                kind, None, partial(run_pairs, pairs, folder=own, first=int(study["reps"]), most=int(study["most"]))
            )
    except (OSError, ValueError, KeyError, TypeError):
        raise no_study(path) from None
    from sim.studies.study import Study

    kept_study = Study.from_file(path / "study.resolved.toml", own=own)
    if kept_study.plan.sensitivity is not None:
        from sim.studies.sensitivity.study import sensitivity

        return Kept("sensitivity", kept_study.plan, partial(sensitivity, kept_study))
    return Kept(
        "sweep",
        kept_study.plan,
        partial(kept_study.run, reps=int(record.get("replications", kept_study.plan.head.reps))),
    )


def _comparison_of(path: Path, tables: dict[str, Any], own: Engine) -> Plan:
    """Return the plan of a comparison; of a folder before form 4 from its own list of scenarios, so that it can be forked."""
    if "comparison" in tables:
        from sim.studies.study import Study

        return Study.from_file(path / "study.resolved.toml", own=own).plan
    from sim.scenario import load

    study = tables["study"]
    scenarios = [load(path / os.fspath(entry["file"])) for entry in tables["scenario"]]
    noise = any(row["part"] == "noise" for row in design_of(path)) or not (path / "design.parquet").exists()
    table = ComparisonTable(until=study.get("until"), assumptions=drawn_in(path, tables)[0], noise=noise)
    return comparison_plan(scenarios, GOALS[scenarios[0].community.goal], int(study["reps"]), table)


def _compare(plan: Plan, worlds: Path | None, lang: str, **how: Any) -> Result:
    from sim.studies.comparison.study import compare

    asked = plan.comparison
    return compare(
        [plan.arm(i) for i in range(len(plan.arms))],
        reps=plan.head.reps,
        until=asked.until,
        assumptions=asked.assumptions,
        noise=asked.noise,
        primary=plan.primary,
        ensemble=worlds,
        lang=lang,
        **how,
    )


def _check_identity(path: Path, record: dict[str, Any], kernel: Engine) -> None:
    """Refuse a folder whose form, engine or measures are not those of now; one of another form with that alone."""
    now = {
        "schema": manifest.SCHEMA,
        "engine_id": engine_at(kernel).engine_id(),
        "measures_id": measured_by(kernel),
        "design_hash": record.get("design_hash"),
    }
    way_out = f"community-sim resume {path} --fork NEW, which does the study again in a new folder"
    faults = [Fault(difference, file=str(path), allowed=way_out) for difference in manifest.differences(record, now)]
    if faults:
        raise InputError(faults[:1] if record.get("schema") != manifest.SCHEMA else faults)


def _check_design(path: Path, record: dict[str, Any], plan: Plan) -> None:
    """Refuse a folder in which a scenario or the study itself was edited since it began."""
    from sim.scenario import load

    faults = []
    for i, label in enumerate(plan.labels):
        file = path / "scenarios" / f"{label}.toml"
        if file.exists() and load(file).hash() != plan.arm(i).hash():
            faults.append(f"scenario {label} is not what it was when the study began")
    faults += manifest.differences(
        record, {**{key: record.get(key) for key in manifest.SAYS}, "design_hash": plan.design_hash}
    )
    if faults:
        way_out = f"community-sim resume {path} --fork NEW, which does the study again in a new folder"
        raise InputError([Fault(fault, file=str(path), allowed=way_out) for fault in faults])
