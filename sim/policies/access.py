"""Access: who may come in, what outsiders can read, and what it takes to apply."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, Policy, Share, code
from sim.words import number, percent, say

LEVELS = ("open", "request", "invitation")
EVERYBODY = -9.0


class Access(Policy):
    """Choose deliberately between open and closed.

    Attributes
    ----------
    kind : str
        ``access``.
    from_day, until_day : int
        First day on which it holds, and first day on which it no longer does [day].
    access : str
        ``open`` anyone joins at once; ``request`` people apply and the team reviews; ``invitation`` only who is invited by a member.
    public_reading : float
        Share of the posts an outsider can read before joining [0..1].
    application_effort : float
        Effort asked at application, such as a motivation [logits, 0..4].
    fit_threshold : float or None
        Applicants whose fit, as the team sees it, lies below this are refused [z-score, -9..3]; None refuses nobody.
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {
        "access": ("access",),
        "public_reading": ("public_reading",),
        "application_effort": ("application_effort",),
        "fit_threshold": ("fit_threshold",),
    }
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "access": ("who", "cost"),
        "public_reading": ("seen",),
        "application_effort": ("who", "cost"),
        "fit_threshold": ("who",),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "weight_information", "outside_substitute", "effort_drive", "effort_spam", "review_spam", "review_noise",
        "minutes_application",
    )

    kind: Literal["access"] = "access"
    access: Literal["open", "request", "invitation"] = "open"
    public_reading: Share = 1.0
    application_effort: Annotated[float, Field(ge=0.0, le=4.0)] = 0.0
    fit_threshold: Annotated[float, Field(ge=EVERYBODY, le=3.0)] | None = None

    def value_of(self, field: str) -> Any:
        if field == "access":
            return code(self.access, LEVELS)
        if field == "fit_threshold" and self.fit_threshold is None:
            return EVERYBODY
        return super().value_of(field)

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
