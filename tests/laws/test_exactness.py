"""The same bytes on every processor, from every process, until the engine itself changes; and then another engine id.

Committed vectors pin the keyed draws; the golden hash pins a whole run. ``python -m tests.golden`` renews the hash.
"""

from __future__ import annotations

import json
import lzma
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.special
from generic import generic, generic_machine
from worlds import policy, world

from sim.checks import simulate
from sim.day import engine_id
from sim.engine.built import BITCODE, DAY, built, is_of_today
from sim.errors import InputError
from sim.laboratory.simulating import simulate as simulate_kept
from sim.rules import RULES
from sim.world import arithmetic, keys
from tests.golden.__main__ import STORED, reference

RENEW = (
    'results changed: if on purpose, run `python -m tests.golden` and say so under "results changed" in CHANGELOG.md'
)
ROOT = Path(__file__).resolve().parents[2]
WORD = (1 << 64) - 1


def in_process(code: list[str], cwd: Path, cache: Path, **variables: str) -> str:
    """What a new Python process prints, with a cache of its own."""
    environment = {**os.environ, "COMMUNITY_SIM_CACHE": str(cache), "PYTHONPATH": str(cwd), **variables}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, *code], cwd=cwd, env=environment, capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="session")
def hashes() -> dict[str, str]:
    return reference()


def test_the_reference_run_gives_the_golden_bytes(hashes):
    assert hashes == json.loads(STORED.read_text(encoding="utf-8")), RENEW


def test_the_same_run_twice_is_the_same_bytes(hashes):
    assert reference() == hashes


@pytest.mark.skipif(built() is None, reason="the built engine is switched off: COMMUNITY_SIM_ENGINE")
def test_the_built_engine_gives_the_same_bytes_without_fma_and_avx2(hashes, tmp_path):
    """The built engine as machine code of a generic processor (no FMA, no AVX): the very same bytes."""
    import llvmlite.binding as llvm

    with generic(tmp_path) as made:
        assert reference() == hashes
    assert len(made) == 1, "the generic code was made, and was what ran"
    text = generic_machine().emit_assembly(llvm.parse_bitcode(lzma.decompress(BITCODE.read_bytes())))
    assert "mulsd" in text and "vmulsd" not in text and "vfmadd" not in text, "no instruction of AVX or FMA"


@pytest.mark.slow
def test_the_same_bytes_without_fma_and_avx2(hashes, tmp_path):
    """Compiled for a generic processor (no FMA, no AVX), in another process: the very same bytes."""
    said = in_process(
        ["-m", "tests.golden", "--print"],
        ROOT,
        tmp_path,
        NUMBA_CPU_NAME="generic",
        NUMBA_CPU_FEATURES="",
        COMMUNITY_SIM_ENGINE="compiled",
    )
    assert json.loads(said) == {**hashes, "avx": 0}, "the same bytes, and no instruction of AVX in the compiled day"


SAYS = """
import json, sys
sys.path.insert(0, {tests!r})
from worlds import world
from sim.day import engine_id, simulate
run = simulate(world(audience=200, days=60, everyone_in=True))
print(json.dumps([engine_id(), run.engine, run.diary["left"].sum()]))
"""


CALLS = """
import json
from sim.day.kernel import compiled_here, standard
from sim.rules import PARAMETERS, RULES
from sim.world.compiled import Compiled
from sim.world.engine import engine_id
from sim.world.parameters import record

leave_hazard = RULES["leave_hazard"]

def daily(p):
    return leave_hazard(0.0, 0.0, False, p)

caller = Compiled(daily)
hazard = caller(record(PARAMETERS, {})[0])
print(json.dumps([engine_id(), hazard, sum(caller.dispatcher.stats.cache_hits.values()), standard().pass_days is compiled_here().pass_days]))
"""
"""What is compiled and kept calls the rule, as the day does: its own lines stay the same when the rule is edited."""


