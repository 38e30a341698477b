"""Onboarding: what newcomers are shown, how they are welcomed, and how others come to see them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, Policy, Share, code, rounds
from sim.words import number, percent, say
from sim.world.programme import Programme

WELCOMES = ("none", "automatic", "personal")


class Onboarding(Policy):
    """Welcome new members and point them to goal, rules and one another.

    Attributes
    ----------
    kind : str
        ``onboarding``.
    from_day, until_day : int
        First day on which it holds, and first day on which it no longer does [day].
    rules_shown : bool
        Goal and group rules are shown at entry.
    welcome : str
        ``none``; ``automatic`` a standard message; ``personal`` a message by the host, which takes host minutes.
    introductions : bool
        A place exists where newcomers introduce themselves.
    spotlight_every_days : int or None
        An update naming newcomers goes out every so many days after ``from_day``, on the Monday after where that is a weekend
        [days, 1..365]; None: never.
    profile_nudge : float
        How strongly newcomers are told why a profile matters [0..1].
    start_after_visits : int
        Visits a newcomer makes before being able to start a thread: read first [visits, 0..100].
    start_after_reply : bool
        A newcomer can start a thread only after having replied to one.
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {
        "rules_shown": ("rules_shown",),
        "welcome": ("welcome",),
        "introductions": ("introductions",),
        "spotlight_every_days": ("spotlight",),
        "profile_nudge": ("profile_nudge",),
        "start_after_visits": ("start_after_visits",),
        "start_after_reply": ("start_after_reply",),
    }
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "rules_shown": ("seen",),
        "welcome": ("worth", "cost"),
        "introductions": ("seen", "cost"),
        "spotlight_every_days": ("seen",),
        "profile_nudge": ("worth",),
        "start_after_visits": ("cost", "seen"),
        "start_after_reply": ("cost", "seen"),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "rules_comply", "rules_courage", "welcome_ease", "welcome_auto_ease", "relief", "intro_ease", "reply_intro",
        "spotlight_ask", "reply_spotlit", "nudge_profile", "uptake", "host_answer", "answer_worth", "standing_gain", "trust_gain",
        "notice_host", "bother", "minutes_welcome",
    )

    kind: Literal["onboarding"] = "onboarding"
    rules_shown: bool = False
    welcome: Literal["none", "automatic", "personal"] = "none"
    introductions: bool = False
    spotlight_every_days: Annotated[int, Field(ge=1, le=365)] | None = None
    profile_nudge: Share = 0.0
    start_after_visits: Annotated[int, Field(ge=0, le=100)] = 0
    start_after_reply: bool = False

    def write(self, programme: Programme) -> None:
        for field in self.decides():
            value = self.value_of(field)
            if field == "spotlight_every_days":
                value = rounds(value, programme, self.from_day, self.until_day)
            self._set(programme, self.columns[field][0], value)

    def value_of(self, field: str) -> Any:
        if field == "welcome":
            return code(self.welcome, WELCOMES)
        return super().value_of(field)

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
            one = "read_one" if self.start_after_visits == 1 else "read"
            clauses.append(say(f"policies.onboarding.{one}", lang, n=number(self.start_after_visits, lang)))
        if self.start_after_reply:
            clauses.append(say("policies.onboarding.reply", lang))
        return self._told(lang, clauses or [say("policies.onboarding.nothing", lang)])
