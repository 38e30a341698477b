"""The command: one function a verb, no logic. Wrong input ends in 2, failed work in 1, an interruption in 130."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.asking import Asked
from sim.errors import Fault, InputError, SimError, nearest
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
from sim.words import LANGUAGES, say

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
                  context_settings={"help_option_names": ["-h", "--help"]},
                  help="Try the decisions of an online community on a simulated one first.")

Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file, such as scenarios/baseline.toml.")]
Scenarios = Annotated[list[str], typer.Argument(metavar="A B ...", help="Two or more scenario files; all are compared with the first.")]
Sets = Annotated[list[str], typer.Option("--set", metavar="KEY=VALUE", help="Change one value, e.g. behaviour.stop_first=0.2; may be repeated.")]
Seed = Annotated[str | None, typer.Option("--seed", metavar="N", help="Seed of all random numbers.")]
Days = Annotated[str | None, typer.Option("--days", metavar="N", help="Length of the run in days.")]
Lang = Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language of what is told.")]
Json = Annotated[bool, typer.Option("--json", help="Numbers to standard output, and nothing else.")]
Until = Annotated[str | None, typer.Option("--until", metavar="MEASURE=WIDTH",
                                           help="Add pairs until the interval is this narrow, e.g. posters_30d=2%.")]
Measured = Annotated[str | None, typer.Argument(metavar="[SCENARIO]",
                                                help="The community to measure on; scenarios/bench.toml when not given.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Tell nothing beside the result.")]
Reps = Annotated[str, typer.Option("--reps", metavar="N", help="Paired replications.")]
Engine = Annotated[str | None, typer.Option("--engine", metavar="serial|processes", help="In this process, or in several.")]
Workers = Annotated[str | None, typer.Option("--workers", metavar="N", help="Processes; all processors when not given.")]
Out = Annotated[str | None, typer.Option("--out", metavar="DIR", help="Folder for what is found.")]


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
            until: Until = None,
            no_assumptions: Annotated[bool, typer.Option("--no-assumptions", help="Leave out the draws from the parameters' ranges.")] = False,
            sets: Sets = [], seed: Seed = None, days: Days = None, lang: Lang = "en", json: Json = False,  # noqa: B006
            quiet: Quiet = False) -> None:
    """Compare scenarios pair by pair with the first, and write a report to forward."""
    asked = Asked()
    pairs = asked.whole("--reps", reps, 1, 100_000)
    processes = asked.workers(engine, workers)
    lang = asked.one_of("--lang", lang, LANGUAGES)
    found = asked.scenarios(scenarios, sets, seed, days)
    folder = asked.folder_to_write("--out", out)
    if len(scenarios) < 2:
        asked.wrong("compare", "one scenario given", "two or more; the first is what the others are compared with")
    asked.stop()

    from sim.report import write_report
    from sim.showing import comparison_data, comparison_text, study_folder
    from sim.studies import compare as compare_scenarios

    folder = folder or study_folder(found)
    stages = {stage: say(f"cli.compare.{stage}", lang) for stage in ("pairs", "noise", "assumptions")}
    with progress(stages, quiet or json) as tell:
        comparison = compare_scenarios(found, reps=pairs, out=folder, workers=processes, until=until,
                                       assumptions=not no_assumptions, lang=lang, progress=tell)
    page = write_report(comparison, folder, lang)
    if json:
        print(as_json(comparison_data(comparison)))
        return
    print(comparison_text(comparison, lang))
    print("\n" + say("cli.compare.report", lang, file=page))


@app.command()
def sweep(study: Annotated[str, typer.Argument(metavar="STUDY", help="A study file, such as experiments/sweeps/batches.toml.")],
          out: Out = None,
          engine: Annotated[str | None, typer.Option("--engine", metavar="serial|processes|dask://host:port",
                                                     help="In this process, in several, or on a cluster.")] = None,
          workers: Workers = None,
          dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell runs, time, disk and the first cases, and run only two pilots.")] = False,
          reps: Annotated[str | None, typer.Option("--reps", metavar="N", help="Replications, when other than the study says.")] = None,
          timeout: Annotated[str | None, typer.Option("--timeout", metavar="SECONDS", help="Most seconds a run may take.")] = None,
          max_failures: Annotated[str | None, typer.Option("--max-failures", metavar="N|P%", help="Stop when more runs fail; 5% and at least 10 "
                                                           "when not given.")] = None,
          page: Annotated[str | None, typer.Option("--page", metavar="FILE", help="Also write the page as Markdown, figures beside it.")] = None,
          lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Run a study file: every point in every replication; the same command goes on where it was stopped."""
    from sim.studies.study_options import read_options, read_study

    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    options, faults = read_options(engine, workers, reps, timeout, max_failures)
    found, more = read_study(study)
    asked.faults += [*faults, *more]
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.report.sweep_page import write_sweep_page, write_sweep_report
    from sim.report.sweep_text import estimate_data, estimate_text, first_look, sweep_data, sweep_folder, sweep_text
    from sim.studies.study_engine import opened

    if dry_run:
        estimate = found.estimate(reps=options.reps, workers=options.workers)
        print(as_json(estimate_data(estimate)) if json else estimate_text(estimate, lang))
        return
    folder = folder or sweep_folder(found)
    with progress({"runs": say("studies.stage.runs", lang)}, quiet or json) as tell, opened(options.engine) as executor:
        done = found.run(out=folder, executor=executor, workers=options.workers, reps=options.reps, timeout=options.timeout,
                         max_failures=options.allowance, progress=tell,
                         provisional=lambda early: note(first_look(early, options.reps or found.plan.head.reps, lang), quiet or json))
    report_page = write_sweep_report(done, folder, lang)
    if file is not None:
        write_sweep_page(done, file, lang, f"community-sim sweep {study}{'' if lang == 'en' else f' --lang {lang}'} --page {page}")
        note(say("studies.wrote", lang, file=file), quiet or json)
    print(as_json(sweep_data(done)) if json else sweep_text(done, lang) + "\n\n" + say("studies.report", lang, file=report_page))


