"""Every parameter has words for readers, in both languages: what it is of whom, read on their own, and its unit."""

from __future__ import annotations

import re

import pytest

from sim.rules import PARAMETERS
from sim.scenario import Scenario
from sim.scenario.explain import diff, explain, named, valued
from sim.scenario.model import Community
from sim.words import LANGUAGES, catalogue, text_of

UNITS = {f"parameters.unit.{parameter.unit.replace(' ', '_')}" for parameter in PARAMETERS.values()}
TEXTS = {f"parameters.{name}" for name in PARAMETERS}
KINDS = {
    "en": "share|extra|chance|weight|worth|decay time|inclination|minutes|cost|number|spread|fall|days|posts|time|"
    "quality|change|harm|drive|median|strength|habit|trust|correlation|hour|skew|lead|deterrence|expectation|pages|"
    "visits|lesson|load|strike|own posts|largest|error|loss",
    "nl": "aandeel|extra|kans|waarde|tijd|invloed|remmende invloed|neiging|minuten|last|aantal|spreiding|daling|dagen|"
    "gewicht|kwaliteit|verandering|schade|prikkel|mediaan|sterkte|berichten|gewoonte|informatiewaarde|vertrouwen|"
    "eigen berichten|correlatie|uur|scheefheid|voorsprong|afschrikking|verwachting|bladzijden|bezoeken|les|"
    "belasting|strafpunt|grootste|fout|verlies",
}
"""How a text begins: with the thing that is measured, never with what is done to it ("added when …", "opening …")."""
LEANING = {
    "en": r"(\bthat delay|\bthat hazard|that fades|^of that|\blowers that|\bthat lasts|\bthat post|\bsuch a)\b",
    "nl": r"\b(dat verzoek om|zo iemand|zo’n|daarvan|hiervan|dat zakt)\b",
}
"""Words that lean on the text before them."""
SAID = {
    "share": ("share", "aandeel"),
    "chance": ("chance", "kans"),
    "a day": ("a day", "per dag"),
    "minutes": ("minutes", "minuten"),
    "correlation": ("correlation", "correlatie"),
    "factor": ("multiple|factor|loss", "veelvoud|factor|verlies"),
}
"""Units that a text itself says; of a multiple it says of what."""


def texts_of(lang):
    """Texts and units by key, wherever they stand."""
    return catalogue("parameters", lang) | {
        f"parameters.{name}": text_of("parameters", parameter, lang) for name, parameter in PARAMETERS.items()
    }


def test_words_for_exactly_the_parameters_there_are():
    """English stands in the declaration, and there alone."""
    assert set(catalogue("parameters", "nl")) == TEXTS | UNITS
    assert set(catalogue("parameters", "en")) == UNITS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_has_a_text_in_every_language(lang):
    for parameter in PARAMETERS.values():
        assert text_of("parameters", parameter, lang) == (
            parameter.text if lang == "en" else catalogue("parameters", lang)[f"parameters.{parameter.name}"]
        )


def test_dutch_texts_can_be_told_apart():
    """In Dutch each text stands by itself: no two parameters read the same."""
    texts = [text for key, text in catalogue("parameters", "nl").items() if key in TEXTS]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_says_by_itself_what_it_is_of_whom(lang):
    words = texts_of(lang)
    for key in TEXTS:
        assert re.match(rf"({KINDS[lang]})\b", words[key]), f"{key} does not begin with what is measured: {words[key]}"
        assert not re.search(LEANING[lang], words[key]), f"{key} leans on another text: {words[key]}"
        assert len(words[key].split()) > 3 or lang == "nl", f"{key} does not say of whom: {words[key]}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_says_its_unit_or_the_unit_is_put_behind_it(lang):
    words = texts_of(lang)
    for name, parameter in PARAMETERS.items():
        text, unit = words[f"parameters.{name}"], words[f"parameters.unit.{parameter.unit.replace(' ', '_')}"]
        if parameter.unit in SAID:
            assert re.search(rf"\b({SAID[parameter.unit][LANGUAGES.index(lang)]})\b", text), (name, text)
        wording = named(f"behaviour.{name}", lang)
        is_said = unit in text or re.search(r"\b(number of|aantal)\b", text)
        assert wording == f"{text} ({unit})" or wording == text and is_said, wording


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_differs_is_named_in_words(lang):
    keys = [f"community.{field}" for field in Community.model_fields if field != "mix"] + ["community.mix.spammer"]
    wordings = [named(key, lang) for key in keys]
    assert len(set(wordings)) == len(wordings) and not any("_" in text or "{" in text for text in wordings)
    assert (
        named("behaviour.norm_profile", lang)
        == {
            "en": "extra inclination of newcomers to fill in a profile where all profiles shown are filled in (logit)",
            "nl": "extra neiging van nieuwkomers om een profiel in te vullen als alle getoonde profielen zijn ingevuld "
            "(logit)",
        }[lang]
    )
    assert valued("community.mix.spammer", 0.005, lang) == {"en": "0.5%", "nl": "0,5%"}[lang]
    assert valued("community.goal", "knowledge", lang) == {"en": "knowledge", "nl": "kennis"}[lang]
    assert valued("community.seed", 20_240, lang) == "20240"


def test_diff_tells_a_difference_in_words_with_its_key():
    tables = {"title": {"en": "One", "nl": "Een"}}
    one, other = (
        Scenario.build({**tables, "community": {"audience": n, "days": 5}, "behaviour": {"tire": tire}})
        for n, tire in ((10, 0.0), (20, 0.01))
    )
    assert (
        "- People who could ever join: 10 | 20 [community.audience]\n"
        "- Chance a day that somebody gives up while waiting to be let in: 0 | 0.01 [behaviour.tire]\n"
    ) in diff(one, other)
    assert "- Mensen die ooit lid zouden kunnen worden: 10 | 20 [community.audience]\n" in diff(one, other, "nl")


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "worth, to a member, of full relations"), ("nl", "waarde van volledige relaties voor een lid")],
)
def test_explain_tells_a_moved_parameter_in_words(lang, told):
    tables = {
        "title": {"en": "One", "nl": "Een"},
        "community": {"audience": 10, "days": 5},
        "behaviour": {"weight_relations": 0.9},
    }
    assert told in explain(Scenario.build(tables), lang)
