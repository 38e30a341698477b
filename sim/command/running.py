"""How a study is run, as typed on the command line: every option checked, all faults kept."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sim.errors import Fault, InputError
from sim.laboratory.crew.bench import Allowance
from sim.laboratory.crew.cluster import engine_fault
from sim.laboratory.plan.tables import MOST_REPS
from sim.studies.study import Study

LONGEST = 1_000_000.0


@dataclass(frozen=True)
class Options:
    """How a study is run.

    Attributes
    ----------
    engine : "serial", "processes" or "dask://host:port".
    workers : processes; None: every processor.
    reps : replications, None: as the study says.
    timeout : most seconds of a run, None: no limit.
    allowance : how many runs may fail.
    """

    engine: str
    workers: int | None
    reps: int | None
    timeout: float | None
    allowance: Allowance


def read_options(
    engine: str | None, workers: str | None, reps: str | None, timeout: str | None, max_failures: str | None
) -> tuple[Options, list[Fault]]:
    """Read the options; what is wrong stands in the list of faults, and the option then at its default."""
    faults: list[Fault] = []
    n_workers = _whole("--workers", workers, 1024, faults)
    n_reps = _whole("--reps", reps, MOST_REPS, faults)
    seconds = _seconds(timeout, faults)
    named = "processes" if engine is None else engine
    fault = engine_fault(named, n_workers, seconds)
    if fault is not None:
        faults.append(fault)
    allowance = Allowance() if max_failures is None else _allowance(max_failures, faults)
    return Options(named, 1 if named == "serial" else n_workers, n_reps, seconds, allowance), faults


def read_study(
    path: str, *, is_sensitivity: bool = False, measures: Sequence[str] = ()
) -> tuple[Study | None, list[Fault]]:
    """Read a study file as a sweep, or as a sensitivity study; None and its faults when it cannot be used."""
    try:
        study = Study.from_file(path, is_sensitivity=is_sensitivity or None, measures=list(measures))
        if study.plan.sensitivity is not None and not is_sensitivity:
            return None, [
                study.asked.fault(
                    ("sensitivity",),
                    "asks for a sensitivity study, not for a sweep",
                    "community-sim sensitivity with this file, or a [design] instead of [sensitivity]",
                )
            ]
        return study, []
    except InputError as error:
        return None, list(error.faults)


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


def _whole(option: str, text: str | None, most: int, faults: list[Fault]) -> int | None:
    if text is None:
        return None
    value = int(text) if re.fullmatch(r"[0-9]{1,12}", text.strip()) else 0
    if 1 <= value <= most:
        return value
    faults.append(Fault(f"{_short(text)} is not such a number", file=option, allowed=f"a whole number, 1 to {most:,}"))
    return None


def _number(text: str) -> float:
    try:
        return float(text) if len(text) < 30 else math.nan
    except ValueError:
        return math.nan


def _seconds(text: str | None, faults: list[Fault]) -> float | None:
    if text is None:
        return None
    value = _number(text)
    if 0 < value <= LONGEST:
        return value
    faults.append(
        Fault(f"{_short(text)} is not a number of seconds", file="--timeout", allowed="more than 0, up to 1,000,000")
    )
    return None


def _allowance(text: str, faults: list[Fault]) -> Allowance:
    plain = text.strip()
    value = _number(plain.removesuffix("%"))
    if plain.endswith("%") and 0 <= value <= 100:
        return Allowance(share=value / 100)
    if not plain.endswith("%") and value >= 0 and value == int(value):
        return Allowance(share=0.0, least=int(value))
    faults.append(
        Fault(
            f"{_short(text)} is neither a number of runs nor a share of them",
            file="--max-failures",
            allowed="such as 20 or 5%",
        )
    )
    return Allowance()
