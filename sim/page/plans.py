"""From answers and advice to scenarios; `js/asked.js` is its twin, and a law holds both to the same files."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from sim.page.questions import ADVICE, BLANK, COMMUNITY, QUESTIONS, Advice, Option, Part, Question
from sim.words import LANGUAGES, capital, catalogue, number, say

Tables = dict[str, Any]
Answers = Mapping[str, str]
Ticked = Mapping[str, str]
"""Advice -> dose, of what a plan follows."""


def answered(answers: Answers) -> dict[str, str]:
    """Return an answer to every question: the one given, else the one that holds for who does not answer."""
    return {question.name: answers.get(question.name, question.default) for question in QUESTIONS}


def baseline(answers: Answers) -> Tables:
    """Return the tables of the scenario that the answers make."""
    tables: Tables = {"title": titles(()), "community": dict(BLANK), "policy": []}
    for question in QUESTIONS:
        _settle(tables, option(question.options, answered(answers)[question.name]).parts)
    community = tables["community"]
    community["founders"] = min(community["founders"], community["audience"])
    community["mix"] = community.pop("mix")  # last, as it is written
    return tables


def plan(base: Tables, ticked: Ticked) -> Tables:
    """Return the tables of a plan: the baseline with the advice it follows, in the order in which advice is declared."""
    tables = copy.deepcopy(base)
    tables["title"] = titles([(advice, ticked[advice.name]) for advice in ADVICE if advice.name in ticked])
    for advice in ADVICE:
        if advice.name in ticked:
            _settle(tables, option(advice.doses, ticked[advice.name]).parts)
    return tables


def option(options: Sequence[Option], name: str) -> Option:
    """Return the option of this name."""
    return next(one for one in options if one.name == name)


def is_moot(question: Question, answers: Answers) -> bool:
    """Whether another answer leaves nothing to ask: where the team has no hours, not in which weeks."""
    return question.moot is not None and answers[question.moot[0]] == question.moot[1]


def _settle(tables: Tables, parts: Sequence[Part]) -> None:
    """Put settings into tables."""
    for part in parts:
        if part.kind == COMMUNITY:
            at = tables["community"]
        else:
            policies = tables["policy"]
            at = None if part.is_new else next((policy for policy in policies if policy["kind"] == part.kind), None)
            if at is None:
                at = {"kind": part.kind}
                policies.append(at)
        for key, value in part.values.items():
            if value is None:
                at.pop(key, None)
            else:
                at[key] = copy.deepcopy(value)


# -- in words ----------------------------------------------------------------------------------------------------------------


def titles(followed: Sequence[tuple[Advice, str]]) -> dict[str, str]:
    """Return a plan's title in every language: what it follows, or that it is the baseline."""
    if not followed:
        return {lang: say("desk.baseline", lang) for lang in LANGUAGES}
    return {lang: capital(" + ".join(advised(one, dose, lang) for one, dose in followed))[:200] for lang in LANGUAGES}


def advised(one: Advice, dose: str, lang: str) -> str:
    """Say a piece of advice with its dose."""
    return say(f"desk.advice.{one.name}", lang, n=dosed(one, dose, lang))


def dosed(one: Advice, dose: str, lang: str) -> str:
    """Say a dose."""
    return catalogue("desk", lang).get(f"desk.dose.{one.name}.{dose}") or (
        number(float(dose), lang) if dose[:1].isdigit() else ""
    )


def choice(question: Question, name: str, lang: str) -> str:
    """Say an answer as it can be chosen."""
    words = catalogue("desk", lang)
    own = words.get(f"desk.ask.{question.name}.{name}")
    return own if own is not None else words[f"desk.ask.{question.name}.n"].format(n=number(float(name), lang))


def sentences(answers: Answers, lang: str) -> list[str]:
    """Say the baseline in sentences, one for each answer that says something."""
    words, found = catalogue("desk", lang), []
    given = answered(answers)
    for question in QUESTIONS:
        name = given[question.name]
        text = words.get(f"desk.told.{question.name}.{name}", words[f"desk.told.{question.name}"])
        if text != "-" and not is_moot(question, given):
            shown = number(float(name), lang) if name[:1].isdigit() else choice(question, name, lang)
            found.append(text.format(n=shown))
    return found
