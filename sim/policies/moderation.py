"""Moderation: what does not belong is looked for, reported, filtered, explained, sanctioned; what is old or off topic goes, or stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from sim.policies.base import Policy, every, hours
from sim.policies.lever import lever, per_workday, rounds
from sim.words import number, percent, say


class Moderation(Policy):
    """Enforce the rules."""

    mediators: ClassVar[tuple[str, ...]] = (
        "judge_bad",
        "judge_good",
        "cost_noise",
        "trust_ratio",
        "imitation",
        "cost_conflict",
        "spammer_returns",
        "minutes_patrol",
        "minutes_removal",
        "removal_teaches",
        "warned_first",
        "personal_hides",
        "stale_worth",
        "stale_noise",
        "off_worth",
        "off_bond",
        "off_topic_left",
        "report_base",
        "filter_learns",
        "spam_learns",
    )

    kind: Literal["moderation"] = "moderation"
    hours_per_week: float = lever(
        "Time the team spends looking through posts for what nobody reported, out of its own hours, Monday to Friday.",
        unit="hours a week",
        low=0.0,
        high=400.0,
        default=0.0,
        column="patrol_minutes",
        over_days=per_workday,
        door=("seen", "cost"),
    )
    filter_sensitivity: float = lever(
        "Chance that an automatic filter holds back a spam post.",
        low=0.0,
        high=1.0,
        default=0.0,
        column="filter_sensitivity",
        door="seen",
    )
    filter_false: float = lever(
        "Chance that it holds back a good post.", low=0.0, high=1.0, default=0.0, column="filter_false", door="seen"
    )
    explanations: bool = lever(
        "Removals come with a reason.", default=False, column="explanations", door=("seen", "cost")
    )
    ban_after: int = lever(
        "Strikes at which someone is banned; 0 bans nobody. Spam is one strike, another removed post less; they fade.",
        low=0,
        high=1000,
        default=0,
        column="ban_after",
        door=("who", "seen"),
    )
    sanctions: Literal["strikes", "graduated"] = lever(
        "``strikes`` every removal is a strike; ``graduated`` the first is a warning, those after it come with a pause "
        "as well.",
        default="strikes",
        column="graduated",
        door=("worth", "cost"),
    )
    pause_days: int = lever(
        "Days such a pause lasts, in which one reads but does not post.",
        unit="days",
        low=0,
        high=365,
        default=0,
        column="mute_days",
        door=("cost", "seen"),
    )
    off_topic: Literal["allowed", "removed", "personal"] = lever(
        "Small talk: ``allowed``; ``removed`` for all; ``personal`` every reader gets a feed of the own topics.",
        default="allowed",
        column="off_topic",
        door="seen",
    )
    prune_after_days: int = lever(
        "Days of silence after which a thread leaves the feed; 0: only when the platform drops it, after two weeks.",
        unit="days",
        low=0,
        high=365,
        default=0,
        column="prune_days",
        door="seen",
    )
    remove_expired: bool = lever(
        "What is out of date, such as a vacancy that is filled, leaves the feed.",
        default=False,
        column="drop_expired",
        door="seen",
    )
    report_ease: float = lever(
        "How much easier it is made for members to report a post.",
        unit="logits",
        low=0.0,
        high=3.0,
        default=0.0,
        column="report_ease",
        door=("cost", "seen"),
    )
    report_thanks: bool = lever("Those who report are thanked.", default=False, column="report_thanks", door="worth")
    hide_after_reports: int = lever(
        "Reports by members at which a post is hidden at once, without the team; 0: never.",
        low=0,
        high=100,
        default=0,
        column="hide_after",
        door="seen",
    )
    filter_update_days: int | None = lever(
        "The filter is brought up to date with what got past it every so many days; it takes team minutes; None: never.",
        unit="days",
        low=1,
        high=365,
        default=None,
        column="filter_update",
        over_days=rounds,
        door=("seen", "cost"),
    )
    filter_taught: bool = lever(
        "The filter learns from every spam post that the team or members take away.",
        default=False,
        column="filter_taught",
        door="seen",
    )

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        yield from super().contradictions()
        if self.pause_days > 0 and self.sanctions != "graduated":
            yield (
                "pause_days",
                "a pause belongs to graduated sanctions",
                'sanctions = "graduated" beside it, or pause_days = 0',
            )

    def sentence(self, lang: str = "en") -> str:
        clauses = []
        if self.hours_per_week > 0:
            clauses.append(say("policies.moderation.hours", lang, hours=hours(self.hours_per_week, lang)))
        if self.filter_sensitivity > 0 or self.filter_false > 0:
            clauses.append(
                say(
                    "policies.moderation.filter",
                    lang,
                    spam=percent(self.filter_sensitivity, lang),
                    good=percent(self.filter_false, lang),
                )
            )
        if self.explanations:
            clauses.append(say("policies.moderation.explanations", lang))
        if self.ban_after > 0:
            form = "ban_one" if self.ban_after == 1 else "ban"
            clauses.append(say(f"policies.moderation.{form}", lang, n=number(self.ban_after, lang)))
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
            form = "hide_one" if self.hide_after_reports == 1 else "hide"
            clauses.append(say(f"policies.moderation.{form}", lang, n=number(self.hide_after_reports, lang)))
        if self.filter_taught:
            clauses.append(say("policies.moderation.filter_taught", lang))
        if self.filter_update_days is not None:
            clauses.append(say("policies.moderation.filter_update", lang, every=every(self.filter_update_days, lang)))
        return clauses
