"""The log of a community as one table, whether it was simulated or read from a file.

Rows stand in order of time. Members are numbered from 0 by first appearance; whatever belongs to the
host team has the number `STAFF`, so that statistics of members can leave it out and still see its
answers. `log_of_events` makes the table of a run; `sim.logs.file` reads and writes files.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.measures.counting.ties import in_one_second, repeated, sharing, ties
from sim.world.eventlog import JOIN, POSTED, REACTED, REMOVED, REPLIED

KINDS = ("post", "reply", "comment", "message")
STAFF, NOBODY = -1, -2

DAY = 86_400
ROUNDS = 8
"""In which order and numbers settle, with some to spare: threads do after the second, members after the third."""

OPENING = 4 * DAY
"""When a simulated community opens, in unix seconds: the first Monday of 1970, since day 0 of a run is a Monday."""

PARTS = ("thread", "reply_to", "joins", "reactions")


@dataclass(frozen=True)
class BadRows:
    """Rows of a file that could not be read.

    Attributes
    ----------
    count : int
        How many.
    first : tuple of (str, int, str)
        The first of them: file, line (from 1), what is wrong.
    """

    count: int = 0
    first: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True)
class Reading:
    """What had to be decided when a log was put in order, so that it can be told.

    Attributes
    ----------
    same_second : int
        Rows that share their second with another row of their thread.
    duplicates : int
        Rows that stand in the log more than once, beyond the first: the same in every column that is read. They are counted.
    unit : str
        What times were taken for: s, ms, us or ns.
    untold : int
        Labels that were words for "missing", such as NA.
    early, first_early : int
        Rows before 1990 in a log of later days, and the line of the first in the file.
    """

    same_second: int = 0
    duplicates: int = 0
    unit: str = "s"
    untold: int = 0
    early: int = 0
    first_early: int = 0


@dataclass(frozen=True)
class Log:
    """Who wrote when, in which thread, to whom; who joined when; who reacted when.

    Attributes
    ----------
    member : int64 (events,)
        Author: 0..n_members-1, or `STAFF`.
    time : int64 (events,)
        Unix seconds, ascending.
    kind : uint8 (events,)
        Index in `KINDS`.
    thread : int64 (events,)
        Number of the thread, from 0; -1 where it is not known.
    addressee : int64 (events,)
        Whom the event answers: a member, `STAFF`, or `NOBODY`.
    n_members : int
        Members who wrote at least once.
    join_member, join_time : int64 (joins,)
        Everybody whose joining is known, once; numbers from n_members on never wrote.
    reaction_member, reaction_time : int64 (reactions,)
        One-click reactions.
    known : frozenset of str
        Which of `PARTS` the log has.
    names : tuple of str
        What the file called the members, by number; empty for a run.
    bad : BadRows
        Rows that could not be read and are left out.
    reading : Reading
        What was decided on the way.
    """

    member: np.ndarray
    time: np.ndarray
    kind: np.ndarray
    thread: np.ndarray
    addressee: np.ndarray
    n_members: int
    join_member: np.ndarray
    join_time: np.ndarray
    reaction_member: np.ndarray
    reaction_time: np.ndarray
    known: frozenset[str]
    names: tuple[str, ...] = ()
    bad: BadRows = field(default_factory=BadRows)
    reading: Reading = field(default_factory=Reading)


def compose(
    member: np.ndarray,
    time: np.ndarray,
    kind: np.ndarray,
    thread: np.ndarray,
    addressee: np.ndarray,
    joins: tuple[np.ndarray, np.ndarray],
    reactions: tuple[np.ndarray, np.ndarray],
    known: frozenset[str],
    bad: BadRows | None = None,
) -> tuple[Log, np.ndarray]:
    """Put rows in order of time and number members and threads by first appearance.

    Rows of the same second stand in an order that does not depend on the one they came in: a `post` before what is no
    post; within a thread an answer after the row of whom it names; else by thread, by member (the host team first), by
    whom they name and by kind. Members may come with any numbers from 0; `STAFF` and `NOBODY` stay. Returns the log and,
    for every number a member came with, the new number (-1 for numbers that do not occur).
    """
    kept = joins[0] >= 0
    joined, when = joins[0][kept], joins[1][kept]
    order = np.argsort(time, kind="stable")
    member, time, kind, thread, addressee = (column[order] for column in (member, time, kind, thread, addressee))
    top = 1 + max(
        (int(column.max()) for column in (member, joined, reactions[0], addressee) if column.size), default=-1
    )
    tied = ties(time)
    new = np.arange(top)
    for _ in range(ROUNDS):  # numbers depend on the order, and the order of one second on numbers
        rows = in_one_second(member, time, kind, thread, addressee, tied)
        member[tied], kind[tied], thread[tied], addressee[tied] = (
            member[rows],
            kind[rows],
            thread[rows],
            addressee[rows],
        )
        by_time = np.lexsort((joined, when))
        joined, when = joined[by_time], when[by_time]
        step = _by_appearance(np.concatenate([member, joined, reactions[0], addressee]), top)
        threads = _by_appearance(thread, int(thread.max(initial=-1)) + 1)
        settled = np.array_equal(rows, tied) and _is_sorted(step) and _is_sorted(threads)
        member, addressee, joined = _renumbered(member, step), _renumbered(addressee, step), _renumbered(joined, step)
        thread, reactions = _renumbered(thread, threads), (_renumbered(reactions[0], step), reactions[1])
        new = _renumbered(new, step)
        if settled:
            break
    n_written = int(np.count_nonzero(np.bincount(member[member >= 0])))
    _, once = np.unique(joined, return_index=True)
    once.sort()
    reading = Reading(
        same_second=sharing(time, thread, tied), duplicates=repeated((member, time, kind, thread, addressee), tied)
    )
    log = Log(
        member,
        time,
        kind.astype(np.uint8),
        thread,
        addressee,
        n_written,
        joined[once],
        when[once],
        reactions[0],
        reactions[1],
        known,
        (),
        bad or BadRows(),
        reading,
    )
    return log, new


def _is_sorted(new: np.ndarray) -> bool:
    """Whether those that occur keep their order."""
    occur = new[new >= 0]
    return bool((np.diff(occur) > 0).all())


def _by_appearance(column: np.ndarray, top: int) -> np.ndarray:
    """Return for every number below ``top`` which it is in the order of first appearance; -1 for those that do not occur."""
    rows = np.nonzero(column >= 0)[0][::-1]
    first = np.full(top, -1, np.int64)
    first[column[rows]] = rows  # from the end, so that the earliest row stays
    occur = np.nonzero(first >= 0)[0]
    new = np.full(top, -1, np.int64)
    new[occur[np.argsort(first[occur])]] = np.arange(len(occur))
    return new


def _renumbered(column: np.ndarray, new: np.ndarray) -> np.ndarray:
    return np.where(column >= 0, new[np.maximum(column, 0)], column) if len(new) else column


def log_of_events(events: np.ndarray, start: int = OPENING) -> Log:
    """Return the log of a run that kept its events.

    Posts that were removed are left out, as they are missing from the archive of a real community. A
    reply is addressed to the author of the post it answers.

    Parameters
    ----------
    events : structured (events,)
        As `sim.world.eventlog.EVENT`.
    start : int
        Unix seconds of the opening.
    """
    posts = events[(events["kind"] == POSTED) | (events["kind"] == REPLIED)]
    posts = posts[np.lexsort((posts["post"], posts["time"]))]
    by_number = np.argsort(posts["post"], kind="stable")
    numbers, authors = posts["post"][by_number], posts["person"][by_number].astype(np.int64)
    at = np.clip(np.searchsorted(numbers, posts["reply_to"]), 0, max(len(numbers) - 1, 0))
    answers = (posts["kind"] == REPLIED) & (posts["reply_to"] >= 0)
    addressee = np.full(len(posts), NOBODY, np.int64)
    addressee[answers] = np.where(numbers[at[answers]] == posts["reply_to"][answers], authors[at[answers]], NOBODY)
    gone = np.isin(posts["post"], events["post"][events["kind"] == REMOVED])
    kept, addressee = posts[~gone], addressee[~gone]
    joins, reactions = (events[events["kind"] == kind] for kind in (JOIN, REACTED))
    joins = joins[joins["person"] >= 0]
    log, _ = compose(
        kept["person"].astype(np.int64),
        kept["time"] + start,
        np.where(kept["kind"] == POSTED, 0, 1),
        kept["thread"].astype(np.int64),
        addressee,
        (joins["person"].astype(np.int64), joins["time"] + start),
        (reactions["person"].astype(np.int64), reactions["time"] + start),
        frozenset(PARTS),
    )
    return log
