"""The range that a lever's words name is the range that is taken: both ends are, and what lies just beyond is refused."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from sim.policies import POLICIES
from tests.laws.test_policies import beside

NAMED = re.compile(r"^ {4}(\w+) : [^\n]*\n((?: {8}[^\n]*\n?)+)", re.MULTILINE)
RANGE = re.compile(r"\[(?:[^\]]*, )?(-?[\d.]+)\.\.(-?[\d.]+)\]")


def ranges():
    """Policy, field, lowest, highest, as the docstrings tell."""
    for kind, policy in sorted(POLICIES.items()):
        for field, words in NAMED.findall((policy.__doc__ or "") + "\n"):
            found = RANGE.search(" ".join(words.split()))
            if found:
                yield kind, field, *found.groups()


def test_ranges_are_told_of_every_number():
    told = {(kind, field) for kind, field, *_ in ranges()}
    assert told == {
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
