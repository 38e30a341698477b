"""Where numbers come from: engine, versions, git, machine, command."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.measures import measures_id

_PACKAGES = (
    "community-sim",
    "numpy",
    "numba",
    "llvmlite",
    "scipy",
    "pydantic",
    "pyarrow",
    "matplotlib",
    "mesa",
    "SALib",
)


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that numbers or pictures depend on."""
    releases = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            releases[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return releases


def git() -> dict[str, Any]:
    """Return commit and whether the tree is changed; empty outside a git checkout or without git."""
    here = Path(__file__).resolve().parent
    try:
        commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=here, capture_output=True, text=True, timeout=5)
        if commit.returncode:
            return {}
        status = subprocess.run(
            ["git", "status", "--porcelain", "-uno"], cwd=here, capture_output=True, text=True, timeout=5
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return {"commit": commit.stdout.strip(), "changed": bool(status.stdout.strip())}


def command() -> str:
    """Return the command line as it could be typed again; run as a module, the command has the name it is installed under."""
    name = os.path.basename(sys.argv[0] or "python")
    return shlex.join(["community-sim" if name == "main.py" else name, *sys.argv[1:]])


def digest(*parts: Any) -> str:
    """Return a 32-digit hash of plain values."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8")).hexdigest()[:32]


def run_id(engine_id: str, scenario_hash: str, replication: int) -> str:
    """Return the id of one run: nothing in it depends on when, where or in what order it is done."""
    return digest("run", engine_id, scenario_hash, replication)


def design_hash(kind: str, scenario_hashes: Sequence[str]) -> str:
    """Return the hash of what a study compares; how often may grow and is not in it."""
    return digest("design", kind, list(scenario_hashes))


def own_folder(kind: str, *asked: str) -> Path:
    """Return where a study goes when nobody said: a name of its own for what is asked and this engine."""
    from sim.day import engine_id

    return Path("results") / f"{kind}-{digest('folder', engine_id(), kind, *asked)[:8]}"


def provenance(engine_id: str) -> dict[str, Any]:
    """Return what is known before the first run."""
    return {
        "engine_id": engine_id,
        "measures_id": measures_id(),
        "versions": versions(),
        "git": git(),
        "platform": platform.platform(),
        "processor": platform.machine(),
        "command": command(),
    }
