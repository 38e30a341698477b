"""The event log: who did what when, the same table for a simulated and a real community."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

JOIN, VISIT, POSTED, REPLIED, REACTED, INVITED, REMOVED, LEFT = range(8)
EVENT_KINDS = ("join", "visit", "post", "reply", "reaction", "invitation", "removal", "leave")

EVENT = np.dtype(
    [
        ("time", "i8"),  # seconds since the opening
        ("kind", "u1"),
        ("person", "i4"),  # row; -1 the host
        ("thread", "i8"),  # number of the opening post; -1 none
        ("post", "i8"),  # number of the post made or acted upon; -1 none
        ("reply_to", "i8"),  # number of the post answered, or the person invited; -1 none
    ],
    align=True,
)


def export(events: np.ndarray, path: str | Path, start: int = 0) -> dict[str, Path]:
    """Write posts and replies as ``member,time,kind,thread,reply_to`` with joins and reactions beside them.

    Members are renumbered by first appearance, the host is left out of the joins; ``start`` is added to every time
    (unix seconds of the opening). Files are gzip-compressed when the name ends in ``.gz``. Returns the files by role.
    """
    path = Path(path)
    stem = path.name.removesuffix(".gz").removesuffix(".csv")
    ending = path.name[len(stem):] or ".csv"
    number: dict[int, int] = {}

    def name(person: int) -> int:
        return number.setdefault(int(person), len(number))

    rows = np.sort(events, order=["time", "post"], kind="stable")
    parts: dict[str, list[str]] = {"posts": ["member,time,kind,thread,reply_to"], "joins": ["member,joined"],
                                   "reactions": ["member,time,post"]}
    for event in rows:
        when = int(event["time"]) + start
        if event["kind"] in (POSTED, REPLIED):
            kind = "post" if event["kind"] == POSTED else "reply"
            answered = "" if event["reply_to"] < 0 else str(int(event["reply_to"]))
            parts["posts"].append(f"{name(event['person'])},{when},{kind},{int(event['thread'])},{answered}")
        elif event["kind"] == REACTED:
            parts["reactions"].append(f"{name(event['person'])},{when},{int(event['post'])}")
        elif event["kind"] == JOIN:
            parts["joins"].append(f"{name(event['person'])},{when}")
    files = {"posts": path, "joins": path.with_name(f"{stem}.joins{ending}"),
             "reactions": path.with_name(f"{stem}.reactions{ending}")}
    for role, file in files.items():
        text = "\n".join(parts[role]) + "\n"
        if file.name.endswith(".gz"):
            file.write_bytes(gzip.compress(text.encode(), mtime=0))
        else:
            file.write_text(text, encoding="utf-8")
    return files
