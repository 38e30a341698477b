"""Where installations, consoles, disks and names end: no traceback, no half of a file, and the right thing said in the right language."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from commanding import GOOD, said

from sim import policies
from sim.command.reading import Asked
from sim.errors import InputError
from sim.laboratory.files import write_together
from sim.scenario import diff, load
from sim.scenario.library import gather

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    return tmp_path


# -- scenarios and their parents -----------------------------------------------------------------------------------------------

PARENT = GOOD + '[[policy]]\nkind = "team"\nhours_per_week = 8.0\n[[policy]]\nkind = "calendar"\nweekdays = ["mon"]\n'


@pytest.mark.parametrize(("table", "gone"), [("policy", ("team", "calendar")), ("add_policy", ())])
def test_a_child_that_drops_policies_of_its_parent_is_told(here, capsys, table, gone):
    (here / "parent.toml").write_text(PARENT, encoding="utf-8")
    (here / "child.toml").write_text(
        f'extends = "parent.toml"\n[[{table}]]\nkind = "admission"\nbatch_size = 5\n', encoding="utf-8"
    )
    assert gather("child.toml").dropped == gone
    code, out, err = said(capsys, "explain", "child.toml")
    assert code == 0 and ("calendar" in err) == bool(gone) and ("admission" in out.lower() or "at a time" in out)
    if gone:
        assert (
            "team" in err
            and "[[add_policy]]" in err
            and "ouder" in said(capsys, "explain", "child.toml", "--lang", "nl")[2]
        )


def test_a_policy_that_a_parent_has_once_more_is_not_told_as_none(here):
    (here / "parent.toml").write_text(PARENT, encoding="utf-8")
    (here / "more.toml").write_text(
        'extends = "parent.toml"\n[[add_policy]]\nkind = "calendar"\npost = "question"\nweekdays = ["fri"]\n',
        encoding="utf-8",
    )
    told = diff("parent.toml", "more.toml")
    assert "calendar is empty" not in told and "no further policy" in told and "Friday" in told
    assert "calendar is empty" in diff("good.toml", "parent.toml")


def test_the_scenario_of_the_readme_keeps_the_team_of_its_parent(here):
    text = (
        (ROOT / "README.md").read_text(encoding="utf-8").split("## A scenario")[1].split("```toml")[1].split("```")[0]
    )
    (here / "twenty.toml").write_text(text, encoding="utf-8")
    assert gather("twenty.toml").dropped == ()
    assert {"team", "calendar", "admission"} <= {policy.kind for policy in load("twenty.toml").policies}


def test_a_policy_that_follows_another_in_one_file_hides_it_not(tmp_path, monkeypatch):
    (tmp_path / "two_of_them.py").write_text(
        "from typing import Literal\nfrom sim.policies.base import Policy\n\n\n"
        "class First(Policy):\n    kind: Literal['first_of_two'] = 'first_of_two'\n\n    def sentence(self, lang='en'):\n        return 'first'\n\n\n"
        "class Second(Policy):\n    kind: Literal['second_of_two'] = 'second_of_two'\n\n    def sentence(self, lang='en'):\n        return 'second'\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(policies, "__path__", [*policies.__path__, str(tmp_path)])
    found = policies._listed()
    assert {"first_of_two", "second_of_two"} <= set(found) and set(policies.POLICIES) < set(found)
    (tmp_path / "again.py").write_text((tmp_path / "two_of_them.py").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ValueError, match="two policies have the kind 'first_of_two'"):
        policies._listed()


LONG = ["x" * 300, "x" * 5000, "😀" * 200, "/".join(["y" * 250] * 30), "a" * 254 + ".toml"]


@pytest.mark.parametrize("name", LONG, ids=range(len(LONG)))
def test_a_name_that_no_file_can_have_is_no_such_file(here, capsys, name):
    (here / "child.toml").write_text(f'extends = "{name}"\n', encoding="utf-8")
    (here / "study.toml").write_text(
        f'[study]\ntitle = "a"\nscenarios = ["{name}"]\n[design]\nkind = "file"\nfile = "{name}"\n', encoding="utf-8"
    )
    code, _, err = said(capsys, "explain", "child.toml")
    assert code == 2 and err.startswith("child.toml:1: extends: ")
    for argv in (
        ["explain", name],
        ["sweep", "study.toml", "--dry-run"],
        ["measure", name],
        ["status", name],
        ["report", name],
        ["run", "good.toml", "--events", "w" * 300],
        ["run", "good.toml", "--out", "z" * 400],
        ["diff", "good.toml", name],
    ):
        code, _, err = said(capsys, *argv)
        assert code == 2 and len(err.splitlines()) <= 3, (argv[0], err[:300])


def test_a_way_up_and_up_is_outside(here, capsys):
    (here / "child.toml").write_text(f'extends = "{"../" * 400}a.toml"\n', encoding="utf-8")
    code, _, err = said(capsys, "explain", "child.toml")
    assert code == 2 and "leads outside the library" in err


def test_set_takes_levers_as_study_files_name_them(here):
    (here / "parent.toml").write_text(PARENT, encoding="utf-8")
    assert load("parent.toml", ["team.hours_per_week=3"]).policies[0].hours_per_week == 3
    with pytest.raises(InputError, match="no policy of kind admission"):
        load("parent.toml", ["admission.batch_size=5"])


def test_a_wrong_value_of_a_design_file_is_told_by_its_own_line(here, capsys):
    (here / "study.toml").write_text(
        '[study]\ntitle = "a"\nscenarios = ["good.toml"]\nprimary = "posts_own"\n[design]\nkind = "file"\nfile = "cases.csv"\n',
        encoding="utf-8",
    )
    rows = ['"stop_first",visit_base', *(f"0.{k},-7" for k in range(1, 8)), '"0.4","-7"', "1.7,-7", "0.5,-7"]
    (here / "cases.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    code, _, err = said(capsys, "sweep", "study.toml", "--dry-run")
    assert code == 2 and "cases.csv:10: behaviour.stop_first: 1.7 is out of range" in err and "study.toml" not in err


# -- consoles and disks --------------------------------------------------------------------------------------------------------


def command(*argv: str, close: str = "", folder: Path = ROOT) -> subprocess.CompletedProcess:
    typed = " ".join(["exec", f'"{sys.executable}"', "-m", "sim.command.main", *argv, close])
    return subprocess.run(
        ["bash", "-c", typed], cwd=folder, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


@pytest.mark.parametrize("close", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_without_a_console_the_work_is_done_and_the_code_is_right(here, close):
    done = command("explain", "good.toml", close=close, folder=here)
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert (not done.stdout) == (">&-" in close.replace("2>&-", ""))
    wrong = command("explain", "gone.toml", close=close, folder=here)
    assert wrong.returncode == 2 and not wrong.stdout


def test_files_are_there_together_or_not_at_all(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("old", encoding="utf-8")
    real = os.fsync

    def full(handle: int) -> None:
        if "b.csv" in os.readlink(f"/proc/self/fd/{handle}") if sys.platform == "linux" else False:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as told:
        write_together({tmp_path / "a.csv": b"new", tmp_path / "b.csv": b"new", tmp_path / "c.csv": b"new"})
    assert Path(told.value.filename).name == "b.csv"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"] and (tmp_path / "a.csv").read_text(
        encoding="utf-8"
    ) == "old"
    monkeypatch.setattr(os, "fsync", real)
    write_together({tmp_path / "a.csv": b"new", tmp_path / "c.csv": b"new"})
    assert (
        sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "c.csv"]
        and (tmp_path / "a.csv").read_text(encoding="utf-8") == "new"
    )


def test_a_system_without_locks_says_so(here):
    code = (
        "import sys; sys.modules['fcntl'] = None\nfrom pathlib import Path\nfrom sim.command.main import main\nfrom sim.errors import InputError\n"
        "from sim.laboratory.store.lock import FolderLock\nfound = [main(['status', 'o']), main(['explain', 'good.toml'])]\n"
        "try:\n    FolderLock(Path('.'))\nexcept InputError as error:\n    print(error, file=sys.stderr)\nprint(*found)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=here,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.splitlines()[-1] == "2 0" and "WSL" in done.stderr and "Traceback" not in done.stderr


def test_the_folder_of_another_form_is_told_in_one_sentence(here, capsys):
    (here / "o").mkdir()
    (here / "o" / "manifest.json").write_text(json.dumps({"schema": 1, "kind": "sweep"}), encoding="utf-8")
    code, _, err = said(capsys, "report", "o")
    assert (
        code == 2
        and "was written in another form: schema 1 there" in err
        and "community-sim resume o --fork NEW" in err
        and len(err.splitlines()) == 1
    )


@pytest.mark.parametrize(
    "argv",
    [
        ["explain", "opn.toml"],
        ["explain", "good.toml", "--set", "community.days=x"],
        ["explian", "good.toml"],
        ["run", "good.toml", "--replication", "x"],
        ["measure", "gone.csv"],
    ],
)
def test_faults_are_told_in_the_language_that_was_asked_for(here, capsys, argv):
    _, _, english = said(capsys, *argv)
    code, _, dutch = said(capsys, *argv, "--lang", "nl")
    assert (
        code == 2
        and dutch != english
        and "allowed" not in dutch
        and "did you mean" not in dutch
        and "toegestaan: " in dutch
    )
    assert said(capsys, *argv, "--lang=nl")[2] == dutch


def test_what_was_asked_of_no_scenario_loads_none():
    assert Asked().scenarios([], ["community.days=3"], None, None) == []


# -- an installed copy ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_installed_copy_has_its_library_settings_and_words(tmp_path):
    """Installed from the source into a folder of its own, away from any checkout."""
    source, target, away = tmp_path / "source", tmp_path / "target", tmp_path / "away"
    away.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        if name.split("/")[0] in ("sim", "scenarios", "experiments") or "/" not in name:
            copy = source / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
    alone = ("--no-deps", "--no-build-isolation", "--no-index")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", *alone, "--target", str(target), str(source)],
        check=True,
        capture_output=True,
    )
    carried = target / "sim" / "carried"
    assert {path.name for path in carried.iterdir()} == {"scenarios", "experiments"}
    for folder in ("scenarios", "experiments"):
        here = {path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*.toml")}
        assert here == {path.relative_to(carried / folder) for path in (carried / folder).rglob("*.toml")}
    (away / "child.toml").write_text(
        'extends = "baseline.toml"\ntitle = "Child"\n[community]\naudience = 300\ndays = 60\n', encoding="utf-8"
    )
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\nimport sim\nfrom sim.command.main import main\nassert sim.__file__.startswith(sys.argv[1])\n"
        "assert main(['explain', 'child.toml', '--lang', 'nl']) == main(['scenarios', 'filter', '--lang', 'nl']) == 0\n"
        "from sim.evidence.observing import load_setting, settings_folder\nload_setting('living'); settings_folder('replications')\n"
        "from sim.studies.pairs.pair import read_pairs\nassert len(read_pairs(None)) > 20\n"
        "from sim.command.reading import Asked\nassert Asked().scenarios([Asked().from_library('bench.toml')], [], None, None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(target)],
        cwd=away,
        capture_output=True,
        text=True,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
    )
    assert done.returncode == 0, done.stderr
    assert "Het beheerteam heeft 8 uur per week" in done.stdout
    assert "sim/carried/scenarios/rules/filter-kept-up.toml" in done.stdout
    assert tomllib.loads((carried / "scenarios" / "baseline.toml").read_text(encoding="utf-8"))
