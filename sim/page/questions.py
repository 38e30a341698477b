"""What a strategist is asked, and the advice that plans are put together from: one declaration that the page and `community-sim new` both read.

A question has options, a piece of advice has doses; each is a few settings of a scenario. Words stand in the catalogue `desk`. What the options are
(how often, how many) is chosen so that people can find themselves in one; the shares of roles of `readers` and `talkers` are invented.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sim.rules.people import DEFAULT_MIX
from sim.scenario.community import GOALS

COMMUNITY = "community"
MOST_PLANS = 6
BLANK: dict[str, Any] = {
    "audience": 1000,
    "days": 365,
    "goal": "participation",
    "seed": 0,
    "founders": 0,
    "everyone_in": False,
}
"""A community of which nothing was asked yet."""


@dataclass(frozen=True)
class Part:
    """Settings of the community or of one policy.

    Attributes
    ----------
    kind : "community", or a kind of policy.
    values : setting -> value; None takes a setting away.
    is_new : whether they make a policy of their own; else they change the first of its kind, which is made where there is none.
    """

    kind: str
    values: dict[str, Any]
    is_new: bool = False


@dataclass(frozen=True)
class Option:
    """An answer, or a dose: its name, which is a number where it is one, and what it settles."""

    name: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked, what can be answered, what holds for who does not answer, and the answer to another question that leaves nothing to ask."""

    name: str
    options: tuple[Option, ...]
    default: str
    moot: tuple[str, str] | None = None


@dataclass(frozen=True)
class Advice:
    """A piece of advice that a plan may follow.

    Attributes
    ----------
    name : of its words.
    theme : under which it stands.
    doses : how much of it; one without a choice.
    default : the dose that is ticked first.
    eases : worries it may help with.
    """

    name: str
    theme: str
    doses: tuple[Option, ...]
    default: str
    eases: tuple[str, ...] = ()


def _numbers(kind: str, setting: str, values: Iterable[float], **more: Any) -> tuple[Option, ...]:
    return tuple(Option(f"{value:g}", (Part(kind, {setting: value, **more}),)) for value in values)


def _words(kind: str, setting: str, words: Iterable[str]) -> tuple[Option, ...]:
    return tuple(Option(word, (Part(kind, {setting: word}),)) for word in words)


def _post(post: str, *days: str, every: int = 1) -> Part:
    return Part(
        "calendar", {"post": post, "weekdays": list(days)} | ({"every_weeks": every} if every > 1 else {}), True
    )


def _once(*parts: Part) -> tuple[Option, ...]:
    return (Option("yes", parts),)


def _mix(content: float, not_yet: float, hindered: float, critic: float, creator: float, spammer: float) -> Part:
    shares = (content, not_yet, hindered, critic, creator, spammer)
    return Part(COMMUNITY, {"mix": dict(zip(DEFAULT_MIX, shares, strict=True))})


WORRIES = {
    "answers": "answered",
    "newcomers": "retention_90",
    "growth": "members",
    "trust": "trust",
    "hours": "host_hours",
}
"""What worries a strategist -> the measure that is shown beside the one of the goal."""

