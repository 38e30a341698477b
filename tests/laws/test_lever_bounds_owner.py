"""What each lever's words promise about who speaks and decides, at the exact bound: skill, training, voice, control, the platform."""

from __future__ import annotations

import numpy as np
import pytest
from lever_bounds import ALL_IN, CLOCKWORK, POSTING, bound, days_with, likely, lived, same_lives
from worlds import policy

from sim.day.run import Stepper
from sim.errors import ScenarioError
from sim.rules import PARAMETERS
from sim.scenario import Scenario
from sim.world.people import FOUNDER, NEVER
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


# voice


def voice(speaks):
    return policy("voice", speaks=speaks)


@bound("voice.speaks")
@pytest.mark.parametrize("speaks, worth", [("unsettled", 0.5), ("personal", 0.75), ("company", 0.25), ("agreed", 0.75)])
def test_whose_voice_makes_answers_warmer_or_cooler(speaks, worth):
    """At a warmth of one and a half the own name adds half of an answer's worth, the company's name takes half away, and nothing settled does neither."""
    life = {**BUSY, "contradicts": 0.0, "voice_warmth": 1.5}
    done = lived(active(), voice(speaks), host_answer=0.5, **life)
    plain = lived(active(), host_answer=worth, **life)
    assert done.result().events.tobytes() == plain.result().events.tobytes()
    for stock in ("relations", "trust", "standing", "value"):
        assert np.array_equal(done.people[stock], plain.people[stock])
    assert done.people["relations"].max() > 0.1
    agreed = {0: 30.0, 7: 30.0, 14: 30.0} if speaks == "agreed" else {}
    assert {day: done.diary["minutes_rounds"][day] for day in days_with(done.diary["minutes_rounds"])} == agreed


@pytest.mark.parametrize("speaks, contradict", [("unsettled", 0), ("personal", 1), ("company", 0), ("agreed", 0)])
def test_only_who_speaks_for_themselves_contradicts(speaks, contradict):
    done = lived(active(), voice(speaks), contradicts=1.0, contradiction=0.25, **BUSY)
    written = of_host(done)
    assert len(written) > 200 and set(written["slip"].tolist()) == {0.25 * contradict}
    assert (done.diary["incident_seen"].sum() > 0) == bool(contradict)


@pytest.mark.parametrize("speaks, blame", [("unsettled", 1.0), ("personal", 0.5), ("company", 1.5), ("agreed", 0.5)])
def test_a_slip_counts_for_less_where_the_voice_is_warmer(speaks, blame):
    life = {**ALL_IN, **POSTING, "audience": 40, "days": 12, "voice_warmth": 1.5, "contradicts": 0.0}
    slip = policy("incident", severity=0.5, from_day=2)
    done = lived(slip, voice(speaks), slip_weight=20.0, **life)
    plain = lived(slip, slip_weight=20.0 * blame, **life)
    assert same_lives(done, plain) and done.diary["incident_seen"].sum() > 10


# control


@bound("control.owners")
@pytest.mark.parametrize("owners, shared", [(0, 0.5), (1, 0.5), (7, 0.5), (7, 0.0), (30, 1.0), (200, 1.0)])
def test_so_many_own_it_and_founders_first(owners, shared):
    """Of sixty members ten are founders: they are asked first; nobody owns anything where no control is shared."""
    done = lived(
        policy("control", owners=owners, shared=shared),
        audience=60,
        days=4,
        founders=10,
        **{**CLOCKWORK, "aware_rate": 40.0, "join_base": 40.0},
    )
    wanted = owners if shared > 0.0 else 0
    own = done.people["manages"] == 2
    assert done.diary["owners"].tolist()[0] == min(wanted, 10) == own[np.argsort(done.people["uid"])][:10].sum()
    assert done.diary["owners"].tolist() == [float(min(wanted, 10))] * 4 == [float(own.sum())] * 4


@bound("control.hours_per_week")
@pytest.mark.parametrize("hours", [0.0, 0.5, 1.5])
def test_what_each_owner_gives(hours):
    busy = policy("team", hours_per_week=1.0, stance="active", answer_after_hours=0.0, spare=())
    life = {**BUSY, "audience": 80, "days": 28, "minutes_answer": 1.0, "step_down": 0.0}
    done = lived(busy, policy("control", owners=3, shared=0.5, hours_per_week=hours), **life)
    assert done.diary["minutes_managers"][7:].sum() == pytest.approx(3 * 3 * 60.0 * hours, abs=6.0)