@app.command()
def explain(scenario: Scenario, sets: Sets = [], seed: Seed = None, days: Days = None, lang: Lang = "en",  # noqa: B006
            json: Json = False) -> None:
    """Tell a scenario in sentences, parents and changes included."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    found = asked.scenarios([scenario], sets, seed, days)
    asked.stop()

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
def bench(scenario: Measured = None,
          large: Annotated[bool, typer.Option("--large/--no-large", help="Also 100,000 people for a year.")] = True,
          sets: Sets = [], lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:  # noqa: B006
    """Measure how fast the engine is, in one thread."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    found = asked.scenarios([scenario or asked.from_library("bench.toml")], sets, None, None)
    asked.stop()

    from sim.showing import bench_rows, twin_data, twin_text
    from sim.studies.benchmark import benchmark
    from sim.studies.twin import study_twin

    def tell(what: str) -> None:
        note(say(f"cli.bench.{what}", lang), quiet or json)

    figures = benchmark(found[0], large=large, tell=tell)
    twin = study_twin(large=large, tell=tell)
    if json:
        print(as_json(figures | {"mesa_twin": twin_data(twin)}))
        return
    print(table([say("cli.bench.what", lang), say("cli.bench.figure", lang)], bench_rows(figures, lang)))
    print("\n" + twin_text(twin, lang))


