"""The study of all pairs: each scenario run once, open answers asked longer, earlier answers set beside."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from sim.command.main import main
from sim.errors import InputError
from sim.report.pairs.page import CHANGES, PairsView, headline, pairs_page, pairs_text, read_why
from sim.report.press.page import markdown
from sim.studies.pairs.pair import read_pairs
from sim.studies.pairs.study import BESIDE, Answers, PairsPlan, effect_of, read_answers, run_pairs
from sim.words import LANGUAGES, catalogue

PAIRS = read_pairs()
HOURS = [pair for pair in PAIRS if pair.first == "hours/eight-hours"]


def answers_of(*rows):
    return Answers(plan=PairsPlan("", 10, 12), points=(), primary="", failures=(), provenance={}, rows=rows)


@pytest.fixture(scope="module")
def toy():
    return run_pairs(HOURS, workers=1, first=10, most=12, kernel="toy_sweep")


def test_every_pair_has_a_theme_that_speaks_all_languages():
    for lang in LANGUAGES:
        words = catalogue("pairs", lang)
        for theme in {pair.theme for pair in PAIRS}:
            assert f"pairs.theme.{theme.lower().replace(' ', '_')}" in words
    assert all(pair.asks and pair.advice and pair.keys for pair in PAIRS)


def test_pairs_that_were_stopped_go_on_from_their_folder(toy, tmp_path):
    from sim.studies.resuming import resume

    result = run_pairs(HOURS, workers=1, first=10, most=12, kernel="toy_sweep", out=tmp_path / "s")
    (tmp_path / "s/DONE").unlink()
    again = resume(tmp_path / "s", workers=1, kernel="toy_sweep")
    assert again.rows == result.rows == toy.rows and (tmp_path / "s/DONE").exists()
    assert repr(toy).startswith(f"Answers of {len(HOURS)} pairs of ") and len(toy.to_frame()) == len(HOURS) * len(
        toy.rows[0].effects
    )
    assert toy.answer("nl") and "undecided" in toy._repr_html_() + repr(toy)


def test_the_effect_is_the_one_that_was_planted(toy):
    """The toy's posters are 20 and a bit, and an hour of the team on the first day is worth one of them; its luck is shared."""
    by_name = {row.pair.second: row for row in toy.rows}
    two, twenty = by_name["hours/two-hours"].primary, by_name["hours/twenty-hours"].primary
    assert two.difference == pytest.approx((2 - 8) / 5, rel=1e-4)
    assert (two.verdict, twenty.verdict) == ("worse", "better")
    assert set(toy.rows[0].effects) == {toy.rows[0].measure, *BESIDE}


def test_open_pairs_are_run_longer_and_others_are_not(monkeypatch):
    """Verdicts are planted by noise: a pair that the first replications leave open has more, the others stay as they were."""
    import toy_sweep

    def noisy(setup, *, replication=0, events=False):
        run = plain(setup, replication=replication, events=events)
        minutes = float(np.asarray(setup.programme.table["host_minutes"])[0])
        if 20 <= minutes < 30:
            run.diary["posters_30d"] += 5.0 * (-1) ** replication + minutes / 6
        return run

    plain = toy_sweep.simulate
    monkeypatch.setattr(toy_sweep, "simulate", noisy)
    calls = []
    result = run_pairs(HOURS, workers=1, first=10, most=12, kernel="toy_sweep", progress=lambda *one: calls.append(one))
    n = {row.pair.second: row.n for row in result.rows}
    assert n["hours/two-hours"] == 12
    assert n["hours/twenty-hours"] == 10
    assert {stage for _, _, stage in calls} == {"first", "more"}
    assert result.provenance["again"] == sum(one == 12 for one in n.values())


