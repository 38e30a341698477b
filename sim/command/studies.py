"""Verbs that ask a question of many runs: compare, sweep, sensitivity, parameters, pairs, doses."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.command.options import (
    Assumptions,
    Days,
    Engine,
    HourCost,
    Json,
    Judged,
    Lang,
    MaxFailures,
    Measures,
    Out,
    Quiet,
    Reps,
    Scenarios,
    Seed,
    Sets,
    Timeout,
    Until,
    Workers,
    Worlds,
)
from sim.command.printing import as_json, note, progress
from sim.command.reading import Asked
from sim.laboratory.files import write_text
from sim.words import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.laboratory.own import Engine as EngineOf
    from sim.scenario import Scenario
    from sim.studies.result import Result
    from sim.studies.study import Study


def compare(
    scenarios: Scenarios,
    reps: Reps = "30",
    out: Out = None,
    engine: Engine = None,
    workers: Workers = None,
    until: Until = None,
    timeout: Timeout = None,
    max_failures: MaxFailures = None,
    assumptions: Assumptions = None,
    worlds: Worlds = None,
    no_assumptions: Annotated[bool, typer.Option("--no-assumptions", help="The same as --assumptions none.")] = False,
    sets: Sets = [],
    seed: Seed = None,
    days: Days = None,
    hour_cost: HourCost = None,
    measures: Judged = [],
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare scenarios pair by pair with the first, and write a report to forward."""
    asked = Asked()
    pairs = asked.whole("--reps", reps, 1, 100_000)
    how = asked.options(engine, workers, timeout=timeout, max_failures=max_failures)
    lang = asked.one_of("--lang", lang, LANGUAGES)
    kind, ensemble = asked.assumptions(assumptions, worlds, no_assumptions)
    cases = asked.scenarios(scenarios, sets, seed, days, hour_cost)
    primary, own = asked.judged_by(measures)
    kernel = asked.measures(own)
    folder = asked.folder_to_write("--out", out)
    if len(scenarios) < 2:
        asked.wrong("compare", "one scenario given", "two or more; the first is what the others are compared with")
    asked.stop()
    note(asked.remarks(lang), quiet or json or not asked.remarks(lang))

    from sim.laboratory.crew.cluster import opened
    from sim.report.comparison.text import early_text, standing_text
    from sim.report.folder import stage_names
    from sim.studies import compare as compare_scenarios

    folder = folder or study_folder(cases, kernel, primary)
    with progress(stage_names("compare", lang), quiet or json) as tell, opened(how.engine) as executor:
        comparison = compare_scenarios(
            cases,
            reps=pairs,
            out=folder,
            workers=how.workers,
            until=until,
            executor=executor,
            timeout=how.timeout,
            max_failures=how.allowance if max_failures else None,
            assumptions=kind,
            ensemble=ensemble,
            lang=lang,
            progress=tell,
            primary=primary,
            kernel=kernel,
            provisional=lambda *early: note(early_text(*early, lang), quiet or json),
        )
    note(standing_text(comparison, lang), quiet or not standing_text(comparison, lang))
    _show(comparison, folder, lang, json)


def _show(result: Result, folder: Path, lang: str, json: bool) -> None:
    """Write the report of a result and print the result."""
    from sim import report
    from sim.command.beside import live_of

    page = report.write_report(result, folder, lang, live=live_of(result.kind))
    print(
        as_json(report.data(result))
        if json
        else report.text(result, lang) + "\n\n" + say("cli.compare.report", lang, file=page)
    )


