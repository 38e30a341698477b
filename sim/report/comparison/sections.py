"""The parts of the page of a comparison, in the order in which they stand on it."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.comparison import answer as sentences
from sim.report.comparison import content, grounds, rows, worlds
from sim.report.comparison import course as over_time
from sim.report.comparison.pieces import badge, grid, named, shown, verdict, with_small
from sim.report.comparison.view import View
from sim.report.press.markup import (
    Column,
    Markup,
    block,
    fold,
    group,
    items,
    join,
    number,
    row,
    small,
    soft,
    stack,
    tag,
)
from sim.report.press.page import Part
from sim.report.press.panel import Panel

Figures = dict[str, list[Panel]]
SECTIONS = (
    "differs",
    "difference",
    "measures",
    "course",
    "multiples",
    "hours",
    "tenure",
    "story",
    "assumptions",
    "limits",
    "method",
)
READ = ("difference", "noise", "better", "correlation", "worst", "verdict")


def parts(view: View, figures: Figures, whole: bool) -> tuple[Part, ...]:
    """Return every part of the page; ``whole`` where the page in the other language stands beside it."""
    bodies = (
        differs(view),
        difference(view, figures),
        measures(view),
        over_time.course(view, figures),
        over_time.multiples(view, figures),
        over_time.hours(view, figures),
        over_time.tenure(view, figures),
        grounds.story(view),
        grounds.assumed(view),
        [items(content.limits(view))],
        grounds.method(view, figures, whole),
    )
    return tuple(
        Part(view.say(f"section.{key}"), tuple(part for part in body if part), key)
        for key, body in zip(SECTIONS, bodies, strict=True)
    )


def lead(view: View, live: Sequence[str] = ()) -> list[Markup]:
    """Return what stands above all parts: the answer, its cards, where to change something, the key, other policies, where to find what."""
    cards = (
        tag(
            "div",
            tag("div", card["name"], kind="name"),
            tag("div", card["big"], kind="big"),
            tag("p", card["text"]),
            tag("p", card["small"], kind="small"),
            kind=f"card {card['kind']}",
        )
        for card in content.cards(view)
    )
    cautions = sentences.cautions(view)
    contents = tag(
        "nav",
        tag("ol", *(tag("li", tag("a", view.say(f"section.{key}.short"), href=f"#{key}")) for key in SECTIONS)),
        aria_label=view.say("page.contents"),
    )
    return [
        tag(
            "p",
            tag("span", sentences.headline(view, 1), kind="headline", id="headline"),
            Markup(" "),
            tag("span", view.start(sentences.rest(view, 1)), kind="rest"),
            kind="answer",
            id="answer",
        ),
        tag("div", *cards, kind="cards"),
        *changing(view, live),
        *([tag("div", *(tag("p", caution) for caution in cautions), kind="caution")] if cautions else []),
        tag(
            "ul",
            *(key_line(view, index) for index in range(view.n_policies)),
            kind="key",
            aria_label=view.say("page.key"),
        ),
        *others(view),
        contents,
    ]


def changing(view: View, live: Sequence[str]) -> list[Markup]:
    """Return where a reader can move a lever or an assumption and see whether the answer holds; nothing where no page can show it."""
    doors = [
        tag("a", view.say("live.link", a=view.letter(0), b=view.letter(index)), kind="live", href=link)
        for index, link in zip(view.others, live, strict=False)
        if link
    ]
    return [tag("p", view.say("live.why"), Markup(" "), join(doors, " · "), kind="try", id="try")] if doors else []


def key_line(view: View, index: int) -> Markup:
    """Return a policy's line in the key: letter, how it is drawn, title."""
    look = view.look(index)
    dash = "".join(f"{d * 2} " for d in look.dash[1])
    line = tag("line", x1=1, y1=7, x2=43, y2=7, stroke=look.line, stroke_width=3.4, stroke_dasharray=dash or None)
    drawn = tag(
        "svg", line, viewBox="0 0 44 14", role="img", aria_label=view.say("page.key.line", policy=view.letter(index))
    )
    return tag("li", badge(view, index), drawn, tag("span", view.title(index)))


