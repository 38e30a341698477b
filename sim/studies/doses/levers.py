"""The levers: every field of every policy, the scenario it is tried in, and its doses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from sim.errors import ScenarioError
from sim.policies import POLICIES, Policy
from sim.studies.doses import settings
from sim.studies.doses.settings import Setting

if TYPE_CHECKING:
    from sim.scenario import Scenario

N_DOSES = 5
WIDE = 100.0
"""A range of numbers longer than this is passed over by ratios: its even steps would begin beyond what a host would do (invented)."""


@dataclass(frozen=True)
class Lever:
    """A field of a policy, to be tried over doses.

    Attributes
    ----------
    kind, field : which one.
    setting : where it is tried.
    doses : from nothing to its end, the scenario's own setting among them.
    own : place of the scenario's own setting.
    is_amount : whether the doses are amounts, so that it can be asked how the effect grows.
    """

    kind: str
    field: str
    setting: Setting
    doses: tuple[Any, ...]
    own: int
    is_amount: bool

    @property
    def key(self) -> str:
        """Name of the lever, as in study files."""
        return f"{self.kind}.{self.field}"

    def scenario(self, place: int) -> Scenario:
        """Return the scenario at a dose."""
        return _with(_base(self.kind, self.setting), self.kind, {self.field: self.doses[place]})


@dataclass(frozen=True)
class Left:
    """A field without doses: its key, and the key of the reason; or what is wrong, where its doses cannot be run."""

    key: str
    why: str
    fault: str = ""


def levers(policies: Mapping[str, type[Policy]] = POLICIES) -> tuple[list[Lever], list[Left]]:
    """Return every lever of every policy, and those that are left out.

    Parameters
    ----------
    policies : mapping
        Kind -> policy; the registry.
    """
    tried, left = [], []
    for kind, policy in policies.items():
        for field in policy.model_fields:
            key = f"{kind}.{field}"
            if field == "kind":
                continue
            why = settings.LEFT_OUT.get(key, settings.LEFT_OUT.get(field, ""))
            if why:
                left.append(Left(key, why))
                continue
            try:
                tried.append(lever(kind, field, policy))
            except ScenarioError as error:
                left.append(Left(key, "fault", error.faults[0].wrong))
    return tried, left


def lever(kind: str, field: str, policy: type[Policy] | None = None) -> Lever:
    """Return one lever with its doses.

    Raises
    ------
    ScenarioError
        The scenario cannot take one of its doses.
    """
    policy = policy or POLICIES[kind]
    setting = settings.LEVERS.get(f"{kind}.{field}", settings.POLICIES.get(kind, Setting(why="added")))
    doses = setting.doses or declared(policy, field)
    own = getattr(next(there for there in _base(kind, setting).policies if there.kind == kind), field)
    doses = with_own(doses, own)
    is_amount = all(isinstance(dose, (int, float)) and not isinstance(dose, bool) for dose in doses if dose is not None)
    made = Lever(kind, field, setting, doses, doses.index(own), is_amount)
    for place in range(len(doses)):
        made.scenario(place)
    return made


def declared(policy: type[Policy], field: str) -> tuple[Any, ...]:
    """Return doses as a field declares them: no and yes, its choices in their order, or five values of its range.

    A list of names begins with none and takes in one after the other, in the order in which they are declared. What can be left undecided
    begins with that. A range of more than `WIDE` is passed over by ratios after its lower end.
    Checks: 0..1 -> 0, .25, .5, .75, 1; whole 0..400 -> 0, 1, 7, 54, 400; yes or no -> no, yes.
    """
    setting = policy.levers.get(field)
    if setting is None:
        return ()
    if setting.is_list:
        return tuple(setting.names[:n] for n in range(len(setting.names) + 1))
    if setting.names:
        return setting.names
    if setting.is_switch:
        return (False, True)
    if setting.low is None or setting.high is None:
        return ()
    low, high = setting.low, setting.high
    nothing = (None,) if policy.model_fields[field].default is None else ()
    n = N_DOSES - len(nothing)
    if high - low > WIDE:
        least = max(low, 1.0)
        first = (low,) if low < least else ()
        steps = n - len(first)
        values = [*first, *(least * (high / least) ** (i / (steps - 1)) for i in range(steps))]
    else:
        values = [low + (high - low) * i / (n - 1) for i in range(n)]
    return (*nothing, *dict.fromkeys(round(x) if setting.is_whole else float(x) for x in values))


def with_own(doses: tuple[Any, ...], own: Any) -> tuple[Any, ...]:
    """Return the doses with the scenario's own setting among them: in its place between numbers, else in front.

    A first dose that stands for nothing, before amounts that fall, keeps its place: 0, 8, 4, 2 with 3 -> 0, 8, 4, 3, 2.
    """
    if own in doses:
        return doses
    if not isinstance(own, (int, float)) or sum(isinstance(dose, (int, float)) for dose in doses) < 2:
        return (own, *doses)
    rises = doses[-1] > doses[-2]
    first = 1 if doses[0] is None or (doses[1] > doses[0]) != rises else 0
    place = next((i for i in range(first, len(doses)) if (doses[i] > own) == rises), len(doses))
    return (*doses[:place], own, *doses[place:])


@cache
def _loaded(name: str) -> Scenario:
    from sim.scenario import library_folder, load

    folder = library_folder()
    return load(f"{folder}/{name}.toml" if folder is not None else f"{name}.toml")


def _base(kind: str, setting: Setting) -> Scenario:
    """Return the scenario a lever is tried in: with its policy, and with what the setting puts beside it."""
    scenario = _loaded(setting.base)
    if all(policy.kind != kind for policy in scenario.policies):
        scenario = _with(scenario, kind, {})
    for key, value in setting.beside.items():
        other, _, name = key.partition(".")
        scenario = _with(scenario, other, {name: value})
    return scenario


def _with(scenario: Scenario, kind: str, values: Mapping[str, Any]) -> Scenario:
    """Return the scenario with values of its first policy of a kind changed; the policy is added when it is not there."""
    tables = scenario.tables()
    mine = next((table for table in tables["policy"] if table["kind"] == kind), None)
    if mine is None:
        mine = {"kind": kind}
        tables["policy"].append(mine)
    for name, value in values.items():
        if value is None:
            mine.pop(name, None)
        else:
            mine[name] = list(value) if isinstance(value, tuple) else value
    return type(scenario).build(tables, scenario.name)


def maker(tried: Lever, place: int) -> partial[Scenario]:
    """Return what makes the scenario at a dose whenever it is asked for."""
    return partial(tried.scenario, place)
