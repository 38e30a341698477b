"""Pages whose toys are made by hand: every sentence with numbers is written out, worked out from the toy, not the page.

All numbers of a toy differ, so that two that change places make another sentence. It is done in English: which text a
number goes into is the same in every language, and that both languages have the same parts is held by `test_words`.
"""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace as Toy

import numpy as np
import pytest

from sim.evidence.experiments import EXPERIMENTS
from sim.evidence.facts import FACTS
from sim.evidence.held import CHECKED, FITTED, HARD, INSIDE, OUTSIDE, TOLD, UNTESTED, Row, Trial
from sim.evidence.replicate import Replicated
from sim.evidence.validate import Validation
from sim.evidence.worlds.checked import Passed
from sim.evidence.worlds.targets import Observation
from sim.laboratory.precision import kind_of
from sim.laboratory.store.status import Failure, Status
from sim.logs.beside import Against
from sim.logs.statistics import TWELVE
from sim.measures.counting.log import Reading
from sim.report import folder as folders
from sim.report import logs
from sim.report.comparison import answer as sentences
from sim.report.comparison import assumptions, board, circumstances, content, differs
from sim.report.comparison.view import View
from sim.report.evidence import experiments as replications_page
from sim.report.evidence import facts as validation_page
from sim.report.evidence import responses as responses_table
from sim.report.evidence import worlds as worlds_page
from sim.report.pairs import page as pairs_page
from sim.report.press import page as parts_page
from sim.report.press.numbers import contrast
from sim.report.sensitivity import alone as alone_page
from sim.report.sensitivity import text as sensitivity_text
from sim.report.sweep import answer as sweep_answer
from sim.report.sweep import figures as effects
from sim.report.sweep import page as sweep_page
from sim.report.sweep import text as sweep_text
from sim.report.sweep.view import SweepView
from sim.rules import PARAMETERS
from sim.scenario import Scenario
from sim.studies.estimate import SensitivityEstimate
from sim.studies.pairs.pair import Pair
from sim.studies.pairs.study import Answer, Answers, Effect, PairsPlan
from sim.studies.sensitivity.alone import Alone, Screened, Shift
from sim.studies.study import Study
from sim.words import LANGUAGES, text_of
from tests.toys import report_toy

pytestmark = pytest.mark.usefixtures("no_worlds")
SMALL = {"title": "small", "community": {"audience": 50, "days": 40}, "policy": [{"kind": "team", "hours_per_week": 5}]}

# the stylised facts


def counted(role: str, is_response: bool, *verdicts: str) -> list[Row]:
    """Rows of a role with these verdicts, sure where every third is inside."""
    facts = [fact for fact in FACTS.values() if fact.role == role and fact.is_response == is_response]
    wide = (-1e9, 1e9)
    return [
        Row(fact, 0.1, (fact.low, fact.high) if i % 3 == 0 else wide, (0.2, 0.3), 7, 5, verdict)
        for i, (fact, verdict) in enumerate(zip(facts, verdicts, strict=False))
    ]


def validated(*rows: Row) -> Validation:
    return Validation(rows, (), "the-engine", False, 238, 57)


WEEKEND = Trial((("behaviour.weekend", 0.7, 1.0),), 0.72, 0.62, -0.12, -0.08, 11, HARD)
NOTICE = Trial((("behaviour.notice", 0.79, 0.58),), 0.72, 0.73, 0.001, 0.02, 11, HARD)
LUCK = Trial((("behaviour.again", 0.2, 0.3),), 0.72, 0.68, -0.3, 0.02, 11, HARD)
OUT = Row(FACTS["19"], 0.72, (0.59, 0.81), (0.61, 0.83), 13, 12, HARD, trials=(WEEKEND, NOTICE, LUCK))


