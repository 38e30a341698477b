"""`worlds`: fit plausible worlds to the facts and the logs, look at what they show, and keep them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import Fault, InputError
from sim.evidence.crew import Tell
from sim.evidence.folder import sources
from sim.evidence.observing import counting_files, load_setting
from sim.evidence.worlds.checked import Passed, looks, passed
from sim.evidence.worlds.members import MOST_MEMBERS, Plan, check_plan, evaluate, measured, plan_for
from sim.evidence.worlds.parts import FitFolder, Workshop
from sim.evidence.worlds.smoothing import Smoothed, misfits, smooth
from sim.evidence.worlds.targets import Observation, observations
from sim.laboratory.files import write_whole
from sim.laboratory.worlds import golden
from sim.laboratory.worlds import prior as prior_of
from sim.laboratory.worlds.ensemble import Ensemble, stored_ensemble, write_ensemble
from sim.laboratory.worlds.prior import Prior, spread
from sim.words import say

MEMBERS, STEPS, CHECKS = 200, 4, 30
QUICK_MEMBERS, QUICK_STEPS, QUICK_CHECKS, QUICK_SHARE = 40, 2, 8, 0.3
MOST_STEPS = 20
TAUGHT_SPREAD, TAUGHT_SHIFT = 0.85, 0.5
"""A parameter counts as taught when its spread fell to this share of the prior's, or its middle moved by this many of its standard
deviations; invented. By chance the spread of what was never moved does not change at all."""


@dataclass(frozen=True)
class Fit:
    """A fitted ensemble, and what it was fitted to, learned, and shows.

    Attributes
    ----------
    ensemble : the worlds.
    observed : what they were fitted to.
    smoothed : what members showed before and after.
    passed : all rows that were counted.
    centre : figures at the centre, by name.
    folder : where it was made.
    quick : a quick look.
    """

    ensemble: Ensemble
    observed: tuple[Observation, ...]
    smoothed: Smoothed
    passed: tuple[Passed, ...]
    centre: dict[str, float]
    folder: Path
    quick: bool

    @property
    def shift(self) -> np.ndarray:
        """How far the median of each parameter moved, in standard deviations of the prior; float64 (parameters,)."""
        return np.median(self.smoothed.after.z, axis=0) - np.median(self.smoothed.before.z, axis=0)

    @property
    def taught(self) -> np.ndarray:
        """Which parameters the facts taught something; bool (parameters,)."""
        narrowed = self.ensemble.posterior_spread < TAUGHT_SPREAD * self.ensemble.prior_spread
        return (self.smoothed.links != 0.0).any(axis=1) & (narrowed | (np.abs(self.shift) > TAUGHT_SHIFT))


def worlds(
    *,
    out: str | os.PathLike[str] | None = None,
    members: int | None = None,
    steps: int | None = None,
    checks: int | None = None,
    workers: int | None = None,
    quick: bool = False,
    large: bool = False,
    store: bool = False,
    progress: Tell | None = None,
    remark: Callable[[str], None] | None = None,
) -> Fit:
    """Fit plausible worlds to the fitted facts and the logs' figures; a fit that was stopped goes on where it was.

    Parameters
    ----------
    out : path or None
        Folder of the fit; ``results/worlds`` when not given. The ensemble lies in it as ``ensemble.parquet``, the new defaults as
        ``centre.toml``.
    members : int or None
        Parameter sets; 200, or 40 for a quick look, when not given.
    steps : int or None
        How often members are moved; 4, or 2.
    checks : int or None
        Members of which the rows that are not fitted are counted in settings of their own; 30, or 8.
    workers : int or None
        Processes; all processors when not given.
    quick : bool
        A quick look: few members, few runs.
    large : bool
        Check the rows of the largest settings (tens of thousands of people) too.
    store : bool
        Also keep the ensemble with the package, where everything that uses it looks for it.
    progress : callable or None
        Told done, total and stage ("step-0" ...).
    remark : callable or None
        Told every member that failed, in a line.

    Raises
    ------
    InputError
        A number is out of its range, the folder holds something else, or a quick look was to be stored.
    WorkError
        Too many members failed, or a process died.
    """
    from sim.laboratory.crew.runner import workers_here
    from sim.rules import PARAMETERS

    n, k = members or (QUICK_MEMBERS if quick else MEMBERS), steps or (QUICK_STEPS if quick else STEPS)
    n_checks = (QUICK_CHECKS if quick else CHECKS) if checks is None else checks
    _allowed(n, k, n_checks, quick and store)
    prior, observed = Prior.of(PARAMETERS), observations()
    share = QUICK_SHARE if quick else 1.0
    plan = plan_for(observed, share)
    checked = check_plan(plan, share, large)
    folder = Path("results/worlds") if out is None else Path(out)
    _compile(progress is not None)
    with (
        FitFolder(folder, design(prior, observed, plan, checked, n, k, n_checks)) as held,
        Workshop(evaluate, workers or workers_here()) as workshop,
    ):
        smoothed = smooth(held, workshop, prior, observed, plan, members=n, steps=k, tell=progress, remark=remark)
        ensemble = _ensemble(prior, observed, smoothed, held.design, k)
        counted = looks(held, workshop, prior, ensemble, smoothed, (plan, checked), n_checks, progress)
        fit = Fit(
            ensemble, observed, smoothed, passed(smoothed, plan, checked, counted), counted["centre"], folder, quick
        )
        write_ensemble(ensemble, folder / "ensemble.parquet")
        write_whole(folder / "centre.toml", centre_toml(ensemble, PARAMETERS).encode("utf-8"))
    if store:
        write_ensemble(ensemble, stored_ensemble())
    return fit


def stage_names(steps: int | None, quick: bool, lang: str) -> dict[str, str]:
    """Return what each stage of a fit is called."""
    n = steps or (QUICK_STEPS if quick else STEPS)
    return (
        {f"step-{k}": say("worlds.stage.step", lang, n=k + 1, of=n) for k in range(n)}
        | {f"step-{n}": say("worlds.stage.last", lang)}
        | {
            stage: say(f"worlds.stage.{stage}", lang)
            for stage in ("centre", "centre-checks", "checks-before", "checks-after")
        }
    )


def _allowed(members: int, steps: int, checks: int, stores_quick: bool) -> None:
    faults = []
    if not 10 <= members < MOST_MEMBERS:
        faults.append(
            Fault(
                f"{members} is not such a number",
                file="--members",
                allowed=f"a whole number, 10 to {MOST_MEMBERS - 1:,}",
            )
        )
    if not 1 <= steps <= MOST_STEPS:
        faults.append(
            Fault(f"{steps} is not such a number", file="--steps", allowed=f"a whole number, 1 to {MOST_STEPS}")
        )
    if not 0 <= checks <= members:
        faults.append(
            Fault(
                f"{checks} is not such a number",
                file="--checks",
                allowed=f"a whole number, 0 to {members} (the members)",
            )
        )
    if stores_quick:
        faults.append(Fault("a quick look is not kept with the package", file="--store", allowed="without --quick"))
    if faults:
        raise InputError(faults)


def _compile(aloud: bool) -> None:
    """Compile the engine and what counts its runs, here and once, before any process starts."""
    from sim.day import prepare, simulate
    from sim.measures import prepare as prepare_measures

    prepare(progress=aloud)
    prepare_measures()
    measured(simulate(golden.scenarios({})["hosted"].setup(), events=True).events)


def design(
    prior: Prior, observed: Sequence[Observation], plan: Plan, checked: Plan, members: int, steps: int, checks: int
) -> dict[str, Any]:
    """Return everything that decides a fit, as plain data: engine, counting, targets, ranges, settings, how many."""
    from sim.day import engine_id
    from sim.measures import measures_id

    settings = sorted({*plan.n_runs, *checked.n_runs})
    return {
        "engine": engine_id(),
        "measures": measures_id(),
        "counting": _sources(),
        "members": members,
        "steps": steps,
        "checks": checks,
        "targets": [row.told() for row in observed],
        "runs": [plan.rows, plan.figures, plan.figure_runs, checked.rows],
        "ranges": [
            [name, low, high]
            for name, low, high in zip(prior.names, prior.low.tolist(), prior.high.tolist(), strict=True)
        ],
        "settings": {name: load_setting(name).hash() for name in settings},
    }


def _sources() -> str:
    """Return a hash of the files that say how facts are counted and how members are moved."""
    here = Path(__file__).resolve().parent
    return sources(
        [
            *(here / f"{name}.py" for name in ("members", "smoother", "smoothing", "targets")),
            Path(prior_of.__file__),
            *counting_files(),
        ]
    )


def _ensemble(
    prior: Prior, observed: tuple[Observation, ...], smoothed: Smoothed, made_as: str, steps: int
) -> Ensemble:
    from sim.day import engine_id
    from sim.laboratory.provenance import versions

    after = smoothed.after
    aim = np.array([row.aim for row in observed])
    error = np.sqrt(np.array([row.sd for row in observed]) ** 2 + np.nan_to_num(smoothed.noise) ** 2)
    predicted, centre = after.predicted(observed), prior.centre(after.z)
    return Ensemble(
        parameters=prior.names,
        values=prior.values(after.z),
        centre=centre,
        low=prior.low,
        high=prior.high,
        engine=engine_id(),
        misfit=misfits(predicted, aim, error),
        observations=tuple(row.name for row in observed),
        target=aim,
        error=error,
        predicted=predicted,
        prior_spread=spread(smoothed.before.z),
        posterior_spread=spread(after.z),
        golden=golden.hashes(dict(zip(prior.names, centre.tolist(), strict=True))),
        about={
            "design": made_as,
            "members": len(after.members),
            "drawn": len(smoothed.before.members),
            "steps": steps,
            "versions": versions(),
        },
    )


def centre_rows(ensemble: Ensemble, parameters: Mapping[str, Any]) -> list[tuple[str, float, float, float, float]]:
    """Return name, default now (NaN where it is declared no more), value at the centre, and ends of the range."""
    return [
        (name, parameters[name].default if name in parameters else float("nan"), float(new), float(low), float(high))
        for name, new, low, high in zip(ensemble.parameters, ensemble.centre, ensemble.low, ensemble.high, strict=True)
    ]


def centre_toml(ensemble: Ensemble, parameters: Mapping[str, Any]) -> str:
    """Return the centre as a `[behaviour]` table of a scenario file, with what each default is now and its range."""
    lines = [
        f"# The centre of plausible worlds {ensemble.name}, engine {ensemble.engine}: what becomes the defaults.",
        "[behaviour]",
    ]
    wide = max((len(name) for name in ensemble.parameters), default=0)
    for name, old, new, low, high in centre_rows(ensemble, parameters):
        lines.append(
            f"{name.ljust(wide)} = {_toml(new).ljust(10)} # default now {old:.6g}, range {low:.6g} to {high:.6g}"
        )
    return "\n".join(lines) + "\n"


def _toml(value: float) -> str:
    text = repr(float(value))
    return text if "." in text or "e" in text else text + ".0"
