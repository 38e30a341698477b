"""`community-sim new`: asked in a terminal or piped in, it writes the files that the page would, and refuses what is no answer."""

from __future__ import annotations

import io
import itertools

import pytest

from sim.page import plans, questions
from sim.scenario import load
from sim.scenario.toml import toml
from sim.words import LANGUAGES
from tests.toys.commanding import said


def ask(monkeypatch, capsys, text, *args):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    return said(capsys, "new", *args)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_by_letter_or_name_make_the_files_of_the_page(monkeypatch, capsys, tmp_path, lang):
    text = "e\n500\nreaders\n\n\nb\n16\n\nd\n\n\n50\n1:50, ambassadors\nchallenge:monthly;5\n\n"
    code, told, asked = ask(monkeypatch, capsys, text, "--out", str(tmp_path / "in"), "--lang", lang)
    assert code == 0 and told.count("ours-2.toml") == 2 and "community-sim compare" in told
    base = plans.baseline(
        {
            "goal": "service",
            "audience": "500",
            "people": "readers",
            "access": "request",
            "hours": "16",
            "posts": "workdays",
            "rate": "50",
        }
    )
    wanted = [
        base,
        plans.plan(base, {"batches": "50", "ambassadors": "8"}),
        plans.plan(base, {"challenge": "monthly", "welcome": "personal"}),
    ]
    for name, tables in zip(("ours", "ours-1", "ours-2"), wanted, strict=True):
        file = tmp_path / "in" / f"{name}.toml"
        assert file.read_text(encoding="utf-8") == toml(tables)
        assert load(file).community.hour_cost == 50
    assert plans.sentences({"hours": "16"}, lang)[6].split()[0] in asked


def test_every_question_and_every_advice_is_shown(monkeypatch, capsys, tmp_path):
    _, _, asked = ask(monkeypatch, capsys, "", "--out", str(tmp_path))
    for question in questions.QUESTIONS:
        assert all(plans.choice(question, option.name, "en") in asked for option in question.options)
    for advice in questions.ADVICE:
        assert plans.advised(advice, advice.default, "en")[1:] in asked
    assert load(tmp_path / "ours.toml").hash() == load(tmp_path / "ours.toml").build(plans.baseline({})).hash()


def test_a_question_that_another_answer_settles_is_not_asked(monkeypatch, capsys, tmp_path):
    text = "\n\n\n\n\n\nnone\n"
    code, _, _ = ask(monkeypatch, capsys, text, "--out", str(tmp_path))
    assert code == 2
    _, _, asked = ask(monkeypatch, capsys, "\n\n\n\n\n\na\n", "--out", str(tmp_path))
    assert "In which weeks?" not in asked


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("z\n", "answers:1: 'z' is none of the answers; allowed a to l"),
        ("servise\n", "did you mean service"),
        ("\n" * 12 + "99\n", "answers:13: '99' is no advice of the list; allowed 1 to 25"),
        ("\n" * 12 + "1:7\n", "'7' is not how much of batches there can be; allowed one of 5, 10"),
        ("\n" * 12 + "2,3\n", "motivation and invitation both say who gets in"),
        ("\n" * 12 + "batchez\n", "did you mean batches"),
        ("x" * 5000 + "\n", "..."),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_written(monkeypatch, capsys, tmp_path, text, wanted):
    for lang in LANGUAGES:
        code, told, asked = ask(monkeypatch, capsys, text, "--out", str(tmp_path / "new"), "--lang", lang)
        assert code == 2 and not told and "Traceback" not in asked
        assert lang != "en" or wanted in asked
        assert lang != "nl" or " is none of" not in asked and " is no advice" not in asked and " both say" not in asked
    assert not (tmp_path / "new").exists()


def test_files_that_are_there_stay_unless_forced(monkeypatch, capsys, tmp_path):
    (tmp_path / "ours.toml").write_text("mine", encoding="utf-8")
    code, _, asked = ask(monkeypatch, capsys, "", "--out", str(tmp_path))
    assert code == 2 and "--force" in asked and (tmp_path / "ours.toml").read_text(encoding="utf-8") == "mine"
    code, _, _ = ask(monkeypatch, capsys, "", "--out", str(tmp_path), "--force")
    assert code == 0 and load(tmp_path / "ours.toml")


def test_a_terminal_is_asked_again(monkeypatch, capsys, tmp_path):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stdin", Terminal("z\nservice\n" + "\n" * 11 + "99\n1\n\n"))
    code, told, asked = said(capsys, "new", "--out", str(tmp_path))
    assert code == 0 and asked.count("What is the community for?") == 1 and "is none of the answers" in asked
    assert (
        load(tmp_path / "ours.toml").community.goal == "service"
        and (tmp_path / "ours-1.toml").exists()
        and "ours-2" not in told
    )


def test_at_most_six_plans(monkeypatch, capsys, tmp_path):
    text = "\n" * 12 + "".join(f"{n}\n" for n in itertools.islice(itertools.count(4), 9))
    assert ask(monkeypatch, capsys, text, "--out", str(tmp_path))[0] == 0
    assert (tmp_path / "ours-6.toml").exists() and not (tmp_path / "ours-7.toml").exists()
