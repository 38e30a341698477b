"""Compiled code on the disk: damaged, foreign, cut off or not to be written, it is never believed and never fatal."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.day import run
from sim.errors import InputError
from sim.world import engine, keeping
from sim.world.compiled import Compiled
from sim.world.keeping import DIGEST

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "def twice(x):\n    return 2 * x + 1\n\n\ndef thrice(x):\n    return 3 * x + 1\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COMMUNITY_SIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(keeping, "_told", set())
    (tmp_path / "small.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def fresh(folder: Path, name: str = "twice"):
    """The function as a new process would compile it."""
    spec = importlib.util.spec_from_file_location("small", folder / "small.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Compiled(getattr(module, name), variant=lambda: "-test")


def hits_and_misses(function) -> tuple[int, int]:
    stats = function.dispatcher.stats
    return sum(stats.cache_hits.values()), sum(stats.cache_misses.values())


def files(folder: Path) -> list[Path]:
    return sorted((folder / "cache").rglob("*.nbc"))


def test_code_is_kept_and_found_again(folder):
    first = fresh(folder)
    assert first(3) == 7 and hits_and_misses(first) == (0, 1)
    again = fresh(folder)
    assert again(3) == 7 and hits_and_misses(again) == (1, 0)
    assert [path.parent.name for path in files(folder)] == [engine.cache_folder("-test").name]


def cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def flipped(raw: bytes) -> bytes:
    return raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:]


def made_up(raw: bytes) -> bytes:
    body = raw[DIGEST:].split(b"\n", 1)[0] + b"\n" + pickle.dumps(("nothing", "that", "fits"))
    return hashlib.sha256(body).digest() + body


@pytest.mark.parametrize(
    "harm",
    [lambda raw: b"", lambda raw: b"x", cut, flipped, lambda raw: raw[:DIGEST], lambda raw: b"\0" * len(raw), made_up],
)
def test_a_damaged_file_is_noticed_and_made_anew(folder, harm, capsys):
    assert fresh(folder)(3) == 7
    (file,) = files(folder)
    whole = file.read_bytes()
    file.write_bytes(harm(whole))
    other = fresh(folder)
    assert other(3) == 7 and hits_and_misses(other) == (0, 1)
    last = fresh(folder)
    assert last(3) == 7 and hits_and_misses(last) == (1, 0)
    assert ("made anew" in capsys.readouterr().err) == (harm is made_up)


def test_the_code_of_another_function_or_engine_is_not_taken(folder):
    assert fresh(folder)(3) == 7
    (own,) = files(folder)
    assert fresh(folder, "thrice")(3) == 10
    (other,) = set(files(folder)) - {own}
    own.write_bytes(other.read_bytes())  # whole, and of something else
    assert fresh(folder)(3) == 7


def test_new_sources_never_meet_old_code(folder, monkeypatch):
    assert fresh(folder)(3) == 7
    monkeypatch.setattr(engine, "engine_id", lambda: "0" * 16)
    later = fresh(folder)
    assert later(3) == 7 and hits_and_misses(later) == (0, 1)
    old, new = sorted((folder / "cache").iterdir(), key=lambda path: path.name != engine.cache_folder("-test").name)[
        ::-1
    ]
    for file in old.iterdir():  # an old file under the new engine's name
        (new / file.name).write_bytes(file.read_bytes())
    last = fresh(folder)
    assert last(3) == 7


@pytest.mark.parametrize("place", ["a file", "no right"])
def test_a_place_that_cannot_be_written_is_never_fatal(folder, monkeypatch, capsys, place):
    if place == "a file":
        (folder / "cache").write_text("", encoding="utf-8")
    else:

        def refuse(*_):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "replace", refuse)
    one, other = fresh(folder), fresh(folder, "thrice")
    assert one(3) == 7 and other(3) == 10 and one(3.0) == 7.0
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "COMMUNITY_SIM_CACHE" in said and not list((folder / "cache").rglob("*.tmp"))


def test_a_folder_that_may_only_be_read_is_read(folder, monkeypatch, capsys):
    assert fresh(folder)(3) == 7
    monkeypatch.setattr(Path, "write_bytes", lambda *_: pytest.fail("it was written"))
    monkeypatch.setattr(Path, "mkdir", lambda *_, **__: pytest.fail("it was made"))
    again = fresh(folder)
    assert again(3) == 7 and hits_and_misses(again) == (1, 0) and not capsys.readouterr().err


@pytest.mark.parametrize("home", ["/nonexistent/home", ""])
def test_verbs_that_need_no_compiled_code_work_without_a_place(tmp_path, home):
    environment = {
        key: value for key, value in os.environ.items() if key not in ("COMMUNITY_SIM_CACHE", "XDG_CACHE_HOME", "HOME")
    }
    environment |= {"PYTHONPATH": str(ROOT)} | ({"HOME": home} if home else {})
    code = (
        "import os, pathlib\n"
        + (
            ""
            if home
            else "pathlib.Path.home = classmethod(lambda cls: (_ for _ in ()).throw(RuntimeError('no home')))\n"
        )
        + "from sim.command.main import main\nscenario = os.path.join(os.environ['PYTHONPATH'], 'scenarios', 'open.toml')\n"
        "print(main(['explain', scenario]), main(['diff', scenario, scenario]), main(['status', 'gone']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert (
        done.stdout.splitlines()[-1] == "0 0 2"
        and "Traceback" not in done.stderr
        and "cache" not in done.stderr.lower()
    )


# -- from Python ---------------------------------------------------------------------------------------------------------------

SMALL = {"audience": 60, "days": 30}


@pytest.mark.parametrize("replication", [1.5, "1", -1, True, 2**31, None])
def test_a_replication_that_is_none_is_told_in_a_sentence(replication):
    setup = sim.Community(**SMALL, replication=0).setup
    with pytest.raises(InputError, match="replication: .* is not the number of a replication; allowed a whole number"):
        sim.simulate(setup, replication=replication)
    if replication is not None:
        with pytest.raises(InputError, match="is not the number of a replication"):
            sim.Community(**SMALL, replication=replication)
    assert sim.simulate(setup, replication=np.int64(1)).replication == 1


@pytest.mark.parametrize(
    "asked, at_hand, lines", [(True, False, 2), (False, False, 0), (True, True, 0), (False, True, 0)]
)
def test_that_the_engine_is_compiled_is_said_once_and_only_where_it_is_and_was_asked_for(
    monkeypatch, capsys, asked, at_hand, lines
):
    told = lambda: capsys.readouterr().err.count("\n")  # noqa: E731
    before, ordinary = [], run.simulate
    monkeypatch.setattr(run, "is_compiled", lambda: at_hand)
    monkeypatch.setattr(run, "simulate", lambda setup: before.append(told()) or ordinary(setup))
    assert run.prepare(progress=asked) >= 0.0
    assert (before, told()) == ([lines // 2], lines - lines // 2), "a run, for which it is compiled, between the two"
