"""What the policies cost the hosts: hours by task, and the work that stayed lying over time."""

from __future__ import annotations

import numpy as np

from sim.measures.host import HELPERS, TASKS
from sim.report.comparison.figures.trajectory import _round, summary
from sim.report.comparison.view import View
from sim.report.press.axes import days_axis, end_labels, legend, speak, write_in_bar
from sim.report.press.panel import Panel, Table, canvas, finish
from sim.report.press.style import FONT, INK, SOFT, TASK_COLOURS

DARK = {"applications", "removals"}

#: height of legend and axis, inches
ROWS = 1.15


def by_task(view: View, index: int) -> dict[str, float]:
    """Return mean hours over the run for every task."""
    return {task: view.mean(f"hours_{task}", index) for task in TASKS}


def beside(view: View, index: int) -> dict[str, float]:
    """Return mean hours over the run by who gave them, the hours the hosts had and those they did not use."""
    worked, left = view.mean("host_hours", index), view.mean("hours_unused", index)
    return {
        "host": worked,
        **{who: view.mean(f"hours_{who}", index) for who in HELPERS},
        "all": view.mean("hours_all", index),
        "offered": worked + left,
        "unused": left,
    }


def draw(view: View) -> Panel:
    """Draw one stacked bar a policy, the tasks written into it."""
    spent, people = (
        [by_task(view, index) for index in range(view.n_policies)],
        [beside(view, index) for index in range(view.n_policies)],
    )
    widest = max([person["all"] for person in people] + [1e-9])
    with canvas(height=ROWS + 0.42 * view.n_policies, width=4.7) as (figure, axes):
        for index, hours in enumerate(spent):
            left = 0.0
            for task, worked in hours.items():
                axes.barh(index, worked, left=left, height=0.46, color=TASK_COLOURS[task], edgecolor="white", lw=1)
                write_in_bar(
                    axes,
                    view,
                    view.say(f"task.{task}.short"),
                    worked,
                    left,
                    index,
                    widest,
                    "white" if task in DARK else INK,
                )
                left += worked
            duty, members = people[index]["duty"], sum(people[index][who] for who in HELPERS)
            axes.barh(index, duty, left=left, height=0.46, facecolor="white", edgecolor=SOFT, hatch="///", lw=0.6)
            left += duty
            axes.text(
                left + widest * 0.008,
                index,
                view.say(
                    "hours.total.helped" if view.show(members, 0) != "0" else "hours.total",
                    hours=view.show(people[index]["host"], 0),
                    offered=view.show(people[index]["offered"], 0),
                    members=view.show(members, 0),
                ),
                va="center",
                fontsize=FONT - 1,
                fontweight="bold",
                color=view.look(index).text,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            )
        legend(
            figure,
            [
                (TASK_COLOURS[task], view.say(f"task.{task}"))
                for task in TASKS
                if any(hours_of[task] for hours_of in spent)
            ],
        )
        axes.set_yticks(range(view.n_policies), [view.letter(i) for i in range(view.n_policies)], fontweight="bold")
        for index, tick in enumerate(axes.get_yticklabels()):
            tick.set_color(view.look(index).text)
        axes.invert_yaxis()
        axes.set_xlim(0, widest * 1.5)
        axes.grid(axis="x")
        axes.grid(False, axis="y")
        speak(axes, view, y=False)
        axes.set_xlabel(view.say("hours.axis", days=view.show(view.days)))
        alt = view.say(
            "hours.alt",
            list=view.join([f"{view.quote(i)}: {view.show(counts['host'], 0)}" for i, counts in enumerate(people)]),
        )
        rows = tuple((view.say(f"task.{task}"), *(view.show(s[task], 1) for s in spent)) for task in TASKS)
        sums = tuple(
            (view.say(f"hours.who.{who}"), *(view.show(person[who], 1) for person in people)) for who in people[0]
        )
        return finish(
            figure,
            "hours",
            alt=alt,
            table=Table((view.say("col.task"), *(view.letter(i) for i in range(view.n_policies))), (*rows, *sums)),
        )


def backlog(view: View, queue: str) -> Panel:
    """Draw how many items of one kind waited for the hosts, over time, all policies' medians."""
    when = view.step()
    middles = [summary(view.smooth(f"backlog_{queue}", index))[1] for index in range(view.n_policies)]
    with canvas(height=2.0, width=3.0) as (figure, axes):
        for index, middle in enumerate(middles):
            mark = view.look(index)
            axes.plot(when + 1, middle[when], color=mark.line, lw=1.8, ls=mark.dash, zorder=4 if index == 0 else 3)
        top = float(np.nanmax(middles))
        axes.set_ylim(0, max(top * 1.1, 1.0))
        speak(axes, view, x=False)
        days_axis(axes, view, view.days)
        axes.set_title(view.start(view.say(f"queue.{queue}")), fontsize=9.5)
        if top == 0:
            axes.text(0.5, 0.5, view.say("backlog.never"), transform=axes.transAxes, ha="center", color=SOFT)
        end_labels(axes, view, [(i, float(m[-1])) for i, m in enumerate(middles)], float(view.days))
        alt = view.say(
            "backlog.alt",
            queue=view.say(f"queue.{queue}"),
            list=view.join([f"{view.quote(i)}: {view.show(_round(float(m.max())))}" for i, m in enumerate(middles)]),
        )
        rows = tuple((view.show(day), *(view.show(_round(m[day - 1])) for m in middles)) for day in view.marks())
        return finish(
            figure,
            f"backlog-{queue}",
            alt=alt,
            table=Table((view.say("axis.day"), *(view.letter(i) for i in range(view.n_policies))), rows),
        )