@bound("control.shared")
@pytest.mark.parametrize("shared", [0.0, 0.25, 0.5, 1.0])
def test_by_its_share_less_of_what_is_planned_sells(shared):
    """Where owning does nothing to anybody, sharing control is as planning by so much less to sell."""
    nothing = {"asked_identity": 0.0, "standing_gain": 0.0, "shared_identity": 0.0, "owner_rules": 0.0}
    life = {**ALL_IN, **POSTING, **nothing, "audience": 30, "days": 28}
    plans = policy("calendar", post="talk", weekdays=("mon", "tue", "wed", "thu", "fri"), minutes=1)
    team = active(stance="passive")
    done = lived(team, plans, policy("commercial", host_share=0.8), policy("control", owners=3, shared=shared), **life)
    plain = lived(team, plans, policy("commercial", host_share=0.8 * (1.0 - shared)), **life)
    assert done.result().events.tobytes() == plain.result().events.tobytes()
    assert (done.diary["promo_seen"].sum() > 0) == (shared < 1.0)


def test_owners_let_pass_by_their_share_and_all_gain_by_theirs():
    bad = {**BUSY, "poor_base": 40.0, "correct_base": -40.0, "report_base": -40.0, "audience": 100, "judge_bad": 0.8}
    team, look = active(stance="passive"), policy("moderation", hours_per_week=400.0)
    for shared, rules, chance in ((0.0, 0.5, 0.8), (0.5, 0.5, 0.6), (1.0, 0.5, 0.4), (1.0, -0.25, 1.0)):
        done = lived(team, look, policy("control", owners=3, shared=shared), **{**bad, "owner_rules": rules})
        posts = done.world.posts[(done.world.posts["n"] >= 0) & (done.world.posts["was_judged"] == 1)]
        assert len(posts) > 800 and likely((posts["is_removed"] == 1).sum(), len(posts), chance)
    more, same, less = (
        lived(active(), policy("control", owners=1, shared=1.0), asked_identity=0.0, shared_identity=k, **BUSY)
        .people["identity"]
        .mean()
        for k in (0.5, 0.0, -0.5)
    )
    assert more > 1.2 * same > 1.2 * 1.2 * less


# platform

ASIDE = {
    **ALL_IN,
    **CLOCKWORK,
    "visit_base": -40.0,
    "visit_habit": 0.0,
    "visit_hope": 0.0,
    "habit_start": 0.0,
    "habit_gain": 0.0,
}
"""Nobody visits but on the first day, and when something tells them to."""


def visited_again(done):
    """How many people visited after the first time, and how many there are."""
    return int((done.people["n_visits"] >= 2).sum())


@bound("platform.notices")
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_share_of_notices_that_are_sent(share):
    """Everybody is thanked once, which all would notice: so many come as get the notice."""
    life = {**ASIDE, "start_base": 40.0, "notice_host": 1.0, "notice_delay_sd": 1e-6, "audience": 300, "days": 12}
    thanks = policy("recognition", number=200, every_days=7, until_day=9)
    done = lived(active(stance="passive"), thanks, policy("platform", notices=share, digest=0.0), **life)
    n = int(done.diary["recognised"].sum())
    assert n == 200 and likely(visited_again(done), n, share)
    assert done.diary["contacts"].sum() == (n if share else 0)


@bound("platform.digest")
@pytest.mark.parametrize("times", [0.0, 0.5, 1.0])
def test_how_much_mail_is_sent(times):
    """Of 150 members each posted on the first day; of half the posts, times the lever, they get mail, and whoever gets it looks on the second day."""
    life = {**ASIDE, "start_base": 40.0, "habit_start": 1.0, "habit_free": 1.0, "notice_mail": 1.0}
    runs = [
        lived(policy("platform", digest=times), audience=150, days=2, seed=seed, **life).diary["visitors"]
        for seed in range(4)
    ]
    assert [came[0] for came in runs] == [150.0] * 4
    assert likely(sum(came[1] for came in runs), 4 * 150, 0.5 * times)


def test_the_digest_to_those_asleep_is_sent_as_often():
    """Where all sleep from the second day on and none is told of single posts, half the mail is as half the chance of reading a digest."""
    life = {**ASIDE, "start_base": 40.0, "sleep_habit": 40.0, "wake": 1.0, "audience": 1600, "days": 12}
    half, plain = lived(policy("platform", digest=0.5), digest=0.4, **life), lived(digest=0.2, **life)
    assert same_lives(half, plain) and half.diary["woke"].sum() > 500
    assert lived(policy("platform", digest=0.0), digest=0.4, **life).diary["woke"].sum() == 0


TALKING = {
    **ALL_IN,
    **CLOCKWORK,
    "start_base": -1.0,
    "reply_base": -1.0,
    "react_base": -1.0,
    "audience": 60,
    "days": 16,
}


