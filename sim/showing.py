"""Showing what was found: plain tables, JSON, progress, faults; safe on any console."""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.files import write_together
from sim.words import catalogue, listing, number, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.day import Run
    from sim.scenario import Scenario
    from sim.studies import Comparison
    from sim.studies.against import Measured
    from sim.studies.paired import Interval
    from sim.studies.twin import TwinStudy
    from sim.studies.validation import Validation

DONE, WORK_FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130
SHOWN = ("members", "awake", "visitors", "posters_30d", "posts_own", "replies", "reactions", "first_answered", "first_answer_hours",
         "unanswered", "churn_30d", "retention_90", "profile_share", "spam_seen", "trust", "gini", "host_hours", "backlog", "alive_end")
MOST_ROWS = 14
WIDTH = 100


def careful_output() -> None:
    """Let a console that cannot show a character show a question mark instead of failing, and let a missing one take what comes."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us: a service, a job at night, a window without a console
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (open until the end)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def say_faults(error: InputError, lang: str = "en") -> None:
    """Write every fault on its own line, on standard error, in the reader's language."""
    for fault in error.faults:
        print(fault.told(lang), file=sys.stderr)


def note(text: str, quiet: bool = False) -> None:
    """Tell something beside the result, on standard error."""
    if not quiet:
        print(text, file=sys.stderr, flush=True)


def as_json(value: Any) -> str:
    """Write a result as JSON; what could not be computed is null."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=1, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def table(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """Lay out a table in plain text; the first ``left`` columns are aligned left, the rest right."""
    lines = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    told = []
    for n, line in enumerate(lines):
        cells = [cell.ljust(width) if column < left else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(line, widths, strict=True))]
        told.append("  ".join(cells).rstrip())
        if n == 0:
            told.append("  ".join("-" * width for width in widths))
    return "\n".join(told)


@contextmanager
def progress(stages: dict[str, str], quiet: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """Show a bar for each stage on standard error; nothing when it is not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def tell(done: int, total: int, stage: str) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stages.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell


def run_rows(measures: dict[str, float], lang: str) -> list[tuple[str, str, str]]:
    """Return the rows of the table that ``run`` prints: label, value, unit."""
    from sim.measures import MEASURES

    words = catalogue("measures", lang)
    rows = []
    for name in SHOWN:
        if name in measures:
            unit = words.get(f"measures.unit.{MEASURES[name].unit}", MEASURES[name].unit)
            rows.append((words[f"measures.{name}.label"], number(measures[name], lang), unit))
    return rows


def keep_run(folder: Path, scenario: Scenario, run: Run, measures: dict[str, float]) -> None:
    """Write one run into a folder: its diary, its measures, and the scenario as it was understood."""
    folder.mkdir(parents=True, exist_ok=True)
    names = run.diary.dtype.names
    lines = [",".join(("day", *names))]
    lines += [",".join((str(day), *(repr(float(row[name])) for name in names))) for day, row in enumerate(run.diary)]
    told = {"engine": run.engine, "scenario_hash": scenario.hash(), "seed": scenario.community.seed,
            "replication": run.replication, "measures": measures}
    write_together({folder / name: text.encode("utf-8") for name, text in (
        ("diary.csv", "\n".join(lines) + "\n"), ("scenario.resolved.toml", scenario.to_toml()), ("measures.json", as_json(told) + "\n"))})


def study_folder(scenarios: Sequence[Scenario]) -> Path:
    """Return where a comparison goes when nobody said: a name of its own for these scenarios and this engine."""
    from sim.day import engine_id

    whole = hashlib.sha256("\n".join([engine_id(), *(one.hash() for one in scenarios)]).encode()).hexdigest()
    names = "-vs-".join(one.name for one in scenarios[:2]) + ("-and-more" if len(scenarios) > 2 else "")
    return Path("results") / f"{names[:80]}-{whole[:8]}"


