"""How fast the engine is, in one thread: what `community-sim bench` measures.

A visit and an item shown cost what a run of the named scenario costs, divided by how many there were.
An extra outsider, and an extra sleeper, cost the difference between a small and a large crowd of people
who do nothing; both should be next to nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.source import library_folder

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.world.setup import Setup

RUNS = 10
LARGE, MILLION = 100_000, 1_000_000
FEW, MANY = 20_000, 100_000
NOBODY_HEARS = {"aware_rate": 0.0}
COMMAND = ["-m", "sim.command.main"]
SHOWN = library_folder() / "baseline.toml"
RUN = [*COMMAND, "run", str(SHOWN), "--quiet"]
READY = ["-c", "from sim.day import prepare; prepare(progress=False); from sim.laboratory.crew import worker"]
GOALS = {
    "runs_per_second": 25.0,
    "ns_per_visit": 600.0,
    "large_seconds": 3.5,
    "bytes_per_person": 350.0,
    "million_seconds": 60.0,
    "million_megabytes": 1500.0,
    "ns_per_sleeper_day": 10.0,
    "first_run_cpu_seconds": 4.0,
    "later_run_cpu_seconds": 1.0,
    "worker_ready_seconds": 0.5,
    "explain_cpu_seconds": 0.4,
    "help_cpu_seconds": 0.4,
    "compile_cpu_seconds": 25.0,
}
"""What these figures are to be: at least so many runs a second, at most so much of all else."""
EVERYBODY_SLEEPS = {"sleep_habit": 1.0, "wake": 0.0, "digest": 0.0}


def benchmark(scenario: Scenario, *, large: bool = True, tell: Callable[[str], None] | None = None) -> dict[str, float]:
    """Measure the engine on a scenario.

    Parameters
    ----------
    scenario : Scenario
        The community to measure on; `scenarios/bench.toml` is the one that is compared over time.
    large : bool
        Also run it with 100,000 people, and with a million on all processors.
    tell : callable or None
        Called with the name of each stage: "runs", "idle", "large", "million", "start", "cold".

    Returns
    -------
    dict of str to float
        Figures by name, the unit in the name; the median run counts.
    """
    from sim.day import prepare, simulate

    say = tell or (lambda stage: None)
    prepare(progress=tell is not None)
    say("runs")
    seconds, visits, shown, present, share = [], [], [], [], []
    setup = scenario.setup()
    for replication in range(RUNS):
        began = time.perf_counter()
        diary = simulate(setup, replication=replication).diary
        seconds.append(time.perf_counter() - began)
        visits.append(float(diary["visits"].sum()))
        shown.append(float(diary["shown"].sum()))
        present.append(float(diary["members"].sum()))
        share.append(float(diary["visitors"].sum() / max(1.0, diary["members"].sum())))
    took = float(np.median(seconds))
    figures = {
        "audience": float(scenario.community.audience),
        "days": float(scenario.community.days),
        "share_visiting": float(np.mean(share)),
        "seconds_per_run": took,
        "runs_per_second": 1.0 / took,
        "member_days_per_second": sum(present) / sum(seconds),
        "visits_per_second": sum(visits) / sum(seconds),
        "exposures_per_second": sum(shown) / sum(seconds),
        "ns_per_visit": 1e9 * sum(seconds) / max(1.0, sum(visits)),
        "ns_per_exposure": 1e9 * sum(seconds) / max(1.0, sum(shown)),
    }
    say("idle")
    figures["ns_per_outsider_day"] = _idle(scenario, NOBODY_HEARS, everyone_in=False)
    figures["ns_per_sleeper_day"] = _idle(scenario, EVERYBODY_SLEEPS, everyone_in=True)
    if large:
        say("large")
        figures |= _large(scenario)
        say("million")
        figures |= _million(scenario)
    say("start")
    with tempfile.TemporaryDirectory() as empty:
        first, _ = _start(RUN, COMMUNITY_SIM_CACHE=empty)
        later, _ = _start(RUN, COMMUNITY_SIM_CACHE=empty)
        _, ready = _start(READY, COMMUNITY_SIM_CACHE=empty)
    figures |= {
        "first_run_cpu_seconds": first,
        "later_run_cpu_seconds": later,
        "worker_ready_seconds": ready,
        "explain_cpu_seconds": _start([*COMMAND, "explain", str(SHOWN)])[0],
        "help_cpu_seconds": _start([*COMMAND, "--help"])[0],
    }
    if large:
        say("cold")
        with tempfile.TemporaryDirectory() as empty:
            figures["compile_cpu_seconds"], _ = _start(
                READY, COMMUNITY_SIM_CACHE=empty, COMMUNITY_SIM_ENGINE="compiled"
            )
    return figures


def _idle(scenario: Scenario, behaviour: dict[str, float], *, everyone_in: bool) -> float:
    """Return nanoseconds a day for one more person who does nothing."""
    from sim.day import simulate

    quiet = scenario.with_values(**behaviour)
    took = []
    for audience in (FEW, MANY):
        setup = quiet.with_community(audience=audience, everyone_in=everyone_in).setup()
        took.append(min(simulate(setup, replication=replication).seconds for replication in range(3)))
    return 1e9 * (took[1] - took[0]) / ((MANY - FEW) * scenario.community.days)


def _large(scenario: Scenario) -> dict[str, float]:
    from sim.day import Stepper

    began = time.perf_counter()
    stepper = Stepper(scenario.with_community(audience=LARGE).setup())
    stepper.advance(scenario.community.days)
    seconds = time.perf_counter() - began
    size = sum(table.nbytes for table in stepper.world if isinstance(table, np.ndarray))
    return {"large_audience": float(LARGE), "large_seconds": seconds, "bytes_per_person": size / LARGE}


def _million(scenario: Scenario) -> dict[str, float]:
    """Return what a million people take, with every processor there is: seconds of their whole run, and all memory of a process that does only this."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        return alone.submit(_live, scenario.with_community(audience=MILLION).setup()).result()


def _live(setup: Setup) -> dict[str, float]:
    from sim.day import Stepper
    from sim.day.together import threads_for

    threads = threads_for(setup.audience)
    began = time.perf_counter()
    stepper = Stepper(setup, threads=threads)
    stepper.advance(setup.days)
    seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "million_threads": float(threads),
        "million_seconds": seconds,
        "million_megabytes": most * (1 if sys.platform == "darwin" else 1024) / 1e6,
    }


def _start(command: list[str], **environment: str) -> tuple[float, float]:
    """Return the processor seconds and the seconds that a fresh Python takes for a command."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, env=os.environ | environment, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, seconds
