"""How little the laboratory around the engine costs: what `community-sim bench` measures of studies.

With an engine that takes no time a study costs what handing out, measuring, storing and reading back cost. With the real
engine, one process and two are held against the engine alone.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.laboratory.crew.bench import Bench, Crossed
from sim.laboratory.crew.runner import Crew, workers_here
from sim.laboratory.plan.points import Point, point
from sim.laboratory.store.folder import StudyFolder

if TYPE_CHECKING:
    from sim.scenario import Scenario

IDLE = "sim.speed.idle"
FEW, MANY = 10_000, 30_000
WARM = 4
"""Runs that every process has done before the clock starts, for each of two processes two."""


def benchmark_laboratory(
    scenario: Scenario,
    runs: int = 120,
    tell: Callable[[str], None] | None = None,
    idle_runs: tuple[int, int] = (FEW, MANY),
) -> dict[str, float]:
    """Measure what a study takes beside the engine.

    Parameters
    ----------
    scenario : Scenario
        The community on which the engine is timed.
    runs : int
        Runs of the real engine; the more the surer.
    tell : callable or None
        Called with the name of each stage: "overhead", "scaling".
    idle_runs : (int, int)
        Runs of the two studies with the idle engine; what the second takes more is what its further runs take, without starting up.

    Returns
    -------
    dict of str to float
        Figures by name, the unit in the name.
    """
    say = tell or (lambda stage: None)
    say("overhead")
    figures = _overhead(scenario, idle_runs)
    say("scaling")
    return figures | _scaling(scenario, runs)


def _overhead(scenario: Scenario, runs: tuple[int, int]) -> dict[str, float]:
    """Return what a run costs beside the engine, in a process of its own: memory once taken is never seen to be given back."""
    process = subprocess.run(
        [sys.executable, "-m", "sim.speed.overhead", *map(str, runs)],
        check=True,
        capture_output=True,
        text=True,
        input=scenario.to_toml(),
    )
    seconds, size = map(float, process.stdout.split())
    return {"overhead_ms_per_run": 1e3 * seconds, "driver_bytes_per_run": size}


def _idle_study(few: int, many: int) -> None:
    """Print seconds and bytes a run of the idle engine takes on processes, for the scenario on standard input."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "scenario.toml"
        file.write_text(sys.stdin.read(), encoding="utf-8")
        from sim.scenario import load

        study_point = point(0, "main", "scenario", load(file))
        took, peak = [], []
        with Crew(IDLE, 2) as crew:
            for runs in (few, many):
                with StudyFolder(Path(place) / f"study-{len(took)}", "bench", "idle") as folder:
                    began = time.perf_counter()
                    _study(crew, folder, study_point, range(runs))
                    took.append(time.perf_counter() - began)
                peak.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    print((took[1] - took[0]) / (many - few), max(0.0, peak[1] - peak[0]) / (many - few))


def _study(crew: Crew, folder: StudyFolder, study_point: Point, replications: range) -> None:
    bench = Bench(crew, folder)
    bench.run(Crossed([study_point], replications), "runs", keep_series=False)
    bench.values([study_point], replications, ["posters_30d"])
    folder.finish()


def _scaling(scenario: Scenario, runs: int) -> dict[str, float]:
    """Return the time of a study in one process and in two, against the engine alone."""
    from sim.day import engine_id, simulate

    setup = scenario.setup()
    bare = sum(_seconds(lambda r=r: simulate(setup, replication=r, events="posts")) for r in range(20)) / 20
    study_point = point(0, "main", "scenario", scenario)
    took = {}
    for workers in (1, 2) if workers_here() > 1 else (1,):
        with tempfile.TemporaryDirectory() as place, Crew(workers=workers) as crew:
            with StudyFolder(Path(place) / "warm", "bench", engine_id()) as folder:
                _study(crew, folder, study_point, range(WARM))
            with StudyFolder(Path(place) / "study", "bench", engine_id()) as folder:
                took[workers] = _seconds(lambda: _study(crew, folder, study_point, range(runs)))  # noqa: B023 - called at once
    figures = {
        "study_runs": float(runs),
        "study_runs_per_second": runs / took[1],
        "study_to_engine": took[1] / (runs * bare),
    }
    if 2 in took:
        figures |= {
            "study_runs_per_second_two": runs / took[2],
            "two_to_one": took[1] / took[2],
            "study_to_engine_two": 2 * took[2] / (runs * bare),
        }
    return figures


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    _idle_study(*map(int, sys.argv[1:]))
