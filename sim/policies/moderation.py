"""Moderation: the hours spent looking for what does not belong, the filter, the reasons given, the ban."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, Policy, Share, hours, per_workday
from sim.words import number, percent, say
from sim.world.programme import Programme


class Moderation(Policy):
    """Enforce the rules.

    Attributes
    ----------
    kind : str
        ``moderation``.
    from_day, until_day : int
        First day on which it holds, and first day on which it no longer does [day].
    hours_per_week : float
        Time the team spends looking through posts for what nobody reported, out of its own hours, Monday to Friday
        [hours a week, 0..400].
    filter_sensitivity : float
        Chance that an automatic filter holds back a spam post [0..1].
    filter_false : float
        Chance that it holds back a good post [0..1].
    explanations : bool
        Removals come with a reason.
    ban_after : int
        Strikes at which someone is banned [0..1000]; 0 bans nobody. Spam is one strike, another removed post less; they fade.
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {
        "hours_per_week": ("patrol_minutes",),
        "filter_sensitivity": ("filter_sensitivity",),
        "filter_false": ("filter_false",),
        "explanations": ("explanations",),
        "ban_after": ("ban_after",),
    }
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "hours_per_week": ("seen", "cost"),
        "filter_sensitivity": ("seen",),
        "filter_false": ("seen",),
        "explanations": ("seen", "cost"),
        "ban_after": ("who", "seen"),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "judge_bad", "judge_good", "cost_noise", "trust_ratio", "imitation", "cost_conflict", "spammer_returns",
        "minutes_patrol", "minutes_removal",
    )

    kind: Literal["moderation"] = "moderation"
    hours_per_week: Annotated[float, Field(ge=0.0, le=400.0)] = 0.0
    filter_sensitivity: Share = 0.0
    filter_false: Share = 0.0
    explanations: bool = False
    ban_after: Annotated[int, Field(ge=0, le=1000)] = 0

    def write(self, programme: Programme) -> None:
        for field in self.decides():
            value = self.value_of(field)
            if field == "hours_per_week":
                value = per_workday(value, programme, self.from_day, self.until_day)
            self._set(programme, self.columns[field][0], value)

    def sentence(self, lang: str = "en") -> str:
        clauses = []
        if self.hours_per_week > 0:
            clauses.append(say("policies.moderation.hours", lang, hours=hours(self.hours_per_week, lang)))
        if self.filter_sensitivity > 0 or self.filter_false > 0:
            clauses.append(say("policies.moderation.filter", lang, spam=percent(self.filter_sensitivity, lang),
                               good=percent(self.filter_false, lang)))
        if self.explanations:
            clauses.append(say("policies.moderation.explanations", lang))
        if self.ban_after > 0:
            one = "ban_one" if self.ban_after == 1 else "ban"
            clauses.append(say(f"policies.moderation.{one}", lang, n=number(self.ban_after, lang)))
        return self._told(lang, clauses or [say("policies.moderation.nothing", lang)])
