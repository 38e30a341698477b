"""Each assumption alone: how far the headline measures move when one parameter goes to an end of its range and all else stays.

What moves nothing is no assumption worth drawing: it can be a constant, with that as its reason. What moves something in one setting only
belongs to the policy that the setting has. `sensitivity` answers another question, which of the assumptions decide one measure when all of
them move; it needs thousands of runs, and this needs the two ends of each.

A shift counts as felt when it is larger than `SHIFT` and beyond chance, at `FALSE_ALARM` for all looks at a parameter together (its ends,
settings and measures; Bonferroni). Where all pairs moved alike nothing is known of how much others would: that counts from `SURE_FROM` pairs
on, by its sign, as everywhere in the project, and two equal pairs are no certainty. So one in twenty parameters that do nothing is kept all
the same: the error is on the side of doubt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.laboratory.intervals import SURE_FROM, interval, t_quantile
from sim.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario import Scenario
    from sim.world.parameters import Parameter

HEADLINES = ("posters_30d", "posts_own", "retention_30", "retention_180", "unanswered", "members")
"""Taking part, staying, being answered, and how many there are."""

SHIFT = 0.02
"""Smallest shift of a headline measure that makes a parameter worth drawing [share of the measure]. A choice."""

LEAST = 0.05
"""What a share is measured against at least: a twentieth more of next to nothing is nothing."""

FALSE_ALARM = 0.05
"""Chance that a parameter which moves nothing is found to move something."""


@dataclass(frozen=True)
class Shift:
    """What one parameter at one end does to one measure in one setting.

    Attributes
    ----------
    parameter, setting, measure : names.
    value : what the parameter was set to.
    size : mean paired shift, as a share of the measure as it is; NaN where no pair of runs has the measure.
    error : its standard error, the same share; NaN where the pairs do not tell it: fewer than two, all or nearly all alike.
    n : pairs of runs in which both have the measure.
    is_same : whether all pairs moved alike.
    """

    parameter: str
    setting: str
    measure: str
    value: float
    size: float
    error: float
    n: int
    is_same: bool = False

    def is_felt(self, looks: int) -> bool:
        """Whether the shift is large enough and beyond chance, as one of so many looks."""
        if not math.isfinite(self.size) or abs(self.size) <= SHIFT:
            return False
        if self.is_same:
            return self.n >= SURE_FROM
        return math.isfinite(self.error) and abs(self.size) > self.error * t_quantile(
            self.n - 1, 1.0 - FALSE_ALARM / looks
        )


@dataclass(frozen=True)
class Alone:
    """What one parameter does by itself.

    Attributes
    ----------
    parameter : its name.
    shifts : at both ends, in every setting, of every measure.
    touched : settings in which at least one run changed at all.
    """

    parameter: str
    shifts: tuple[Shift, ...]
    touched: tuple[str, ...]

    @property
    def felt(self) -> tuple[Shift, ...]:
        """The shifts that count, the largest first."""
        looks = sum(math.isfinite(shift.size) for shift in self.shifts) or 1
        return tuple(
            sorted((shift for shift in self.shifts if shift.is_felt(looks)), key=lambda shift: -abs(shift.size))
        )

    def largest(self, setting: str) -> Shift | None:
        """Return the largest shift that counts in a setting; None where none does."""
        return next((effect for effect in self.felt if effect.setting == setting), None)


class Setting:
    """The runs of one scenario, as it is and with one parameter moved; those as it is are kept."""

    def __init__(self, name: str, scenario: Scenario, reps: int, measures: Sequence[str] = HEADLINES) -> None:
        self.name, self.scenario, self.reps, self.measures = name, scenario, reps, tuple(measures)
        self.base = self._runs({})

    def _runs(self, values: Mapping[str, float]) -> tuple[np.ndarray, list[bytes]]:
        """Return the measures, float64 (runs, measures), and what each run did, in bytes."""
        from sim.day import simulate

        setup = self.scenario.with_values(**values).setup() if values else self.scenario.setup()
        table, did = np.empty((self.reps, len(self.measures))), []
        for r in range(self.reps):
            run = simulate(setup, replication=r)
            table[r] = [MEASURES[name].compute(run.diary, run.cohorts) for name in self.measures]
            did.append(run.diary.tobytes())
        return table, did

    def moved(self, parameter: str, value: float) -> tuple[list[Shift], bool]:
        """Return the shifts at a value, and whether any run changed."""
        base, did = self.base
        table, does = self._runs({parameter: value})
        shifts = [
            Shift(parameter, self.name, name, value, *_shift(base[:, i], table[:, i], MEASURES[name].unit == "share"))
            for i, name in enumerate(self.measures)
        ]
        return shifts, does != did


def _shift(base: np.ndarray, moved: np.ndarray, is_share: bool) -> tuple[float, float, int, bool]:
    """Return the mean paired shift as a share of the base's mean, its standard error, how many pairs have both, and whether all moved alike.

    Checks: 10 -> 12, 20 -> 22 gives 2 / 15, NaN, 2, True; 10 -> 12, 20 -> 20 gives 1 / 15, 1 / 15, 2, False.
    """
    known = np.isfinite(base) & np.isfinite(moved)
    n = int(known.sum())
    if n < 2:
        return math.nan, math.nan, n, False
    scale = max(abs(float(base[known].mean())), LEAST if is_share else 0.0)
    differences = moved[known] - base[known]
    if scale == 0.0:
        return (0.0, math.nan, n, True) if not differences.any() else (math.nan, math.nan, n, False)
    method = interval(differences).method
    error = math.nan if method in ("equal", "rare") else float(differences.std(ddof=1)) / math.sqrt(n) / scale
    return float(differences.mean()) / scale, error, n, method == "equal"


def alone(
    parameters: Iterable[Parameter],
    settings: Sequence[Setting],
    beside: Mapping[str, Setting] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Alone]:
    """Move each parameter to both ends of what is believable, all others as they are.

    Parameters
    ----------
    parameters : those to move; one whose believable range is a point moves nothing.
    settings : where each is moved.
    beside : parameter -> one more setting, that in which its mechanism shows.
    progress : called with parameters done and in all.
    """
    every = list(parameters)
    for k, parameter in enumerate(every):
        shifts: list[Shift] = []
        touched: dict[str, None] = {}
        own = (beside or {}).get(parameter.name)
        for setting in (*settings, *([own] if own is not None and own not in settings else [])):
            for value in parameter.believable:
                if value != parameter.default:
                    moved, is_changed = setting.moved(parameter.name, value)
                    shifts += moved
                    if is_changed:
                        touched[setting.name] = None
        if progress is not None:
            progress(k + 1, len(every))
        yield Alone(parameter.name, tuple(shifts), tuple(touched))


@dataclass(frozen=True)
class Screened:
    """What every parameter does by itself.

    Attributes
    ----------
    settings : names of the scenarios, in their order.
    reps : paired runs of each.
    measures : what was looked at.
    engine : identity of the engine.
    found : one for each parameter, in the order of the registry.
    """

    settings: tuple[str, ...]
    reps: tuple[int, ...]
    measures: tuple[str, ...]
    engine: str
    found: tuple[Alone, ...]


def screen(
    scenarios: Sequence[Scenario],
    reps: int,
    measures: Sequence[str] = HEADLINES,
    only: Iterable[str] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Screened:
    """Move each parameter of the model alone in each scenario.

    Parameters
    ----------
    scenarios : where; with names that differ.
    reps : paired runs of each, two at least.
    measures : those looked at.
    only : these parameters; None: all.
    progress : called with parameters done, in all, and "alone".
    """
    from sim.day import engine_id, prepare
    from sim.rules import PARAMETERS

    prepare(progress=progress is not None)
    settings = [Setting(scenario.name, scenario, reps, measures) for scenario in scenarios]
    wanted = [parameter for parameter in PARAMETERS.values() if only is None or parameter.name in set(only)]
    tell = None if progress is None else lambda done, total: progress(done, total, "alone")
    rows = tuple(alone(wanted, settings, progress=tell))
    return Screened(
        tuple(setting.name for setting in settings),
        tuple(setting.reps for setting in settings),
        tuple(measures),
        engine_id(),
        rows,
    )