def test_facts_are_counted_by_role_and_verdict():
    assert len([fact for fact in FACTS.values() if fact.role == CHECKED]) >= 31
    validation = validated(
        *counted(FITTED, False, INSIDE, INSIDE, OUTSIDE),
        *counted(CHECKED, False, *[INSIDE] * 6, *[HARD] * 5, *[OUTSIDE] * 4, UNTESTED),
        *counted(FITTED, True, INSIDE, INSIDE, OUTSIDE, HARD, HARD, HARD, HARD),
        *counted(CHECKED, True, *[INSIDE] * 9, *[HARD] * 7),
        *counted(TOLD, True, *[TOLD] * 8),
    )
    spoken_lines = validation_page.summary(validation, "en")
    assert spoken_lines[0] == (
        "Fitted: 2 of 3 figures inside their target band. Checked: 6 of 16 inside the target band, "
        "5 inside the wide band only, "
        "4 outside, 1 not tested."
    )
    assert spoken_lines[3] == (
        "Responses: 2 of 7 fitted and 9 of 16 checked figures inside their band, "
        "4 of them with their whole interval; "
        "8 more are told."
    )
    made = validation_page.made(validation, "en", "the command")
    assert made.startswith("Made by `the command` with engine `the-engine`, seed 0, ")
    moved = validation_page.moved_sentence(validation, "en")
    assert moved.startswith("Of 238 parameters, 57 are declared as fitted and 9 have a published figure")


def test_a_fact_that_is_out_says_by_how_much_and_what_was_tried():
    assert validation_page.explained(OUT, "en").partition("** ")[2] == (
        "0.72 against a target of 0.30 to 0.60 (wide band 0.15 to 0.90). Tried one after the other over the same "
        "11 runs, "
        "where the row is 0.72: "
        "`behaviour.weekend` 0.7 → 1 gives 0.62; `behaviour.notice` 0.79 → 0.58 gives 0.73; "
        "`behaviour.again` 0.2 → 0.3 gives 0.68 (no more than "
        "chance). None of these brings it in; `behaviour.weekend` = 1 comes nearest, and closes 83% of the gap."
    )
    assert "over 12 runs" in validation_page.explained(replace(OUT, decided=False, trials=()), "en")
    nothing = replace(OUT, verdict=UNTESTED, n_known=0, trials=())
    assert "in any of the 13 runs" in validation_page.explained(nothing, "en")


def test_rows_of_the_facts_show_their_figures_in_order():
    assert validation_page.cells(OUT, "en")[2:6] == ["0.72", "0.61 to 0.83", "0.30 to 0.60", "0.15 to 0.90"]
    assert validation_page.cells(OUT, "en")[-1] == "13"
    answer = Row(FACTS["R2.1"], -0.31, (-0.37, -0.22), (-0.4, -0.2), 21, 20, INSIDE)
    assert responses_table.cells(answer, "en")[2:7] == ["-31.0%", "-37.0% to -22.0%", "-25.0% to -5.0%", "inside", "no"]
    assert responses_table.cells(answer, "en")[-1] == "21"
    classes = tuple(0.01 * (i + 1) for i in range(len(FACTS["14.1"].classes)))
    validation = validated(replace(OUT, held=FACTS["14.1"], by_class=classes))
    text = validation_page.validation_page(validation, "en", "the command")
    assert "By class: 0-29: 1.00%; 30-59: 2.00%; 60-119: 3.00%; 120-239: 4.00%; 240-419: 5.00%." in text
    text = validation_page.validation_page(validated(replace(OUT, held=FACTS["R8.5"], n_runs=17)), "en", "the command")
    assert (
        "- `hours-2`, 17 runs: The baseline with a team of two hours a week instead of eight. "
        "(experiments/validation/hours-2.toml)\n"
        "- `hours-2` runs beside `hours-1` under the same chance.\n"
    ) in text


def test_a_parameter_that_was_moved_shows_where_it_was_and_is():
    from sim.evidence.parameters import Moved

    validation = replace(validated(OUT), moved=(Moved("weekend", ("open",), 0.7, 0.9, 0.31, 0.62, "somebody"),))
    [cells] = validation_page.moved_table(validation, "en")[1]
    assert cells == ["weekend", "0.7", "0.9", "0.31 to 0.62", "NO", "open", "somebody"]


# published experiments


def repeated(*trials: tuple[str, float, float, float]) -> tuple[Replicated, Row]:
    one = EXPERIMENTS["rules_shown"]
    target = next(target for target in one.targets if target.name == "comments")
    tried = tuple(Trial(((key, was, now),), 0.11, value, 0.05, 0.17, 21, OUTSIDE) for key, was, now, value in trials)
    row = Row(target, 0.11, (0.07, 0.16), (0.03, 0.19), 37, 33, OUTSIDE, trials=tried)
    return Replicated(one, (row,)), row


COURAGE = "behaviour.rules_courage"


