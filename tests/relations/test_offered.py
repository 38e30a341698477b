"""What is offered: polls on topics, a community of few topics, how newcomers are shown to post, and planned posts that fail to come."""

from __future__ import annotations

import numpy as np
import pytest
from lever_bounds import ALL_IN, CERTAIN, CLOCKWORK, POSTING, bound, days_with, lived, same_lives
from worlds import other, policy, world

from sim.day.run import Stepper
from sim.errors import ScenarioError
from sim.rules import PARAMETERS
from sim.scenario import Scenario, load
from sim.scenario.explain import explain
from sim.world.people import FOUNDER, OUTSIDE
from sim.world.posts import HOST, PROMO, QUESTION, TALK, TOPICS

TEAM = policy("team", hours_per_week=20.0, stance="passive", spare=())
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
LIVELY = {"audience": 400, "days": 60, "founders": 60, "reply_base": -3.0, "start_base": -3.0, "aware_rate": 0.05}


def about(breadth: int, *policies, **values) -> Stepper:
    """A run of a community about so many topics."""
    setup = other(world(TEAM, *policies, **{**LIVELY, **values}), breadth=breadth)
    stepper = Stepper(setup, events=True)
    stepper.advance(setup.days)
    return stepper


def made(done: Stepper) -> np.ndarray:
    """Threads that are still in the table."""
    posts = done.world.posts[done.world.posts["n"] >= 0]
    return posts[posts["n"] == posts["thread"]]


# polls


READS = {**ALL_IN, **CLOCKWORK, "open_base": 1.0, "audience": 30, "days": 12}


@bound("calendar.post")
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_everybody_who_reads_a_poll_answers_it_once_or_nobody(share):
    """Thirty members read the poll of Monday 0, and each names the own first topic; nobody answers it again, or talk in its place."""
    asked, told = (
        lived(
            TEAM,
            policy("calendar", post=post, weekdays=("mon",), until_day=1, minutes=1.0),
            **READS,
            poll_answers=share,
        )
        for post in ("poll", "talk")
    )
    heard = np.bincount(asked.people["first"], minlength=TOPICS)
    assert asked.diary["poll_answers"].sum() == 30 * share and asked.world.heard.tolist() == (heard * share).tolist()
    assert told.diary["poll_answers"].sum() == 0 and not told.world.heard.any()


def test_a_poll_that_nobody_answers_is_a_thread_of_talk_that_concerns_everybody():
    posts = made(lived(TEAM, policy("calendar", post="poll", weekdays=("mon",), minutes=1.0), **READS))
    assert set(posts["kind"]) == {TALK} and set(posts["is_poll"]) == {1} and set(posts["author"]) == {HOST}


def test_what_is_heard_in_polls_is_what_the_team_posts_about():
    """All answer and the team's own idea weighs nothing: every later post is about a topic that somebody named, as often as it was named."""
    values = {**READS, "days": 400, "poll_answers": 1.0, "host_guess": 1e-6, "topic_skew": 1.2}
    poll = policy("calendar", post="poll", weekdays=("mon",), until_day=1, minutes=1.0)
    daily = policy("calendar", post="exclusive", weekdays=WEEKDAYS, from_day=1, minutes=1.0)
    done = lived(TEAM, poll, daily, **values)
    topics = made(done)["topic"][1:]
    named = done.world.heard / done.world.heard.sum()
    shares = np.bincount(topics, minlength=TOPICS) / len(topics)
    assert set(topics) <= set(np.flatnonzero(named)) and abs(shares - named).max() < 0.15
    deaf = made(lived(TEAM, poll, daily, **{**values, "host_guess": 1e9}))["topic"][1:]
    assert abs(np.bincount(deaf, minlength=TOPICS) / len(deaf) - 1.0 / TOPICS).max() < 0.1


def test_whoever_looks_for_offers_looks_at_the_only_one_in_the_section():
    """Thirty members, and an offer by the team on Monday 0 in a section of its own: all look at it once, or nobody where nobody looks for any."""
    for share in (0.0, 1.0):
        done = lived(
            TEAM,
            policy("calendar", post="talk", weekdays=("mon",), until_day=1, minutes=1.0),
            policy("commercial", selling="section", host_share=1.0),
            **READS,
            seeker_share=share,
            section_leak=0.0,
        )
        assert done.world.s["n_section"][0] == 1 and done.diary["opened"].tolist() == [30 * share, *[0] * 11]


# about the organisation itself


def read_by(company: float, benefit: float = 0.0, **values) -> Stepper:
    """A community that reads nothing but a post a day by the team, of which such a share is about the organisation."""
    daily = policy("calendar", post="talk", weekdays=WEEKDAYS, minutes=1.0)
    plan = policy("commercial", company_share=company, company_benefit=benefit)
    return lived(TEAM, daily, plan, **{**ALL_IN, **CLOCKWORK, "audience": 400, "days": 40, **values})


