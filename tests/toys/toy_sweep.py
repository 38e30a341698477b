"""A toy engine that takes a real setup, so that studies of real scenario files are tested in milliseconds.

What it answers is a formula of the audience, two parameters and the first day's team minutes, with luck that belongs to the replication.
Trouble is planted by the environment variable TOY_TROUBLE: "raise", "hang", "exit" (the process dies), "leave" (sys.exit) or
"nan", in replication 1 of every setup with a `spam_posts` of 3 or more.
"""

from __future__ import annotations

import math
import os
import sys
import time
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.world.diary import COHORT, DIARY


def engine_id() -> str:
    return "toy-sweep"


def prepare(progress: bool = False) -> None:
    return None


def level(setup: Any) -> float:
    """What the toy community comes to without luck."""
    minutes = float(np.asarray(setup.programme.table["host_minutes"])[0])
    return 20.0 + setup.behaviour.get("spam_posts", 2.0) + minutes / 60.0


def simulate(setup: Any, *, replication: int = 0, events: bool | str = False) -> SimpleNamespace:
    trouble = (
        os.environ.get("TOY_TROUBLE", "") if replication == 1 and setup.behaviour.get("spam_posts", 2.0) >= 3 else ""
    )
    if trouble == "raise":
        raise RuntimeError("planted")
    if trouble == "hang":
        time.sleep(3600)
    if trouble == "exit":
        os._exit(9)
    if trouble == "leave":
        sys.exit(3)
    diary, cohorts = np.zeros(setup.days, dtype=DIARY), np.zeros(setup.days, dtype=COHORT)
    luck = np.random.Generator(np.random.Philox(key=(setup.seed << 64) | replication)).standard_normal(setup.days)
    diary["members"] = setup.audience
    diary["posters_30d"] = math.nan if trouble == "nan" else level(setup) + luck
    diary["posts_own"] = np.abs(np.round(5 + luck))
    return SimpleNamespace(diary=diary, cohorts=cohorts, events=None, seconds=0.0)
