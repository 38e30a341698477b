"""What a run is made of, settled before day 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.world.posts import TOPICS
from sim.world.programme import Programme


@dataclass(frozen=True)
class Setup:
    """An audience, its behaviour and a programme.

    ``audience`` people could ever join, ``founders`` of them (the first) are members on day 0, or all of them with
    ``everyone_in``. ``mix`` gives the share of each role, ``behaviour`` the parameters that differ from their declared
    defaults. ``rivals`` says how many rival communities there are, how large each is and how specific, ``breadth`` about how many topics this one is,
    ``already_on`` which share of the audience is active on its platform before they hear of it. ``order``, for tests, is the identity (uid) of each row; results may not depend on it.
    """

    audience: int
    days: int
    seed: int
    founders: int
    everyone_in: bool
    mix: Mapping[str, float]
    behaviour: Mapping[str, float]
    programme: Programme
    order: np.ndarray | None = field(default=None, compare=False)
    rivals: tuple[int, float, float] = (0, 0.0, 0.0)
    breadth: int = TOPICS
    already_on: float = 0.0
