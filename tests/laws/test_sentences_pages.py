"""Every number on the pages of sweeps, sensitivity, doses, pairs and replications is found again in the data with its role, in both languages.

As for comparisons: whatever a text is filled with is looked at as it is said, cells of tables one by one, in toys whose numbers are all different,
so that two arguments that change places are seen.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure
from plain_pages import Swept, of_doses, of_pairs, of_sensitivity, of_sweep, scale
from plain_report import numbers_in, shows

import sim
from sim.evidence.experiments import EXPERIMENTS
from sim.evidence.held import TOLD, Row
from sim.evidence.replicate import Replicated, Replications
from sim.laboratory.intervals import Interval
from sim.measures import MEASURES
from sim.report.doses import view as doses_view
from sim.report.doses.page import doses_page
from sim.report.doses.view import DosesView
from sim.report.evidence import experiments as replications_page
from sim.report.pairs.page import PairsView, pairs_page
from sim.report.press import planned
from sim.report.press import view as page_view
from sim.report.press.panel import Panel, Table
from sim.report.sensitivity import view as sensitivity_view
from sim.report.sensitivity.page import sensitivity_page
from sim.report.sensitivity.view import SensitivityView
from sim.report.sweep.page import sweep_page
from sim.report.sweep.view import SweepView
from sim.scenario import Scenario
from sim.studies.doses.study import MEASURES as DOSED
from sim.studies.doses.study import doses
from sim.studies.pairs.pair import Pair
from sim.studies.pairs.study import Answer, Answers, Effect, PairsPlan
from sim.studies.sensitivity.effects import Effect as Moved
from sim.studies.sensitivity.indices import Chance, Index
from sim.studies.sensitivity.study import Answer as Answered
from sim.studies.study import Study
from sim.words import LANGUAGES, catalogue, rooms, say

pytestmark = pytest.mark.usefixtures("no_worlds")
PICTURE = '<svg viewBox="0 0 1 1"></svg>'
NOT_NUMBERS = {
    "definition",
    "measure",
    "question",
    "engine",
    "error",
    "parts",
    "head",
    "rest",
    "invented",
    "way",
    "grade",
}
"""Names, and texts made of texts that are held themselves."""
SKIPPED = {"col.most", "how.limits", "alone", "figure.points", "figure.screen", "left.fault"}
COUNTS = {
    "n",
    "all",
    "of",
    "reps",
    "runs",
    "points",
    "seed",
    "levels",
    "over",
    "keep",
    "half",
    "doses",
    "levers",
    "scenarios",
    "first",
    "factors",
}
"""Parts of a sentence that are a number and nothing else; a first value may stand beside words."""
SMALL = {"title": "small", "community": {"audience": 50, "days": 40}, "policy": [{"kind": "team", "hours_per_week": 5}]}
TEAM = {"team.hours_per_week": [0, 5, 10]}


def spoken(page: Callable[[], object], room: str) -> tuple[object, list[tuple[str, dict, str]]]:
    """Make a page without its pictures, and note every text of its catalogue with what it was filled with."""
    said = []

    def noted(key, lang="en", **values):
        text = say(key, lang, **values)
        said.append((key.removeprefix(f"{room}."), values, text))
        return text

    with pytest.MonkeyPatch.context() as patch:
        for module in (page_view, planned, sensitivity_view, doses_view, replications_page):
            patch.setattr(module, "say", noted)
        patch.setattr(Figure, "savefig", lambda self, target, **_: target.write(PICTURE.encode()))
        return page(), said


def of_its_kind(room: str, name: str, value: str, lang: str) -> bool:
    """Whether a part of a sentence is the kind of thing that its name says: a count, a measure, its definition, a grade."""
    if name in COUNTS:
        is_number = bool(re.search(r"\d", value)) and not re.search(r"[a-z]{4}", value)
        return is_number or name in ("levels", "first", "n") and value == ""
    if name in ("measure", "definition"):
        kind = "label" if name == "measure" else "definition"
        return value.casefold() in {say(f"measures.{measure}.{kind}", lang).casefold() for measure in MEASURES}
    if name == "grade":
        return bool(re.fullmatch(r"[A-E](/[A-E])?|–", value)) or value == say("sensitivity.grade.lever", lang)
    if name == "way":
        return value == "–" or value in {say(f"sensitivity.way.{one}", lang) for one in ("up", "down", "both", "none")}
    return name != "engine" or bool(re.fullmatch(r"[0-9a-f]{16}|engine|before|toy-\w+", value))


def hold(said, expected: Callable[[str, dict], dict | None], lang: str, fewest: int) -> None:
    """Hold every number that was said against what the data have for it, and every other part against its name."""
    off, unknown, held = [], set(), 0
    for key, values, text in said:
        if key in SKIPPED or key.partition(".")[0] in ("measures", "policies", "parameters", "scenario"):
            continue
        wanted = expected(key, values) or {}
        for name, value in values.items():
            right = wanted.get(name)
            if not isinstance(right, str) and not of_its_kind(key, name, str(value), lang):
                off.append((key, name, value, "another kind of thing"))
            is_number = name in ("names", "n") or bool(re.search(r"\d", str(value)))
            if not isinstance(right, str) and (name in NOT_NUMBERS or not is_number):
                continue
            if right is None:
                unknown |= {(key, name)} if numbers_in(value, lang) else set()
            elif (
                isinstance(right, str)
                and str(value) != right
                or not isinstance(right, str)
                and not shows(value, right, lang)
            ):
                off.append((key, name, value, right))
            else:
                held += 1
            assert str(value) in text or f"{{{name}}}" not in "".join(
                words.get(f"{room}.{key}", "") for room, words in CATALOGUES[lang].items()
            )
    assert not unknown, f"nobody holds these numbers, give them a line in plain_pages: {sorted(unknown)}"
    assert not off, off[:9]
    assert held >= fewest


CATALOGUES = {
    lang: {room: catalogue(room, lang) for room in ("studies", "sensitivity", "doses", "pairs", "replications")}
    for lang in LANGUAGES
}


def tables(page, kind=Table) -> list:
    return [element for part in page.parts for element in part.body if isinstance(element, kind)]


def cells_show(row, wanted, lang) -> None:
    """Hold the cells of a row: a list is numbers in their order, a string the cell itself, None a cell that is not looked at."""
    assert len(row) == len(wanted), (row, wanted)
    for cell, right in zip(row, wanted, strict=True):
        assert right is None or (cell == right if isinstance(right, str) else shows(cell, right, lang)), (
            row,
            cell,
            right,
        )


def finite(*values: float) -> list[float]:
    return [float(value) for value in values] if all(map(math.isfinite, values)) else []


# sweeps


def swept(kind: str):
    """Three amounts of hours by two of a parameter: clear, near the edge of chance, or with runs without a value."""
    study = Study(
        [Scenario.build(SMALL, "small")],
        levers=TEAM,
        reps=7,
        uncertain={"spam_posts": {"dist": "choice", "values": [1, 3]}},
    )
    rng = np.random.default_rng(8)
    noise = {"clear": 0.2, "near": 6.0, "missing": 0.5}[kind]
    table = np.array([23.7, 14.1, 31.3, 18.9, 12.6, 27.2])[:, None] + rng.normal(0, 3, (1, 7))
    table = table + rng.normal(0, noise, (6, 7))
    if kind == "missing":
        table[1, :4] = table[3, 2] = math.nan
    return replace(study.run(kernel="tests.toys.toy_sweep", workers=1), _columns={"posters_30d": table})


@pytest.mark.parametrize(("kind", "lang"), [("clear", "en"), ("near", "nl"), ("missing", "en"), ("clear", "nl")])
def test_a_sweep_says_its_numbers_in_their_roles(kind, lang):
    view = SweepView(swept(kind), lang)
    page, said = spoken(lambda: sweep_page(view), "studies")
    d = Swept(view)
    hold(said, lambda key, values: of_sweep(d, key, values), lang, 30)
    assert {"clear": "answer.clear", "near": "answer.near", "missing": "answer.missing"}[kind] in {
        key.removesuffix("_named") for key, _, _ in said
    }
    head = [table for table in tables(page) if view.say("col.behind") in table.head][-1]
    for row, cells in zip(d.rows, head.rows, strict=True):
        setting = d.sweep.setting(row.index)
        is_best = row.index == d.best
        cells_show(
            cells,
            [
                *([value] for value in setting.values()),
                [row.n, 7],
                [row.mean],
                finite(row.low, row.high),
                finite(row.run_low, row.run_high),
                view.say("table.best") if is_best else [row.behind] if row.is_compared else view.say("table.apart"),
                "–" if is_best else finite(row.behind_low, row.behind_high),
            ],
            lang,
        )
    for panel in tables(page, Panel):
        for cells in panel.table.rows:
            if panel.name == "points":
                row = next(row for row in d.rows if d.name(row.index) == cells[0])
                cells_show(cells, [None, [row.mean], finite(row.low, row.high)], lang)
            elif panel.name.startswith("effect"):
                level = next(
                    level for level in d.axis(panel.table.head[0]).levels if shows(cells[0], [level.value], lang)
                )
                cells_show(
                    cells,
                    [
                        None,
                        [level.mean],
                        finite(level.low, level.high),
                        [level.spread_low, level.spread_high],
                        [level.n_points],
                    ],
                    lang,
                )
            else:
                across, along, means = view.crossed
                place = [level.value for level in along.levels].index(numbers_in(cells[0], lang)[0][0])
                cells_show(cells, [None, *(finite(x) + finite(a, b) for x, a, b in means[place])], lang)


# sensitivity


def moved(factor: int, mu_star: float, mu: float, *, out: bool, missing: int = 0, steps: int = 6) -> Moved:
    return Moved(
        factor,
        mu_star,
        mu,
        0.37 * mu_star,
        0.83 * mu_star,
        1.29 * mu_star,
        0.061 * mu_star + 0.02,
        0.117 * mu_star + 0.03,
        0.043 * mu_star + 0.01,
        steps,
        missing,
        mu_star == 0.0,
        out,
    )


@pytest.fixture(scope="module")
def studied():
    from tests.toys import toy_sensitivity as toy

    base = sim.load("scenarios/baseline.toml")
    arms = [
        base.build({**SMALL, "title": f"arm {'ab'[i]}", "community": {"audience": 50 + 10 * i, "days": 3}}, f"arm{i}")
        for i in range(2)
    ]
    names = ("join_base", "founder_drive", "seller_drive", "stale", "visit_base")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(toy, "FUNCTION", lambda behaviour, setup: 8.0 * behaviour.get("join_base", 0.0))
        study = Study(
            arms,
            uncertain={name: {"low": 0.0, "high": 1.0} for name in names},
            levers={**TEAM, "team.answer_after_hours": [1, 4]},
            reps=3,
            primary="posters_30d",
            sensitivity={"trajectories": 5, "n": 8, "of": "mean"},
        )
        return sim.sensitivity(study, kernel="tests.toys.toy_sensitivity", workers=1)


def answered(found, of: str) -> Answered:
    place = {factor.key: i for i, factor in enumerate(found.factors)}
    sizes = {
        "join_base": (8.31, 7.92, True, 0),
        "founder_drive": (5.27, -4.71, True, 0),
        "seller_drive": (0.62, 0.31, False, 2),
        "stale": (0.0, 0.0, False, 0),
        "team.hours_per_week": (3.44, 0.58, True, 1),
        "team.answer_after_hours": (0.47, 0.13, False, 0),
    }
    effects = [
        moved(place[key], size, mu, out=out and (of == "mean" or key != "team.hours_per_week"), missing=lost)
        for key, (size, mu, out, lost) in sizes.items()
    ]
    effects.append(
        replace(moved(place["visit_base"], math.nan, math.nan, out=False, steps=0, missing=12), is_zero=False)
    )
    kept = (place["join_base"], place["founder_drive"])
    indices = (
        Index(kept[1], 0.22, 0.13, 0.29, 0.31, 0.26, 0.39, 0.052, True),
        Index(kept[0], 0.58, 0.47, 0.66, 0.72, 0.61 if of == "mean" else 0.27, 0.81, 0.034, True),
    )
    return Answered(
        0 if of == "mean" else 1,
        -1 if of == "mean" else 0,
        Interval(23.4, 21.7, 25.9, "t", 3),
        np.array([14.3, 19.6, 28.8]),
        0.64,
        tuple(sorted(effects, key=lambda one: one.factor)),
        moved(-1, 0.09, 0.04, out=of != "mean"),
        indices,
        Chance(0.41, 0.33, 0.52, 0.17, 0.11, 0.24, 8, 3),
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("of", ["mean", "difference"])
def test_a_sensitivity_study_says_its_numbers_in_their_roles(studied, of, lang):
    answer = answered(studied, of)
    found = replace(
        studied,
        answers=(answer,),
        kept=tuple(index.factor for index in answer.indices)[: 1 if of == "mean" else 2],
        failures=("it broke",) * (0 if of == "mean" else 11),
    )
    view = SensitivityView(found, lang)
    page, said = spoken(lambda: sensitivity_page(view), "sensitivity")
    hold(said, lambda key, values: of_sensitivity(view, answer, key, values), lang, 35)
    by_name = {
        view.axis(factor.column): next(x for x in answer.effects if x.factor == i)
        for i, factor in enumerate(found.factors)
    } | {view.tell("dummy"): answer.dummy}
    seen = 0
    for panel in tables(page, Panel):
        for cells in panel.table.rows:
            seen += 1
            if panel.name == "screen":
                one = by_name[cells[0]]
                cells_show(
                    cells,
                    [
                        None,
                        None,
                        None,
                        finite(one.mu_star),
                        finite(one.low, one.high),
                        finite(one.mu),
                        finite(one.reach, one.one_way),
                        finite(one.sigma),
                        None,
                        None,
                    ],
                    lang,
                )
            elif panel.name == "indices":
                one = next(x for x in answer.indices if x.factor == by_name[cells[0]].factor)
                cells_show(
                    cells,
                    [
                        None,
                        None,
                        *(
                            [100 * x for x in numbers]
                            for numbers in (
                                [one.first],
                                [one.first_low, one.first_high],
                                [one.total],
                                [one.total_low, one.total_high],
                                [one.chance],
                            )
                        ),
                    ],
                    lang,
                )
            else:
                part = answer.chance
                wanted = (
                    [part.of_runs, part.runs_low, part.runs_high]
                    if cells[0] == view.tell("chance.runs")
                    else [part.of_means, part.means_low, part.means_high]
                )
                cells_show(cells, [None, [100 * wanted[0]], [100 * x for x in wanted[1:]]], lang)
    assert seen >= 10


# doses


@pytest.fixture(scope="module")
def dosed():
    """Levers of the team with curves of invented numbers, each unlike all others: every shape, every limit, some that may exceed it."""
    found, rng = doses(["team"], reps=2, workers=1, kernel="toy_sweep"), np.random.default_rng(3)
    shapes = ("runs_away", "jumps", "zigzag", "one_direction", "flat", "one_turn", "jumps")
    rows = []
    for k, row in enumerate(found.rows):
        curves = {}
        for i, (name, curve) in enumerate(row.curves.items()):
            n = len(row.lever.doses)
            times = 0.01 if scale(name) > 1 else 1.0
            means = tuple(float(x) for x in times * rng.uniform(11, 97, n))
            gaps = tuple(
                Interval(m, m - 0.3 * abs(m), m + 0.2 * abs(m), "t", 2)
                for m in times * rng.uniform(1, 9, n) * rng.choice([-1, 1], n)
            )
            curves[name] = replace(
                curve,
                means=means,
                against_own=gaps,
                shape="flat" if k == 4 else shapes[(i + k) % len(shapes)],
                rises=bool(i % 2),
                most=float(rng.uniform(1.7, 3.9)),
                limit=("beyond", "open", "within")[(k + i) % 3] if i in (0, 2) else "",
            )
        rows.append(replace(row, curves=curves, may_exceed=row.may_exceed if k % 2 else ""))
    return replace(found, rows=tuple(rows))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_doses_say_their_numbers_in_their_roles(dosed, lang):
    view = DosesView(dosed, lang)
    page, said = spoken(lambda: doses_page(view), "doses")
    hold(said, lambda key, values: of_doses(view, key, values), lang, 20)
    by_key = {f"`{row.lever.key}`": row for row in dosed.rows}
    seen = 0
    for table in tables(page):
        row = by_key.get(table.head[0])
        for place, cells in enumerate(table.rows):
            if row is not None and place < len(row.lever.doses):
                wanted = []
                for name in DOSED:
                    gap, times = row.curves[name].against_own[place], scale(name)
                    beside = [] if place == row.lever.own else [times * gap.low, times * gap.high]
                    wanted.append([times * row.curves[name].means[place], *beside])
                cells_show(cells, [None, *wanted], lang)
                seen += 1
            elif cells[0] in by_key and len(cells) == 1 + len(DOSED) + 2:
                mine = by_key[cells[0]]
                shown = [numbers_in(cell, lang)[0][0] for cell in cells[-2:]]
                assert shown == pytest.approx(
                    [mine.curves["posters_30d"].most, mine.curves["retention_180"].most], abs=0.005
                )
                for name, cell in zip(DOSED, cells[1:], strict=False):
                    assert cell.strip("*") == view.shape(mine.curves[name])
    assert seen > 10


# pairs


def effects(k: float, verdict: str) -> dict[str, Effect]:
    made = {}
    for i, (name, unit) in enumerate((("posters_30d", 1.0), ("retention_180", 0.01), ("host_hours", 1.0))):
        size = unit * (17.3 + 3.1 * k + 5.7 * i)
        gap = unit * (2.3 + 0.7 * k + 1.1 * i) * (-1 if verdict == "worse" else 1)
        low, high = (
            (gap - unit * (0.9 + 0.11 * k), gap + unit * (0.8 + 0.13 * k))
            if verdict in ("better", "worse")
            else (gap - unit * 9.7, gap + unit * 8.3)
        )
        made[name] = Effect(size, size + gap, gap, low, high, 0.05 * size, verdict)
    return made


VERDICTS_NOW = (
    "better",
    "better",
    "better",
    "worse",
    "worse",
    "no_difference",
    "undecided",
    "better",
    "undecided",
    "undecided",
    "undecided",
    "identical",
)
VERDICTS_THEN = (
    "better",
    "worse",
    "undecided",
    "worse",
    "undecided",
    "better",
    "worse",
    None,
    "undecided",
    "no_difference",
    "identical",
    None,
)


def paired() -> tuple[Answers, Answers]:
    pairs = [
        Pair("Hours", f"f{k}", f"s{k}", (f"C{k + 1}",), ("team.hours_per_week",), "asked")
        for k in range(len(VERDICTS_NOW))
    ]
    now = [
        Answer(pair, "posters_30d", 10 + 3 * k, effects(k, verdict))
        for k, (pair, verdict) in enumerate(zip(pairs, VERDICTS_NOW, strict=True))
    ]
    then = [
        Answer(pair, "posters_30d", 70 + k, effects(k + 0.4, verdict))
        for k, (pair, verdict) in enumerate(zip(pairs, VERDICTS_THEN, strict=True))
        if verdict
    ]
    provenance = {"scenarios": 19, "first": 31, "most": 97, "again": 6, "engine_id": "engine"}
    plain = {"plan": PairsPlan("", 31, 97), "points": (), "primary": "", "failures": ()}
    return Answers(**plain, rows=tuple(now), provenance=provenance), Answers(
        **plain, rows=tuple(then), provenance=provenance | {"engine_id": "before"}
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pairs_say_their_numbers_in_their_roles(lang):
    now, then = paired()
    view = PairsView(now, lang, then)
    page, said = spoken(lambda: pairs_page(view), "pairs")
    hold(said, lambda key, values: of_pairs(view, key, values), lang, 20)
    earlier = {row.name: row for row in then.rows}
    [table] = tables(page)
    for row, cells in zip(now.rows, table.rows, strict=True):

        def with_share(got):
            return [got.difference, 100 * got.difference / got.first]

        got, was = row.primary, earlier.get(row.name)
        beside = [[scale(name) * row.effects[name].difference] for name in ("retention_180", "host_hours")]
        cells_show(
            cells,
            [
                ", ".join(row.pair.advice),
                f"`{row.pair.first}` → `{row.pair.second}`",
                *(["asked"] if lang == "en" else []),
                None,
                with_share(got),
                [got.low, got.high],
                [row.n],
                view.say(f"verdict.{got.verdict}"),
                *beside,
                None if was is None else [*with_share(was.primary)],
                None,
            ],
            lang,
        )
        assert was is None or view.say(f"verdict.{was.primary.verdict}") in cells[-2]


# replications


def repeated() -> Replications:
    """Every figure of every experiment with numbers of its own, off, agreeing or not as it falls."""
    found, k = [], 0
    for experiment in EXPERIMENTS.values():
        rows = []
        for target in experiment.targets:
            k += 1
            value = (
                (target.low + target.high) / 2 * (0.93 if k % 3 else 1.9) + 0.0011 * k
                if math.isfinite(target.low + target.high)
                else 0.31 + 0.0013 * k
            )
            ends = (
                value - 0.011 - 0.0003 * k,
                value + 0.013 + 0.0005 * k,
                value - 0.041 - 0.0007 * k,
                value + 0.053 + 0.0009 * k,
            )
            rows.append(Row(target, value, ends[:2], ends[2:], 5 + k, 5 + k, target.verdict(value, ends[:2])))
        found.append(Replicated(experiment, tuple(rows)))
    return Replications(tuple(found), "engine", 7, False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_replications_say_their_numbers_in_their_roles(lang):
    from sim.report.evidence.experiments import cells as told
    from sim.report.evidence.experiments import figure, replications_page, summary

    replications = repeated()
    text, said = spoken(lambda: replications_page(replications, lang, "x"), "replications")
    weighed = [row for row in replications.rows if row.held.role != TOLD]
    counts = {
        word: [sum(row.verdict == verdict for row in weighed)]
        for verdict, word in (
            ("inside", "recovered"),
            ("sign_only", "sign_only"),
            ("outside", "missed"),
            ("untested", "untested"),
        )
    }
    wanted = {
        "count": counts | {"all": [len(weighed)]},
        "leaning": {"n": [sum(bool(row.held.leans_on) and row.verdict in ("inside", "sign_only") for row in weighed)]},
        "made": {"seed": [7], "command": "x", "engine": "engine"},
    }
    counted = [one for one in said if one[0] in wanted]
    hold(counted, lambda key, _: wanted[key], lang, 6)
    assert len({n[0] for n in counts.values() if n[0]}) == sum(bool(n[0]) for n in counts.values()), (
        "counts that are alike could change places"
    )
    assert all(one in text for one in summary(replications, lang))
    for experiment in replications.experiments:
        for row in experiment.rows:
            cells = told(experiment, row, lang)
            assert cells[2] == figure(row.held, row.value, lang)
            for cell, ends in ((cells[3], row.interval), (cells[4], row.spread)):
                shown = [figure(row.held, end, lang) for end in ends]
                assert [cell.find(end) for end in shown] == sorted(cell.find(end) for end in shown) and all(
                    end in cell for end in shown
                ), (cell, shown)


# the texts themselves


TURNED = {f"policies.calendar.{often}" for often in ("weekly", "fortnightly", "weeks")} | {
    "policies.recognition.several",
    "policies.review.above_for_days",
    "policies.review.below_for_days",
    "scenario.behaviour.moved",
    "report.caution.waiting",
    "report.hours.unused",
}
"""Texts that name their parts in another order in Dutch than in English; each was read in both."""


def parts_of(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


@pytest.mark.parametrize("room", rooms())
def test_both_languages_name_their_parts_in_the_same_order(room):
    texts = {lang: {key: parts_of(text) for key, text in catalogue(room, lang).items()} for lang in LANGUAGES}
    assert {key for key in texts["en"] if texts["en"][key] != texts["nl"][key]} == {
        key for key in TURNED if key.startswith(f"{room}.")
    }