def others(view: View) -> list[Markup]:
    """Return the answers for the policies beyond the headline pair."""
    answers = content.answers(view)
    if not answers:
        return []
    drawn = view.comparison.assumptions
    first = view.letter(0)
    in_draws = view.say("worlds.col" if drawn and drawn.are_worlds else "draws.col")
    columns = (
        Column(view.say("col.policy")),
        number(view.say("others.mean", measure=view.label(view.primary)), view.label(view.primary)),
        number(view.say("others.difference", a=first), view.say("col.difference"), [view.say("col.interval")]),
        number(view.say("col.better")),
        number(in_draws),
        number(view.say("circumstance.hours")),
        Column(view.say("col.verdict")),
    )
    lines = (
        row(
            columns,
            named(view, answer["index"]),
            (
                answer["row"].b,
                with_small(answer["row"].difference, answer["row"].interval),
                answer["row"].better,
                answer["draws"],
                answer["hours"],
                verdict(answer["row"]),
            ),
        )
        for answer in answers
    )
    elsewhere = sentences.elsewhere(view)
    return [
        tag("h3", view.say("others.title", a=first)),
        stack(columns, lines),
        *(
            [tag("p", elsewhere, Markup(" "), tag("a", view.say("circumstance.see"), href="#circumstances"))]
            if elsewhere
            else []
        ),
    ]


def differs(view: View) -> list[Markup]:
    """What differs between the policies, and what each says of itself."""
    policies, body = content.differences(view), []
    for policy in policies:
        if not policy["index"]:
            continue
        body.append(
            tag(
                "h3",
                named(
                    view, policy["index"], view.say("differs.against", b=view.title(policy["index"]), a=view.letter(0))
                ),
            )
        )
        columns = (Column(view.say("differs.what")), Column(view.letter(0)), Column(view.letter(policy["index"])))
        body.append(
            stack(
                columns,
                (row(columns, change.what, (change.first, change.other)) for change in policy["changed"]),
                "differs",
            )
            if policy["changed"]
            else tag("p", view.say("differs.nothing"))
        )
    everything = (
        join(
            [tag("h3", named(view, scenario["index"])), items(scenario["policies"] or [view.say("differs.no_policy")])]
        )
        for scenario in policies
    )
    return [*body, tag("p", view.say("differs.same")), block(view.say("differs.all"), *everything)]


def difference(view: View, figures: Figures) -> list[Markup]:
    """The difference of the measure that counts: by chance, and over what the model assumes."""
    drawn, doubt = view.comparison.assumptions, figures["doubt"]
    body = [
        tag(
            "p",
            join([view.say("difference.intro", measure=view.label(view.primary)), view.definition(view.primary)], " "),
        )
    ]
    body += [tag("p", text) for text in (sentences.noise(view, 1), sentences.per_member(view, 1)) if text]
    if doubt and drawn is not None:
        standing = worlds.standing(view)
        intro = view.say(
            f"{worlds.room(view)}.intro", draws=drawn.n_draws, pairs=drawn.n_pairs, k=len(drawn.parameters)
        )
        side = [
            tag("p", tag("strong", standing)) if standing else None,
            soft(f"{intro} {worlds.kept(view)}"),
            shown(view, doubt[0]),
            tag("p", f"{view.start(worlds.clause(view, 1))}."),
            soft(worlds.spread(view, 1)),
            soft(sentences.draws_sentence(view)),
        ]
    else:
        side = [tag("p", view.say("doubt.none"))]
    body.append(
        tag(
            "div",
            tag(
                "div",
                tag("h3", view.say("chance.title")),
                soft(view.say("chance.intro", n=view.n_reps)),
                shown(view, figures["chance"][0]),
                kind="side",
            ),
            tag("div", tag("h3", view.say("doubt.title")), *side, kind="side doubt"),
            kind="pair",
        )
    )
    body.append(soft(view.say("difference.apart")))
    if figures["drivers"]:
        body += [
            tag("h3", view.say("drivers.title")),
            tag("p", view.say(f"{worlds.room(view)}.drivers")),
            grid(view, figures["drivers"][:1]),
        ]
    if len(figures["chance"]) > 1:
        body.append(tag("h3", view.say("others.figures", a=view.letter(0))))
        body += [
            tag("div", shown(view, figure), shown(view, doubt[place]) if doubt else None, kind="pair")
            for place, figure in enumerate(figures["chance"])
            if place
        ]
    return [*body, *circumstances(view)]


