"""Every text exists in every language, with the same blanks to fill in, and nothing is left in the other language."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from sim import words
from sim.rules import PARAMETERS
from sim.words import LANGUAGES, catalogue, listing, number, percent, rooms, say

BLANK = string.Formatter()
CATALOGUES = Path(words.__file__).parent
ROOT = Path(__file__).resolve().parents[2]


def blanks(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in BLANK.parse(text) if name is not None}


DECLARED = {"parameters": {f"parameters.{name}" for name in PARAMETERS}}
"""Keys of a room whose English text is declared beside the code, and stands nowhere else."""


@pytest.mark.parametrize("room", rooms())
def test_same_keys_in_every_language(room):
    english, declared = set(catalogue(room, "en")), DECLARED.get(room, set())
    assert not english & declared, f"{room}: said in the catalogue and beside the code"
    for lang in LANGUAGES[1:]:
        other = set(catalogue(room, lang))
        assert other == english | declared, (
            f"{room}: missing in {lang} {sorted((english | declared) - other)}, beyond English {sorted(other - english - declared)}"
        )


@pytest.mark.parametrize("room", rooms())
def test_a_catalogue_is_toml_and_holds_every_key_once(room):
    """The quick reader and the reader of all TOML find the same texts."""
    text = (CATALOGUES / f"{room}.toml").read_text(encoding="utf-8")
    flat: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}

    def walk(table, above):
        for key, value in table.items():
            if isinstance(value, str):
                flat[key][above] = value
            else:
                walk(value, f"{above}.{key}" if above else key)

    walk(tomllib.loads(text), "")
    assert flat == {lang: catalogue(room, lang) for lang in LANGUAGES}


@pytest.mark.parametrize(
    "wrong", ['en = "before any key"\n', "[x.a]\nen = 'single'\n", '[x.a]\nnl = "a"\nen = "b"\n', '[x.a]\nfr = "a"\n']
)
def test_what_is_not_of_that_shape_is_refused(wrong, tmp_path, monkeypatch):
    (tmp_path / "x.toml").write_text(wrong, encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    words.catalogue_of.cache_clear()
    with pytest.raises(ValueError, match="x.toml"):
        catalogue("x")
    words.catalogue_of.cache_clear()


@pytest.mark.parametrize("room", rooms())
def test_keys_start_with_their_room(room):
    for key in catalogue(room, "en"):
        assert key.startswith(f"{room}."), key


@pytest.mark.parametrize("room", rooms())
def test_same_blanks_in_every_language(room):
    for key, text in catalogue(room, "en").items():
        assert blanks(text) == blanks(catalogue(room, "nl")[key]), f"{key}: the blanks differ"
    assert not any(blanks(catalogue(room, "nl")[key]) for key in DECLARED.get(room, ()))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("room", rooms())
def test_no_text_is_empty_or_padded(room, lang):
    for key, text in catalogue(room, lang).items():
        assert text.strip(), f"{key} is empty"
        assert "  " not in text.strip(), f"{key} has two spaces in a row"


def test_dutch_is_not_english_left_standing():
    english = re.compile(r"\b(the|members|posts|which|their|people|every|with|from)\b", re.IGNORECASE)
    for room in rooms():
        for key, text in catalogue(room, "nl").items():
            english_words = english.findall(re.sub(r"\{[^}]*\}|\([^)]*\)|<[^>]*>|\b[a-z]+(?:-[a-z]+)*=\S+", "", text))
            assert len(english_words) < 2, f"{key} reads as English: {text}"


def test_dutch_uses_the_agreed_words():
    for room in rooms():
        for key, text in catalogue(room, "nl").items():
            for never in (
                "lurker",
                "moderator team",
                "spambot",
                "creators",
                "ingeslapen",
                "met dienst",
                "hetzelfde geluk",
                "bij even lang lidmaatschap",
            ):
                assert never not in text.lower(), f"{key}: {never}"


OTHER_WORDS = {
    "rapport": "verslag",
    "discussie": "draad|draden|gesprek(ken)?",
    "antwoorden": "berichten en reacties",
    "run": "simulaties",
    "interval": "(toevals)?marges?",
    "rekenkern": "engine",
    "startgetal": "seed",
    "log": "logboek(en)?",
    "expert": "deskundigen?",
    "beheerteam": "beheerder|hosts?|het beheer",
    "uitglijder": "misser|misstap(pen)?|incident",
    "strafpunt": "strepen",
    "reclamebericht": "commerciële berichten|commercieel bericht",
    "smalltalk": "gezellige praat",
    "aanmelding": "aanvragen|(de|één|een) aanvraag",
    "aannemelijk": "geloofwaardig",
    "groepsgevoel": "verbondenheid",
    "doelgroep": "publiek",
    "letter": "graad",
    "u": "je|jij|jouw",
    "community’s": "communities",
}
"""What a thing is called in Dutch, and what it might have been called: one word for a thing."""


def dutch_of_files() -> dict[str, str]:
    """The Dutch of the library, of the settings of experiments and of the page for strategists, without its files and answers."""
    texts = {}
    for folder in ("scenarios", "experiments"):
        for file in sorted((ROOT / folder).rglob("*.toml")):
            for n, text in enumerate(re.findall(r'\bnl = "([^"]*)"', file.read_text(encoding="utf-8"))):
                texts[f"{folder}/{file.stem} {n}"] = text
    page = (ROOT / "docs" / "strategist.nl.md").read_text(encoding="utf-8")
    texts["strategist.nl.md"] = re.sub(r"```.*?```|`[^`]*`|\([^)]*\.md[^)]*\)", "", page, flags=re.DOTALL)
    return texts


def test_dutch_has_one_word_for_a_thing_and_one_kind_of_quotation_mark():
    """A page is a rapport; who replies gives an antwoord, a reactie takes one click; quotes are ‘ and ’, as the apostrophe is."""
    texts = {key: text for room in rooms() for key, text in catalogue(room, "nl").items()} | dutch_of_files()
    for key, text in texts.items():
        words = re.sub(r"\{[^}]*\}|`[^`]*`", "", text)
        if not key.startswith("faults."):  # they name options, keys and tables
            for word, other in OTHER_WORDS.items():
                assert not re.search(rf"\b({other})\b", words, re.IGNORECASE), f"{key}: {word} is the word: {text}"
            assert not re.search(r"\d %", words), f"{key}: {text}"
        assert not set(words) & set("“”„"), f"{key}: {text}"
        assert key.startswith(("faults.", "cli.")) or not re.search(r"\w'\w|(?<=\s)'[stn]\b", words), f"{key}: {text}"


@pytest.mark.parametrize(
    ("value", "digits", "english", "dutch"),
    [
        (1228.5, 1, "1,228.5", "1.228,5"),
        (1228.5, 0, "1,228", "1.228"),
        (0.46, 2, "0.46", "0,46"),
        (-3, None, "-3", "-3"),
        (-0.001, 2, "0.00", "0,00"),
        (1_000_000, None, "1,000,000", "1.000.000"),
        (0.01234, None, "0.0123", "0,0123"),
        (float("nan"), None, "–", "–"),
        (0.0, None, "0", "0"),
    ],
)
def test_numbers_are_written_as_the_language_does(value, digits, english, dutch):
    assert number(value, "en", digits) == english
    assert number(value, "nl", digits) == dutch


def test_signs_percentages_and_lists():
    assert number(5, sign=True) == "+5"
    assert number(-0.0001, digits=1, sign=True) == "0.0"
    assert percent(0.125, "nl") == "12,5%"
    assert listing(["a"], "nl") == "a"
    assert listing(["a", "b", "c"], "nl") == "a, b en c"
    assert listing(["a", "b"], "en") == "a and b"


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="allowed: en, nl"):
        say("policies.nothing", "fr")
