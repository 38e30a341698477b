"""What a page holds beside its code: the communities, the model as data, the assumptions, the words in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.page import questions
from sim.page.figures import FORMULAS, figures
from sim.page.levers import policies
from sim.page.tables import tables
from sim.page.worlds import worlds
from sim.rules import PARAMETERS
from sim.scenario import Scenario, library_folder, load
from sim.studies.comparison.found import EXPLORATORY, VERDICTS
from sim.words import LANGUAGES, catalogue
from sim.world.parameters import UNCERTAIN

MOST_FOR_AN_HOUR = 10_000
"""Euros: what `hour_cost` of a scenario may be at most."""
MOST_PEOPLE, MOST_DAYS = 50_000, 1_095
"""What a page takes on: more would keep a browser busy for minutes."""

IN_SIGHT = (
    "team.0.hours_per_week",
    "ambassadors.0.number",
    "admission.0.batch_size",
    "onboarding.0.welcome",
    "access.0.access",
    "calendar.0.weekdays",
)
"""Levers in sight where no story says otherwise."""


@dataclass(frozen=True)
class Story:
    """A community with a brief, the levers in sight, a goal and a surprise; its words stand under ``page.story.<name>``.

    Attributes
    ----------
    name : of its scenario file and its words.
    in_sight : levers in sight, by kind, which of the kind, and field.
    charts : the two measures shown first.
    """

    name: str
    in_sight: tuple[str, ...] = IN_SIGHT
    charts: tuple[str, str] = ("posters_30d", "retention_90")

    @property
    def file(self) -> Path:
        """Its scenario file."""
        return Path(__file__).parent / "stories" / f"{self.name}.toml"


STORIES = {
    story.name: story
    for story in (
        Story(
            "association",
            (
                "team.0.hours_per_week",
                "team.0.stance",
                "ambassadors.0.number",
                "admission.0.batch_size",
                "onboarding.0.welcome",
                "reach.0.daily_reach",
            ),
        ),
        Story(
            "forum",
            (
                "team.0.answer_after_hours",
                "team.0.hours_per_week",
                "team.0.stance",
                "onboarding.0.welcome",
                "onboarding.0.start_after_visits",
                "ambassadors.0.number",
            ),
            ("answered", "posters_30d"),
        ),
        Story(
            "neighbourhood",
            (
                "moderation.0.filter_sensitivity",
                "moderation.0.filter_false",
                "onboarding.0.rules_shown",
                "access.0.access",
                "team.0.stance",
                "ambassadors.0.number",
            ),
            ("posters_30d", "trust"),
        ),
        Story(
            "alumni",
            (
                "alumni.0.contact_every_days",
                "alumni.0.minutes",
                "reach.0.daily_reach",
                "team.0.hours_per_week",
                "team.0.stance",
                "ambassadors.0.number",
            ),
            ("visitors", "members"),
        ),
        Story(
            "region",
            (
                "calendar.0.post",
                "event.0.every_days",
                "event.0.follow_up",
                "subgroups.0.by_topic",
                "team.0.stance",
                "ambassadors.0.number",
            ),
        ),
        Story(
            "fans",
            ("team.0.hours_per_week", "team.0.spare", "team.0.stance", "voice.0.speaks", "commercial.0.host_share"),
            ("posts_own", "posters_30d"),
        ),
    )
}


def content(scenarios: Sequence[Scenario], stories: Sequence[Story], lang: str) -> dict[str, Any]:
    """Return everything the page's code reads, as data."""
    from sim import __version__
    from sim.world.engine import engine_id

    told = [_community(load(story.file), story) for story in stories] + [
        _community(scenario, None) for scenario in scenarios
    ]
    return {
        "model": {"layout": tables(), "policies": policies(), "figures": figures()},
        "communities": told,
        "parents": _parents(),
        "assumptions": assumptions(),
        "hard": {
            parameter.name: [parameter.hard_low, parameter.hard_high]
            for parameter in PARAMETERS.values()
            if parameter.kind != UNCERTAIN
        },
        "asked": questions.told(),
        "worlds": worlds(),
        "bounds": {
            "audience": [1, MOST_PEOPLE],
            "days": [1, MOST_DAYS],
            "founders": [0, MOST_PEOPLE],
            "seed": [0, 2**53 - 1],
            "hour_cost": [0, MOST_FOR_AN_HOUR],
            "rivals": [0, 20],
            "breadth": [1, 8],
            "already_on": [0, 1],
            "rival_size": [0, 1],
            "rival_specificity": [0, 1],
        },
        "words": {language: words(language) for language in LANGUAGES},
        "lang": lang,
        "version": __version__,
        "engine": engine_id(),
    }


