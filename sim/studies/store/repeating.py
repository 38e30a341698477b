"""The one-line command that repeats a run, made from the design: the scenario as it was resolved, and what the point changes.

The command is meant to be typed in the study folder (file names in it are relative), so that it is the same wherever
the folder stands. `from_here` makes it one for the present directory.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_COMMUNITY = ("audience", "days", "seed")


def repeat(design: Mapping[int, Mapping[str, Any]], point: int, replication: int) -> str:
    """Return the command that repeats a run.

    Parameters
    ----------
    design : mapping of point number to its row of design.parquet
        A row may name its own resolved scenario in `file`; else it is told as what differs from the main point with
        the same label, whose scenario stands in scenarios/<label>.toml.
    point, replication : int
        Which run.

    Returns
    -------
    str
        The command; empty when the design does not know the point.
    """
    row = design.get(point)
    if row is None:
        return ""
    words = ["community-sim", "run"]
    if row.get("file"):
        words.append(str(row["file"]))
    else:
        words.append(f"scenarios/{row['scenario']}.toml")
        main = next((one for one in design.values() if one["part"] == "main" and one["scenario"] == row["scenario"]), row)
        for key, value in row.items():
            name = f"community.{key}" if key in _COMMUNITY else key
            if (key in _COMMUNITY or key.startswith("behaviour.")) and value is not None and value != main.get(key):
                words += ["--set", f"{name}={value!r}"]
    return shlex.join([*words, "--replication", str(replication)])


def from_here(command: str, folder: Path) -> str:
    """Return a command of the study folder as one to type in the present directory."""
    words = shlex.split(command)
    if len(words) > 2 and words[2].endswith(".toml"):
        words[2] = os.path.relpath(folder / words[2])
    return shlex.join(words)