@pytest.mark.parametrize(
    ("trials", "told"),
    [
        (
            [(COURAGE, 0.3, 0.5, 0.3), (COURAGE, 0.3, 0.9, 1.1)],
            f"Between the values tried, `{COURAGE}` = 0.70 instead of 0.305 would give the published figure; "
            "that lies outside its range of 0 to 0.53,",
        ),
        (
            [(COURAGE, 0.3, 0.35, 0.3), (COURAGE, 0.3, 0.51, 1.1)],
            f"Between the values tried, `{COURAGE}` = 0.43 instead of 0.305 would give the published figure; "
            "that lies inside its range of 0 to 0.53.",
        ),
        (
            [("policy.team.hours_per_week", 3.0, 5.0, 0.3), ("policy.team.hours_per_week", 3.0, 9.0, 1.1)],
            "Between the values tried, `policy.team.hours_per_week` = 7.00 would give the published figure.",
        ),
    ],
)
def test_a_figure_that_is_off_says_by_how_much_and_what_would_give_it(trials, told):
    text = replications_page.explained(*repeated(*trials), "en")
    assert text.partition("** ")[2].startswith(
        "+11% against +70% in the paper (band +35% to +105%). "
        "Tried one after the other over the same 21 "
        f"runs, where the row is +11%: `{trials[0][0]}` "
    )
    assert told in text


def test_rows_of_an_experiment_show_their_figures_in_order():
    one, row = repeated()
    assert replications_page.cells(one, row, "en")[1:] == [
        "+70%",
        "+11%",
        "+7% to +16%",
        "+3% to +19%",
        "+35% to +105%",
        "not recovered",
    ]


def test_what_carries_an_experiment_stands_with_its_range():
    one, _ = repeated()
    low, high = PARAMETERS["rules_comply"].believable
    assert f"| `rules_comply` | 0.658 | {low:g} to {high:g} | A |" in replications_page._carriers(one, "en")
    [line] = replications_page._settings(one, "en")
    assert line.startswith("- `science`, 37 runs: Large, open and moderated.")
    assert line.endswith("(experiments/replications/science.toml)")


# logs


def against() -> tuple[Toy, Against]:
    """A log and a scenario e^.1 above it, e^.2 below it, e^.3 above it ... in the twelve measures; not sure of three."""
    tables = {
        "title": {"en": "Toy", "nl": "Toy"},
        "community": {"audience": 50, "days": 77, "seed": 5},
        "behaviour": {"weekend": 1.8, "spam_posts": 1.0, "tire": 0.02},
    }
    stats = {name: 2.0 + 0.25 * i for i, name in enumerate(TWELVE)} | {"days": 91.0, "activity.gini": 0.71}
    middle = {name: stats[name] * math.exp(0.1 * (i + 1) * (-1) ** i) for i, name in enumerate(TWELVE)}
    middle["activity.gini"] = 0.55
    wide = {name: 2.0 if name in TWELVE[1:4] else 1.0 for name in middle}
    low = {name: value * 0.95 / wide[name] for name, value in middle.items()}
    high = {name: value * 1.07 * wide[name] for name, value in middle.items()}
    ratios = {name: math.log(middle[name] / stats[name]) for name in TWELVE} | {TWELVE[0]: math.nan}
    other = Against(Scenario.build(tables, "toy"), "the-engine", 23, middle, low, high, ratios, 0.65)
    reading = Reading(early=6, first_early=41)
    log = Toy(bad=Toy(count=0, first=()), reading=reading, known={"thread", "reply_to", "joins"})
    return Toy(log=log, flat=stats, others=(other,), name="theirs"), other


def test_a_log_beside_a_scenario_says_how_far_apart_they_are():
    measured, other = against()
    spoken_lines = logs.remarks(measured, "en")
    assert spoken_lines[0] == (
        "6 rows are dated before 1990, the first in line 41; they are counted. If that is a mistake, take them out."
    )
    assert spoken_lines[1].startswith(
        "toy: median absolute log ratio 0.65 over 11 of 12 measures: typically off by a factor "
        "1.92. "
        "Median of 23 replications;"
    )
    assert spoken_lines[2].startswith("toy runs 77 days and the log 91:")
    page = logs.page(measured, "en")
    assert (
        f"- **toy**: Toy (engine the-engine, scenario {other.scenario.hash()[:12]}, seed 5, "
        "23 replications of 77 days, 3 parameters moved)\n" in page
    )
    assert (
        "The mean absolute log ratio over the twelve, which does not hide the worst, is 0.70. Furthest from the "
        "log: "
        "hours to the first answer, "
        "median (1.43, between 1.36 and 1.53 over the replications; log 4.75), "
    ) in page
    assert "On 8 of 11 measures the log lies outside everything the replications gave" in page
    assert (
        "furthest: inequality of posts (Gini) (0.55, between 0.522 and 0.589 over the replications; log 0.71)."
    ) in page
    assert "toy: 3 parameters moved, 2 of them to the very edge of their range." in page
    low, high = PARAMETERS["weekend"].believable
    assert f"(`weekend`) | {PARAMETERS['weekend'].default:.2f} | 1.8 | {low:g} – {high:g} | yes |" in page


