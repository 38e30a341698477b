"""What each lever's words promise about who speaks and decides, at the exact bound: skill, training, voice, control, the platform."""

from __future__ import annotations

import numpy as np
import pytest
from lever_bounds import ALL_IN, POSTING, bound, days_with, likely, lived, same_lives
from worlds import policy

from sim.rules import PARAMETERS
from sim.world.posts import HOST

BUSY = {**ALL_IN, **POSTING, "question_share": 1.0, "audience": 40, "days": 16}
"""Everybody asks something every evening, and nobody answers but the team."""


def active(**fields):
    """A team that answers whatever is open."""
    return policy(
        "team", **{"hours_per_week": 400.0, "stance": "active", "answer_after_hours": 0.0, "spare": (), **fields}
    )


def of_host(done):
    """Posts of the team that are still in the table."""
    posts = done.world.posts
    return posts[(posts["n"] >= 0) & (posts["author"] == HOST)]


# team: skill and training


@bound("team.skill")
@pytest.mark.parametrize("skill, factor", [(0.0, 0.6), (0.25, 0.8), (0.5, 1.0), (0.75, 1.2), (1.0, 1.4)])
def test_the_quality_of_what_the_team_writes_follows_its_skill(skill, factor):
    """With a share of .4 the least skilled writes six tenths as well as an ordinary team, the most skilled fourteen; an ordinary one as if nothing was said."""
    done = lived(active(skill=skill), host_quality=0.5, skill_share=0.4, **BUSY)
    written = of_host(done)
    assert len(written) > 200 and np.allclose(written["quality"], 0.5 * factor, rtol=1e-6)
    assert same_lives(done, lived(active(), host_quality=0.5, skill_share=0.4, **BUSY)) == (skill == 0.5)


def test_the_team_judges_by_its_skill():
    """Everything breaks the rules here and is looked at: of what is judged, the chance of judging rightly goes, by the team's skill."""
    bad = {**BUSY, "poor_base": 40.0, "correct_base": -40.0, "report_base": -40.0, "audience": 100, "judge_bad": 0.5}
    for skill, chance in ((0.0, 0.3), (0.5, 0.5), (1.0, 0.7)):
        done = lived(
            active(skill=skill, stance="passive"),
            policy("moderation", hours_per_week=400.0),
            **{**bad, "skill_share": 0.4},
        )
        posts = done.world.posts[(done.world.posts["n"] >= 0) & (done.world.posts["was_judged"] == 1)]
        assert len(posts) > 800 and likely((posts["is_removed"] == 1).sum(), len(posts), chance)


@bound("team.training_hours")
@pytest.mark.parametrize(
    "hours, on_days", [(0.0, []), (3.9, [0]), (4.0, [0]), (4.1, [0, 1]), (22.0, [0, 1, 2, 3, 4, 7])]
)
def test_training_takes_half_a_day_until_its_hours_are_done(hours, on_days):
    """Of forty hours a week a day has eight: training takes four of them, on working days, and no more in all than was asked."""
    done = lived(active(hours_per_week=40.0, training_hours=hours), **BUSY)
    taken = done.diary["minutes_training"]
    assert days_with(taken) == on_days and taken.sum() == pytest.approx(60.0 * hours) and taken.max() <= 240.0


def test_what_is_learnt_is_written_from_the_same_day_on():
    """After so many hours as close 63% of the gap, a team that could do nothing writes by .632 of the way to the best."""
    done = lived(
        active(hours_per_week=40.0, skill=0.0, training_hours=4.0),
        training_ref=4.0,
        host_quality=0.5,
        skill_share=0.4,
        **BUSY,
    )
    learnt = 1.0 - np.exp(-1.0)
    assert np.allclose(of_host(done)["quality"], 0.5 * (1.0 + 0.4 * (2.0 * learnt - 1.0)), rtol=1e-6)
    assert PARAMETERS["skill_share"].off == 0.0
