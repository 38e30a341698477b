"""Every number that a report says is found again in the comparison, with its role: whose it is, low or high, hours of whom; in both languages.

The toy has no two numbers alike that could take each other's place. Whatever a text is filled with is looked at as it is said, so that two arguments
that change places are seen, wherever in the report; and texts are compared over languages, so that A and B do not change places in one of them.
"""

from __future__ import annotations

import re
import string
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from matplotlib.figure import Figure
from plain_intervals import amounts
from plain_report import NAMES, NESTED, TASKS, Facts, expected, numbers_in, shows

from sim.measures import MEASURES
from sim.report.comparison import answer as sentences
from sim.report.comparison import board, content, horizons, page, roles, rows
from sim.report.comparison.figures import dotplot, hours
from sim.report.comparison.view import View
from sim.report.press import numbers
from sim.studies.comparison.rows import paired_rows
from sim.words import LANGUAGES, catalogue, say
from tests.toys import report_toy

BOUNDED = {
    "interval.same",
    "interval.unlike",
    "survival.day",
    "worlds.outside",
    "worlds.outside.one",
    "draws.outside",
    "draws.outside.one",
    "tenure.joining.alt",
    "horizon.day",
    "assumptions.kinds",
    "assumptions.count",
    "limit.invented",
}
"""Texts whose numbers are held by bounds only: counts of what a picture leaves out, of the registry, of days that are asked about."""
LISTS = {"story.others", "story.sum.moved", "story.sum.still", "assumptions.invented"}
"""Texts that list names."""
TURNED = {"report.caution.waiting", "report.hours.unused"}
"""Texts that name their parts in another order in Dutch than in English."""


def comparison(assumptions: bool | str, verdict: str):
    """A comparison in which A and B differ in everything: B better on the primary measure, worse, or undecided."""
    compared = report_toy.comparison(2, 30, 365, assumptions=assumptions)
    rng = np.random.default_rng(5)
    values, series = compared.values.copy(), {name: line.copy() for name, line in compared.diary.items()}
    cohorts = {name: line.copy() for name, line in compared.cohorts.items()}
    for i, name in enumerate(compared.measures):
        spread = np.nan_to_num(np.abs(values[0, :, i]).mean())
        if MEASURES[name].unit != "chance" and spread > 0:
            lift = 1.06 + 0.023 * (i % 9) if i % 2 else 0.93 - 0.021 * (i % 9)
            values[1, :, i] = values[0, :, i] * lift + 0.01 * spread * rng.standard_normal(values.shape[1])
    place = compared.measures.index(compared.primary)
    lift, noise = {"better": (1.13, 0.04), "worse": (0.88, 0.04), "undecided": (1.01, 0.2), "turned": (1.12, 0.1)}[
        verdict
    ]
    values[1, :, place] = values[0, :, place] * (lift + noise * rng.standard_normal(values.shape[1]))
    for i, name in enumerate(series):
        series[name][1] = (
            series[name][0] * (1.07 + 0.031 * (i % 7)) * np.exp(0.02 * rng.standard_normal(series[name][0].shape))
        )
    for i, name in enumerate(cohorts):
        cohorts[name][1] = cohorts[name][0] * (1.06 + 0.05 * i)
    return replace(
        compared,
        values=values,
        diary=series,
        cohorts=cohorts,
        rows=tuple(paired_rows(values, compared.measures, compared.primary)),
    )


CASES = [("en", "worlds", "better"), ("nl", True, "worse"), ("en", False, "undecided"), ("nl", "worlds", "turned")]
FEWEST = 50
"""Names and numbers that a whole page says at least."""
PICTURE = '<svg viewBox="0 0 1 1"></svg>'


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(map(str, case)))
def told(request):
    """Facts, view and everything said while a page is made; the pictures themselves are left blank, their texts are not."""
    lang, assumptions, verdict = request.param
    found, said, real = comparison(assumptions, verdict), [], View.say

    def noted(self, key, **values):
        text = real(self, key, **values)
        said.append((key, values, text))
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(View, "say", noted)
        patch.setattr(Figure, "savefig", lambda self, target, **_: target.write(PICTURE.encode()))
        page.build(View(found, lang), "here", "there")
    return Facts(found, lang), View(found, lang), said


