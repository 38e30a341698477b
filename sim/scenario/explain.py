"""Telling a scenario in sentences, and telling only what differs between two."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from typing import Any

from sim.errors import Fault, InputError, nearest
from sim.policies import POLICIES, Policy
from sim.scenario.model import Scenario, loaded
from sim.scenario.sight import told
from sim.scenario.uncertain import Uncertain
from sim.words import LANGUAGES, capital, listing, number, percent, say, text_of

Asked = Scenario | str | os.PathLike[str]


def explain(scenario: Asked, lang: str = "en") -> str:
    """Tell the resolved scenario in sentences: who, how long, what for, what the host decides, what is assumed, what is left open.

    Parameters
    ----------
    scenario : Scenario or path
        What to tell.
    lang : str
        ``en`` or ``nl``.
    """
    scenario = loaded(scenario)
    spoken(lang)
    rows = [scenario.title[lang], "=" * len(scenario.title[lang])]
    if scenario.about:
        rows += ["", scenario.about[lang]]
    rows += _heading("scenario.head.who", lang) + _who(scenario, lang)
    rows += _heading("scenario.head.host", lang)
    rows += [_policy(policy, lang, told(scenario, policy, lang)) for policy in scenario.policies] or [
        say("scenario.host.nothing", lang)
    ]
    rows += _heading("scenario.head.behaviour", lang) + _moved(scenario, lang)
    if scenario.uncertain:
        rows += _heading("scenario.head.unsure", lang)
        rows += [f"- {capital(of_group(key, lang))}: {_range(unsure)}." for key, unsure in scenario.uncertain.items()]
    decided = {policy.kind for policy in scenario.policies}
    left = [kind for kind in POLICIES if kind not in decided]
    if left:
        rows += _heading("scenario.head.left", lang)
        rows += [_policy(POLICIES[kind](), lang) for kind in left]
    return "\n".join(rows) + "\n"


def spoken(lang: str) -> None:
    """Refuse a language that there are no words in."""
    if lang not in LANGUAGES:
        raise InputError(
            Fault(
                f"{lang!r} is not spoken here",
                file="lang",
                allowed="one of " + ", ".join(LANGUAGES),
                meant=nearest(str(lang), LANGUAGES),
            )
        )


def differences(first: Asked, second: Asked) -> list[tuple[str, Any, Any]]:
    """Return (key, value in the first, value in the second) for all that differs; None where a policy is absent.

    Policies are matched by kind and by their order among their own kind; parameters that are not given stand at their default.
    """
    from sim.rules import PARAMETERS

    a, b = loaded(first), loaded(second)
    changes: list[tuple[str, Any, Any]] = []
    ours, theirs = ({**s.community.model_dump(), "mix": s.community.shares} for s in (a, b))
    for key in ours:
        if key != "mix" and ours[key] != theirs[key]:
            changes.append((f"community.{key}", ours[key], theirs[key]))
    changes += [
        (f"community.mix.{role}", ours["mix"][role], theirs["mix"][role])
        for role in ours["mix"]
        if ours["mix"][role] != theirs["mix"][role]
    ]
    for name, parameter in PARAMETERS.items():
        values = [s.behaviour.get(name, parameter.default) for s in (a, b)]
        if values[0] != values[1]:
            changes.append((f"behaviour.{name}", values[0], values[1]))
    for key in {**a.uncertain, **b.uncertain}:
        ours, theirs = (_range(s.uncertain.get(key)) for s in (a, b))
        if ours != theirs:
            changes.append((f"uncertain.{key}", ours, theirs))
    for key, p, q in _pairs(a, b):
        fields = [field for field in type(p or q).model_fields if field != "kind"]
        for field in fields:
            values = [None if policy is None else getattr(policy, field) for policy in (p, q)]
            if values[0] != values[1] or p is None or q is None:
                changes.append((f"{key}.{field}", values[0], values[1]))
    return changes


def named(key: str, lang: str) -> str:
    """Name what a key of `differences` outside the policies stands for: what it is, of whom, in which unit.

    It is to be read on its own. The unit of a parameter is left out where the name says it, as a share, a chance or a
    number of things does.
    """
    from sim.rules import PARAMETERS

    room, _, rest = key.partition(".")
    if room == "uncertain":
        return say("scenario.unsure.of", lang, what=of_group(rest, lang))
    if room != "behaviour":
        what, _, role = rest.partition(".")
        return say(f"scenario.community.{what}", lang, **({"role": say(f"scenario.role.{role}", lang)} if role else {}))
    text = text_of("parameters", PARAMETERS[rest], lang)
    unit = say(f"parameters.unit.{PARAMETERS[rest].unit.replace(' ', '_')}", lang)
    said = (unit, say("scenario.counted", lang))
    return text if any(re.search(rf"\b{re.escape(word)}\b", text) for word in said) else f"{text} ({unit})"


def of_group(key: str, lang: str) -> str:
    """Name what a scenario can be unsure of: ``mix.creator``, ``community.audience``, ``reach.fit``."""
    room, _, rest = key.partition(".")
    if room == "reach":
        return say(f"scenario.unsure.{rest}", lang)
    return named(f"community.mix.{rest}" if room == "mix" else key, lang)


def _range(unsure: Uncertain | None) -> str | None:
    """Write how unsure a scenario is of something: the ends of its range, or its values."""
    if unsure is None:
        return None
    ends = unsure.values or (unsure.low, unsure.high)
    return f"{(', ' if unsure.values else '..').join(f'{x:.15g}' for x in ends)} {'' if unsure.dist == 'uniform' else unsure.dist}".strip()


def valued(key: str, value: Any, lang: str) -> str:
    """Write the value of a key of `differences`: a goal in words, a share of the audience in per cent."""
    if value is None:
        return say("scenario.value.none", lang)
    if isinstance(value, bool):
        return say(f"scenario.value.{'yes' if value else 'no'}", lang)
    if isinstance(value, tuple):
        return ", ".join(value) or say("scenario.value.none", lang)
    if key == "community.venue":
        return say(f"scenario.venue.{value}", lang)
    if key == "community.goal":
        return say(f"scenario.goal.{value}", lang).partition(":")[0]
    if key.startswith("community.mix.") or key == "community.already_on":
        return percent(value, lang)
    if isinstance(value, (int, float)):
        return str(value) if key == "community.seed" else number(value, lang)
    return str(value)


def diff(first: Asked, second: Asked, lang: str = "en") -> str:
    """Tell only what differs between two scenarios, in sentences and keys."""
    a, b = loaded(first), loaded(second)
    spoken(lang)
    rows = [f"A  {a.title[lang]} ({a.name})", f"B  {b.title[lang]} ({b.name})"]
    changed = differences(a, b)
    if not changed:
        return "\n".join([*rows, "", say("scenario.diff.same", lang)]) + "\n"
    plain = [change for change in changed if not change[0].startswith("policy.")]
    if plain:
        rows += [
            "",
            *(
                f"- {capital(named(key, lang))}: {valued(key, ours, lang)} | {valued(key, theirs, lang)} [{key}]"
                for key, ours, theirs in plain
            ),
        ]
    for key, p, q in _pairs(a, b):
        own = [(name, ours, theirs) for name, ours, theirs in changed if name.rsplit(".", 1)[0] == key]
        if not own:
            continue
        rows += ["", say(f"policies.kind.{(p or q).kind}", lang).capitalize()]
        for label, policy in (("A", p), ("B", q)):
            rows.append(
                f"  {label}: "
                + (policy.sentence(lang) if policy else _without((p or q).kind, a if label == "A" else b, lang))
            )
        if p is not None and q is not None:
            rows += [
                f"  - {name}: {valued(name, ours, lang)} | {valued(name, theirs, lang)}" for name, ours, theirs in own
            ]
    return "\n".join(rows) + "\n"


def _without(kind: str, scenario: Scenario, lang: str) -> str:
    """Say that a scenario has no such policy, or no further one."""
    if any(policy.kind == kind for policy in scenario.policies):
        return say("scenario.diff.no_more", lang)
    return say("scenario.diff.absent", lang, sentence=POLICIES[kind]().sentence(lang))


def _heading(key: str, lang: str) -> list[str]:
    text = say(key, lang)
    return ["", text, "-" * len(text)]


def _who(scenario: Scenario, lang: str) -> list[str]:
    community = scenario.community
    rows = [say("scenario.who.audience", lang, n=number(community.audience, lang), days=number(community.days, lang))]
    if community.everyone_in:
        rows.append(say("scenario.who.everyone", lang))
    elif community.founders:
        form = "founder" if community.founders == 1 else "founders"
        rows.append(say(f"scenario.who.{form}", lang, n=number(community.founders, lang)))
    else:
        rows.append(say("scenario.who.nobody", lang))
    if community.rivals:
        rows.append(
            say(
                f"scenario.who.{'rival' if community.rivals == 1 else 'rivals'}",
                lang,
                n=number(community.rivals, lang),
                size=percent(community.rival_size, lang),
                specificity=percent(community.rival_specificity, lang),
            )
        )
    if community.breadth < type(community).model_fields["breadth"].default:
        form = "breadth_one" if community.breadth == 1 else "breadth"
        rows.append(say(f"scenario.who.{form}", lang, n=number(community.breadth, lang)))
    if community.already_on:
        rows.append(say("scenario.who.already_on", lang, share=percent(community.already_on, lang)))
    shares = [
        f"{percent(share, lang)} {say(f'scenario.role.{role}', lang)}"
        for role, share in community.shares.items()
        if share > 0
    ]
    which = "mix" if community.mix else "default_mix"
    rows.append(say(f"scenario.who.{which}", lang, shares=listing(shares, lang)))
    if community.venue == "join":
        rows.append(say("scenario.who.join", lang))
    rows.append(say("scenario.who.goal", lang, goal=say(f"scenario.goal.{community.goal}", lang)))
    if community.hour_cost:
        rows.append(say("scenario.who.cost", lang, cost=number(community.hour_cost, lang)))
    rows.append(say("scenario.who.seed", lang, seed=community.seed))
    return rows


def _policy(policy: Policy, lang: str, sentence: str = "") -> str:
    return f"- {say(f'policies.kind.{policy.kind}', lang).capitalize()}. {sentence or policy.sentence(lang)}"


def _moved(scenario: Scenario, lang: str) -> list[str]:
    from sim.rules import PARAMETERS
    from sim.world.parameters import UNCERTAIN

    moved = {name: value for name, value in scenario.behaviour.items() if value != PARAMETERS[name].default}
    if not moved:
        return [say("scenario.behaviour.default", lang, n=number(len(PARAMETERS), lang))]
    rows = [
        say(
            "scenario.behaviour.moved" if len(moved) > 1 else "scenario.behaviour.moved_one",
            lang,
            n=number(len(moved), lang),
            all=number(len(PARAMETERS), lang),
        )
    ]
    for name, value in moved.items():
        p, (low, high) = PARAMETERS[name], PARAMETERS[name].believable
        unit = say(f"parameters.unit.{p.unit.replace(' ', '_')}", lang)
        row = say(
            "scenario.behaviour.row",
            lang,
            name=name,
            value=number(value, lang),
            unit=unit,
            text=text_of("parameters", p, lang),
            default=number(p.default, lang),
            low=number(low, lang),
            high=number(high, lang),
            source=p.source,
            sign=p.sign,
            size=p.size,
        )
        if value == p.off:
            row += " " + say("scenario.behaviour.off", lang)
        elif not low <= value <= high:
            row += " " + say("scenario.behaviour.outside", lang)
        if p.kind != UNCERTAIN:
            row += " " + say(f"scenario.behaviour.{p.kind}", lang)
        rows.append(row)
    return rows


def _pairs(a: Scenario, b: Scenario) -> list[tuple[str, Policy | None, Policy | None]]:
    kinds: dict[str, list[list[Policy]]] = defaultdict(lambda: [[], []])
    for side, scenario in enumerate((a, b)):
        for policy in scenario.policies:
            kinds[policy.kind][side].append(policy)
    pairs = []
    for kind, (ours, theirs) in kinds.items():
        length = max(len(ours), len(theirs))
        for n in range(length):
            key = f"policy.{kind}" if length == 1 else f"policy.{kind}[{n}]"
            pairs.append((key, ours[n] if n < len(ours) else None, theirs[n] if n < len(theirs) else None))
    return pairs
