"""What is done to a run that no policy can do: for a first look at nothing, for an outage, for groups of all sizes.

An instrument belongs to a setting of `experiments/validation/`, by its name. It may draw the scenario anew for every
replication, and it may step in between days. All it draws is keyed, never sequential: the same people are chosen in every arm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.day import Stepper
    from sim.scenario import Scenario

NOWHERE = 255
"""A topic that no thread has."""

SHUT = -60.0
"""Visiting [logit] of who cannot get in: nobody comes."""

MAIL = ("digest", "notice_mail")
"""Parameters that bring people back whatever their inclination."""

OUTAGE, OUTAGE_DAYS = 180, 7
"""First day of the outage, and its length [days]."""

SIZE_SPREAD = 1.57
"""Spread (sd of the natural logarithm) of the sizes of groups of one age: the groups of a photo site grow each at a rate of its
own, and those rates are log-normal with this spread (Grabowicz & Eguiluz 2012, 9,503 groups; that sizes of groups are log-normal
was also found on two other platforms: Vranic, Smiljanic & Mitrovic Dankulov 2022)."""

SIZE_EXTREME = 4.0
"""Sizes further than this from the middle [sd] are drawn in to it: one group in some 16,000 on either side."""

SIZE_KEY = 0x51BE5
HALF_KEY = np.uint64(0xF1257)


@dataclass(frozen=True)
class Instrument:
    """What is done to the runs of a setting.

    Attributes
    ----------
    draw : scenario, replication -> scenario; None: every replication has the setting as it is.
    live : passes the days of a fresh run to its end; None: in one go.
    """

    draw: Callable[[Scenario, int], Scenario] | None = None
    live: Callable[[Stepper], None] | None = None


def chosen_half(n: int) -> np.ndarray:
    """Return a keyed half of the first ``n`` persons; bool (n,). The same persons in every run and of every audience."""
    with np.errstate(over="ignore"):
        mixed = (np.arange(n, dtype=np.uint64) + HALF_KEY) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) & np.uint64(1)) == 1


def hide_first_look(stepper: Stepper) -> None:
    """Let the chosen half of those who have yet to join find nothing of their topics on the day of their first visit.

    Until that day they are interested in what no thread is about; the morning after they have their own topics back, and so has what
    they wrote themselves.
    """
    people = stepper.people
    hidden = chosen_half(len(people))[people["uid"]] & (people["uid"] >= stepper.setup.founders)
    own = {name: people[name].copy() for name in ("first", "second")}
    for name in own:
        people[name][hidden] = NOWHERE
    while not stepper.finished:
        stepper.advance(1)
        seen = hidden & (people["n_visits"] > 0)
        for name, topics in own.items():
            people[name][seen] = topics[seen]
        hidden &= ~seen
        posts = stepper.world.posts
        lost = (posts["topic"] == NOWHERE) & (posts["author"] >= 0)
        posts["topic"][lost] = own["first"][posts["author"][lost]]


def close_for_a_week(stepper: Stepper) -> None:
    """Keep everybody out for a week: nobody visits, and what was sent to call people back is lost. That nobody joins is in the setting."""
    people, parameters = stepper.people, stepper.world.p
    mailed = [name for name in MAIL if name in (parameters.dtype.names or ())]
    stepper.advance(OUTAGE)
    inclined, sent = people["act"].copy(), {name: parameters[name].copy() for name in mailed}
    for name in mailed:
        parameters[name] = 0.0
    for _ in range(OUTAGE_DAYS):
        people["act"] = SHUT
        people["due_hour"] = -1
        stepper.advance(1)
    people["act"] = inclined
    for name, value in sent.items():
        parameters[name] = value
    stepper.advance(stepper.setup.days)


def of_any_size(scenario: Scenario, replication: int) -> Scenario:
    """Draw audience and founders from a heavy-tailed distribution around those of the setting.

        audience = setting's x e^(SIZE_SPREAD z),   founders = setting's x e^(SIZE_SPREAD z / 2),   z a keyed normal of the replication
    The founders of a large group are fewer in proportion: four among thirty people come to forty among three thousand.
    """
    from sim.world.arithmetic import exp
    from sim.world.keys import extend, normal, root_key

    key = extend(np.uint64(root_key(scenario.community.seed, replication)), SIZE_KEY)
    z = max(-SIZE_EXTREME, min(SIZE_EXTREME, float(normal(np.uint64(key)))))
    audience = max(2, round(scenario.community.audience * float(exp(SIZE_SPREAD * z))))
    founders = max(1, round(scenario.community.founders * float(exp(0.5 * SIZE_SPREAD * z))))
    return scenario.with_community(audience=audience, founders=min(founders, audience))


INSTRUMENTS = {
    "unmanaged": Instrument(draw=of_any_size),
    "first-look": Instrument(live=hide_first_look),
    "outage": Instrument(live=close_for_a_week),
}
"""Instrument of a setting, by the stem of its file."""
