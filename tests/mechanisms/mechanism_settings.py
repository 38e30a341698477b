"""The settings in which mechanisms are looked at, and the pairs of runs in which one is switched off.

Everything starts from ``scenarios/everything.toml``, in which every lever is pulled. Where that hides a mechanism (people on duty
answer everybody, so that nothing else can decide whether a first post is answered) a setting beside it takes the cover away.
All arms use the same replications, so that differences are paired; arms that are asked for twice are run once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.day import Run, prepare, simulate
from sim.measures import MEASURES
from sim.rules import PARAMETERS
from sim.scenario import Scenario, load

EVERYTHING = Path(__file__).resolve().parents[2] / "scenarios" / "everything.toml"
THREADS = 2
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
MANY_SPAMMERS = {
    "lurker_content": 0.30,
    "lurker_not_yet": 0.20,
    "lurker_hindered": 0.16,
    "critic": 0.15,
    "creator": 0.09,
    "spammer": 0.10,
}


@cache
def everything() -> Scenario:
    """Every lever pulled; the engine is compiled before any thread starts."""
    prepare()
    return load(EVERYTHING)


def changed(
    base: Scenario,
    *,
    without: Iterable[str] = (),
    change: Mapping[str, Mapping[str, Any]] | None = None,
    add: Iterable[Mapping[str, Any]] = (),
    community: Mapping[str, Any] | None = None,
    behaviour: Mapping[str, float] | None = None,
) -> Scenario:
    """The same scenario with policies left out, changed or added."""
    tables = base.tables()
    kept = [
        {**policy, **(change or {}).get(policy["kind"], {})}
        for policy in tables["policy"]
        if policy["kind"] not in set(without)
    ]
    tables["policy"] = [*kept, *(dict(policy) for policy in add)]
    tables["community"] = {**tables["community"], **(community or {})}
    tables["behaviour"] = {**tables.get("behaviour", {}), **(behaviour or {})}
    return Scenario.build(tables, base.name)


def daily(post: str) -> dict[str, Any]:
    """A planned post of one kind on every working day."""
    return {"kind": "calendar", "post": post, "weekdays": WORKDAYS, "minutes": 5}


@cache
def setting(name: str) -> Scenario:
    """A setting by name; the reason for each stands in ``SETTINGS``."""
    base = everything()
    if name == "everything":
        return base
    if name == "nobody on duty":
        return changed(base, without=["ambassadors"], change={"team": {"stance": "passive"}})
    if name == "the team answers":
        return changed(base, without=["ambassadors"])
    if name == "challenges abound":
        return changed(
            base,
            without=["ambassadors", "calendar"],
            change={"team": {"stance": "passive"}},
            add=[daily("challenge")],
            behaviour={"challenge_share": 0.2},
        )
    if name == "hours are short":
        return changed(base, change={"team": {"hours_per_week": 5.0}})
    if name == "spam comes in":
        return changed(base, without=["access", "admission"], community={"mix": MANY_SPAMMERS})
    if name == "spam stays":
        return changed(base, without=["access", "admission", "moderation"], community={"mix": MANY_SPAMMERS})
    if name == "automatic welcome":
        return changed(base, change={"onboarding": {"welcome": "automatic", "start_after_visits": 0}})
    if name == "exclusives daily":
        return changed(base, without=["calendar"], add=[daily("exclusive")])
    if name == "promotion daily":
        return changed(base, without=["calendar"], add=[daily("promo")], behaviour={"seller_share": 0.12})
    if name in BESIDE_EVERYTHING:
        return changed(base, **BESIDE_EVERYTHING[name])
    raise KeyError(name)


SELLERS = {"seller_share": 0.12, "seller_posts": 0.8}

BESIDE_EVERYTHING: dict[str, dict[str, Any]] = {
    "the team is passive": {"change": {"team": {"stance": "passive"}}},
    "nothing is removed": {"without": ["moderation", "ambassadors", "promotion", "recognition"]},
    "poor posts stay": {
        "without": ["moderation", "ambassadors", "promotion", "recognition"],
        "behaviour": {"poor_base": -1.0},
        "change": {"team": {"stance": "passive"}},
    },
    "the quiet are recognised": {
        "change": {"recognition": {"number": 40, "every_days": 7, "chosen_by": "quiet", "comparison_every_days": None}}
    },
    "no cap": {"without": ["admission"]},
    "by invitation only": {"without": ["admission"], "change": {"access": {"access": "invitation"}}},
    "the filter learns": {
        "without": ["access", "admission"],
        "change": {"moderation": {"filter_sensitivity": 0.7, "filter_taught": True, "filter_update_days": 365}},
        "community": {"mix": MANY_SPAMMERS},
    },
    "much is asked": {"without": ["admission"], "change": {"access": {"application_effort": 2.0}}},
    "what is old stays": {
        "change": {"moderation": {"prune_after_days": 0, "remove_expired": False, "off_topic": "allowed"}},
        "behaviour": {"dated_share": 0.4, "dated_days": 1.0},
    },
    "offers everywhere": {
        "without": ["moderation"],
        "behaviour": {"seller_share": 0.5, "seller_posts": 0.8, "says_so": 0.1},
    },
    "experts answer": {
        "without": ["ambassadors", "promotion", "admission"],
        "change": {"team": {"stance": "passive"}},
        "behaviour": {"experts": 0.12},
    },
    "a section for offers": {"change": {"commercial": {"selling": "section"}}, "behaviour": SELLERS},
    "offers by approval": {"change": {"commercial": {"selling": "approval"}}, "behaviour": SELLERS},
    "offers are banned": {"change": {"commercial": {"selling": "banned"}}, "behaviour": SELLERS},
    "no reasons given": {
        "change": {"moderation": {"explanations": False, "hours_per_week": 10.0, "report_ease": 3.0}},
        "behaviour": {"poor_base": -1.0, "cost_conflict": 0.5, "conflict_tau": 45.0},
    },
    "the team stumbles": {
        "change": {"incident": {"from_day": 90, "until_day": None, "severity": 1.0, "response": "answer"}}
    },
    "managers do the work": {
        "change": {"promotion": {"number": 10, "hours_per_week": 3.0}, "moderation": {"report_ease": 3.0}},
        "behaviour": {"report_good": -2.5, "judge_good": 0.1},
    },
    "chosen by lot": {"change": {"recognition": {"chosen_by": "lot", "every_days": 3}}},
    "the team listens": {
        "without": ["calendar"],
        "change": {
            "ambassadors": {"number": 40, "hours_per_week": 0.1, "input_every_days": 14},
            "team": {"hours_per_week": 60.0},
        },
        "add": [
            {"kind": "calendar", "post": post, "weekdays": WORKDAYS, "minutes": 1} for post in ("talk", "exclusive")
        ],
        "behaviour": {"topic_skew": 4.0},
    },
    "newcomers start at once": {
        "without": ["ambassadors"],
        "change": {"team": {"stance": "passive"}, "onboarding": {"start_after_visits": 0}},
    },
    "everybody is written to": {"change": {"recognition": {"comparison_every_days": 2}}},
    "little is found": {
        "without": ["ambassadors", "calendar", "promotion", "recognition"],
        "change": {"team": {"stance": "passive"}},
        "community": {"founders": 4, "audience": 600},
    },
    "who speaks is agreed": {"change": {"voice": {"speaks": "agreed"}, "team": {"hours_per_week": 5.0}}},
    "a community that is joined": {
        "without": [
            "access",
            "admission",
            "onboarding",
            "moderation",
            "promotion",
            "control",
            "platform",
            "commercial",
        ],
        "community": {"venue": "join"},
    },
    "the team contradicts itself": {
        "without": ["ambassadors", "platform_shock"],
        "behaviour": {"contradiction": 0.3, "contradicts": 0.2, "voice_warmth": 1.0},
    },
    "members own it": {
        "change": {"control": {"shared": 1.0, "owners": 20, "hours_per_week": 0.0}},
        "behaviour": {"shared_identity": 0.6},
    },
    "no notices": {
        "change": {"platform": {"notices": 0.0, "digest": 0.0, "popularity": 1.0, "quality": 1.0}},
        "without": ["platform_shock"],
    },
    "the platform has no notices": {"change": {"platform_shock": {"shock": "notices", "day": 0, "from_day": 0}}},
    "many stop": {"without": ["moderation", "admission"], "behaviour": {"stop_first": 0.5}},
    "no small talk": {"change": {"moderation": {"off_topic": "removed"}}, "behaviour": {"off_topic_share": 0.2}},
    "the team looks back": {
        "without": ["ambassadors", "support"],
        "change": {
            "team": {"stance": "passive"},
            "measurement": {"measures": ["members"]},
            "review": {
                "every_days": 7,
                "when": "members",
                "side": "above",
                "threshold": 1,
                "for_days": 1,
                "then": ["team.stance = active", "team.answer_after_hours = 2"],
                "hold_days": 180,
            },
        },
    },
    "management sees nothing": {
        "without": ["ambassadors", "review"],
        "change": {"support": {"reported": "nothing"}, "team": {"hours_per_week": 10.0, "answer_after_hours": 2.0}},
        "behaviour": {"support_unseen": 0.0, "support_drift": 0.1, "experts": 0.12},
    },
    "the calendar stops": {
        "without": ["calendar"],
        "add": [{**daily("talk"), "until_day": 170}],
        "behaviour": {"missed_post": 0.06},
    },
    "the team speaks of the organisation": {
        "without": ["calendar"],
        "add": [daily("talk")],
        "change": {"commercial": {"host_share": 0.0, "company_share": 1.0, "company_benefit": 0.0}},
    },
    "with something in it for members": {
        "without": ["calendar", "ambassadors", "promotion", "recognition", "moderation", "access", "admission"],
        "add": [daily(post) for post in ("talk", "question", "exclusive", "update")],
        "change": {
            "commercial": {"host_share": 0.0, "company_share": 1.0, "company_benefit": 1.0},
            "team": {"spare": []},
        },
        "behaviour": {"start_base": -9.0, "reply_base": -9.0},
    },
    "few topics": {"without": ["subgroups"], "community": {"breadth": 2}},
    "many are on the platform": {"without": ["admission"], "community": {"already_on": 0.5}},
    "members are polled": {"without": ["calendar"], "add": [daily("poll")]},
    "newcomers are shown how to post": {
        "change": {"onboarding": {"posting_guide": True, "introductions": False, "start_after_visits": 0}}
    },
    "rivals": {"community": {"rivals": 5, "rival_size": 1.0}},
    "subgroups bind": {"change": {"subgroups": {"from_day": 0}}, "behaviour": {"subgroup_identity": 1.0}},
    "small talk": {"change": {"moderation": {"off_topic": "allowed"}}, "behaviour": {"off_topic_share": 0.2}},
}

SETTINGS = {
    "everything": "every lever pulled",
    "the team is passive": "what ambassadors do not answer an active team does, so that little hangs on them",
    "who speaks is agreed": "where all speak for themselves nothing is agreed, and with hours to spare nothing waits for it",
    "a community that is joined": "in a community of one's own there is no host but one's own",
    "the team contradicts itself": "few answers contradict another, and people on duty answer before the team",
    "members own it": "four owners are few, and the default size is next to nothing",
    "no notices": "with most notices sent the platform is much as others",
    "the platform has no notices": "a closure late in the run leaves little to look at",
    "many stop": "few stop after their first post",
    "nobody on duty": "people on duty and an active team answer whatever is open, so that nothing else decides who is answered",
    "the team answers": "people on duty leave the team little to answer",
    "challenges abound": "among all other kinds of posts one challenge a week is drowned, and people on duty answer everything",
    "hours are short": "with hours to spare nothing waits",
    "spam comes in": "an application review keeps most spammers out; here the door is open and one in ten is a spammer",
    "spam stays": "as above, and nothing is removed: only a steady share of bad posts shows what seeing them does",
    "automatic welcome": "a personal welcome stands in its place, and takes away hesitation before reading can",
    "exclusives daily": "among all other kinds of posts three exclusive ones a week are a small part of what is read",
    "nothing is removed": "what is removed, hidden, set right or left out of a personal feed does nothing to anybody",
    "poor posts stay": "as above, and poor posts are few, and the team answers everybody",
    "the quiet are recognised": "three who did most are recognised, and none who did little",
    "no cap": "a quota and a full house decide who is in",
    "by invitation only": "where people apply, or come in by themselves, nobody has to be asked for an invitation",
    "the filter learns": "an application review keeps most spammers out, and the filter is brought up to date instead",
    "much is asked": "a quota and a full house decide who is in, and a little effort at entry keeps few people out",
    "what is old stays": "what is out of date leaves the feed",
    "offers everywhere": "few people sell, and what they sell in disguise is removed",
    "experts answer": "people on duty and the team answer whatever is open, and few of them are experts",
    "a section for offers": "where members may sell anywhere there is no section",
    "offers by approval": "where members may sell anywhere nobody approves",
    "offers are banned": "where members may sell anywhere nobody disguises it against a ban",
    "no reasons given": "where every removal comes with a reason, one without teaches nobody",
    "the team stumbles": "an apology stands in the place of an answer, and a slip at mid-run is forgotten at the end",
    "managers do the work": "among the host's own judgements those of three managers are few",
    "chosen by lot": "where those who did most are chosen, few did as much",
    "the team listens": "eight people asked now and then are few beside the team's own idea, and where topics are wanted alike it hits one by luck",
    "the team looks back": "people on duty and an active team answer whatever is open, and no review is needed",
    "management sees nothing": "what is reported is about what management expects, and hours are ample",
    "small talk": "a personal feed leaves it out",
    "the calendar stops": "where planned posts go on none is missed",
    "the team speaks of the organisation": "among all other kinds of posts those about the organisation are few",
    "with something in it for members": "where members write most of what is read, what the team writes shows little",
    "few topics": "a community about all topics is not narrow",
    "many are on the platform": "where nobody is on the platform already nothing differs",
    "members are polled": "where nothing is a poll nobody answers one",
    "newcomers are shown how to post": "a place for introductions takes first threads before the guide can",
    "rivals": "where nobody else is after the same people nothing can be read elsewhere",
    "subgroups bind": "for two months, and with a bond little stronger than that of the whole, they show little",
    "newcomers start at once": "as with nobody on duty, and a first thread that waits for a first visit hides what makes it easier",
    "everybody is written to": "a few contacts now and then weary nobody",
    "little is found": "where a first visit is worth it, habit comes from what was found",
    "no small talk": "where it is allowed nobody refrains from it",
    "promotion daily": "among all other kinds of posts one promotional post a week is drowned",
}


SPREAD = "spread between weeks of "


def read(run: Run, name: str) -> float:
    """A measure by its name, the mean of a diary series over the days on which it has a value, or its ``SPREAD``.

    The spread is the sd of ln weekly sums round a parabola, from the fifth week on: growth and launch are not what differs between weeks.
    """
    if name in MEASURES:
        return float(MEASURES[name].compute(run.diary, run.cohorts))
    if name.startswith(SPREAD):
        days = run.diary[name.removeprefix(SPREAD)]
        weeks = np.log(days[28 : len(days) // 7 * 7].reshape(-1, 7).sum(axis=1) + 1.0)
        at = np.arange(weeks.size)
        return float((weeks - np.polyval(np.polyfit(at, weeks, 2), at)).std(ddof=1))
    series = run.diary[name]
    series = series[np.isfinite(series)]
    return float(series.mean()) if series.size else math.nan


class Arm:
    """The runs of one scenario by replication, each run once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.setup = scenario.setup()
        self.runs: list[Run] = []

    def values(self, measure: str, n: int) -> np.ndarray:
        """The measure in the first ``n`` replications."""
        missing = range(len(self.runs), n)
        if missing:
            with ThreadPoolExecutor(THREADS) as threads:
                self.runs += threads.map(lambda r: simulate(self.setup, replication=r), missing)
        return np.array([read(run, measure) for run in self.runs[:n]])