@app.command()
def report(folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder of a comparison.")], lang: Lang = "en",
           workers: Workers = None, quiet: Quiet = False) -> None:
    """Write the report of a comparison again, from its folder; runs that are missing are made."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    processes = asked.whole("--workers", workers, 1, 1024)
    study = asked.study(folder)
    asked.stop()

    from sim.report import write_report
    from sim.studies import compare as compare_scenarios

    stages = {stage: say(f"cli.compare.{stage}", lang) for stage in ("pairs", "noise", "assumptions")}
    with progress(stages, quiet) as tell:
        comparison = compare_scenarios(study.scenarios, reps=study.reps, out=folder, workers=processes, until=study.until,
                                       assumptions=study.assumptions, lang=lang, progress=tell)
    print(say("cli.compare.report", lang, file=write_report(comparison, folder, lang)))


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

        file.write_text(told(measured, lang), encoding="utf-8")
        note(say("logs.wrote", lang, file=file), quiet or json)
    print(as_json(measured.data()) if json else measured_text(measured, lang))


@app.command()
def validate(out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Also write the page, e.g. results/validation.md.")] = None,
             quick: Annotated[bool, typer.Option("--quick", help="Few runs, and nothing tried for rows that are out.")] = False,
             lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Hold the model against the patterns that published communities show; 1 when a fitted one is missed."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    page = asked.file_to_write("--out", out)
    asked.stop()

    from sim.report.validation_page import validation_page
    from sim.showing import validation_data, validation_text
    from sim.studies.validation import validate as hold

    stages = {stage: say(f"validation.stage.{stage}", lang) for stage in ("facts", "trials")}
    with progress(stages, quiet or json) as tell:
        found = hold(quick=quick, progress=tell)
    if page is not None:
        command = f"community-sim validate{' --quick' if quick else ''}{'' if lang == 'en' else f' --lang {lang}'} --out {out}"
        page.write_text(validation_page(found, lang, command), encoding="utf-8")
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
        page.write_text(replications_page(found, lang, command), encoding="utf-8")
        note(say("replications.wrote", lang, file=page), quiet or json)
    print(as_json(replications_data(found)) if json else replications_text(found, lang))


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    careful_output()
    command = typer.main.get_command(app)
    try:
        code = command(sys.argv[1:] if argv is None else argv, prog_name="community-sim", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except InputError as error:
        say_faults(error)
        return WRONG_INPUT
    except (KeyboardInterrupt, typer.Abort):
        note("interrupted")
        return INTERRUPTED
    except typer.BadParameter.__mro__[1] as error:  # any wrong use of the command
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.format_message())
        else:
            say_faults(InputError(_usage(error, list(command.commands))))
        return WRONG_INPUT
    except SimError as error:
        note(f"the work failed: {error}")
        return WORK_FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WORK_FAILED
    except OSError as error:
        note(f"the work failed: {error.strerror or error}" + (f": {Path(error.filename)}" if error.filename else ""))
        return WORK_FAILED
    except MemoryError:
        note("the work failed: not enough memory; a smaller audience or fewer workers takes less")
        return WORK_FAILED


def _usage(error: Exception, verbs: list[str]) -> Fault:
    """Turn the command parser's complaint into a fault like any other."""
    context = getattr(error, "ctx", None)
    options = [name for param in context.command.params for name in param.opts if name.startswith("--")] if context else []
    verb = context.info_name if context is not None and context.parent is not None else ""
    said = error.format_message().splitlines()[0].rstrip(".")
    kind = type(error).__name__
    if kind in ("NoSuchOption", "BadOptionUsage") and getattr(error, "option_name", ""):
        typed = error.option_name
        what = "unknown option" if kind == "NoSuchOption" else "needs a value" if "require" in said else said
        known = kind == "BadOptionUsage"
        return Fault(what, file=typed, allowed="" if known else ", ".join(sorted(options)), meant="" if known else nearest(typed, options))
    if said.startswith("No such command"):
        typed = said.split("'")[1] if said.count("'") > 1 else said.removeprefix("No such command").strip()
        return Fault("unknown verb", file=typed, allowed=", ".join(verbs), meant=nearest(typed, verbs))
    if kind == "MissingParameter":
        param = error.param
        return Fault(f"{param.metavar or param.name} is missing", file=verb, allowed=f"community-sim {verb} {param.metavar or param.name}")
    return Fault(said[:1].lower() + said[1:], file=verb, allowed=f"see community-sim {verb} --help" if verb else "see community-sim --help")


if __name__ == "__main__":
    sys.exit(main())
