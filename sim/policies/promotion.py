"""Promotion to a role: by which rule members become ambassador or manager."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.policies.base import Picking, every, hours
from sim.policies.lever import lever, rounds
from sim.words import number, say


class Promotion(Picking):
    """Promote deserving members to a role."""

    mediators: ClassVar[tuple[str, ...]] = (
        "recognised_active",
        "recognised_quiet",
        "recognised_standing",
        "passed_over",
        "manager_errs",
        "judge_bad",
        "judge_good",
        "cost_effort",
        "step_down",
        "coach_relief",
        "minutes_coach",
        "duty_visits",
        "relations_gain",
        "answer_worth",
        "standing_gain",
        "trust_gain",
        "missed_reply",
        "notice",
        "notice_host",
        "wake",
        "bother",
        "relief",
        "reply_addressed",
        "tie_gain",
        "minutes_round",
    )

    picked: ClassVar[str] = "members in a role"

    kind: Literal["promotion"] = "promotion"
    role: Literal["ambassador", "manager"] = lever(
        "``ambassador`` answers and posts on duty; ``manager`` shares the team's work, also at weekends, and errs more "
        "than the team.",
        default="ambassador",
        first_code=1,
        column="promote_role",
        door=("seen", "worth", "cost"),
    )
    number: int = lever(
        "Members wanted in the role; 0 promotes nobody, and then the other settings say nothing.",
        unit="persons",
        low=0,
        high=1000,
        default=0,
        column="promote_number",
        door=("seen", "worth", "cost"),
    )
    every_days: int = lever(
        "Days from one review of members to the next, at which vacancies are filled; it takes team minutes.",
        unit="days",
        low=1,
        high=365,
        default=28,
        column="promote_day",
        over_days=rounds,
        door=("seen", "worth", "cost"),
    )
    chosen_by: Literal["posts", "appreciation", "lot"] = lever(
        "``posts`` who posted most of late; ``appreciation`` whom others answer and react to most; ``lot`` by lot among "
        "those who qualify.",
        default="posts",
        column="promote_by",
        door=("worth", "seen"),
    )
    least_posts: float = lever(
        "Own posts of late one needs to qualify.",
        unit="posts in about a month",
        low=0.0,
        high=1000.0,
        default=2.0,
        column="promote_posts",
        door=("worth", "seen"),
    )
    least_days: int = lever(
        "Days of membership one needs to qualify.",
        unit="days",
        low=0,
        high=3650,
        default=30,
        column="promote_tenure",
        door=("worth", "seen"),
    )
    hours_per_week: float = lever(
        "Time each of them gives.",
        unit="hours a week",
        low=0.0,
        high=40.0,
        default=1.0,
        column="promote_minutes",
        times=60.0,
        door=("seen", "cost"),
    )

    def sentence(self, lang: str = "en") -> str:
        if self.number == 0:
            return self._told(lang, [say("policies.promotion.nothing", lang)])
        form = "one" if self.number == 1 else "several"
        return self._told(
            lang,
            [
                say(
                    f"policies.promotion.{self.role}_{form}",
                    lang,
                    n=number(self.number, lang),
                    hours=hours(self.hours_per_week, lang),
                ),
                say(
                    f"policies.promotion.by_{self.chosen_by}",
                    lang,
                    every=every(self.every_days, lang),
                    posts=number(self.least_posts, lang),
                    days=number(self.least_days, lang),
                ),
            ],
        )