@bound("platform.popularity", "platform.quality")
@pytest.mark.parametrize("field, weight", [("popularity", "feed_popularity"), ("quality", "feed_quality")])
def test_the_weights_of_the_feed_are_multiples(field, weight):
    for times in (0.0, 1.0, 2.0, 4.0):
        done = lived(policy("platform", **{field: times}), **{**TALKING, weight: 0.5})
        assert same_lives(done, lived(**{**TALKING, weight: 0.5 * times}))
    assert not same_lives(done, lived(**{**TALKING, weight: 0.5}))


@bound("platform.reactions", "platform.profiles")
def test_reactions_and_profiles_are_there_or_not():
    life = {**TALKING, "founders": 0, "norm_profile": 0.0, "profile_base": 40.0}
    plain, without = lived(**life), lived(policy("platform", reactions=False), **life)
    assert plain.diary["reactions"].sum() > 20 and without.diary["reactions"].sum() == 0
    assert same_lives(plain, lived(policy("platform", reactions=True, profiles=True), **life))
    nobody = lived(policy("platform", profiles=False), **life)
    assert plain.diary["profiles"][-1] == 60 and nobody.diary["profiles"].sum() == 0


# what befalls the platform


@bound("platform_shock.day", "platform_shock.from_day", "platform_shock.until_day")
@pytest.mark.parametrize(
    "first, day, until, closes",
    [(0, 5, None, True), (5, 5, 6, True), (6, 5, None, False), (0, 5, 5, False), (0, None, None, False)],
)
def test_the_platform_closes_on_its_day(first, day, until, closes):
    """Nobody moves here: all are lost on the day on which it closes, none before and none after it."""
    shock = policy("platform_shock", shock="closure", day=day, from_day=first, until_day=until)
    done = lived(
        shock, audience=40, days=9, move_effort=40.0, visit_habit=0.0, return_rate=0.0, **{**ALL_IN, **POSTING}
    )
    assert (
        done.diary["stayed_behind"].tolist()
        == [40.0 * (closes and d == 5) for d in range(9)]
        == done.diary["left"].tolist()
    )
    assert done.diary["members"].tolist() == [0.0 if closes and d >= 5 else 40.0 for d in range(9)]


def test_who_moves_along_finds_an_empty_place():
    done = lived(
        policy("platform_shock", shock="closure", day=5),
        audience=40,
        days=9,
        move_effort=-60.0,
        **{**ALL_IN, **POSTING},
    )
    assert done.diary["followed"].tolist() == [40.0 * (d == 5) for d in range(9)] and done.diary["left"].sum() == 0
    kept = done.world.posts[done.world.threads[: done.world.s["n_threads"][0]] & (len(done.world.posts) - 1)]
    assert len(kept) > 40 and kept["hour"].min() >= 6 * 24


def test_only_ties_that_have_moved_draw_others_along():
    """Twenty founders all know each other. Where none would go alone all stay; where half would, the others follow them, but not without ties."""
    closes = policy("platform_shock", shock="closure", day=1)
    alike = {"weight_information": 0.0, "visit_habit": 0.0, "rival": 0.0, "founder_drive": 0.0}

    def followed(effort: float, ties: float) -> float:
        life = {**CLOCKWORK, **alike, "move_effort": effort, "move_ties": ties}
        return lived(closes, audience=20, founders=20, days=3, **life).diary["followed"].sum()

    assert followed(40.0, 400.0) == 0
    alone = followed(0.0, 0.0)
    assert 0 < alone < 20 and followed(0.0, 400.0) == 20


@bound("platform_shock.moving_help")
@pytest.mark.parametrize(
    "share, hours, helped", [(0.0, 40.0, 0.0), (0.5, 40.0, 0.5), (1.0, 40.0, 1.0), (1.0, 1.0, 0.25)]
)
def test_help_with_moving_is_prepared_in_half_of_each_working_day(share, hours, helped):
    """Two minutes for each of sixty members are 120; of one hour a week a day has twelve, of which six are prepared on each of five days."""
    shock = policy("platform_shock", shock="closure", day=7, moving_help=share)
    team = active(hours_per_week=hours, stance="passive")
    done = lived(team, shock, audience=60, days=9, minutes_move=2.0, **{**ALL_IN, **CLOCKWORK})
    assert done.diary["minutes_moving"].sum() == pytest.approx(120.0 * helped)
    assert set(days_with(done.diary["minutes_moving"])) <= {0, 1, 2, 3, 4}
    steep = {"move_effort": 60.0, "visit_habit": 0.0, "move_ties": 0.0, "weight_information": 0.0, "rival": -40.0}
    all_move = lived(team, shock, audience=60, days=9, minutes_move=2.0, **{**ALL_IN, **CLOCKWORK, **steep})
    assert all_move.diary["followed"].sum() == (60 if 60.0 * (1.0 - helped) < 40.0 else 0)


