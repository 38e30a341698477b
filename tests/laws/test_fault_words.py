"""Every fault that a strategist can meet has words in every language: found in the sources, looked up in the catalogue."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sim.errors import Fault
from sim.words import catalogue
from sim.words.faults import translated

SIM = Path(__file__).resolve().parents[2] / "sim"
READ = [SIM / "asking.py", SIM / "measures" / "logsheet.py", SIM / "measures" / "logfile.py", *sorted((SIM / "scenario").glob("*.py")),
        *sorted((SIM / "policies").glob("*.py"))]
RAISES = {"Fault": (0,), "InputError": (0,), "wrong": (1, 2), "_wrong": (1, 2)}
INSIDE = {"library.py": {"wrong": (0, 1)}, "overrides.py": {"wrong": (0, 1)}}
"""Where a helper of that name takes what is wrong first."""


def texts(node: ast.AST) -> list[str]:
    """The texts an expression may be, an X for every blank."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)]
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [a + b for a in texts(node.left) or ["X"] for b in texts(node.right) or ["X"]]
    return []


def found() -> list[tuple[str, str]]:
    told = []
    for path in READ:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                places = INSIDE.get(path.name, {}).get(name, RAISES.get(name, ()))
                given = [node.args[place] for place in places if place < len(node.args)]
                given += [keyword.value for keyword in node.keywords if name == "Fault" and keyword.arg in ("wrong", "allowed")]
            elif isinstance(node, (ast.Yield,)) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 3 and path.parent.name == "policies":
                given = node.value.elts[1:]
            else:
                continue
            told += [(path.name, text) for one in given for text in texts(one) if text.strip("X .,;:'") and not text.startswith(("community-sim", "--", "["))]
    return sorted(set(told))


FOUND = found()


def test_there_are_faults_to_be_found():
    assert len(FOUND) > 90


@pytest.mark.parametrize(("file", "text"), FOUND)
def test_every_fault_has_words_in_dutch(file, text):
    assert translated(text, "nl") != text, f"{file}: {text!r} is not in sim/words/*/faults.json"
    assert translated(text, "en") == text


def test_the_catalogue_holds_no_text_twice():
    english = list(catalogue("faults", "en").values())
    assert len(english) == len(set(english))


def test_what_a_fault_quotes_is_left_as_it_is():
    fault = Fault("'the whole thing' is not such a number", file="--reps", allowed="a whole number, 1 to 100,000", meant="missing")
    assert fault.told("nl") == "--reps: 'the whole thing' is hier geen geldig getal; toegestaan: een geheel getal, 1 tot 100.000; bedoelde u missing?"
    assert str(fault) == fault.told("en") == "--reps: 'the whole thing' is not such a number; allowed a whole number, 1 to 100,000; did you mean missing?"


def test_a_text_nobody_knows_stays_as_it_is():
    assert translated("something altogether else", "nl") == "something altogether else"
