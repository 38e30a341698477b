"""The command: one function a verb, no logic. Wrong input ends in 2, failed work in 1, an interruption in 130."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.asking import Asked, usage_fault
from sim.errors import Fault, InputError, SimError
from sim.files import write_text
from sim.fitting import VERBS as FITTING
from sim.options import (
    Assumptions,
    Days,
    Engine,
    Json,
    Lang,
    MaxFailures,
    Measured,
    Out,
    Quiet,
    Reps,
    Scenario,
    Scenarios,
    Seed,
    Sets,
    Timeout,
    Until,
    Workers,
    Worlds,
)
from sim.showing import (
    DONE,
    INTERRUPTED,
    WORK_FAILED,
    WRONG_INPUT,
    as_json,
    careful_output,
    note,
    progress,
    say_faults,
    table,
)
from sim.studying import VERBS
from sim.words import LANGUAGES, say
from sim.words.faults import translated

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
                  context_settings={"help_option_names": ["-h", "--help"]},
                  help="Try the decisions of an online community on a simulated one first.")



def _version(asked: bool) -> None:
    if asked:
        from sim import __version__

        print(f"community-sim {__version__}")
        raise typer.Exit


@app.callback()
def _root(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Tell the version.")] = False) -> None:
    """Try the decisions of an online community on a simulated one first."""


@app.command()
def run(scenario: Scenario, sets: Sets = [], seed: Seed = None, days: Days = None,  # noqa: B006
        replication: Annotated[str, typer.Option("--replication", metavar="N", help="Which replication to run.")] = "0",
        events: Annotated[str | None, typer.Option("--events", metavar="FILE", help="Write the event log (CSV; .csv.gz compresses).")] = None,
        check: Annotated[bool, typer.Option("--check", help="Check every law of the model on every day (slow).")] = False,
        out: Out = None, lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Run one scenario once and tell its measures."""
    asked = Asked()
    number = asked.whole("--replication", replication, 0, 2**31 - 1)
    lang = asked.one_of("--lang", lang, LANGUAGES)
    log = asked.file_to_write("--events", events)
    folder = asked.folder_to_write("--out", out)
    found = asked.scenarios([scenario], sets, seed, days)
    asked.stop()
    note(asked.remarks(lang), quiet or json or not asked.remarks(lang))

    from sim.day import prepare, simulate
    from sim.measures import measure_all
    from sim.showing import keep_run, run_rows

    prepare(progress=not quiet)
    done = simulate(found[0].setup(), replication=number, events=True if log is not None else "posts", check=check)
    measures = measure_all(done.diary, done.cohorts, done.events)
    if log is not None:
        from sim.measures.log import log_of_events
        from sim.measures.logfile import write_log

        for file in write_log(log_of_events(done.events), log).values():
            note(say("cli.run.wrote", lang, file=file), quiet or json)
    if folder is not None:
        keep_run(folder, found[0], done, measures)
        note(say("cli.run.wrote", lang, file=folder), quiet or json)
    if json:
        print(as_json({"scenario": found[0].name, "scenario_hash": found[0].hash(), "engine": done.engine, "replication": number,
                       "seed": found[0].community.seed, "seconds": done.seconds, "measures": measures}))
        return
    head = [say(f"cli.run.{word}", lang) for word in ("measure", "value", "unit")]
    print(say("cli.run.head", lang, title=found[0].title[lang], days=found[0].community.days, replication=number))
    print(table(head, run_rows(measures, lang)))


@app.command()
def compare(scenarios: Scenarios, reps: Reps = "30", out: Out = None, engine: Engine = None, workers: Workers = None,
            until: Until = None, timeout: Timeout = None, max_failures: MaxFailures = None,
            assumptions: Assumptions = None, worlds: Worlds = None,
            no_assumptions: Annotated[bool, typer.Option("--no-assumptions", help="The same as --assumptions none.")] = False,
            sets: Sets = [], seed: Seed = None, days: Days = None, lang: Lang = "en", json: Json = False,  # noqa: B006
            quiet: Quiet = False) -> None:
    """Compare scenarios pair by pair with the first, and write a report to forward."""
    asked = Asked()
    pairs = asked.whole("--reps", reps, 1, 100_000)
    how = asked.options(engine, workers, timeout=timeout, max_failures=max_failures)
    lang = asked.one_of("--lang", lang, LANGUAGES)
    kind, ensemble = asked.assumptions(assumptions, worlds, no_assumptions)
    found = asked.scenarios(scenarios, sets, seed, days)
    folder = asked.folder_to_write("--out", out)
    if len(scenarios) < 2:
        asked.wrong("compare", "one scenario given", "two or more; the first is what the others are compared with")
    asked.stop()
    note(asked.remarks(lang), quiet or json or not asked.remarks(lang))

    from sim.report import write_report
    from sim.showing import comparison_data, comparison_text, early_text, standing_text, study_folder
    from sim.studies import compare as compare_scenarios
    from sim.studies.asked.engine import opened

    folder = folder or study_folder(found)
    stages = {stage: say(f"cli.compare.{stage}", lang) for stage in ("pairs", "noise", "assumptions")}
    with progress(stages, quiet or json) as tell, opened(how.engine) as executor:
        comparison = compare_scenarios(found, reps=pairs, out=folder, workers=how.workers, until=until, executor=executor,
                                       timeout=how.timeout, max_failures=how.allowance if max_failures else None,
                                       assumptions=kind, ensemble=ensemble, lang=lang, progress=tell,
                                       provisional=lambda *early: note(early_text(*early, lang), quiet or json))
    note(standing_text(comparison, lang), quiet or not standing_text(comparison, lang))
    page = write_report(comparison, folder, lang)
    if json:
        print(as_json(comparison_data(comparison)))
        return
    print(comparison_text(comparison, lang))
    print("\n" + say("cli.compare.report", lang, file=page))


