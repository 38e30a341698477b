"""The visit in C: it leaves the bytes that the engine's own leaves, a fault in it is found, and where there is none that is said."""

from __future__ import annotations

import json
from copy import copy

import pytest

from sim.command.printing import as_json
from sim.day import simulate
from sim.report.speed import c_twin_data, c_twin_text
from sim.scenario import load
from sim.speed import c_twin
from sim.speed.c_twin import (
    BY,
    ENGINE,
    IN_BATCHES,
    LINE_BY_LINE,
    CTwin,
    CTwinStudy,
    Times,
    Unavailable,
    addresses,
    compiler_here,
    study_c_twin,
    visits_in_c,
)
from sim.world.tables import TABLES

SHORT = {"bench": 20, "baseline": 60}


def setup_of(name):
    scenario = load(f"scenarios/{name}.toml")
    return (scenario.with_community(days=SHORT[name]) if name in SHORT else scenario).setup()


@pytest.fixture(scope="module")
def twin():
    try:
        return CTwin()
    except Unavailable as problem:
        if problem.reason == "not_compiled":
            raise
        pytest.skip(c_twin_text(CTwinStudy(problem.reason), "en"))


@pytest.mark.parametrize("name", ["bench", "baseline", "everything"])
def test_a_visit_in_c_leaves_the_same_bytes(twin, name):
    setup = setup_of(name)
    engine = simulate(setup, replication=1, events=True)
    for by in BY:
        world = twin.run(setup, 1, by=by, events=True)
        visits = world.diary["visits"].sum()
        assert visits > 1_000 and twin.door.n == visits
        assert world.diary.tobytes() == engine.diary.tobytes()
        assert world.cohorts.tobytes() == engine.cohorts.tobytes()
        assert world.events[: int(world.s["n_events"][0])].tobytes() == engine.events.tobytes()
        assert twin.difference(setup, 1, by=by) is None


@pytest.mark.parametrize("days", [1, 5, 33])
def test_looks_made_in_vain_are_taken_back(twin, days):
    """Where on its lists the last reader stopped is to be seen in a table at the end of a run."""
    setup = load("scenarios/bench.toml").with_community(days=days).setup()
    assert twin.difference(setup, by=IN_BATCHES) is None


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("name", ["bench", "everything"])
def test_how_a_visit_is_timed_changes_nothing(twin, name, by):
    setup = setup_of(name)
    plain = twin.run(setup, by=by, events=True)
    for again in (False, True):
        timed = twin.run(setup, by=by, timed=True, again=again, events=True)
        assert 0 < twin.door.empty < twin.door.inside and twin.door.interrupted < twin.door.n
        assert [name for name, a, b in zip(plain._fields, plain, timed) if a.tobytes() != b.tobytes()] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("topic == second ? 0.7 : 0.05", "topic == second ? 0.7 : 0.06"),
        ("q->bad_seen += 0.1 * (share", "q->bad_seen += 0.1f * (float)(share"),
        ("AT(cursor, from_list[n]) -= stepped[n]", "AT(cursor, from_list[n]) -= 0"),
    ],
)
def test_a_fault_in_c_is_found_and_no_ratio_told(twin, monkeypatch, tmp_path, right, wrong):
    text = c_twin.SOURCE.read_text(encoding="utf-8")
    assert text.count(right) == 1
    (tmp_path / "visit.c").write_text(text.replace(right, wrong), encoding="utf-8")
    monkeypatch.setattr(c_twin, "SOURCE", tmp_path / "visit.c")
    faulty, libraries = copy(twin), visits_in_c(compiler_here())
    faulty.visits = addresses(libraries)
    monkeypatch.setattr(c_twin, "CTwin", lambda: faulty)
    found = study_c_twin(load("scenarios/bench.toml").with_community(days=20), runs=1)
    assert found.reason == "disagrees" and not found.times
    assert found.detail in TABLES
    for lang, table in (("en", "table"), ("nl", "tabel")):
        said = c_twin_text(found, lang)
        assert f"{table} {found.detail}." in said and "µs" not in said
    assert json.loads(as_json(c_twin_data(found)))["ratios"] == {}


@pytest.mark.parametrize("reason", ["no_compiler", "no_source", "no_engine", "not_compiled"])
def test_where_there_is_none_one_line_says_why(monkeypatch, tmp_path, reason):
    if reason == "no_compiler":
        monkeypatch.setenv("CC", "no-such-compiler")
    elif reason == "no_source":
        monkeypatch.setattr(c_twin, "SOURCE", tmp_path / "visit.c")
    else:
        monkeypatch.setattr(c_twin, "compiler_here", lambda: ["/bin/false"])
        monkeypatch.setattr(c_twin, "is_of_today", lambda part: reason == "not_compiled")
    found = study_c_twin(load("scenarios/bench.toml"))
    assert found.reason == reason
    said = {lang: c_twin_text(found, lang) for lang in ("en", "nl")}
    assert said["en"].startswith("Visit in C skipped: ") and said["nl"].startswith("Bezoek in C overgeslagen: ")
    assert not any("\n" in text for text in said.values())


def test_the_figures_are_medians_of_what_was_done_in_turn():
    times = {
        ENGINE: tuple(Times(visit, 500.0, 1800.0, 0.0) for visit in (1300.0, 1100.0, 1000.0)),
        LINE_BY_LINE: tuple(Times(visit, 400.0, 1700.0, 0.0) for visit in (1000.0, 1000.0, 2000.0)),
        IN_BATCHES: tuple(Times(visit, 450.0, 1600.0, 0.0) for visit in (650.0, 550.0, 500.0)),
    }
    found = CTwinStudy(None, "", "cc", 12_000, times)
    assert [found.ratio(by) for by in BY] == pytest.approx([1.0, 1.1, 2.0])
    rows = c_twin_text(found, "en").splitlines()
    assert [row.split()[-5:] for row in rows[2:5]] == [
        ["1.10", "1.00", "0.50", "1.80", "1.00"],
        ["1.00", "1.00", "0.40", "1.70", "1.10"],
        ["0.55", "0.50", "0.45", "1.60", "2.00"],
    ]
    assert rows[5].startswith("Medians of 3 repetitions of 12,000 visits") and rows[5].endswith(
        "1.3 times C line by line."
    )
    assert "hoogstens 1,3 keer" in c_twin_text(found, "nl")
    assert json.loads(as_json(c_twin_data(found)))["ratios"][LINE_BY_LINE] == pytest.approx(1.1)
