"""The list of the library: every scenario once, with what its file says, in both languages, without a compiler."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from commanding import said

from sim.errors import InputError
from sim.scenario import load, shelf
from sim.scenario.source import library_folder
from sim.words import LANGUAGES, say

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "scenarios"
FILES = sorted(path.relative_to(LIBRARY).with_suffix("").as_posix() for path in LIBRARY.rglob("*.toml"))
ONE = """
title = { en = "One", nl = "Een" }
about = { en = "First. More.", nl = "Eerst. Meer." }
[community]
audience = 9
[[policy]]
kind = "calendar"
post = "talk"
weekdays = ["tue"]
[[policy]]
kind = "calendar"
post = "talk"
weekdays = ["wed"]
"""
TWO = 'extends = "one.toml"\ntitle = { en = "Two", nl = "Twee" }\n[[add_policy]]\nkind = "team"\n'
NO_COMPILER = """
import sys

class No:
    def find_spec(self, name, *_):
        if name.split('.')[0] in ('numba', 'llvmlite', 'scipy', 'pandas'):
            raise ImportError(name)

sys.meta_path.insert(0, No())
from sim.command.main import main
sys.exit(main(['scenarios', '--lang', 'nl']))
"""


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A library of three: one, its child in a folder, and one that says next to nothing."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "one.toml").write_text(ONE, encoding="utf-8")
    (tmp_path / "deep" / "two.toml").write_text(TWO, encoding="utf-8")
    (tmp_path / "bare.toml").write_text("[community]\naudience = 9\n", encoding="utf-8")
    for room in ("library", "shelf"):
        monkeypatch.setattr(f"sim.scenario.{room}.library_folder", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_scenario_stands_there_once_with_what_its_file_says():
    entries = shelf.shelf()
    assert sorted(one.name for one in entries) == FILES
    for one in entries:
        scenario = load(LIBRARY / f"{one.name}.toml")
        assert one.title == dict(scenario.title)
        assert one.policies == dict(Counter(policy.kind for policy in scenario.policies))
        assert all(one.about[lang] and scenario.about[lang].startswith(one.about[lang]) for lang in LANGUAGES)
        assert one.parent in ("", *FILES) and (one.parent == "") == (one.name in ("baseline", "everything"))
    assert {one.name: one.parent for one in entries}["ambassadors/asked"] == "ambassadors/not-asked"
    assert {one.name: one.parent for one in entries}["hours/eight-hours"] == "baseline"


def test_the_list_says_name_sentence_parent_and_policies(small, capsys):
    code, out, err = said(capsys, "scenarios")
    assert (code, err) == (0, "")
    assert out.split("\n\n", 1)[1] == (
        "bare: bare\n    takes over nothing; no policies\n\n"
        "deep/two: Two\n    First.\n    takes over one; policies: calendar (2), team\n\n"
        "one: One\n    First.\n    takes over nothing; policies: calendar (2)\n"
    )
    assert out.startswith("3 scenarios.") and "bare.toml" in out
    code, out, _ = said(capsys, "scenarios", "--lang", "nl")
    assert "deep/two: Twee\n    Eerst.\n    neemt one over; beleid: kalender (2), beheerteam\n" in out
    assert out.startswith("3 scenario’s.")


def test_a_word_keeps_those_that_have_it_anywhere(small, capsys):
    assert [one.name for one in shelf.shelf("TEAM")] == [one.name for one in shelf.shelf("twee")] == ["deep/two"]
    assert [one.name for one in shelf.shelf("kalender")] == ["deep/two", "one"]
    code, out, _ = said(capsys, "scenarios", "beheerteam")
    assert code == 0 and out.startswith("One scenario, in the file deep/two.toml")
    code, out, err = said(capsys, "scenarios", "zebra")
    assert (code, out) == (2, "")
    assert err == (
        "zebra: no scenario has this in its name, title, description or policies; "
        "allowed community-sim scenarios, which lists all of them\n"
    )
    assert "geen scenario heeft dit" in said(capsys, "scenarios", "zebra", "--lang", "nl")[2]


def test_the_list_as_data(small, capsys):
    code, out, _ = said(capsys, "scenarios", "two", "--json")
    assert code == 0 and json.loads(out) == [
        {
            "name": "deep/two",
            "file": "deep/two.toml",
            "title": {"en": "Two", "nl": "Twee"},
            "about": {"en": "First.", "nl": "Eerst."},
            "parent": "one",
            "policies": {"calendar": 2, "team": 1},
        }
    ]


def test_an_installation_without_a_library_says_so(monkeypatch):
    monkeypatch.setattr("sim.scenario.shelf.library_folder", lambda: None)
    with pytest.raises(InputError, match="there are no scenarios with this installation"):
        shelf.shelf()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("eight-hours", "hours/eight-hours.toml"),
        ("hours/eight_hours.toml", "hours/eight-hours.toml"),
        ("basline", "baseline.toml"),
        ("hour/two-hours", "hours/two-hours.toml"),
    ],
)
def test_what_is_not_there_points_to_the_list_and_to_the_nearest(asked, meant, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for lang in LANGUAGES:
        code, _, err = said(capsys, "explain", asked, "--lang", lang)
        assert code == 2 and "community-sim scenarios" in err
        assert err.rstrip().endswith(say("faults.meant", lang, word=str(library_folder() / meant))[2:])


def test_the_list_needs_no_compiler():
    done = subprocess.run([sys.executable, "-c", NO_COMPILER], capture_output=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr.decode()[-400:]
    assert done.stdout.decode().startswith(f"{len(FILES)} scenario’s.")
