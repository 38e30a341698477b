"""The id of the engine is of what the sources do: neither a comment nor the version of Python makes another engine."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from sim.measures import measures_id
from sim.world.engine import PARTS, as_done, engine_id, sources_id

SIM = Path(__file__).resolve().parents[2] / "sim"
SOURCE = '''"""A module."""

from __future__ import annotations

import numpy as np

SHOWN = 20
"""How many are shown."""


class Row:
    """A row."""

    name: str = u"row"


def told(row: Row, /, *rest: float, low: float = 0.5, **more: int) -> str:
    """Tell a row."""
    half = [x / 2 for x in rest if x > 0 and not x == low]
    if (n := len(half)) > 1:
        return f"{row.name!r:>{n}} has" f" {n:,} of {SHOWN}" " {}" + f"{half[0]:.1f}"
    match more:
        case {"n": 1 | None, **others}:
            return f"{others['n'] + 1}"
        case _:
            raise ValueError(f"{n=}, {'; '.join(more)}") from None
    try:
        return np.uint64(0xFFFF) ** 2
    except* OSError:
        pass
'''
WRITTEN_OUT = "bbdbae5f7c74a935fb688e883ec03cd71cf0cc83993e7eb80ad46ea27924ec57"
"""Hash of the source above as Python 3.11, 3.12 and 3.13 write it out."""


def room(folder: Path, source: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "file.py").write_text(source, encoding="utf-8")
    return folder


def test_every_version_of_python_writes_a_source_out_the_same(tmp_path):
    assert sources_id([room(tmp_path / "room", SOURCE)]) == WRITTEN_OUT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SHOWN = 20", "SHOWN = 20  # a choice"),
        ("SHOWN = 20", "\n\n# a choice\nSHOWN = (20)"),
        ('"""A row."""', '"""Any row."""'),
        ('"""How many are shown."""', ""),
        ("x > 0 and not x == low", "(x > 0) and (not x == low)"),
        ('    """Tell a row."""\n', ""),
        ("0xFFFF", "65535"),
    ],
)
def test_what_changes_nothing_makes_no_other_engine(tmp_path, old, new):
    assert old in SOURCE
    assert sources_id([room(tmp_path / "room", SOURCE.replace(old, new))]) == WRITTEN_OUT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SHOWN = 20", "SHOWN = 20.0"),
        ("SHOWN = 20", "SHOWN = 21"),
        ("low: float = 0.5", "low: float = None"),
        ("x / 2", "x // 2"),
        ("x == low", "x != low"),
        ("1 | None", "1 | True"),
        ("(n := len(half)) > 1", "(n := len(half)) > True"),
        ("from None", ""),
        ("*rest", "*, rest"),
        (":.1f", ":.2f"),
    ],
)
def test_what_changes_something_makes_another_one(tmp_path, old, new):
    assert old in SOURCE
    assert sources_id([room(tmp_path / "room", SOURCE.replace(old, new))]) != WRITTEN_OUT


def test_names_of_files_and_of_rooms_count(tmp_path):
    first = sources_id([room(tmp_path / "room", SOURCE)])
    shutil.move(tmp_path / "room" / "file.py", tmp_path / "room" / "other.py")
    assert sources_id([tmp_path / "room"]) != first
    assert sources_id([room(tmp_path / "other", SOURCE)]) != first


def test_the_ids_are_of_the_rooms_that_can_change_a_run():
    assert PARTS["day"] == ("world", "rules", "day") and len(engine_id()) == 16
    assert measures_id() == sources_id([SIM / "measures"])[:16]
    assert "docstring" not in as_done(ast.parse('"""docstring"""')) and "pass" not in as_done(
        ast.parse("def f():\n    pass")
    )


def test_other_words_about_a_parameter_make_no_other_engine(tmp_path):
    said = 'P = [parameter("a", default=1.0, low=0.0, high=2.0, unit="share", sign="A", size="E", text="one", source="a book", why="so")]\n'
    here = sources_id([room(tmp_path / "here", said)])
    words = room(
        tmp_path / "again" / "here",
        said.replace('"one"', '"two"').replace('"A"', '"B"').replace("a book", "a log").replace('"so"', '"else"'),
    )
    assert sources_id([words]) == here
    assert sources_id([room(tmp_path / "value" / "here", said.replace("high=2.0", "high=3.0"))]) != here
