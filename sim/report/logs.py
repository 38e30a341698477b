"""The statistics of a log in words: a table for the console, and a page that sets a real log beside simulated ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.logs.beside import Against, lengths_differ
from sim.logs.statistics import TWELVE
from sim.measures import MEASURES
from sim.measures.counting.by_role import FIGURES_BY_ROLE
from sim.report.press.text import table
from sim.words import number, percent, say, text_of
from sim.words.faults import translated

if TYPE_CHECKING:
    from sim.logs.beside import Measured
    from sim.measures.counting.log import BadRows, Reading

SHOWN = (
    "events",
    "members_active",
    "days",
    "events_per_day",
    "newcomers_per_day",
    "activity.gini",
    "activity.share_top_1pct",
    "activity.share_top_10pct",
    "activity.share_members_one_post",
    "activity.posts_per_member.mean",
    "activity.posts_per_member.median",
    "activity.power_law.alpha_all",
    "activity.power_law.alpha_tail",
    "activity.log_normal.mu",
    "activity.log_normal.sigma",
    "activity.log_normal_minus_power_law_loglik_per_member",
    "retention.lifetime_days.median",
    "retention.again_within_7d_next_day_or_later",
    "retention.again_within_30d_next_day_or_later",
    "retention.survival_first_gap.30",
    "retention.survival_last_post.7",
    "retention.survival_last_post.30",
    "retention.survival_last_post.90",
    "retention.survival_last_post.180",
    "retention.share_churned_who_came_back",
    "rhythm.posts_per_day.variance_over_mean",
    "rhythm.weekday_over_weekend",
    "rhythm.acf_daily_lag7",
    "rhythm.members_per_30d_mean",
    "rhythm.daily_over_monthly_members",
    "threads.threads",
    "threads.events_per_thread.mean",
    "threads.members_per_thread_mean",
    "threads.share_threads_answered",
    "threads.hours_to_first_answer.median",
    "addressed.share_posts_answered",
    "addressed.hours_to_answer_median",
    "addressed.share_addressed_returned",
    "joins.members_with_join_date",
    "joins.share_who_ever_post",
    "joins.share_first_post_on_join_day",
    "reactions.reactions_per_event",
)
"""What is shown of all statistics, in this order; everything is in the JSON."""

COUNTED = tuple(
    f"measures.{name}" for name, measure in MEASURES.items() if measure.figure and measure.figure not in FIGURES_BY_ROLE
)
"""Shown below them: the measures of a run that posts alone can tell, counted in the same way."""

SHARES = ("share", "share_a_month")
"""Units that are written in per cent."""

PLAIN = ("people", "people_a_month", "neighbours", "posts", "hours", "index", "ratio", *SHARES)
"""Units that need not be named beside the label."""

NO_RATIO = {
    "activity.log_normal.mu",
    "activity.log_normal.sigma",
    "activity.log_normal_minus_power_law_loglik_per_member",
}
"""Shown, but of no meaning as a ratio."""


def label(name: str, lang: str) -> str:
    """Return the words for a statistic, or for a measure with its unit where the label leaves that open."""
    if not name.startswith("measures."):
        return say(f"logs.{name}", lang)
    unit = MEASURES[name.removeprefix("measures.")].unit
    return say(f"{name}.label", lang) + ("" if unit in PLAIN else f" ({say(f'measures.unit.{unit}', lang)})")


def value(name: str, stats: dict[str, float], lang: str) -> str:
    """Return a statistic as text: shares in per cent, the rest as numbers, a dash for what is not known."""
    figure = stats.get(name, math.nan)
    if not math.isfinite(figure):
        return "–"
    part = name.split(".")[-1]
    if name.startswith("measures."):
        return percent(figure, lang) if MEASURES[part].unit in SHARES else number(figure, lang)
    is_share = (
        part.startswith(("share_", "again_")) or ".survival_" in f".{name}" or part == "daily_over_monthly_members"
    )
    return percent(figure, lang) if is_share else number(figure, lang)


def rows(stats: dict[str, float], others: Sequence[Against], lang: str) -> list[list[str]]:
    """Return the table: label, the log, and for each scenario its median and the log ratio of the twelve measures.

    The twelve carry an asterisk when there is a scenario to compare with. Below them, under a line of their own, stand
    the measures of the registry.
    """
    lines: list[list[str]] = []
    for name in (*SHOWN, "", *COUNTED):
        if not name:
            lines.append([say("logs.section.measures", lang), *[""] * (1 + 2 * len(others))])
        if name not in stats:
            continue
        row = [label(name, lang) + (" *" if others and name in TWELVE else ""), value(name, stats, lang)]
        for other in others:
            ratio = other.ratios.get(name, math.nan)
            row += [value(name, other.middle, lang), number(ratio, lang, 2, sign=True) if math.isfinite(ratio) else ""]
        lines.append(row)
    return lines


def head(others: Sequence[Against], lang: str) -> list[str]:
    """Return the head of that table."""
    columns = [say("logs.col.measure", lang), say("logs.col.log", lang)]
    for other in others:
        columns += [other.scenario.name, say("logs.col.ratio", lang)]
    return columns


def remarks(measured: Measured, lang: str) -> list[str]:
    """Return what must be known to read the table: bad rows, what was decided, parts the log lacks, the host team, the distances."""
    log, stats, others = measured.log, measured.flat, measured.others
    sentences = [*bad_rows(log.bad, lang), *decided(log.reading, stats, lang)]
    missing = [say(f"logs.part.{part}", lang) for part in ("thread", "reply_to", "joins") if part not in log.known]
    if missing:
        sentences.append(say("logs.missing", lang, parts=", ".join(missing)))
    if stats.get("events_staff", 0):
        sentences.append(say("logs.staff", lang, n=number(stats["events_staff"], lang)))
    for other in others:
        n = sum(math.isfinite(ratio) for ratio in other.ratios.values())
        sentences.append(
            say(
                "logs.distance",
                lang,
                scenario=other.scenario.name,
                distance=number(other.distance, lang, 2),
                n=n,
                factor=number(math.exp(other.distance), lang, 2) if math.isfinite(other.distance) else "–",
                reps=other.reps,
            )
        )
        if lengths_differ(stats, other.scenario):
            sentences.append(
                say(
                    "logs.lengths",
                    lang,
                    scenario=other.scenario.name,
                    days=number(other.scenario.community.days, lang),
                    log=number(stats["days"], lang, 0),
                )
            )
    if others:
        sentences.append(say("logs.asterisk", lang))
    return sentences


def bad_rows(bad: BadRows, lang: str) -> list[str]:
    """Return how many rows could not be read and the first of them; nothing when all could."""
    if not bad.count:
        return []
    lines = [say(_one_or_many("bad", bad.count), lang, n=number(bad.count, lang))]
    return lines + [f"{file}:{line}: {translated(what, lang)}" for file, line, what in bad.first]


def decided(reading: Reading, stats: dict[str, float], lang: str) -> list[str]:
    """Return what had to be decided to read the log, nothing where all was clear."""
    sentences = []
    if reading.unit != "s":
        sentences.append(say("logs.unit", lang, unit=say(f"logs.unit.{reading.unit}", lang)))
    counts = {
        "early": reading.early,
        "untold": reading.untold,
        "duplicates": reading.duplicates,
        "same_second": reading.same_second,
        "beginning_unseen": int(stats.get("threads.beginning_unseen", 0)),
        "events_without_thread": int(stats.get("threads.events_without_thread", 0)),
    }
    sentences += [
        say(_one_or_many(key, n), lang, n=number(n, lang), line=reading.first_early) for key, n in counts.items() if n
    ]
    return sentences


def _one_or_many(key: str, n: int) -> str:
    return f"logs.{key}" + ("_one" if n == 1 else "")


def command(measured: Measured) -> str:
    """Return the command that makes the page again; where the log lies is the reader's affair."""
    asked = "".join(f" --against scenarios/{other.scenario.name}.toml" for other in measured.others)
    reps = f" --reps {measured.others[0].reps}" if measured.others else ""
    page_name = measured.others[-1].scenario.name if measured.others else measured.name
    return f"community-sim measure {measured.name}.csv.gz{asked}{reps} --page results/{page_name}.md"


