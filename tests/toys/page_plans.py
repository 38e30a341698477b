"""Random plans for the page: every kind of policy, several of one kind, days from and until, what fits and what does not."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np

from sim.errors import ScenarioError
from sim.page.levers import policies
from sim.page.scripts import script
from sim.scenario import Scenario

KINDS = policies()
CHANGES = (
    "team.hours_per_week = 12",
    "team.stance = active",
    "team.answer_after_hours = 2.5",
    "moderation.hours_per_week = 1.5",
    "moderation.filter_sensitivity = 0.8",
    "moderation.explanations = true",
    "moderation.ban_after = 2",
    "admission.batch_size = 10",
    "admission.batch_size = 0",
    "access.access = request",
    'onboarding.welcome = "personal"',
    "onboarding.rules_shown = false",
    "ambassadors.number = 8",
    "ambassadors.number = 0",
    "ambassadors.hours_per_week = 2",
    "ambassadors.chosen = lot",
    "commercial.selling = banned",
)
NO_CHANGES = (
    "team.hours = 12",
    "teams.hours_per_week = 12",
    "team.hours_per_week = 401",
    "team.hours_per_week",
    "team.hours_per_week = active",
    "team.stance = 1",
    "team.stance = ready",
    "team.priorities = answers",
    "moderation.ban_after = 2.0",
    "moderation.explanations = 1",
    "reach.daily_reach = 0.1",
    "calendar.minutes = 10",
    "team.from_day = 3",
    "admission.first_day = 3",
    "recognition.number = 3",
    "team = 1",
    "= 3",
)
"""What a review can change, and what it cannot."""


def value(field: dict, luck: np.random.Generator, days: int, audience: int, fits: bool):
    """A value a field takes, any of them; small ones more often where the range is wide."""
    kind, choices = field["type"], field.get("choices", [])
    if kind == "choice":
        return str(luck.choice(choices))
    if kind == "switch":
        return bool(luck.integers(2))
    if kind == "text":
        return str(luck.choice(["newsletter", "café", "a b"]))
    if kind in ("set", "order"):
        shuffled = [str(word) for word in luck.permutation(choices)]
        return shuffled[: luck.integers(len(shuffled) + 1)] if field.get("some") else shuffled
    if kind == "changes":
        drawn = luck.choice(CHANGES if fits else [*CHANGES, *NO_CHANGES], luck.integers(4), False)
        again = [] if fits or luck.random() < 0.5 else drawn[:1]
        return [str(row) for row in (*drawn, *again)]
    low, high = field["low"], field["high"]
    if field["unit"] == "persons":
        high = min(high, audience)
    if kind == "whole" and luck.random() < 0.7:
        high = min(high, days - 1 if field["unit"] in ("day", "days") else 40)
    drawn = low + (high - low) * luck.random() ** 2
    return round(drawn) if kind == "whole" else float(luck.choice([drawn, round(drawn, 2), low, high]))


def plan(number: int, *, fits: bool = True) -> dict:
    """The tables of a scenario: one that Python takes, or any."""
    luck = np.random.default_rng([number, fits])
    while True:
        days, audience = int(luck.integers(5, 400)), int(luck.integers(20, 400))
        chosen = luck.choice(len(KINDS), int(luck.integers(1, 7)))
        tables = []
        for which in chosen:
            kind = KINDS[which]
            policy = {"kind": kind["kind"]}
            for field in kind["fields"]:
                if field["name"] == "from_day" and luck.random() < 0.5:
                    policy["from_day"] = int(luck.integers(0, days))
                elif field["name"] == "until_day" and luck.random() < 0.4:
                    policy["until_day"] = int(luck.integers(1, days + 1 + 5 * (not fits)))
                elif field["name"] not in ("from_day", "until_day") and luck.random() < 0.6:
                    policy[field["name"]] = value(field, luck, days, audience, fits)
            tables.append(policy)
        community = {
            "audience": audience,
            "days": days,
            "seed": int(luck.integers(2**53)),
            "founders": int(luck.integers(0, audience)),
            "everyone_in": bool(luck.random() < 0.1),
            "venue": "join" if luck.random() < 0.15 else "own",
        }
        beside = np.random.default_rng([number, 2 + fits])
        if beside.random() < 0.3:
            community |= {"rivals": int(beside.integers(1, 6)), "rival_size": round(float(beside.random()), 2)}
            community |= {"rival_specificity": round(float(beside.random()), 2)}
            community |= {"breadth": int(beside.integers(1, 9)), "already_on": round(float(beside.random()), 2)}
        scenario = {"community": community, "policy": tables}
        if not fits or is_valid(scenario):
            return scenario


def is_valid(tables: dict) -> bool:
    """Whether Python takes it."""
    try:
        Scenario.build(tables)
    except ScenarioError:
        return False
    return True


def for_page(scenario: Scenario) -> dict:
    """A scenario as the page has a plan."""
    tables = scenario.tables()
    return {
        "community": tables["community"] | {"mix": scenario.community.shares},
        "policies": tables["policy"],
        "behaviour": dict(scenario.behaviour),
    }


def in_node(node: str, folder: Path, tail: str, *, alone: bool = False, **given: object):
    """Run the page's modules and a few lines more in Node; what is given is `given` there, what they tell comes back. `alone`: without the engine's modules."""
    for name, thing in given.items():
        (folder / f"{name}.json").write_text(json.dumps(thing), encoding="utf-8")
    names = json.dumps(list(given))
    head = (
        "const fs = require('fs'), crypto = require('crypto'), sha = bytes => crypto.createHash('sha256').update(bytes).digest('hex');\n"
        f"const given = Object.fromEntries({names}.map(name => [name, JSON.parse(fs.readFileSync(name + '.json'))]));\n"
    )
    (folder / "run.js").write_text(
        ("" if alone else script("faults", "engine", "measuring")) + head + tail, encoding="utf-8"
    )
    done = subprocess.run([node, "run.js"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