def sweep(
    study: Annotated[
        str, typer.Argument(metavar="STUDY", help="A study file, such as experiments/sweeps/batches.toml.")
    ],
    out: Out = None,
    engine: Engine = None,
    workers: Workers = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell runs, time, disk and the first cases, and run only two pilots.")
    ] = False,
    reps: Annotated[
        str | None, typer.Option("--reps", metavar="N", help="Replications, when other than the study says.")
    ] = None,
    timeout: Timeout = None,
    max_failures: MaxFailures = None,
    page: Annotated[
        str | None, typer.Option("--page", metavar="FILE", help="Also write the page as Markdown, figures beside it.")
    ] = None,
    measures: Measures = [],
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run a study file: every point in every replication; the same command goes on where it was stopped."""
    from sim.command.running import read_study

    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    options = asked.options(engine, workers, reps=reps, timeout=timeout, max_failures=max_failures)
    sweep_study, faults = read_study(study, measures=measures)
    asked.faults += faults
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.laboratory.crew.cluster import opened
    from sim.report.folder import stage_names
    from sim.report.press.page import write_page
    from sim.report.sweep.page import sweep_page
    from sim.report.sweep.text import estimate_data, estimate_text, first_look, sweep_folder
    from sim.report.sweep.view import SweepView

    if dry_run:
        estimate = sweep_study.estimate(reps=options.reps, workers=options.workers)
        print(as_json(estimate_data(estimate)) if json else estimate_text(estimate, lang))
        return
    _tell_standing(sweep_study, lang, quiet)
    folder = folder or sweep_folder(sweep_study)
    with progress(stage_names("sweep", lang), quiet or json) as tell, opened(options.engine) as executor:
        done = sweep_study.run(
            out=folder,
            executor=executor,
            workers=options.workers,
            reps=options.reps,
            timeout=options.timeout,
            max_failures=options.allowance,
            progress=tell,
            provisional=lambda early: note(
                first_look(early, options.reps or sweep_study.plan.head.reps, lang), quiet or json
            ),
        )
    if file is not None:
        write_page(
            sweep_page(SweepView(done, lang)),
            file,
            f"community-sim sweep {study}{'' if lang == 'en' else f' --lang {lang}'} --page {page}",
        )
        note(say("studies.wrote", lang, file=file), quiet or json)
    _show(done, folder, lang, json)


def sensitivity(
    study: Annotated[
        str, typer.Argument(metavar="STUDY", help="A study file, such as experiments/sensitivity/batches.toml.")
    ],
    out: Out = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="serial|processes|dask://host:port",
            help="In this process, in several, or on a cluster.",
        ),
    ] = None,
    workers: Workers = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell runs of both stages, time and disk; run only two pilots.")
    ] = False,
    reps: Annotated[
        str | None, typer.Option("--reps", metavar="N", help="Replications, when other than the study says.")
    ] = None,
    timeout: Annotated[
        str | None, typer.Option("--timeout", metavar="SECONDS", help="Most seconds a run may take.")
    ] = None,
    max_failures: Annotated[
        str | None,
        typer.Option(
            "--max-failures",
            metavar="N|P%",
            help="Stop when more runs of a stage fail; 5% and at least 10 when not given.",
        ),
    ] = None,
    page: Annotated[
        str | None, typer.Option("--page", metavar="FILE", help="Also write the page as Markdown, with figures.")
    ] = None,
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell which of the things that vary decide the answer; the same command goes on where it was stopped."""
    from sim.command.running import read_options, read_study

    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    options, faults = read_options(engine, workers, reps, timeout, max_failures)
    screening, more = read_study(study, is_sensitivity=True)
    asked.faults += [*faults, *more]
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.laboratory.crew.cluster import opened
    from sim.report.folder import stage_names
    from sim.report.press.page import write_page
    from sim.report.sensitivity.page import sensitivity_page
    from sim.report.sensitivity.text import estimate_data, estimate_text
    from sim.report.sensitivity.view import SensitivityView
    from sim.report.sweep.text import sweep_folder
    from sim.studies.estimate import estimate_sensitivity as estimate
    from sim.studies.sensitivity.study import sensitivity as look

    screening = screening.as_sensitivity(options.reps)
    if dry_run:
        forecast = estimate(screening, workers=options.workers)
        print(as_json(estimate_data(forecast)) if json else estimate_text(forecast, lang))
        return
    _tell_standing(screening, lang, quiet)
    folder = folder or sweep_folder(screening)
    with progress(stage_names("sensitivity", lang), quiet or json) as tell, opened(options.engine) as executor:
        done = look(
            screening,
            out=folder,
            executor=executor,
            workers=options.workers,
            timeout=options.timeout,
            max_failures=options.allowance,
            progress=tell,
        )
    if file is not None:
        write_page(
            sensitivity_page(SensitivityView(done, lang)),
            file,
            f"community-sim sensitivity {study}{'' if lang == 'en' else f' --lang {lang}'} --page {page}",
        )
        note(say("studies.wrote", lang, file=file), quiet or json)
    _show(done, folder, lang, json)


def _tell_standing(study: Study, lang: str, quiet: bool) -> None:
    """Say in a line that there are no worlds to give ranges, or that they belong to another engine."""
    standing = study.plan.standing
    if standing in ("missing", "stale"):
        note(say(f"studies.worlds.{standing}", lang), quiet)


def pairs(
    out: Out = None,
    scenarios: Annotated[
        str | None,
        typer.Option(
            "--scenarios", metavar="DIR", help="Another folder of scenarios, with a README that names its pairs."
        ),
    ] = None,
    workers: Workers = None,
    reps: Annotated[str, typer.Option("--reps", metavar="N", help="Replications of every pair.")] = "30",
    most: Annotated[
        str, typer.Option("--most", metavar="N", help="Replications of the pairs that those leave open.")
    ] = "60",
    before: Annotated[
        str | None,
        typer.Option("--before", metavar="FILE", help="Earlier answers, as --json wrote them; shown beside."),
    ] = None,
    why: Annotated[
        str | None, typer.Option("--why", metavar="FILE", help="A TOML file of [[why]] tables: first, second, en, nl.")
    ] = None,
    page: Annotated[
        str | None, typer.Option("--page", metavar="FILE", help="Also write the page, e.g. results/pairs.md.")
    ] = None,
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run every pair of scenarios that puts advice to the test; the same command goes on where it was stopped."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    first, last = asked.whole("--reps", reps, 2, 100_000), asked.whole("--most", most, 2, 100_000)
    processes = asked.whole("--workers", workers, 1, 1024)
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)

    from sim.laboratory.provenance import command, own_folder
    from sim.report.folder import stage_names
    from sim.report.pairs.page import PairsView, pairs_page, pairs_text, read_why
    from sim.report.press.page import write_page
    from sim.studies.pairs.pair import read_pairs
    from sim.studies.pairs.study import read_answers, run_pairs

    wanted = asked.read(read_pairs, scenarios)
    earlier, reasons = asked.read(read_answers, before) if before else None, asked.read(read_why, why) if why else {}
    asked.stop()
    with progress(stage_names("pairs", lang), quiet or json) as tell:
        answers = run_pairs(
            wanted,
            folder=scenarios,
            out=folder or own_folder("pairs", scenarios or ""),
            workers=processes,
            first=first,
            most=last,
            progress=tell,
        )
    view = PairsView(answers, lang, earlier, reasons)
    if file is not None:
        write_page(pairs_page(view), file, command())
        note(say("pairs.wrote", lang, file=file), quiet or json)
    print(answers.to_json().rstrip() if json else pairs_text(view))


