"""Reading what was asked on the command line: every option checked, every fault kept and told together."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sim.errors import Fault, InputError, ScenarioError, nearest

if TYPE_CHECKING:
    from sim.command.running import Options
    from sim.laboratory.own import Engine
    from sim.laboratory.worlds.ensemble import Ensemble
    from sim.scenario import Scenario


Found = TypeVar("Found")


class Asked:
    """Options as they were typed, read one by one; every fault is kept until ``stop`` tells them all."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.dropped: dict[str, tuple[str, ...]] = {}
        """Scenario file -> kinds of policies of its parent that it replaces by others."""

    def wrong(self, option: str, what: str, allowed: str = "", meant: str = "") -> None:
        """Note a fault of an option."""
        self.faults.append(Fault(what, file=option, allowed=allowed, meant=meant))

    def whole(self, option: str, text: str | None, low: int, high: int) -> int | None:
        """Read a whole number; None when nothing was typed or it is wrong."""
        if text is None:
            return None
        try:
            value = int(text) if len(text) < 30 else high + 1
        except ValueError:
            value = low - 1
        if low <= value <= high:
            return value
        self.wrong(option, f"{_short(text)} is not such a number", f"a whole number, {low:,} to {high:,}")
        return None

    def one_of(self, option: str, text: str, words: Sequence[str]) -> str:
        """Read one of several words."""
        if text not in words:
            self.wrong(
                option, f"{_short(text)} is not allowed here", "one of " + ", ".join(words), nearest(text[:60], words)
            )
            return words[0]
        return text

    def options(
        self,
        engine: str | None,
        workers: str | None,
        *,
        reps: str | None = None,
        timeout: str | None = None,
        max_failures: str | None = None,
    ) -> Options:
        """Read how runs are to be done."""
        from sim.command.running import read_options

        options, faults = read_options(engine, workers, reps, timeout, max_failures)
        self.faults += faults
        return options

    def scenarios(
        self,
        paths: Sequence[str],
        sets: Sequence[str],
        seed: str | None,
        days: str | None,
        hour_cost: str | None = None,
    ) -> list[Scenario]:
        """Load scenario files with ``--set``, ``--seed``, ``--days`` and ``--hour-cost`` put in."""
        if not paths:
            return []
        from sim.scenario import load
        from sim.scenario.library import gather

        changes: list[str | tuple[str, str]] = list(sets)
        changes += [
            (option, f"community.{option[2:].replace('-', '_')}={value}")
            for option, value in (("--seed", seed), ("--days", days), ("--hour-cost", hour_cost))
            if value is not None
        ]
        scenarios = []
        for path in paths:
            try:
                scenarios.append(load(path, changes))
                self.dropped[path] = gather(path).dropped
            except ScenarioError as error:
                self.faults.extend(fault for fault in error.faults if fault not in self.faults)
        return scenarios

    def assumptions(self, kind: str | None, worlds: str | None, none: bool) -> tuple[str, Ensemble | None]:
        """Read from what assumptions are drawn, and the worlds that are asked for by name."""
        from sim.studies.comparison.drawing import KINDS, NONE, WORLDS

        choice = self.one_of("--assumptions", kind or WORLDS, KINDS)
        if none and kind not in (None, NONE):
            self.wrong("--no-assumptions", f"does not go with --assumptions {_short(kind)}", "one of the two")
        if worlds is None or choice != WORLDS or none:
            if worlds is not None:
                self.wrong(
                    "--worlds", "does not go with assumptions that are not drawn from worlds", "--assumptions worlds"
                )
            return NONE if none else choice, None
        from sim.laboratory.worlds.ensemble import load_ensemble

        try:
            return choice, load_ensemble(worlds)
        except InputError as error:
            self.faults.extend(error.faults)
            return choice, None

    def measures(self, paths: Sequence[str]) -> Engine:
        """Read own measures; return the engine with them."""
        from sim.laboratory.own import own_engine

        try:
            return own_engine("sim.day", list(paths))
        except InputError as error:
            self.faults.extend(error.faults)
            return "sim.day"

    def judged_by(self, asked: Sequence[str]) -> tuple[str | None, list[str]]:
        """Return the measure of the project to judge by, None where none is named, and the places of own measures."""
        from sim.measures import MEASURES

        own = [name for name in asked if ":" in name]
        names = [name for name in asked if ":" not in name]
        if len(names) > 1:
            self.wrong(
                "--measure", f"{len(names)} measures to judge by", "one; any number of your own, as module:function"
            )
        elif names and names[0] not in MEASURES:
            self.wrong(
                "--measure",
                f"{_short(names[0])} is not a measure",
                f"one of {len(MEASURES)} measures",
                nearest(names[0][:60], MEASURES),
            )
        return (names[0] if names else None), own

    def file_to_write(self, option: str, path: str | None) -> Path | None:
        """Check that a file can be written there, before any work is done."""
        if path is None:
            return None
        file = Path(path)
        if not path.strip() or "\0" in path:
            self.wrong(option, "is not the name of a file", "a file to write")
        elif _too_long(file):
            self.wrong(option, f"{_short(path)} is too long for a name", "a file to write")
        elif file.is_dir():
            self.wrong(option, f"{_short(path)} is a folder", "a file to write")
        elif not file.parent.is_dir():
            self.wrong(option, f"there is no folder {_short(str(file.parent))}", "a file in a folder that exists")
        elif not os.access(file if file.exists() else file.parent, os.W_OK):
            self.wrong(option, f"{_short(path)} may not be written", "a file you may write")
        return file

    def folder_to_write(self, option: str, path: str | None) -> Path | None:
        """Check that a folder can be made or written there, before any work is done."""
        if path is None:
            return None
        folder = Path(path)
        if _too_long(folder):
            self.wrong(option, f"{_short(path)} is too long for a name", "a folder to write")
            return folder
        above = next((place for place in (folder, *folder.parents) if place.exists()), None)
        if not path.strip() or "\0" in path or above is None:
            self.wrong(option, "is not the name of a folder", "a folder to write")
        elif not above.is_dir():
            self.wrong(option, f"{_short(str(above))} is a file", "a folder to write")
        elif not os.access(above, os.W_OK | os.X_OK):
            self.wrong(option, f"{_short(str(above))} may not be written", "a folder you may write")
        return folder

    def read(self, reader: Callable[[str | None], Found], path: str | None) -> Found | None:
        """Read a file with what reads it; None when it is wrong."""
        try:
            return reader(path)
        except InputError as error:
            self.faults += error.faults
            return None

    def from_library(self, name: str) -> str:
        """Return the path of a scenario of the project's own library."""
        from sim.scenario import library_folder

        folder = library_folder() or Path("scenarios")
        return os.path.relpath(folder / name) if (folder / name).is_file() else name

    def remarks(self, lang: str) -> str:
        """Say which files replace policies of their parent; empty when none does."""
        from sim.words import listing, say

        return "\n".join(
            say(
                "cli.dropped",
                lang,
                file=path,
                kinds=listing([say(f"policies.kind.{kind}", lang) for kind in kinds], lang),
            )
            for path, kinds in self.dropped.items()
            if kinds
        )

    def stop(self) -> None:
        """Raise all faults found so far, if any."""
        if self.faults:
            raise InputError(self.faults)


