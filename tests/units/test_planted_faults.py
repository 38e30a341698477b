"""Faults that are planted are small, many, and the same for the same source; each leaves a source that can still be read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutation.__main__ import ROOMS, places
from tests.mutation.faults import exchanged, faults, planted

ROOT = Path(__file__).resolve().parents[2]
SOURCE = '''def told(hours_a: int = 1, *, is_open=True) -> int:
    """Not 1 < 2."""
    if hours_a <= 2 and not is_open:
        return say("é", a=hours_a, b=hours_b)
    if found(hours_a):
        hours_a += 24 * row.low
        forget(hours_a)
        kept = {"a": 1.5, "b": hours_b}
    return min(hours_a + 1.5, -hours_b) if hours_a is None else (low, high)
'''
EXPECTED = {
    "is_open=False",
    "hours_a: int = 2",
    "hours_a < 2",
    "hours_a <= 3",
    "hours_a <= 2 or not",
    "and  is_open",
    "a=hours_b, b=hours_a",
    "max(hours_a",
    "hours_a - 1.5",
    "hours_a + 1.65",
    "1.5, hours_b)",
    "min(hours_a, -hours_b)",
    "hours_a is not None",
    "(high, low)",
    "return None\n    if found",
    "if not found(hours_a)",
    "hours_a -= 24",
    "+= 25 *",
    "+= 1 *",
    "+= 24 / row",
    "+= 24\n",
    "row.high",
    "        None\n",
    '1.6500000000000001, "b"',
    '"a": hours_b, "b": 1.5',
    "return None\n",
    "return (low, high) if hours_a is None else min(hours_a + 1.5, -hours_b)",
}


def test_faults_by_hand():
    sources = [planted(SOURCE, fault) for fault in faults(SOURCE)]
    assert len(sources) == len(set(sources)) == len(EXPECTED)
    for part in EXPECTED:
        assert any(part in one for one in sources), part
    assert all("Not 1 < 2" in one and ast.parse(one) for one in sources)
    assert faults(SOURCE) == faults(SOURCE)


def test_values_of_a_sentence_change_places_only_where_one_is_said():
    [fault] = exchanged(SOURCE)
    assert "a=hours_b, b=hours_a" in planted(SOURCE, fault) and fault in faults(SOURCE)
    source = "tell('x', a=one, b=two, c=two, **more)"
    assert exchanged(source) == [fault for fault in faults(source) if fault.new == "two, b=one"]
    assert exchanged("made(a=one, b=two)") == []


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_room_has_faults_and_laws(room):
    files = [path for pattern in ROOMS[room].sources for path in ROOT.glob(pattern)]
    assert files and all((ROOT / law.split("::")[0]).exists() for law in ROOMS[room].laws)
    assert sum(len(places(path.read_text(encoding="utf-8"), ROOMS[room].data)) for path in files) > 50
    for path in files[:3]:
        source = path.read_text(encoding="utf-8")
        for fault in faults(source)[::7]:
            assert ast.dump(ast.parse(planted(source, fault))) != ast.dump(ast.parse(source)), fault
