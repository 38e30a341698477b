"""What is asked: scenario files, read and checked whole, told in sentences, compared."""

from __future__ import annotations

import os
from collections.abc import Sequence

from sim.errors import ScenarioError
from sim.scenario.checking import check
from sim.scenario.library import gather, library_folder, project_folder
from sim.scenario.model import Community, Scenario
from sim.scenario.overrides import Set, override
from sim.scenario.telling import diff, explain

__all__ = ["Community", "Scenario", "ScenarioError", "diff", "explain", "library_folder", "load", "project_folder"]


def load(path: str | os.PathLike[str], sets: Sequence[Set] = ()) -> Scenario:
    """Read a scenario file with its parents, change single values, and check it whole.

    Parameters
    ----------
    path : path
        A TOML file.
    sets : sequence
        ``key=value`` texts such as ``behaviour.stop_first=0.2``, applied in order.

    Raises
    ------
    ScenarioError
        With every fault, each as ``file:line: key: what is wrong; allowed ...; did you mean ...``.
    """
    return check(override(gather(path), sets))
