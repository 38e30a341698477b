"""One engine, three ways in: as it was built, compiled here, and as WebAssembly; every table comes out the same, byte for byte."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.day.kernel import compiled_here, identity, standard
from sim.engine import native
from sim.engine.built import BITCODE, COUNTING, DAY, ENTRIES, WASM, Built, built, is_of_today
from sim.engine.native import entry
from sim.engine.slots import slots_of
from sim.errors import WorkError
from sim.measures.counting import run as counting
from sim.measures.counting.figures import empty_record
from sim.measures.counting.log import DAY as SECONDS
from sim.measures.counting.log import OPENING
from sim.rules import PARAMETERS
from sim.rules.people import PRESETS, ROLES
from sim.scenario import load
from sim.world.parameters import record
from sim.world.tables import World, lay_out
from tests.conftest import find_chromium

ROOT = Path(__file__).resolve().parents[2]
NAMED = ("baseline", "everything", "bench")
TOLD = ("diary", "cohorts", "people", "ties", "posts", "events", "s")
NODE = shutil.which("node")
ROOM = 600_000
pytestmark = pytest.mark.skipif(
    os.environ.get("COMMUNITY_SIM_ENGINE") == "compiled",
    reason="the built engine is switched off: COMMUNITY_SIM_ENGINE",
)


def of_library():
    """Every scenario of the library by its path."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "scenarios").rglob("*.toml"))


@cache
def drawn(number: int):
    """A random valid scenario: one of the library, of another size, with some parameters anywhere in their ranges."""
    luck = np.random.default_rng(number)
    names = of_library()
    scenario = load(str(ROOT / names[luck.integers(len(names))]))
    audience = int(luck.integers(20, 900))
    uncertain = [parameter for parameter in PARAMETERS.values() if parameter.kind == "uncertain"]
    values = {
        one.name: float(luck.uniform(one.low, one.high))
        for one in luck.choice(np.array(uncertain, dtype=object), 12, replace=False)
    }
    return (
        scenario.with_community(audience=audience, founders=min(scenario.community.founders, audience))
        .with_values(**values)
        .setup()
    )


def laid_out(setup) -> World:
    """The tables of a run before anybody is born."""
    mix = np.array([setup.mix.get(role, 0.0) for role in ROLES])
    world = lay_out(setup, record(PARAMETERS, dict(setup.behaviour)), mix, PRESETS, ROOM)
    world.s["recording"] = 2
    return world


def lived(engine, setup, days: int) -> World:
    """The tables after so many days, by one way in."""
    world = laid_out(setup)
    engine.birth(world, setup.seed, 5, identity(setup.audience), setup.days)
    engine.pass_days(world, 0, days, setup.founders, setup.everyone_in)
    return world


def marks(world: World) -> dict[str, str]:
    """What a run left, by table; of events those that happened."""
    return {name: hashlib.sha256(getattr(world, name).tobytes()).hexdigest() for name in TOLD}


CASES = (
    [(f"scenarios/{name}.toml", 365) for name in NAMED]
    + [(name, 30) for name in of_library()[::7]]
    + [(number, 30) for number in range(20)]
)
SETTINGS = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "experiments" / "validation").glob("*.toml")
    if "100000" not in path.name
)
REST = [(name, 30) for name in [*of_library(), *SETTINGS] if (name, 30) not in CASES]


def setup_of(case):
    return drawn(case) if isinstance(case, int) else load(str(ROOT / case)).setup()


def test_what_was_built_is_of_today():
    assert built() is not None and {part: is_of_today(part) for part in ENTRIES} == {DAY: True, COUNTING: True}, (
        "make engine"
    )
    assert built().read(BITCODE) and built().read(WASM)


@pytest.mark.parametrize(("case", "days"), CASES + REST, ids=str)
def test_the_built_engine_and_the_one_compiled_here_give_the_same_bytes(case, days):
    setup = setup_of(case)
    days = min(days, setup.days)
    one, other = lived(standard(), setup, days), lived(compiled_here(), setup, days)
    assert int(one.s["n_events"][0]) <= ROOM and int(one.s["n_events"][0]) > 0
    assert not [name for name in TOLD if getattr(one, name).tobytes() != getattr(other, name).tobytes()]
    figures = []
    for count in (entry(COUNTING, "count_run"), counting.count_run.dispatcher):
        figure, roles = empty_record(), np.zeros((4, 5))
        count(one.events[: int(one.s["n_events"][0])], days, OPENING, OPENING + days * SECONDS, figure, roles)
        figures.append(figure.tobytes() + roles.tobytes())
    assert figures[0] == figures[1] and np.isfinite(np.frombuffer(figures[0], np.float64)).any()


