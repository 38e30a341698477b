"""Verbs that hold the model against what is known: a log, published patterns, published experiments, the worlds that fit them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.command.options import Json, Lang, Out, Quiet, Sets, Workers
from sim.command.printing import WORK_FAILED, as_json, note, progress
from sim.command.reading import Asked
from sim.laboratory.files import write_text
from sim.words import LANGUAGES, say


def measure(
    log: Annotated[
        str, typer.Argument(metavar="LOG", help="The log of a community (.csv or .csv.gz), real or simulated.")
    ],
    against: Annotated[
        list[str], typer.Option("--against", metavar="SCENARIO", help="Run this scenario beside it; may be repeated.")
    ] = [],
    reps: Annotated[str, typer.Option("--reps", metavar="N", help="Replications of each scenario.")] = "10",
    burn_in: Annotated[
        str,
        typer.Option(
            "--burn-in",
            metavar="DAYS",
            help="For a log that begins mid-life: whoever is first seen in these days is left out of retention.",
        ),
    ] = "0",
    page: Annotated[
        str | None, typer.Option("--page", metavar="FILE", help="Also write the comparison as a Markdown page.")
    ] = None,
    sets: Sets = [],
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure the log of a real or simulated community, also beside a scenario."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    runs = asked.whole("--reps", reps, 1, 10_000)
    days = asked.whole("--burn-in", burn_in, 0, 36_500)
    file = asked.file_to_write("--page", page)
    scenarios = asked.scenarios(against, sets, None, None)
    asked.stop()

    from sim.logs.beside import measure_file
    from sim.report.logs import measured_text

    if scenarios:
        from sim.day import prepare

        prepare(progress=not quiet)
    with progress({"runs": say("logs.runs", lang)}, quiet or json) as tell:
        measured = measure_file(log, scenarios, reps=runs, burn_in=days, tell=tell)
    if file is not None:
        from sim.report.logs import page as told

        write_text(file, told(measured, lang))
        note(say("logs.wrote", lang, file=file), quiet or json)
    print(as_json(measured.data()) if json else measured_text(measured, lang))


Kept = Annotated[
    str | None,
    typer.Option(
        "--out", metavar="DIR", help="Keep every run here; the same command goes on from there when it was stopped."
    ),
]


def validate(
    out: Kept = None,
    page: Annotated[
        str | None, typer.Option("--page", metavar="FILE", help="Also write the page, e.g. results/validation.md.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Few runs, and nothing tried for rows that are out.")] = False,
    workers: Workers = None,
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Hold the model against the patterns that published communities show; 1 when a fitted one is missed."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    processes = asked.whole("--workers", workers, 1, 1024)
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.evidence.validate import validate as hold
    from sim.laboratory.crew.runner import workers_here
    from sim.report.evidence.facts import validation_data, validation_page, validation_text

    stages = {stage: say(f"validation.stage.{stage}", lang) for stage in ("facts", "trials")}
    with progress(stages, quiet or json) as tell:
        validation = hold(quick=quick, out=folder, progress=tell, workers=processes or workers_here())
    if file is not None:
        write_text(file, validation_page(validation, lang, _made_by("validate", quick, lang, page)))
        note(say("validation.wrote", lang, file=file), quiet or json)
    print(as_json(validation_data(validation)) if json else validation_text(validation, lang))
    if validation.failures:
        raise typer.Exit(WORK_FAILED)


def replicate(
    out: Kept = None,
    page: Annotated[
        str | None, typer.Option("--page", metavar="FILE", help="Also write the page, e.g. results/replications.md.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Few runs, and nothing tried for figures that are off.")
    ] = False,
    workers: Workers = None,
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run published experiments on simulated members and hold them against their figures."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    processes = asked.whole("--workers", workers, 1, 1024)
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.evidence.replicate import replicate as run_again
    from sim.laboratory.crew.runner import workers_here
    from sim.report.evidence.experiments import replications_data, replications_page, replications_text

    stages = {stage: say(f"replications.stage.{stage}", lang) for stage in ("runs", "trials")}
    with progress(stages, quiet or json) as tell:
        replications = run_again(quick=quick, out=folder, progress=tell, workers=processes or workers_here())
    if file is not None:
        write_text(file, replications_page(replications, lang, _made_by("replicate", quick, lang, page)))
        note(say("replications.wrote", lang, file=file), quiet or json)
    print(as_json(replications_data(replications)) if json else replications_text(replications, lang))


def _made_by(verb: str, quick: bool, lang: str, page: str | None) -> str:
    """Return the command that makes a page again."""
    return f"community-sim {verb}{' --quick' if quick else ''}{'' if lang == 'en' else f' --lang {lang}'} --page {page}"


def worlds(
    out: Out = None,
    members: Annotated[
        str | None, typer.Option("--members", metavar="N", help="Parameter sets; 200 when not given.")
    ] = None,
    steps: Annotated[
        str | None, typer.Option("--steps", metavar="N", help="How often they are moved; 4 when not given.")
    ] = None,
    checks: Annotated[
        str | None,
        typer.Option(
            "--checks",
            metavar="N",
            help="Members of which rows with settings of their own are counted too; 30 when not given.",
        ),
    ] = None,
    large: Annotated[
        bool, typer.Option("--large", help="Count the rows of the largest settings too; takes much longer.")
    ] = False,
    workers: Workers = None,
    store: Annotated[bool, typer.Option("--store", help="Also keep the ensemble with the package.")] = False,
    page: Annotated[
        str | None, typer.Option("--page", metavar="FILE", help="Also write the page, e.g. results/worlds.md.")
    ] = None,
    defaults: Annotated[
        bool,
        typer.Option(
            "--defaults",
            help="Fit nothing: print the centre of the ensemble in DIR, or of the stored one, as a table of defaults.",
        ),
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Few members and few runs: a look, not a fit.")] = False,
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fit plausible worlds: assumptions that reproduce the facts and real logs; the same command goes on where it was stopped."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    n, k = asked.whole("--members", members, 10, 1_999), asked.whole("--steps", steps, 1, 20)
    n_checks, processes = asked.whole("--checks", checks, 0, 1_999), asked.whole("--workers", workers, 1, 1_024)
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.day import engine_id
    from sim.evidence.worlds.study import centre_rows, centre_toml
    from sim.laboratory.worlds.ensemble import load_ensemble, stored_ensemble
    from sim.rules import PARAMETERS

    if defaults:
        ensemble = load_ensemble(folder / "ensemble.parquet" if folder is not None else None)
        if ensemble.engine != engine_id() and not ensemble.is_current():
            note(say("worlds.short.stale", lang), quiet or json)
        columns = ("name", "default", "centre", "low", "high")
        print(
            as_json([dict(zip(columns, row, strict=True)) for row in centre_rows(ensemble, PARAMETERS)])
            if json
            else centre_toml(ensemble, PARAMETERS).rstrip()
        )
        return

    from sim.evidence.worlds.study import stage_names
    from sim.evidence.worlds.study import worlds as fit
    from sim.laboratory.provenance import command
    from sim.report.evidence.worlds import worlds_data, worlds_page, worlds_text

    with progress(stage_names(k, quick, lang), quiet or json) as tell:
        fitted = fit(
            out=folder,
            members=n,
            steps=k,
            checks=n_checks,
            workers=processes,
            quick=quick,
            large=large,
            store=store,
            progress=tell,
            remark=lambda line: note(line, quiet or json),
        )
    if file is not None:
        write_text(file, worlds_page(fitted, lang, command()))
        note(say("worlds.wrote", lang, file=file), quiet or json)
    for written in ("ensemble.parquet", "centre.toml"):
        note(say("worlds.wrote", lang, file=Path(fitted.folder) / written), quiet or json)
    note(say("worlds.stored", lang, file=stored_ensemble()), quiet or json or not store)
    print(as_json(worlds_data(fitted)) if json else worlds_text(fitted, lang))