QUESTIONS: tuple[Question, ...] = (
    Question("goal", _words(COMMUNITY, "goal", GOALS), "participation"),
    Question("audience", _numbers(COMMUNITY, "audience", (200, 500, 1000, 2000, 5000, 10_000, 20_000)), "1000"),
    Question(
        "people",
        (
            Option("usual", (Part(COMMUNITY, {"mix": dict(DEFAULT_MIX)}),)),
            Option("readers", (_mix(0.55, 0.25, 0.125, 0.05, 0.02, 0.005),)),
            Option("talkers", (_mix(0.3, 0.27, 0.185, 0.16, 0.08, 0.005),)),
        ),
        "usual",
    ),
    Question(
        "starters",
        (
            *_numbers(COMMUNITY, "founders", (0, 10, 25, 50, 100)),
            Option("everyone", (Part(COMMUNITY, {"founders": 0, "everyone_in": True}),)),
        ),
        "25",
    ),
    Question(
        "news",
        (
            Option("itself"),
            *(
                Option(name, (Part("reach", {"channel": "newsletter", "daily_reach": share}),))
                for name, share in (("little", 0.002), ("steady", 0.005), ("much", 0.015))
            ),
        ),
        "itself",
    ),
    Question(
        "access",
        (
            Option("open"),
            Option("request", (Part("access", {"access": "request"}),)),
            Option(
                "invitation",
                (
                    Part("access", {"access": "invitation"}),
                    Part("reach", {"channel": "newsletter", "by_invitation": True, "invite_ease": 1}),
                ),
            ),
        ),
        "open",
    ),
    Question("hours", _numbers("team", "hours_per_week", (0, 2, 4, 8, 16, 24, 40)), "8"),
    Question(
        "weeks",
        (
            Option("all"),
            Option("quarter", (Part("team", {"until_day": 91}),)),
            Option("half", (Part("team", {"until_day": 182}),)),
            Option("later", (Part("team", {"from_day": 28}),)),
        ),
        "all",
        ("hours", "0"),
    ),
    Question(
        "posts",
        (
            Option("none"),
            Option("weekly", (_post("talk", "tue"),)),
            Option("twice", (_post("talk", "tue"), _post("question", "thu"))),
            Option("workdays", (_post("talk", "mon", "wed", "fri"), _post("question", "tue", "thu"))),
        ),
        "weekly",
    ),
    Question("days", _numbers(COMMUNITY, "days", (182, 365, 730)), "365"),
    Question("worry", tuple(Option(name) for name in WORRIES), "newcomers"),
    Question("rate", (Option("none"), *_numbers(COMMUNITY, "hour_cost", (25, 40, 50, 60, 80, 100))), "none"),
)
"""In the order in which they are asked."""