def edited(folder: Path) -> None:
    """Make leaving nine times as likely in the copy of the sources in this folder."""
    rule = folder / "sim" / "rules" / "leaving.py"
    text = rule.read_text(encoding="utf-8")
    assert text.count("h = p.leave_base * exp(") == 1
    rule.write_text(text.replace("h = p.leave_base * exp(", "h = 9.0 * p.leave_base * exp("), encoding="utf-8")


def test_kept_code_that_calls_an_edited_rule_is_not_used_again(tmp_path):
    """A stale kernel would silently return old results: what calls the rule was kept, in the same place, before the rule was edited."""
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    first, again = (json.loads(in_process(["-c", CALLS], tmp_path, tmp_path / "cache")) for _ in range(2))
    assert first[0] == again[0] == engine_id() and (first[2], again[2]) == (0, 1), "kept, and found again"
    edited(tmp_path)
    second = json.loads(in_process(["-c", CALLS], tmp_path, tmp_path / "cache"))
    assert second[0] != first[0] and second[2] == 0
    assert second[1] == pytest.approx(9.0 * first[1]) and first[1] > 0.0
    assert second[3], "nor is the built engine, which is of the rule as it was"
    assert first[3] == (not is_of_today(DAY))


@pytest.mark.slow
def test_an_edited_rule_changes_engine_id_and_result(tmp_path):
    """A stale kernel would silently return old results: the cache was filled by the unedited rule, in the same place."""
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    code = ["-c", SAYS.format(tests=str(ROOT / "tests" / "toys"))]
    first = json.loads(in_process(code, tmp_path, tmp_path / "cache"))
    assert first[0] == first[1] == engine_id()
    edited(tmp_path)
    second = json.loads(in_process(code, tmp_path, tmp_path / "cache"))
    assert second[0] != first[0]
    assert second[2] > 2.0 * first[2]


def ours_or_everybody(value, n_posts, asleep, p):
    """Our own rule, as a researcher would paste it; another where the floor is 0: one day is enough for everybody.

    Two in one, since compiling the day takes the better part of a minute.
    """
    if p.leave_floor == 0.0:
        return 100.0
    h = p.leave_base * arithmetic.exp(-p.leave_worth * value)
    h *= p.leave_floor + (1.0 - p.leave_floor) / (1.0 + n_posts / p.leave_posts)
    if asleep:
        h *= p.asleep_leaves
    return h


OWN = {"leave_hazard": ours_or_everybody}


def test_a_copy_of_our_rule_gives_our_bytes():
    setup = world(policy("team", hours_per_week=8.0), audience=150, everyone_in=True)
    ours, theirs = simulate(setup, events=True), simulate_kept(setup, events=True, rules=OWN)
    assert theirs.diary.tobytes() == ours.diary.tobytes()
    assert theirs.events.tobytes() == ours.events.tobytes()
    assert theirs.engine.startswith(ours.engine)
    assert theirs.engine != ours.engine


def test_another_rule_replaces_ours():
    setup = world(audience=50, days=3, everyone_in=True, leave_floor=0.0)
    run = simulate_kept(setup, rules=OWN, check=True)
    assert run.diary["left"].tolist()[0] == 50
    assert simulate(setup).diary["left"][0] < 50


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"leaf_hazard": ours_or_everybody}, r"leaf_hazard: there is no such rule; .* did you mean leave_hazard\?"),
        (
            {"leave_hazard": lambda value, p: 0.0},
            r"leave_hazard: takes \(value, p\); allowed \(value, n_posts, asleep, p\)",
        ),
        (
            {"leave": lambda value, n_posts, asleep, p: -5.0},
            r"leave_hazard: gives -5 at value = .*, n_posts = .*; allowed 0 or more",
        ),
        ({"join_chance": lambda *a: 1.2}, r"join_chance: takes \(a\)"),
        (
            {"invite_chance": lambda value, ease, p: 1.0 + value},
            r"invite_chance: gives 1\.5 at value = 0\.5, ease = 0\.0; allowed a chance, 0 to 1",
        ),
        (
            {"invite_chance": lambda value, ease, p: "often"},
            r"invite_chance: gives str at .*; allowed a chance, 0 to 1",
        ),
        (
            {"invite_chance": lambda value, ease, p: p.no_such},
            r"invite_chance: fails at value = 0\.0, ease = 0\.0: AttributeError",
        ),
        ({"value_of": lambda *_: 1}, r"takes \(_\)"),
        ({"leave_hazard": 3}, r"leave_hazard: int is no function"),
    ],
)
def test_a_wrong_rule_is_refused_with_a_reason(rules, said):
    with pytest.raises(InputError, match=said):
        simulate(world(), rules=rules)


