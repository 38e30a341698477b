"""Team: the hours the host has, what comes first, and whether it waits or acts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.policies.base import Door, FromList, Policy, code, hours, per_workday
from sim.words import listing, number, say
from sim.world.programme import SPARE, TASKS, Programme

STANCES = ("passive", "reactive", "active")
Task = Literal["applications", "removals", "welcomes", "answers", "calendar", "approvals"]
USUAL = ("answers", "threads", "patrol")
Spare = Literal["answers", "threads", "patrol", "messages"]


class Team(Policy):
    """Give the community a team with hours a week; several policies one after the other tell hours over time.

    Attributes
    ----------
    kind : str
        ``team``.
    from_day, until_day : int
        First day on which it holds, and first day on which it no longer does [day].
    hours_per_week : float
        Time the team has, spread evenly over Monday to Friday [hours a week, 0..400].
    priorities : tuple of str
        All six tasks, the most urgent first: ``applications``, ``removals``, ``welcomes``, ``answers``, ``calendar``, ``approvals``.
        What does not fit in the hours waits.
    spare : tuple of str
        What minutes go to that nothing waits for, in order: ``answers`` given sooner, ``threads`` beyond the calendar, ``patrol`` through new
        posts, ``messages`` to members gone quiet. What is not named is not done; left over are minutes nothing could be done with.
    stance : str
        ``passive`` answers nothing; ``reactive`` answers questions left without an answer; ``active`` answers every thread left
        without one.
    answer_after_hours : float
        How long a thread waits for a member before the team answers it [hours, 0..720].
    """

    columns: ClassVar[dict[str, tuple[str, ...]]] = {
        "hours_per_week": ("host_minutes",),
        "priorities": ("priority",),
        "spare": ("spare",),
        "stance": ("stance",),
        "answer_after_hours": ("answer_after",),
    }
    doors: ClassVar[dict[str, tuple[Door, ...]]] = {
        "hours_per_week": ("cost", "seen"),
        "priorities": ("cost", "seen"),
        "spare": ("seen", "cost"),
        "stance": ("seen", "cost"),
        "answer_after_hours": ("seen", "cost"),
    }

    mediators: ClassVar[tuple[str, ...]] = (
        "host_answer", "host_quality", "answer_worth", "uptake", "notice", "notice_host", "notice_mail", "wake", "bother", "standing_gain",
        "trust_gain", "missed_reply", "relief", "feed_popularity", "reply_open", "reply_addressed", "judge_bad",
        "judge_good", "cost_noise", "join_value",
    )

    kind: Literal["team"] = "team"
    hours_per_week: Annotated[float, Field(ge=0.0, le=400.0)] = 0.0
    priorities: Annotated[tuple[Task, ...], FromList] = TASKS
    spare: Annotated[tuple[Spare, ...], FromList] = USUAL
    stance: Literal["passive", "reactive", "active"] = "reactive"
    answer_after_hours: Annotated[float, Field(ge=0.0, le=720.0)] = 24.0

    def value_of(self, field: str) -> Any:
        if field == "priorities":
            return [TASKS.index(task) for task in self.priorities]
        if field == "spare":
            return [*(SPARE.index(work) for work in self.spare), *[len(SPARE)] * (len(SPARE) - len(self.spare))]
        if field == "stance":
            return code(self.stance, STANCES)
        return super().value_of(field)

    def write(self, programme: Programme) -> None:
        for field in self.decides():
            value = self.value_of(field)
            if field == "hours_per_week":
                value = per_workday(value, programme, self.from_day, self.until_day)
            self._set(programme, self.columns[field][0], value)

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        yield from super().contradictions()
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
            work = listing([say(f"policies.spare.{one}", lang) for one in self.spare], lang)
            clauses.append(say("policies.team.spare", lang, work=work) if self.spare else say("policies.team.spare_nothing", lang))
        return self._told(lang, clauses)