def test_what_a_post_about_the_organisation_is_worth_hangs_on_what_is_in_it_for_members():
    """A fifth of its worth is left, and fewer open it; with something in it for members it is as any other post, or better, or worse."""
    plain, told = read_by(0.0), read_by(1.0, company_worth=0.2)
    assert (told.diary["opened"].sum() / plain.diary["opened"].sum()) < 0.9
    assert (told.world.posts["about_company"][told.world.posts["n"] >= 0] == 1).all()
    assert told.people["information"].mean() < 0.75 * plain.people["information"].mean()
    for benefit, factor in ((1.0, 1.0), (1.0, 0.5), (1.0, 1.4)):
        both = read_by(1.0, benefit, company_worth=0.2, benefit_worth=factor, minutes_benefit=0.0)
        found, usual = both.people["information"].mean(), plain.people["information"].mean()
        assert found == usual if factor == 1.0 else (found > usual) == (factor > 1.0), factor
    assert same_lives(read_by(0.0, 1.0), plain) and same_lives(
        read_by(1.0, company_worth=1.0), plain, but="company_read"
    )


def test_a_post_about_the_organisation_suits_fewer():
    shares = [
        run.diary["suited_read"].sum() / run.diary["items_read"].sum()
        for run in (read_by(share, company_worth=0.4) for share in (0.0, 0.5, 1.0))
    ]
    assert shares[0] > 0.3 and shares[2] == 0.0 and 0.3 < shares[1] / shares[0] < 0.8


def test_what_the_organisation_tells_is_counted_as_often_as_it_is_read():
    """Thirty members read the one post of Monday 0, each once: about the organisation all of them count, with a benefit too; about anything else none."""
    for company, benefit, expected in ((1.0, 0.0, 30), (1.0, 1.0, 30), (0.0, 1.0, 0)):
        done = lived(
            TEAM,
            policy("calendar", post="talk", weekdays=("mon",), until_day=1, minutes=1.0),
            policy("commercial", company_share=company, company_benefit=benefit),
            **READS,
            company_worth=1.0,
            minutes_benefit=0.0,
        )
        assert done.diary["company_read"].sum() == expected and done.diary["items_read"].sum() == 30


# breadth


@pytest.mark.parametrize("breadth", [1, 4, 8])
def test_a_visit_binds_more_the_fewer_topics_there_are(breadth):
    """By itself breadth does nothing to identity; with the high end of what is believed, after one visit, by six tenths in a community about one."""
    life = {"days": 3, "everyone_in": True, "founders": 0, "audience": 200, "identity_gain": 0.01, "identity_tau": 1e9}
    daily = policy("calendar", post="talk", weekdays=WEEKDAYS, minutes=1.0)
    plain, other_end, bound_more = (about(breadth, daily, **life, narrow_identity=value) for value in (0.0, -0.2, 0.6))
    gained = plain.people["identity"].sum()
    assert gained > 0.0
    for run, value in ((other_end, -0.2), (bound_more, 0.6)):
        expected = 1.0 + value * (TOPICS - breadth) / (TOPICS - 1)
        assert run.people["identity"].sum() / gained == pytest.approx(expected, rel=0.05)
    assert same_lives(plain, bound_more) == (breadth == TOPICS)


def test_about_all_topics_is_the_community_as_it_was():
    assert same_lives(about(TOPICS), lived(TEAM, **LIVELY)) and about(TOPICS).diary["found_no_topic"].sum() == 0
    assert not same_lives(about(TOPICS - 1), lived(TEAM, **LIVELY))


@pytest.mark.parametrize("breadth", [1, 3, 7])
def test_in_a_community_of_few_topics_everything_by_members_and_team_is_about_them(breadth):
    done = about(breadth, policy("calendar", post="talk", weekdays=WEEKDAYS, minutes=1.0), mix={"creator": 1.0})
    posts = made(done)
    assert set(posts["topic"]) == set(range(breadth)) and len(posts) > 100


def test_fewer_find_their_topic_and_what_they_read_suits_them_more():
    runs = [about(breadth) for breadth in (1, 2, 4, 8)]
    missed = [run.diary["found_no_topic"].sum() for run in runs]
    suited = [run.diary["suited_read"].sum() / run.diary["items_read"].sum() for run in runs]
    assert missed == sorted(missed, reverse=True) and missed[0] > missed[-1] == 0
    assert suited == sorted(suited, reverse=True) and suited[0] > suited[-1] + 0.2


def test_who_finds_none_stays_outside_and_founders_find_theirs():
    """Of many only those join whose first topic is there, and seven in ten of those whose second is; founders come from among them."""
    done = about(2, audience=4000, days=30, founders=100, aware_rate=0.5, fit_joins=0.0)
    people = done.people
    joined = (people["join_day"] >= 0) & (people["flags"] & FOUNDER == 0)
    first = people["first"] < 2
    second = ~first & (people["second"] < 2)
    neither = ~first & ~second
    rates = [joined[who].mean() for who in (first, second, neither)]
    assert rates[1] / rates[0] == pytest.approx(0.7, abs=0.12) and rates[2] / rates[0] == pytest.approx(0.05, abs=0.04)
    founders = people["flags"] & FOUNDER != 0
    assert founders.sum() == 100 and (neither & founders).mean() < neither.mean() * founders.mean() / 3.0


