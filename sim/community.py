"""The Mesa face: the same community, as people who know Mesa expect to meet it.

``Community`` is a ``mesa.Model``. One ``step()`` is one day; ``datacollector`` is Mesa's own and holds the diary;
``agents`` is an ``AgentSet`` of light views on the members. It decides nothing itself: the compiled day does, so that
stepping gives the same numbers as ``sim.simulate``, bit for bit.

This file stands on top of the scenario room, as the command does, and nothing in the engine imports it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.day.run import Stepper
from sim.errors import Fault, InputError
from sim.rules import PARAMETERS
from sim.world.diary import SERIES
from sim.world.people import ASLEEP, AWAKE, STATES
from sim.world.setup import Setup

if TYPE_CHECKING:
    from sim.day.run import Run
    from sim.scenario import Scenario

COMMUNITY_WORDS = ("audience", "days", "goal", "seed", "founders", "everyone_in", "mix")
DEFAULT_TITLE = {"en": "A community without any policy", "nl": "Een community zonder enig beleid"}
DEFAULT_COMMUNITY = {"audience": 1000, "days": 365, "founders": 20}
WHICH = 'replication=0 for one run, batch_run(..., parameters={"replication": range(3)}) for three; or a seed'
"""What to write where nothing says which of all possible runs is meant."""


class Member(mesa.Agent):
    """One member, seen through the row of the people table that is this person for the whole run.

    Every field of that table can be read as an attribute (``member.trust``, ``member.n_posts``); none can be written,
    since what a member does is decided by the rules. ``unique_id`` is the row, the same number that the event log
    calls ``person``.
    """

    def __init__(self, model: Community, row: int) -> None:
        # Mesa's own constructor would register the agent and number it anew; the model already knows this person.
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "unique_id", row)
        object.__setattr__(self, "pos", None)

    def __getattr__(self, name: str) -> Any:
        people = self.__dict__["model"].people if "model" in self.__dict__ else None
        if people is None or name not in people.dtype.names:
            raise AttributeError(f"a member has no {name!r}")
        value = people[name][self.__dict__["unique_id"]]
        return value.item() if value.ndim == 0 else value

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name!r} cannot be set: members are views; a policy or a rule decides what happens to them")

    @property
    def life(self) -> str:
        """Where this person is in life: ``awake`` or ``asleep`` for a member."""
        return STATES[self.state]

    def remove(self) -> None:
        """Refuse: members leave by the rules."""
        raise AttributeError("a member cannot be removed from outside; write a policy or a rule instead")

    def __repr__(self) -> str:
        return f"Member({self.unique_id})"


class Community(mesa.Model):
    """A simulated community as a Mesa model.

    Parameters
    ----------
    scenario : path, Scenario or Setup, optional
        What is simulated; by default a community without any policy: an
        audience of 1000, 20 founders, a year.
    rng : int or anything that numpy makes a generator of, optional
        The study seed; by default the scenario's. Mesa's ``seed`` means the same.
    replication : int, optional
        Which of the study's replications to live through. The same replication of two communities meets the same chance, so that
        their difference is the policy's. It may be left out (0) only where ``rng`` or ``seed`` is given: Mesa's ``batch_run`` makes
        every iteration with the same parameters, and would give the same row as often as asked. Several replications are
        ``batch_run(Community, {..., "replication": range(3)})``; every row then says which it is.
    events : bool
        Keep the event log (``result().events``).
    rules : mapping of rule name to function, optional
        Own rules in place of the model's.
    **values
        Community settings (``audience``, ``days``, ``seed``, ...) and behaviour parameters by name, as ``batch_run``
        hands them over.

    Attributes
    ----------
    datacollector : mesa.DataCollector
        One row a day, one column a diary series. May be replaced by your own before the first step.
    day : int
        Days lived so far; the next day's number.
    setup : Setup
        The settled setup that is being run.

    Notes
    -----
    Today's value of every diary series is an attribute: ``community.posters_30d``. Before the first day it is NaN.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario | Setup | None = None,
        *,
        rng: Any = None,
        replication: int | None = None,
        events: bool = False,
        rules: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> None:
        if values.get("seed") is None:
            values.pop("seed", None)
        if rng is not None:
            if "seed" in values:
                raise ValueError("rng and seed say the same thing; give one of them")
            values["seed"] = _seed(rng)
        if replication is None and "seed" not in values:
            raise InputError(Fault("missing", file="replication", allowed=WHICH))
        replication = 0 if replication is None else replication
        self.setup = _settle(scenario, values)
        self._how = {"replication": replication, "events": events, "rules": rules}
        self._stepper = Stepper(self.setup, **self._how)
        self._views: dict[int, Member] = {}
        self._agents_today: AgentSet | None = None
        super().__init__(rng=np.random.SeedSequence([self.setup.seed, replication]).generate_state(1)[0].item())
        self.datacollector = mesa.DataCollector(model_reporters={name: name for name in SERIES})

    @property
    def day(self) -> int:
        """Days lived so far."""
        return self._stepper.day

    @property
    def diary(self) -> np.ndarray:
        """The diary so far, one row a day."""
        return self._stepper.diary

    @property
    def people(self) -> np.ndarray:
        """The people table, one row a person, members and others."""
        return self._stepper.people

    def __getattr__(self, name: str) -> float:
        stepper = self.__dict__.get("_stepper")
        if stepper is None or name not in SERIES:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return float(stepper.diary[name][-1]) if stepper.day else float("nan")

    @property
    def agents(self) -> AgentSet:
        """Today's members as an ``AgentSet`` of views, made when asked for."""
        if self._agents_today is None:
            views = self._views
            state = self.people["state"]
            rows = np.flatnonzero((state == AWAKE) | (state == ASLEEP)).tolist()
            for row in rows:
                if row not in views:
                    views[row] = Member(self, row)
            self._agents_today = AgentSet([views[row] for row in rows], random=self.random)
        return self._agents_today

    @property
    def agent_types(self) -> list[type]:
        """The one kind of agent there is."""
        return [Member]

    @property
    def agents_by_type(self) -> dict[type, AgentSet]:
        """All members, under their one type."""
        return {Member: self.agents}

    def step(self) -> None:
        """Live one day, and write it down."""
        if self._stepper.finished:
            raise RuntimeError(f"the run of {self.setup.days} days is over; `running` is False")
        self._stepper.advance(1)
        self._agents_today = None
        self.datacollector.collect(self)
        self.running = not self._stepper.finished

    def result(self) -> Run:
        """The run so far, as ``sim.simulate`` returns it.

        An event log that has outgrown its room is made again with enough of it: a run is a function of its keys.
        """
        while self._stepper.events_lost:
            room = 2 * int(self._stepper.world.s["n_events"][0])
            again = Stepper(self.setup, **self._how, event_room=room)
            again.advance(self.day)
            self._stepper = again
        return self._stepper.result()


