"""The one-line command that repeats a run: its scenario, as it stands written out in the study folder, and its random numbers.

The command is meant to be typed in the study folder (file names in it are relative), so that it is the same wherever
the folder stands. `from_here` makes it one for the present directory.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path


def repeat(file: str, replication: int) -> str:
    """Return the command that repeats a run.

    Parameters
    ----------
    file : str
        Where in the study folder the scenario stands.
    replication : int
        Which random numbers.
    """
    return shlex.join(["community-sim", "run", file, "--replication", str(replication)])


def from_here(command: str, folder: Path) -> str:
    """Return a command of the study folder as one to type in the present directory."""
    words = shlex.split(command)
    if len(words) > 2 and words[2].endswith(".toml"):
        words[2] = os.path.relpath(folder / words[2])
    return shlex.join(words)
