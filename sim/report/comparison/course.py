"""The parts of the page of a comparison that tell what happened over time, to whom, and what it cost."""

from __future__ import annotations

from sim.report.comparison import answer as sentences
from sim.report.comparison import content, firings, horizons, roles
from sim.report.comparison.pieces import grid, named, shown, with_small
from sim.report.comparison.view import View
from sim.report.press.markup import Column, Markup, group, number, row, soft, stack, tag
from sim.report.press.panel import Panel

Figures = dict[str, list[Panel]]


def course(view: View, figures: Figures) -> list[Markup]:
    """The course over time, and the difference at several horizons."""
    body = [
        tag("p", view.say("course.intro")),
        tag("h3", view.start(view.series_name(view.primary_series))),
        grid(view, figures["course"]),
        *(tag("p", text) for text in firings.sentences(view)),
        soft(view.say("course.difference")),
        grid(view, figures["course_difference"]),
    ]
    intro = (
        view.say("horizon.intro")
        if view.is_by_day
        else view.say("horizon.intro.other", series=view.series_name(view.primary_series))
    )
    for index in view.others:
        body.append(tag("h3", named(view, index, view.say("horizon.title")), id="horizons" if index == 1 else None))
        text = horizons.sentence(view, index)
        body += [*([soft(intro)] if index == 1 else []), *([tag("p", text)] if text else [])]
        columns = (
            Column(view.say("horizon.col")),
            number(view.letter(0)),
            number(view.letter(index)),
            number(view.say("col.difference")),
            number(view.say("col.interval")),
            number(view.say("horizon.pairs")),
            Column(view.say("circumstance.reading")),
        )
        body.append(
            stack(
                columns,
                (
                    row(
                        columns,
                        line["when"],
                        [line[key] for key in ("a", "b", "difference", "interval", "n", "status")],
                    )
                    for line in horizons.lines(view, index)
                ),
            )
        )
    if figures["members"]:
        body += [
            tag("h3", view.start(view.say("series.members"))),
            grid(view, [*figures["members"], *figures["members_difference"]]),
        ]
    return body


def multiples(view: View, figures: Figures) -> list[Markup]:
    """The key figures over time."""
    return [tag("p", view.say("multiples.intro")), grid(view, figures["multiples"], "small-grid")]


def hours(view: View, figures: Figures) -> list[Markup]:
    """The hosts' hours and what waits for them."""
    return [
        tag("p", view.say("hours.lead", text=sentences.hours(view, 1), b=view.quote(1)), kind="lead"),
        tag("p", sentences.unused(view, 1)),
        *(shown(view, figure, is_wide=True) for figure in figures["hours"]),
        tag("h3", view.say("backlog.title")),
        tag("p", view.say("backlog.intro")),
        grid(view, figures["backlog"], "small-grid"),
    ]


def tenure(view: View, figures: Figures) -> list[Markup]:
    """Members at equal tenure, in how many runs the community lived, who does what, and who writes."""
    groups, body = content.tenure_lines(view), [tag("p", view.say("tenure.intro"))]
    if groups:
        columns = (
            Column(view.say("tenure.col")),
            number(view.say("tenure.value")),
            number(view.say("tenure.counted")),
            number(view.say("others.difference", a=view.letter(0))),
            number(view.say("col.interval")),
        )
        lines = []
        for part in groups:
            lines.append(group(part["label"], 5))
            for line in part["lines"]:
                cells = [
                    line["value"],
                    line["joiners"],
                    *([line["difference"], line["interval"]] if line["index"] else []),
                ]
                own = [column.cell(cell) for column, cell in zip(columns[1:], cells, strict=False)]
                lines.append(
                    tag(
                        "tr",
                        tag("th", named(view, line["index"]), scope="row"),
                        *own,
                        *[Markup("<td></td>")] * (4 - len(own)),
                    )
                )
        body += [stack(columns, lines), grid(view, figures["tenure"]), soft(view.say("tenure.whole"))]
    else:
        body.append(tag("p", view.say("tenure.short", days=view.days)))
    return [
        *body,
        *survival(view),
        *by_role(view),
        tag("h3", view.say("authors.title")),
        tag("p", view.say("authors.intro")),
        *(shown(view, figure, is_wide=True) for figure in figures["authors"]),
    ]


def survival(view: View) -> list[Markup]:
    """In how many runs the community was alive, and when the others fell silent."""
    curves = content.survival(view)
    columns = (
        Column(view.say("col.policy")),
        *(number(view.say("survival.day", day=view.show(day))) for day, _ in curves[0]["alive"]),
        Column(view.say("survival.col")),
    )
    lines = (
        row(columns, named(view, curve["index"]), [*(text for _, text in curve["alive"]), curve["silence"]])
        for curve in curves
    )
    return [tag("h3", view.say("survival.title")), tag("p", view.say("survival.intro")), stack(columns, lines)]


def by_role(view: View) -> list[Markup]:
    """Who does what, by role."""
    first = view.letter(0)
    columns = (
        Column(view.say("roles.col")),
        *(
            number(view.letter(i), None, [f"{view.letter(i)} − {first}", view.say("col.interval")] if i else [])
            for i in range(view.n_policies)
        ),
    )
    lines = []
    for key, name, some in roles.table(view):
        lines.append(group(name, view.n_policies + 1))
        lines += [
            row(
                columns,
                line.label,
                [
                    with_small(cell.value, cell.difference, cell.interval) if i else cell.value
                    for i, cell in enumerate(line.cells)
                ],
                data_role=key,
                data_measure_of=line.measure,
            )
            for line in some
        ]
    return [
        tag("h3", view.say("roles.title"), id="roles"),
        tag("p", view.say("roles.intro")),
        stack(columns, lines, "roles", tag("caption", view.say("roles.caption", a=first))),
    ]
