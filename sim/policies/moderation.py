"""Moderation: what does not belong is looked for, reported, filtered, explained, sanctioned; what is old or off topic goes, or stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, Policy, Share, code, every, hours, per_workday, rounds
from sim.words import number, percent, say
from sim.world.programme import Programme

SANCTIONS = ("strikes", "graduated")
OFF_TOPIC = ("allowed", "removed", "personal")


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
    sanctions : str
        ``strikes`` every removal is a strike; ``graduated`` the first is a warning, those after it come with a pause as well.
    pause_days : int
        Days such a pause lasts, in which one reads but does not post [days, 0..365].
    off_topic : str
        Small talk: ``allowed``; ``removed`` for all; ``personal`` every reader gets a feed of the own topics.
    prune_after_days : int
        Days of silence after which a thread leaves the feed [days, 0..365]; 0: only when the platform drops it, after two weeks.
    remove_expired : bool
        What is out of date, such as a vacancy that is filled, leaves the feed.
    report_ease : float
        How much easier it is made for members to report a post [logits, 0..3].
    report_thanks : bool
        Those who report are thanked.
    hide_after_reports : int
        Reports by members at which a post is hidden at once, without the team [0..100]; 0: never.
    filter_update_days : int or None
        The filter is brought up to date with what got past it every so many days; it takes team minutes [days, 1..365]; None: never.
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {
        "hours_per_week": ("patrol_minutes",),
        "filter_sensitivity": ("filter_sensitivity",),
        "filter_false": ("filter_false",),
        "explanations": ("explanations",),
        "ban_after": ("ban_after",),
        "sanctions": ("graduated",),
        "pause_days": ("mute_days",),
        "off_topic": ("off_topic",),
        "prune_after_days": ("prune_days",),
        "remove_expired": ("drop_expired",),
        "report_ease": ("report_ease",),
        "report_thanks": ("report_thanks",),
        "hide_after_reports": ("hide_after",),
        "filter_update_days": ("filter_update",),
    }
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "hours_per_week": ("seen", "cost"),
        "filter_sensitivity": ("seen",),
        "filter_false": ("seen",),
        "explanations": ("seen", "cost"),
        "ban_after": ("who", "seen"),
        "sanctions": ("worth", "cost"),
        "pause_days": ("cost", "seen"),
        "off_topic": ("seen",),
        "prune_after_days": ("seen",),
        "remove_expired": ("seen",),
        "report_ease": ("cost", "seen"),
        "report_thanks": ("worth",),
        "hide_after_reports": ("seen",),
        "filter_update_days": ("seen", "cost"),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "judge_bad", "judge_good", "cost_noise", "trust_ratio", "imitation", "cost_conflict", "spammer_returns",
        "minutes_patrol", "minutes_removal", "removal_teaches", "warned_first", "personal_hides", "stale_worth", "stale_noise",
        "off_worth", "off_bond", "off_topic_left", "report_base", "filter_learns", "spam_learns",
    )

    kind: Literal["moderation"] = "moderation"
    hours_per_week: Annotated[float, Field(ge=0.0, le=400.0)] = 0.0
    filter_sensitivity: Share = 0.0
    filter_false: Share = 0.0
    explanations: bool = False
    ban_after: Annotated[int, Field(ge=0, le=1000)] = 0
    sanctions: Literal["strikes", "graduated"] = "strikes"
    pause_days: Annotated[int, Field(ge=0, le=365)] = 0
    off_topic: Literal["allowed", "removed", "personal"] = "allowed"
    prune_after_days: Annotated[int, Field(ge=0, le=365)] = 0
    remove_expired: bool = False
    report_ease: Annotated[float, Field(ge=0.0, le=3.0)] = 0.0
    report_thanks: bool = False
    hide_after_reports: Annotated[int, Field(ge=0, le=100)] = 0
    filter_update_days: Annotated[int, Field(ge=1, le=365)] | None = None

    def write(self, programme: Programme) -> None:
        for field in self.decides():
            value = self.value_of(field)
            if field == "hours_per_week":
                value = per_workday(value, programme, self.from_day, self.until_day)
            elif field == "filter_update_days":
                value = rounds(value, programme, self.from_day, self.until_day)
            self._set(programme, self.columns[field][0], value)

    def value_of(self, field: str) -> Any:
        if field == "off_topic":
            return code(self.off_topic, OFF_TOPIC)
        if field == "sanctions":
            return code(self.sanctions, SANCTIONS)
        return super().value_of(field)

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        yield from super().contradictions()
        if self.pause_days > 0 and self.sanctions != "graduated":
            yield ("pause_days", "a pause belongs to graduated sanctions", 'sanctions = "graduated" beside it, or pause_days = 0')

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
        clauses += self._community_clauses(lang)
        return self._told(lang, clauses or [say("policies.moderation.nothing", lang)])

    def _community_clauses(self, lang: str) -> list[str]:
        """Say what is done about sanctions, small talk, what is old, and what members report."""
        clauses = []
        if self.sanctions == "graduated":
            pause = "graduated_pause" if self.pause_days > 0 else "graduated"
            clauses.append(say(f"policies.moderation.{pause}", lang, days=number(self.pause_days, lang)))
        if self.off_topic != "allowed":
            clauses.append(say(f"policies.moderation.off_topic_{self.off_topic}", lang))
        if self.prune_after_days > 0:
            clauses.append(say("policies.moderation.prune", lang, days=number(self.prune_after_days, lang)))
        if self.remove_expired:
            clauses.append(say("policies.moderation.expired", lang))
        if self.report_ease > 0:
            clauses.append(say("policies.moderation.report_ease", lang, ease=number(self.report_ease, lang)))
        if self.report_thanks:
            clauses.append(say("policies.moderation.report_thanks", lang))
        if self.hide_after_reports > 0:
            one = "hide_one" if self.hide_after_reports == 1 else "hide"
            clauses.append(say(f"policies.moderation.{one}", lang, n=number(self.hide_after_reports, lang)))
        if self.filter_update_days is not None:
            clauses.append(say("policies.moderation.filter_update", lang, every=every(self.filter_update_days, lang)))
        return clauses