ADVICE: tuple[Advice, ...] = (
    Advice(
        "batches",
        "door",
        _numbers("admission", "batch_size", (5, 10, 20, 50, 100), every_days=7),
        "20",
        ("newcomers", "answers"),
    ),
    Advice(
        "motivation",
        "door",
        tuple(
            Option(name, (Part("access", {"access": "request", "application_effort": effort}),))
            for name, effort in (("line", 0.4), ("letter", 1.2))
        ),
        "line",
        ("trust",),
    ),
    Advice(
        "invitation",
        "door",
        _once(
            Part("access", {"access": "invitation"}),
            Part("reach", {"channel": "newsletter", "by_invitation": True, "invite_ease": 1}),
        ),
        "yes",
        ("trust",),
    ),
    Advice("cap", "door", _numbers("admission", "size_cap", (100, 150, 250, 500)), "150", ("answers",)),
    Advice(
        "welcome", "newcomers", _words("onboarding", "welcome", ("automatic", "personal")), "personal", ("newcomers",)
    ),
    Advice("introductions", "newcomers", _once(Part("onboarding", {"introductions": True})), "yes", ("newcomers",)),
    Advice("named", "newcomers", _numbers("onboarding", "spotlight_every_days", (7, 14, 28)), "14", ("newcomers",)),
    Advice("profile", "newcomers", _once(Part("onboarding", {"profile_nudge": 0.8})), "yes", ("newcomers",)),
    Advice("read_first", "newcomers", _numbers("onboarding", "start_after_visits", (3, 5, 10)), "5", ("trust",)),
    Advice(
        "more_posts",
        "posts",
        (
            Option("weekly", (_post("talk", "thu"),)),
            Option("thrice", (_post("talk", "mon", "wed", "fri"),)),
            Option("workdays", (_post("talk", "mon", "tue", "wed", "thu", "fri"),)),
        ),
        "thrice",
    ),
    Advice(
        "challenge",
        "posts",
        (
            Option("weekly", (_post("challenge", "tue"),)),
            Option("fortnight", (_post("challenge", "tue", every=2),)),
            Option("monthly", (_post("challenge", "tue", every=4),)),
        ),
        "weekly",
    ),
    Advice(
        "exclusive",
        "posts",
        (
            Option("weekly", (_post("exclusive", "thu"),)),
            Option("fortnight", (_post("exclusive", "thu", every=2),)),
            Option("monthly", (_post("exclusive", "thu", every=4),)),
        ),
        "fortnight",
        ("growth",),
    ),
    Advice(
        "ambassadors",
        "people",
        _numbers("ambassadors", "number", (4, 8, 15, 30), hours_per_week=2, invites=1),
        "8",
        ("growth", "answers", "hours"),
    ),
    Advice(
        "thanks", "people", _numbers("recognition", "number", (3, 5, 10), every_days=28, chosen_by="appreciation"), "5"
    ),
    Advice(
        "managers",
        "people",
        _numbers(
            "promotion",
            "number",
            (2, 4, 8),
            role="manager",
            every_days=14,
            chosen_by="appreciation",
            least_days=14,
            hours_per_week=1,
        ),
        "4",
        ("hours", "answers"),
    ),
    Advice("hours", "team", _numbers("team", "hours_per_week", (2, 4, 8, 10, 12, 16, 24, 40)), "16", ("answers",)),
    Advice("stance", "team", _words("team", "stance", ("active", "passive")), "active", ("answers",)),
    Advice("stays", "team", _once(Part("team", {"from_day": None, "until_day": None})), "yes"),
    Advice("rules", "rules", _once(Part("onboarding", {"rules_shown": True})), "yes", ("trust",)),
    Advice(
        "enforced",
        "rules",
        _once(
            Part("moderation", {"hours_per_week": 2, "explanations": True, "sanctions": "graduated", "ban_after": 3})
        ),
        "yes",
        ("trust",),
    ),
    Advice(
        "reporting", "rules", _once(Part("moderation", {"report_ease": 1, "report_thanks": True})), "yes", ("trust",)
    ),
    Advice(
        "selling",
        "rules",
        _words("commercial", "selling", ("section", "disclosed", "approval", "banned")),
        "section",
        ("trust",),
    ),
    Advice(
        "known_before",
        "news",
        tuple(
            Option(f"{share * 100:g}", (Part("reach", {"channel": "newsletter", "prelaunch_reach": share}),))
            for share in (0.1, 0.25, 0.5)
        ),
        "25",
        ("growth",),
    ),
    Advice(
        "push",
        "news",
        tuple(
            Option(f"{share * 100:g}", (Part("reach", {"channel": "newsletter", "push_day": 84, "push_reach": share}),))
            for share in (0.1, 0.3)
        ),
        "30",
        ("growth",),
    ),
    Advice("toolkit", "news", _numbers("reach", "invite_ease", (1, 2), channel="newsletter"), "2", ("growth",)),
)
"""In the order in which it stands on the page."""

THEMES = tuple(dict.fromkeys(advice.theme for advice in ADVICE))


def clashes(first: Advice, second: Advice) -> bool:
    """Whether two pieces of advice say who gets in, so that a plan follows one of them."""
    return first is not second and all(
        any(part.kind == "access" and "access" in part.values for part in policy.doses[0].parts)
        for policy in (first, second)
    )


def told() -> dict[str, Any]:
    """Return questions and advice as data, for the page."""

    def options(some: Iterable[Option]) -> list[Any]:
        return [[advice.name, [[part.kind, part.values, int(part.is_new)] for part in advice.parts]] for advice in some]

    return {
        "questions": [
            {
                "name": question.name,
                "options": options(question.options),
                "default": question.default,
                "moot": question.moot,
            }
            for question in QUESTIONS
        ],
        "advice": [
            {
                "name": advice.name,
                "theme": advice.theme,
                "doses": options(advice.doses),
                "default": advice.default,
                "eases": list(advice.eases),
                "clashes": [other.name for other in ADVICE if clashes(advice, other)],
            }
            for advice in ADVICE
        ],
        "themes": list(THEMES),
        "worries": WORRIES,
        "most": MOST_PLANS,
        "blank": BLANK,
    }
