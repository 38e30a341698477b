"""Runs and their days as tidy data frames: the same columns whatever was studied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas

    from sim.laboratory.plan.points import Point

Settings = Sequence[Mapping[str, Any]]
"""What varies at each point, by column."""


def titles_of(points: Sequence[Point], lang: str) -> list[str]:
    """Return the title of each point's scenario, its label where it has none, and the label beside it where another has the same title."""
    named: dict[str, str] = {}
    for point in points:
        if point.label not in named:
            named[point.label] = point.scenario.title[lang] or point.label
    shared = list(named.values())
    return [
        named[point.label] if shared.count(named[point.label]) == 1 else f"{named[point.label]} ({point.label})"
        for point in points
    ]


def runs_frame(
    points: Sequence[Point], values: np.ndarray, measures: Sequence[str], lang: str, settings: Settings = ()
) -> pandas.DataFrame:
    """Return a row for every run.

    Parameters
    ----------
    values : float64 (points, replications, measures)
    measures : names along the last axis.
    settings : what varies at each point; none where nothing does.
    """
    import pandas

    n_points, n_reps, _ = values.shape
    plain = _of_points(points, lang, settings, np.full(n_points, n_reps), with_number=True)
    plain["replication"] = np.tile(np.arange(n_reps), n_points)
    return pandas.concat(
        [pandas.DataFrame(plain), pandas.DataFrame(values.reshape(n_points * n_reps, -1), columns=list(measures))],
        axis=1,
    )


def series_frame(
    points: Sequence[Point],
    runs: Sequence[Sequence[Mapping[str, np.ndarray] | None]],
    names: Sequence[str],
    lang: str,
    settings: Settings = (),
) -> pandas.DataFrame:
    """Return a row for every point, replication, day and series.

    Parameters
    ----------
    runs : by point and replication, the series of a run, float32 (days,) each, or None; "until_day" holds the days where months are kept.
    names : which of them.
    settings : what varies at each point; none where nothing does.

    Notes
    -----
    Days are numbered from 0, as in ``series/*.parquet``; where months are kept, the day is the first one after the month.
    """
    import pandas

    pieces: list[tuple[int, int, int, np.ndarray, np.ndarray]] = []
    for i, some in enumerate(runs):
        for r, run in enumerate(some):
            if run is None:
                continue
            length = len(run[names[0]])
            days = run["until_day"].astype(np.int64) if "until_day" in run else np.arange(length)
            pieces += [(i, r, k, days, run[name]) for k, name in enumerate(names)]
    lengths = [len(piece[4]) for piece in pieces]
    which, reps, series = (np.repeat(np.array([piece[k] for piece in pieces], np.int64), lengths) for k in range(3))
    plain = _of_points(points, lang, settings, None)
    table = {
        name: column.take(which) if hasattr(column, "take") else np.asarray(column)[which]
        for name, column in plain.items()
    }
    table["replication"] = reps
    table["day"] = np.concatenate([piece[3] for piece in pieces]) if pieces else np.empty(0, np.int64)
    table["series"] = pandas.Categorical.from_codes(series, list(names))
    table["value"] = np.concatenate([piece[4] for piece in pieces]) if pieces else np.empty(0, np.float32)
    return pandas.DataFrame(table)


def _of_points(
    points: Sequence[Point], lang: str, settings: Settings, times: np.ndarray | None, with_number: bool = False
) -> dict[str, Any]:
    """Return the columns that say which point a row belongs to, each point's as often as told, once for None."""
    import pandas

    which = np.arange(len(points)) if times is None else np.repeat(np.arange(len(points)), times)

    def words(texts: Sequence[str]) -> pandas.Categorical:
        kinds = list(dict.fromkeys(texts))
        return pandas.Categorical.from_codes(np.array([kinds.index(kind) for kind in texts], np.int64)[which], kinds)

    columns: dict[str, Any] = {
        "scenario": words([point.label for point in points]),
        "title": words(titles_of(points, lang)),
    }
    if with_number:
        columns["point"] = np.array([point.number for point in points], np.int64)[which]
    for name in settings[0] if settings else ():
        columns[name] = pandas.Series([setting[name] for setting in settings]).to_numpy()[which]
    return columns