# each assumption alone


def shifted(name: str, size: float, end: int = 0, is_same: bool = False) -> tuple[Shift, ...]:
    return (Shift(name, "baseline", "posters_30d", PARAMETERS[name].believable[end], size, 0.013, 17, is_same),)


def screened() -> Screened:
    felt = (
        Alone("visit_base", shifted("visit_base", -0.25), ("baseline",)),
        Alone("stop_first", shifted("stop_first", 0.31, 1, True), ("baseline",)),
    )
    quiet = tuple(Alone(name, shifted(name, 0.001), ("baseline",)) for name in ("bother", "stale", "wake"))
    asleep = tuple(Alone(name, shifted(name, 0.0), ()) for name in ("slip_weight", "digest"))
    return Screened(("baseline", "open"), (16, 9), ("posters_30d", "members"), "the-engine", (*felt, *quiet, *asleep))


def test_each_assumption_alone_says_what_moves_by_how_much_and_what_does_not():
    found = screened()
    assert alone_page.headline(found, "en") == "2 of 7 parameters move a headline measure by more than 2%"
    rows = alone_page.felt_table(found, "en").rows
    low, high = PARAMETERS["visit_base"].believable[0], PARAMETERS["stop_first"].believable[1]
    assert [row[3] for row in rows] == [
        f"posters in 30 days +31.0% (the same in all 17 pairs) at {high:g}",
        f"posters in 30 days -25.0% (± 1.3%) at {low:g}",
    ]
    quiet, asleep = alone_page.unfelt(found, "en")
    assert quiet.startswith("Uncertain all the same (3),")
    assert quiet.endswith("among these: `bother`, `stale` and `wake`.")
    assert asleep.startswith("No run changed at all (2),")
    assert asleep.endswith("calls them up: `slip_weight` and `digest`.")
    page = alone_page.alone_page(found, "en")
    assert (
        page.parts[-1]
        .body[0]
        .startswith(
            "Scenarios: `baseline` and `open`, with 16 and 9 paired runs for each end: the same random numbers with the "
            "parameter moved and without. "
            "Measures: “posters in 30 days” and “members”. A shift counts when it is larger than 2% of the measure and "
            "beyond "
            "chance, at 5% for all looks"
        )
    )
    assert "\nMade by `the command` with engine `the-engine`.\n" in parts_page.markdown(page, "the command")


# plausible worlds


def fitted() -> Toy:
    """Seven figures of 21 worlds: four cover their target, five lie near it, and the draws lay three errors off."""
    errors = (0.5, 0.5, 0.05, 0.05, 0.05, 0.05, 2.0)
    observed = tuple(
        Observation(f"row.{row}", "managed", 1.0 + i, sd)
        for i, (row, sd) in enumerate(zip(("19", "2", "3", "11.1", "6", "15", "21"), errors, strict=True))
    )
    aim, error = np.array([target.aim for target in observed]), np.array([target.sd for target in observed])
    after = aim + np.array([0, 0, 0, 0.002, 0.09, 0.3, 1.0]) + 0.01 * np.linspace(-1, 1, 21)[:, None]
    names = tuple(f"p{i}" for i in range(9))
    ensemble = Toy(
        engine="the-engine",
        name="the-name",
        members=21,
        about={"steps": 3},
        misfit=np.full(21, 1.37),
        predicted=after,
        parameters=names,
        target=aim,
        error=error,
        posterior_spread=np.full(9, 0.4),
        prior_spread=np.full(9, 0.5),
    )
    shown = Toy(
        predicted=lambda _: aim + 3.0 * error * np.ones((21, 1)), z=np.zeros((21, 9)), figure=lambda _: after[:, 0]
    )
    passed = (
        Passed("1", 6, (40, 0.25), (30, 0.75), 0.21, 0.12, 0.33, 0.2),
        Passed("19", 6, (40, 0.5), (30, 0.9), 0.51, 0.42, 0.63, 0.45),
        Passed("3", 8, (40, 0.125), (30, 0.8), 0.51, 0.42, 0.63, 9.0),
    )
    lost = ("step-0, member 3: RunsAway: 40 posts",) * 2 + ("step-0, member 4: Other: x",)
    return Toy(
        ensemble=ensemble,
        observed=observed,
        passed=passed,
        centre={},
        quick=False,
        taught=np.array([True] * 2 + [False] * 7),
        shift=np.full(9, 0.6),
        smoothed=Toy(before=shown, after=shown, links=np.zeros((9, 7)), unused=((), ("row.2",)), failures=lost),
    )