def _parents() -> list[dict[str, Any]]:
    """Return what files most often extend, so that those load though the page shows no such community: the library's baseline."""
    folder = library_folder()
    file = None if folder is None else folder / "baseline.toml"
    return [] if file is None or not file.is_file() else [_community(load(file), None)]


def _community(scenario: Scenario, story: Story | None) -> dict[str, Any]:
    tables_of = scenario.tables()
    return {
        "name": scenario.name,
        "title": scenario.title,
        "about": scenario.about,
        "said": {lang: [policy.sentence(lang) for policy in scenario.policies] for lang in LANGUAGES},
        "plan": {
            "community": scenario.community.model_dump() | {"mix": scenario.community.shares},
            "policies": tables_of["policy"],
            "behaviour": dict(scenario.behaviour),
        },
        "story": story.name if story else "",
        "in_sight": list(story.in_sight if story else IN_SIGHT),
        "charts": list(story.charts if story else ("posters_30d", "members")),
    }


def assumptions() -> list[dict[str, Any]]:
    """Return everything uncertain, as data."""
    return [
        {
            "name": parameter.name,
            "default": parameter.default,
            "low": parameter.low,
            "high": parameter.high,
            "hard": [parameter.hard_low, parameter.hard_high],
            "unit": parameter.unit,
            "source": parameter.source,
            "grade": parameter.grades,
            "policies": list(parameter.policies),
        }
        for parameter in PARAMETERS.values()
        if parameter.kind == UNCERTAIN
    ]


def words(lang: str) -> dict[str, str]:
    """Return the words of a page in one language, under the keys by which its code asks for them."""
    found = {key.removeprefix("page."): text for key, text in catalogue("page", lang).items()}
    said = catalogue("policies", lang)
    for about in policies():
        kind = about["kind"]
        found[f"kind.{kind}"] = said[f"policies.kind.{kind}"]
        for field in about["fields"]:
            for word in field.get("choices", ()):
                places = (
                    f"page.choice.{field['name']}.{word}",
                    *(f"policies.{room}.{word}" for room in _ROOMS.get(field["name"], ())),
                )
                text = next(
                    text for place in places for text in [catalogue("page", lang).get(place) or said.get(place)] if text
                )
                found[f"choice.{field['name']}.{word}"] = text
    for name in FORMULAS:
        found[f"measure.{name}"] = catalogue("measures", lang)[f"measures.{name}.label"]
        found[f"definition.{name}"] = catalogue("measures", lang)[f"measures.{name}.definition"]
    for parameter in PARAMETERS.values():
        if parameter.kind == UNCERTAIN:
            found[f"parameter.{parameter.name}"] = catalogue("parameters", lang).get(
                f"parameters.{parameter.name}", parameter.text
            )
    judged = ("headline.", "verdict.")
    said = catalogue("report", lang)
    for verdict in (one for one in VERDICTS if one != EXPLORATORY):
        found |= {room + verdict: said[f"report.{room}{verdict}"] for room in judged}
    found["worlds.share"] = said["report.worlds.share"]
    units = {
        key.removeprefix("levers."): text
        for key, text in catalogue("levers", lang).items()
        if key.startswith("levers.unit.")
    }
    return found | units | catalogue("desk", lang)


_ROOMS = {"post": ("post",), "weekdays": ("day",), "priorities": ("task",), "spare": ("spare",)} | dict.fromkeys(
    ("when", "measures", "reported"), ("measure",)
)
"""List -> where the words of its choices stand in the catalogue of policies."""