def laid_in_a_file(setup, days: int, folder: Path) -> dict:
    """What another way in needs to run the same: the tables before birth, one after the other, and what should come of them."""
    world, order = laid_out(setup), identity(setup.audience)
    tables = {name: getattr(world, name) for name in world._fields} | {"order": order}
    told, at = [], 0
    with (folder / "tables.bin").open("wb") as file:
        for name, table in tables.items():
            raw = table.tobytes()
            told.append(
                {
                    "name": name,
                    "at": at,
                    "bytes": len(raw),
                    "words": [table.size, table.itemsize],
                    "shape": [*table.shape, *table.strides],
                }
            )
            file.write(raw)
            at += len(raw)
    after = marks(lived(compiled_here(), setup, days))
    return {
        "tables": told,
        "seed": setup.seed,
        "replication": 5,
        "days": setup.days,
        "until": days,
        "founders": setup.founders,
        "everyone": int(setup.everyone_in),
        "want": after,
    }


RUN = """
const lived = async (about, tables, code, hash) => {
  const {exports: x} = await WebAssembly.instantiate(await WebAssembly.compile(code), {});
  const at = {}, words = {};
  for (const t of about.tables) {
    at[t.name] = x.alloc(Math.max(64, t.bytes));
    new Uint8Array(x.memory.buffer, at[t.name], t.bytes).set(tables.subarray(t.at, t.at + t.bytes));
    words[t.name] = [0, 0, ...t.words, at[t.name], ...t.shape];
  }
  const spare = x.alloc(128), world = about.tables.filter(t => t.name !== 'order').flatMap(t => words[t.name]);
  const call = (name, args) => {
    const row = [spare, spare + 64, ...args], place = x.alloc(8 * row.length);
    new BigInt64Array(x.memory.buffer, place, row.length).set(row.map(BigInt));
    return x['community_' + name](place);
  };
  const status = [call('birth', [...world, about.seed, about.replication, ...words.order, about.days]),
                  call('pass_days', [...world, 0, about.until, about.founders, about.everyone])];
  const got = {};
  for (const name of Object.keys(about.want)) {
    const t = about.tables.find(t => t.name === name);
    got[name] = await hash(new Uint8Array(x.memory.buffer, at[name], t.bytes));
  }
  return {status, got};
};
"""
IN_NODE = (
    RUN
    + """
const fs = require('fs'), crypto = require('crypto');
const [about, tables, code] = process.argv.slice(2).map(name => fs.readFileSync(name));
lived(JSON.parse(about), tables, code, bytes => crypto.createHash('sha256').update(bytes).digest('hex')).then(r => console.log(JSON.stringify(r)));
"""
)