def page(measured: Measured, lang: str) -> str:
    """Return a Markdown page: the command, where the scenarios differ from the defaults, the table, and what to make of it.

    It holds aggregate numbers of the log only.
    """
    stats, others = measured.flat, measured.others
    lines = [
        f"# {say('logs.page.title', lang, log=measured.name)}",
        "",
        say("logs.page.made", lang, command=f"`{command(measured)}`"),
        "",
    ]
    for other in others:
        community = other.scenario.community
        lines += [
            f"- **{other.scenario.name}**: {(other.scenario.about or other.scenario.title)[lang]} "
            + say(
                "logs.page.run",
                lang,
                engine=other.engine,
                reps=other.reps,
                seed=community.seed,
                days=community.days,
                moved=number(len(other.scenario.behaviour), lang),
                hash=other.scenario.hash()[:12],
            )
        ]
    top = head(others, lang)
    lines += ["", "| " + " | ".join(top) + " |", "|" + "|".join(["---"] + ["---:"] * (len(top) - 1)) + "|"]
    lines += ["| " + " | ".join(cell.replace(" *", r" \*") for cell in row) + " |" for row in rows(stats, others, lang)]
    lines += ["", *(f"- {line}".replace("- *", r"- \*") for line in remarks(measured, lang)), ""]
    for other in others:
        lines += [*_misfit(other, stats, lang), ""]
    fitted = [other for other in others if other.scenario.behaviour]
    if fitted:
        lines += [f"## {say('logs.page.fit', lang)}", "", say("logs.page.fit_note", lang), ""]
        for other in fitted:
            lines += [*_moved(other, lang), ""]
    return "\n".join(lines).rstrip() + "\n"


