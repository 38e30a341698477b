"""The options that verbs of the command share."""

from __future__ import annotations

from typing import Annotated

import typer

Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file, such as scenarios/baseline.toml.")]
Scenarios = Annotated[
    list[str], typer.Argument(metavar="A B ...", help="Two or more scenario files; all are compared with the first.")
]
Sets = Annotated[
    list[str],
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Change one value, e.g. behaviour.stop_first=0.2; may be repeated."
    ),
]
Measures = Annotated[
    list[str],
    typer.Option(
        "--measure",
        metavar="MODULE:FUNCTION",
        help="A measure of your own, a function of a finished run; may be repeated.",
    ),
]
Judged = Annotated[
    list[str],
    typer.Option(
        "--measure",
        metavar="NAME|MODULE:FUNCTION",
        help="The measure to judge by in the place of the goal's, e.g. posters_per_awake; or one of your own to stand beside it, a function of a finished run; may be repeated.",
    ),
]
Seed = Annotated[str | None, typer.Option("--seed", metavar="N", help="Seed of all random numbers.")]
HourCost = Annotated[
    str | None,
    typer.Option(
        "--hour-cost",
        metavar="EUROS",
        help="What an hour of the host costs; hours are told in money too, and nothing else moves.",
    ),
]
Days = Annotated[str | None, typer.Option("--days", metavar="N", help="Length of the run in days.")]
Lang = Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language of what is told.")]
Json = Annotated[bool, typer.Option("--json", help="Numbers to standard output, and nothing else.")]
Until = Annotated[
    str | None,
    typer.Option(
        "--until", metavar="MEASURE=WIDTH", help="Add pairs until the interval is this narrow, e.g. posters_30d=2%."
    ),
]
Measured = Annotated[
    str | None,
    typer.Argument(metavar="[SCENARIO]", help="The community to measure on; scenarios/bench.toml when not given."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Tell nothing beside the result.")]
Reps = Annotated[str, typer.Option("--reps", metavar="N", help="Paired replications.")]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine", metavar="serial|processes|dask://host:port", help="In this process, in several, or on a cluster."
    ),
]
Timeout = Annotated[str | None, typer.Option("--timeout", metavar="SECONDS", help="Most seconds a run may take.")]
MaxFailures = Annotated[
    str | None,
    typer.Option("--max-failures", metavar="N|P%", help="Stop when more runs fail; by itself a sweep stops at 5%."),
]
Workers = Annotated[
    str | None, typer.Option("--workers", metavar="N", help="Processes; all processors when not given.")
]
Assumptions = Annotated[
    str | None,
    typer.Option(
        "--assumptions",
        metavar="worlds|ranges|none",
        help="Compare again in worlds that fit the known facts (when not given), or with every "
        "parameter drawn by itself from its range, or not at all.",
    ),
]
Worlds = Annotated[
    str | None,
    typer.Option("--worlds", metavar="FILE", help="The worlds, when other than those that come with the project."),
]
Out = Annotated[str | None, typer.Option("--out", metavar="DIR", help="Folder for what is found.")]
Fork = Annotated[
    str | None,
    typer.Option("--fork", metavar="NEW", help="Do the study anew in this folder, with the engine as it is now."),
]
StudyDir = Annotated[str, typer.Argument(metavar="DIR", help="The folder of a study.")]