@app.command()
def explain(scenario: Scenario, sets: Sets = [], seed: Seed = None, days: Days = None, lang: Lang = "en",  # noqa: B006
            json: Json = False) -> None:
    """Tell a scenario in sentences, parents and changes included."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    found = asked.scenarios([scenario], sets, seed, days)
    asked.stop()
    note(asked.remarks(lang), json or not asked.remarks(lang))

    from sim.scenario import explain as told

    print(as_json({"name": found[0].name, **found[0].tables()}) if json else told(found[0], lang).rstrip())


@app.command()
def diff(first: Annotated[str, typer.Argument(metavar="A")], second: Annotated[str, typer.Argument(metavar="B")], sets: Sets = [],  # noqa: B006
         lang: Lang = "en", json: Json = False) -> None:
    """Tell only what differs between two scenarios."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    found = asked.scenarios([first, second], sets, None, None)
    asked.stop()

    from sim.scenario import diff as told
    from sim.scenario.telling import differences

    changed = [dict(zip(("key", "a", "b"), row, strict=True)) for row in differences(*found)] if json else []
    print(as_json(changed) if json else told(*found, lang).rstrip())


@app.command()
def scenarios(word: Annotated[str | None, typer.Argument(metavar="[WORD]", help="Only those with this in their name, "
                                                         "title, description or policies.")] = None,
              lang: Lang = "en", json: Json = False) -> None:
    """List the scenarios that come with the project: name, what it is, parent, policies."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    asked.stop()

    from sim.scenario.shelf import shelf, told

    found = shelf(word)
    print(as_json([one.data() for one in found]) if json else told(found, lang))


@app.command()
def bench(scenario: Measured = None,
          large: Annotated[bool, typer.Option("--large/--no-large", help="Also 100,000 people for a year.")] = True,
          runs: Annotated[str, typer.Option("--runs", metavar="N", help="Runs of the study that is timed; the more the surer.")] = "120",
          sets: Sets = [], lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:  # noqa: B006
    """Measure how fast the engine is, in one thread, and what a study costs beside it."""
    asked = Asked()
    n_runs = asked.whole("--runs", runs, 20, 1_000_000)
    lang = asked.one_of("--lang", lang, LANGUAGES)
    found = asked.scenarios([scenario or asked.from_library("bench.toml")], sets, None, None)
    asked.stop()

    from sim.showing import bench_rows, twin_data, twin_text
    from sim.studies.benchmark import benchmark
    from sim.studies.laboratory import benchmark_laboratory
    from sim.studies.twin import study_twin

    def tell(what: str) -> None:
        note(say(f"cli.bench.{what}", lang), quiet or json)

    figures = benchmark(found[0], large=large, tell=tell)
    laboratory = benchmark_laboratory(found[0], n_runs, tell)
    twin = study_twin(large=large, tell=tell)
    if json:
        print(as_json(figures | laboratory | {"mesa_twin": twin_data(twin)}))
        return
    print(table([say("cli.bench.what", lang), say("cli.bench.figure", lang)], bench_rows(figures, lang)))
    print("\n" + table([say("cli.bench.what_study", lang), say("cli.bench.figure", lang)], bench_rows(laboratory, lang)))
    print("\n" + twin_text(twin, lang))


@app.command()
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
    from sim.showing import standing_text
    from sim.studies import compare as compare_scenarios

    stages = {stage: say(f"cli.compare.{stage}", lang) for stage in ("pairs", "noise", "assumptions")}
    with progress(stages, quiet) as tell:
        comparison = compare_scenarios(study.scenarios, reps=study.reps, out=folder, workers=processes, until=study.until,
                                       assumptions=study.assumptions, ensemble=study.worlds, lang=lang, progress=tell)
    note(standing_text(comparison, lang), quiet or not standing_text(comparison, lang))
    print(say("cli.compare.report", lang, file=write_report(comparison, folder, lang, whole=whole)))


@app.command()
def measure(log: Annotated[str, typer.Argument(metavar="LOG", help="The log of a community (.csv or .csv.gz), real or simulated.")],
            against: Annotated[list[str], typer.Option("--against", metavar="SCENARIO", help="Run this scenario beside it; may be repeated.")] = [],  # noqa: B006
            reps: Annotated[str, typer.Option("--reps", metavar="N", help="Replications of each scenario.")] = "10",
            burn_in: Annotated[str, typer.Option("--burn-in", metavar="DAYS", help="For a log that begins mid-life: whoever is first seen "
                                                 "in these days is left out of retention.")] = "0",
            page: Annotated[str | None, typer.Option("--page", metavar="FILE", help="Also write the comparison as a Markdown page.")] = None,
            sets: Sets = [], lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:  # noqa: B006
    """Measure the log of a real or simulated community, also beside a scenario."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    runs = asked.whole("--reps", reps, 1, 10_000)
    days = asked.whole("--burn-in", burn_in, 0, 36_500)
    file = asked.file_to_write("--page", page)
    found = asked.scenarios(against, sets, None, None)
    asked.stop()

    from sim.showing import measured_text
    from sim.studies.against import measure_file

    if found:
        from sim.day import prepare

        prepare(progress=not quiet)
    with progress({"runs": say("logs.runs", lang)}, quiet or json) as tell:
        measured = measure_file(log, found, reps=runs, burn_in=days, tell=tell)
    if file is not None:
        from sim.report.logs import page as told

        write_text(file, told(measured, lang))
        note(say("logs.wrote", lang, file=file), quiet or json)
    print(as_json(measured.data()) if json else measured_text(measured, lang))


