"""The pages for strategists, tried as their readers would: their files are written, their commands run, their answers compared."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"en": ROOT / "docs" / "strategist.md", "nl": ROOT / "docs" / "strategist.nl.md"}
CONSOLE = re.compile(r"```console\n\$ community-sim ([^\n]*)\n(.*?)```", re.DOTALL)
FILE = re.compile(r"`([\w-]+\.toml)`:\n\n```toml\n(.*?)```", re.DOTALL)


def lay_out(page: str, folder: Path) -> list[str]:
    """Write the files that the page tells its reader to write, beside the scenarios; returns their names."""
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    files = FILE.findall(page)
    for name, text in files:
        (folder / name).write_text(text, encoding="utf-8")
    return [name for name, _ in files]


def answer(command: str, folder: Path, more: Sequence[str] = ()) -> tuple[int, str]:
    """Run one command of the page in ``folder``; returns its exit code and what it said: its answer, or why there is none.

    What a command remarks beside its answer depends on how fast the machine is.
    """
    done = subprocess.run(
        [sys.executable, "-m", "sim.command.main", *shlex.split(command), *more],
        capture_output=True,
        text=True,
        cwd=folder,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, "\n".join(
        line.rstrip() for line in (done.stdout if done.returncode == 0 else done.stdout + done.stderr).splitlines()
    ) + "\n"


def renewed(page: str, folder: Path) -> str:
    """Return the page with the answer of every command as it is now."""
    lay_out(page, folder)
    return CONSOLE.sub(lambda found: f"```console\n$ community-sim {found[1]}\n{answer(found[1], folder)[1]}```", page)
