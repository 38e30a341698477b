"""Room on the disk: looked at before a study starts and before each part, so that a full disk stops nothing half-way."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sim.laboratory.crew.pace import CHUNK_SECONDS, MOST_IN_CHUNK

RESERVE_BYTES = 16 * 2**20
"""Kept free for the files that end a study (manifest, report); invented, some ten times what they take."""
BYTES_PER_ROW = 5_200
"""A run's row in a part and in runs.csv together, at 166 measures: measured 5.1 kB for noise, 200 rows a part; 3.2 kB in a comparison of 249 runs."""
BYTES_IN_PART, BYTES_IN_CSV, BYTES_PER_PART = 1_350, 3_250, 38_000
"""A run's row in a part and in runs.csv, and what a part takes beside its rows: names and places of 169 columns (all measured)."""
BYTES_OF_REPORT = 700_000
"""Manifest, design, page and figures; invented, between the page of a sweep of ten points and that of a comparison."""
BYTES_PER_VALUE = 2.5
"""A value of a series in a part: measured 2.1 bytes (91 MB for 43.8 million values), rounded up; many values that are 0 take less."""


def expected_bytes(n_runs: int, n_days: int = 0, n_series: int = 0) -> int:
    """Return the bytes that runs will take, a little high.

    Parameters
    ----------
    n_runs : int
        Runs still to be done.
    n_days, n_series : int
        Days of a run and series that are kept; 0 when no series are kept.
    """
    return round(n_runs * (BYTES_PER_ROW + BYTES_PER_VALUE * n_days * n_series))


def study_bytes(n_runs: int, seconds_a_run: float, workers: int, series_bytes: float = 0.0) -> float:
    """Return the bytes of a whole study folder: rows, what every part takes beside its rows, and the report.

    Parameters
    ----------
    n_runs : int
        Runs of the study.
    seconds_a_run : float
        How long one takes [s]: the slower, the fewer share a part.
    workers : int
        Processes; each part is what one of them did in a second or two.
    series_bytes : float
        What the series of a run take.
    """
    together = max(1, min(MOST_IN_CHUNK, round(CHUNK_SECONDS / max(seconds_a_run, 1e-6)), n_runs // (2 * workers)))
    n_parts = n_runs / together + 2 * workers  # the first of every worker hold one run, the last ones fewer
    tables = 2 if series_bytes else 1
    return (
        n_runs * (BYTES_IN_PART + BYTES_IN_CSV + series_bytes)
        + min(n_parts, n_runs) * tables * BYTES_PER_PART
        + BYTES_OF_REPORT
    )


def free_bytes(folder: Path) -> int:
    """Return what an ordinary user may still write there."""
    return shutil.disk_usage(folder).free


def used_bytes(folder: Path) -> int:
    """Return what the files of a folder take together; files that vanish meanwhile count as nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except FileNotFoundError:
                continue
    return total


def lacking(folder: Path, n_bytes: int) -> str:
    """Say what is lacking when so many bytes are to be written and the reserve kept; empty when there is room."""
    free = free_bytes(folder)
    if free >= n_bytes + RESERVE_BYTES:
        return ""
    return f"no room on the disk: {megabytes(free)} free, {megabytes(n_bytes + RESERVE_BYTES)} needed"


def megabytes(n_bytes: float) -> str:
    """Write a size for a message."""
    return f"{n_bytes / 1e6:,.1f} MB"
