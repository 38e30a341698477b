"""`sim.Study`: scenarios crossed with levers and uncertain parameters, from a file or written in Python.

>>> import sim
>>> study = sim.Study(["everyone-at-once.toml"], levers={"admission.batch_size": [0, 10, 40]}, reps=20)
>>> sweep = study.run()
>>> study = sim.Study.from_file("experiments/sweeps/batches.toml")
"""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, InputError, listed
from sim.laboratory.crew.bench import Allowance, Progress
from sim.laboratory.own import Engine, Measures, OwnEngine, Rules, names_in, own_engine
from sim.laboratory.plan.check import check_study
from sim.laboratory.plan.gather import StudyAsked, from_file, from_tables
from sim.laboratory.plan.plan import Plan
from sim.laboratory.plan.points import Point
from sim.laboratory.plan.tables import MOST_REPS
from sim.scenario.model import loaded

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.studies.estimate import Estimate
    from sim.studies.sweep.study import Provisional, Sweep


class Study:
    """A sweep that can be run, written to a file and read back.

    Parameters
    ----------
    scenarios : sequence
        Scenario files, or scenarios.
    levers : mapping
        "policy.field" -> the values to try, or ``{"low": ..., "high": ...}``.
    uncertain : mapping or sequence
        Parameter -> its distribution as in a study file, e.g. ``{"dist": "triangular", "mode": 0.3}``; a name alone stands for the range
        that `assumptions` says.
    policies : mapping
        Name of a variant -> its settings, ``{"policy.field": value}``; every scenario is crossed with every variant.
    design : str
        "factorial", "lhs", "sobol" or "file"; with `cases` it is "file".
    n, design_seed : int
        Draws (levels of a range in a factorial) and their seed.
    cases : sequence of mapping
        Rows of a design of one's own.
    reps, precision, seed, primary, beside, series, budget, assumptions, worlds : as in a study file.
    title, about : str or mapping by language
    labels : mapping
        Lever or parameter -> its name for readers.
    sensitivity : mapping or None
        Makes it a sensitivity study, with the keys of ``[sensitivity]``; ``{}`` takes the defaults. `design` and `n` are then not used.
    measures, rules
        Own measures and rules, as for `sim.compare`; an own measure may be `primary` or `beside`.
    name : str
        What the study is called where it has no title.

    Raises
    ------
    InputError
        With every fault at once.
    """

    def __init__(
        self,
        scenarios: Sequence[str | os.PathLike[str] | Scenario],
        *,
        levers: Mapping[str, Sequence[Any] | Mapping[str, float]] | None = None,
        uncertain: Mapping[str, Mapping[str, Any]] | Sequence[str] = (),
        policies: Mapping[str, Mapping[str, Any]] | None = None,
        design: str = "factorial",
        n: int | None = None,
        design_seed: int = 0,
        cases: Sequence[Mapping[str, Any]] | None = None,
        reps: int = 10,
        precision: float | str | None = None,
        seed: int | None = None,
        primary: str | None = None,
        beside: Sequence[str] | None = None,
        series: str = "none",
        budget: int = 100_000,
        assumptions: str = "worlds",
        worlds: str | os.PathLike[str] | None = None,
        title: str | Mapping[str, str] | None = None,
        about: str | Mapping[str, str] | None = None,
        labels: Mapping[str, str | Mapping[str, str]] | None = None,
        sensitivity: Mapping[str, Any] | None = None,
        measures: Measures = None,
        rules: Rules = None,
        name: str = "study",
    ) -> None:
        scenarios = [
            scenario if isinstance(scenario, (str, os.PathLike)) else loaded(scenario)
            for scenario in listed(scenarios, "scenarios")
        ]
        beside = None if beside is None else list(listed(beside, "beside"))
        levers = {
            key: values if isinstance(values, Mapping) else list(listed(values, f"levers: {key}"))
            for key, values in (levers or {}).items()
        }
        uncertain = listed(uncertain, "uncertain")
        files = [os.fspath(scenario) for scenario in scenarios if isinstance(scenario, (str, os.PathLike))]
        head = {
            "title": title,
            "about": about,
            "scenarios": files,
            "primary": primary,
            "beside": beside,
            "reps": reps,
            "precision": precision,
            "seed": seed,
            "series": series,
            "budget": budget,
            "assumptions": assumptions,
            "worlds": None if worlds is None else os.fspath(worlds),
        }
        drawn = {
            "kind": "file" if cases is not None else design,
            "n": n,
            "seed": design_seed,
            "case": None if cases is None else [dict(case) for case in cases],
        }
        tables: dict[str, Any] = {
            "study": {key: value for key, value in head.items() if value is not None},
            "scenario": {
                scenario.name: scenario.tables()
                for scenario in scenarios
                if not isinstance(scenario, (str, os.PathLike))
            },
            "policies": {key: dict(settings) for key, settings in (policies or {}).items()},
            "levers": {
                key: dict(values) if isinstance(values, Mapping) else {"values": list(values)}
                for key, values in levers.items()
            },
            "uncertain": {key: dict(uncertain[key]) if isinstance(uncertain, Mapping) else {} for key in uncertain},
            "labels": dict(labels or {}),
            **(
                {"design": {key: value for key, value in drawn.items() if value is not None}}
                if sensitivity is None
                else {"sensitivity": dict(sensitivity)}
            ),
        }
        self._take(from_tables(tables, name), own=own_engine("sim.day", measures, rules))

    @classmethod
    def from_file(
        cls,
        path: str | os.PathLike[str],
        *,
        is_sensitivity: bool | None = None,
        measures: Measures = None,
        rules: Rules = None,
        own: Engine | None = None,
    ) -> Study:
        """Read a study file.

        Parameters
        ----------
        path : path
            The file.
        is_sensitivity : bool or None
            Whether it is read as a sensitivity study, its [design] left aside; None: when it has a [sensitivity] table.
        measures, rules
            Own measures and rules, as for `sim.compare`; measures beside those that the file names.
        own : engine or None
            The engine with own measures and rules that are known already, in the place of all these.

        Raises
        ------
        InputError
            With every fault, each as ``file:line: key: what is wrong; allowed ...; did you mean ...``.
        """
        study = cls.__new__(cls)
        asked = from_file(path)
        study._take(
            asked,
            is_sensitivity,
            own or own_engine("sim.day", _with_those_of(asked, measures), rules, asked.folder),
            Path(path).read_text(encoding="utf-8-sig"),
        )
        return study

    def _take(
        self, asked: StudyAsked, is_sensitivity: bool | None = None, own: Engine = "sim.day", source: str = ""
    ) -> None:
        self.asked, self._own = asked, own
        asked.own = names_in(own)
        self.plan: Plan = replace(check_study(asked, is_sensitivity=is_sensitivity), source=source)
        _ = self.points  # the faults of single points are told now, not in the middle of the work

    def engine(self, kernel: Engine = "sim.day") -> Engine:
        """Return the engine that runs the study: `kernel`, with the own measures and rules of the study."""
        return (
            kernel
            if isinstance(kernel, OwnEngine) or not isinstance(self._own, OwnEngine)
            else replace(self._own, base=kernel)
        )

    @cached_property
    def points(self) -> list[Point]:
        """Every point of the design; of a study that is no sweep, the scenarios as they are."""
        return self.plan.points()

    def as_sensitivity(self, reps: int | None = None) -> Study:
        """Return the study as a sensitivity study, with the defaults where it has no [sensitivity], and with other replications.

        Raises
        ------
        InputError
            It cannot be one.
        """
        study = copy.copy(self)
        study.__dict__.pop("points", None)
        if self.plan.sensitivity is None:
            asked = copy.copy(self.asked)
            asked.faults = []
            study.plan = replace(check_study(asked, is_sensitivity=True), source=self.plan.source)
        if reps is not None:
            if not 2 <= reps <= MOST_REPS:
                raise InputError(
                    Fault(
                        f"{reps} is not a number of replications that tells an effect from chance",
                        file="--reps",
                        allowed=f"2 to {MOST_REPS:,}",
                    )
                )
            study.plan = replace(study.plan, head=study.plan.head.model_copy(update={"reps": reps}))
        return study

    @property
    def design_hash(self) -> str:
        """What the study is, without how often and without how far a growing design goes: a folder is for one design hash."""
        return self.plan.design_hash

    def to_toml(self) -> str:
        """Write the study as a file that needs no other: scenarios written out, defaults and ranges spelled out."""
        return self.plan.to_toml()

    def run(
        self,
        *,
        out: str | os.PathLike[str] | None = None,
        executor: Executor | None = None,
        workers: int | None = None,
        reps: int | None = None,
        timeout: float | None = None,
        max_failures: Allowance | None = None,
        progress: Progress | None = None,
        provisional: Provisional | None = None,
        kernel: str = "sim.day",
    ) -> Sweep:
        """Run every point in every replication; what a folder already holds is not run again.

        Parameters
        ----------
        out : path or None
            Study folder, made or gone on with; None keeps everything in memory.
        executor : Executor or None
            Any `concurrent.futures.Executor` that runs our tasks; None: processes of our own.
        workers : int or None
            Processes of our own; None takes every processor there is, 1 this process. No number depends on it.
        reps : int or None
            Replications, when other than the study says; with a precision the most there may be.
        timeout : float or None
            Most seconds a run may take; a run that takes longer becomes a failed row.
        max_failures : Allowance or None
            How many runs may fail before the study stops; None: 5 % and at least 10.
        progress : callable or None
            Called with (runs done, runs in all, "runs").
        provisional : callable or None
            Called once with a `Sweep` of the first replications, when there are more to come.
        kernel : str
            Import path of the engine.

        Raises
        ------
        InputError
            The folder belongs to another study or engine.
        WorkError
            Too many runs failed, or the folder could not be written.
        """
        from sim.studies.sweep.study import run_study

        if self.plan.sensitivity is not None:
            raise InputError(
                Fault(
                    "asks for a sensitivity study, not for a sweep",
                    file=self.plan.name,
                    key="sensitivity",
                    allowed="community-sim sensitivity, sim.sensitivity(study), or a [design] instead",
                )
            )
        return run_study(
            self,
            out=out,
            executor=executor,
            workers=workers,
            reps=reps,
            timeout=timeout,
            max_failures=max_failures or Allowance(),
            progress=progress,
            provisional=provisional,
            kernel=kernel,
        )

    def estimate(self, *, reps: int | None = None, workers: int | None = None, kernel: str = "sim.day") -> Estimate:
        """Say what the study would take, from two pilot runs of which nothing is kept."""
        from sim.studies.estimate import estimate

        return estimate(self, reps=reps, workers=workers, kernel=kernel)


def _with_those_of(asked: StudyAsked, measures: Measures) -> Measures:
    """Return the own measures that are given, and those that a study file names."""
    head = asked.tables.get("study")
    named = head.get("measures", ()) if isinstance(head, Mapping) else ()
    paths = [name for name in named if isinstance(name, str)] if isinstance(named, (list, tuple)) else []
    if not isinstance(measures, Mapping):
        measures = {
            getattr(measure, "__name__", str(measure).rpartition(":")[2]): measure
            for measure in listed(measures, "measures") or ()
        }
    return {**{path.rpartition(":")[2]: path for path in paths}, **measures}