def doses(
    only: Annotated[
        list[str],
        typer.Option(
            "--only", metavar="LEVER", help="A policy or a lever, such as team or team.hours_per_week; may be repeated."
        ),
    ] = [],
    reps: Annotated[str, typer.Option("--reps", metavar="N", help="Replications of every dose.")] = "20",
    out: Out = None,
    engine: Engine = None,
    workers: Workers = None,
    timeout: Timeout = None,
    max_failures: MaxFailures = None,
    page: Annotated[
        str | None,
        typer.Option(
            "--page", metavar="FILE", help="Also write the page as Markdown, figures beside it, e.g. results/doses.md."
        ),
    ] = None,
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Try every lever from nothing to its end and judge the shape of its effect; the same command goes on where it was stopped."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    options = asked.options(engine, workers, reps=reps, timeout=timeout, max_failures=max_failures)
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.laboratory.crew.cluster import opened
    from sim.laboratory.provenance import command, own_folder
    from sim.report.doses.page import doses_data, doses_page, doses_text, write_doses_report
    from sim.report.doses.view import DosesView
    from sim.report.folder import stage_names
    from sim.report.press.page import write_page
    from sim.studies.doses.study import doses as give

    folder = folder or own_folder("doses", *only)
    with progress(stage_names("doses", lang), quiet or json) as tell, opened(options.engine) as executor:
        done = give(
            only,
            reps=options.reps,
            out=folder,
            executor=executor,
            workers=options.workers,
            timeout=options.timeout,
            max_failures=options.allowance,
            progress=tell,
        )
    view = DosesView(done, lang)
    if file is not None:
        write_page(doses_page(view), file, command())
        note(say("doses.wrote", lang, file=file), quiet or json)
    note(say("doses.wrote", lang, file=write_doses_report(done, folder, lang)), quiet or json)
    print(as_json(doses_data(done)) if json else doses_text(view))


def parameters(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[A B ...]",
            help="Scenario files; scenarios/baseline.toml and scenarios/everything.toml when none is given.",
        ),
    ] = None,
    reps: Annotated[str, typer.Option("--reps", metavar="N", help="Paired runs of each end in each scenario.")] = "16",
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="Also write the page, e.g. results/parameters.md.")
    ] = None,
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Move every parameter alone to the ends of what is believable, and tell what that moves."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    n = asked.whole("--reps", reps, 2, 10_000)
    settings = asked.scenarios(
        scenarios or [asked.from_library(name) for name in ("baseline.toml", "everything.toml")], (), None, None
    )
    if len({scenario.name for scenario in settings}) < len(settings):
        asked.wrong("SCENARIO", "two scenarios have the same name", "scenarios whose names differ")
    page = asked.file_to_write("--out", out)
    asked.stop()

    from sim.report.sensitivity.alone import alone_data, alone_markdown, alone_text
    from sim.studies.sensitivity.alone import screen

    with progress({"alone": say("alone.stage", lang)}, quiet or json) as tell:
        screened = screen(settings, n, progress=tell)
    if page is not None:
        typed = (
            "".join(f" {scenario}" for scenario in scenarios or ())
            + ("" if reps == "16" else f" --reps {reps}")
            + ("" if lang == "en" else f" --lang {lang}")
        )
        write_text(page, alone_markdown(screened, lang, f"community-sim parameters{typed} --out {out}"))
        note(say("alone.wrote", lang, file=page), quiet or json)
    print(as_json(alone_data(screened)) if json else alone_text(screened, lang))


def study_folder(scenarios: Sequence[Scenario], kernel: EngineOf = "sim.day", primary: str | None = None) -> Path:
    """Return where a comparison goes when nobody said: a name of its own for these scenarios, this engine, own measures and what judges."""
    from sim.laboratory.own import engine_at, said_of

    whole = sha256(
        "\n".join(
            [
                engine_at(kernel).engine_id(),
                *map(str, said_of(kernel).values()),
                *(scenario.hash() for scenario in scenarios),
                *([primary] if primary else []),
            ]
        ).encode()
    ).hexdigest()
    names = "-vs-".join(scenario.name for scenario in scenarios[:2]) + ("-and-more" if len(scenarios) > 2 else "")
    return Path("results") / f"{names[:80]}-{whole[:8]}"