def test_a_is_the_first_policy_and_b_the_second_wherever_they_are_named(told):
    d, view, said = told
    names = {"a": {"A", view.quote(0), view.title(0)}, "b": {"B", view.quote(1), view.title(1)}}
    seen = 0
    for key, values, _ in said:
        for role in ("a", "b"):
            if role in values and key not in ("story.part", "differs.value"):
                assert str(values[role]) in names[role], (key, role, values[role])
                seen += 1
    assert seen > FEWEST and d.title[0] != d.title[1]


def test_every_number_said_is_found_in_the_data_with_its_role(told):
    d, _, said = told
    off, unknown, held = [], set(), 0
    for key, values, text in said:
        for name, value in values.items():
            if (
                not re.search(r"\d", str(value))
                or (key, name) in NESTED
                or name in NAMES
                or key in BOUNDED
                or not numbers_in(value, d.lang)
            ):
                continue
            if key.startswith("differs.") or name == "policies" or key in LISTS:
                continue
            wanted = (expected(d, key, values) or {}).get(name)
            if wanted is None:
                unknown.add((key, name))
            elif name == "list" and "drivers" in key:
                held += [
                    x for x, _ in numbers_in(" ".join(re.findall(r"\(([+−]\d[\d.,]*)\)", value)), d.lang)
                ] == pytest.approx(wanted, abs=0.005)
            elif not shows(value, wanted, d.lang):
                off.append((key, name, value, wanted))
            else:
                held += 1
            # a parameter stands in the text as it was filled in
            assert str(value) in text or f"{{{name}}}" not in catalogue("report", d.lang)[f"report.{key}"]
    assert not unknown, f"nobody holds these numbers, give them a line in plain_report.expected: {sorted(unknown)}"
    assert not off, off[:9]
    assert held > FEWEST


def test_counts_that_are_only_bounded(told):
    d, _, said = told
    n, registry = len(d.gaps(d.primary)), 0
    for key, values, _ in said:
        if key.startswith("interval."):
            assert 0 <= values["k"] <= values["n"] == n
        if key == "assumptions.kinds":
            registry += 1
            assert int(values["drawn"]) + int(values["elsewhere"]) + int(values["constant"]) + int(
                values["setting"]
            ) == int(values["all"])
        if key in ("survival.day", "horizon.day"):
            assert int(str(values["day"])) in (90, 180, d.days)
    assert registry == 1


def test_measures_and_series_are_called_by_their_own_names(told):
    d, _, said = told
    label = say(f"measures.{d.primary}.label", d.lang)
    for key, values, _ in said:
        if "measure" in values and not key.startswith("measures."):
            assert str(values["measure"]).lower() == label.lower(), key
        if "series" in values:
            assert values["series"] in {
                text for name, text in catalogue("report", d.lang).items() if name.startswith("report.series.")
            }


