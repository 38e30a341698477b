"""Verbs of the laboratory: one function a verb, no logic. They run, look into, go on with and hand out studies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.asking import Asked
from sim.files import write_text
from sim.options import Engine, Fork, Json, Lang, MaxFailures, Out, Quiet, StudyDir, Timeout, Workers
from sim.showing import as_json, note, progress
from sim.words import LANGUAGES, say

if TYPE_CHECKING:
    from sim.studies.running.bench import Hands
    from sim.studies.study import Study


def sweep(study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, such as experiments/sweeps/batches.toml.")],
          out: Out = None,
          engine: Engine = None, workers: Workers = None,
          dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell runs, time, disk and the first cases, and run only two pilots.")] = False,
          reps: Annotated[str | None, typer.Option("--reps", metavar="N", help="Replications, when other than the study says.")] = None,
          timeout: Timeout = None, max_failures: MaxFailures = None,
          page: Annotated[str | None, typer.Option("--page", metavar="FILE", help="Also write the page as Markdown, figures beside it.")] = None,
          lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Run a study file: every point in every replication; the same command goes on where it was stopped."""
    from sim.studies.asked.options import read_study

    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    options = asked.options(engine, workers, reps=reps, timeout=timeout, max_failures=max_failures)
    found, faults = read_study(study)
    asked.faults += faults
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.report.parts_page import write_page
    from sim.report.sweep_page import sweep_page, write_sweep_report
    from sim.report.sweep_text import estimate_data, estimate_text, first_look, sweep_data, sweep_folder, sweep_text
    from sim.report.sweep_view import SweepView
    from sim.studies.asked.engine import opened

    if dry_run:
        estimate = found.estimate(reps=options.reps, workers=options.workers)
        print(as_json(estimate_data(estimate)) if json else estimate_text(estimate, lang))
        return
    _tell_standing(found, lang, quiet)
    folder = folder or sweep_folder(found)
    with progress({"runs": say("studies.stage.runs", lang)}, quiet or json) as tell, opened(options.engine) as executor:
        done = found.run(out=folder, executor=executor, workers=options.workers, reps=options.reps, timeout=options.timeout,
                         max_failures=options.allowance, progress=tell,
                         provisional=lambda early: note(first_look(early, options.reps or found.plan.head.reps, lang), quiet or json))
    report_page = write_sweep_report(done, folder, lang)
    if file is not None:
        write_page(sweep_page(SweepView(done, lang)), file, f"community-sim sweep {study}{'' if lang == 'en' else f' --lang {lang}'} --page {page}")
        note(say("studies.wrote", lang, file=file), quiet or json)
    print(as_json(sweep_data(done)) if json else sweep_text(done, lang) + "\n\n" + say("studies.report", lang, file=report_page))