@bound("platform_shock.shock")
def test_what_is_lost_is_lost_from_the_day_until_it_comes_back():
    life = {**TALKING, "founders": 0}
    plain = lived(**life)
    for shock, series in (("reactions", "reactions"), ("notices", "contacts")):
        lost = lived(policy("platform_shock", shock=shock, day=5, until_day=9), **life).diary[series]
        assert plain.diary[series][5:9].min() > 0 and lost[5:9].sum() == 0
        assert lost[:5].tolist() == plain.diary[series][:5].tolist() and lost[9:].min() > 0
    same = lived(policy("platform_shock", shock="nothing", day=5), **life)
    assert same_lives(same, plain)
    late = {
        **CLOCKWORK,
        "audience": 60,
        "days": 9,
        "founders": 0,
        "aware_rate": 0.3,
        "join_base": 40.0,
        "profile_base": 40.0,
    }
    filled = lived(policy("platform_shock", shock="profiles", day=3, until_day=6), **late)
    grown = np.diff(filled.diary["profiles"], prepend=0.0)
    assert grown[3:6].sum() == 0 and grown[:3].sum() > 0 and grown[6:].sum() > 0


# joining a community that is there


def test_who_joins_a_community_finds_members_of_long_standing_and_a_host():
    tables = {"community": {"audience": 200, "days": 29, "founders": 60, "venue": "join"}, "policy": []}
    joined, own = (
        Scenario.build({**tables, "community": {**tables["community"], "venue": one}}) for one in ("join", "own")
    )
    stepper, begun = Stepper(joined.setup()), Stepper(own.setup())
    stepper.advance(1), begun.advance(1)
    there = (stepper.people["join_day"] < 0) & (stepper.people["join_day"] != NEVER)
    assert (
        there.sum() == 60
        and (stepper.people["flags"][there] & FOUNDER).all()
        and stepper.people["join_day"][there].min() < -300
    )
    assert (begun.people["join_day"][begun.people["uid"] < 60] == 0).all()
    for stock in ("identity", "trust"):
        assert stepper.people[stock][there].mean() > 1.1 * begun.people[stock][begun.people["uid"] < 60].mean()
    stepper.advance(28), begun.advance(28)
    assert (
        0.0 < stepper.diary["minutes_managers"][1:].sum() <= 29 * 240.0 / 7.0 + 1e-6
        and begun.diary["minutes_managers"].sum() == 0
    )


def test_of_a_community_that_is_there_those_are_left_who_come_often_and_fit_and_of_ones_own_the_first():
    tables = {"community": {"audience": 1500, "days": 5, "founders": 300}, "policy": []}
    founders, liking = {}, {}
    for venue in ("join", "own"):
        setup = Scenario.build({**tables, "community": {**tables["community"], "venue": venue}}).setup()
        stepper = Stepper(setup)
        stepper.advance(1)
        is_founder = (stepper.people["flags"] & FOUNDER) > 0
        stays = stepper.people["act"] + stepper.people["fit"]
        founders[venue] = stepper.people["uid"][is_founder]
        liking[venue] = stays[is_founder].mean() - stays.mean()
    assert sorted(founders["own"]) == list(range(300)) and len(founders["join"]) == 300
    assert max(founders["join"]) > 450 and liking["join"] > 0.5 > liking["own"]


@pytest.mark.parametrize(
    "kind, field, value, is_yours",
    [
        ("access", "access", "request", False),
        ("admission", "batch_size", 5, False),
        ("moderation", "ban_after", 2, False),
        ("platform", "reactions", False, False),
        ("promotion", "number", 2, False),
        ("control", "shared", 0.5, False),
        ("commercial", "selling", "banned", False),
        ("commercial", "host_share", 0.5, True),
        ("onboarding", "rules_shown", True, False),
        ("onboarding", "welcome", "personal", True),
        ("team", "hours_per_week", 8.0, True),
        ("voice", "speaks", "company", True),
    ],
)
def test_what_is_not_yours_to_set_is_refused_with_a_reason(kind, field, value, is_yours):
    tables = {
        "community": {"audience": 200, "days": 29, "founders": 60, "venue": "join"},
        "policy": [{"kind": kind, field: value}],
    }
    if is_yours:
        assert Scenario.build(tables).programme().table["joined"].all()
        return
    with pytest.raises(
        ScenarioError, match=rf"policy\[0\] \({kind}\).{field}: is not yours to set in a community that you join"
    ):
        Scenario.build(tables)
    Scenario.build({**tables, "community": {**tables["community"], "venue": "own"}})
