"""Where outcomes go: what every store can do, and a store in memory for a study without a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np

from sim.laboratory.crew.worker import Outcome, whole
from sim.laboratory.plan.points import Point
from sim.measures import MEASURES


class Store(Protocol):
    """Where outcomes go: a folder, or memory."""

    def known(self, run_id: str, with_series: bool) -> bool:
        """Say whether a run is there, with its series when those are asked for."""

    def error(self, run_id: str) -> str:
        """Return what went wrong in a run that is there; empty when it ended well."""

    def values(self, run_ids: Sequence[str], measures: Sequence[str]) -> np.ndarray:
        """Return measures of runs that are there, float64 (runs, measures); NaN for failed runs."""

    def series(self, run_ids: Iterable[str]) -> dict[str, dict[str, np.ndarray]]:
        """Return the series of runs; runs without series are left out."""

    def add(self, outcomes: list[Outcome], points: Mapping[int, Point]) -> None:
        """Keep a chunk of outcomes; each one's point is among the points, by number."""


class MemoryStore:
    """Outcomes kept in memory."""

    def __init__(self, own: Sequence[str] = ()) -> None:
        self._names = [*MEASURES, *own]
        self._rows: dict[str, Outcome] = {}

    def known(self, run_id: str, with_series: bool) -> bool:
        """Say whether a run is there, with its series when those are asked for."""
        row = self._rows.get(run_id)
        return row is not None and (not with_series or bool(row.error) or row.series is not None)

    def error(self, run_id: str) -> str:
        """Return what went wrong in a run; empty when it ended well."""
        return self._rows[run_id].error

    def values(self, run_ids: Sequence[str], measures: Sequence[str]) -> np.ndarray:
        """Return measures of runs, float64 (runs, measures)."""
        columns = [self._names.index(name) for name in measures]
        return np.array([whole(self._rows[run_id].measures, len(self._names))[columns] for run_id in run_ids]).reshape(
            len(run_ids), len(columns)
        )

    def series(self, run_ids: Iterable[str]) -> dict[str, dict[str, np.ndarray]]:
        """Return the series of runs; runs without series are left out."""
        rows = {run_id: self._rows[run_id] for run_id in run_ids if run_id in self._rows}
        return {run_id: row.series for run_id, row in rows.items() if row.series is not None}

    def add(self, outcomes: list[Outcome], points: Mapping[int, Point]) -> None:
        """Keep a chunk of outcomes."""
        self._rows |= {outcome.run_id: outcome for outcome in outcomes}