@pytest.mark.skipif(NODE is None, reason="there is no Node here")
@pytest.mark.parametrize(("case", "days"), CASES, ids=str)
def test_webassembly_gives_the_same_bytes_in_node(case, days, tmp_path):
    setup = setup_of(case)
    about = laid_in_a_file(setup, min(days, setup.days), tmp_path)
    (tmp_path / "about.json").write_text(json.dumps(about))
    (tmp_path / "run.js").write_text(IN_NODE)
    done = subprocess.run(
        [NODE, "run.js", "about.json", "tables.bin", str(WASM)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    data = json.loads(done.stdout)
    assert data == {"status": [0, 0], "got": about["want"]}


@pytest.mark.browser
def test_webassembly_gives_the_same_bytes_in_a_browser(tmp_path, chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        (tmp_path / "page.html").write_text("<input type=file multiple>")
        page.goto((tmp_path / "page.html").as_uri())  # from the disk, so that it may hash
        for case, days in CASES[:3] + CASES[-2:]:
            setup = setup_of(case)
            with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
                about = laid_in_a_file(setup, min(days, setup.days), Path(folder))
                page.set_input_files("input", [Path(folder) / "tables.bin", WASM])
                output = page.evaluate(
                    "async about => {"
                    + RUN
                    + """
                    const bytes = async file => new Uint8Array(await file.arrayBuffer());
                    const hash = async part => [...new Uint8Array(await crypto.subtle.digest('SHA-256', part))].map(x => x.toString(16).padStart(2, '0')).join('');
                    const [tables, code] = document.querySelector('input').files;
                    return lived(about, await bytes(tables), await bytes(code), hash);
                }""",
                    about,
                )
            assert output == {"status": [0, 0], "got": about["want"]}
        browser.close()


def test_a_built_engine_of_other_sources_is_left_alone(monkeypatch):
    stale = Built(
        {DAY: "0" * 16, COUNTING: built().parts[COUNTING]},
        *(getattr(built(), name) for name in ("bitcode", "wasm", "llvm", "numba")),
    )
    monkeypatch.setattr("sim.engine.built.built", lambda: stale)
    assert not is_of_today(DAY) and is_of_today(COUNTING)
    assert entry(DAY, "birth") is None and entry(COUNTING, "count_run") is not None
    assert standard().birth is compiled_here().birth


def test_a_damaged_built_engine_is_left_alone_and_says_so(monkeypatch, tmp_path, capsys):
    other = tmp_path / BITCODE.name
    other.write_bytes(BITCODE.read_bytes()[:-1])
    monkeypatch.setattr(native, "BITCODE", other)
    monkeypatch.setattr("sim.engine.built.BITCODE", other)
    monkeypatch.setenv("COMMUNITY_SIM_CACHE", str(tmp_path))
    monkeypatch.setattr("sim.world.keeping._told", set())
    native.native.cache_clear()
    try:
        assert entry(DAY, "birth") is None and entry(DAY, "pass_days") is None
    finally:
        native.native.cache_clear()
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 1 and "is not the engine that was built" in errors[0]


def test_bitcode_of_a_newer_compiler_is_left_alone_and_says_so(monkeypatch, tmp_path, capsys):
    def unreadable(bitcode, machine):
        raise RuntimeError("LLVM ERROR: Invalid record")

    monkeypatch.setattr(native, "_made", unreadable)
    monkeypatch.setenv("COMMUNITY_SIM_CACHE", str(tmp_path))
    monkeypatch.setattr("sim.world.keeping._told", set())
    native.native.cache_clear()
    try:
        assert entry(DAY, "birth") is None
    finally:
        native.native.cache_clear()
    assert f"LLVM {built().llvm}" in capsys.readouterr().err


def test_kept_machine_code_that_is_damaged_is_made_anew(monkeypatch, tmp_path):
    monkeypatch.setenv("COMMUNITY_SIM_CACHE", str(tmp_path))
    native.native.cache_clear()
    try:
        assert entry(DAY, "birth") is not None
        (file,) = tmp_path.glob("built-*.o")
        whole = file.read_bytes()
        anew = []

        def made(bitcode, machine, make=native._made):  # seconds each: the first is made indeed
            anew.append(make(bitcode, machine) if not anew else anew[0])
            return anew[-1]

        monkeypatch.setattr(native, "_made", made)
        for number, damaged in enumerate((b"", whole[:100], whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])), 1):
            file.write_bytes(damaged)
            native.native.cache_clear()
            assert entry(DAY, "birth") is not None and file.read_bytes() == whole and len(anew) == number
    finally:
        native.native.cache_clear()


def test_an_error_in_the_engine_is_our_own(monkeypatch):
    engine = native.native()
    kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)
    monkeypatch.setitem(engine.entries, "birth", kind(lambda row: 3))
    with pytest.raises(WorkError, match="status 3 in birth"):
        entry(DAY, "birth")(1)


def test_arguments_are_laid_out_as_the_engine_reads_them():
    table, spare = np.arange(6, dtype=np.float32).reshape(2, 3), np.zeros(128, np.uint8)
    row = slots_of(((table,), 7, True), spare)
    assert row.tolist() == [spare.ctypes.data, spare.ctypes.data + 64, 0, 0, 6, 4, table.ctypes.data, 2, 3, 12, 4, 7, 1]
    with pytest.raises(ValueError, match="in one piece"):
        slots_of((table[:, ::2],), spare)


def test_running_the_engine_as_built_loads_no_compiler():
    code = (
        "import sys; from sim.day import prepare, simulate; from sim.measures import measure_all; from sim.scenario import load; "
        f"run = simulate(load({str(ROOT / 'scenarios' / 'baseline.toml')!r}).setup(), events='posts'); "
        "found = measure_all(run.diary, run.cohorts, run.events); assert found; print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["False"]


def test_counting_a_run_as_plain_python_gives_the_same_bytes():
    """Where no compiler is loaded and the counting is not of today it is plain Python: founders are no newcomers there either."""
    setup = load(str(ROOT / "scenarios" / "baseline.toml")).with_community(audience=150, founders=12, days=90).setup()
    world = lived(standard(), setup, 90)
    results = []
    for count in (counting.count_run.as_python, counting.count_run.dispatcher):
        figure, roles = empty_record(), np.zeros((4, 5))
        count(world.events[: int(world.s["n_events"][0])], 90, OPENING, OPENING + 90 * SECONDS, figure, roles)
        results.append(figure.tobytes() + roles.tobytes())
    assert results[0] == results[1]
