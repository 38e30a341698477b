"""Verbs of a single community: run it, tell what a scenario says, tell what differs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.command.options import Days, Json, Lang, Out, Quiet, Scenario, Seed, Sets
from sim.command.printing import as_json, note
from sim.command.reading import Asked
from sim.laboratory.files import write_together
from sim.report.press.text import table
from sim.words import LANGUAGES, catalogue, number, say

if TYPE_CHECKING:
    from sim import scenario as asked_for
    from sim.day import Run


SHOWN = (
    "members",
    "awake",
    "visitors",
    "posters_30d",
    "posts_own",
    "replies",
    "reactions",
    "first_answered",
    "first_answer_hours",
    "unanswered",
    "churn_30d",
    "retention_90",
    "profile_share",
    "spam_seen",
    "trust",
    "gini",
    "host_hours",
    "backlog",
    "alive_end",
)


def run(
    scenario: Scenario,
    sets: Sets = [],
    seed: Seed = None,
    days: Days = None,
    replication: Annotated[str, typer.Option("--replication", metavar="N", help="Which replication to run.")] = "0",
    events: Annotated[
        str | None, typer.Option("--events", metavar="FILE", help="Write the event log (CSV; .csv.gz compresses).")
    ] = None,
    replies: Annotated[
        str | None, typer.Option("--replies", metavar="FILE", help="Write who answered whom (GraphML).")
    ] = None,
    ties: Annotated[
        str | None, typer.Option("--ties", metavar="FILE", help="Write who knows whom at the end (GraphML).")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Check every law of the model on every day (slow).")] = False,
    out: Out = None,
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run one scenario once and tell its measures."""
    asked = Asked()
    number = asked.whole("--replication", replication, 0, 2**31 - 1)
    lang = asked.one_of("--lang", lang, LANGUAGES)
    log = asked.file_to_write("--events", events)
    networks = {
        kind: asked.file_to_write(f"--{kind}", file)
        for kind, file in (("replies", replies), ("ties", ties))
        if file is not None
    }
    folder = asked.folder_to_write("--out", out)
    cases = asked.scenarios([scenario], sets, seed, days)
    asked.stop()
    note(asked.remarks(lang), quiet or json or not asked.remarks(lang))

    from sim.checks import simulate
    from sim.day import prepare
    from sim.measures import measure_all

    prepare(progress=not quiet)
    done = simulate(cases[0].setup(), replication=number, events=True if log is not None else "posts", check=check)
    measures = measure_all(done.diary, done.cohorts, done.events)
    if log is not None:
        from sim.logs.file import write_log
        from sim.measures.counting.log import log_of_events

        for file in write_log(log_of_events(done.events), log).values():
            note(say("cli.run.wrote", lang, file=file), quiet or json)
    if networks:
        from sim.laboratory.networks import lived, network, write_graphml

        stepper = lived(cases[0], number)
        for kind, file in networks.items():
            write_graphml(network(stepper, kind), file)
            note(say("cli.run.wrote", lang, file=file), quiet or json)
    if folder is not None:
        keep_run(folder, cases[0], done, measures)
        note(say("cli.run.wrote", lang, file=folder), quiet or json)
    if json:
        print(
            as_json(
                {
                    "scenario": cases[0].name,
                    "scenario_hash": cases[0].hash(),
                    "engine": done.engine,
                    "replication": number,
                    "seed": cases[0].community.seed,
                    "seconds": done.seconds,
                    "measures": measures,
                }
            )
        )
        return
    head = [say(f"cli.run.{word}", lang) for word in ("measure", "value", "unit")]
    print(say("cli.run.head", lang, title=cases[0].title[lang], days=cases[0].community.days, replication=number))
    print(table(head, run_rows(measures, lang)))


def explain(
    scenario: Scenario, sets: Sets = [], seed: Seed = None, days: Days = None, lang: Lang = "en", json: Json = False
) -> None:
    """Tell a scenario in sentences, parents and changes included."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    cases = asked.scenarios([scenario], sets, seed, days)
    asked.stop()
    note(asked.remarks(lang), json or not asked.remarks(lang))

    from sim.scenario import explain as told

    print(as_json({"name": cases[0].name, **cases[0].tables()}) if json else told(cases[0], lang).rstrip())


def diff(
    first: Annotated[str, typer.Argument(metavar="A")],
    second: Annotated[str, typer.Argument(metavar="B")],
    sets: Sets = [],
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Tell only what differs between two scenarios."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    cases = asked.scenarios([first, second], sets, None, None)
    asked.stop()

    from sim.scenario import diff as told
    from sim.scenario.explain import differences

    changed = [dict(zip(("key", "a", "b"), row, strict=True)) for row in differences(*cases)] if json else []
    print(as_json(changed) if json else told(*cases, lang).rstrip())


def scenarios(
    word: Annotated[
        str | None,
        typer.Argument(metavar="[WORD]", help="Only those with this in their name, title, description or policies."),
    ] = None,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """List the scenarios that come with the project: name, what it is, parent, policies."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    asked.stop()

    from sim.scenario.shelf import shelf, told

    entries = shelf(word)
    print(as_json([scenario.data() for scenario in entries]) if json else told(entries, lang))


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


def keep_run(folder: Path, scenario: asked_for.Scenario, run: Run, measures: dict[str, float]) -> None:
    """Write one run into a folder: its diary, its measures, and the scenario as it was understood."""
    folder.mkdir(parents=True, exist_ok=True)
    names = run.diary.dtype.names
    lines = [",".join(("day", *names))]
    lines += [",".join((str(day), *(repr(float(row[name])) for name in names))) for day, row in enumerate(run.diary)]
    record = {
        "engine": run.engine,
        "scenario_hash": scenario.hash(),
        "seed": scenario.community.seed,
        "replication": run.replication,
        "measures": measures,
    }
    write_together(
        {
            folder / name: text.encode("utf-8")
            for name, text in (
                ("diary.csv", "\n".join(lines) + "\n"),
                ("scenario.resolved.toml", scenario.to_toml()),
                ("measures.json", as_json(record) + "\n"),
            )
        }
    )
