"""What the model's description says of its numbers: what is uncertain and what is not, what is put in, fitted, and aimed at, on which evidence."""

from __future__ import annotations

from collections import Counter

from sim.evidence.experiments import EXPERIMENTS
from sim.evidence.facts import FACTS
from sim.evidence.held import FITTED, TOLD
from sim.manual.tables import files, table
from sim.rules import PARAMETERS
from sim.words import say
from sim.world.parameters import CONSTANT, GRADES, SETTING, uncertain

GRADE_WORDS = {
    "A": "field experiment inside a community",
    "B": "natural experiment or large log study",
    "C": "descriptive logs",
    "D": "survey of practitioners",
    "E": "judgement, invented, or by analogy",
}


def names(parameters: list[str]) -> str:
    """Names as code, joined by commas; "none" when there are none."""
    return ", ".join(f"`{name}`" for name in parameters) or "none"


def kinds() -> str:
    """How many parameters are drawn, under which policies, and why the others are not."""
    always = uncertain(PARAMETERS, ())
    every = uncertain(PARAMETERS)
    held = [p for p in PARAMETERS.values() if p.kind == CONSTANT]
    settings = [p for p in PARAMETERS.values() if p.kind == SETTING]
    fitted = [name for name in every if PARAMETERS[name].enters == "fitted"]
    owners = list(dict.fromkeys(PARAMETERS[name].policy for name in every if PARAMETERS[name].policy))
    lines = [
        f"Of {len(PARAMETERS)} parameters {len(every)} are uncertain: {len(always)} always, {len(every) - len(always)} only where a policy is in the "
        f"scenario without which nothing feels them. {len(held)} are constants and {len(settings)} are settings; neither is ever drawn.",
        "",
        f"**Fitted** ({len(fitted)} of the uncertain ones): {names(fitted)}.",
        "",
        f"**Put in** ({len(every) - len(fitted)} of the uncertain ones): all others in the tables below.",
    ]
    if owners:
        rows = [
            (" or ".join(owner.split("/")), names([name for name in every if PARAMETERS[name].policy == owner]))
            for owner in owners
        ]
        lines += ["", "**Uncertain only with a policy:**", "", table(("policy", "parameters"), rows)]
    for title, group in (("Constants", held), ("Settings", settings)):
        if group:
            reasons = list(dict.fromkeys(p.why for p in group))
            rows = [(why, names([p.name for p in group if p.why == why])) for why in reasons]
            lines += ["", f"**{title}**, and why:", "", table(("why", "parameters"), rows)]
    return "\n".join(lines)


def targets() -> str:
    """Every figure the model is held against: what may be fitted, what is only checked, what an emulated experiment must hit."""
    head = ("figure", "stands in", "used for", "parameters set on it by their own source")
    facts = [
        (
            say(f"validation.row.{fact.name}.name"),
            f"facts, row {fact.name}",
            "fitting" if fact.role == FITTED else "checking",
            names(list(fact.leans_on)),
        )
        for fact in FACTS.values()
    ]
    published = [
        (
            say(f"replications.{experiment.name}.{target.name}.name"),
            say(f"replications.{experiment.name}.title"),
            "checking",
            names(list(target.leans_on)),
        )
        for experiment in EXPERIMENTS.values()
        for target in experiment.targets
        if target.role != TOLD
    ]
    return table(head, [*facts, *published])


def grades() -> str:
    """How many parameters stand on which evidence for their sign and for their size, in all and by rule file."""
    every = list(PARAMETERS.values())
    total, count = len(every), Counter((p.sign, p.size) for p in every)
    weak = sum(p.size in "DE" for p in every)
    invented = count["E", "E"]
    drawn = [PARAMETERS[name] for name in uncertain(PARAMETERS)]
    known = [p for p in every if p.size in "AB"]
    signed = [p for p in every if p.sign in "AB" and p.size not in "AB"]
    lines = [
        f"Of {total} parameters {weak} ({100 * weak / total:.0f}%) have a size of grade D or E, and of {invented} neither sign nor size was measured by anybody. "
        f"The size of {len(known)} ({100 * len(known) / total:.0f}%) stands on A or B; of {len(signed)} more the sign alone does. Of the "
        f"{len(drawn)} that are uncertain, {sum(p.sign == p.size == 'E' for p in drawn)} are invented in sign and size. The ranges of "
        f"{sum(p.low < 0.0 < p.high for p in drawn)} of them cross zero: there not even the direction is assumed.",
        "",
        table(
            ("grade", "meaning", "for the sign", "for the size", "of these fitted"),
            [
                (
                    g,
                    GRADE_WORDS[g],
                    str(sum(p.sign == g for p in every)),
                    str(sum(p.size == g for p in every)),
                    str(sum(p.size == g and p.enters == "fitted" for p in every)),
                )
                for g in GRADES
            ],
        ),
        "",
        "Sizes by rule file:",
        "",
        table(
            ("rule file", *GRADES),
            [
                (f"`{file}.py`", *(str(sum(p.rule == file and p.size == g for p in every)) for g in GRADES))
                for file in files()
            ],
        ),
        "",
        "Size on grade A or B: " + (", ".join(f"`{p.name}` ({p.grades})" for p in known) or "none") + ".",
        "",
        "Sign alone on grade A or B: " + (", ".join(f"`{p.name}` ({p.grades})" for p in signed) or "none") + ".",
    ]
    return "\n".join(lines)
