"""Verbs of a study folder: report it, tell how far it is, go on with it, hand out its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.command.options import Engine, Fork, Json, Lang, MaxFailures, Quiet, StudyDir, Timeout, Workers
from sim.command.printing import as_json, note, progress
from sim.command.reading import Asked
from sim.words import LANGUAGES, say

if TYPE_CHECKING:
    from sim.laboratory.crew.bench import Hands


def report(folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder of a comparison.")],
           whole: Annotated[bool, typer.Option("--whole", help="Also the page in the other language, and every figure as PNG.")] = False,
           lang: Lang = "en", workers: Workers = None, quiet: Quiet = False) -> None:
    """Write the report of a comparison again, from its folder; runs that are missing are made."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    processes = asked.whole("--workers", workers, 1, 1024)
    study = asked.study(folder)
    asked.stop()

    from sim.report import write_report
    from sim.report.comparison.text import standing_text
    from sim.studies import compare as compare_scenarios

    stages = {stage: say(f"cli.compare.{stage}", lang) for stage in ("pairs", "noise", "assumptions")}
    with progress(stages, quiet) as tell:
        comparison = compare_scenarios(study.scenarios, reps=study.reps, out=folder, workers=processes, until=study.until,
                                       assumptions=study.assumptions, ensemble=study.worlds, lang=lang, progress=tell)
    note(standing_text(comparison, lang), quiet or not standing_text(comparison, lang))
    print(say("cli.compare.report", lang, file=write_report(comparison, folder, lang, whole=whole)))


def status(folder: StudyDir, lang: Lang = "en", json: Json = False) -> None:
    """Tell how far a study is, and which of its runs failed."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    asked.stop()

    from sim.laboratory.store.status import status as look
    from sim.report.folder import status_data, status_text

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

    from sim.laboratory.crew.cluster import opened
    from sim.studies.resuming import is_sweep

    with opened(options.engine) as executor:
        hands: Hands = {"executor": executor, "workers": options.workers, "timeout": options.timeout,
                        "max_failures": options.allowance if max_failures else None}
        (_go_on_with_sweep if is_sweep(folder) else _go_on_with_pairs)(folder, again, fork, hands, lang, json, quiet)


def _go_on_with_pairs(folder: str, again: bool, fork: str | None, hands: Hands, lang: str, json: bool, quiet: bool) -> None:
    from sim.report.comparison.text import comparison_data, comparison_text, standing_text
    from sim.report.folder import go_on

    with progress({stage: say(f"cli.compare.{stage}", lang) for stage in ("pairs", "noise", "assumptions")}, quiet or json) as tell:
        found = go_on(folder, again=again, fork=fork, lang=lang, progress=tell, **hands)
    remarks = [*found.remarks, standing_text(found.comparison, lang)]
    note("\n".join(filter(None, remarks)), quiet or not any(remarks))
    page = say("cli.compare.report", lang, file=found.page)
    print(as_json(comparison_data(found.comparison)) if json else f"{comparison_text(found.comparison, lang)}\n\n{page}")


def _go_on_with_sweep(folder: str, again: bool, fork: str | None, hands: Hands, lang: str, json: bool, quiet: bool) -> None:
    from sim.report.sensitivity.page import write_sensitivity_report
    from sim.report.sensitivity.text import sensitivity_data, sensitivity_text, stage_names
    from sim.report.sweep.page import write_sweep_report
    from sim.report.sweep.text import sweep_data, sweep_text
    from sim.studies import Sensitivity
    from sim.studies.resuming import go_on_with_sweep

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

    from sim.laboratory.store.exporting import export as write

    found = write(folder, form, file)
    note(say("folders.export.wrote", lang, file=found.file, runs=found.n_runs, failed=found.n_failed), quiet)
    note(say("folders.export.damaged", lang, n=found.n_damaged, folder=folder), quiet or not found.n_damaged)
