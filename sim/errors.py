"""The one tree of exceptions, and the one shape in which a fault is told.

Every message about wrong input reads ``file:line: key: what is wrong; allowed ...; did you mean ...`` and stands on one
line, so that an editor can jump to it and a person can mend all faults in one go.
"""

from __future__ import annotations

import difflib
import os
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


class SimError(Exception):
    """Whatever community-sim raises on purpose."""


class WorkError(SimError):
    """The input was right, the work failed (exit code 1)."""


class InputError(SimError):
    """The input was wrong (exit code 2).

    Parameters
    ----------
    faults : sequence of Fault or str
        Every fault found, in the order in which the user should read them.
    """

    def __init__(self, faults: Sequence[Fault | str] | Fault | str) -> None:
        if isinstance(faults, (Fault, str)):
            faults = (faults,)
        self.faults: tuple[Fault, ...] = tuple(f if isinstance(f, Fault) else Fault(wrong=f) for f in faults)
        super().__init__("\n".join(str(f) for f in self.faults))

    def __reduce__(self) -> tuple[type, tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class Interrupted(KeyboardInterrupt):
    """A study was stopped by Ctrl-C, or asked to end (exit code 130).

    Attributes
    ----------
    folder : str
        Where its runs are kept; empty when it had no folder.
    n_runs : int
        Runs that are there.
    """

    def __init__(self, folder: str, n_runs: int) -> None:
        self.folder, self.n_runs = folder, n_runs
        kept = (
            f"{n_runs} runs are kept in {folder}; the same call goes on from there, and so does: {self.command}"
            if folder
            else "no run was kept: the study had no folder (out=...)"
        )
        super().__init__(kept)

    @property
    def command(self) -> str:
        """What goes on with it."""
        return shlex.join(["community-sim", "resume", self.folder])


class ScenarioError(InputError):
    """A scenario file cannot be used; ``faults`` says why, all at once."""


class ProgrammeConflict(SimError):
    """Two policies write the same column on the same day.

    Attributes
    ----------
    column : str
        Programme column, e.g. ``batch_size``.
    kind_a, index_a, kind_b, index_b
        Kind and position of the policy that came first and of the one that came second.
    from_day, until_day : int
        First day both claim, and the first day after.
    """

    def __init__(
        self, column: str, kind_a: str, index_a: int, kind_b: str, index_b: int, from_day: int, until_day: int
    ) -> None:
        self.column = column
        self.kind_a, self.index_a = kind_a, index_a
        self.kind_b, self.index_b = kind_b, index_b
        self.from_day, self.until_day = from_day, until_day
        super().__init__(
            f"policy[{index_a}] ({kind_a}) and policy[{index_b}] ({kind_b}) both decide {column}"
            f" on days {from_day} to {until_day - 1}"
        )

    def __reduce__(self) -> tuple[type, tuple[str, str, int, str, int, int, int]]:
        return type(self), (
            self.column,
            self.kind_a,
            self.index_a,
            self.kind_b,
            self.index_b,
            self.from_day,
            self.until_day,
        )


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with what was asked.

    Attributes
    ----------
    wrong : str
        What is wrong, in words.
    file : str
        File (or option) in which the value stands; empty when there is none.
    line : int
        Line in that file, from 1; 0 when no line can be named.
    key : str
        Key path, e.g. ``policy[1] (admission).batch_size``; empty when the fault is about the file as a whole.
    allowed : str
        What would have been right; empty when that goes without saying.
    meant : str
        Nearest valid word; empty when none is near.
    """

    wrong: str
    file: str = ""
    line: int = 0
    key: str = ""
    allowed: str = ""
    meant: str = ""

    def __str__(self) -> str:
        return self.told()

    def told(self, lang: str = "en") -> str:
        """Tell the fault on one line, in a language."""
        from sim.words import say
        from sim.words.faults import translated

        place = self.file + (f":{self.line}" if self.line else "")
        head = ": ".join(part for part in (place, self.key) if part)
        text = (head + ": " if head else "") + translated(self.wrong, lang)
        if self.allowed:
            text += say("faults.allowed", lang, what=translated(self.allowed, lang))
        if self.meant:
            text += say("faults.meant", lang, word=self.meant)
        return " ".join(text.split())


def shortened(text: str, most: int = 60) -> str:
    """Return a text, or its end where it is long: of a path the end says most."""
    return text if len(text) <= most else "..." + text[3 - most :]


def listed(value: Any, name: str) -> Any:
    """Return what is meant to be a list; a single text, path or scenario in its place is told so.

    Raises
    ------
    InputError
        It is one thing.
    """
    if isinstance(value, (str, bytes, os.PathLike)):
        raise InputError(Fault("is one text where a list is meant", file=name, allowed=f"[{shortened(str(value))!r}]"))
    if hasattr(value, "setup"):
        raise InputError(Fault("is one scenario where a list is meant", file=name, allowed="[scenario, ...]"))
    return value


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the valid word nearest to ``word``, or ``""`` when none is near.

    Case, hyphens and underscores do not count as differences.
    """
    plain = {w.lower().replace("-", "_"): w for w in words}
    asked = word.lower().replace("-", "_").strip()
    if asked in plain:
        return plain[asked]
    close = difflib.get_close_matches(asked, plain, n=1, cutoff=0.6)
    if close:
        return plain[close[0]]
    starts = [w for w in plain if len(w) > 2 and (asked.startswith(w) or (len(asked) > 2 and w.startswith(asked)))]
    return plain[starts[0]] if len(starts) == 1 else ""