def test_worlds_say_how_near_they_come_and_what_was_learned(monkeypatch):
    fit = fitted()
    near, missed, learned, checked = worlds_page.summary(fit, "en")
    assert near.startswith(
        "Of 7 fitted figures, 4 have their target between the 10th and the 90th percentile of the "
        "worlds, "
        "and 5 have the median world "
        "within one error of it. The mean squared distance from the targets fell from 9 to 1.37 "
        "errors squared"
    )
    assert missed.endswith("never post again (6), reactions per reply (15) and later activity of the early core (21).")
    assert learned == "The facts teach 2 of 9 uncertain parameters; the rest stays as assumed."
    assert checked == (
        "Of 3 rows that were not used, the centre has 1 inside their band; "
        "a world has on average 2.5 of them, and a draw from the "
        "ranges 0.9."
    )
    rows = [(name, 0.5, 0.7, 0.11, 0.93) for name in fit.ensemble.parameters]
    monkeypatch.setattr(worlds_page, "centre_rows", lambda *_: rows)
    page = worlds_page.worlds_page(fit, "en", "the command")
    assert "\nMade by `the command` with engine `the-engine`: ensemble `the-name`, 21 members in 3 steps.\n" in page
    assert "its spread fell below 0.85 or its median moved by more than 0.5." in page
    assert "| `p0` | 0.11 to 0.93 | 0.5 | 0.7 | 80% | +0.6 |" in page
    assert (
        "Members are counted in few runs (6 to 8), so that chance alone puts some outside; "
        "the centre has 4 times as many."
    ) in page
    assert (
        "| 19 | activity on a day of the weekend per weekday | checked | 0.30 to 0.60 | 50% / 40 | 90% / 30 | "
        "0.51 (0.42 to 0.63) | 0.45 |"
    ) in page
    assert "1.00 (0.99 to 1.01)" in page
    assert "In step 2 too few members had: members who ever contributed within a year (2)." in page
    assert "3 times a member could not be used" in page and "- `RunsAway`: 2 (" in page
    assert "`centre.toml`" in page and " 9 parameters move." in page


# folders, and what a study would take


def test_a_status_says_what_is_done_failed_and_to_do():
    failures = tuple(Failure(f"r{i}", f"scenario {i}", i, 30 + i, f"error {i}", f"command {i}") for i in range(13))
    found = Status(
        "the folder",
        "compare",
        "the command",
        "the-engine",
        False,
        "START",
        "LAST",
        41,
        13,
        7,
        2,
        False,
        "",
        12_300_000,
        45_000_000_000,
        failures,
    )
    text = folders.status_text(found).splitlines()
    assert text[:9] == [
        "the folder: not finished, and nobody is working on it",
        "runs: 41 done, 13 failed, 7 to do",
        "started: START",
        "last runs written: LAST",
        "command: the command",
        "engine: the-engine, not the one here; to go on, use: community-sim resume the folder --fork NEW",
        "space: 12.3 MB used, 45,000 MB free on this disk",
        "damaged files: 2; their runs are done again when the study goes on",
        "Failed runs, each with the command that repeats it (community-sim retry the folder does them all again):",
    ]
    assert text[9:11] == ["- scenario 0, replication 30: error 0", "  repeat: command 0"]
    assert text[-1] == "... and 3 more; community-sim status the folder --json lists them all."
    assert folders.status_text(replace(found, writer="somebody")).startswith("the folder: at work (somebody)\n")


def test_doing_runs_again_says_how_many_and_how_many_are_left(monkeypatch, tmp_path):
    from sim import report
    from sim.studies import resuming

    monkeypatch.setattr(
        resuming, "retry", lambda *_, **__: (11, Toy(kind="sweep", failed=4, provenance={"damaged_parts": 2}))
    )
    monkeypatch.setattr(report, "write_report", lambda *_, **__: tmp_path)
    assert folders.go_on(tmp_path, again=True).remarks[0] == "failed runs done again: 11; failed now: 4"