def sensitivity(study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, such as experiments/sensitivity/batches.toml.")],
                out: Out = None,
                engine: Annotated[str | None, typer.Option("--engine", metavar="serial|processes|dask://host:port",
                                                           help="In this process, in several, or on a cluster.")] = None,
                workers: Workers = None,
                dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell runs of both stages, time and disk; run only two pilots.")] = False,
                reps: Annotated[str | None, typer.Option("--reps", metavar="N", help="Replications, when other than the study says.")] = None,
                timeout: Annotated[str | None, typer.Option("--timeout", metavar="SECONDS", help="Most seconds a run may take.")] = None,
                max_failures: Annotated[str | None, typer.Option("--max-failures", metavar="N|P%", help="Stop when more runs of a stage fail; "
                                                                 "5% and at least 10 when not given.")] = None,
                page: Annotated[str | None, typer.Option("--page", metavar="FILE", help="Also write the page as Markdown, with figures.")] = None,
                lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Tell which of the things that vary decide the answer; the same command goes on where it was stopped."""
    from sim.studies.asked.options import read_options, read_study

    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    options, faults = read_options(engine, workers, reps, timeout, max_failures)
    found, more = read_study(study, is_sensitivity=True)
    asked.faults += [*faults, *more]
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.report.parts_page import write_page
    from sim.report.sensitivity_page import sensitivity_page, write_sensitivity_report
    from sim.report.sensitivity_text import estimate_data, estimate_text, sensitivity_data, sensitivity_text, stage_names
    from sim.report.sensitivity_view import SensitivityView
    from sim.report.sweep_text import sweep_folder
    from sim.studies.asked.engine import opened
    from sim.studies.influence.estimate import estimate
    from sim.studies.influence.study import sensitivity as look

    found = found.as_sensitivity(options.reps)
    if dry_run:
        told = estimate(found, workers=options.workers)
        print(as_json(estimate_data(told)) if json else estimate_text(told, lang))
        return
    _tell_standing(found, lang, quiet)
    folder = folder or sweep_folder(found)
    with progress(stage_names(lang), quiet or json) as tell, opened(options.engine) as executor:
        done = look(found, out=folder, executor=executor, workers=options.workers, timeout=options.timeout, max_failures=options.allowance,
                    progress=tell)
    report_page = write_sensitivity_report(done, folder, lang)
    if file is not None:
        write_page(sensitivity_page(SensitivityView(done, lang)), file,
                   f"community-sim sensitivity {study}{'' if lang == 'en' else f' --lang {lang}'} --page {page}")
        note(say("studies.wrote", lang, file=file), quiet or json)
    print(as_json(sensitivity_data(done)) if json else sensitivity_text(done, lang) + "\n\n" + say("studies.report", lang, file=report_page))


def _tell_standing(study: Study, lang: str, quiet: bool) -> None:
    """Say in a line that there are no worlds to give ranges, or that they belong to another engine."""
    standing = study.plan.standing
    if standing in ("missing", "stale"):
        note(say(f"studies.worlds.{standing}", lang), quiet)


def pairs(out: Out = None, scenarios: Annotated[str | None, typer.Option("--scenarios", metavar="DIR", help="Another folder of scenarios, "
                                                "with a README that names its pairs.")] = None,
          workers: Workers = None,
          reps: Annotated[str, typer.Option("--reps", metavar="N", help="Replications of every pair.")] = "30",
          most: Annotated[str, typer.Option("--most", metavar="N", help="Replications of the pairs that those leave open.")] = "60",
          before: Annotated[str | None, typer.Option("--before", metavar="FILE", help="Earlier answers, as --json wrote them; shown beside.")] = None,
          why: Annotated[str | None, typer.Option("--why", metavar="FILE", help="A TOML file of [[why]] tables: first, second, en, nl.")] = None,
          page: Annotated[str | None, typer.Option("--page", metavar="FILE", help="Also write the page, e.g. results/pairs.md.")] = None,
          lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Run every pair of scenarios that puts advice to the test; the same command goes on where it was stopped."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    first, last = asked.whole("--reps", reps, 2, 100_000), asked.whole("--most", most, 2, 100_000)
    processes = asked.whole("--workers", workers, 1, 1024)
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)

    from sim.report.pairs_page import PairsView, pairs_page, pairs_text, read_why
    from sim.report.parts_page import write_page
    from sim.studies.pairs import read_answers, read_pairs, run_pairs
    from sim.studies.provenance import command, own_folder

    wanted = asked.read(read_pairs, scenarios)
    earlier, reasons = asked.read(read_answers, before) if before else None, asked.read(read_why, why) if why else {}
    asked.stop()
    stages = {stage: say(f"pairs.stage.{stage}", lang) for stage in ("first", "more")}
    with progress(stages, quiet or json) as tell:
        found = run_pairs(wanted, folder=scenarios, out=folder or own_folder("pairs", scenarios or ""), workers=processes, first=first, most=last, progress=tell)
    view = PairsView(found, lang, earlier, reasons)
    if file is not None:
        write_page(pairs_page(view), file, command())
        note(say("pairs.wrote", lang, file=file), quiet or json)
    print(found.to_json().rstrip() if json else pairs_text(view))


def doses(only: Annotated[list[str], typer.Option("--only", metavar="LEVER", help="A policy or a lever, such as team or "  # noqa: B006
                                                  "team.hours_per_week; may be repeated.")] = [],
          reps: Annotated[str, typer.Option("--reps", metavar="N", help="Replications of every dose.")] = "20",
          out: Out = None, engine: Engine = None, workers: Workers = None, timeout: Timeout = None, max_failures: MaxFailures = None,
          page: Annotated[str | None, typer.Option("--page", metavar="FILE", help="Also write the page as Markdown, figures beside it, "
                                                   "e.g. results/doses.md.")] = None,
          lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Try every lever from nothing to its end and judge the shape of its effect; the same command goes on where it was stopped."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    options = asked.options(engine, workers, reps=reps, timeout=timeout, max_failures=max_failures)
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.report.doses_page import doses_data, doses_page, doses_text, write_doses_report
    from sim.report.doses_view import DosesView
    from sim.report.parts_page import write_page
    from sim.studies.asked.engine import opened
    from sim.studies.dosing.study import doses as give
    from sim.studies.provenance import command, own_folder

    folder = folder or own_folder("doses", *only)
    with progress({"runs": say("doses.stage.runs", lang)}, quiet or json) as tell, opened(options.engine) as executor:
        done = give(only, reps=options.reps, out=folder, executor=executor, workers=options.workers, timeout=options.timeout,
                    max_failures=options.allowance, progress=tell)
    view = DosesView(done, lang)
    if file is not None:
        write_page(doses_page(view), file, command())
        note(say("doses.wrote", lang, file=file), quiet or json)
    note(say("doses.wrote", lang, file=write_doses_report(done, folder, lang)), quiet or json)
    print(as_json(doses_data(done)) if json else doses_text(view))


def status(folder: StudyDir, lang: Lang = "en", json: Json = False) -> None:
    """Tell how far a study is, and which of its runs failed."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    asked.stop()

    from sim.report.folders import status_data, status_text
    from sim.studies.store import status as look

    found = look(folder)
    print(as_json(status_data(found)) if json else status_text(found, lang))


def resume(folder: StudyDir, fork: Fork = None, engine: Engine = None, workers: Workers = None, timeout: Timeout = None,
           max_failures: MaxFailures = None, lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Go on with a study that was stopped, from its folder alone."""
    _go_on(folder, False, fork, (engine, workers, timeout, max_failures), lang, json, quiet)


def retry(folder: StudyDir, engine: Engine = None, workers: Workers = None, timeout: Timeout = None, max_failures: MaxFailures = None,
          lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Do the failed runs of a study again, and what is not done yet."""
    _go_on(folder, True, None, (engine, workers, timeout, max_failures), lang, json, quiet)


def _go_on(folder: str, again: bool, fork: str | None, how: tuple[str | None, ...], lang: str, json: bool, quiet: bool) -> None:
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    engine, workers, timeout, max_failures = how
    options = asked.options(engine, workers, timeout=timeout, max_failures=max_failures)
    asked.folder_to_write("--fork", fork)
    asked.stop()

    from sim.studies.asked.engine import opened
    from sim.studies.store.sweeps import is_sweep

    with opened(options.engine) as executor:
        hands: Hands = {"executor": executor, "workers": options.workers, "timeout": options.timeout,
                        "max_failures": options.allowance if max_failures else None}
        (_go_on_with_sweep if is_sweep(folder) else _go_on_with_pairs)(folder, again, fork, hands, lang, json, quiet)


def _go_on_with_pairs(folder: str, again: bool, fork: str | None, hands: Hands, lang: str, json: bool, quiet: bool) -> None:
    from sim.report.folders import go_on
    from sim.showing import comparison_data, comparison_text, standing_text

    with progress({stage: say(f"cli.compare.{stage}", lang) for stage in ("pairs", "noise", "assumptions")}, quiet or json) as tell:
        found = go_on(folder, again=again, fork=fork, lang=lang, progress=tell, **hands)
    remarks = [*found.remarks, standing_text(found.comparison, lang)]
    note("\n".join(filter(None, remarks)), quiet or not any(remarks))
    page = say("cli.compare.report", lang, file=found.page)
    print(as_json(comparison_data(found.comparison)) if json else f"{comparison_text(found.comparison, lang)}\n\n{page}")


def _go_on_with_sweep(folder: str, again: bool, fork: str | None, hands: Hands, lang: str, json: bool, quiet: bool) -> None:
    from sim.report.sensitivity_page import write_sensitivity_report
    from sim.report.sensitivity_text import sensitivity_data, sensitivity_text, stage_names
    from sim.report.sweep_page import write_sweep_report
    from sim.report.sweep_text import sweep_data, sweep_text
    from sim.studies import Sensitivity
    from sim.studies.store.sweeps import go_on_with_sweep

    with progress({"runs": say("studies.stage.runs", lang)} | stage_names(lang), quiet or json) as tell:
        n_failed, done = go_on_with_sweep(folder, again=again, fork=fork, progress=tell, **hands)
    if again:
        told = say("folders.retry.failed", lang, n=n_failed, left=done.failed) if n_failed else say("folders.retry.none", lang)
        note(told, quiet or json)
    if isinstance(done, Sensitivity):
        written, data, text = write_sensitivity_report, sensitivity_data, sensitivity_text
    else:
        written, data, text = write_sweep_report, sweep_data, sweep_text
    page = say("studies.report", lang, file=written(done, fork or folder, lang))
    print(as_json(data(done)) if json else f"{text(done, lang)}\n\n{page}")


def export(folder: StudyDir, form: Annotated[str, typer.Option("--format", metavar="csv|csv2|parquet", help="csv2: ; and decimal comma.")] = "csv",
           out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="The file; export.csv or .parquet in DIR when not given.")] = None,
           lang: Lang = "en", quiet: Quiet = False) -> None:
    """Write all runs of a study into one file, for R, Excel and pandas."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    file = asked.file_to_write("--out", out)
    asked.stop()

    from sim.studies.store import export as write

    found = write(folder, form, file)
    note(say("folders.export.wrote", lang, file=found.file, runs=found.n_runs, failed=found.n_failed), quiet)
    note(say("folders.export.damaged", lang, n=found.n_damaged, folder=folder), quiet or not found.n_damaged)


def parameters(scenarios: Annotated[list[str] | None, typer.Argument(metavar="[A B ...]", help="Scenario files; scenarios/baseline.toml and "
                                                                    "scenarios/everything.toml when none is given.")] = None,
               reps: Annotated[str, typer.Option("--reps", metavar="N", help="Paired runs of each end in each scenario.")] = "16",
               out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Also write the page, e.g. results/parameters.md.")] = None,
               lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Move every parameter alone to the ends of what is believable, and tell what that moves."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    n = asked.whole("--reps", reps, 2, 10_000)
    found = asked.scenarios(scenarios or [asked.from_library(name) for name in ("baseline.toml", "everything.toml")], (), None, None)
    if len({one.name for one in found}) < len(found):
        asked.wrong("SCENARIO", "two scenarios have the same name", "scenarios whose names differ")
    page = asked.file_to_write("--out", out)
    asked.stop()

    from sim.report.alone_page import alone_data, alone_markdown, alone_text
    from sim.studies.influence.alone import screen

    with progress({"alone": say("alone.stage", lang)}, quiet or json) as tell:
        screened = screen(found, n, progress=tell)
    if page is not None:
        typed = "".join(f" {one}" for one in scenarios or ()) + ("" if reps == "16" else f" --reps {reps}") + ("" if lang == "en" else f" --lang {lang}")
        write_text(page, alone_markdown(screened, lang, f"community-sim parameters{typed} --out {out}"))
        note(say("alone.wrote", lang, file=page), quiet or json)
    print(as_json(alone_data(screened)) if json else alone_text(screened, lang))


VERBS = (sweep, sensitivity, parameters, status, resume, retry, export, pairs, doses)
"""The verbs, in the order in which help lists them."""
