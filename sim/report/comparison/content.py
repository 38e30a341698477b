"""What the parts of the page tell, written out in the reader's language: cards, answers, lines of tables, the story, limits, method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.laboratory.intervals import share_interval
from sim.report.comparison import answer as sentences
from sim.report.comparison import assumptions, circumstances, differs, rows, story, tenure, worlds
from sim.report.comparison.figures import dotplot
from sim.report.comparison.view import View
from sim.report.press.numbers import fine, mean_or_nan
from sim.scenario.sight import told
from sim.world.parameters import uncertain

if TYPE_CHECKING:
    from sim.scenario import Scenario

UNKNOWN = ("people", "content", "hosts", "outside", "calibration")
"""What the model does not know, as the sheet for a board has it too."""
OUTSIDE = ("news", "support", "platform")
"""What goes on around a community, and is not in a comparison unless its scenarios have it."""


def cards(view: View) -> list[dict[str, str]]:
    """Return the three figures under the answer: chance, assumptions, hours, for the headline pair."""
    row = view.row(view.primary, 1)
    better = sentences.tally(dotplot.pairs(view, 1), view.direction(view.primary) or 1)
    places = sentences.gap_digits(view, 1)
    out = [
        {
            "kind": "chance",
            "name": view.say("card.chance"),
            "big": view.say("card.of", k=better.same, n=better.n),
            "text": view.say("card.chance.text", b=view.quote(1)),
            "small": view.say(
                "card.chance.small" if np.isfinite(row.low) else "card.chance.silent",
                interval=view.between(view.primary, row.low, row.high, places),
                margin=view.size(view.primary, row.margin),
                unlike=row.n_unlike,
                n=row.n_pairs,
            ),
        }
    ]
    if view.comparison.assumptions is not None:
        out.append({"kind": "doubt", "name": view.say("card.doubt"), **doubt_card(view)})
    out.append(hours_card(view))
    return out


def hours_card(view: View) -> dict[str, str]:
    """Return what the card on hours says: the hosts' under A and under B, the members' who help, and what was not used."""
    a, b = view.means("host_hours", 1)
    letters, gap = {"a": view.letter(0), "b": view.letter(1)}, sentences.hour_gap(view, a, b)
    ma, mb = sentences.helping(view, 1)
    week = [view.show(x * 7 / view.days, 1) for x in (a, b)]
    small = [view.say("card.hours.small", days=view.show(view.days), wa=week[0], wb=week[1])]
    if sentences.hours_unsure(view, 1):
        small.insert(0, view.say("card.hours.unsure"))
    if ma or mb:
        small.append(
            view.say("card.hours.members", ma=sentences.hour(view, ma), mb=sentences.hour(view, mb), **letters)
        )
    if view.has_cost(1):
        cost = dict(zip(("ca", "cb"), (view.show(amount, 0) for amount in view.costs(1)), strict=True))
        small.insert(0, view.say("card.hours.cost", **cost, **letters))
    return {
        "kind": "hours",
        "name": view.say("card.hours"),
        "big": view.say("card.hours.one" if abs(gap) == 1 else "card.hours.big", x=view.signed(gap) if gap else "0"),
        "text": view.say("card.hours.text", ha=sentences.hour(view, a), hb=sentences.hour(view, b), **letters),
        "small": " ".join([*small, sentences.unused(view, 1)]),
    }


def doubt_card(view: View) -> dict[str, str]:
    """Return what the card on the assumptions says: a share of worlds or draws, with chance taken out."""
    shares = worlds.over(view, 1)
    if shares is None:
        return {"big": "–", "text": worlds.clause(view, 1), "small": ""}
    low, high = view.show(100 * shares.better.low, 0), view.share(shares.better.high)
    return {
        "big": view.share(shares.better.estimate),
        "text": view.say(f"{worlds.room(view)}.card", b=view.quote(1), low=low, high=high),
        "small": worlds.beside(view, 1),
    }


def _in_draws(view: View, index: int) -> str:
    """Write for a line of the table how a policy does when assumptions are drawn."""
    if view.comparison.assumptions is None:
        return "–"
    shares = worlds.over(view, index)
    return "–" if shares is None else worlds.share(view, shares.better)


def answers(view: View) -> list[dict[str, Any]]:
    """Return the answers for the policies beyond the headline pair, a line each."""
    out = []
    for index in view.others:
        if index == 1:
            continue
        row, gap = rows.line(view, view.primary, index), sentences.hour_gap(view, *view.means("host_hours", index))
        hours = view.signed(gap) if gap else "0"
        if view.has_cost(index):
            first, ours = view.costs(index)
            hours += " " + view.say("cost.beside", x=view.signed(ours - first, 0))
        out.append({"index": index, "row": row, "draws": _in_draws(view, index), "hours": hours})
    return out


def differences(view: View) -> list[dict[str, Any]]:
    """Return for every policy what differs from the first, and what it says of itself."""
    out = []
    for index, scenario in enumerate(view.comparison.scenarios):
        changed = differs.changes(view, 0, index) if index else []
        out.append(
            {
                "index": index,
                "changed": changed,
                "policies": [told(scenario, policy, view.lang) for policy in scenario.policies],
            }
        )
    return out


def circumstance_lines(view: View) -> list[dict[str, str]]:
    """Return the headline comparison under every circumstance that the scenarios hold."""
    firings = circumstances.find(view)
    if len(firings) < 2:
        return []
    out = []
    for firing in firings:
        around = [] if firing.base == 0 else [change.short for change in differs.changes(view, 0, firing.base)]
        c = firing.contrast
        digits = fine(c.difference, c.low, c.high)
        out.append(
            {
                "pair": view.say("circumstance.pair", b=view.letter(firing.other), a=view.letter(firing.base)),
                "around": " ".join(around) or view.say("circumstance.headline"),
                "a": view.amount(view.primary, c.a, sentences.digits(view, 1)),
                "b": view.amount(view.primary, c.b, sentences.digits(view, 1)),
                "difference": view.delta(view.primary, c.difference, digits),
                "interval": view.span(c.low, c.high, digits),
                "pairs": f"{view.count(c.n_better if (view.direction(view.primary) or 1) > 0 else c.n - c.n_better)} / {c.n}",
                "hours": view.signed(firing.hours, 0) if abs(firing.hours) >= 0.5 else "0",
                "status": view.say(
                    "circumstance.clear"
                    if c.moved and not firings[0].contrast.moved
                    else "circumstance.same"
                    if c.moved and np.sign(c.difference) == np.sign(firings[0].contrast.difference)
                    else "circumstance.other"
                    if c.moved
                    else "circumstance.open"
                ),
            }
        )
    return out


def definitions(view: View) -> list[tuple[str, str]]:
    """Return every measure's name and definition."""
    return [(view.label(name), view.definition(name)) for name in view.comparison.measures]


