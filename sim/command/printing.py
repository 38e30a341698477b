"""Showing what was found: plain tables, JSON, progress, faults; safe on any console."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable


DONE, WORK_FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130


def careful_output() -> None:
    """Let a console that cannot show a character show a question mark instead of failing, and let a missing one take what comes."""
    for name in ("stdout", "stderr"):
        if (
            getattr(sys, name) is None
        ):  # closed by whoever started us: a service, a job at night, a window without a console
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (open until the end)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def say_faults(error: InputError, lang: str = "en") -> None:
    """Write every fault on its own line, on standard error, in the reader's language."""
    for fault in error.faults:
        print(fault.told(lang), file=sys.stderr)


def note(text: str, quiet: bool = False) -> None:
    """Tell something beside the result, on standard error."""
    if not quiet:
        print(text, file=sys.stderr, flush=True)


def as_json(value: Any) -> str:
    """Write a result as JSON; what could not be computed is null."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=1, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


@contextmanager
def progress(stages: dict[str, str], quiet: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """Show a bar for each stage on standard error; nothing when it is not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def tell(done: int, total: int, stage: str) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stages.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell
