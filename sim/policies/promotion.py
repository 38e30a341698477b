"""Promotion to a role: by which rule members become ambassador or manager."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, Picking, code, every, hours, rounds
from sim.words import number, say
from sim.world.programme import Programme

ROLES = ("nobody", "ambassador", "manager")
CHOSEN_BY = ("posts", "appreciation", "lot")


class Promotion(Picking):
    """Promote deserving members to a role.

    Attributes
    ----------
    kind : str
        ``promotion``.
    from_day, until_day : int
        First day on which it holds, and first day on which it no longer does [day].
    role : str
        ``ambassador`` answers and posts on duty; ``manager`` shares the team's work, also at weekends, and errs more than the team.
    number : int
        Members wanted in the role [persons, 0..1000]; 0 promotes nobody, and then the other settings say nothing.
    every_days : int
        Days from one review of members to the next, at which vacancies are filled; it takes team minutes [days, 1..365].
    chosen_by : str
        ``posts`` who posted most of late; ``appreciation`` whom others answer and react to most; ``lot`` by lot among those who qualify.
    least_posts : float
        Own posts of late one needs to qualify [posts in about a month, 0..1000].
    least_days : int
        Days of membership one needs to qualify [days, 0..3650].
    hours_per_week : float
        Time each of them gives [hours a week, 0..40].
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {
        "role": ("promote_role",),
        "number": ("promote_number",),
        "every_days": ("promote_day",),
        "chosen_by": ("promote_by",),
        "least_posts": ("promote_posts",),
        "least_days": ("promote_tenure",),
        "hours_per_week": ("promote_minutes",),
    }
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "role": ("seen", "worth", "cost"),
        "number": ("seen", "worth", "cost"),
        "every_days": ("seen", "worth", "cost"),
        "chosen_by": ("worth", "seen"),
        "least_posts": ("worth", "seen"),
        "least_days": ("worth", "seen"),
        "hours_per_week": ("seen", "cost"),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "recognised_active", "recognised_quiet", "recognised_standing", "passed_over", "manager_errs", "cost_effort", "step_down",
        "judge_bad", "judge_good", "duty_visits", "relations_gain", "answer_worth", "standing_gain", "trust_gain", "missed_reply", "notice", "notice_host",
        "wake", "bother", "relief", "reply_addressed", "tie_gain", "minutes_round",
    )

    picked: ClassVar[str] = "members in a role"

    kind: Literal["promotion"] = "promotion"
    role: Literal["ambassador", "manager"] = "ambassador"
    number: Annotated[int, Field(ge=0, le=1000)] = 0
    every_days: Annotated[int, Field(ge=1, le=365)] = 28
    chosen_by: Literal["posts", "appreciation", "lot"] = "posts"
    least_posts: Annotated[float, Field(ge=0.0, le=1000.0)] = 2.0
    least_days: Annotated[int, Field(ge=0, le=3650)] = 30
    hours_per_week: Annotated[float, Field(ge=0.0, le=40.0)] = 1.0

    def write(self, programme: Programme) -> None:
        for field in self.decides():
            value = self.value_of(field)
            if field == "every_days":
                value = rounds(value, programme, self.from_day, self.until_day)
            self._set(programme, self.columns[field][0], value)

    def value_of(self, field: str) -> Any:
        if field == "role":
            return code(self.role, ROLES)
        if field == "chosen_by":
            return code(self.chosen_by, CHOSEN_BY)
        if field == "hours_per_week":
            return 60.0 * self.hours_per_week
        return super().value_of(field)

    def sentence(self, lang: str = "en") -> str:
        if self.number == 0:
            return self._told(lang, [say("policies.promotion.nothing", lang)])
        one = "one" if self.number == 1 else "several"
        return self._told(lang, [
            say(f"policies.promotion.{self.role}_{one}", lang, n=number(self.number, lang), hours=hours(self.hours_per_week, lang)),
            say(f"policies.promotion.by_{self.chosen_by}", lang, every=every(self.every_days, lang), posts=number(self.least_posts, lang),
                days=number(self.least_days, lang)),
        ])
