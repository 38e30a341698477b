"""Running the settings in which facts are counted: every setting once per replication, whoever asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InputError
from sim.evidence.facts import Held, Log
from sim.evidence.instruments import INSTRUMENTS, Instrument
from sim.evidence.looks import Counted, Look, Watch, stacked
from sim.world.people import FOUNDER

if TYPE_CHECKING:
    from sim.scenario import Scenario

FIRST_ROOM = 1 << 17
"""Events for which there is room at first."""


def settings_folder(room: str = "validation") -> Path:
    """Return where the setting files lie; ``room`` is a folder of ``experiments/``.

    Raises
    ------
    InputError
        When this installation does not have them.
    """
    from sim.scenario import project_folder

    own = project_folder("experiments")
    if own is None or not (own / room).is_dir():
        raise InputError(
            f"the setting files are not here: {room}; this copy of the project came without its experiments/"
        )
    return own / room


def load_setting(name: str, sets: Sequence[str] = (), room: str = "validation") -> Scenario:
    """Load a setting file, with single values changed."""
    from sim.scenario import load

    return load(settings_folder(room) / f"{name}.toml", sets)


@lru_cache(maxsize=64)
def _loaded(name: str, sets: tuple[str, ...]) -> Scenario:
    return load_setting(name, sets)


def fitting(sets: Sequence[str], scenario: Scenario) -> tuple[str, ...]:
    """Return the changes that a scenario can take: those of a policy it does not have are left out."""
    kinds = {held.kind for held in scenario.policies}
    return tuple(setting for setting in sets if not setting.startswith("policy.") or setting.split(".")[1] in kinds)


WATCHED_DAYS = 30
"""How many days pass between two looks at a run that is watched."""


def observe(scenario: Scenario, replication: int, watch: Callable[[np.ndarray], None] | None = None) -> Log:
    """Run a setting once, with its instrument, and return it as arrays; a run whose events do not fit is made again with room for them.

    Parameters
    ----------
    scenario, replication : what is run.
    watch : callable or None
        Shown the diary so far every `WATCHED_DAYS` days; what it raises ends the run. Not for runs in which an instrument steps in.
    """
    from sim.day import Stepper

    instrument = INSTRUMENTS.get(scenario.name, Instrument())
    if instrument.draw is not None:
        scenario = instrument.draw(scenario, replication)
    setup = scenario.setup()
    room = FIRST_ROOM
    while True:
        stepper = Stepper(setup, replication=replication, events=True, event_room=room)
        if instrument.live is not None:
            instrument.live(stepper)
        elif watch is None:
            stepper.advance(setup.days)
        else:
            while not stepper.finished:
                stepper.advance(WATCHED_DAYS)
                watch(stepper.diary)
        if stepper.events_lost == 0:
            break
        room = int(stepper.world.s["n_events"][0]) + 1
    run = stepper.result()
    people = stepper.people
    return Log(setup.days, run.events, people["spam"] > 0, (people["flags"] & FOUNDER) > 0, run.diary, run.cohorts)


def parts_of(facts: Sequence[Held], replication: int, sets: Sequence[str] = ()) -> Counted:
    """Count facts in one replication; every setting they need is run once, and let go when nobody needs it any more.

    Returns
    -------
    dict of str to tuple of float
        By row.
    """
    waiting = Counter(arm for fact in facts for arm in fact.arms)
    logs: dict[str, Log] = {}
    counted: Counted = {}
    for fact in sorted(facts, key=lambda fact: (fact.setting, fact.name)):
        for arm in fact.arms:
            if arm not in logs:
                logs[arm] = observe(_loaded(arm, fitting(sets, _loaded(arm, ()))), replication)
        counted[fact.name] = fact.parts(*(logs[arm] for arm in fact.arms))
        for arm in fact.arms:
            waiting[arm] -= 1
            if waiting[arm] == 0:
                del logs[arm]
    return counted


def connected(facts: Sequence[Held]) -> list[list[Held]]:
    """Put facts together that share a setting, directly or through others; in the order in which they came."""
    groups: list[tuple[set[str], list[Held]]] = []
    for fact in facts:
        arms, members = set(fact.arms), [fact]
        apart = []
        for others, kept in groups:
            if others & arms:
                arms |= others
                members = [*kept, *members]
            else:
                apart.append((others, kept))
        groups = [*apart, (arms, members)]
    return [members for _, members in groups]


def looks_for(facts: Sequence[Held], runs: Mapping[str, int], sets: Sequence[str] = ()) -> list[Look]:
    """Return what is to be run, one look per replication of facts that share settings; ``runs`` tells how often, by row."""
    looks: list[Look] = []
    for together in connected(facts):
        for replication in range(max(runs[fact.name] for fact in together)):
            asked = tuple(fact for fact in together if replication < runs[fact.name])
            looks.append(
                Look(" ".join(sorted(fact.name for fact in asked)), partial(parts_of, asked), replication, tuple(sets))
            )
    return looks


def gather(
    facts: Sequence[Held], runs: Mapping[str, int], sets: Sequence[str] = (), watch: Watch | None = None
) -> dict[str, np.ndarray]:
    """Count facts in as many replications as each asks for.

    Parameters
    ----------
    facts : sequence of Held
    runs : mapping
        Row -> replications, 0 to that number less one.
    sets : sequence of str
        ``key=value`` changed in every setting that can take it.
    watch : Watch or None
        Who looks; None: this process.

    Returns
    -------
    dict of str to float64 (runs, parts)
        By row.
    """
    return stacked([fact.name for fact in facts], (watch or Watch()).see(looks_for(facts, runs, sets), "facts"))


def counting_files() -> list[Path]:
    """Return the files that say how facts are counted."""
    here = Path(__file__).resolve().parent
    return [
        *(here / "facts").glob("*.py"),
        *(here / f"{name}.py" for name in ("bands", "figures", "held", "instruments", "observing", "seen")),
    ]
