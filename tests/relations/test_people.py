"""Who else there is changes nobody: one more outsider, a larger audience, another order of rows."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import MUTE, policy, world

from sim.day.run import Stepper
from sim.world.eventlog import INVITED
from sim.world.people import NEVER

LIVELY = {
    "aware_rate": 0.01,
    "reply_base": -2.0,
    "start_base": -2.0,
    "invite_base": -3.0,
    "return_rate": 0.02,
    "report_base": 0.0,
}
MIX = {
    "lurker_content": 0.3,
    "lurker_not_yet": 0.2,
    "lurker_hindered": 0.2,
    "critic": 0.1,
    "creator": 0.1,
    "spammer": 0.1,
}
TRAITS = (
    "uid",
    "key",
    "act",
    "cre",
    "crp",
    "cst",
    "fit",
    "skill",
    "harsh",
    "sells",
    "att",
    "peak",
    "first",
    "second",
    "role",
    "segment",
    "has_need",
    "learns",
    "hesitation",
    "aware_day",
    "channel",
)
POLICIES = {
    "none": (),
    "batches and team": (
        policy("admission", batch_size=4, every_days=3),
        policy("team", hours_per_week=10.0, stance="active"),
    ),
    "request, welcome, bans": (
        policy("access", access="request", fit_threshold=-1.0),
        policy("team", hours_per_week=15.0),
        policy("onboarding", welcome="personal", introductions=True, spotlight_every_days=4),
        policy("moderation", hours_per_week=5.0, ban_after=1),
    ),
    "ambassadors by lot": (policy("ambassadors", number=6, hours_per_week=4.0, chosen="lot", invites=2.0),),
    "ambassadors by activity, later": (
        policy("ambassadors", number=6, hours_per_week=4.0, chosen="activity", from_day=15),
    ),
    "selling, roles, slips": (
        policy("team", hours_per_week=20.0),
        policy("commercial", selling="approval", host_share=0.5),
        policy("incident", severity=0.7, from_day=9),
        policy("recognition", number=3, every_days=5, comparison_every_days=7),
        policy("calendar", post="talk", weekdays=("mon", "thu")),
        policy(
            "promotion", role="manager", number=3, every_days=5, chosen_by="appreciation", least_posts=0.2, least_days=1
        ),
        policy("ambassadors", number=3, replace=True, input_every_days=7),
        policy("admission", expert_share=0.3, size_cap=90),
    ),
    "sections, sanctions, personal feeds": (
        policy("team", hours_per_week=20.0),
        policy("commercial", selling="section"),
        policy("onboarding", start_after_visits=2),
        policy("promotion", role="ambassador", number=3, every_days=5, chosen_by="lot", least_posts=0.2, least_days=1),
        policy(
            "moderation",
            hours_per_week=5.0,
            filter_sensitivity=0.5,
            filter_update_days=7,
            sanctions="graduated",
            pause_days=5,
            off_topic="personal",
            report_ease=3.0,
            report_thanks=True,
            hide_after_reports=2,
            remove_expired=True,
            prune_after_days=5,
        ),
    ),
    "volunteers": (policy("ambassadors", number=6, hours_per_week=4.0, chosen="volunteers", until_day=20),),
}


def lived(*policies, days=40, **values) -> Stepper:
    """A run to its end, with its tables."""
    stepper = Stepper(
        world(*policies, days=days, **{"audience": 150, "founders": 15, "mix": MIX, **LIVELY, **values}), events=True
    )
    stepper.advance(days)
    assert stepper.events_lost == 0
    return stepper


@pytest.mark.parametrize(
    "contacts", [{"acquaintances": 0.0}, {"invite_base": -40.0}], ids=["no acquaintances", "no invitations"]
)
@pytest.mark.parametrize("seed", [3, 8, 21])
def test_one_more_person_whom_nobody_reaches_changes_nobody(seed, contacts):
    """Relation 32: traits, the whole table, diary and events of everybody else stay, bit for bit."""
    n, days = 150, 40
    reached = np.flatnonzero(
        [lived(audience=n + 1, seed=seed + 100 * k, days=1, **contacts).people["aware_day"][n] < 1 for k in range(9)]
    )
    assert len(reached) < 9
    for k in range(9):
        more = lived(audience=n + 1, seed=seed + 100 * k, days=days, **contacts)
        if more.people["aware_day"][n] >= days:
            break
    else:
        pytest.fail("the extra person hears of the community under all nine seeds")
    less = lived(audience=n, seed=seed + 100 * k, days=days, **contacts)
    assert less.diary.tobytes() == more.diary.tobytes()
    assert less.result().events.tobytes() == more.result().events.tobytes()
    for name in less.people.dtype.names:
        np.testing.assert_array_equal(less.people[name], more.people[name][:n], name)
    np.testing.assert_array_equal(less.world.ties, more.world.ties[:n])


def test_a_large_audience_contains_the_small_one():
    small, large = lived(audience=300, days=1), lived(audience=500, days=1)
    born = [Stepper(one.setup).people for one in (small, large)]
    for name in TRAITS:
        np.testing.assert_array_equal(born[0][name], born[1][name][:300], name)
    assert len(np.unique(born[1]["key"])) == 500


def test_another_mix_changes_few_people_and_only_their_role():
    other = {**MIX, "lurker_content": 0.28, "lurker_not_yet": 0.22}
    one, two = (Stepper(world(audience=2000, mix=mix)).people for mix in (MIX, other))
    changed = one["role"] != two["role"]
    assert 0.005 < changed.mean() < 0.05
    for name in TRAITS:
        np.testing.assert_array_equal(one[name][~changed], two[name][~changed], name)


@pytest.mark.parametrize("which", sorted(POLICIES))
@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_carries_no_advantage(which, seed):
    """Relation 33: rows permuted, the diary is the same bytes, and everybody lives the same life on another row."""
    n = 150
    order = np.random.default_rng(seed).permutation(n)
    plain = lived(*POLICIES[which], seed=seed)
    mixed = lived(*POLICIES[which], seed=seed, order=order)
    assert mixed.diary.tobytes() == plain.diary.tobytes()
    assert mixed.result().cohorts.tobytes() == plain.result().cohorts.tobytes()
    for name in plain.people.dtype.names:
        if name != "next_due":
            np.testing.assert_array_equal(mixed.people[name], plain.people[name][order], name)
    chained = mixed.people["next_due"].astype(np.int64)
    there = chained >= 0
    chained[there] = order[chained[there]]
    np.testing.assert_array_equal(chained, plain.people["next_due"][order], "next_due")
    events = mixed.result().events.copy()
    by_person = events["person"] >= 0
    events["person"][by_person] = order[events["person"][by_person]]
    invited = events["kind"] == INVITED
    events["reply_to"][invited] = order[events["reply_to"][invited]]
    np.testing.assert_array_equal(events, plain.result().events)
    assert plain.diary["joined"].sum() > 20


def test_without_interaction_half_the_people_live_the_same_lives():
    """Nothing written, nothing shown of others: whether 100 more are there is not noticed by anybody."""
    alone = {**MUTE, "invite_base": -40.0, "norm_profile": 0.0, "crowd": 0.0, "spam_posts": 0.0}
    few, many = (lived(audience=n, founders=0, everyone_in=True, **alone) for n in (100, 200))
    for name in few.people.dtype.names:
        if name not in ("list_at", "next_due"):
            np.testing.assert_array_equal(few.people[name], many.people[name][:100], name)
    assert (few.people["last_visit_day"] > NEVER).all()
    assert few.diary["left"].sum() + few.diary["fell_asleep"].sum() > 10