def circumstances(view: View) -> list[Markup]:
    """The headline comparison under every circumstance that the scenarios hold."""
    cases = content.circumstance_lines(view)
    if not cases:
        return []
    columns = (
        Column(view.say("circumstance.col")),
        number(view.say("circumstance.first")),
        number(view.say("circumstance.second")),
        number(view.say("col.difference"), None, [view.say("col.interval")]),
        number(view.say("col.better")),
        number(view.say("circumstance.hours")),
        Column(view.say("circumstance.reading")),
    )
    lines = (
        row(
            columns,
            join([case["pair"], small(case["around"])]),
            (
                case["a"],
                case["b"],
                with_small(case["difference"], case["interval"]),
                case["pairs"],
                case["hours"],
                case["status"],
            ),
        )
        for case in cases
    )
    return [
        tag("h3", view.say("circumstance.title"), id="circumstances"),
        tag("p", view.say("circumstance.intro", a=view.letter(0), b=view.letter(1))),
        stack(columns, lines),
    ]


def measures(view: View) -> list[Markup]:
    """Every measure of every policy beside the first."""
    body = [tag("p", view.say("measures.intro"))]
    for index in view.others:
        claimed, folded = rows.lines(view, index)
        pair = view.say("measures.pair", b=view.title(index), a=view.title(0))
        if index == 1:
            body += [tag("h3", named(view, index, pair)), measure_table(view, index, claimed, folded)]
        else:
            body.append(
                block(
                    f"{view.letter(index)} · {pair}",
                    measure_table(view, index, claimed, []),
                    soft(view.say("measures.rest", n=len(folded))),
                )
            )
    definitions = (join([tag("dt", name), tag("dd", text)]) for name, text in content.definitions(view))
    return [
        *body,
        items((view.say(f"measures.read.{key}") for key in READ), "soft"),
        block(view.say("measures.definitions"), tag("dl", *definitions, kind="definitions")),
    ]


def measure_table(view: View, index: int, claimed: Sequence[rows.Line], folded: Sequence[rows.Line]) -> Markup:
    """Return the table of measures of one pair; what is not claimed folds."""
    first, other = view.letter(0), view.letter(index)
    columns = (
        Column(view.say("col.measure")),
        number(first, kind="n a"),
        number(other, kind="n b"),
        number(f"{other} − {first}", view.say("col.difference"), [view.say("col.interval")], "n d"),
        number(view.say("col.noise")),
        number(view.say("col.better")),
        number(view.say("col.correlation")),
        number(view.say("col.worst"), kind="n w"),
        Column(view.say("col.verdict")),
    )

    def line(entry: rows.Line) -> Markup:
        correlation = small(view.say("col.no_variance")) if entry.without_variance else entry.correlation
        return row(
            columns,
            join([entry.label, tag("span", entry.unit, kind="unit") if entry.unit else None]),
            (
                entry.a,
                entry.b,
                with_small(entry.difference, entry.interval),
                entry.noise,
                entry.better,
                correlation,
                entry.low_ends,
                verdict(entry),
            ),
            kind="primary" if entry.primary else "",
            data_measure=entry.measure,
            data_policy=view.comparison.labels[index],
        )

    shown_lines = [
        *(line(entry) for entry in claimed if entry.primary),
        group(view.say("table.exploratory"), 9),
        *(line(entry) for entry in claimed if not entry.primary),
    ]
    more = (
        fold(view.say("table.more", n=len(folded)), stack(columns, map(line, folded), "measures")) if folded else None
    )
    return join([stack(columns, shown_lines, "measures"), more])