def survival(view: View) -> list[dict[str, Any]]:
    """Return for every policy in how many runs the community was alive, and when the others fell silent."""
    out = []
    days = [day for day in tenure.ALIVE if day < view.days] + [view.days]
    for index in range(view.n_policies):
        silent = tenure.silence(view, index)
        fell = np.isfinite(silent)
        key = "never" if not fell.any() else "one" if fell.sum() == 1 else "silent"
        n = tenure.worked(view, index).sum()
        when = view.say(
            f"survival.{key}",
            n=int(fell.sum()),
            day=view.show(float(np.median(silent[fell])), 0) if fell.any() else "",
            of=int(n),
            most=sentences.rare(view, int(fell.sum()), int(n)) if n else "–",
        )
        alive = [(day, share_of_runs(view, int(tenure.alive(view, index, day).sum()), int(n))) for day in days]
        out.append({"index": index, "alive": alive, "silence": when})
    return out


def share_of_runs(view: View, k: int, n: int) -> str:
    """Write in how many runs something was so, and within which share of runs it may be (exact, 95 %)."""
    if not n:
        return "–"
    low, high = share_interval(k, n)
    return f"{k} / {n} ({view.show(100 * low, 0)}–{view.share(high)})"


def tenure_lines(view: View) -> list[dict[str, Any]]:
    """Return what members do at equal tenure, a line for every policy."""
    out = []
    for row in tenure.rows(view):
        percent = row.key != "posts_90"
        places, points = (1, f" {view.say('points')}") if percent else (2, "")
        lines = []
        for index in range(view.n_policies):
            mean, c = float(mean_or_nan(row.values[index])), row.contrast(index)
            times = 100 if percent else 1
            lines.append(
                {
                    "index": index,
                    "value": view.share(mean, places) if percent else view.show(mean, places),
                    "joiners": view.show(row.joiners[index], 0),
                    "difference": f"{view.signed(c.difference * times, places)}{points}" if index and c.n else "",
                    "interval": view.span(c.low * times, c.high * times, places) if index and c.n else "",
                }
            )
        out.append({"label": view.start(view.say(f"tenure.{row.key}")), "lines": lines})
    return out