def _seed(rng: Any) -> int:
    """A study seed from whatever Mesa takes as ``rng``; an integer is the seed itself."""
    if isinstance(rng, int | np.integer):
        return int(rng)
    return int(np.random.default_rng(rng).integers(2**53))


def _settle(scenario: str | Path | Scenario | Setup | None, values: dict[str, Any]) -> Setup:
    """The setup to run: the scenario with the values that were given by name."""
    values = {name: value.item() if isinstance(value, np.generic) else value for name, value in values.items()}
    community = {name: values[name] for name in values if name in COMMUNITY_WORDS}
    behaviour = {name: values[name] for name in values if name not in COMMUNITY_WORDS}
    if isinstance(scenario, Setup):
        if set(community) - {"seed"} or set(behaviour) - set(PARAMETERS):
            raise InputError(f"a settled setup takes a seed and behaviour parameters only, not {', '.join(sorted(values))}")
        return dataclasses.replace(scenario, **community, behaviour={**scenario.behaviour, **behaviour})
    from sim import scenario as library

    if scenario is None:
        data = {"title": DEFAULT_TITLE, "community": {**DEFAULT_COMMUNITY, **community}, "behaviour": behaviour}
        return library.Scenario.build(data, "community").setup()
    asked = library.load(scenario) if isinstance(scenario, str | Path) else scenario
    if community:
        asked = asked.with_community(**community)
    if behaviour:
        asked = asked.with_values(**behaviour)
    return asked.setup()
