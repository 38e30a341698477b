"""The plain Mesa twin: it does what the engine does, an error in either is found, and without agreement no ratio is told."""

from __future__ import annotations

import ast
import json
import sys

import pytest
from scipy import stats

from sim.command.printing import as_json
from sim.report.speed import twin_data, twin_text
from sim.rules import PARAMETERS
from sim.scenario import load
from sim.speed import c_twin, plain_mesa
from sim.speed import overhead as laboratory
from sim.speed import twin as studied
from sim.speed.c_twin import CTwinStudy
from sim.speed.twin import COUNTS, SETTING, Speed, TwinStudy, agreement, run_twin, speed, study_twin

RUNS = 30
# A false alarm in a million for five counts together (Bonferroni), by t with 2 x 30 - 2 degrees of freedom: 6.0 standard errors.
# What is planted lies about 8 standard errors apart in 400 people; a gate at 3 misses that seldomer than once in 1,000 draws.
TIGHT = float(stats.t.isf(1e-6 / (2 * len(COUNTS)), 2 * RUNS - 2))


@pytest.fixture(scope="module")
def setting():
    return load(SETTING).with_community(audience=400, days=60)


def test_the_twin_agrees_with_the_engine(setting):
    found = agreement(setting, RUNS)
    assert [one.name for one in found] == list(COUNTS)
    assert all(one.engine > 0 and one.twin > 0 for one in found)
    apart = {one.name: round(one.errors_apart, 2) for one in found}
    assert max(map(abs, apart.values())) < TIGHT, apart


@pytest.mark.parametrize(("parameter", "count"), [("reply_base", "replies"), ("start_base", "starts")])
def test_a_twin_with_a_planted_error_is_refused(setting, parameter, count):
    wrong = {parameter: PARAMETERS[parameter].default + 0.5}
    found = study_twin(large=False, setting=setting, runs=RUNS, twin_values=wrong)
    assert found.reason == "disagrees"
    assert found.speeds == ()
    assert count in [one.name for one in found.counts if not one.agrees]
    for lang, words in (("en", ("No ratio", "times the engine")), ("nl", ("Geen verhouding", "maal de rekenkern"))):
        text = twin_text(found, lang)
        assert words[0] in text and words[1] not in text
    assert json.loads(as_json(twin_data(found)))["speeds"] == []


def test_both_ways_to_make_a_feed_show_the_same(setting):
    lean, plain = (run_twin(setting, 4, own_feed=own) for own in (False, True))
    assert lean == plain
    assert run_twin(setting, 5) != lean


def test_the_plain_way_does_more_work_for_the_same_feed(setting, monkeypatch):
    """Counted, not timed, so that a busy machine cannot upset it: every visitor scores the live threads anew, instead of once when they move."""
    scored = {}
    score = plain_mesa.Twin.score

    def counting(twin, thread):
        scored[twin.own_feed] = scored.get(twin.own_feed, 0) + 1
        return score(twin, thread)

    monkeypatch.setattr(plain_mesa.Twin, "score", counting)
    for own in (False, True):
        run_twin(setting, 4, own_feed=own)
    assert scored[True] > 2 * scored[False] > 0


def test_a_ratio_is_told_when_they_agree(setting):
    found = speed(setting, 300, 40, 1)
    assert min(found.plain, found.lean, found.engine) > 0.0
    assert found.ratio_lean == pytest.approx(found.lean / found.engine)
    text = twin_text(TwinStudy(None, RUNS, (), (Speed(1000, 365, 1.0, 25.0, 80.0),)), "en")
    assert "1,000 people, 365 days  " in text
    assert [float(cell) for cell in text.splitlines()[-2].split()[-5:]] == [1.0, 25.0, 25.0, 80.0, 80.0]


def test_bench_tells_both(monkeypatch, capsys):
    from sim.command import main as cli
    from sim.speed import engine as benchmark

    twin = TwinStudy(None, RUNS, (), (Speed(1000, 365, 1.0, 25.0, 80.0),))
    monkeypatch.setattr(benchmark, "benchmark", lambda *_, **__: {"days": 365.0})
    monkeypatch.setattr(studied, "study_twin", lambda **_: twin)
    monkeypatch.setattr(laboratory, "benchmark_laboratory", lambda *_: {})
    monkeypatch.setattr(c_twin, "study_c_twin", lambda *_, **__: CTwinStudy("no_compiler"))
    for argv, parts in (
        (
            ["bench", "-q", "--runs", "20", "--set", "community.days=30"],
            ("days in a run", "Visit in C skipped", "plain Mesa"),
        ),
        (
            ["bench", "--json", "--runs", "20", "--set", "community.days=30"],
            ('"ratio_plain": 80.0', '"reason": "no_compiler"'),
        ),
    ):
        assert cli.main(argv) == 0
        output = capsys.readouterr().out
        assert all(part in output for part in parts), output


def test_the_twin_is_ordinary_python():
    for path in SETTING.parent.glob("plain_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in names:
                assert (
                    name in ("mesa", "sim.speed.plain_mesa", "sim.speed.plain_member")
                    or name.split(".")[0] in sys.stdlib_module_names
                ), f"{path.name} imports {name}"
