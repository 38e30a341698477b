"""Laws of the log: what is counted by hand is found, files and memory agree, bad rows are told, real logs give their known figures."""

from __future__ import annotations

import gzip
import json
import math
import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.command.main import main
from sim.day import simulate
from sim.errors import InputError
from sim.logs.beside import measure_file
from sim.logs.file import beside, read_log, write_log
from sim.logs.statistics import TWELVE, flat, log_ratios, measure_log, median_ratio
from sim.measures.counting.log import DAY, KINDS, NOBODY, STAFF, log_of_events
from sim.report.logs import COUNTED, SHOWN, page
from sim.scenario import load
from sim.words import LANGUAGES, catalogue, say

REAL = Path(os.environ.get("COMMUNITY_SIM_LOGS") or Path(__file__).resolve().parents[3] / "shared" / "data")
SIX = ("urho3d_forum", "quantum_qa", "rhelp_list_1997", "redash_forum", "racket_slack_2018", "opendcl_forum")
TOLERANCE = 1e-3
HEAD = "member,time,kind,thread,reply_to\n"


def written(folder: Path, text: str, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def measured(folder: Path, text: str) -> dict[str, float]:
    return flat(measure_log(read_log(written(folder, text))))


def same(one: dict[str, float], other: dict[str, float]) -> list[str]:
    """The names whose values differ."""
    return [
        name
        for name in one.keys() | other.keys()
        if not (
            name in one
            and name in other
            and (one[name] == other[name] or math.isnan(one[name]) and math.isnan(other[name]))
        )
    ]


@pytest.fixture(scope="module")
def run(scenarios):
    """A run in which everything happens: the host posts, spam is removed, people are answered."""
    return simulate(
        load(scenarios / "everything.toml", ["community.audience=300", "community.days=160"]).setup(), events=True
    )


def test_a_small_log_counted_by_hand(tmp_path):
    # 1 asks at noon of day 0, 2 answers after an hour, 1 answers back after two; 3 asks on day 40 and nobody answers; 1 is back on day 50.
    noon = 100 * DAY + DAY // 2
    figures = measured(
        tmp_path,
        HEAD + f"1,{noon},post,1,\n2,{noon + 3600},reply,1,1\n1,{noon + 3 * 3600},reply,1,2\n"
        f"3,{noon + 40 * DAY},post,2,\n1,{noon + 50 * DAY},post,3,\n2,{noon + 90 * DAY},reply,3,1\n",
    )
    assert figures["events"] == 6 and figures["members_active"] == 3 and figures["days"] == 90
    assert figures["threads.threads"] == 3 and figures["threads.events_per_thread.mean"] == 2
    assert figures["threads.share_threads_answered"] == pytest.approx(
        2 / 3
    )  # threads 1 and 3 by others; 2 by nobody; all 30 days old
    assert figures["threads.hours_to_first_answer.median"] == pytest.approx((1 + 40 * 24) / 2)
    # Answered within 30 days: the first two posts, of five that are 30 days old at the end.
    assert figures["addressed.share_posts_answered"] == pytest.approx(2 / 5)
    assert figures["addressed.hours_to_answer_median"] == pytest.approx(1.5)
    # Two addressed events are old enough: 2 -> 1 is returned, 1 -> 2 not within 30 days.
    assert figures["addressed.share_addressed_returned"] == pytest.approx(1 / 2)
    # Silences over 30 days: 1 (days 0 to 50, and back), 2 (days 0 to 90, and back), 3 (gone). All three churned, two came back.
    assert figures["retention.share_churned_who_came_back"] == pytest.approx(2 / 3)
    assert figures["retention.survival_first_gap.1"] == 0.0
    assert figures["retention.lifetime_days.median"] == pytest.approx(50)
    assert figures["activity.share_members_one_post"] == pytest.approx(1 / 3)
    assert figures["activity.gini"] == pytest.approx(2 * (1 * 1 + 2 * 2 + 3 * 3) / (3 * 6) - 4 / 3)


def test_survival_with_censoring_counted_by_hand(tmp_path):
    # Last posts after 10 days (gone), 20 days (gone), and one who still posts on the last day: S(10) = 2/3, S(20) = 1/3.
    rows = [(1, 0), (1, 10), (2, 0), (2, 20), *((3, day) for day in range(0, 101, 20))]
    text = HEAD + "".join(f"{member},{day * DAY},message,1,\n" for member, day in sorted(rows, key=lambda row: row[1]))
    figures = measured(tmp_path, text)
    assert figures["retention.survival_last_post.7"] == 1.0
    assert figures["retention.survival_last_post.30"] == pytest.approx(1 / 3)
    assert math.isnan(figures["retention.survival_last_post.180"])


def test_the_law_that_made_the_counts_is_found(tmp_path):
    # 20,000 members whose counts follow a zeta law of exponent 2.2: the standard error is .0095, five of them are allowed.
    counts = np.minimum(np.random.default_rng(5).zipf(2.2, 20_000), 10_000)
    from sim.logs.activity import activity

    figures = activity(np.repeat(np.arange(len(counts)), counts))
    assert figures["power_law"]["alpha_all"] == pytest.approx(2.2, abs=5 * 0.0095)
    assert figures["log_normal_minus_power_law_loglik_per_member"] < 0.0


def test_a_file_measures_as_the_events_it_came_from(run, tmp_path):
    in_memory = log_of_events(run.events)
    for name in ("log.csv", "log.csv.gz"):
        write_log(in_memory, tmp_path / name)
        from_file = read_log(tmp_path / name)
        assert from_file.bad.count == 0
        assert from_file.known == in_memory.known
        assert not same(flat(measure_log(from_file)), flat(measure_log(in_memory)))
        for column in ("member", "time", "kind", "thread", "addressee", "join_member", "join_time"):
            assert np.array_equal(getattr(from_file, column), getattr(in_memory, column)), column
    assert (
        (in_memory.member == STAFF).any() and (in_memory.addressee == STAFF).any() and (in_memory.addressee >= 0).any()
    )


def test_the_log_of_a_run_says_what_the_diary_says(run):
    from sim.world.eventlog import POSTED, REMOVED, REPLIED

    log, kinds = log_of_events(run.events), run.events["kind"]
    posts = np.isin(kinds, (POSTED, REPLIED))
    removed = np.isin(run.events["post"][posts], run.events["post"][kinds == REMOVED])
    assert 0 < removed.sum() < posts.sum()
    assert len(log.member) == posts.sum() - removed.sum()
    staff = int(run.diary["posts_staff"].sum())
    assert staff > 0 and int((log.member == STAFF).sum()) <= staff
    assert int((run.events["person"][posts] < 0).sum()) == staff
    assert len(log.join_member) == len(np.unique(log.join_member))
    assert (log.addressee[log.kind == 0] == NOBODY).all()
    weekdays = np.bincount((log.time[log.member == STAFF] // DAY + 3) % 7, minlength=7)
    # The host works Monday to Friday; an incident, or members who manage, may bring a few posts at the weekend.
    assert weekdays[5:].max() < 0.5 * weekdays[:5].min(), "a run must open on a Monday"


def test_the_command_exports_what_it_can_measure(scenarios, tmp_path, capsys):
    path = tmp_path / "mine.csv.gz"
    asked = [str(scenarios / "baseline.toml"), "--set", "community.audience=300", "--days", "90"]
    assert main(["run", *asked, "--events", str(path), "--quiet", "--json"]) == 0
    capsys.readouterr()
    assert main(["measure", str(path), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    setup = load(asked[0], ["community.audience=300", "community.days=90"]).setup()
    expected = measure_log(log_of_events(simulate(setup, events=True).events))
    assert data["known"] == ["joins", "reactions", "reply_to", "thread"]
    assert {f"measures.{name}" for name in data["statistics"]["measures"]} == set(COUNTED)
    figures = {
        name: math.nan if value is None else value for name, value in flat_with_nulls(data["statistics"]).items()
    }
    assert not same(figures, flat(expected))


def flat_with_nulls(tree, above=""):
    figures = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            figures |= flat_with_nulls(value, f"{above}{name}.")
        elif not isinstance(value, list):
            figures[above + name] = value
    return figures


def test_bad_rows_are_counted_and_named(tmp_path, capsys):
    text = HEAD + "1,100,post,1,\n2,soon,reply,1,1\n\n,300,reply,1,1\n3,400,shout,1,\n4,500,reply\n5,600,reply,1,1\n"
    path = written(tmp_path, text)
    log = read_log(path)
    assert len(log.member) == 2 and log.bad.count == 4
    assert [(line, wrong.split(" ")[0]) for _, line, wrong in log.bad.first] == [
        (3, "time"),
        (5, "no"),
        (6, "kind"),
        (7, "3"),
    ]
    assert main(["measure", str(path)]) == 0
    out = capsys.readouterr().out
    assert "4 rows could not be read" in out and "log.csv:3: time is not a number of seconds" in out


def test_bytes_that_are_no_text_are_one_bad_row(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(HEAD.encode() + b"1,100,post,1,\n2,1\xff0,post,2,\n3,300,post,3,\n")
    log = read_log(path)
    assert log.bad.count == 1 and log.bad.first[0][1] == 3 and log.n_members == 2


def test_a_log_gives_what_it_can(tmp_path, capsys):
    path = written(tmp_path, "time,member\n" + "".join(f"{day * DAY},{'ab'[day % 2]}\n" for day in range(40)))
    assert main(["measure", str(path), "--lang", "nl"]) == 0
    out = capsys.readouterr().out
    assert "discussies, wie op wie antwoordt, aanmeldingen" in out
    assert out.index(say("logs.section.measures", "nl")) < out.index(say("measures.office_hours_share.label", "nl"))
    assert say("measures.reciprocity.label", "nl") not in out and say("measures.unanswered.label", "nl") not in out
    figures = measure_log(read_log(path))
    assert not {"threads", "addressed", "joins"} & set(figures) and figures["activity"]["gini"] == 0.0


def test_order_of_rows_and_names_of_members_do_not_matter(run, tmp_path):
    path = tmp_path / "log.csv"
    write_log(log_of_events(run.events), path)
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    stamps = [int(row.split(",")[1]) for row in rows]
    shuffled = np.random.default_rng(3).permutation(len(rows))
    kept = sorted(shuffled.tolist(), key=lambda row: (stamps[row], row))  # ties keep their order, blocks of time do not
    mixed = [rows[row] for row in sorted(kept, key=lambda row: (-(stamps[row] // DAY), row))]
    renamed = [
        ",".join(
            [
                *(cell if cell in ("", "host") else f"m{cell}" for cell in (row.split(",")[0],)),
                *row.split(",")[1:4],
                f"m{row.split(',')[4]}" if row.split(",")[4] not in ("", "host") else row.split(",")[4],
            ]
        )
        for row in mixed
    ]
    other = written(tmp_path, "\n".join([head, *renamed]) + "\n", "other.csv")
    apart = set(same(flat(measure_log(read_log(path))), flat(measure_log(read_log(other)))))
    assert {name.split(".")[0] for name in apart} <= {"joins", "reactions"}


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "is empty"),
        ("member,time\n", "not one row"),
        ("who,time\n1,2\n", "has no column member"),
        ("member,time,time\n1,2,3\n", "stands twice"),
        ("member,time\nx\n", "not one row"),
    ],
)
def test_files_that_are_no_logs_are_refused(tmp_path, text, told):
    with pytest.raises(InputError, match=told):
        read_log(written(tmp_path, text))


def test_wrong_use_ends_in_two(tmp_path, capsys):
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress((HEAD + "1,2,post,1,\n" * 9000).encode())[:40])
    for argv in (
        ["measure", str(tmp_path / "gone.csv")],
        ["measure", str(tmp_path)],
        ["measure", str(tmp_path / "cut.csv.gz")],
        ["measure", str(written(tmp_path, HEAD + "1,2,post,1,\n")), "--reps", "0"],
    ):
        assert main(argv) == 2, argv
        assert "Traceback" not in capsys.readouterr().err


def test_one_post_measures_without_a_warning(tmp_path, recwarn):
    figures = measured(tmp_path, HEAD + "1,2,post,1,\n")
    assert (
        figures["events"] == 1
        and math.isnan(figures["events_per_day"])
        and math.isnan(figures["activity.power_law.alpha_all"])
    )
    assert not [warning for warning in recwarn if issubclass(warning.category, RuntimeWarning)]


def test_a_log_against_its_own_scenario_is_near_and_says_so(scenarios, tmp_path):
    scenario = load(scenarios / "baseline.toml", ["community.audience=600", "community.days=120"])
    write_log(log_of_events(simulate(scenario.setup(), replication=7, events=True).events), tmp_path / "own.csv")
    found = measure_file(tmp_path / "own.csv", [scenario], reps=8)
    assert set(found.others[0].ratios) == set(TWELVE) and len(TWELVE) == 12
    assert found.others[0].distance < math.log(1.5)
    for lang in LANGUAGES:
        text = page(found, lang)
        assert "baseline" in text and text.count("|---") and str(tmp_path) not in text


def test_log_ratios_by_hand():
    here = dict.fromkeys(TWELVE, 2.0) | {TWELVE[0]: 0.0, TWELVE[1]: 8.0}
    ratios = log_ratios(here, dict.fromkeys(TWELVE, 1.0))
    assert math.isnan(ratios[TWELVE[0]]) and ratios[TWELVE[1]] == pytest.approx(math.log(8))
    assert median_ratio(ratios) == pytest.approx(math.log(2))
    assert math.isnan(median_ratio(log_ratios({}, here)))


def test_everything_shown_has_words_and_is_measured(run):
    figures = flat(measure_log(log_of_events(run.events)))
    assert {*SHOWN, *COUNTED} <= set(figures) and set(TWELVE) <= set(SHOWN)
    for lang in LANGUAGES:
        assert {f"logs.{name}" for name in SHOWN} <= set(catalogue("logs", lang))


def test_a_million_rows_take_seconds(tmp_path):
    import pyarrow as pa
    from pyarrow import csv

    rng, n = np.random.default_rng(1), 1_000_000
    member = np.minimum(rng.zipf(1.6, n), 200_000)
    thread = np.sort(rng.integers(1, n // 6, n))
    kind = np.where(np.concatenate([[True], thread[1:] != thread[:-1]]), "post", "reply")
    table = pa.table(
        {
            "member": member,
            "time": 10**9 + np.sort(rng.integers(0, 3 * 10**7, n)),
            "kind": kind,
            "thread": thread,
            "reply_to": np.roll(member, 1),
        }
    )
    csv.write_csv(table, str(tmp_path / "large.csv"), csv.WriteOptions(quoting_style="none"))
    began = time.process_time()
    log = read_log(tmp_path / "large.csv")
    figures = measure_log(log)
    took = time.process_time() - began
    assert figures["events"] == n and log.bad.count == 0
    assert took < 20.0, (
        f"{took:.1f} s"
    )  # some 4 s on an ordinary machine; a loop in Python over rows and themes takes a minute


@pytest.mark.parametrize("name", SIX)
def test_real_logs_give_their_known_figures(name):
    if not (REAL / "stats.json").is_file():
        pytest.skip("the real logs are not here: set COMMUNITY_SIM_LOGS to their folder")
    known = json.loads((REAL / "stats.json").read_text(encoding="utf-8"))[name]["statistics"]
    log = read_log(REAL / f"{name}.csv.gz")
    figures = measure_log(log, known["retention"]["burn_in_days"])
    assert figures["profile_tenths"] == known["profile_tenths"]
    if figures["threads"]["beginning_unseen"]:  # the known figures take whatever comes first for the opening
        log = replace(log, kind=np.full(len(log.kind), KINDS.index("message"), np.uint8))
        figures["threads"] = measure_log(log)["threads"]
    expected, figures = flat(known), flat(figures)
    assert len(expected) > 50
    off = {
        key: (figures.get(key), value)
        for key, value in expected.items()
        if key not in figures or abs(figures[key] - value) > TOLERANCE * max(1.0, abs(value))
    }
    assert not off


def test_files_beside_a_log():
    assert beside(Path("a/b.csv.gz"), "joins") == Path("a/b.joins.csv.gz")
    assert beside(Path("b.csv"), "reactions") == Path("b.reactions.csv")


def test_what_answers_the_host_is_no_answer_to_a_member(tmp_path):
    """A member names the host after one hour, and is answered by a member after three: three hours is what an answer to a member takes."""
    start, hour = 100 * DAY, 3600
    rows = [("host", 0, "post", "t", ""), ("a", 1, "reply", "t", "host"), ("a", 2, "post", "u", "")]
    rows += [("b", 5, "reply", "u", "a"), ("a", 40 * 24, "post", "v", "")]
    lines = [f"{who},{start + at * hour},{kind},{thread},{to}\n" for who, at, kind, thread, to in rows]
    assert measured(tmp_path, HEAD + "".join(lines))["addressed.hours_to_answer_median"] == 3.0


@pytest.mark.parametrize(
    ("days", "differ"), [(90.0, False), (89.9, True), (110.0, False), (110.1, True), (100.0, False)]
)
def test_a_log_and_a_run_differ_in_length_from_more_than_a_tenth(days, differ):
    from sim.logs.beside import lengths_differ
    from sim.scenario import Scenario

    run = Scenario.build({"title": {"en": "Run", "nl": "Run"}, "community": {"audience": 10, "days": 100}}, "run")
    assert lengths_differ({"first_time": 0.0, "last_time": days * DAY}, run) == differ
    assert lengths_differ({}, run)
