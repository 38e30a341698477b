"""The parts of the page of a comparison, in the order in which they stand on it."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.comparison import answer as sentences
from sim.report.comparison import assumptions, content, horizons, roles, rows, worlds
from sim.report.comparison.view import View
from sim.report.press.markup import Column, Markup, block, figure, fold, group, items, join, mini, number, row, small, soft, stack, tag
from sim.report.press.page import Part
from sim.report.press.panel import Panel

Figures = dict[str, list[Panel]]
SECTIONS = ("differs", "difference", "measures", "course", "multiples", "hours", "tenure", "story", "assumptions", "limits", "method")
READ = ("difference", "noise", "better", "correlation", "worst", "verdict")
CODE = ("command", "engine_id", "design_hash", "git", "folder")
FOLDER = ("manifest", "runs", "series", "csv", "tables", "figures", "report")


def parts(view: View, figures: Figures) -> tuple[Part, ...]:
    """Return every part of the page."""
    bodies = (differs(view), difference(view, figures), measures(view), course(view, figures), multiples(view, figures), hours(view, figures),
              tenure(view, figures), story(view), assumed(view), [items(content.limits(view))], method(view, figures))
    return tuple(Part(view.say(f"section.{key}"), tuple(one for one in body if one), key) for key, body in zip(SECTIONS, bodies, strict=True))


# --- the head of the page --------------------------------------------------------------------------------------


def lead(view: View) -> list[Markup]:
    """Return what stands above all parts: the answer, its three cards, the key, other policies, and where to find what."""
    cards = (tag("div", tag("div", card["name"], kind="name"), tag("div", card["big"], kind="big"), tag("p", card["text"]),
                 tag("p", card["small"], kind="small"), kind=f"card {card['kind']}") for card in content.cards(view))
    cautions = sentences.cautions(view)
    contents = tag("nav", tag("ol", *(tag("li", tag("a", view.say(f"section.{key}.short"), href=f"#{key}")) for key in SECTIONS)),
                   aria_label=view.say("page.contents"))
    return [tag("p", tag("span", sentences.headline(view, 1), kind="headline", id="headline"), Markup(" "),
                tag("span", view.start(sentences.rest(view, 1)), kind="rest"), kind="answer", id="answer"),
            tag("div", *cards, kind="cards"),
            *([tag("div", *(tag("p", one) for one in cautions), kind="caution")] if cautions else []),
            tag("ul", *(key_line(view, index) for index in range(view.n_policies)), kind="key", aria_label=view.say("page.key")),
            *others(view), contents]


def badge(view: View, index: int) -> Markup:
    """Return a policy's letter on its colour."""
    return tag("span", view.letter(index), kind="badge", style=f"background:{view.look(index).text}")


def named(view: View, index: int, text: str = "") -> Markup:
    """Return a policy's letter, and its title or another text."""
    return join([badge(view, index), Markup(" "), text or view.title(index)])


def key_line(view: View, index: int) -> Markup:
    """Return a policy's line in the key: letter, how it is drawn, title."""
    look = view.look(index)
    dash = "".join(f"{d * 2} " for d in look.dash[1])
    line = tag("line", x1=1, y1=7, x2=43, y2=7, stroke=look.line, stroke_width=3.4, stroke_dasharray=dash or None)
    drawn = tag("svg", line, viewBox="0 0 44 14", role="img", aria_label=view.say("page.key.line", policy=view.letter(index)))
    return tag("li", badge(view, index), drawn, tag("span", view.title(index)))