def test_what_a_sensitivity_study_would_take():
    found = SensitivityEstimate(23, 4, 96, 5, 64, 288, 1920, 0.5, 1104.0, 2, 7.7e6, ("it broke",))
    text = sensitivity_text.estimate_text(found, "en")
    assert text.splitlines() == [
        "First stage: 23 factors on 4 trajectories, 96 points; 288 runs.",
        "Second stage: at most 5 factors in 64 rows; at most 1,920 runs.",
        "About 0.5 s a run (two pilot runs), so 18 minutes with 2 processes.",
        "About 7.7 MB on disk.",
        "A pilot run failed: it broke",
    ]


# sweeps that are cut short, fail, or are as good as one another


def swept(**changes):
    """Six points in five replications, the third best and the last exactly as good; three runs failed."""
    study = Study(
        [Scenario.build(SMALL, "small")],
        levers={"team.hours_per_week": [0, 5, 10]},
        uncertain={"spam_posts": {"dist": "choice", "values": [1, 3]}},
        reps=5,
    )
    table = np.array([3.0, 4.0, 31.0, 5.0, 6.0, 31.0])[:, None] + np.arange(5.0) / 100
    return replace(
        study.run(kernel="tests.toys.toy_sweep", workers=1),
        _columns={"posters_30d": table},
        failures=("it broke", "so did it", "and it"),
        **changes,
    )


def test_a_sweep_says_how_many_are_as_good_failed_or_are_not_shown(monkeypatch):
    for module, name in ((sweep_page, "MOST_ROWS"), (effects, "MOST_POINTS")):
        monkeypatch.setattr(module, name, 4)
    found = swept()
    spoken_lines = sweep_answer.answer(SweepView(found, "en"))
    hours, posts = "team.hours_per_week", text_of("parameters", PARAMETERS["spam_posts"], "en")
    assert (
        f"Exactly the same, in every run that is compared: “{hours}: 10, {posts}: 3”. "
        "What is different there never reaches this measure."
    ) in spoken_lines
    assert "3 runs failed and are left out; the first error: it broke" in spoken_lines
    head = found.plan.head.model_copy(update={"precision": "2%"})
    for spoken_lines, sure in (
        ({"precise_after": 5}, "interval of every point was at most 2% wide either way; 5 were enough."),
        ({}, "at most 2% wide either way. With 5, the most that were allowed"),
    ):
        provenance = replace(found, plan=replace(found.plan, head=head), provenance=found.provenance | spoken_lines)
        text = parts_page.markdown(sweep_page.sweep_page(SweepView(provenance, "en")), "the command")
        assert sure in text and text.count("There are 6 points; here stand the best 2 and the worst 2.") == 2
    assert sweep_text.first_look(found, 8, "en").startswith("After 5 replications of 8 (provisional")


def crossed(*table: tuple[float, float, float]):
    """Three levels of spam (along the lines) under two scenarios (one line each), in six replications with a luck of a tenth."""
    study = Study(
        [Scenario.build(SMALL | {"title": name}, name) for name in ("first", "second")],
        uncertain={"spam_posts": {"dist": "choice", "values": [1, 2, 3]}},
        reps=6,
    )
    result = study.run(kernel="tests.toys.toy_sweep", workers=1)
    rows = [table[i % 2][i // 2] for i in range(6)]
    luck = 0.1 * np.sin(np.arange(36.0)).reshape(6, 6)
    return replace(result, _columns={"posters_30d": np.array(rows)[:, None] + luck})


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (((9, 9, 1), (5, 5, 5)), "Which scenario is best depends on"),
        (((9, 9, 9), (5, 5, 5)), "Which scenario is best does not turn with"),
        (((9, 9, 5.01), (5, 5, 5)), "That which scenario is best depends on"),
        (((5.01, 5, 5), (5, 5.01, 5)), "That which scenario is best depends on"),
    ],
)
def test_that_nothing_turns_is_said_only_where_every_lead_is_beyond_chance(lines, told):
    found = crossed(*lines)
    said = " ".join(sweep_answer.leading(SweepView(found, "en")))
    assert said.startswith(told) and ("does not show" in said) == ("though its lead there may be chance" in said)
    assert sweep_answer.leading(SweepView(found, "nl"))[0].count("‘") >= 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_point_that_is_as_good_is_one_and_names_have_the_marks_of_the_language(lang):
    text = " ".join(sweep_answer.answer(SweepView(crossed((9, 5, 1), (8.99, 4, 2)), lang)))
    assert {"en": "one cannot be told from it (“", "nl": "is er één niet van de beste te onderscheiden (‘"}[
        lang
    ] in text
    assert not set({"en": "‘’", "nl": "“”"}[lang]) & set(text)


