"""The verb that asks: the questions of the page in a terminal, and the same scenario files from the answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.command.options import Lang
from sim.command.reading import Asked
from sim.errors import Fault, InputError
from sim.laboratory.files import make_folder, write_together
from sim.words import LANGUAGES, say

NAME = "ours"


def new(
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Folder for the scenario files.")] = ".",
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
    lang: Lang = "en",
) -> None:
    """Answer some questions, tick advice, and get scenario files to compare; answers may be piped in, one a line."""
    asked = Asked()
    lang = asked.one_of("--lang", lang, LANGUAGES)
    folder = asked.folder_to_write("--out", out)
    asked.stop()
    assert folder is not None

    from sim.command.dialogue import Dialogue
    from sim.page import plans
    from sim.scenario import Scenario
    from sim.scenario.toml import toml

    dialogue = Dialogue(lang)
    answers = dialogue.questions()
    base = plans.baseline(answers)
    dialogue.tell(say("desk.ui.baseline", lang) + ":", *plans.sentences(answers, lang))
    made = [base, *(plans.plan(base, plan) for plan in dialogue.plans())]
    names = [f"{NAME}.toml", *(f"{NAME}-{n}.toml" for n in range(1, len(made)))]
    for name, tables in zip(names, made, strict=True):
        Scenario.build(tables, Path(name).stem)
    there = [name for name in names if (folder / name).exists()]
    if there and not force:
        raise InputError(
            [
                Fault(
                    "there is such a file already",
                    file=str(folder / name),
                    allowed="--force, or another folder with --out",
                )
                for name in there
            ]
        )
    make_folder(folder)
    write_together({folder / name: toml(tables).encode("utf-8") for name, tables in zip(names, made, strict=True)})
    for name, tables in zip(names, made, strict=True):
        print(f"{folder / name}: {tables['title'][lang]}")
    if len(names) > 1:
        files = " ".join(str(folder / name) for name in names)
        print(
            "\n"
            + say("cli.new.compare", lang)
            + f"\ncommunity-sim compare {files}"
            + ("" if lang == "en" else f" --lang {lang}")
        )
    else:
        print("\n" + say("cli.new.alone", lang, file=folder / names[0]))