@app.command()
def validate(out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Also write the page, e.g. results/validation.md.")] = None,
             quick: Annotated[bool, typer.Option("--quick", help="Few runs, and nothing tried for rows that are out.")] = False,
             workers: Workers = None, lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Hold the model against the patterns that published communities show; 1 when a fitted one is missed."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    processes = asked.whole("--workers", workers, 1, 1024)
    page = asked.file_to_write("--out", out)
    asked.stop()

    from sim.report.validation_page import validation_page
    from sim.showing import validation_data, validation_text
    from sim.studies.running.runner import workers_here
    from sim.studies.validation import validate as hold

    stages = {stage: say(f"validation.stage.{stage}", lang) for stage in ("facts", "trials")}
    with progress(stages, quiet or json) as tell:
        found = hold(quick=quick, progress=tell, workers=processes or workers_here())
    if page is not None:
        command = f"community-sim validate{' --quick' if quick else ''}{'' if lang == 'en' else f' --lang {lang}'} --out {out}"
        write_text(page, validation_page(found, lang, command))
        note(say("validation.wrote", lang, file=page), quiet or json)
    print(as_json(validation_data(found)) if json else validation_text(found, lang))
    if found.failures:
        raise typer.Exit(WORK_FAILED)


@app.command()
def replicate(out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Also write the page, e.g. results/replications.md.")] = None,
              quick: Annotated[bool, typer.Option("--quick", help="Few runs, and nothing tried for figures that are off.")] = False,
              lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Run published experiments on simulated members and hold them against their figures."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    page = asked.file_to_write("--out", out)
    asked.stop()

    from sim.report.replications_page import replications_data, replications_page, replications_text
    from sim.studies.replicate import replicate as run_again

    stages = {stage: say(f"replications.stage.{stage}", lang) for stage in ("runs", "trials")}
    with progress(stages, quiet or json) as tell:
        found = run_again(quick=quick, progress=tell)
    if page is not None:
        command = f"community-sim replicate{' --quick' if quick else ''}{'' if lang == 'en' else f' --lang {lang}'} --out {out}"
        write_text(page, replications_page(found, lang, command))
        note(say("replications.wrote", lang, file=page), quiet or json)
    print(as_json(replications_data(found)) if json else replications_text(found, lang))


for _verb in (*VERBS, *FITTING):
    app.command()(_verb)


def _language(argv: list[str]) -> str:
    """Return the language that was typed, before anything else is read: faults are told in it too."""
    typed = [after if word == "--lang" else word.removeprefix("--lang=") for word, after in zip(argv, [*argv[1:], ""], strict=True)
             if word == "--lang" or word.startswith("--lang=")]
    return typed[-1] if typed and typed[-1] in LANGUAGES else LANGUAGES[0]


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    careful_output()
    typed = sys.argv[1:] if argv is None else argv
    lang = _language(typed)
    command = typer.main.get_command(app)

    def failed(why: object) -> int:
        note(say("cli.failed", lang, why=translated(str(why), lang)))
        return WORK_FAILED

    try:
        code = command(typed, prog_name="community-sim", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except InputError as error:
        say_faults(error, lang)
        return WRONG_INPUT
    except (KeyboardInterrupt, typer.Abort):
        note(say("cli.interrupted", lang))
        return INTERRUPTED
    except typer.BadParameter.__mro__[1] as error:  # any wrong use of the command
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.format_message())
        else:
            say_faults(InputError(usage_fault(error, list(command.commands))), lang)
        return WRONG_INPUT
    except SimError as error:
        return failed(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WORK_FAILED
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            say_faults(InputError(Fault("the name is too long", file=str(error.filename or "")[:200])), lang)
            return WRONG_INPUT
        return failed(translated(error.strerror or str(error), lang) + (f": {Path(error.filename)}" if error.filename else ""))
    except MemoryError:
        return failed("not enough memory; a smaller audience or fewer workers takes less")


if __name__ == "__main__":
    sys.exit(main())
