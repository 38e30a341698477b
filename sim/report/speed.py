"""How fast the engine is, and how it stands against plain Mesa and against a visit in C, as plain text and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from statistics import median
from typing import TYPE_CHECKING, Any

from sim.report.press.text import table
from sim.words import listing, number, say

if TYPE_CHECKING:
    from sim.speed.c_twin import CTwinStudy
    from sim.speed.twin import TwinStudy


def bench_rows(
    figures: dict[str, float], lang: str, goals: dict[str, float] | None = None
) -> list[tuple[str, str, str]]:
    """Return the rows of the table that ``bench`` prints: what, its figure, and its goal where it has one (the engine's when none are given)."""
    from sim.speed.engine import GOALS

    known = GOALS if goals is None else goals
    return [
        (say(f"cli.bench.{name}", lang), number(value, lang), goal(name, known.get(name), lang))
        for name, value in figures.items()
    ]


def goal(name: str, value: float | None, lang: str) -> str:
    """Write what a figure is to be; nothing where it has no goal."""
    if value is None:
        return ""
    return say(
        "cli.bench.at_least" if name == "runs_per_second" else "cli.bench.at_most", lang, value=number(value, lang)
    )


def twin_text(study: TwinStudy, lang: str) -> str:
    """Tell how the engine stands against plain Mesa: whether both agree, and only then how fast each is."""
    from sim.speed.twin import BOUND

    head = [
        say("cli.twin.count", lang, runs=study.runs),
        *(say(f"cli.twin.{key}", lang) for key in ("engine", "mesa", "apart")),
    ]
    rows = [
        (
            say(f"cli.twin.{count.name}", lang),
            number(count.engine, lang),
            number(count.twin, lang),
            number(count.errors_apart, lang, 2, sign=True),
        )
        for count in study.counts
    ]
    lines = [table(head, rows), ""]
    bound = number(BOUND, lang)
    if study.reason == "disagrees":
        names = listing([say(f"cli.twin.{count.name}", lang) for count in study.counts if not count.agrees], lang)
        return "\n".join([*lines, say("cli.twin.disagrees", lang, bound=bound, names=names)])
    ratio = say("cli.twin.ratio", lang)
    head = [
        say("cli.twin.speed", lang),
        say("cli.twin.engine", lang),
        say("cli.twin.lean", lang),
        ratio,
        say("cli.twin.plain", lang),
        ratio,
    ]
    rows = [
        (
            say("cli.twin.setting", lang, people=number(speed.people, lang), days=number(speed.days, lang)),
            number(speed.engine, lang, 2),
            number(speed.lean, lang, 1),
            number(speed.ratio_lean, lang, 0),
            number(speed.plain, lang, 1),
            number(speed.ratio_plain, lang, 0),
        )
        for speed in study.speeds
    ]
    return "\n".join(
        [*lines, say("cli.twin.agrees", lang, bound=bound), "", table(head, rows), say("cli.twin.which", lang)]
    )


def twin_data(study: TwinStudy) -> dict[str, Any]:
    """Return the comparison with plain Mesa as plain data; without ratios where the two do not agree."""
    speeds = [
        asdict(speed) | {"ratio_lean": speed.ratio_lean, "ratio_plain": speed.ratio_plain} for speed in study.speeds
    ]
    return asdict(study) | {"speeds": speeds}


def c_twin_text(study: CTwinStudy, lang: str) -> str:
    """Tell how the engine's visit stands against those in C, or in one line why nothing is said."""
    from sim.speed.c_twin import GOAL

    if study.reason is not None:
        return say(f"cli.c_twin.{study.reason}", lang, detail=study.detail)
    head = [say(f"cli.c_twin.{key}", lang) for key in ("who", "visit", "least", "again", "run", "ratio")]
    rows = []
    for by, times in study.times.items():
        columns = ((median, "visit"), (min, "visit"), (median, "again"), (median, "run"))
        figures = [number(what([getattr(one, field) for one in times]) / 1e3, lang, 2) for what, field in columns]
        rows.append((say(f"cli.c_twin.{by}", lang), *figures, number(study.ratio(by), lang, 2)))
    done = {"repetitions": len(times), "visits": number(study.visits, lang), "compiler": study.compiler}
    return "\n".join([table(head, rows), say("cli.c_twin.how", lang, **done, goal=number(GOAL, lang))])


def c_twin_data(study: CTwinStudy) -> dict[str, Any]:
    """Return the comparison with visits in C as plain data; without ratios where nothing is said about speed."""
    return asdict(study) | {"ratios": {by: study.ratio(by) for by in study.times}}
