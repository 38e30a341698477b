"""Onboarding: what newcomers are shown, how they are welcomed, and how others come to see them."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy
from sim.policies.lever import lever, rounds
from sim.words import number, percent, say


class Onboarding(Policy):
    """Welcome new members and point them to goal, rules and one another."""

    mediators: ClassVar[tuple[str, ...]] = (
        "rules_comply",
        "rules_courage",
        "welcome_ease",
        "welcome_auto_ease",
        "relief",
        "intro_ease",
        "reply_intro",
        "spotlight_ask",
        "reply_spotlit",
        "nudge_profile",
        "uptake",
        "host_answer",
        "answer_worth",
        "standing_gain",
        "trust_gain",
        "notice_host",
        "bother",
        "minutes_welcome",
        "minutes_place",
        "guide_followed",
    )

    kind: Literal["onboarding"] = "onboarding"
    rules_shown: bool = lever(
        "Goal and group rules are shown at entry.", default=False, column="rules_shown", door="seen"
    )
    welcome: Literal["none", "automatic", "personal"] = lever(
        "``none``; ``automatic`` a standard message; ``personal`` a message by the host, which takes host minutes.",
        default="none",
        column="welcome",
        door=("worth", "cost"),
    )
    introductions: bool = lever(
        "A place exists where newcomers introduce themselves.",
        default=False,
        column="introductions",
        door=("seen", "cost"),
    )
    spotlight_every_days: int | None = lever(
        "An update naming newcomers goes out every so many days after ``from_day``, on the Monday after where that is a "
        "weekend; None: never.",
        unit="days",
        low=1,
        high=365,
        default=None,
        column="spotlight",
        over_days=rounds,
        door="seen",
    )
    profile_nudge: float = lever(
        "How strongly newcomers are told why a profile matters.",
        low=0.0,
        high=1.0,
        default=0.0,
        column="profile_nudge",
        door="worth",
    )
    start_after_visits: int = lever(
        "Visits a newcomer makes before being able to start a thread: read first.",
        unit="visits",
        low=0,
        high=100,
        default=0,
        column="start_after_visits",
        door=("cost", "seen"),
    )
    start_after_reply: bool = lever(
        "A newcomer can start a thread only after having replied to one.",
        default=False,
        column="start_after_reply",
        door=("cost", "seen"),
    )

    posting_guide: bool = lever(
        "Newcomers are shown how to post: ask a question or bring something of use, and say so when it is promotion.",
        default=False,
        column="posting_guide",
        door="seen",
    )

    def sentence(self, lang: str = "en") -> str:
        clauses = []
        if self.welcome != "none":
            clauses.append(say(f"policies.onboarding.{self.welcome}", lang))
        if self.rules_shown:
            clauses.append(say("policies.onboarding.rules", lang))
        if self.introductions:
            clauses.append(say("policies.onboarding.introductions", lang))
        if self.spotlight_every_days is not None:
            clauses.append(say("policies.onboarding.spotlight", lang, days=number(self.spotlight_every_days, lang)))
        if self.profile_nudge > 0:
            clauses.append(say("policies.onboarding.nudge", lang, strength=percent(self.profile_nudge, lang)))
        if self.start_after_visits > 0:
            form = "read_one" if self.start_after_visits == 1 else "read"
            clauses.append(say(f"policies.onboarding.{form}", lang, n=number(self.start_after_visits, lang)))
        if self.start_after_reply:
            clauses.append(say("policies.onboarding.reply", lang))
        if self.posting_guide:
            clauses.append(say("policies.onboarding.guide", lang))
        return self._told(lang, clauses or [say("policies.onboarding.nothing", lang)])
