"""Access: who may come in, what outsiders can read, and what it takes to apply."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Policy
from sim.policies.lever import lever
from sim.words import number, percent, say

EVERYBODY = -9.0


class Access(Policy):
    """Choose deliberately between open and closed."""

    mediators: ClassVar[tuple[str, ...]] = (
        "weight_information",
        "outside_substitute",
        "effort_drive",
        "effort_spam",
        "review_spam",
        "invite_closed",
        "invite_asked",
        "review_noise",
        "minutes_application",
    )

    kind: Literal["access"] = "access"
    access: Literal["open", "request", "invitation"] = lever(
        "``open`` anyone joins at once; ``request`` people apply and the team reviews; ``invitation`` only who is "
        "invited by the team or a member, also when they ask a member they know.",
        default="open",
        column="access",
        door=("who", "cost"),
    )
    public_reading: float = lever(
        "Share of the posts an outsider can read before joining.",
        low=0.0,
        high=1.0,
        default=1.0,
        column="public_reading",
        door="seen",
    )
    application_effort: float = lever(
        "Effort asked at application, such as a motivation.",
        unit="logits",
        low=0.0,
        high=4.0,
        default=0.0,
        column="application_effort",
        door=("who", "cost"),
    )
    fit_threshold: float | None = lever(
        "Applicants whose fit, as the team sees it, lies below this are refused; None refuses nobody.",
        unit="z-score",
        low=EVERYBODY,
        high=3.0,
        default=None,
        none=EVERYBODY,
        column="fit_threshold",
        door="who",
    )

    def sentence(self, lang: str = "en") -> str:
        decided = self.decides()
        clauses = [say(f"policies.access.{self.access}", lang)] if "access" in decided or not decided else []
        if self.public_reading == 0:
            clauses.append(say("policies.access.reading_none", lang))
        elif self.public_reading < 1:
            clauses.append(say("policies.access.reading_some", lang, share=percent(self.public_reading, lang)))
        elif self.access != "open" or "public_reading" in decided:
            clauses.append(say("policies.access.reading_all", lang))
        if self.application_effort > 0:
            clauses.append(say("policies.access.effort", lang, effort=number(self.application_effort, lang)))
        if self.fit_threshold is not None and self.fit_threshold > EVERYBODY:
            clauses.append(say("policies.access.threshold", lang, z=number(self.fit_threshold, lang)))
        return self._told(lang, clauses)