def test_where_too_few_find_their_topic_others_found_it_all_the_same():
    done = about(1, audience=30, founders=30, days=2, topic_skew=0.0)
    assert (done.people["flags"] & FOUNDER != 0).sum() == 30 and not (done.people["state"] == OUTSIDE).any()
    everybody = about(1, audience=30, founders=3, days=2, everyone_in=True)
    assert (everybody.people["flags"] & FOUNDER != 0).sum() == 3 and everybody.diary["members"][0] == 30


def test_breadth_is_read_told_and_written():
    tables = load("scenarios/baseline.toml").tables()
    wide = Scenario.build(tables)
    tables["community"] |= {"breadth": 3}
    narrow = Scenario.build(tables)
    assert narrow.setup().breadth == 3 and wide.setup().breadth == TOPICS and narrow.hash() != wide.hash()
    assert "3 of the eight topics" in explain(narrow, "en") and "breadth" in narrow.to_toml()
    assert "eight topics" not in explain(wide, "en") and "breadth" not in wide.to_toml()
    for bad in (0, 9, 1.5, "all"):
        with pytest.raises(ScenarioError, match="breadth"):
            Scenario.build({**tables, "community": {**tables["community"], "breadth": bad}})


# how to post


NEW = {
    **POSTING,
    "aware_rate": 3.0,
    "join_base": CERTAIN,
    "audience": 60,
    "days": 20,
    "founders": 10,
    "mix": {"creator": 1.0},
}


@bound("onboarding.posting_guide")
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_first_thread_of_who_follows_the_guide_asks_something(share):
    """Nobody asks by themselves; with the guide followed by all, every newcomer's first thread asks, and none of their later ones does."""
    guide = policy("onboarding", posting_guide=True)
    done, plain = lived(guide, **NEW, guide_followed=share), lived(**NEW, guide_followed=share)
    assert done.diary["first_starts"].sum() == 50 and done.diary["first_asks"].sum() == 50 * share
    assert (made(done)["kind"] == QUESTION).sum() == 50 * share and (made(plain)["kind"] == QUESTION).sum() == 0
    if share == 0.0:
        assert same_lives(done, plain)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_newcomers_who_follow_the_guide_say_so_when_they_sell_and_after_thirty_days_nobody_does(share):
    """All sell in disguise: with the guide followed by all newcomers' offers are disclosed for thirty days, founders' never."""
    sells = {**NEW, "days": 45, "seller_share": 1.0, "seller_posts": 1.0, "says_so": 0.0, "guide_followed": share}
    posts = made(lived(policy("onboarding", posting_guide=True), policy("commercial", selling="free"), **sells))
    done = lived(policy("onboarding", posting_guide=True), policy("commercial", selling="free"), **sells)
    people = done.people[posts["author"]]
    fresh = (posts["hour"] // 24 - people["join_day"] < 30) & (people["flags"] & FOUNDER == 0)
    offers = posts["kind"] == PROMO
    assert (posts["is_disguised"][offers & ~fresh] == 1).all() and (offers & ~fresh).any()
    assert (posts["is_disguised"][offers & fresh] == 1 - share).all() and (offers & fresh).any()
    assert done.diary["disguised"].sum() == (posts["is_disguised"] == 1).sum()


# planned posts that fail to come


def silent(post_days, until, **values):
    """A calendar that stops: planned posts until a day, and nothing after it."""
    daily = policy("calendar", post="talk", weekdays=post_days, until_day=until, minutes=1.0)
    return lived(TEAM, daily, **{**READS, "days": 60, **values})


def test_posts_are_missed_by_the_rhythm_in_which_they_came():
    """Mondays 0, 7, 14 and 21, then none: missed more than 14, 21, 28 and 35 days after the last, and then nobody expects one any more."""
    assert days_with(silent(("mon",), 22).diary["calendar_missed"]) == [36, 43, 50, 57]
    assert days_with(silent(("mon",), 1).diary["calendar_missed"]) == [], "one post is no rhythm"
    assert days_with(silent(("mon",), None).diary["calendar_missed"]) == []
    assert days_with(silent(WEEKDAYS, None).diary["calendar_missed"]) == [], "a weekend is not missed"
    assert lived(TEAM, **READS).diary["calendar_missed"].sum() == 0


def test_a_missed_post_takes_its_share_of_the_habit_and_by_default_none():
    assert (
        PARAMETERS["missed_post"].default == 0.0
        and PARAMETERS["missed_post"].low < 0.0 < PARAMETERS["missed_post"].high
    )
    plain, missed, liked = (silent(("mon",), 22, missed_post=share) for share in (0.0, 0.5, -0.5))
    assert plain.diary["habit"][:36].tolist() == missed.diary["habit"][:36].tolist()
    assert missed.diary["habit"][36] == pytest.approx(0.5 * plain.diary["habit"][36], rel=1e-5)
    assert liked.diary["habit"][36] == pytest.approx(min(1.0, 1.5 * plain.diary["habit"][36]), rel=1e-5)
    assert liked.people["habit"].max() <= 1.0
