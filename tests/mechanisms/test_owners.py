"""What is said to belong to a policy is not felt without it, and so need not be drawn there; what is felt nowhere else says so."""

from __future__ import annotations

from functools import cache

import pytest
from mechanism_settings import Arm, changed, is_felt, plain, setting
from test_off_switches import WHERE

from sim.rules import PARAMETERS
from sim.world.parameters import UNCERTAIN

FEW = 2
OWNED = sorted(name for name, parameter in PARAMETERS.items() if parameter.policy)
FREE = sorted(name for name, parameter in PARAMETERS.items() if parameter.kind == UNCERTAIN and not parameter.policy)


@cache
def without(name: str, policies: tuple[str, ...]) -> Arm:
    """The setting with some policies taken out; shared by all parameters of those policies."""
    return Arm(changed(setting(name), without=policies))


def test_some_belong_to_a_policy():
    assert OWNED, "no parameter names its policy: everything would be drawn everywhere"


@pytest.mark.parametrize("name", OWNED)
def test_without_its_policies_nothing_feels_it(name):
    """In the setting in which the mechanism shows, with the owners taken out, both ends give the same runs, byte by byte."""
    assert not is_felt(without(WHERE.get(name, "everything"), PARAMETERS[name].policies), name, FEW), (
        f"{name} is felt without its policies"
    )


@pytest.mark.parametrize("name", FREE)
def test_what_names_no_policy_is_felt_without_any(name):
    """Where nothing is decided but who answers, an end changes a run; what does not belongs to the policies that make it felt, or is dead."""
    assert is_felt(plain(), name, FEW), f"{name} is dead, or felt with a policy only: which?"
