"""Every parameter has words for readers, in both languages: what it is, and its unit."""

from __future__ import annotations

import pytest

from sim.rules import PARAMETERS
from sim.scenario import Scenario
from sim.scenario.explain import explain
from sim.words import LANGUAGES, catalogue, text_of

UNITS = {f"parameters.unit.{parameter.unit.replace(' ', '_')}" for parameter in PARAMETERS.values()}
TEXTS = {f"parameters.{name}" for name in PARAMETERS}


def test_words_for_exactly_the_parameters_there_are():
    """English stands in the declaration, and there alone."""
    assert set(catalogue("parameters", "nl")) == TEXTS | UNITS
    assert set(catalogue("parameters", "en")) == UNITS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_has_a_text_in_every_language(lang):
    for parameter in PARAMETERS.values():
        assert text_of("parameters", parameter, lang) == (parameter.text if lang == "en" else catalogue("parameters", lang)[f"parameters.{parameter.name}"])


def test_dutch_texts_can_be_told_apart():
    """In Dutch each text stands by itself: no two parameters read the same."""
    texts = [text for key, text in catalogue("parameters", "nl").items() if key in TEXTS]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("lang", "told"), [("en", "worth of full relations"), ("nl", "waarde van volledige relaties")])
def test_explain_tells_a_moved_parameter_in_words(lang, told):
    tables = {"title": {"en": "One", "nl": "Een"}, "community": {"audience": 10, "days": 5}, "behaviour": {"weight_relations": 0.9}}
    assert told in explain(Scenario.build(tables), lang)
