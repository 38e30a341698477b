"""The page of levers for who makes a plan: what each takes, what it is when nothing is said, an example, and what then holds.

Made from what the policies declare, from the doses in which every lever is tried and from what came of them (``results/doses.json``), in every
language: ``python -m sim.manual.levers`` prints it, ``--lang nl`` in Dutch.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from sim.manual.doors import DOORS, levers
from sim.policies import POLICIES
from sim.scenario.bounds import allowed
from sim.scenario.toml import toml
from sim.studies.doses.levers import Lever
from sim.studies.doses.levers import levers as tried
from sim.words import LANGUAGES, listing, percent, say
from sim.words.faults import translated

COMMAND = "python -m sim.manual.levers{lang} > docs/levers{ending}.md"
EFFECTS = Path(__file__).resolve().parents[2] / "results" / "doses.json"
"""What came of every dose, as ``community-sim doses --json`` wrote it; without it no effects are shown."""
SHOWN = ("posters_30d", "retention_180")
"""Measures of which the page tells an effect: whether people take part, and whether they stay."""


def page(lang: str) -> str:
    """Return the page in a language."""
    doses = {lever.key: lever for lever in tried()[0]}
    came = effects()
    command = COMMAND.format(lang="" if lang == "en" else f" --lang {lang}", ending="" if lang == "en" else f".{lang}")
    lines = [
        f"# {say('levers.title', lang)}",
        "",
        say("levers.made", lang, command=command),
        "",
        say("levers.intro", lang),
        "",
        say("levers.effects", lang),
        "",
    ]
    lines += [f"- **{say(f'levers.door.{door}', lang)}**: {say(f'levers.door.{door}.what', lang)}" for door in DOORS]
    head = (
        "| "
        + " | ".join(
            say(f"levers.col.{name}", lang)
            for name in ("lever", "takes", "default", "acts", "example", "says", "effect")
        )
        + " |"
    )
    for kind in sorted(POLICIES):
        lines += [
            "",
            f"## {say(f'policies.kind.{kind}', lang).capitalize()} (`{kind}`)",
            "",
            say("levers.without", lang, sentence=_nothing(kind, lang)),
            "",
            say("levers.how_large", lang, kind=kind),
            "",
            head,
            "|---" * 7 + "|",
        ]
        lines += [
            _row(kind, field, doses.get(f"{kind}.{field}"), came.get(f"{kind}.{field}"), lang)
            for field in levers(POLICIES[kind])
        ]
    return "\n".join(lines) + "\n"


def effects() -> dict[str, Any]:
    """Return what came of the doses, by lever; nothing where they were not run."""
    return (
        {row["lever"]: row for row in json.loads(EFFECTS.read_text(encoding="utf-8"))["levers"]}
        if EFFECTS.exists()
        else {}
    )


def effect(came: dict[str, Any] | None, lever: Lever, place: int, lang: str) -> str:
    """Return in words what a dose changes against the lever's own setting, in per cent of that: with its interval, or that it may be chance.

    Where the lever was run at other doses than it has today there is nothing to tell.
    """
    if came is None or came["doses"] != json.loads(json.dumps(lever.doses)):
        return "–"
    changes = []
    for measure in SHOWN:
        curve = came["curves"][measure]
        own, gap = curve["means"][lever.own], curve["against_own"][place]
        name = say(f"levers.effect.{measure}", lang)
        if own is None or own <= 0 or None in gap or gap[1] <= 0 <= gap[2]:
            changes.append(f"{name} ≈")
        else:
            change, low, high = (percent(end / own, lang, sign=True) for end in gap)
            changes.append(say("levers.effect", lang, name=name, change=change, low=low, high=high))
    return "; ".join(changes)


def _nothing(kind: str, lang: str) -> str:
    policy = POLICIES[kind]
    fields = {name: info for name, info in policy.model_fields.items() if info.is_required() and name != "kind"}
    return (
        policy().sentence(lang)
        if not fields
        else say("levers.must", lang, fields=listing([f"`{name}`" for name in fields], lang))
    )


def _row(kind: str, field: str, lever: Lever | None, came: dict[str, Any] | None, lang: str) -> str:
    policy = POLICIES[kind]
    unit = policy.levers[field].unit
    takes = translated(allowed(policy, field), lang)
    if unit:
        takes += f" ({say('levers.unit.' + unit.replace(' ', '_'), lang)})"
    info = policy.model_fields[field]
    unsaid = "levers.required" if info.is_required() else "levers.none" if info.default is None else ""
    default = say(unsaid, lang) if unsaid else f"`{_toml(field, info.default)}`"
    doors = listing([say(f"levers.door.{door}", lang) for door in policy.doors[field]], lang)
    if lever is None:
        return f"| `{field}` | {_cell(takes)} | {default} | {doors} | – | – | – |"
    place = example(lever, info.default)
    says = next(policy for policy in lever.scenario(place).policies if policy.kind == kind).sentence(lang)
    return f"| `{field}` | {_cell(takes)} | {default} | {doors} | `{field} = {_toml(field, lever.doses[place])}` | {_cell(says)} | {effect(came, lever, place, lang)} |"


def example(lever: Lever, default: object) -> int:
    """Return the place of the dose that is shown: the middle one of those that are not the default and can be written."""
    places = [place for place, dose in enumerate(lever.doses) if dose is not None and dose != default]
    return places[len(places) // 2] if places else lever.own


def _toml(field: str, value: object) -> str:
    return toml({field: list(value) if isinstance(value, tuple) else value}).strip().partition(" = ")[2]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _asked() -> str:
    parser = argparse.ArgumentParser(description="Print the page of levers.")
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    return parser.parse_args().lang


if __name__ == "__main__":
    print(page(_asked()), end="")
