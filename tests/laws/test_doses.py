"""Doses: every lever of every policy is tried or left out with a reason, and the page tells what came of it."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest

from sim.errors import InputError
from sim.measures import MEASURES as REGISTRY
from sim.policies import POLICIES
from sim.policies.base import FromList, Policy
from sim.policies.lever import lever
from sim.report.doses import page as pages
from sim.report.doses.page import answer, doses_data, doses_page, doses_text, headline
from sim.report.doses.view import DosesView
from sim.report.press.page import html, markdown
from sim.studies.doses import settings
from sim.studies.doses.levers import WIDE, declared, levers, with_own
from sim.studies.doses.study import MEASURES, doses
from sim.words import LANGUAGES, catalogue

FOUND, LEFT = levers()
FIELDS = {f"{kind}.{field}" for kind, policy in POLICIES.items() for field in policy.model_fields if field != "kind"}


@pytest.fixture(scope="module")
def all_of_toy():
    return doses(reps=2, workers=1, kernel="toy_sweep")


@pytest.fixture(scope="module")
def team_of_toy():
    return doses(["team", "access.access"], reps=10, workers=1, kernel="toy_sweep")


def test_every_field_of_every_policy_is_tried_or_left_out_with_a_reason():
    tried, left = {setting.key for setting in FOUND}, {left_out.key for left_out in LEFT}
    assert tried | left == FIELDS
    assert not tried & left
    for lang in LANGUAGES:
        assert all(f"doses.left.{left_out.why}" in catalogue("doses", lang) for left_out in LEFT)
    assert not [left_out for left_out in LEFT if left_out.why == "fault"], "give it doses that its scenario can take"


def test_the_table_names_nothing_that_is_not_there():
    plain = {key.partition(".")[2] for key in FIELDS}
    assert set(settings.POLICIES) <= set(POLICIES)
    assert set(settings.LEVERS) <= FIELDS
    assert set(settings.LEFT_OUT) <= FIELDS | plain
    assert set(settings.MAY_EXCEED) <= FIELDS | set(POLICIES)
    assert set(settings.UNDERSTOOD) <= FIELDS
    assert set(settings.MOST) <= set(MEASURES) <= set(REGISTRY)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_of_the_table_has_its_reason_in_words(lang):
    words = catalogue("doses", lang)
    reasons = {
        setting.why
        for setting in (*settings.POLICIES.values(), *settings.LEVERS.values(), *(lever.setting for lever in FOUND))
    }
    assert all(f"doses.why.{reason}" in words for reason in reasons)
    assert all(f"doses.exceeds.{one}" in words for one in settings.MAY_EXCEED.values())
    assert {key for key in words if key.startswith("doses.understood.")} == {
        f"doses.understood.{one}" for one in settings.UNDERSTOOD.values()
    }
    assert {key for key in words if key.startswith("doses.why.")} <= {
        f"doses.why.{reason}" for reason in (*reasons, "added")
    }


@pytest.mark.parametrize("lever", FOUND, ids=lambda lever: lever.key)
def test_doses_differ_and_hold_the_own_setting(lever):
    assert len(lever.doses) >= 2
    assert len({repr(dose) for dose in lever.doses}) == len(lever.doses)
    hashes = [lever.scenario(place).hash() for place in range(len(lever.doses))]
    assert len(set(hashes)) == len(hashes), "two doses are the same scenario"
    amounts = [len(dose) if isinstance(dose, tuple) else dose for dose in lever.doses if dose is not None]
    if lever.is_amount:
        assert amounts in (
            sorted(amounts),
            sorted(amounts, reverse=True),
            amounts[:1] + sorted(amounts[1:], reverse=True),
        ), "doses without an order"


class Madeup(Policy):
    """A policy that the registry does not know."""

    kind: Literal["madeup"] = "madeup"
    share: float = lever("A share.", low=0.0, high=1.0, default=0.0)
    people: int = lever("People.", low=0, high=10_000, default=0)
    few: int = lever("A few.", low=1, high=3, default=1)
    is_on: bool = lever("Whether.", default=False)
    word: Literal["a", "b", "c"] = lever("A word.", default="a")
    every_days: int | None = lever("How often.", low=1, high=365, default=None)
    free: str = lever("Any text.", default="")
    tasks: Annotated[tuple[Literal["a", "b"], ...], FromList] = lever("An order.", default=("a",))

    def sentence(self, lang: str = "en") -> str:
        return ""


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("share", (0.0, 0.25, 0.5, 0.75, 1.0)),
        ("few", (1, 2, 3)),
        ("is_on", (False, True)),
        ("word", ("a", "b", "c")),
        ("free", ()),
        ("tasks", ((), ("a",), ("a", "b"))),
    ],
)
def test_doses_follow_from_what_a_field_declares(field, wanted):
    assert declared(Madeup, field) == wanted


def test_a_wide_range_is_passed_over_by_ratios_and_begins_with_nothing():
    people, every = declared(Madeup, "people"), declared(Madeup, "every_days")
    assert people[0] == 0 and people[-1] == 10_000 > WIDE
    assert all(2 * a < b for a, b in zip(people[1:], people[2:]))
    assert every[0] is None and every[-1] == 365


def test_a_lever_without_a_line_in_the_table_is_found_by_itself(monkeypatch):
    """With the table emptied, every lever is still there, or told as one whose doses its scenario cannot take."""
    monkeypatch.setattr(settings, "LEVERS", {})
    monkeypatch.setattr(settings, "POLICIES", {})
    found, left = levers()
    assert {one.key for one in found} | {one.key for one in left} == FIELDS
    assert len(found) > len(FOUND) / 2
    assert all(one.fault for one in left if one.why == "fault")
    assert {one.setting.why for one in found} == {"added"}


def test_what_has_an_effect_is_seen_and_what_has_none_is_flat(team_of_toy):
    """The toy's posters are a straight line in the team's hours; nothing else moves it."""
    hours = team_of_toy["team.hours_per_week"].curves["posters_30d"]
    amounts = team_of_toy["team.hours_per_week"].lever.doses
    for a, b, step in zip(amounts, amounts[1:], hours.steps, strict=False):
        assert step.mean == pytest.approx((b - a) / 5, rel=1e-4)
    assert hours.rises and not hours.falls
    assert hours.shape == "runs_away", "each dose doubles, so a straight line grows with every step"
    assert team_of_toy["access.access"].is_flat
    assert not team_of_toy["access.access"].unsound
    assert len(team_of_toy.rows) == 1 + sum(setting.kind == "team" for setting in FOUND)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_curves_numbers_and_reasons(team_of_toy, lang):
    view = DosesView(team_of_toy, lang)
    page = doses_page(view)
    text = markdown(page, "x", "doses") + html(page, "there")
    assert "{" not in text.replace("{margin", "").split("<style>")[0]
    for row in team_of_toy.rows:
        assert f"`{row.lever.key}`" in text
    assert [panel.name for panel in page.panels] == ["access", "team"]
    for panel in page.panels:
        assert panel.alt and panel.caption and panel.svg.startswith("<svg")
        assert 'role="img"' in panel.svg
    assert view.say("shape.runs_away") in page.panels[1].alt


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_lists_every_lever_or_why_it_has_no_doses(all_of_toy, lang, monkeypatch):
    drawn = []
    monkeypatch.setattr(pages.curves, "draw", lambda view, kind, rows: drawn.append((kind, len(rows))) or "figure")
    text = markdown(doses_page(DosesView(all_of_toy, lang)), "x")
    assert all(f"| `{key}` |" in text for key in FIELDS)
    assert sum(n for _, n in drawn) == len(FOUND)
    assert len(drawn) == len(POLICIES)


def test_the_answer_is_computed(team_of_toy):
    view = DosesView(team_of_toy, "en")
    text = doses_text(view)
    assert headline(view) in text
    assert "One runs away, the last step clearly larger than all before it: `team.hours_per_week` (posters)." in answer(
        view
    )
    data = doses_data(team_of_toy)
    assert [one["lever"] for one in data["levers"]] == [row.lever.key for row in team_of_toy.rows]


def test_a_folder_is_gone_on_with_and_gives_the_same(tmp_path):
    calls = []
    first = doses(["team.stance"], reps=2, workers=1, kernel="toy_sweep", out=tmp_path / "d")
    again = doses(
        ["team.stance"],
        reps=3,
        workers=1,
        kernel="toy_sweep",
        out=tmp_path / "d",
        progress=lambda *one: calls.append(one),
    )
    assert calls[0] == (2 * 3, 3 * 3, "runs"), "two replications of three doses were there"
    alone = doses(["team.stance"], reps=3, workers=1, kernel="toy_sweep")
    assert repr(again["team.stance"].curves) == repr(alone["team.stance"].curves), (
        "NaN is not itself, but reads the same"
    )
    assert first.n_reps == 2
    assert (tmp_path / "d" / "DONE").exists()


def test_unknown_levers_are_told_together():
    with pytest.raises(InputError) as refused:
        doses(["team.hours_week", "reach.channel", "nobody"], reps=2, kernel="toy_sweep")
    messages = [str(fault) for fault in refused.value.faults]
    assert len(messages) == 3
    assert "did you mean team.hours_per_week?" in messages[0]
    assert "has no doses" in messages[1]


@pytest.mark.parametrize(
    ("asked", "own", "wanted"),
    [
        ((0, 8, 4, 2, 1), 3, (0, 8, 4, 3, 2, 1)),
        ((0, 8, 4), 16, (0, 16, 8, 4)),
        ((0, 8, 4), 2, (0, 8, 4, 2)),
        ((0, 1, 2), 3, (0, 1, 2, 3)),
        ((1, 2, 4), 0, (0, 1, 2, 4)),
        ((None, 90, 7), 28, (None, 90, 28, 7)),
        ((None, 1, 3), 2, (None, 1, 2, 3)),
        ((None, 1, 3), None, (None, 1, 3)),
        ((4, 2), 3, (4, 3, 2)),
        (("a", "b"), "c", ("c", "a", "b")),
        ((0.0, 0.5, 1.0), 0.5, (0.0, 0.5, 1.0)),
        ((1, 3), None, (None, 1, 3)),
    ],
)
def test_the_own_setting_has_its_place(asked, own, wanted):
    assert with_own(asked, own) == wanted
