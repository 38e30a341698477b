"""The range that a lever's words name is the range that is taken: both ends are, and what lies just beyond is refused."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from sim.policies import POLICIES
from sim.policies.lever import declared_by
from tests.laws.test_policies import beside

NAMED = re.compile(r"^ {4}(\w+) : [^\n]*\n((?: {8}[^\n]*\n?)+)", re.MULTILINE)
RANGE = re.compile(r"\[(?:[^\]]*, )?(-?[\d.]+)\.\.(-?[\d.]+)\]")


def ranges():
    """Policy, field, lowest, highest, as the docstrings tell."""
    for kind, policy in sorted(POLICIES.items()):
        for field, words in NAMED.findall((policy.__doc__ or "") + "\n"):
            span = RANGE.search(" ".join(words.split()))
            if span:
                yield kind, field, *span.groups()


def test_ranges_are_told_of_every_number():
    levers = {(kind, field) for kind, field, *_ in ranges()}
    assert levers == {
        (kind, field)
        for kind, policy in POLICIES.items()
        for field, info in policy.model_fields.items()
        if any(word in str(info.annotation) for word in ("int", "float"))
    }


@pytest.mark.parametrize("kind, field, low, high", list(ranges()))
def test_the_range_told_is_the_range_taken(kind, field, low, high):
    policy = POLICIES[kind]
    whole = "float" not in str(policy.model_fields[field].annotation)
    number, step = (int, 1) if whole else (float, 1e-9)
    for value in (number(low), number(high)):
        assert getattr(policy(**{**beside(kind, field), field: value}), field) == value
    for value in (number(low) - step, number(high) + step * (1 if whole else max(1, abs(number(high))))):
        with pytest.raises(ValidationError):
            policy(**{**beside(kind, field), field: value})


ENDS = {
    "": (0, 1),  # a share
    "day": (0, 3650),  # ten years
    "days": (1, 365),
    "weeks": (1, 52),
    "hours a week": (0, 40),  # of one person
    "hours": (0, 720),  # a month
    "minutes": (0, 600),
    "minutes a week": (0, 2400),  # of one person
    "times": (0, 4),
    "logits": (0, 3),
    "persons": (0, 1000),
    "z-score": (-9, 3),
    "visits": (0, 100),
    "posts in about a month": (0, 1000),
}
"""From where to where numbers of a unit go."""
OTHER_ENDS = {
    "until_day": (1, 3650),
    "access.application_effort": (0, 4),
    "alumni.minutes": (0, 9600),
    "admission.batch_size": (0, 2_000_000),
    "admission.size_cap": (0, 2_000_000),
    "ambassadors.invites": (0, 4),
    "ambassadors.number": (0, 10_000),
    "event.minutes": (0, 9600),
    "incident.response_after_hours": (0, 8760),  # a year
    "moderation.ban_after": (0, 1000),
    "moderation.hide_after_reports": (0, 100),
    "moderation.hours_per_week": (0, 400),  # of ten people
    "moderation.pause_days": (0, 365),
    "moderation.prune_after_days": (0, 365),
    "promotion.least_days": (0, 3650),
    "reach.conversion": (-3, 3),
    "reach.daily_reach": (0, 0.5),
    "reach.fit": (-2, 2),
    "review.hold_days": (1, 3650),
    "review.threshold": (0, 1_000_000),
    "support.minutes": (0, 2400),
    "support.target": (1, 1_000_000),
    "team.hours_per_week": (0, 400),
    "team.training_hours": (0, 400),
}
STARTS_AT = {
    "access.public_reading": 1,
    "admission.every_days": 7,
    "alumni.minutes": 120,
    "ambassadors.hours_per_week": 1,
    "calendar.every_weeks": 1,
    "calendar.minutes": 30,
    "event.minutes": 480,
    "incident.response_after_hours": 24,
    "measurement.minutes_per_week": 30,
    "platform.digest": 1,
    "platform.notices": 1,
    "platform.popularity": 1,
    "platform.quality": 1,
    "promotion.every_days": 28,
    "promotion.hours_per_week": 1,
    "promotion.least_days": 30,
    "promotion.least_posts": 2,
    "reach.prelaunch_days": 30,
    "reach.push_days": 7,
    "recognition.every_days": 30,
    "review.for_days": 1,
    "review.hold_days": 84,
    "support.minutes": 60,
    "support.target": 100,
    "team.answer_after_hours": 24,
    "team.skill": 0.5,
}
"""Numbers that are something where nothing is said of them; all others are nothing, or none."""


def numbers():
    """Name, field and declaration of every lever that is a number."""
    for kind, policy in POLICIES.items():
        for field, info in policy.model_fields.items():
            declared = declared_by(info)
            if declared and declared.low is not None:
                yield f"{kind}.{field}", field, info, declared


def test_numbers_of_a_unit_go_as_far_as_is_written_here():
    ends = {name: (declared.low, declared.high) for name, _, _, declared in numbers()}
    expected = {
        name: OTHER_ENDS.get(name) or OTHER_ENDS.get(field) or ENDS[declared.unit]
        for name, field, _, declared in numbers()
    }
    assert ends == expected
    assert {name for name in OTHER_ENDS if "." in name} <= set(ends)


def test_numbers_that_nobody_names_are_nothing_but_for_those_written_here():
    assert {name: info.default for name, _, info, _ in numbers() if info.default} == STARTS_AT
    assert all(info.default in (0, None) for name, _, info, _ in numbers() if name not in STARTS_AT)
