"""Verbs of a study folder: report it, tell how far it is, go on with it, hand out its runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.command.options import Engine, Fork, Json, Lang, MaxFailures, Quiet, StudyDir, Timeout, Workers
from sim.command.printing import as_json, note, progress
from sim.command.reading import Asked
from sim.words import LANGUAGES, say

if TYPE_CHECKING:
    from sim.laboratory.crew.bench import Hands
    from sim.report.folder import WentOn


def report(
    folder: StudyDir,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="Of a comparison: also the page in the other language, and every figure as PNG."),
    ] = False,
    lang: Lang = "en",
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Write the report of a study again, from its folder; runs that are missing are made."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    hands: Hands = {"workers": asked.whole("--workers", workers, 1, 1024)}
    asked.stop()
    page = _gone_on(folder, False, None, hands, lang, quiet, whole=whole).page
    print(say("cli.compare.report", lang, file=page))


def status(folder: StudyDir, lang: Lang = "en", json: Json = False) -> None:
    """Tell how far a study is, and which of its runs failed."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    asked.stop()

    from sim.laboratory.store.status import status as look
    from sim.report.folder import status_data, status_text

    standing = look(folder)
    print(as_json(status_data(standing)) if json else status_text(standing, lang))


def resume(
    folder: StudyDir,
    fork: Fork = None,
    engine: Engine = None,
    workers: Workers = None,
    timeout: Timeout = None,
    max_failures: MaxFailures = None,
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Go on with a study that was stopped, from its folder alone."""
    _go_on(folder, False, fork, (engine, workers, timeout, max_failures), lang, json, quiet)


def retry(
    folder: StudyDir,
    engine: Engine = None,
    workers: Workers = None,
    timeout: Timeout = None,
    max_failures: MaxFailures = None,
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Do the failed runs of a study again, and what is not done yet."""
    _go_on(folder, True, None, (engine, workers, timeout, max_failures), lang, json, quiet)


def _go_on(
    folder: str, again: bool, fork: str | None, how: tuple[str | None, ...], lang: str, json: bool, quiet: bool
) -> None:
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    engine, workers, timeout, max_failures = how
    options = asked.options(engine, workers, timeout=timeout, max_failures=max_failures)
    asked.folder_to_write("--fork", fork)
    asked.stop()

    from sim import report as reports
    from sim.laboratory.crew.cluster import opened

    with opened(options.engine) as executor:
        hands: Hands = {
            "executor": executor,
            "workers": options.workers,
            "timeout": options.timeout,
            "max_failures": options.allowance if max_failures else None,
        }
        outcome = _gone_on(folder, again, fork, hands, lang, json or quiet)
    print(
        as_json(reports.data(outcome.result))
        if json
        else f"{reports.text(outcome.result, lang)}\n\n{say('cli.compare.report', lang, file=outcome.page)}"
    )


def _gone_on(
    folder: str, again: bool, fork: str | None, hands: Hands, lang: str, quiet: bool, *, whole: bool = False
) -> WentOn:
    from sim.command.beside import live_of
    from sim.laboratory.store.reading import kind_of
    from sim.report.folder import go_on, stage_names

    kind = kind_of(Path(folder))
    with progress(stage_names(kind, lang), quiet) as tell:
        outcome = go_on(
            folder, again=again, fork=fork, lang=lang, whole=whole, live=live_of(kind), progress=tell, **hands
        )
    note("\n".join(outcome.remarks), quiet or not outcome.remarks)
    return outcome


def export(
    folder: StudyDir,
    form: Annotated[
        str, typer.Option("--format", metavar="csv|csv2|parquet", help="csv2: ; and decimal comma.")
    ] = "csv",
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FILE", help="The file; export.csv or .parquet in DIR when not given."),
    ] = None,
    lang: Lang = "en",
    quiet: Quiet = False,
) -> None:
    """Write all runs of a study into one file, for R, Excel and pandas."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    file = asked.file_to_write("--out", out)
    asked.stop()

    from sim.laboratory.store.exporting import export as write

    exported = write(folder, form, file)
    note(say("folders.export.wrote", lang, file=exported.file, runs=exported.n_runs, failed=exported.n_failed), quiet)
    note(say("folders.export.damaged", lang, n=exported.n_damaged, folder=folder), quiet or not exported.n_damaged)