def comparison_text(comparison: Comparison, lang: str) -> str:
    """Tell a comparison: for every other policy the answer and a table of the key measures."""
    from sim.report import sentences
    from sim.report.rows import lines
    from sim.report.view import View

    view = View(comparison, lang)
    told = []
    for index in view.others:
        head = [say(f"report.col.{key}", lang) for key in ("measure",)] + [view.letter(0), view.letter(index)]
        head += [say(f"report.col.{key}", lang) for key in ("difference", "interval", "better", "correlation", "verdict")]
        rows = [(line.label, line.a, line.b, line.difference, line.interval, line.better, line.correlation, line.verdict)
                for line in lines(view, index)[0][:MOST_ROWS]]
        names = [say("cli.compare.policy", lang, letter=view.letter(i), title=view.title(i)) for i in (0, index)]
        told += [textwrap.fill(sentences.answer(view, index), WIDTH), "", *names, "", table(head, rows), ""]
    return "\n".join(told).rstrip()


def standing_text(comparison: Comparison, lang: str) -> str:
    """Tell in a line that there are no worlds, or that they belong to another engine; empty when all is well."""
    from sim.report import sentences
    from sim.report.view import View

    return sentences.standing(View(comparison, lang))


def early_text(n_pairs: int, measure: str, found: list[tuple[str, Interval]], lang: str) -> str:
    """Tell what the first pairs say of each other policy, as provisional."""
    from sim.measures import MEASURES
    from sim.report import numbers
    from sim.report.view import SHARE_UNITS

    is_share = MEASURES[measure].unit in SHARE_UNITS
    times, unit = (100.0, " " + say("studies.share_points", lang)) if is_share else (1.0, "")
    told = [say("cli.compare.early", lang, n=n_pairs, measure=say(f"measures.{measure}.label", lang))]
    for label, one in found:
        low, high = times * one.low, times * one.high
        digits = numbers.digits_for(low, high)
        told.append(say("cli.compare.early_line", lang, policy=label, difference=numbers.signed(times * one.mean, lang, digits) + unit,
                        interval=numbers.span(low, high, lang, digits, sign=True)))
    return "\n".join(told)


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data."""
    rows = [{key: getattr(row, key) for key in row.__dataclass_fields__} | {
        "policy": comparison.labels[row.policy], "first": comparison.labels[0],
    } for row in comparison.rows]
    assumed = comparison.assumptions
    doubt = None if assumed is None else {
        "n_draws": assumed.n_draws, "n_pairs": assumed.n_pairs, "n_linked": assumed.n_linked,
        "n_dead": assumed.n_dead, "n_exploding": assumed.n_exploding, "drivers": assumed.drivers,
        "kind": assumed.kind, "worlds": assumed.worlds, "ensemble": assumed.ensemble, "standing": assumed.standing,
        "over_worlds": [asdict(one) | {"policy": comparison.labels[i + 1]} for i, one in enumerate(assumed.over_worlds)],
    }
    return {"policies": comparison.labels, "primary": comparison.primary, "rows": rows, "assumptions": doubt,
            "correlation_by_month": comparison.correlation_by_month, "failed": comparison.failed,
            "provenance": comparison.provenance}


def bench_rows(figures: dict[str, float], lang: str) -> list[tuple[str, str]]:
    """Return the rows of the table that ``bench`` prints."""
    return [(say(f"cli.bench.{name}", lang), number(value, lang)) for name, value in figures.items()]


def twin_text(found: TwinStudy, lang: str) -> str:
    """Tell how the engine stands against plain Mesa: whether both agree, and only then how fast each is."""
    from sim.studies.twin import BOUND

    if found.reason == "absent":
        return say("cli.twin.absent", lang)
    head = [say("cli.twin.count", lang, runs=found.runs), *(say(f"cli.twin.{key}", lang) for key in ("engine", "mesa", "apart"))]
    rows = [(say(f"cli.twin.{one.name}", lang), number(one.engine, lang), number(one.twin, lang),
             number(one.errors_apart, lang, 2, sign=True)) for one in found.counts]
    told = [table(head, rows), ""]
    bound = number(BOUND, lang)
    if found.reason == "disagrees":
        names = listing([say(f"cli.twin.{one.name}", lang) for one in found.counts if not one.agrees], lang)
        return "\n".join([*told, say("cli.twin.disagrees", lang, bound=bound, names=names)])
    ratio = say("cli.twin.ratio", lang)
    head = [say("cli.twin.speed", lang), say("cli.twin.engine", lang), say("cli.twin.lean", lang), ratio, say("cli.twin.plain", lang), ratio]
    rows = [(say("cli.twin.setting", lang, people=number(one.people, lang), days=number(one.days, lang)), number(one.engine, lang, 2),
             number(one.lean, lang, 1), number(one.ratio_lean, lang, 0), number(one.plain, lang, 1), number(one.ratio_plain, lang, 0))
            for one in found.speeds]
    return "\n".join([*told, say("cli.twin.agrees", lang, bound=bound), "", table(head, rows), say("cli.twin.which", lang)])


def twin_data(found: TwinStudy) -> dict[str, Any]:
    """Return the comparison with plain Mesa as plain data; without ratios where the two do not agree."""
    speeds = [asdict(one) | {"ratio_lean": one.ratio_lean, "ratio_plain": one.ratio_plain} for one in found.speeds]
    return asdict(found) | {"speeds": speeds}


def measured_text(measured: Measured, lang: str) -> str:
    """Tell what a log measures, and what the scenarios beside it do."""
    from sim.report import logs

    stats = measured.flat
    top = say("logs.head", lang, log=measured.name, events=number(stats["events"], lang), members=number(stats["members_active"], lang),
              days=number(stats.get("days", 0.0), lang, 0))
    told = [top, "", table(logs.head(measured.others, lang), logs.rows(stats, measured.others, lang)), "", *logs.remarks(measured, lang)]
    return "\n".join(told).rstrip()


def validation_text(found: Validation, lang: str) -> str:
    """Tell the stylised facts: a table, what was moved, and whether the model fails."""
    from sim.report import responses_table
    from sim.report.validation_page import moved_table, summary
    from sim.report.validation_table import COLUMNS, cells

    head = [say(f"validation.col.{key}", lang) for key in COLUMNS]
    responses = responses_table.responses(found)
    told = [table(head, [cells(row, lang) for row in found.rows if not row.fact.is_response], left=2), ""]
    if responses:
        told += [table(responses_table.head(lang), [responses_table.cells(row, lang) for row in responses], left=2), ""]
    told += [*summary(found, lang, plain=True), ""]
    columns, rows = moved_table(found, lang)
    return "\n".join([*told, table(columns, rows) if rows else say("validation.moved_none", lang)])


def validation_data(found: Validation) -> dict[str, Any]:
    """Return the stylised facts as plain data."""
    rows = []
    for row in found.rows:
        fact = row.fact
        rows.append({"row": fact.row, "name": say(f"validation.row.{fact.row}.name"), "value": row.value, "low": row.low, "high": row.high,
                     "interval": row.sure, "interval_inside": row.is_surely_inside,
                     "target": [fact.low, fact.high], "wide": [fact.hard_low, fact.hard_high], "verdict": row.verdict, "role": fact.role,
                     "leans_on": fact.leans_on, "setting": fact.setting, "against": fact.against, "runs": row.n_runs, "known": row.n_known,
                     "decided": row.decided, "by_class": dict(zip(fact.classes, row.by_class, strict=True)), "source": fact.source,
                     "definition": say(f"validation.row.{fact.row}.how"), "trials": [vars(one) for one in row.trials]})
    return {"engine": found.engine, "quick": found.quick, "rows": rows, "moved": [vars(one) | {"outside": one.outside} for one in found.moved],
            "failures": found.failures}
