"""Every mechanism has its off-switch, and its named measure moves when it is switched off.

Generated: one test for every parameter that declares ``off``. Two arms with the same replications, the parameter at its default (at the
high end of its range where the default is as good as off) and at ``off``; the measure in ``moves`` must differ by more than 5 standard
errors of the paired difference. Looked at four times, the earlier times more strictly (``LOOKS``). False alarms: a dead mechanism
passes with less than 2e-6 (t with 24, 79, 159 and 399 degrees of freedom). Missed with less than 1e-6: a shift of 10 standard errors of 400
pairs, half a standard deviation of the paired difference.

Those tests are slow: 25 pairs of each of more than a hundred mechanisms take a quarter of an hour of processor time, and fewer cannot decide at
these rates (with 8 pairs it takes 16 standard errors). That no parameter is dead needs one run that differs, in a small community
mostly: half a minute in all, every time.
"""

from __future__ import annotations

from functools import cache

import pytest
from mechanism_settings import SETTINGS, SPREAD, Arm, in_errors, is_felt, plain, setting

from sim.measures import MEASURES
from sim.rules import PARAMETERS
from sim.world.diary import SERIES
from sim.world.parameters import CONSTANT

LOOKS = ((25, 9.0), (80, 6.5), (160, 5.8), (400, 5.0))
"""Pairs so far, and the standard errors that decide then."""
FEW = 12
"""Runs among which at least one changes when a parameter goes from one end of its range to the other."""

SWITCHES = sorted(
    name for name, parameter in PARAMETERS.items() if parameter.off is not None and parameter.kind != CONSTANT
)
"""Of constants it is only asked that they are alive: they are constants because they move little."""

WHERE = {
    "company_worth": "the team speaks of the organisation",
    "benefit_worth": "with something in it for members",
    "minutes_benefit": "with something in it for members",
    "narrow_identity": "few topics",
    "already_joins": "many are on the platform",
    "already_notices": "many are on the platform",
    "minutes_agree": "who speaks is agreed",
    "venue_hours": "a community that is joined",
    "rival_overlap": "rivals",
    "missed_post": "the calendar stops",
    "poll_answers": "members are polled",
    "guide_followed": "newcomers are shown how to post",
    "bother": "everybody is written to",
    "invite_asked": "by invitation only",
    "invite_closed": "by invitation only",
    "removal_trains": "the filter learns",
    "fresh_share": "nobody on duty",
    "habit_free": "little is found",
    "notice_host": "the quiet are recognised",
    "relief": "newcomers start at once",
    "reply_last": "nobody on duty",
    "stop_fall": "many stop",
    "rules_courage": "newcomers start at once",
    "uptake": "newcomers start at once",
    "welcome_ease": "newcomers start at once",
    "recognised_standing": "the quiet are recognised",
    "stale": "no cap",
    "stale_worth": "what is old stays",
    "corrected_noise": "poor posts stay",
    "disguised_harm": "offers everywhere",
    "effort_drive": "much is asked",
    "expert_answer": "experts answer",
    "leave_worth": "spam stays",
    "off_bond": "small talk",
    "outside_substitute": "no cap",
    "stale_noise": "what is old stays",
    "answer_eases": "the team stumbles",
    "approval_bar": "offers by approval",
    "ban_obeyed": "offers are banned",
    "campaign_drive": "spam comes in",
    "campaign_weeks": "spam comes in",
    "expert_skill": "experts answer",
    "feed_quality": "nothing is removed",
    "host_guess": "the team listens",
    "support_drift": "management sees nothing",
    "support_experts": "management sees nothing",
    "support_unseen": "management sees nothing",
    "manager_errs": "managers do the work",
    "minutes_approval": "offers by approval",
    "missed_reply": "nobody on duty",
    "off_topic_left": "no small talk",
    "off_worth": "small talk",
    "passed_over": "chosen by lot",
    "poor_fit": "poor posts stay",
    "poor_new": "poor posts stay",
    "poor_worth": "nothing is removed",
    "recognised_quiet": "the quiet are recognised",
    "section_leak": "a section for offers",
    "slip_weight": "the team stumbles",
    "teaches_alone": "no reasons given",
    "warned_first": "no reasons given",
    "cost_promotion": "promotion daily",
    "exclusive_worth": "exclusives daily",
    "imitation": "spam stays",
    "learn_reading": "automatic welcome",
    "minutes_answer": "the team answers",
    "reply_challenge": "challenges abound",
    "reply_intro": "nobody on duty",
    "reply_open": "nobody on duty",
    "reply_profile": "nobody on duty",
    "reply_promo": "promotion daily",
    "reply_spotlit": "nobody on duty",
    "report_bond": "spam comes in",
    "rules_comply": "spam stays",
    "spammer_returns": "spam comes in",
    "welcome_auto_ease": "automatic welcome",
    "welcome_days": "hours are short",
}
"""Mechanisms that everything.toml hides -> the setting in which they show."""

