"""Verbs of fitting: one function a verb, no logic. They find the assumptions that the facts have not ruled out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.asking import Asked
from sim.files import write_text
from sim.options import Json, Lang, Out, Quiet, Workers
from sim.showing import as_json, note, progress
from sim.words import LANGUAGES, say


def worlds(out: Out = None,
           members: Annotated[str | None, typer.Option("--members", metavar="N", help="Parameter sets; 200 when not given.")] = None,
           steps: Annotated[str | None, typer.Option("--steps", metavar="N", help="How often they are moved; 4 when not given.")] = None,
           checks: Annotated[str | None, typer.Option("--checks", metavar="N", help="Members of which rows with settings of their own are "
                                                      "counted too; 30 when not given.")] = None,
           large: Annotated[bool, typer.Option("--large", help="Count the rows of the largest settings too; takes much longer.")] = False,
           workers: Workers = None,
           store: Annotated[bool, typer.Option("--store", help="Also keep the ensemble with the package.")] = False,
           page: Annotated[str | None, typer.Option("--page", metavar="FILE", help="Also write the page, e.g. results/worlds.md.")] = None,
           defaults: Annotated[bool, typer.Option("--defaults", help="Fit nothing: print the centre of the ensemble in DIR, or of the stored "
                                                  "one, as a table of defaults.")] = False,
           quick: Annotated[bool, typer.Option("--quick", help="Few members and few runs: a look, not a fit.")] = False,
           lang: Lang = "en", json: Json = False, quiet: Quiet = False) -> None:
    """Fit plausible worlds: assumptions that reproduce the facts and real logs; the same command goes on where it was stopped."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    n, k = asked.whole("--members", members, 10, 1_999), asked.whole("--steps", steps, 1, 20)
    n_checks, processes = asked.whole("--checks", checks, 0, 1_999), asked.whole("--workers", workers, 1, 1_024)
    file, folder = asked.file_to_write("--page", page), asked.folder_to_write("--out", out)
    asked.stop()

    from sim.day import engine_id
    from sim.rules import PARAMETERS
    from sim.studies.worlds import load_ensemble, stored_ensemble
    from sim.studies.worlds.study import centre_rows, centre_toml

    if defaults:
        ensemble = load_ensemble(folder / "ensemble.parquet" if folder is not None else None)
        if ensemble.engine != engine_id() and not ensemble.is_current():
            note(say("worlds.short.stale", lang), quiet or json)
        columns = ("name", "default", "centre", "low", "high")
        print(as_json([dict(zip(columns, row, strict=True)) for row in centre_rows(ensemble, PARAMETERS)]) if json
              else centre_toml(ensemble, PARAMETERS).rstrip())
        return

    from sim.report.worlds_page import worlds_data, worlds_page, worlds_text
    from sim.studies.provenance import command
    from sim.studies.worlds.study import stage_names
    from sim.studies.worlds.study import worlds as fit

    with progress(stage_names(k, quick, lang), quiet or json) as tell:
        found = fit(out=folder, members=n, steps=k, checks=n_checks, workers=processes, quick=quick, large=large, store=store, progress=tell,
                    remark=lambda line: note(line, quiet or json))
    if file is not None:
        write_text(file, worlds_page(found, lang, command()))
        note(say("worlds.wrote", lang, file=file), quiet or json)
    for written in ("ensemble.parquet", "centre.toml"):
        note(say("worlds.wrote", lang, file=Path(found.folder) / written), quiet or json)
    note(say("worlds.stored", lang, file=stored_ensemble()), quiet or json or not store)
    print(as_json(worlds_data(found)) if json else worlds_text(found, lang))


VERBS = (worlds,)
"""The verbs, in the order in which help lists them."""