def test_every_cell_of_the_table_is_its_measure(told):
    d, view, _ = told
    claimed, more = rows.lines(view, 1)
    assert [line.measure for line in claimed] == [d.primary, *d.claimed()] and len(claimed) + len(more) == len(
        d.c.measures
    )
    for line in (*claimed, *more):
        name, gaps = line.measure, d.gaps(line.measure)
        if not len(gaps):
            assert line.verdict_key == "unknown"
            continue
        (a, b), times = d.mean(name), d.scale(name)
        assert line.label.lower() == say(f"measures.{name}.label", d.lang).lower()
        assert (
            shows(line.a, [a], d.lang)
            and shows(line.b, [b], d.lang)
            and shows(line.difference, [float(gaps.mean())], d.lang)
        ), name
        ends = d.ends(name)
        if ends:
            assert shows(line.interval, ends, d.lang), (name, line.interval, ends)
        if not gaps.any():
            assert line.better == numbers.NONE, name
        elif MEASURES[name].direction:
            assert shows(line.better, [d.better(name), len(gaps)], d.lang), name
        if numbers_in(line.noise, d.lang):
            assert shows(line.noise, [d.reach(name)], d.lang), name
        both = d.both(name)
        if numbers_in(line.correlation, d.lang):
            assert shows(line.correlation, [float(np.corrcoef(*both)[0, 1])], d.lang), name
        worst = [
            sorted(side, reverse=MEASURES[name].direction < 0)[: max(1, -(-len(side) // 10))] for side in both.tolist()
        ]
        assert shows(line.low_ends, [sum(one) / len(one) for one in worst], d.lang), name
        assert times in (1.0, 100.0)
    verdict = claimed[0].verdict_key
    low, high = d.ends(d.primary)
    assert verdict == ("better" if low > 0 else "worse" if high < 0 else verdict)


def test_every_cell_of_the_table_by_role_is_its_measure(told):
    d, view, _ = told
    groups, seen = roles.table(view), set()
    assert [key for key, _, _ in groups] == ["all", "quiet", "critic", "creator", "spammer"]
    for key, name, lines in groups:
        assert name == say(f"report.roles.group.{key}", d.lang)
        for line in lines:
            what, _, who = line.measure.partition("_of_")
            if who:
                assert who == key and line.label == say(f"report.roles.row.{what}", d.lang)
            (a, b), gaps, ends = d.mean(line.measure), d.gaps(line.measure), d.ends(line.measure)
            first, other = line.cells
            assert shows(first.value, [a], d.lang) and shows(other.value, [b], d.lang), line
            assert shows(other.difference, [float(gaps.mean())], d.lang) and shows(other.interval, ends, d.lang), line
            assert not first.difference and not first.interval
            seen.add(line.measure)
    assert seen == {
        name
        for name in d.c.measures
        if "_of_" in name and "ambassador" not in name or name.startswith("role_") and "ambassador" not in name
    } | {"visits_per_member", "posts_per_member", "leave_rate", "churn_30d"}


def test_with_three_policies_every_column_of_the_table_by_role_is_its_own():
    compared = report_toy.comparison(3, 12, 120)
    values = compared.values.copy()
    for place in range(3):
        values[place] = values[0] * (1.0 + 0.31 * place)
    view = View(
        replace(compared, values=values, rows=tuple(paired_rows(values, compared.measures, compared.primary))), "en"
    )
    seen = 0
    for _, _, lines in roles.table(view):
        for line in lines:
            means = [float(np.nanmean(view.values(line.measure, place))) for place in range(3)]
            assert len(line.cells) == 3
            if means[0] > 0:
                assert all(shows(cell.value, [mean], "en") for cell, mean in zip(line.cells, means, strict=True)), line
                assert len({cell.value for cell in line.cells}) == 3, line
                seen += 1
    assert seen >= 15


def test_the_sheet_for_a_board_has_the_numbers_of_the_report(told):
    d, view, _ = told
    lines, table = board.numbers(view), {line.measure: line for line in rows.lines(view, 1)[0]}
    assert 3 <= len(lines) <= 5 and lines[0].measure == d.primary and all(line == table[line.measure] for line in lines)
    assert all(shows(line.interval, d.ends(line.measure), d.lang) for line in lines)
    html = board.build(view, dotplot.draw(view, 1, dotplot.limits(view)), "index.html")
    for line in lines:
        cells = re.search(rf'data-measure="{line.measure}">.*?</tr>', html, flags=re.S).group(0)
        cells_read = [re.sub(r"<.*", "", cell) for cell in re.findall(r"<td>(.*?)</td>", cells)]
        assert cells_read == [line.a, line.b, line.difference] and line.interval in cells
    text = unescape(re.sub(r"<[^>]+>", " ", html))
    for told_in_report in (
        sentences.headline(view, 1),
        sentences.unused(view, 1),
        sentences.hours(view, 1)[1:],
        *(content.limit(view, key) for key in content.UNKNOWN),
    ):
        assert told_in_report in text, told_in_report
    assert sentences.amounts(view, 1) in sentences.answer(view, 1)


def test_headlines_say_who_does_better(told):
    d, view, said = told
    [(key, _, text)] = [one for one in said if one[0].startswith("headline.")][:1]
    low, high = d.ends(d.primary)
    assert (key == "headline.better") == (low > 0) and (key == "headline.worse") == (high < 0)
    if key in ("headline.better", "headline.worse"):
        assert text.index(view.title(1)) < text.index(view.title(0))


def test_the_table_of_hours_is_the_hosts_by_task_and_the_helpers(told):
    d, view, _ = told
    table = hours.draw(view).table
    cells = {row[0]: row[1:] for row in table.rows}
    assert table.head[1:] == ("A", "B")
    for task in TASKS:
        wanted = [float(d.total(f"minutes_{task}", p).mean()) / 60 for p in (0, 1)]
        means = d.mean(f"hours_{task}")
        found = cells[say(f"report.task.{task}", d.lang)]
        assert all(shows(cell, [one], d.lang) for cell, one in zip(found, wanted, strict=True)) or all(
            shows(cell, [mean], d.lang) for cell, mean in zip(found, means, strict=True)
        ), task


def test_equal_tenure_is_of_the_joiners_of_each_policy(told):
    d, view, _ = told
    for row in content.tenure_lines(view):
        [key] = [
            name
            for name in ("visited_30", "visited_90", "visited_180", "posted_30", "posts_90")
            if view.start(say(f"report.tenure.{name}", d.lang)) == row["label"]
        ]
        times = 1.0 if key == "posts_90" else 100.0
        for line in row["lines"]:
            own = times * d.joined(key, line["index"])
            assert shows(line["value"], [float(own.mean())], d.lang), (key, line)
            if line["index"] == 1:
                assert shows(line["difference"], [float((own - times * d.joined(key, 0)).mean())], d.lang)


def test_horizons_are_differences_on_their_days(told):
    d, view, _ = told
    for day, line in zip((90, 180, d.days), horizons.lines(view, 1), strict=False):
        a, b = (d.week(d.primary, p, day) for p in (0, 1))
        assert numbers_in(line["when"], d.lang)[0][0] == day and line["n"] == str(len(a))
        assert shows(line["a"], [float(a.mean())], d.lang) and shows(line["b"], [float(b.mean())], d.lang)
        assert shows(line["difference"], [float((b - a).mean())], d.lang) and shows(
            line["interval"], list(amounts(b - a)), d.lang
        )


# the texts themselves


def fields(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


def test_both_languages_name_their_parts_in_the_same_order():
    """Where the order differs, somebody has read both: who does better, whose number is whose cannot change places in one language alone."""
    one, other = (catalogue("report", lang) for lang in LANGUAGES)
    assert {key for key in one if fields(one[key]) != fields(other[key])} == TURNED
    assert all(sorted(set(fields(one[key]))) == sorted(set(fields(other[key]))) for key in TURNED)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whose_number_stands_beside_whose_name(lang):
    """Numbers stand in the order of the names they belong to; where only numbers stand, B's comes first, as in the difference."""
    for key, text in catalogue("report", lang).items():
        named = fields(text)
        for first in "mhruow":
            if not {f"{first}a", f"{first}b"} <= set(named):
                continue
            b_first = named.index(f"{first}b") < named.index(f"{first}a")
            if {"a", "b"} <= set(named):
                assert b_first == (named.index("b") < named.index("a")), (key, lang)
            else:
                assert b_first == (key != "report.card.hours.small"), (key, lang)