def others(view: View) -> list[Markup]:
    """Return the answers for the policies beyond the headline pair."""
    found = content.answers(view)
    if not found:
        return []
    drawn = view.comparison.assumptions
    first = view.letter(0)
    in_draws = view.say("worlds.col" if drawn and drawn.are_worlds else "draws.col")
    columns = (Column(view.say("col.policy")), number(view.say("others.mean", measure=view.label(view.primary)), view.label(view.primary)),
               number(view.say("others.difference", a=first), view.say("col.difference"), [view.say("col.interval")]), number(view.say("col.better")),
               number(in_draws), number(view.say("circumstance.hours")), Column(view.say("col.verdict")))
    lines = (row(columns, named(view, one["index"]), (one["row"].b, with_small(one["row"].difference, one["row"].interval), one["row"].better, one["draws"],
                                                      one["hours"], verdict(one["row"]))) for one in found)
    elsewhere = sentences.elsewhere(view)
    return [tag("h3", view.say("others.title", a=first)), stack(columns, lines),
            *([tag("p", elsewhere, Markup(" "), tag("a", view.say("circumstance.see"), href="#circumstances"))] if elsewhere else [])]


def with_small(text: str, *below: str) -> Markup:
    """Return a cell with what stands small behind it."""
    return join([text, *(small(one) for one in below)], " ")


def verdict(line: rows.Line) -> Markup:
    """Return a verdict on its colour."""
    return tag("span", line.verdict, kind=f"v {line.verdict_key}")


def shown(view: View, panel: Panel, *, is_wide: bool = False) -> Markup:
    """Return a figure with its numbers."""
    numbers = None if panel.table is None else mini(panel.table.head, panel.table.rows)
    return figure(panel, view.say("table.open"), numbers, is_wide=is_wide)


def grid(view: View, panels: Sequence[Panel], kind: str = "grid") -> Markup:
    """Return figures side by side."""
    return tag("div", *(shown(view, one) for one in panels), kind=kind)


# --- the parts -------------------------------------------------------------------------------------------------


def differs(view: View) -> list[Markup]:
    """What differs between the policies, and what each says of itself."""
    found, body = content.differences(view), []
    for one in found:
        if not one["index"]:
            continue
        body.append(tag("h3", named(view, one["index"], view.say("differs.against", b=view.title(one["index"]), a=view.letter(0)))))
        columns = (Column(view.say("differs.what")), Column(view.letter(0)), Column(view.letter(one["index"])))
        body.append(stack(columns, (row(columns, change.what, (change.first, change.other)) for change in one["changed"]), "differs") if one["changed"]
                    else tag("p", view.say("differs.nothing")))
    everything = (join([tag("h3", named(view, one["index"])), items(one["policies"] or [view.say("differs.no_policy")])]) for one in found)
    return [*body, tag("p", view.say("differs.same")), block(view.say("differs.all"), *everything)]


def difference(view: View, figures: Figures) -> list[Markup]:
    """The difference of the measure that counts: by chance, and over what the model assumes."""
    drawn, doubt = view.comparison.assumptions, figures["doubt"]
    body = [tag("p", join([view.say("difference.intro", measure=view.label(view.primary)), view.definition(view.primary)], " "))]
    body += [tag("p", text) for text in (sentences.noise(view, 1), sentences.per_member(view, 1)) if text]
    if doubt and drawn is not None:
        standing = worlds.standing(view)
        intro = view.say(f"{worlds.room(view)}.intro", draws=drawn.n_draws, pairs=drawn.n_pairs, k=len(drawn.parameters))
        side = [tag("p", tag("strong", standing)) if standing else None, soft(f"{intro} {worlds.kept(view)}"), shown(view, doubt[0]),
                tag("p", f"{view.start(worlds.clause(view, 1))}."), soft(worlds.spread(view, 1)), soft(sentences.draws_sentence(view))]
    else:
        side = [tag("p", view.say("doubt.none"))]
    body.append(tag("div", tag("div", tag("h3", view.say("chance.title")), soft(view.say("chance.intro", n=view.n_reps)), shown(view, figures["chance"][0]), kind="side"),
                    tag("div", tag("h3", view.say("doubt.title")), *side, kind="side doubt"), kind="pair"))
    body.append(soft(view.say("difference.apart")))
    if figures["drivers"]:
        body += [tag("h3", view.say("drivers.title")), tag("p", view.say(f"{worlds.room(view)}.drivers")), grid(view, figures["drivers"][:1])]
    if len(figures["chance"]) > 1:
        body.append(tag("h3", view.say("others.figures", a=view.letter(0))))
        body += [tag("div", shown(view, one), shown(view, doubt[place]) if doubt else None, kind="pair") for place, one in enumerate(figures["chance"]) if place]
    return [*body, *circumstances(view)]