def test_combinations_and_scenarios_multiply_to_the_points():
    text = parts_page.markdown(sweep_page.sweep_page(SweepView(crossed((9, 5, 1), (8, 4, 2)), "en")), "the command")
    assert "All combinations of the values, 3 of them, each under 2 scenarios" in text and "6 points with 6" in text


@pytest.mark.parametrize(
    ("values", "sliced", "is_told"),
    [
        ([0, 0.005, 0.02, 0.2], False, True),
        ([2, 4, 8], False, True),
        ([0, 5, 10], False, False),
        ([0.1, 0.2, 0.3, 0.4], False, False),
        ([0, 7], False, False),
        (["open", "on-request", "by-invitation"], False, False),
        ([False, True], False, False),
        ([(0, 1), (1, 5), (5, 6)], True, False),
    ],
)
def test_numbers_that_lie_unevenly_are_said_to_be_drawn_evenly(values, sliced, is_told):
    view = SweepView(swept(), "en")
    axis = Toy(levels=[Toy(value=value) for value in values], is_sliced=sliced)
    assert (
        (effects.unevenly(view, axis) == " " + view.say("figure.uneven"))
        == is_told
        == (effects.unevenly(view, axis) != "")
    )


def test_both_figures_of_uneven_values_say_that_they_are_drawn_evenly():
    study = Study(
        [Scenario.build(SMALL, "small")],
        levers={"team.hours_per_week": [0, 1, 10]},
        uncertain={"spam_posts": {"dist": "choice", "values": [1, 3]}},
        reps=2,
    )
    view = SweepView(study.run(kernel="tests.toys.toy_sweep", workers=1), "en")
    told = view.say("figure.uneven")
    assert told in effects.crossing(view).caption
    assert {axis.column: told in effects.effect(view, axis, "x").caption for axis in view.axes} == {
        "lever.team.hours_per_week": True,
        "behaviour.spam_posts": False,
    }


def test_what_moves_a_sampled_sweep_most_is_an_axis_and_what_it_moves_a_measure():
    study = Study(
        [Scenario.build(SMALL, "small")],
        levers={"team.hours_per_week": {"low": 0, "high": 100}},
        uncertain={"spam_posts": {"low": 1, "high": 3}},
        reps=5,
        design="lhs",
        n=24,
    )
    result = study.run(kernel="tests.toys.toy_sweep", workers=1)
    hours = [next(value for column, value in result.setting(i).items() if "hours" in column) for i in range(24)]
    noise = np.arange(5.0) + 0.1 * np.sin(np.arange(120.0)).reshape(24, 5)
    result = replace(result, _columns={"posters_30d": np.array(hours)[:, None] + noise})
    assert sweep_answer.headline(SweepView(result, "en")) == "What moves posters in 30 days most: team.hours_per_week"


def test_pairs_with_the_same_second_scenario_are_told_apart_by_their_first():
    pairs = [Pair("Hours", first, "same", ("C1",), ("team.hours_per_week",), "") for first in ("one", "other")]
    names = ("posters_30d", "retention_180", "host_hours")
    made = {name: Effect(10.0, 12.0, 2.0, 1.0, 3.0, 0.5, "better") for name in names}
    about = {"scenarios": 3, "first": 5, "most": 9, "again": 0, "engine_id": "e"}
    answers = Answers(
        plan=PairsPlan("", 5, 9, tuple(f"{pair.first} {pair.second}" for pair in pairs)),
        points=(),
        primary="",
        failures=(),
        provenance=about,
        rows=tuple(Answer(pair, "posters_30d", 9, made) for pair in pairs),
    )
    assert (
        pairs_page._named(pairs_page.PairsView(answers, "en", None), answers.rows[1]) == "`same` against `other` (C1)"
    )


