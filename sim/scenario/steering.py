"""Changing what the host decides while a community lives: the scenario that would have said so beforehand.

A policy that is changed on a day ends there, and another of its kind takes over from that day on with the new values; so what was
steered by hand is a scenario like any other, and gives the same run when it is written down and run from the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.errors import Fault, InputError
from sim.policies import POLICIES, Policy
from sim.scenario.explain import explain
from sim.scenario.model import Scenario
from sim.scenario.naming import kinds_in, names_of, place_of, split, unknown_kind
from sim.scenario.overrides import pair_of
from sim.words import number, say

Settings = str | Mapping[str, Any] | Sequence[str]
"""``"team.hours_per_week=10"``, several of them, or ``{"team.hours_per_week": 10}``, also by kind: ``{"team": {"hours_per_week": 10}}``."""
Added = Policy | Mapping[str, Any]
_PUSH = ("push_day", "push_reach")


@dataclass(frozen=True)
class Change:
    """One thing that was changed between two days.

    Attributes
    ----------
    day : the first day on which it holds.
    key : "team.hours_per_week", or the name of a policy that was added or taken away.
    before, after : the values; None where there was or is no such policy.
    """

    day: int
    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Steered:
    """A scenario that is being lived through, and what was changed in it.

    Attributes
    ----------
    scenario : what was and will be decided, changes included.
    live : places of the policies that hold or are still to come, in the order in which their names count.
    changes : everything that was changed, in order.
    """

    scenario: Scenario
    live: tuple[int, ...]
    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario) -> Steered:
        """Begin with a scenario in which nothing was changed."""
        return cls(scenario, tuple(range(len(scenario.policies))))

    def on(self, day: int) -> dict[str, Policy]:
        """Return the policies that hold on a day or are still to come, by the name that they have then."""
        policies = [self.scenario.policies[place] for place in self._live(day)]
        return dict(zip(names_of([policy.kind for policy in policies]), policies, strict=True))

    def _live(self, day: int) -> list[int]:
        policies = self.scenario.policies
        return [place for place in self.live if policies[place].until_day is None or policies[place].until_day > day]

    def changed(
        self, day: int, settings: Settings, add: Sequence[Added] | Added, remove: Sequence[str] | str
    ) -> Steered:
        """Return it with changes that hold from a day on; itself when everything already is as it is asked.

        Raises
        ------
        InputError
            With every fault; nothing is changed then.
        """
        add = [add] if isinstance(add, (Policy, Mapping)) else add
        return _Work(self, day).done(_pairs(settings), add, [remove] if isinstance(remove, str) else remove)

    def told(self, lang: str = "en") -> str:
        """Tell the scenario in sentences, and below it what was changed by hand, when, from what to what."""
        text = explain(self.scenario, lang)
        if not self.changes:
            return text
        head = say("scenario.head.changed", lang)
        return text + "\n".join(["", head, "-" * len(head), *(_told(change, lang) for change in self.changes)]) + "\n"


class _Work:
    """One change under way: tables of policies that are being put right, and the faults met so far."""

    def __init__(self, steered: Steered, day: int) -> None:
        self.steered, self.day = steered, day
        self.tables = steered.scenario.tables()
        self.policies: list[dict[str, Any]] = self.tables["policy"]
        self.live: list[int] = steered._live(day)
        self.names = names_of([self.policies[place]["kind"] for place in self.live])
        self.made: list[Change] = []
        self.gone: list[int] = []
        self.faults: list[Fault] = []

    def done(self, pairs: Sequence[tuple[str, Any]], add: Sequence[Added], remove: Sequence[str]) -> Steered:
        groups: dict[int, dict[str, Any]] = {}
        fresh: dict[str, dict[str, Any]] = {}
        for key, value in pairs:
            room, _, field = key.removeprefix("policy.").partition(".")
            at = self._at(key, room, may_be_new=True)
            if not field:
                self._wrong(
                    key, "does not name one value of one policy", "policy[0].<name>=value or policy.<kind>.<name>=value"
                )
            elif at is None:
                fresh.setdefault(split(room)[0], {})[field] = value
            elif at >= 0:
                groups.setdefault(at, {})[field] = value
        leaving = [
            at
            for name in remove
            if (at := self._at(name, name.removeprefix("policy."), may_be_new=False)) is not None and at >= 0
        ]
        for at, values in groups.items():
            self._change(at, values)
        for kind, values in fresh.items():
            self._add({"kind": kind, **values})
        for policy in add:
            self._add(
                {"kind": policy.kind, **policy.model_dump(exclude_unset=True)}
                if isinstance(policy, Policy)
                else dict(policy)
            )
        for at in leaving:
            self._remove(at)
        if self.faults:
            raise InputError(self.faults)
        if not self.made:
            return self.steered
        kept = [place for place in range(len(self.policies)) if place not in self.gone]
        self.tables["policy"] = [self.policies[place] for place in kept]
        scenario = Scenario.build(self.tables, self.steered.scenario.name)
        return replace(
            self.steered,
            scenario=scenario,
            live=tuple(kept.index(place) for place in self.live),
            changes=(*self.steered.changes, *self.made),
        )

    def _wrong(self, key: str, what: str, right: str = "", meant: str = "") -> None:
        self.faults.append(Fault(what, file="change", key=key, allowed=right, meant=meant))

    def _at(self, key: str, room: str, *, may_be_new: bool) -> int | None:
        """Return the place of a policy among those that live, None where one is to be added, -1 with a fault."""
        kinds = [self.policies[place]["kind"] for place in self.live]
        kind, nth = split(room)
        if kind == "policy" and nth is not None and nth < len(kinds):
            return nth
        place = place_of(kinds, kind, nth)
        if place is not None:
            return place
        named = ", ".join(name for name, other in zip(self.names, kinds, strict=True) if other == kind)
        if kind in kinds and nth is None:
            self._wrong(key, f"this scenario has {kinds.count(kind)} policies of kind {kind}", named)
        elif kind in ("community", "behaviour", "mix", "title", "about"):
            self._wrong(key, "cannot change while the community lives", "what the host decides: " + ", ".join(POLICIES))
        elif kind not in POLICIES:
            self.faults.append(unknown_kind(room, "change", key))
        elif may_be_new and not nth:
            return None
        else:
            self._wrong(
                key, f"no {kind} holds on day {self.day} or later", named or ", ".join(self.names) or "no policy at all"
            )
        return -1

    def _change(self, at: int, values: Mapping[str, Any]) -> None:
        place, name = self.live[at], self.names[at]
        now, table = self.steered.scenario.policies[place], self.policies[place]
        values = {field: tuple(value) if isinstance(value, list) else value for field, value in values.items()}
        new = {
            field: value
            for field, value in values.items()
            if not (field in type(now).model_fields and _same(getattr(now, field), value))
        }
        if not new:
            return
        for field in ("from_day", "until_day"):
            if isinstance(new.get(field), int) and new[field] < self.day:
                self._wrong(f"{name}.{field}", f"day {new[field]} has passed", f"{self.day} or later")
        if "from_day" in new and now.from_day < self.day:
            self._wrong(f"{name}.from_day", f"it holds since day {now.from_day}", "a policy that has not begun")
        self.made += [
            Change(self.day, f"{name}.{field}", getattr(now, field, None), value) for field, value in new.items()
        ]
        if now.from_day >= self.day or set(new) == {"until_day"}:
            _put(table, new)
            return
        self.policies.append(_put(self._taken_over(table, now), new | {"from_day": self.day}))
        table["until_day"] = self.day
        self.live[at] = len(self.policies) - 1

    def _taken_over(self, table: dict[str, Any], now: Policy) -> dict[str, Any]:
        """Return the table of a policy for those who take over from it: what happened before is not done again, a push to come goes along."""
        rest = dict(table)
        if now.kind == "reach":
            rest.pop("prelaunch_reach", None)
            is_to_come = now.push_day is not None and now.push_day >= self.day
            for field in _PUSH:
                (table if is_to_come else rest).pop(field, None)
        return rest

    def _add(self, table: dict[str, Any]) -> None:
        given = {
            key: list(value) if isinstance(value, tuple) else value for key, value in table.items() if value is not None
        }
        table = {"from_day": self.day, **given}
        if isinstance(table["from_day"], int) and table["from_day"] < self.day:
            self._wrong(f"{table.get('kind')}.from_day", f"day {table['from_day']} has passed", f"{self.day} or later")
        if table.get("kind") not in POLICIES:
            self.faults.append(unknown_kind(str(table.get("kind")), "change", "kind"))
            return
        self.policies.append(table)
        self.live.append(len(self.policies) - 1)
        name = names_of(kinds_in([self.policies[place] for place in self.live]))[-1]
        self.made.append(Change(self.day, name, None, {key: value for key, value in table.items() if key != "kind"}))

    def _remove(self, at: int) -> None:
        place = self.live[at]
        if place in self.gone or self.policies[place].get("until_day") == self.day:
            return
        self.made.append(
            Change(
                self.day,
                self.names[at],
                {key: value for key, value in self.policies[place].items() if key != "kind"},
                None,
            )
        )
        if self.policies[place].get("from_day", 0) >= self.day:
            self.gone.append(place)
        else:
            self.policies[place]["until_day"] = self.day
        self.live = [other for other in self.live if other != place] if place in self.gone else self.live


def _pairs(settings: Settings) -> list[tuple[str, Any]]:
    """Return what is asked as (name, value)."""
    if isinstance(settings, Mapping):
        return [
            pair
            for key, value in settings.items()
            for pair in (
                [(f"{key}.{field}", inner) for field, inner in value.items()]
                if isinstance(value, Mapping)
                else [(key, value)]
            )
        ]
    return [pair_of(setting, "change") for setting in ([settings] if isinstance(settings, str) else settings)]


def _put(table: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Put values into a table of a policy; None takes one out."""
    for field, value in values.items():
        if value is None:
            table.pop(field, None)
        else:
            table[field] = list(value) if isinstance(value, tuple) else value
    return table


def _same(now: Any, value: Any) -> bool:
    return now == value and isinstance(now, bool) == isinstance(value, bool)


def _told(change: Change, lang: str) -> str:
    if isinstance(change.before, Mapping) or isinstance(change.after, Mapping):
        which, table = ("added", change.after) if change.before is None else ("removed", change.before)
        values = ", ".join(f"{field} = {_shown(value, lang)}" for field, value in table.items())
        return "- " + say(
            f"scenario.changed.{which}", lang, day=number(change.day, lang), name=change.key, values=values
        )
    before, after = _shown(change.before, lang), _shown(change.after, lang)
    return "- " + say(
        "scenario.changed.value", lang, day=number(change.day, lang), name=change.key, before=before, after=after
    )


def _shown(value: Any, lang: str) -> str:
    if value is None:
        return say("scenario.value.none", lang)
    if isinstance(value, bool):
        return say(f"scenario.value.{'yes' if value else 'no'}", lang)
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or say("scenario.value.none", lang)
    return number(value, lang) if isinstance(value, (int, float)) else str(value)