def _too_long(path: Path) -> bool:
    """Whether no file of this name can be."""
    try:
        path.exists()
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    except ValueError:
        return False
    return False


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


def usage_fault(error: Exception, verbs: list[str]) -> Fault:
    """Turn the command parser's complaint into a fault like any other."""
    context = getattr(error, "ctx", None)
    options = (
        [name for param in context.command.params for name in param.opts if name.startswith("--")] if context else []
    )
    verb = context.info_name if context is not None and context.parent is not None else ""
    said = error.format_message().splitlines()[0].rstrip(".")
    kind = type(error).__name__
    if kind in ("NoSuchOption", "BadOptionUsage") and getattr(error, "option_name", ""):
        typed = error.option_name
        what = (
            "unknown option"
            if kind == "NoSuchOption"
            else "needs a value"
            if "require" in said
            else said[:1].lower() + said[1:]
        )
        known = kind == "BadOptionUsage"
        return Fault(
            what,
            file=typed,
            allowed="" if known else ", ".join(sorted(options)),
            meant="" if known else nearest(typed, options),
        )
    if said.startswith("No such command"):
        typed = said.split("'")[1] if said.count("'") > 1 else said.removeprefix("No such command").strip()
        return Fault("unknown verb", file=typed, allowed=", ".join(verbs), meant=nearest(typed, verbs))
    if kind == "MissingParameter":
        param = error.param
        return Fault(
            f"{param.metavar or param.name} is missing",
            file=verb,
            allowed=f"community-sim {verb} {param.metavar or param.name}",
        )
    return Fault(
        said[:1].lower() + said[1:],
        file=verb,
        allowed=f"see community-sim {verb} --help" if verb else "see community-sim --help",
    )