def circumstances(view: View) -> list[Markup]:
    """The headline comparison under every circumstance that the scenarios hold."""
    found = content.circumstance_lines(view)
    if not found:
        return []
    columns = (Column(view.say("circumstance.col")), number(view.say("circumstance.first")), number(view.say("circumstance.second")),
               number(view.say("col.difference"), None, [view.say("col.interval")]), number(view.say("col.better")), number(view.say("circumstance.hours")),
               Column(view.say("circumstance.reading")))
    lines = (row(columns, join([one["pair"], small(one["around"])]), (one["a"], one["b"], with_small(one["difference"], one["interval"]), one["pairs"], one["hours"],
                                                                      one["status"])) for one in found)
    return [tag("h3", view.say("circumstance.title"), id="circumstances"), tag("p", view.say("circumstance.intro", a=view.letter(0), b=view.letter(1))),
            stack(columns, lines)]


def measures(view: View) -> list[Markup]:
    """Every measure of every policy beside the first."""
    body = [tag("p", view.say("measures.intro"))]
    for index in view.others:
        claimed, folded = rows.lines(view, index)
        pair = view.say("measures.pair", b=view.title(index), a=view.title(0))
        if index == 1:
            body += [tag("h3", named(view, index, pair)), measure_table(view, index, claimed, folded)]
        else:
            body.append(block(f"{view.letter(index)} · {pair}", measure_table(view, index, claimed, []), soft(view.say("measures.rest", n=len(folded)))))
    definitions = (join([tag("dt", name), tag("dd", text)]) for name, text in content.definitions(view))
    return [*body, items((view.say(f"measures.read.{key}") for key in READ), "soft"),
            block(view.say("measures.definitions"), tag("dl", *definitions, kind="definitions"))]


def measure_table(view: View, index: int, claimed: Sequence[rows.Line], folded: Sequence[rows.Line]) -> Markup:
    """Return the table of measures of one pair; what is not claimed folds."""
    first, other = view.letter(0), view.letter(index)
    columns = (Column(view.say("col.measure")), number(first, kind="n a"), number(other, kind="n b"),
               number(f"{other} − {first}", view.say("col.difference"), [view.say("col.interval")], "n d"), number(view.say("col.noise")),
               number(view.say("col.better")), number(view.say("col.correlation")), number(view.say("col.worst"), kind="n w"), Column(view.say("col.verdict")))

    def line(one: rows.Line) -> Markup:
        correlation = small(view.say("col.no_variance")) if one.without_variance else one.correlation
        return row(columns, join([one.label, tag("span", one.unit, kind="unit") if one.unit else None]),
                   (one.a, one.b, with_small(one.difference, one.interval), one.noise, one.better, correlation, one.low_ends, verdict(one)),
                   kind="primary" if one.primary else "", data_measure=one.measure, data_policy=view.comparison.labels[index])

    shown_lines = [*(line(one) for one in claimed if one.primary), group(view.say("table.exploratory"), 9), *(line(one) for one in claimed if not one.primary)]
    more = fold(view.say("table.more", n=len(folded)), stack(columns, map(line, folded), "measures")) if folded else None
    return join([stack(columns, shown_lines, "measures"), more])


