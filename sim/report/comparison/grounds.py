"""The parts of the page of a comparison that tell why, on which assumptions, and how it was made."""

from __future__ import annotations

from sim.report.comparison import answer as sentences
from sim.report.comparison import assumptions, content
from sim.report.comparison.pieces import grid, named
from sim.report.comparison.view import View
from sim.report.press.markup import Column, Markup, block, fold, items, join, mini, number, row, soft, stack, tag
from sim.report.press.panel import Panel

Figures = dict[str, list[Panel]]
CODE = ("command", "engine_id", "design_hash", "git", "folder")
FOLDER = ("manifest", "runs", "series", "csv", "tables")


def story(view: View) -> list[Markup]:
    """The chain from what was done to what came of it."""
    body = [tag("p", view.say("story.intro"))]
    for told_story in content.stories(view):
        index = told_story["index"]
        pair = view.say("measures.pair", b=view.title(index), a=view.title(0))
        steps = tag("ol", *(step_of(view, index, step) for step in told_story["steps"]), kind="chain")
        inner = join([tag("p", told_story["summary"], kind="lead"), steps])
        body += (
            [tag("h3", named(view, index, pair)), inner]
            if index == 1
            else [block(f"{view.letter(index)} · {pair}", inner)]
        )
    return [*body, soft(view.say("story.caution"))]


def step_of(view: View, index: int, step: dict) -> Markup:
    """Return one step of the chain."""
    head = [
        view.say("col.figure"),
        view.letter(0),
        view.letter(index),
        view.say("col.difference"),
        view.say("col.interval"),
        "",
    ]
    cells = [[cell[key] for key in ("label", "a", "b", "difference", "interval", "verdict")] for cell in step["cells"]]
    return tag(
        "li",
        tag("h4", step["name"], Markup(" "), tag("span", view.say(f"story.tag.{step['status']}"), kind="tag")),
        tag("p", step["sentence"]),
        items(step["parts"]) if step["parts"] else None,
        fold(view.say("table.open"), mini(head, cells)) if cells else None,
        kind=step["status"],
    )


def assumed(view: View) -> list[Markup]:
    """What the model assumes, on which evidence, and what was set to something else."""
    body = [
        tag("p", view.say("assumptions.intro")),
        tag(
            "ul",
            *(
                tag("li", tag("strong", grade), f" · {text} ", tag("span", f"({n})", kind="soft"))
                for grade, text, n in assumptions.grades(view)
            ),
        ),
        tag("p", assumptions.kinds(view)),
        tag("p", assumptions.invented_sentence(view)),
        tag("h3", view.say("assumptions.moved")),
    ]
    heads = {
        key: view.say(f"col.{key}")
        for key in ("parameter", "value", "default", "range", "unit", "kind", "grade", "policies", "source")
    }
    moved = assumptions.moved(view)
    columns = (
        Column(heads["parameter"]),
        *(number(heads[key]) for key in ("value", "default", "range")),
        Column(heads["grade"]),
        Column(heads["policies"]),
    )
    body.append(
        stack(columns, (row(columns, parameter(p), (p.value, p.default, p.span, p.grade, p.where)) for p in moved))
        if moved
        else tag("p", view.say("assumptions.none_moved"))
    )
    every = assumptions.table(view)
    columns = (
        Column(heads["parameter"]),
        number(heads["default"]),
        number(heads["range"]),
        *(Column(heads[key]) for key in ("unit", "kind", "grade", "source")),
    )
    lines = (
        tag(
            "tr",
            tag("th", parameter(p), scope="row"),
            *(
                tag(
                    "td",
                    cell,
                    kind=column.kind,
                    data_label=column.head,
                    lang="en" if column.head == heads["source"] else None,
                )
                for column, cell in zip(
                    columns[1:], (p.default, p.span, p.unit, p.kind, p.grade, p.source), strict=True
                )
            ),
        )
        for p in every
    )
    return [*body, block(view.say("assumptions.all", n=len(every)), stack(columns, lines))]


def parameter(assumption: assumptions.Assumption) -> Markup:
    """Return a parameter in words with its name, or its name alone."""
    code = tag("code", assumption.name)
    return join([assumption.words, tag("span", code, kind="unit")]) if assumption.words != assumption.name else code


def method(view: View, figures: Figures, whole: bool) -> list[Markup]:
    """How the comparison was made and is made again, how long policies share their luck, and what lies in the folder."""
    lines = (
        join([tag("dt", name), tag("dd", tag("code", value) if key in CODE else value)])
        for key, name, value in content.method(view)
    )
    pairing = [
        tag("h3", view.say("pairing.title")),
        tag("p", f"{view.say('pairing.intro')} {sentences.fading(view)}"),
        grid(view, figures["pairing"]),
    ]
    return [
        tag("p", view.say("method.intro")),
        tag("dl", *lines),
        *(pairing if figures["pairing"] else []),
        tag("h3", view.say("folder.title")),
        items(
            view.say(f"folder.{key}")
            for key in (*FOLDER, *(f"{name}.{'whole' if whole else 'plain'}" for name in ("figures", "report")))
        ),
    ]
