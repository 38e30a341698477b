"""The verb that measures how fast the engine is."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.command.options import Json, Lang, Measured, Quiet, Sets
from sim.command.printing import as_json, note
from sim.command.reading import Asked
from sim.report.press.text import table
from sim.words import LANGUAGES, say


def bench(
    scenario: Measured = None,
    large: Annotated[
        bool, typer.Option("--large/--no-large", help="Also 100,000 and a million people for a year.")
    ] = True,
    runs: Annotated[
        str, typer.Option("--runs", metavar="N", help="Runs of the study that is timed; the more the surer.")
    ] = "120",
    page: Annotated[
        bool, typer.Option("--page", help="Measure the page instead: in Chromium, driven by Playwright.")
    ] = False,
    sets: Sets = [],
    lang: Lang = "en",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure how fast the engine is (in one thread; a million people on all processors), and what a study costs beside it."""
    asked = Asked()
    n_runs = asked.whole("--runs", runs, 20, 1_000_000)
    lang = asked.one_of("--lang", lang, LANGUAGES)
    scenarios = asked.scenarios([scenario or asked.from_library("bench.toml")], sets, None, None)
    asked.stop()

    from sim.report.speed import bench_rows, c_twin_data, c_twin_text, twin_data, twin_text
    from sim.speed.c_twin import study_c_twin
    from sim.speed.engine import benchmark
    from sim.speed.overhead import benchmark_laboratory
    from sim.speed.twin import study_twin

    def tell(what: str) -> None:
        note(say(f"cli.bench.{what}", lang), quiet or json)

    if page:
        from sim.page.bench import GOALS, bench_page

        measured = bench_page(tell=tell)
        head = [say(f"cli.bench.{key}", lang) for key in ("what_page", "figure", "goal")]
        print(as_json(measured) if json else table(head, bench_rows(measured, lang, GOALS)))
        return
    figures = benchmark(scenarios[0], large=large, tell=tell)
    laboratory = benchmark_laboratory(scenarios[0], n_runs, tell)
    c_twin = study_c_twin(scenarios[0], tell=tell)
    twin = study_twin(large=large, tell=tell)
    if json:
        print(as_json(figures | laboratory | {"c_twin": c_twin_data(c_twin), "mesa_twin": twin_data(twin)}))
        return
    print(
        table(
            [say("cli.bench.what", lang), say("cli.bench.figure", lang), say("cli.bench.goal", lang)],
            bench_rows(figures, lang),
        )
    )
    print(
        "\n"
        + table([say("cli.bench.what_study", lang), say("cli.bench.figure", lang), ""], bench_rows(laboratory, lang))
    )
    print("\n" + c_twin_text(c_twin, lang))
    print("\n" + twin_text(twin, lang))
