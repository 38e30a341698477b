"""A toy engine and toy scenarios, so that runner, folder and statistics are tested in milliseconds.

The module has what the runner asks of an engine: `simulate`, `engine_id` and `prepare`. Its community
is a handful of formulas whose differences between policies are known.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import numpy as np

from sim.world.diary import COHORT, DIARY
from sim.world.parameters import declare, parameter

PARAMETERS = {
    parameter.name: parameter
    for parameter in declare(
        "tests.toys.toy",
        [
            parameter(
                "liveliness",
                default=1.0,
                low=0.5,
                high=2.0,
                unit="factor",
                sign="E",
                size="E",
                text="how lively",
                source="invented",
            ),
            parameter(
                "stickiness",
                default=0.3,
                low=0.01,
                high=0.9,
                unit="share",
                sign="E",
                size="E",
                text="how sticky",
                source="invented",
            ),
            parameter(
                "fixed",
                default=1.0,
                low=0.0,
                high=2.0,
                unit="factor",
                sign="E",
                size="E",
                kind="constant",
                text="what does not vary",
                source="invented",
                why="a toy",
            ),
        ],
    )
}


@dataclass(frozen=True)
class ToyCommunity:
    audience: int = 100
    days: int = 120
    goal: str = "participation"
    seed: int = 1
    founders: int = 5
    hour_cost: float = 0.0


@dataclass(frozen=True)
class ToyScenario:
    """Looks like a scenario to the studies. `lift` is the policy; the rest plants trouble."""

    name: str = "toy"
    lift: float = 0.0
    spread: float = 1.0
    trouble: str = ""
    trouble_rep: int = -1
    trouble_file: str = ""
    community: ToyCommunity = ToyCommunity()
    behaviour: dict[str, float] = field(default_factory=dict)
    policies = ()
    uncertain: ClassVar[dict[str, object]] = {}

    @property
    def title(self) -> dict[str, str]:
        return {"en": self.name, "nl": self.name}

    def setup(self) -> ToyScenario:
        return self

    def tables(self) -> dict[str, object]:
        return {"title": self.title, "lift": self.lift}

    def to_toml(self) -> str:
        return f"lift = {self.lift}\n"

    def with_values(self, **behaviour: float) -> ToyScenario:
        return dataclasses.replace(self, behaviour={**self.behaviour, **behaviour})

    def with_community(self, **values: int) -> ToyScenario:
        return dataclasses.replace(self, community=dataclasses.replace(self.community, **values))

    def hash(self) -> str:
        fields = dataclasses.asdict(self)
        del fields["name"]
        return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def engine_id() -> str:
    return "toy-engine"


def prepare(progress: bool = False) -> None:
    return None


def blank(days: int) -> tuple[np.ndarray, np.ndarray]:
    """Return an empty diary and empty cohorts."""
    return np.zeros(days, dtype=DIARY), np.zeros(days, dtype=COHORT)


def simulate(setup: ToyScenario, *, replication: int = 0, events: bool | str = False) -> SimpleNamespace:
    """Return a run: luck belongs to the replication, the lift to the policy. It keeps no events, whatever is asked."""
    if replication == setup.trouble_rep:
        _make_trouble(setup)
    days = setup.community.days
    diary, cohorts = blank(days)
    luck = np.random.Generator(np.random.Philox(key=(setup.community.seed << 64) | replication))
    level = luck.standard_normal() + setup.lift
    noise = luck.standard_normal(days)
    livened = setup.behaviour.get("liveliness", 1.0)
    diary["members"] = setup.community.audience
    diary["awake"] = setup.community.audience
    diary["posters_30d"] = 20.0 * livened + level + setup.spread * noise
    diary["posts_own"] = np.abs(np.round(5.0 * livened + level + noise))
    diary["minutes_answers"] = 30.0
    diary["minutes_available"] = 60.0
    diary["gini"] = np.nan
    diary["gini"][-1] = 0.8
    cohorts["joined"][0] = 10
    cohorts["visited_30"][0] = 4
    return SimpleNamespace(diary=diary, cohorts=cohorts, events=None, seconds=0.0)


def _make_trouble(setup: ToyScenario) -> None:
    if setup.trouble == "raise":
        raise RuntimeError('planted, with a comma and a "quote"')
    if setup.trouble == "die":
        os._exit(9)
    if setup.trouble == "die_once":
        path = Path(setup.trouble_file)
        if not path.exists():
            path.write_text("died")
            os._exit(9)
    if setup.trouble == "cut_off":
        path = Path(setup.trouble_file)
        if not path.exists():
            path.write_text("died")
            _die_while_handing_over()
    if setup.trouble == "sleep":
        time.sleep(0.3)


def _die_while_handing_over() -> None:
    """Let this worker be killed after the first two bytes of its next answer."""
    from multiprocessing import connection

    def cut_off(self, data, *_):
        os.write(self._handle, bytes(data)[:2])
        os._exit(9)

    connection.Connection._send = cut_off
