"""Every parameter has words for readers, in both languages: what it is, and its unit."""

from __future__ import annotations

import pytest

from sim.rules import PARAMETERS
from sim.scenario import Scenario
from sim.scenario.explain import explain
from sim.words import LANGUAGES, catalogue

UNITS = {f"parameters.unit.{parameter.unit.replace(' ', '_')}" for parameter in PARAMETERS.values()}
TEXTS = {f"parameters.{name}" for name in PARAMETERS}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_for_exactly_the_parameters_there_are(lang):
    assert set(catalogue("parameters", lang)) == TEXTS | UNITS


def test_english_says_what_the_declaration_says():
    words = catalogue("parameters", "en")
    for name, parameter in PARAMETERS.items():
        assert words[f"parameters.{name}"] == parameter.text


def test_dutch_texts_can_be_told_apart():
    """In Dutch each text stands by itself: no two parameters read the same."""
    texts = [text for key, text in catalogue("parameters", "nl").items() if key in TEXTS]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("lang", "told"), [("en", "worth of full relations"), ("nl", "waarde van volledige relaties")])
def test_explain_tells_a_moved_parameter_in_words(lang, told):
    tables = {"title": {"en": "One", "nl": "Een"}, "community": {"audience": 10, "days": 5}, "behaviour": {"weight_relations": 0.9}}
    assert told in explain(Scenario.build(tables), lang)