def mixed(h: int) -> int:
    """SplitMix64's finaliser on Python's whole numbers: an implementation apart."""
    h = ((h ^ (h >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    h = ((h ^ (h >> 27)) * 0x94D049BB133111EB) & WORD
    return h ^ (h >> 31)


def key_of(*words: int) -> int:
    """A key, word by word."""
    h = 0
    for word in words:
        h = mixed(((h ^ (word & WORD)) + 0x9E3779B97F4A7C15) & WORD)
    return h


VECTORS = [
    ((0, 0), 0xA706DD2F4D197E6F, 0.6524484863740322),
    ((1, 0), 0x5E41AB087439611E, 0.36818951565166946),
    ((0, 1), 0x08B4FDA8C892B50E, 0.03401170130434639),
    ((2026, 3, 1, 0), 0x67B3C877DA3D45D5, 0.4050870220764766),
    ((2026, 3, 40, 17, 364), 0x6A894B5582592B58, 0.4161574443590764),
    ((9007199254740991, 999, 56, 1999999, 3649, 12), 0xF1BC98F51B58C171, 0.9442840193181352),
    ((7, 0, 56, -1, 5), 0x4D02A72DD43A73AE, 0.30082173222420194),
]


@pytest.mark.parametrize(("words", "key", "drawn"), VECTORS)
def test_keys_are_those_committed(words, key, drawn):
    assert key_of(*words) == key
    h = keys.root_key(np.uint64(words[0]), np.uint64(words[1]))
    for word in words[2:]:
        h = keys.extend(np.uint64(h), np.uint64(word & WORD))
    assert int(h) == key
    assert keys.uniform(np.uint64(h)) == drawn == (key >> 11) * 2.0**-53


def test_keys_of_two_and_three_words_are_extensions():
    root = np.uint64(key_of(5, 0))
    assert int(keys.key1(root, 40, 7)) == key_of(5, 0, 40, 7)
    assert int(keys.key2(root, 40, 7, 12)) == key_of(5, 0, 40, 7, 12)
    assert int(keys.key3(root, 56, 7, 12, 3)) == key_of(5, 0, 56, 7, 12, 3)


def uniforms(*words) -> np.ndarray:
    """Uniforms of many keys at once; words are whole numbers or arrays."""
    h = np.zeros(1, np.uint64)
    with np.errstate(over="ignore"):
        for word in words:
            h = (h ^ np.asarray(word).astype(np.uint64)) + np.uint64(0x9E3779B97F4A7C15)
            h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            h = h ^ (h >> np.uint64(31))
    return (h >> np.uint64(11)).astype(float) * 2.0**-53


SIZE = 200_000
HERE = np.arange(SIZE)
NEIGHBOURS = {
    "next person": (uniforms(1, 0, 40, HERE, 9), uniforms(1, 0, 40, HERE + 1, 9)),
    "next day": (uniforms(1, 0, 40, HERE, 9), uniforms(1, 0, 40, HERE, 10)),
    "next purpose": (uniforms(1, 0, 40, HERE, 9), uniforms(1, 0, 41, HERE, 9)),
    "next replication": (uniforms(1, 0, 40, HERE, 9), uniforms(1, 1, 40, HERE, 9)),
    "next seed": (uniforms(1, 0, 40, HERE, 9), uniforms(2, 0, 40, HERE, 9)),
    "person and day exchanged": (uniforms(1, 0, 40, HERE, 300_000), uniforms(1, 0, 40, 300_000, HERE)),
}


@pytest.mark.parametrize("pair", sorted(NEIGHBOURS))
def test_neighbouring_keys_are_unrelated(pair):
    """Correlation, and correlation of distances from the middle, of 200,000 neighbours.

    Fixed keys; bound 4.9 standard errors (false alarm 1e-6 each, had the keys been drawn at random); finds a correlation of 0.022 all
    but surely. Uniformity by Kolmogorov-Smirnov at 1e-6.
    """
    a, b = NEIGHBOURS[pair]
    bound = 4.9 / np.sqrt(SIZE)
    assert abs(np.corrcoef(a, b)[0, 1]) < bound
    assert abs(np.corrcoef(abs(a - 0.5), abs(b - 0.5))[0, 1]) < bound
    assert np.max(np.abs(np.sort(b) - (HERE + 0.5) / SIZE)) < np.sqrt(np.log(2e6) / (2 * SIZE))
    assert len(np.unique(np.concatenate([a, b]))) >= 2 * SIZE - 1 - SIZE * (pair == "next person")


def test_exp_and_log_are_accurate():
    """Against numpy: relative error below 2e-15 (exp below 700: 4e-15, the argument's own rounding)."""
    x = np.concatenate([np.linspace(-30.0, 30.0, 4001), np.linspace(-700.0, 700.0, 1001)])
    ours = np.array([arithmetic.exp(v) for v in x])
    assert np.max(np.abs(ours / np.exp(x) - 1.0)) < 4e-15
    y = np.concatenate([np.geomspace(1e-300, 1e300, 4001), 1.0 + np.linspace(-0.5, 1.0, 2001)])
    ours = np.array([arithmetic.log(v) for v in y])
    assert np.max(np.abs(ours - np.log(y)) / np.maximum(np.abs(np.log(y)), 1e-3)) < 2e-15
    assert [arithmetic.exp(-1e9), arithmetic.log(0.0), arithmetic.exp(0.0), arithmetic.log(1.0)] == [
        0.0,
        -745.0,
        1.0,
        0.0,
    ]
    assert arithmetic.exp(1e9) == arithmetic.exp(709.0)


def test_logistic_and_normal_quantile_are_accurate():
    x = np.linspace(-40.0, 40.0, 2001)
    assert np.allclose([arithmetic.logistic(v) for v in x], scipy.special.expit(x), rtol=1e-14, atol=0.0)
    u = np.concatenate(
        [np.linspace(0.001, 0.999, 2001), np.geomspace(1e-15, 0.02, 500), 1.0 - np.geomspace(1e-12, 0.02, 500)]
    )
    z = np.array([arithmetic.normal_quantile(v) for v in u])
    assert np.max(np.abs(z - scipy.special.ndtri(u)) / np.maximum(np.abs(scipy.special.ndtri(u)), 0.1)) < 1.2e-9
    assert np.all(np.diff(np.array([arithmetic.normal_quantile(v) for v in np.linspace(0.02, 0.03, 4001)])) > 0), (
        "not monotone at the seam"
    )


def test_sorting_by_key():
    rng = np.random.default_rng(3)
    for n in (0, 1, 2, 3, 17, 1000):
        drawn = rng.integers(0, 2**63, n).astype(np.uint64) * np.uint64(2) + np.uint64(1)
        index = np.zeros(max(n, 1), np.int64)
        arithmetic.order_by_key(drawn, index, n)
        assert index[:n].tolist() == np.argsort(drawn).tolist()


def test_nothing_that_decides_calls_the_library():
    """No math.exp, np.exp, np.log, ** in world, rules and day: they differ by processor."""
    for file in [
        *(ROOT / "sim" / "rules").glob("*.py"),
        *(ROOT / "sim" / "day").glob("*.py"),
        ROOT / "sim" / "world" / "arithmetic.py",
    ]:
        text = file.read_text(encoding="utf-8")
        for word in ("math.", "np.exp", "np.log", "np.power", "np.sin", "np.cos", "np.tanh"):
            assert word not in text, f"{file.name} uses {word}"
    assert len(RULES) > 10
