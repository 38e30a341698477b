"""Team: the hours the host has, what comes first, whether it waits or acts, and how skilled it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from sim.policies.base import FromList, Policy, hours
from sim.policies.lever import lever, per_workday
from sim.words import listing, number, percent, say
from sim.world.programme import SPARE, TASKS

Task = Literal["applications", "removals", "welcomes", "answers", "calendar", "approvals"]
USUAL = ("answers", "threads", "patrol")
Spare = Literal["answers", "threads", "patrol", "messages"]


class Team(Policy):
    """Give the community a team with hours a week; several policies one after the other tell hours over time."""

    mediators: ClassVar[tuple[str, ...]] = (
        "host_answer",
        "host_quality",
        "answer_worth",
        "uptake",
        "notice",
        "notice_host",
        "notice_mail",
        "wake",
        "bother",
        "standing_gain",
        "trust_gain",
        "missed_reply",
        "relief",
        "feed_popularity",
        "reply_open",
        "reply_addressed",
        "judge_bad",
        "judge_good",
        "cost_noise",
        "cost_overload",
        "join_value",
        "skill_share",
        "training_ref",
    )

    kind: Literal["team"] = "team"
    hours_per_week: float = lever(
        "Time the team has, spread evenly over Monday to Friday.",
        unit="hours a week",
        low=0.0,
        high=400.0,
        default=0.0,
        column="host_minutes",
        over_days=per_workday,
        door=("cost", "seen"),
    )
    priorities: Annotated[tuple[Task, ...], FromList] = lever(
        "All six tasks, the most urgent first: ``applications``, ``removals``, ``welcomes``, ``answers``, ``calendar``, "
        "``approvals``. What does not fit in the hours waits.",
        default=TASKS,
        column="priority",
        door=("cost", "seen"),
    )
    spare: Annotated[tuple[Spare, ...], FromList] = lever(
        "What minutes go to that nothing waits for, in order: ``answers`` given sooner, ``threads`` beyond the "
        "calendar, ``patrol`` through new posts, ``messages`` to members gone quiet. What is not named is not done; "
        "left over are minutes nothing could be done with.",
        default=USUAL,
        column="spare",
        door=("seen", "cost"),
    )
    stance: Literal["passive", "reactive", "active"] = lever(
        "``passive`` answers nothing; ``reactive`` answers questions left without an answer; ``active`` answers every "
        "thread left without one.",
        default="reactive",
        column="stance",
        door=("seen", "cost"),
    )
    answer_after_hours: float = lever(
        "How long a thread waits for a member before the team answers it.",
        unit="hours",
        low=0.0,
        high=720.0,
        default=24.0,
        column="answer_after",
        door=("seen", "cost"),
    )
    skill: float = lever(
        "How well the team writes, answers and judges; 0: an intern, or a marketer who sends messages; 0.5: an ordinary "
        "host; 1: a seasoned one.",
        low=0.0,
        high=1.0,
        default=0.5,
        column="host_skill",
        door=("seen", "worth", "cost"),
    )
    training_hours: float = lever(
        "Training the team takes in all; it comes before other work and takes half of each working day until it is done. "
        "What is learnt stays.",
        unit="hours",
        low=0.0,
        high=400.0,
        default=0.0,
        column="training_minutes",
        times=60.0,
        door=("cost", "worth"),
    )

    def slips(self) -> Iterator[tuple[str, str, str]]:
        if sorted(self.priorities) != sorted(TASKS):
            missing = [task for task in TASKS if task not in self.priorities]
            wrong = f"{' and '.join(missing)} not named" if missing else "a task named twice"
            yield ("priorities", wrong, f"each of {', '.join(TASKS)} once")

        if len(set(self.spare)) < len(self.spare):
            yield ("spare", "a kind of work named twice", f"each of {', '.join(SPARE)} at most once")

    def sentence(self, lang: str = "en") -> str:
        decided = self.decides()
        clauses = []
        if self.hours_per_week > 0:
            clauses.append(say("policies.team.hours", lang, hours=hours(self.hours_per_week, lang)))
        elif "hours_per_week" in decided or not decided:
            clauses.append(say("policies.team.nothing", lang))
        if self.hours_per_week > 0 or "stance" in decided or "answer_after_hours" in decided:
            clauses.append(say(f"policies.team.{self.stance}", lang, after=number(self.answer_after_hours, lang)))
        if self.priorities != TASKS:
            order = listing([say(f"policies.task.{task}", lang) for task in self.priorities], lang)
            clauses.append(say("policies.team.order", lang, order=order))
        if self.spare != USUAL:
            work = listing([say(f"policies.spare.{kind}", lang) for kind in self.spare], lang)
            clauses.append(
                say("policies.team.spare", lang, work=work) if self.spare else say("policies.team.spare_nothing", lang)
            )
        if "skill" in decided:
            level = "low" if self.skill < 0.5 else "usual" if self.skill == 0.5 else "high"
            clauses.append(say(f"policies.team.skill_{level}", lang, skill=percent(self.skill, lang)))
        if self.training_hours > 0:
            clauses.append(say("policies.team.training", lang, hours=hours(self.training_hours, lang)))
        return self._told(lang, clauses)