def course(view: View, figures: Figures) -> list[Markup]:
    """The course over time, and the difference at several horizons."""
    body = [tag("p", view.say("course.intro")), tag("h3", view.start(view.say(f"series.{view.primary_series}"))), grid(view, figures["course"]),
            soft(view.say("course.difference")), grid(view, figures["course_difference"])]
    for index in view.others:
        body.append(tag("h3", named(view, index, view.say("horizon.title")), id="horizons" if index == 1 else None))
        text = horizons.sentence(view, index)
        body += [*([soft(view.say("horizon.intro"))] if index == 1 else []), *([tag("p", text)] if text else [])]
        columns = (Column(view.say("horizon.col")), number(view.letter(0)), number(view.letter(index)), number(view.say("col.difference")),
                   number(view.say("col.interval")), number(view.say("horizon.pairs")), Column(view.say("circumstance.reading")))
        body.append(stack(columns, (row(columns, one["when"], [one[key] for key in ("a", "b", "difference", "interval", "n", "status")])
                                    for one in horizons.lines(view, index))))
    if figures["members"]:
        body += [tag("h3", view.start(view.say("series.members"))), grid(view, [*figures["members"], *figures["members_difference"]])]
    return body


def multiples(view: View, figures: Figures) -> list[Markup]:
    """The key figures over time."""
    return [tag("p", view.say("multiples.intro")), grid(view, figures["multiples"], "small-grid")]


def hours(view: View, figures: Figures) -> list[Markup]:
    """The hosts' hours and what waits for them."""
    return [tag("p", view.say("hours.lead", text=sentences.hours(view, 1), b=view.quote(1)), kind="lead"), tag("p", sentences.unused(view, 1)),
            *(shown(view, one, is_wide=True) for one in figures["hours"]), tag("h3", view.say("backlog.title")), tag("p", view.say("backlog.intro")),
            grid(view, figures["backlog"], "small-grid")]


def tenure(view: View, figures: Figures) -> list[Markup]:
    """Members at equal tenure, in how many runs the community lived, who does what, and who writes."""
    found, body = content.tenure_lines(view), [tag("p", view.say("tenure.intro"))]
    if found:
        columns = (Column(view.say("tenure.col")), number(view.say("tenure.value")), number(view.say("tenure.counted")),
                   number(view.say("others.difference", a=view.letter(0))), number(view.say("col.interval")))
        lines = []
        for one in found:
            lines.append(group(one["label"], 5))
            for line in one["lines"]:
                cells = [line["value"], line["joiners"], *([line["difference"], line["interval"]] if line["index"] else [])]
                own = [column.cell(cell) for column, cell in zip(columns[1:], cells, strict=False)]
                lines.append(tag("tr", tag("th", named(view, line["index"]), scope="row"), *own, *[Markup("<td></td>")] * (4 - len(own))))
        body += [stack(columns, lines), grid(view, figures["tenure"]), soft(view.say("tenure.whole"))]
    else:
        body.append(tag("p", view.say("tenure.short", days=view.days)))
    return [*body, *survival(view), *by_role(view), tag("h3", view.say("authors.title")), tag("p", view.say("authors.intro")),
            *(shown(view, one, is_wide=True) for one in figures["authors"])]


def survival(view: View) -> list[Markup]:
    """In how many runs the community was alive, and when the others fell silent."""
    found = content.survival(view)
    columns = (Column(view.say("col.policy")), *(number(view.say("survival.day", day=view.show(day))) for day, _ in found[0]["alive"]),
               Column(view.say("survival.col")))
    lines = (row(columns, named(view, one["index"]), [*(text for _, text in one["alive"]), one["silence"]]) for one in found)
    return [tag("h3", view.say("survival.title")), tag("p", view.say("survival.intro")), stack(columns, lines)]


def by_role(view: View) -> list[Markup]:
    """Who does what, by role."""
    first = view.letter(0)
    columns = (Column(view.say("roles.col")), *(
        number(view.letter(i), None, [f"{view.letter(i)} − {first}", view.say("col.interval")] if i else []) for i in range(view.n_policies)))
    lines = []
    for key, name, some in roles.table(view):
        lines.append(group(name, view.n_policies + 1))
        lines += [row(columns, line.label, [with_small(cell.value, cell.difference, cell.interval) if i else cell.value for i, cell in enumerate(line.cells)],
                      data_role=key, data_measure_of=line.measure) for line in some]
    return [tag("h3", view.say("roles.title"), id="roles"), tag("p", view.say("roles.intro")),
            stack(columns, lines, "roles", tag("caption", view.say("roles.caption", a=first)))]


