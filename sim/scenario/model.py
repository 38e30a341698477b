"""The scenario: an audience, its behaviour, and the host's policies."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import SerializeAsAny

from sim.errors import Fault, InputError, listed
from sim.policies.base import Frozen, Policy
from sim.scenario.check import Check
from sim.scenario.community import Community
from sim.scenario.library import Asked, gather
from sim.scenario.overrides import Set, override
from sim.scenario.uncertain import Uncertain
from sim.world.programme import Programme

if TYPE_CHECKING:
    from sim.world.setup import Setup


class Scenario(Frozen):
    """What is asked, whole and checked.

    Make one with ``sim.load`` or ``Scenario.build``, which check everything and name every fault; the constructor itself
    checks single values only.

    Attributes
    ----------
    name : str
        Stem of the file.
    title : dict of str to str
        In every language.
    about : dict of str to str or None
        Why the scenario exists, in every language.
    community : Community
        The audience and the run.
    behaviour : dict of str to float
        Parameters that are not at their default.
    uncertain : dict of str to Uncertain
        What is not known of the target group, by key; drawn anew in every world of a comparison, and nothing to a single run.
    policies : tuple of Policy
        What the host decides, in the order of the file.
    """

    name: str
    title: dict[str, str]
    about: dict[str, str] | None = None
    community: Community
    behaviour: dict[str, float] = {}
    uncertain: dict[str, Uncertain] = {}
    policies: tuple[SerializeAsAny[Policy], ...] = ()

    @classmethod
    def build(cls, tables: Mapping[str, Any], name: str = "scenario") -> Scenario:
        """Make a scenario from tables such as a TOML file holds (``community``, ``behaviour``, ``policy``, ...).

        Raises
        ------
        ScenarioError
            With every fault.
        """
        return check(Asked(name=name, file=name, data=dict(tables), places={}))

    def programme(self) -> Programme:
        """Return all policies written out."""
        programme = Programme(self.community.days)
        for index, policy in enumerate(self.policies):
            programme.index = index
            policy.write(programme)
        if self.community.venue == "join":
            programme.join()
        return programme

    def setup(self) -> Setup:
        """Return what the engine needs to run this scenario; the programme is settled here."""
        from sim.world.setup import Setup

        community = self.community
        return Setup(
            audience=community.audience,
            days=community.days,
            seed=community.seed,
            founders=community.founders,
            everyone_in=community.everyone_in,
            mix=community.shares,
            behaviour=dict(self.behaviour),
            programme=self.programme(),
            rivals=(community.rivals, community.rival_size, community.rival_specificity),
            breadth=community.breadth,
            already_on=community.already_on,
        )

    def tables(self) -> dict[str, Any]:
        """Return the scenario as the tables of a file; ``Scenario.build`` makes the same scenario from them."""
        data: dict[str, Any] = {"title": dict(self.title)}
        if self.about:
            data["about"] = dict(self.about)
        data["community"] = self.community.told()
        if self.community.mix:
            data["community"]["mix"] = dict(self.community.mix)
        if self.behaviour:
            data["behaviour"] = dict(self.behaviour)
        if self.uncertain:
            data["uncertain"] = {
                key: {
                    name: list(value) if isinstance(value, tuple) else value
                    for name, value in entry.model_dump(exclude_defaults=True).items()
                }
                for key, entry in self.uncertain.items()
            }
        data["policy"] = [
            {
                "kind": policy.kind,
                **{
                    key: value
                    for key, value in policy.model_dump(exclude_unset=True).items()
                    if value is not None and key != "kind"
                },
            }
            for policy in self.policies
        ]
        return data

    def to_toml(self) -> str:
        """Write the scenario as a file without parents."""
        from sim.scenario.toml import toml

        return toml(self.tables())

    def with_values(self, **behaviour: float) -> Scenario:
        """Return the scenario with behaviour parameters changed."""
        return self._changed("behaviour", behaviour)

    def with_community(self, **values: Any) -> Scenario:
        """Return the scenario with values of the community changed, e.g. ``with_community(days=90)``."""
        return self._changed("community", values)

    def hash(self) -> str:
        """Return the sha256 of everything that decides the outcome; titles, what an hour costs, what is not known and defaults spelled out do not count."""
        from sim.rules import PARAMETERS

        moved = {key: value for key, value in self.behaviour.items() if value != PARAMETERS[key].default}
        community = {**self.community.told(), "mix": self.community.shares}
        community.pop("hour_cost", None)
        policies = [policy.model_dump() for policy in self.policies]
        whole = json.dumps([community, moved, policies], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(whole.encode()).hexdigest()

    def _changed(self, table: str, values: Mapping[str, Any]) -> Scenario:
        data = self.tables()
        data[table] = {**data.get(table, {}), **values}
        return type(self).build(data, self.name)


def check(asked: Asked) -> Scenario:
    """Return the scenario that is asked.

    Raises
    ------
    ScenarioError
        With every fault, in the order of the file.
    """
    return Scenario(**Check(asked).fields())


def load(path: str | os.PathLike[str] | Scenario, sets: Sequence[Set] = ()) -> Scenario:
    """Read a scenario file with its parents, change single values, and check it whole.

    Parameters
    ----------
    path : path or Scenario
        A TOML file; a scenario that is loaded already is taken as it is.
    sets : sequence
        ``key=value`` texts such as ``behaviour.stop_first=0.2``, applied in order.

    Raises
    ------
    ScenarioError
        With every fault, each as ``file:line: key: what is wrong; allowed ...; did you mean ...``.
    """
    listed(sets, "sets")
    if isinstance(path, Scenario):
        return check(override(Asked(path.name, path.name, path.tables(), {}), sets)) if sets else path
    return check(override(gather(path), sets))


def loaded(scenario: Scenario | str | os.PathLike[str]) -> Scenario:
    """Return a scenario: itself, or what a path leads to.

    Raises
    ------
    InputError
        It is neither; `ScenarioError` where the file has faults.
    """
    if isinstance(scenario, (str, os.PathLike)):
        return load(scenario)
    if not isinstance(scenario, Scenario):
        raise InputError(
            Fault(
                f"{type(scenario).__name__} is no scenario",
                allowed="the path of a scenario file, or what sim.load gives",
            )
        )
    return scenario