def _misfit(other: Against, stats: dict[str, float], lang: str) -> list[str]:
    """Return where a scenario lies furthest from the log: of the twelve measures, of the others shown, and beyond chance."""
    known = {name: ratio for name, ratio in other.ratios.items() if math.isfinite(ratio)}
    beside = {
        name: abs(math.log(other.middle[name] / stats[name]))
        for name in SHOWN
        if name not in TWELVE
        and name not in NO_RATIO
        and other.middle.get(name, math.nan) > 0
        and stats.get(name, math.nan) > 0
    }

    def furthest(ratios: dict[str, float]) -> str:
        names = sorted(ratios, key=lambda name: -abs(ratios[name]))[:3]
        return ", ".join(
            say(
                "logs.page.apart",
                lang,
                label=label(name, lang),
                here=value(name, other.middle, lang),
                low=value(name, other.low, lang),
                high=value(name, other.high, lang),
                there=value(name, stats, lang),
            )
            for name in names
        )

    n_outside = sum(not other.low[name] <= stats[name] <= other.high[name] for name in known)
    name = other.scenario.name
    lines = [f"## {name}", ""]
    if known:
        mean = math.fsum(abs(ratio) for ratio in known.values()) / len(known)
        lines += [
            say("logs.page.worst", lang, mean=number(mean, lang, 2), told=furthest(known)),
            "",
            say("logs.page.outside", lang, n=n_outside, of=len(known)),
            "",
        ]
    return [*lines, say("logs.page.beside", lang, told=furthest(beside))] if beside else lines


def _moved(other: Against, lang: str) -> list[str]:
    """Return what was moved for a scenario: how much of it to the edge of its range, and a table of the parameters."""
    from sim.rules import PARAMETERS

    behaviour = other.scenario.behaviour
    n_edge = sum(moved in PARAMETERS[name].believable for name, moved in behaviour.items())
    sentences = [say("logs.page.edge", lang, scenario=other.scenario.name, n=len(behaviour), edge=n_edge)]
    if 2 * n_edge > len(behaviour):
        sentences.append(say("logs.page.further", lang))
    if other.scenario.community.mix:
        sentences.append(say("logs.page.mix", lang))
    if len(behaviour) > len(TWELVE):
        sentences.append(say("logs.page.knobs", lang, of=len(TWELVE)))
    lines = [" ".join(sentences)]
    cells = ("parameter", "default", "fitted", "range", "inside")
    lines += ["", "| " + " | ".join(say(f"logs.page.{cell}", lang) for cell in cells) + " |", "|---|---:|---:|---|---|"]
    for name, moved in behaviour.items():
        row, (low, high) = PARAMETERS[name], PARAMETERS[name].believable
        inside = say("logs.page.yes" if low <= moved <= high else "logs.page.no", lang)
        lines.append(
            f"| {text_of('parameters', row, lang)} (`{name}`) | {number(row.default, lang)} | {number(moved, lang)} "
            f"| {number(low, lang)} – {number(high, lang)} | {inside} |"
        )
    return lines


def measured_text(measured: Measured, lang: str) -> str:
    """Tell what a log measures, and what the scenarios beside it do."""
    stats = measured.flat
    top = say(
        "logs.head",
        lang,
        log=measured.name,
        events=number(stats["events"], lang),
        members=number(stats["members_active"], lang),
        days=number(stats.get("days", 0.0), lang, 0),
    )
    lines = [
        top,
        "",
        table(head(measured.others, lang), rows(stats, measured.others, lang)),
        "",
        *remarks(measured, lang),
    ]
    return "\n".join(lines).rstrip()