def test_answers_are_written_and_read_back(toy, tmp_path):
    file = tmp_path / "answers.json"
    file.write_text(toy.to_json(), encoding="utf-8")
    again = read_answers(file)
    assert again.to_json() == toy.to_json()
    assert [row.pair for row in again.rows] == [row.pair for row in toy.rows]
    json.loads(file.read_text(encoding="utf-8"), parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    for text in ("", "[]", "{}", '{"form": 1, "pairs": [{}], "provenance": {}}', '{"form": 99}'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="is not a file of answers"):
            read_answers(file)


def as_before(row, verdict):
    return replace(row, effects={**row.effects, row.measure: replace(row.primary, verdict=verdict)})


def test_what_became_of_earlier_answers(toy):
    """Each kind of change, made by hand from one row that is worse now."""
    row = next(row for row in toy.rows if row.primary.verdict == "worse")
    kinds = {}
    for was in ("worse", "better", "undecided", "no_difference"):
        kinds[was] = PairsView(toy, "en", answers_of(as_before(row, was))).change(row)
    assert kinds == {"worse": "same", "better": "turned", "undecided": "decided", "no_difference": "other"}
    assert PairsView(toy, "en", answers_of(row)).change(as_before(row, "undecided")) == "opened"
    assert PairsView(toy, "en").change(row) == ""
    assert set(kinds.values()) | {"opened"} == set(CHANGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_every_pair_before_and_why(toy, lang, tmp_path):
    why = tmp_path / "why.toml"
    pair = HOURS[0]
    why.write_text(
        f'[[why]]\nfirst = "{pair.first}"\nsecond = "{pair.second}"\nen = "since so"\nnl = "omdat"\n', encoding="utf-8"
    )
    view = PairsView(toy, lang, toy, read_why(why))
    text = markdown(pairs_page(view), "x")
    assert all(f"`{row.pair.first}` → `{row.pair.second}`" in text for row in toy.rows)
    assert ("since so" if lang == "en" else "omdat") in text
    assert not re.search(r"[{}]", text)
    assert headline(view) in pairs_text(view)
    rows = [line for line in text.splitlines() if line.startswith("| C")]
    assert len(rows) == len(toy.rows)
    assert {line.count(" | ") for line in rows} == {text.split("| --- ")[0].splitlines()[-1].count(" | ")}


def test_reasons_that_cannot_be_read_are_refused(tmp_path):
    file = tmp_path / "why.toml"
    for text in ("why", "[[why]]\nfirst = 'a'\n", "[[why]]\nfirst = 'a'\nsecond = 'b'\nen = ''\nnl = 'x'\n"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="is no file of reasons"):
            read_why(file)
    with pytest.raises(InputError, match="cannot be read"):
        read_why(tmp_path / "none.toml")


def test_an_effect_by_hand():
    """Differences 1, 2, 3: mean 2, t interval 2 +- 4.303 / sqrt(3); missing pairs are left out."""
    effect = effect_of(np.array([1.0, 2.0, 3.0, np.nan]), np.array([2.0, 4.0, 6.0, 9.0]), "posters_30d")
    assert (effect.first, effect.second, effect.difference) == (2.0, 4.0, 2.0)
    assert effect.high - effect.difference == pytest.approx(4.302652729911275 / 3**0.5)
    assert effect.margin == pytest.approx(0.1)
    assert effect.verdict == "undecided"


SMALL = "[community]\naudience = 40\ndays = 7\nfounders = 10\n"


def test_the_command_runs_a_folder_of_ones_own(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "b.toml").write_text('extends = "a.toml"\n[behaviour]\n', encoding="utf-8")
    (tmp_path / "README.md").write_text(
        "### Mine\n\n| compare | with | advice | differs in | asks |\n|---|---|---|---|---|\n"
        "| `a` | `b` | C01 | `nothing` | does nothing do anything? |\n",
        encoding="utf-8",
    )
    asked = [
        "pairs",
        "--scenarios",
        ".",
        "--reps",
        "2",
        "--most",
        "3",
        "--out",
        "o",
        "--workers",
        "1",
        "--page",
        "page.md",
        "-q",
    ]
    assert main([*asked, "--json"]) == 0
    (tmp_path / "earlier.json").write_text(capsys.readouterr().out, encoding="utf-8")
    assert main([*asked, "--before", "earlier.json"]) == 0
    assert "1 of the pairs" in capsys.readouterr().out
    assert "does nothing do anything?" in (tmp_path / "page.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["pairs", "--scenarios", "nowhere"], "README.md: cannot be read; allowed the README of a folder of scenarios"),
        (
            ["pairs", "--before", "nowhere"],
            "nowhere: there is no such file; allowed a file that community-sim pairs --json wrote",
        ),
        (["pairs", "--why", "nowhere"], "nowhere: cannot be read; allowed a TOML file"),
        (["pairs", "--reps", "1"], "--reps: '1' is not such a number; allowed a whole number, 2 to 100,000"),
        (["doses", "--only", "team.hour"], "--only: team.hour: is no lever"),
        (["doses", "--reps", "0"], "--reps: '0' is not such a number"),
    ],
)
def test_what_is_typed_wrongly_ends_in_two(argv, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(argv) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert "Traceback" not in said.err + said.out
