"""`sim.simulate`: one run of whatever says what to run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sim import checks
from sim.laboratory.own import OwnEngine, Rules, own_engine
from sim.world.setup import Setup

if TYPE_CHECKING:
    from sim.day.run import Run
    from sim.scenario import Scenario


def simulate(
    scenario: Scenario | Setup | str | os.PathLike[str],
    *,
    replication: int = 0,
    events: bool | str = False,
    check: bool = False,
    rules: Rules = None,
) -> Run:
    """Run one replication of a scenario to its end.

    Parameters
    ----------
    scenario : path, Scenario or Setup
        What to run.
    replication : int
        Which of all possible runs; the same number meets the same chance under every policy.
    events : bool or "posts"
        Keep the event log; "posts": all but visits and reactions.
    check : bool
        Check every invariant after every day (slow); the first breach raises `sim.checks.InvariantBroken`.
    rules : mapping or None
        Own rules by the name of the rule they replace: ``{"leave_hazard": function}``. They are tried on a grid of arguments, and compiled once
        on a machine.

    Returns
    -------
    Run
        `diary` (one row a day), `cohorts` (one row a day of joining), `events`, `setup`, `replication`, `engine`, `seconds`.

    Raises
    ------
    InputError
        The scenario has faults, or a rule is not what it should be.
    """
    from sim.scenario.model import loaded

    setup = scenario if isinstance(scenario, Setup) else loaded(scenario).setup()
    own = own_engine("sim.day", rules=rules)
    if not isinstance(own, OwnEngine):
        return checks.simulate(setup, replication=replication, events=events, check=check)
    from sim.laboratory.own_rules import kept

    own.prepare()
    run = checks.checked_run if check else checks.plain_run
    return run(setup, replication=replication, events=events, rules=kept(own.rules))