# comparisons: how sentences are put together


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_answer_names_its_parts_in_their_order(lang):
    view = View(report_toy.comparison(2, 12, 130), lang)
    first, chance, doubt, hours = (
        part(view, 1) for part in (sentences.amounts, sentences.chance, sentences.doubt, sentences.hours)
    )
    assert sentences.rest(view, 1) == f"{first}; {chance}; {doubt}; {'and' if lang == 'en' else 'en'} {hours}."
    assert board.answer(view) == f"{sentences.headline(view, 1)}: {first}."
    assert all(sentences.hour(view, view.hours(i).mean()) in hours for i in (0, 1))
    assert view.quote(1) in sentences.headline(view, 1)


def test_what_is_said_of_all_parameters_is_counted_from_their_declarations():
    comparison = report_toy.comparison(2, 12, 130)
    few = [scenario.model_copy(update={"policies": scenario.policies[:2]}) for scenario in comparison.scenarios]
    comparison = report_toy.with_scenarios(comparison, few)  # with few kinds of policy all counts differ
    view = View(comparison, "en")
    there = {policy.kind for scenario in comparison.scenarios for policy in scenario.policies}
    kinds = ("uncertain", "constant", "setting")
    of = {kind: [parameter for parameter in PARAMETERS.values() if parameter.kind == kind] for kind in kinds}
    here = [one for one in of["uncertain"] if not one.policy or there & set(one.policy.split("/"))]
    counts = [len(PARAMETERS), len(here), len(of["uncertain"]) - len(here), len(of["constant"]), len(of["setting"])]
    assert len(set(counts)) == 5
    assert assumptions.kinds(view) == (
        "Of all {} parameters {} are uncertain under the policies compared here, and {} under other policies only; "
        "{} are held fixed, each for a "
        "stated reason, and {} are facts about the host or the platform, for a scenario to state.".format(*counts)
    )
    invented = sum(one.sign == one.size == "E" for one in of["uncertain"])
    told = f"{invented} of the {len(of['uncertain'])} uncertain parameters are our own assumptions without evidence"
    assert told in " ".join(content.limits(view))


def test_pairs_that_all_agree_say_how_many_they_are_and_what_may_differ_all_the_same():
    view = View(report_toy.comparison(2, 12, 130, verdict="identical"), "en")
    most = 100 * (1 - 0.025 ** (1 / 12))  # the exact upper end for none in twelve
    assert sentences.chance(view, 1).startswith("all 12 paired runs agree to the last digit")
    assert f"up to {most:.0f}% of other runs may differ" in sentences.chance(view, 1)


def test_grades_count_directions_and_sizes():
    view = View(report_toy.comparison(2, 12, 130), "en")
    every = PARAMETERS.values()
    counts = {
        grade: (sum(function.sign == grade for function in every), sum(function.size == grade for function in every))
        for grade in "ABCDE"
    }
    assert any(sign != size for sign, size in counts.values())
    assert [(grade, told) for grade, _, told in assumptions.grades(view)] == [
        (grade, f"direction of {sign}, size of {size} parameters") for grade, (sign, size) in counts.items()
    ]


def test_another_circumstance_is_named_with_its_second_policy_first(monkeypatch):
    view = View(report_toy.comparison(4, 12, 130), "en")
    pairs = [
        circumstances.Circumstance(
            i, j, contrast(*(view.values(view.primary, k) for k in (i, j)), kind=kind_of(view.primary)), 0.0
        )
        for i, j in ((0, 1), (2, 3))
    ]
    monkeypatch.setattr(circumstances, "find", lambda _: pairs)
    first, other = content.circumstance_lines(view)
    assert (first["pair"], other["pair"]) == ("B against A", "D against C")
    a, b = (float(view.values(view.primary, k).mean()) for k in (2, 3))
    assert abs(a - b) > 2.0
    assert float(other["a"]) == pytest.approx(a, abs=0.6) and float(other["b"]) == pytest.approx(b, abs=0.6)


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ("Chance a day that somebody gives up while waiting to be let in", "0.02", "0.007", "instead of")),
        ("nl", ("Kans per dag dat iemand afhaakt tijdens het wachten op toelating", "0,02", "0,007", "in plaats van")),
    ],
)
def test_what_differs_is_told_of_the_first_and_of_the_other(lang, told):
    first, other = (Scenario.build(SMALL | {"behaviour": {"tire": tire}}, "small") for tire in (0.02, 0.007))
    comparison = report_toy.comparison(2, 12, 130)
    view = View(report_toy.with_scenarios(comparison, [first, other]), lang)
    name, ours, theirs, instead = told
    [change] = differs.changes(view, 0, 1)
    assert change == differs.Change(name, ours, theirs, f"{name}: {theirs} {instead} {ours}.")