SPREADS = {"season_sd"}
"""Mechanisms that leave the mean of their measure alone: looked at is how much it differs from week to week."""

FROM_HIGH = {
    "already_notices": "contested: the default is neither more nor less",
    "narrow_identity": "contested: the default is 0",
    "benefit_worth": "contested: the default is neither better nor worse",
    "recognised_quiet": "contested: the default is 0",
    "missed_post": "contested: the default is 0",
    "welcome_auto_ease": "null experiments: the default is 0",
    "reply_norm": "contested: the default is 0",
    "calendar_habit": "no causal estimate: the default is next to nothing",
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
    on = Arm(setting(where).with_values(**{name: parameter.believable[1]})) if name in FROM_HIGH else base(where)
    off = Arm(setting(where).with_values(**{name: parameter.off}))
    measure = SPREAD + parameter.moves if name in SPREADS else parameter.moves
    for pairs, enough in LOOKS:
        errors = in_errors(off.values(measure, pairs) - on.values(measure, pairs))
        if abs(errors) > enough:
            break
    return errors


@pytest.mark.slow
@pytest.mark.parametrize("name", SWITCHES)
def test_switching_off_moves_the_named_measure(name):
    errors = moved(name)
    assert abs(errors) > LOOKS[-1][1], (
        f"{name} = {PARAMETERS[name].off}: {PARAMETERS[name].moves} moves by {errors:.1f} standard errors only"
    )


@pytest.mark.parametrize("name", SWITCHES)
def test_the_named_measure_exists(name):
    assert PARAMETERS[name].moves in {*MEASURES, *SERIES}, (
        f"{name} names {PARAMETERS[name].moves!r}, which nobody measures"
    )


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_off_and_moves_come_together_and_can_be_set(name):
    parameter = PARAMETERS[name]
    assert (parameter.off is None) == (parameter.moves is None), f"{name}: off and moves belong together"
    if parameter.off is not None:
        assert parameter.hard_low <= parameter.off <= parameter.hard_high, (
            f"{name}: no scenario can set {parameter.off}"
        )
        assert (parameter.off == parameter.default) <= (name in FROM_HIGH), (
            f"{name} is off by default: say why in FROM_HIGH"
        )


def test_settings_named_beside_exist():
    assert set(WHERE.values()) <= set(SETTINGS)
    assert set(WHERE) <= set(PARAMETERS)
    assert set(FROM_HIGH) <= {name for name, parameter in PARAMETERS.items() if parameter.off is not None}
    for name in SETTINGS:
        assert setting(name).policies


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_no_parameter_is_dead(name):
    """An end of what is believable changes a run: in the plain community already, or else where the mechanism shows."""
    low, high = PARAMETERS[name].believable
    assert is_felt(plain(), name, 2) or is_felt(base(WHERE.get(name, "everything")), name, FEW), (
        f"{name} changes nothing between {low:g} and {high:g}"
    )
