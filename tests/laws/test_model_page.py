"""The description of the model is current, whole, and names nothing that does not exist."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from sim.day.phases import PHASES
from sim.evidence.experiments import EXPERIMENTS
from sim.evidence.facts import FACTS
from sim.evidence.held import FITTED, TOLD
from sim.manual import code as described_code
from sim.manual import page as describe
from sim.manual.doors import levers
from sim.manual.page import COMMAND, PARTS, made, prose, renewed
from sim.measures import MEASURES
from sim.policies import POLICIES
from sim.rules import PARAMETERS, RULES
from sim.scenario.community import Community
from sim.world.diary import COHORT, DIARY
from sim.world.parameters import UNCERTAIN, uncertain
from sim.world.people import PERSON, STATES, TIE
from sim.world.posts import POST
from sim.world.programme import TABLE
from sim.world.tables import STATE

ROOT = Path(__file__).resolve().parents[2]
PAGE = describe.PAGE.read_text(encoding="utf-8")
CURRENT = {name: make() for name, make in PARTS.items()}
FIXED = re.findall(r"^\| `([^`]+)` \| `(sim/[\w/]+\.py)` \| (.+) \|$", prose(PAGE), re.MULTILINE)


def first_cells(part: str) -> list[str]:
    """The first cell of every row in a part's tables, without backticks."""
    return [cell.strip("`") for cell in re.findall(r"^\| ([^|]+?) \|", made(PAGE, part), re.MULTILINE)]


@pytest.mark.parametrize("name", PARTS)
def test_every_made_part_is_current(name):
    assert made(PAGE, name).strip() == CURRENT[name].strip(), (
        f"docs/model.md is out of date; make it anew with: {COMMAND}"
    )


def test_making_it_anew_changes_nothing():
    assert renewed(PAGE) == PAGE


@pytest.mark.parametrize(
    "part, names",
    [
        ("parameters", list(PARAMETERS)),
        ("measures", list(MEASURES)),
        ("columns", list(TABLE.names)),
        ("phases", [phase.name for phase in PHASES]),
        ("people", list(PERSON.names)),
        ("posts", list(POST.names)),
        ("ties", list(TIE.names)),
        ("draws", [str(n) for n in described_code.purposes().values()]),
    ],
)
def test_each_stands_in_its_table_once(part, names):
    assert names
    assert Counter(cell for cell in first_cells(part) if cell in names) == Counter(names)


def test_the_phases_name_what_the_loop_calls_in_its_order():
    parts = {function.name: function for function in described_code.functions("day")}
    called = dict.fromkeys(name for name in described_code.calls(parts["pass_step"]) if name in parts)
    listed = [name for phase in PHASES for name in phase.functions]
    assert listed == list(called)


def test_every_rule_has_one_entry_with_its_arguments_and_is_called():
    entries = re.findall(r"^##### `(\w+)\(([^)]*)\)`$", made(PAGE, "rules"), re.MULTILINE)
    assert Counter(name for name, _ in entries) == Counter(list(RULES))
    for name, arguments in entries:
        assert arguments.split(", ") == list(
            RULES[name].py_func.__code__.co_varnames[: RULES[name].py_func.__code__.co_argcount]
        )
    assert "Called by nothing" not in made(PAGE, "rules")


def test_every_lever_stands_once_with_its_doors():
    rows = re.findall(r"^\| (\w+) \| `(\w+)` \|(.*)\|$", made(PAGE, "levers"), re.MULTILINE)
    wanted = {(kind, field): len(POLICIES[kind].doors[field]) for kind in POLICIES for field in levers(POLICIES[kind])}
    assert Counter((kind, field) for kind, field, _ in rows) == Counter(list(wanted))
    for kind, field, rest in rows:
        assert rest.count(" x ") == wanted[kind, field], (kind, field)


def test_every_parameter_and_every_column_of_the_programme_is_read_by_something():
    assert set(PARAMETERS) <= set(described_code.readers("p", "p"))
    assert set(TABLE.names) <= set(described_code.readers("prog", "today"))


def test_the_counts_by_grade_add_up():
    total, weak = map(int, re.search(r"Of (\d+) parameters (\d+) \(", made(PAGE, "grades")).groups())
    by_file = re.findall(r"^\| `\w+\.py` \| (.+) \|$", made(PAGE, "grades"), re.MULTILINE)
    assert total == len(PARAMETERS) == sum(int(n) for row in by_file for n in row.split(" | "))
    assert weak == sum(p.size in "DE" for p in PARAMETERS.values())


def test_every_parameter_stands_under_its_kind():
    page = made(PAGE, "kinds")
    every = uncertain(PARAMETERS)
    total, drawn = map(int, re.search(r"Of (\d+) parameters (\d+) are uncertain", page).groups())
    assert (total, drawn) == (len(PARAMETERS), len(every))
    for parameter in PARAMETERS.values():
        is_named = parameter.kind != UNCERTAIN or bool(parameter.policy) or parameter.enters == "fitted"
        assert (f"`{parameter.name}`" in page) == is_named, parameter.name
        assert not parameter.why or parameter.why.replace("|", "\\|") in page


def test_every_figure_aimed_at_stands_once():
    rows = made(PAGE, "targets").count("\n| ") - 1
    assert rows == len(FACTS) + sum(
        target.role != TOLD for experiment in EXPERIMENTS.values() for target in experiment.targets
    )
    assert made(PAGE, "targets").count("| fitting |") == sum(fact.role == FITTED for fact in FACTS.values())


def test_numbers_that_are_not_parameters_still_stand_in_the_code():
    assert len(FIXED) > 30
    for code, file, what in FIXED:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert code in text, f"{file} no longer holds `{code}` ({what}): correct the table in docs/model.md"


def test_the_prose_names_only_what_exists():
    functions = {f.name for room in ("rules", "day") for f in described_code.functions(room)}
    known = {
        *PARAMETERS,
        *RULES,
        *MEASURES,
        *STATES,
        *functions,
        *POLICIES,
        *Community.model_fields,
        "fitted",
        "from_day",
        "until_day",
    }
    for table in (PERSON, POST, TIE, TABLE, STATE, DIARY, COHORT):
        known |= set(table.names)
    fixed = {code for code, _, _ in FIXED}
    for word in re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", prose(PAGE), flags=re.DOTALL)):
        exists = word in known or word in fixed or word == COMMAND or (ROOT / word).exists()
        assert exists, f"docs/model.md speaks of `{word}`, which does not exist"


def test_a_changed_default_makes_the_page_out_of_date(monkeypatch):
    moved = replace(PARAMETERS["notice"], default=PARAMETERS["notice"].low)
    monkeypatch.setitem(PARAMETERS, "notice", moved)
    assert renewed(PAGE) != PAGE


@pytest.mark.parametrize(
    "broken, told",
    [
        (PAGE.replace("<!-- made: draws -->", ""), "draws"),
        (PAGE.replace("<!-- made: draws -->", "<!-- made: dice -->"), "dice|draws"),
        (PAGE + "\n<!-- made: ties -->\n<!-- end: ties -->\n", "ties"),
    ],
)
def test_a_page_without_its_markers_is_refused(broken, told):
    with pytest.raises(ValueError, match=told):
        renewed(broken)


def test_the_command_writes_the_page_in_place_and_prints_it_otherwise(tmp_path, capsys):
    file = tmp_path / "model.md"
    file.write_text(PAGE.replace(CURRENT["ties"], "stale"), encoding="utf-8")
    assert describe.main(["--write", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == PAGE
    assert describe.main([]) == 0
    assert capsys.readouterr().out == PAGE
