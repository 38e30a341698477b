"""What `status`, `resume` and `retry` tell of a study folder, in sentences and as plain data."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.words import number, say

if TYPE_CHECKING:
    from sim.laboratory.crew.bench import Hands, Progress
    from sim.laboratory.store.status import Status
    from sim.report import Live
    from sim.studies.result import Result

MOST_FAILURES = 10
"""Failed runs that are listed before the rest is only counted; invented."""


def status_text(status: Status, lang: str = "en") -> str:
    """Tell how far a study is, line by line; failed runs last, each with the command that repeats it."""

    def tell(key: str, **values: object) -> str:
        return say(f"folders.status.{key}", lang, **values)

    state = tell("at_work", writer=status.writer) if status.writer else tell("done" if status.is_done else "stopped")
    todo = tell("unknown") if status.n_todo is None else number(status.n_todo, lang)
    lines = [
        tell("head", folder=status.folder, state=state),
        tell("runs", ok=number(status.n_ok, lang), failed=number(status.n_failed, lang), todo=todo),
        tell("started", time=status.started) if status.started else "",
        tell("last", time=status.last_part or tell("never")),
        tell("command", command=status.command) if status.command else "",
        tell(
            "engine" if status.is_same_engine else "other_engine",
            engine=status.engine_id,
            **({} if status.is_same_engine else {"folder": status.folder}),
        ),
        tell("space", used=number(status.bytes_used / 1e6, lang), free=number(status.bytes_free / 1e6, lang, 0)),
        tell("damaged", n=number(status.n_damaged, lang)) if status.n_damaged else "",
    ]
    if not status.is_done and not status.writer and status.is_same_engine:
        lines.append(tell("resume", folder=status.folder))
    if status.failures:
        lines.append(tell("failed_head", folder=status.folder))
    for failure in status.failures[:MOST_FAILURES]:
        lines.append(
            "- " + tell("failed", scenario=failure.scenario, replication=failure.replication, error=failure.error)
        )
        if failure.repeat:
            lines.append("  " + tell("repeat", command=failure.repeat))
    if len(status.failures) > MOST_FAILURES:
        lines.append(tell("more", n=number(len(status.failures) - MOST_FAILURES, lang), folder=status.folder))
    return "\n".join(line for line in lines if line)


def status_data(status: Status) -> dict[str, Any]:
    """Return the status as plain data, every failed run included."""
    return asdict(status)


STAGES = {
    "compare": ("cli.compare", ("pairs", "noise", "assumptions")),
    "sweep": ("studies.stage", ("runs",)),
    "sensitivity": ("sensitivity.stage", ("screen", "indices")),
    "doses": ("doses.stage", ("runs",)),
    "pairs": ("pairs.stage", ("first", "more")),
}
"""Kind of study -> where the names of its stages stand, and what stages it has."""


def stage_names(kind: str, lang: str) -> dict[str, str]:
    """Return the names of a study's stages, for whoever tells how far the work is; of all kinds where it is not known."""
    return {
        stage: say(f"{room}.{stage}", lang)
        for study_kind, (room, stages) in STAGES.items()
        if kind in (study_kind, "")
        for stage in stages
    }


@dataclass(frozen=True)
class WentOn:
    """What came of going on with a study.

    Attributes
    ----------
    result : what is found now.
    page : its report.
    remarks : what is to be told beside it: runs done again, files that were damaged, worlds that are missing.
    """

    result: Result
    page: Path
    remarks: list[str]


def go_on(
    folder: str | os.PathLike[str],
    *,
    again: bool = False,
    fork: str | os.PathLike[str] | None = None,
    lang: str = "en",
    whole: bool = False,
    live: Live | None = None,
    progress: Progress | None = None,
    **hands: Unpack[Hands],
) -> WentOn:
    """Go on with a study of any kind and write its report again.

    Parameters
    ----------
    folder : path
        The study folder.
    again : bool
        Do failed runs again.
    fork, lang, progress, hands
        As for `sim.studies.resuming.resume`.
    whole, live
        As for `sim.report.write`.

    Raises
    ------
    InputError, WorkError
        As for `sim.studies.resuming.resume`.
    """
    from sim.report import write_report
    from sim.studies import resuming

    remarks = []
    if again:
        n_failed, result = resuming.retry(folder, lang=lang, progress=progress, **hands)
        remarks.append(
            say("folders.retry.failed", lang, n=n_failed, left=result.failed)
            if n_failed
            else say("folders.retry.none", lang)
        )
    else:
        result = resuming.resume(folder, fork=fork, lang=lang, progress=progress, **hands)
    n_damaged = result.provenance["damaged_parts"]
    if n_damaged:
        remarks.append(say("folders.resume.damaged", lang, n=number(n_damaged, lang)))
    if result.kind == "compare":
        from sim.report.comparison.text import standing_text

        remarks.append(standing_text(result, lang))
    return WentOn(
        result,
        write_report(result, Path(fork or folder), lang, whole=whole, live=live),
        [remark for remark in remarks if remark],
    )
