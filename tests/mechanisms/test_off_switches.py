"""Every mechanism has its off-switch, and its named measure moves when it is switched off.

Generated: one test for every parameter that declares ``off``. Two arms, the same replications, the parameter at its default (or at an
end of its range where the default is as good as off) and at ``off``; the measure in ``moves`` must differ by more than 5 standard errors
of the paired difference. Looked at twice: after ``FIRST`` pairs it must exceed ``CLEAR`` errors, else after ``ALL`` pairs 5.
False alarms: with 24 and 119 degrees of freedom a dead mechanism passes with less than 1e-6 and 3e-6. Detected for certain (1e-6):
a shift of 10 standard errors, that is 0.9 standard deviations of the paired difference.
"""

from __future__ import annotations

from functools import cache

import pytest
from mechanism_settings import SETTINGS, Arm, in_errors, setting

from sim.measures import MEASURES
from sim.rules import PARAMETERS
from sim.world.diary import SERIES

FIRST, CLEAR = 25, 9.0
ALL, ENOUGH = 120, 5.0
SWITCHES = sorted(name for name, parameter in PARAMETERS.items() if parameter.off is not None)

WHERE = {
@@WHERE@@
}
"""Mechanisms that everything.toml hides -> the setting in which they show."""

FROM_HIGH = {
@@HIGH@@
}
"""Parameters whose default is as good as off -> why; their mechanism is shown from the high end of the range."""


@cache
def base(name: str) -> Arm:
    """The arm in which nothing is switched off; shared by all parameters of a setting."""
    return Arm(setting(name))


def moved(name: str) -> float:
    """The difference that switching ``name`` off makes to its measure, in standard errors."""
    parameter = PARAMETERS[name]
    where = WHERE.get(name, "everything")
    on = Arm(setting(where).with_values(**{name: parameter.high})) if name in FROM_HIGH else base(where)
    off = Arm(setting(where).with_values(**{name: parameter.off}))
    early = in_errors(off.values(parameter.moves, FIRST) - on.values(parameter.moves, FIRST))
    if abs(early) > CLEAR:
        return early
    return in_errors(off.values(parameter.moves, ALL) - on.values(parameter.moves, ALL))


@pytest.mark.parametrize("name", SWITCHES)
def test_switching_off_moves_the_named_measure(name):
    errors = moved(name)
    assert abs(errors) > ENOUGH, f"{name} = {PARAMETERS[name].off}: {PARAMETERS[name].moves} moves by {errors:.1f} standard errors only"


@pytest.mark.parametrize("name", SWITCHES)
def test_the_named_measure_exists(name):
    assert PARAMETERS[name].moves in {*MEASURES, *SERIES}, f"{name} names {PARAMETERS[name].moves!r}, which nobody measures"


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_off_and_moves_come_together_and_can_be_set(name):
    parameter = PARAMETERS[name]
    assert (parameter.off is None) == (parameter.moves is None), f"{name}: off and moves belong together"
    if parameter.off is not None:
        assert parameter.hard_low <= parameter.off <= parameter.hard_high, f"{name}: no scenario can set {parameter.off}"
        assert (parameter.off == parameter.default) <= (name in FROM_HIGH), f"{name} is off by default: say why in FROM_HIGH"


def test_settings_named_beside_exist():
    assert set(WHERE.values()) <= set(SETTINGS)
    assert set(WHERE) | set(FROM_HIGH) <= set(SWITCHES)
    for name in SETTINGS:
        assert setting(name).policies


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_no_parameter_is_dead(name):
    """Setting a parameter to an end of its range changes the diary of at least one of a few runs."""
    parameter = PARAMETERS[name]
    where = WHERE.get(name, "everything")
    on = base(where)
    for end in (parameter.high, parameter.low):
        if end == parameter.default:
            continue
        arm = Arm(setting(where).with_values(**{name: end}))
        for n in range(1, 5):
            for measure in (parameter.moves or "posts_own",):
                arm.values(measure, n), on.values(measure, n)
            if on.runs[n - 1].diary.tobytes() != arm.runs[n - 1].diary.tobytes():
                return
    pytest.fail(f"{name} changes nothing between {parameter.low:g} and {parameter.high:g}")
