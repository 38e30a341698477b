"""Study files with faults, and what is said of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.studies.study import Study


def faults(tmp_path: Path, text: str) -> list[str]:
    """Return what is said of a study file, which is called s.toml in it."""
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Study.from_file(path)
    return [str(fault).replace(str(path), "s.toml") for fault in caught.value.faults]


def assert_fault(tmp_path: Path, text: str, old: str, new: str, wording: str) -> None:
    """Spoil a study file in one place and find the fault that is told of it, a regular expression."""
    assert old in text
    texts = faults(tmp_path, text.replace(old, new, 1))
    assert any(re.search(wording, fault) for fault in texts), texts