def story(view: View) -> list[Markup]:
    """The chain from what was done to what came of it."""
    body = [tag("p", view.say("story.intro"))]
    for one in content.stories(view):
        index = one["index"]
        pair = view.say("measures.pair", b=view.title(index), a=view.title(0))
        steps = tag("ol", *(step_of(view, index, step) for step in one["steps"]), kind="chain")
        inner = join([tag("p", one["summary"], kind="lead"), steps])
        body += [tag("h3", named(view, index, pair)), inner] if index == 1 else [block(f"{view.letter(index)} · {pair}", inner)]
    return [*body, soft(view.say("story.caution"))]


def step_of(view: View, index: int, step: dict) -> Markup:
    """Return one step of the chain."""
    head = [view.say("col.figure"), view.letter(0), view.letter(index), view.say("col.difference"), view.say("col.interval"), ""]
    cells = [[cell[key] for key in ("label", "a", "b", "difference", "interval", "verdict")] for cell in step["cells"]]
    return tag("li", tag("h4", step["name"], Markup(" "), tag("span", view.say(f"story.tag.{step['status']}"), kind="tag")), tag("p", step["sentence"]),
               items(step["parts"]) if step["parts"] else None, fold(view.say("table.open"), mini(head, cells)) if cells else None, kind=step["status"])


def assumed(view: View) -> list[Markup]:
    """What the model assumes, on which evidence, and what was set to something else."""
    body = [tag("p", view.say("assumptions.intro")),
            tag("ul", *(tag("li", tag("strong", grade), f" · {text} ", tag("span", f"({n})", kind="soft")) for grade, text, n in assumptions.grades(view))),
            tag("p", assumptions.kinds(view)), tag("p", assumptions.invented_sentence(view)), tag("h3", view.say("assumptions.moved"))]
    heads = {key: view.say(f"col.{key}") for key in ("parameter", "value", "default", "range", "unit", "kind", "grade", "policies", "source")}
    moved = assumptions.moved(view)
    columns = (Column(heads["parameter"]), *(number(heads[key]) for key in ("value", "default", "range")), Column(heads["grade"]), Column(heads["policies"]))
    body.append(stack(columns, (row(columns, parameter(p), (p.value, p.default, p.span, p.grade, p.where)) for p in moved)) if moved
                else tag("p", view.say("assumptions.none_moved")))
    every = assumptions.table(view)
    columns = (Column(heads["parameter"]), number(heads["default"]), number(heads["range"]), *(Column(heads[key]) for key in ("unit", "kind", "grade", "source")))
    lines = (tag("tr", tag("th", parameter(p), scope="row"), *(
        tag("td", cell, kind=column.kind, data_label=column.head, lang="en" if column.head == heads["source"] else None)
        for column, cell in zip(columns[1:], (p.default, p.span, p.unit, p.kind, p.grade, p.source), strict=True))) for p in every)
    return [*body, block(view.say("assumptions.all", n=len(every)), stack(columns, lines))]


def parameter(one: assumptions.Assumption) -> Markup:
    """Return a parameter in words with its name, or its name alone."""
    code = tag("code", one.name)
    return join([one.words, tag("span", code, kind="unit")]) if one.words != one.name else code


def method(view: View, figures: Figures) -> list[Markup]:
    """How the comparison was made and is made again, how long policies share their luck, and what lies in the folder."""
    lines = (join([tag("dt", name), tag("dd", tag("code", value) if key in CODE else value)]) for key, name, value in content.method(view))
    pairing = [tag("h3", view.say("pairing.title")), tag("p", f"{view.say('pairing.intro')} {sentences.fading(view)}"), grid(view, figures["pairing"])]
    return [tag("p", view.say("method.intro")), tag("dl", *lines), *(pairing if figures["pairing"] else []), tag("h3", view.say("folder.title")),
            items(view.say(f"folder.{key}") for key in FOLDER)]