def stories(view: View) -> list[dict[str, Any]]:
    """Return the chain through the doors for every other policy."""
    out = []
    for index in view.others:
        chain = story.chain(view, index)
        steps = [
            {
                "key": step,
                "name": view.say(f"story.{step}.title"),
                "sentence": story.sentence(view, step, links, index),
                "parts": story.parts(view, links),
                "cells": [story.write(view, t) for t in links],
                "status": "moved"
                if any(t.status == "moved" for t in links)
                else "slight"
                if any(t.status == "slight" for t in links)
                else "still",
            }
            for step, links in chain.items()
        ]
        out.append({"index": index, "steps": steps, "summary": story.summary(view, chain)})
    return out


def limits(view: View) -> list[str]:
    """Return what the model does not know, and what this comparison in particular cannot say."""
    out = [view.say("limit.reps", n=view.n_reps), view.say("limit.horizon", days=view.show(view.days))]
    if view.n_reps >= 2 and view.comparison.assumptions is not None:
        drawn = view.comparison.assumptions
        out.append(view.say(f"{worlds.room(view)}.limit", n=drawn.n_draws, pairs=drawn.n_pairs))
    every = assumptions.registry()
    unsure = uncertain(every)
    out.append(view.say("limit.invented", n=sum(every[name].grades == "E" for name in unsure), all=len(unsure)))
    return out + [limit(view, key) for key in (*UNKNOWN, "exploratory")]


def limit(view: View, key: str) -> str:
    """Say one thing that the model does not know, or that this comparison leaves out; what its scenarios do set is not said to be missing."""
    if key == "hosts":
        return view.say("limit.hosts.set" if any(map(_sets_hosts, view.comparison.scenarios)) else "limit.hosts")
    if key != "outside":
        return view.say(f"limit.{key}")
    there = {name for scenario in view.comparison.scenarios for name in _sets_outside(scenario)}
    absent = [view.say(f"limit.outside.{name}") for name in OUTSIDE if name not in there]
    return view.say(
        f"limit.outside.{'one' if len(absent) == 1 else 'many'}",
        rivals=view.say(f"limit.rivals.{'told' if 'rivals' in there else 'pull'}"),
        list=view.join(absent),
    )


def _sets_hosts(scenario: Scenario) -> bool:
    """Whether a scenario says how skilled or trained its team is, or in whose name it speaks."""
    return any(
        (
            policy.kind == "team"
            and (policy.skill != type(policy).model_fields["skill"].default or policy.training_hours > 0)
        )
        or (policy.kind == "voice" and policy.speaks != "unsettled")
        for policy in scenario.policies
    )


def _sets_outside(scenario: Scenario) -> Iterator[str]:
    """Name what a scenario has of the world around a community."""
    if scenario.community.rivals:
        yield "rivals"
    for policy in scenario.policies:
        if policy.kind == "support" and policy.every_days is not None:
            yield "support"
        if policy.kind == "platform_shock" and policy.shock != "nothing" and policy.day is not None:
            yield "platform"


def method(view: View) -> list[tuple[str, str]]:
    """Return seed, versions and the command that repeats the comparison, as name and value."""
    known = view.comparison.provenance
    out = []
    known = known | {"command": asked_by(known)}
    for key in ("command", "seed", "replications", "engine_id", "design_hash", "git", "seconds", "folder"):
        if known.get(key) not in (None, "", {}):
            value = known[key]
            out.append((key, _written(view, key, value)))
    versions = known.get("versions") or {}
    if versions:
        out.append(("versions", ", ".join(f"{name} {version}" for name, version in versions.items())))
    return [(key, view.say(f"method.{key}"), value) for key, value in out]


def asked_by(known: Mapping[str, Any]) -> str:
    """Return the command that repeats a study: the one that began its folder where the last one only went on with what is in it."""
    command = str(known.get("command") or "")
    goes_on = command.startswith(tuple(f"community-sim {verb} " for verb in ("report", "resume", "retry")))
    return str(known.get("first_command") or command) if goes_on else command


def _written(view: View, key: str, value: Any) -> str:
    if key == "seconds":
        return view.show(value, 1)
    if key == "git":
        return view.say("method.git.changed", commit=value["commit"]) if value.get("changed") else str(value["commit"])
    return str(value)