PLAIN = {
    "audience": 800,
    "days": 180,
    "founders": 40,
    "mix": {
        "lurker_content": 0.35,
        "lurker_not_yet": 0.22,
        "lurker_hindered": 0.16,
        "critic": 0.15,
        "creator": 0.08,
        "spammer": 0.04,
    },
}
TEAM = {
    "kind": "team",
    "hours_per_week": 20.0,
    "stance": "active",
    "answer_after_hours": 4.0,
    "spare": ["answers", "messages", "threads", "patrol"],
}


@cache
def plain() -> Arm:
    """A community of which nothing is decided but who answers: the only policy is a team that does all it can."""
    prepare()
    return Arm(
        Scenario.build({"title": {"en": "Plain", "nl": "Gewoon"}, "community": PLAIN, "policy": [TEAM]}, "plain")
    )


def is_felt(as_it_is: Arm, name: str, few: int) -> bool:
    """Whether an end of what is believable of a parameter changes the diary of at least one of a few runs."""
    ends = [end for end in reversed(PARAMETERS[name].believable) if end != PARAMETERS[name].default]
    arms = [Arm(as_it_is.scenario.with_values(**{name: end})) for end in ends]
    for n in range(1, few + 1):
        as_it_is.values("posts_own", n)
        for arm in arms:
            arm.values("posts_own", n)
            if arm.runs[n - 1].diary.tobytes() != as_it_is.runs[n - 1].diary.tobytes():
                return True
    return False


def in_errors(differences: np.ndarray) -> float:
    """Mean paired difference in its standard errors; infinite when all differ by the same, 0 when nothing differs."""
    known = differences[np.isfinite(differences)]
    if known.size < 2 or not np.any(known):
        return 0.0
    error = known.std(ddof=1) / math.sqrt(known.size)
    return float(known.mean() / error) if error > 0 else math.copysign(math.inf, known.mean())
