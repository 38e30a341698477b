"""Every fault that anybody can meet has words in every language: found in the sources, looked up in the catalogue."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from fault_texts import Found, Reader, is_known

from sim.command.main import main
from sim.errors import Fault
from sim.words import catalogue
from sim.words.faults import translated

FOUND = Reader().found()
HANDED_ON = {
    ("command/dialogue.py", "fault"),
    ("command/reading.py", "self.faults"),
    ("errors.py", "f"),
    ("scenario/check.py", "self._in_order()"),
    ("scenario/check.py", "what"),
    ("scenario/check.py", "right"),
    ("scenario/library.py", "fault.allowed"),
    ("laboratory/plan/check.py", "self._in_order()"),
    ("laboratory/plan/check_factors.py", "fault.allowed"),
    ("laboratory/plan/gather.py", "[_of_study(fault) for fault in error.faults]"),
    ("laboratory/plan/gather.py", "fault.allowed"),
    ("laboratory/plan/plan.py", "list(faults)"),
    ("studies/comparison/study.py", "faults"),
    ("studies/pairs/study.py", "faults"),
    ("scenario/steering.py", "self.faults"),
    ("laboratory/store/folder.py", "error.way_out"),
    ("evidence/folder.py", "error.way_out"),
}
"""Where faults made elsewhere, and found there, are passed on; what policies yield is found where they yield it."""


def test_there_are_faults_to_be_found():
    assert len({fault.text for fault in FOUND}) > 350
    assert {fault.file.split("/")[0] for fault in FOUND} >= {
        "command",
        "scenario",
        "policies",
        "logs",
        "laboratory",
        "studies",
        "evidence",
        "report",
        "day",
        "checks",
        "errors.py",
    }


@pytest.mark.parametrize("one", sorted({(fault.file, fault.text) for fault in FOUND if fault.followed}), ids=": ".join)
def test_every_fault_has_words_in_dutch(one):
    file, text = one
    assert is_known(text), f"{file}: {text!r} is not in sim/words/faults.toml"
    assert translated(text, "en") == text


def test_nothing_is_raised_whose_text_cannot_be_found():
    """A fault whose words come from somewhere that the sources do not show would pass the law above unseen."""
    assert {(fault.file, fault.text) for fault in FOUND if not fault.followed} == HANDED_ON


@pytest.mark.parametrize(
    "line",
    [
        'raise InputError("altogether new words")',
        'raise WorkError(f"{k} new words")',
        'raise ScenarioError([Fault("new words", allowed="text")])',
        'wrong = "new" if k else "text"\n    raise InputError(Fault(wrong))',
        'raise InputError(Fault("text", allowed=said(k)))',
        'faults = []\n    faults.append("new words")\n    raise InputError([Fault(one) for one in faults])',
        "raise WorkError(k.text)",
    ],
)
def test_words_that_are_in_no_catalogue_are_found(tmp_path, line):
    (tmp_path / "planted.py").write_text(
        f'def said(k):\n    return f"{{k}} new words"\n\n\ndef planted(k):\n    {line}\n', encoding="utf-8"
    )
    found = Reader(tmp_path).found()
    assert any(not one.followed or not is_known(one.text) for one in found), found
    assert all(isinstance(one, Found) and one.file == "planted.py" for one in found)


def test_every_text_of_the_catalogue_is_read_as_itself():
    """None is taken for another with fewer words of its own, and its blanks come out as they went in."""
    for key, text in catalogue("faults", "en").items():
        if key not in ("faults.allowed", "faults.meant"):
            filled = {name: f"<{name}>" for name in re.findall(r"{(\w+)}", text)}
            assert translated(text.format(**filled), "nl") == catalogue("faults", "nl")[key].format(**filled), key


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["run", "baseline.toml", "another.toml"], "er staat een woord te veel (another.toml)"),
        (["run", "scenarios/baseline.toml", "--json=yes"], "de optie '--json' neemt geen waarde aan"),
        (["status", "no-such-folder"], "zo’n map is er niet"),
        (["sweep", "no-such-study.toml"], "een bestaand studiebestand (.toml)"),
    ],
)
def test_the_command_line_tells_its_faults_in_dutch(typed, said, capsys):
    assert main([*typed, "--lang", "nl"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is of Linux")
def test_what_the_system_refuses_is_told_in_dutch():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sim.command.main", "explain", "scenarios/baseline.toml", "--lang", "nl"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1 and "er is geen plaats meer op de schijf" in done.stderr


def test_the_catalogue_holds_no_text_twice():
    english = list(catalogue("faults", "en").values())
    assert len(english) == len(set(english))


def test_what_a_fault_quotes_is_left_as_it_is():
    fault = Fault(
        "'the whole thing' is not such a number", file="--reps", allowed="a whole number, 1 to 100,000", meant="missing"
    )
    assert (
        fault.told("nl")
        == "--reps: 'the whole thing' is hier geen geldig getal; toegestaan: een geheel getal, 1 tot 100.000; bedoelde u missing?"
    )
    assert (
        str(fault)
        == fault.told("en")
        == "--reps: 'the whole thing' is not such a number; allowed a whole number, 1 to 100,000; did you mean missing?"
    )


def test_a_text_nobody_knows_stays_as_it_is():
    assert translated("something altogether else", "nl") == "something altogether else"
