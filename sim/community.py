"""The Mesa face: the same community, as people who know Mesa expect to meet it.

``Community`` is a ``mesa.Model``. One ``step()`` is one day; ``datacollector`` is Mesa's own and holds the diary;
``agents`` is an ``AgentSet`` of light views on the members. It decides nothing itself: the compiled day does, so that
stepping gives the same numbers as ``sim.simulate``, bit for bit.

This file stands on top of the scenario room, as the command does, and nothing in the engine imports it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.checks.own_rules import checked
from sim.day.run import Stepper
from sim.errors import Fault, InputError
from sim.rules import PARAMETERS
from sim.scenario.steering import Added, Change, Settings, Steered
from sim.world.diary import SERIES
from sim.world.people import ASLEEP, AWAKE, STATES
from sim.world.setup import Setup

if TYPE_CHECKING:
    import networkx

    from sim.day.run import Run
    from sim.policies import Policy
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
        raise AttributeError(
            f"{name!r} cannot be set: members are views; a policy or a rule decides what happens to them"
        )

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
        Community settings (``audience``, ``days``, ``seed``, ...), behaviour parameters by name, and what policies say by the names that
        ``--set`` and levers have (``{"team.hours_per_week": 10, "calendar[1].minutes": 20}``), as ``batch_run`` hands them over. A
        policy that the scenario does not have is added.

    Attributes
    ----------
    datacollector : mesa.DataCollector
        One row a day, one column a diary series. May be replaced by your own before the first step.
    day : int
        Days lived so far; the next day's number.
    setup : Setup
        The settled setup that is being run, changes included.
    scenario : Scenario or None
        The same as a scenario that could be written down and run from the start; None where a settled setup was given.
    changes : tuple of Change
        What `change` changed, in order.

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
        settled = _settle(scenario, values)
        self._steered = None if isinstance(settled, Setup) else Steered.of(settled)
        self.setup = settled if isinstance(settled, Setup) else settled.setup()
        self._how = {"replication": replication, "events": events, "rules": checked(rules) if rules else None}
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

    @property
    def as_scenario(self) -> Scenario | None:
        """What was and will be decided, changes included; None where a settled setup was given."""
        return None if self._steered is None else self._steered.scenario

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was changed between days, in order."""
        return () if self._steered is None else self._steered.changes

    @property
    def policies(self) -> dict[str, Policy]:
        """The policies that hold tomorrow or are still to come, by the names that `change` knows them by."""
        return {} if self._steered is None else self._steered.on(self.day)

    def change(
        self, settings: Settings = (), *, add: Sequence[Added] | Added = (), remove: Sequence[str] | str = ()
    ) -> None:
        """Change what the host decides, from the next day on.

        Parameters
        ----------
        settings : text, texts or mapping
            ``"team.hours_per_week=10"``, or ``{"team.hours_per_week": 10, "calendar[1].minutes": 20}``, or by kind as in ``[change.team]``
            of a file: ``{"team": {"hours_per_week": 10}}``. A policy that there is not is added.
        add : policy or table, or several
            Policies that begin now, or on their ``from_day``: ``{"kind": "onboarding", "welcome": "personal"}``.
        remove : name or names
            Policies that end now: ``"calendar[0]"``.

        Raises
        ------
        InputError
            With every fault, or where days that have passed would not be what they were; nothing is changed then.

        Notes
        -----
        A policy that is changed ends, and another of its kind takes over with the new values: rounds that come every so many days are
        counted anew from today. So the run is, bit for bit, that of ``community.as_scenario``, and of a scenario that said so beforehand with
        ``until_day`` and ``from_day``. What is as it is asked to be stays as it is.
        """
        if self._steered is None:
            raise InputError(
                Fault(
                    "a settled setup has no policies left to change",
                    file="change",
                    allowed="a scenario, or the path of one",
                )
            )
        if self._stepper.finished:
            raise InputError(
                Fault(
                    f"the run of {self.setup.days} days is over", file="change", allowed="a change before the last day"
                )
            )
        steered = self._steered.changed(self.day, settings, add, remove)
        if steered is self._steered:
            return
        setup = steered.scenario.setup()
        self._stepper = self._continued(setup)
        self._steered, self.setup = steered, setup

    def _continued(self, setup: Setup) -> Stepper:
        """Return the run so far, to be gone on with under another programme.

        What is read day by day is put in the place of the old; who hears of the community when is settled at birth, so that other
        channels mean living through the days again, which must come out as they were. So do reviews, of which a run keeps what they decided.
        """
        day, old, new = self.day, self.setup.programme, setup.programme
        past = [
            (
                group.table[:day],
                group.calendar[group.calendar["day"] < day],
                group.incidents[group.incidents["day"] < day],
            )
            for group in (old, new)
        ]
        same = all(a.tobytes() == b.tobytes() for a, b in zip(*past, strict=True))
        stepper = self._stepper
        same_channels = old.reach.tobytes() == new.reach.tobytes() and old.channels.tobytes() == new.channels.tobytes()
        if same and same_channels and not len(old.reviews) and not len(new.reviews):
            slips = np.full(len(new.incidents), -1, np.int64)
            known = len(past[0][2])
            slips[:known] = stepper.world.slips[:known]
            stepper.world = stepper.world._replace(
                prog=new.table.copy(), calendar=new.calendar, incidents=new.incidents, slips=slips
            )
            stepper.setup = setup
            return stepper
        again = Stepper(setup, **self._how) if same else stepper
        if same:
            again.advance(day)
        if not same or again.diary.tobytes() != stepper.diary.tobytes():
            raise InputError(
                Fault("would change days that have passed", file="change", allowed=f"what holds from day {day} on")
            )
        return again

    def network(self, kind: str = "replies") -> networkx.DiGraph:
        """Return who answers whom so far (``replies``; needs ``events=True``) or who knows whom now (``ties``); see `sim.network`."""
        from sim.laboratory.networks import network

        if kind == "replies":
            self.result()
        return network(self._stepper, kind)

    def explain(self, lang: str = "en") -> str:
        """Tell the scenario in sentences, and what was changed by hand while it ran."""
        return "" if self._steered is None else self._steered.told(lang)

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the numbers come from: engine, versions, seed, replication, the whole scenario, and every change with its day."""
        from sim.laboratory.provenance import provenance

        return provenance(self._stepper.kernel.engine) | {
            "seed": self.setup.seed,
            "replication": self._how["replication"],
            "days": self.day,
            "scenario_hash": None if self.as_scenario is None else self.as_scenario.hash(),
            "scenario": None if self.as_scenario is None else self.as_scenario.to_toml(),
            "changes": [dataclasses.asdict(change) for change in self.changes],
        }

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


def _settle(scenario: str | Path | Scenario | Setup | None, values: dict[str, Any]) -> Scenario | Setup:
    """What to run: the scenario with the values that were given by name; a settled setup stays one."""
    values = {name: value.item() if isinstance(value, np.generic) else value for name, value in values.items()}
    community = {name: values[name] for name in values if name in COMMUNITY_WORDS}
    decided = {name: values[name] for name in values if "." in name}
    behaviour = {name: values[name] for name in values if name not in {*community, *decided}}
    if isinstance(scenario, Setup):
        if set(community) - {"seed"} or decided or set(behaviour) - set(PARAMETERS):
            raise InputError(
                f"a settled setup takes a seed and behaviour parameters only, not {', '.join(sorted(values))}"
            )
        return dataclasses.replace(scenario, **community, behaviour={**scenario.behaviour, **behaviour})
    from sim.scenario.model import Scenario as Asked
    from sim.scenario.model import loaded
    from sim.scenario.settings import with_settings

    if scenario is None:
        data = {"title": DEFAULT_TITLE, "community": {**DEFAULT_COMMUNITY, **community}, "behaviour": behaviour}
        return with_settings(Asked.build(data, "community"), decided)
    asked = loaded(scenario)
    if community:
        asked = asked.with_community(**community)
    if behaviour:
        asked = asked.with_values(**behaviour)
    return with_settings(asked, decided)
