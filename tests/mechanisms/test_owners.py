"""What is said to belong to a policy is not felt without it, and so need not be drawn there."""

from __future__ import annotations

import pytest
from mechanism_settings import Arm, changed, setting
from test_off_switches import WHERE

from sim.rules import PARAMETERS

FEW = 3
OWNED = sorted(name for name, parameter in PARAMETERS.items() if parameter.policy)


@pytest.mark.slow
@pytest.mark.parametrize("name", OWNED)
def test_without_its_policies_nothing_feels_it(name):
    """In the setting in which the mechanism shows, with the owners taken out, both ends give the same runs, byte by byte."""
    parameter = PARAMETERS[name]
    without = changed(setting(WHERE.get(name, "everything")), without=parameter.policies)
    as_it_is = Arm(without)
    as_it_is.values("posts_own", FEW)
    for end in parameter.believable:
        arm = Arm(without.with_values(**{name: end}))
        arm.values("posts_own", FEW)
        assert [run.diary.tobytes() for run in arm.runs] == [run.diary.tobytes() for run in as_it_is.runs], f"{name} = {end:g} is felt without it"
