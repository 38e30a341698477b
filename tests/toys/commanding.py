"""Giving a command and hearing what it says: a small scenario that any verb takes, and the exit code with both outputs."""

from __future__ import annotations

from sim.command.main import main

GOOD = "[community]\naudience = 40\ndays = 7\nfounders = 10\n"
"""A community that runs in no time."""


def said(capsys, *argv: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command; never with a traceback."""
    code = main(list(argv))
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err
