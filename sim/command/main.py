"""The command: one function a verb, no logic. Wrong input ends in 2, failed work in 1, an interruption in 130."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.command.asking import new
from sim.command.communities import diff, explain, run, scenarios
from sim.command.evidence import measure, replicate, validate, worlds
from sim.command.folders import export, report, resume, retry, status
from sim.command.pages import page, workshop
from sim.command.printing import DONE, INTERRUPTED, WORK_FAILED, WRONG_INPUT, careful_output, note, say_faults
from sim.command.reading import usage_fault
from sim.command.speed import bench
from sim.command.studies import compare, doses, pairs, parameters, sensitivity, sweep
from sim.errors import Fault, InputError, Interrupted, SimError
from sim.words import LANGUAGES, say
from sim.words.faults import translated

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Try the decisions of an online community on a simulated one first.",
)


def _version(asked: bool) -> None:
    if asked:
        from sim import __version__

        print(f"community-sim {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Tell the version.")
    ] = False,
) -> None:
    """Try the decisions of an online community on a simulated one first."""


VERBS = (
    run,
    compare,
    explain,
    diff,
    scenarios,
    bench,
    report,
    measure,
    validate,
    replicate,
    sweep,
    sensitivity,
    parameters,
    status,
    resume,
    retry,
    export,
    pairs,
    doses,
    worlds,
    page,
    workshop,
    new,
)
"""The verbs, in the order in which help lists them."""

for _verb in VERBS:
    app.command()(_verb)


def _language(argv: list[str]) -> str:
    """Return the language that was typed, before anything else is read: faults are told in it too."""
    typed = [
        after if word == "--lang" else word.removeprefix("--lang=")
        for word, after in zip(argv, [*argv[1:], ""], strict=True)
        if word == "--lang" or word.startswith("--lang=")
    ]
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
    except Interrupted as stop:
        note(
            say("cli.interrupted_kept", lang, n=stop.n_runs, command=stop.command)
            if stop.folder
            else say("cli.interrupted", lang)
        )
        return INTERRUPTED
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
        return failed(
            translated(error.strerror or str(error), lang) + (f": {Path(error.filename)}" if error.filename else "")
        )
    except MemoryError:
        return failed("not enough memory; a smaller audience or fewer workers takes less")


if __name__ == "__main__":
    sys.exit(main())
