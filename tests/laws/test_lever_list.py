"""No lever is left out: each field of each policy has a test of the bound its words promise, here by name."""

from __future__ import annotations

import re
from pathlib import Path

from sim.policies import POLICIES

TESTS = Path(__file__).resolve().parents[1]
MARK = re.compile(r"^@bound\(([^)]*)\)$", re.MULTILINE)
HELD_ELSEWHERE = {
    "admission.expert_share": "relations/test_launch_policies.py::test_a_quota_lets_in_no_more_experts_than_their_share",
    "access.access": "limits/test_zero_and_one.py::test_where_an_invitation_is_needed_being_told_is_not_enough",
    "reach.channel": "laws/test_policies.py::test_every_lever_is_told_in_a_sentence",
}
SHARED = {"from_day", "until_day"}
"""Fields that every policy has: their bounds are held for all in the programme, and in a run where `bound` names them."""


def held() -> set[str]:
    """Levers that tests are marked with."""
    texts = [path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")]
    return {lever for text in texts for listed in MARK.findall(text) for lever in re.findall(r'"([^"]+)"', listed)}


def test_every_lever_has_a_test_of_its_bound():
    levers = {
        f"{kind}.{field}"
        for kind, policy in POLICIES.items()
        for field in policy.model_fields
        if field not in {"kind", *SHARED}
    }
    assert levers == {lever for lever in held() if lever.split(".")[1] not in SHARED} | set(HELD_ELSEWHERE)
    assert not held() & set(HELD_ELSEWHERE)


def test_what_is_held_elsewhere_is_there():
    for where in HELD_ELSEWHERE.values():
        path, name = where.split("::")
        assert f"def {name}(" in (TESTS / path).read_text(encoding="utf-8")
