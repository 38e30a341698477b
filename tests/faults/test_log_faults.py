"""Logs as people bring them: nothing is lost or misread in silence, no row is put where it does not belong."""

from __future__ import annotations

import gzip
import itertools
import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.command.main import main
from sim.logs.file import read_log
from sim.logs.statistics import flat, measure_log
from sim.measures.counting.log import DAY, NOBODY, STAFF
from sim.report.logs import bad_rows, decided
from sim.words import LANGUAGES

HEAD = "member,time,kind,thread,reply_to\n"
T = 1_700_000_000


def read(folder: Path, text: str | bytes, name: str = "log.csv"):
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_log(folder / name)


def daily(n: int, row=lambda i: f"u{i % 7},{T + i * DAY},post,t{i},") -> list[str]:
    return [row(i) for i in range(n)]


def text_of(rows: list[str], head: str = HEAD) -> str:
    return head + "\n".join(rows) + "\n"


# -- who is who ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("posts_too", [False, True])
def test_the_host_team_is_no_sign_up(tmp_path, posts_too):
    rows = [f"m{i},{T + i * DAY},post,t{i}," for i in range(5)] + (
        [f"host,{T + 9 * DAY},reply,t1,m1"] if posts_too else []
    )
    joins = [f"m{i},{T + i * DAY - 60}" for i in range(5)] + [f"x{i},{T}" for i in range(5)]
    joiners = []
    for extra in ([], [f"host,{T - 1000 * DAY}"]):
        (tmp_path / "log.joins.csv").write_text(text_of([*extra, *joins], "member,joined\n"), encoding="utf-8")
        joiners.append(measure_log(read(tmp_path, text_of(rows)))["joins"])
    assert joiners[0] == joiners[1]
    assert joiners[0]["members_with_join_date"] == 10 and joiners[0]["share_who_ever_post"] == 0.5
    assert joiners[0]["days_join_to_first_post"]["p90"] == pytest.approx(60 / DAY)


@pytest.mark.parametrize("word", ["NA", "NaN", "NULL", "None", "\\N"])
def test_words_for_missing_are_no_labels(tmp_path, word):
    def rows(gone):
        return [
            f'"u{i % 3}",{T + i * 3600},"{"post" if i % 3 == 0 else "reply"}",{f"t{i // 3}" if i % 4 else gone},{gone if i % 3 == 0 else "u0"}'
            for i in range(30)
        ]

    with_word, without = read(tmp_path, text_of(rows(word))), read(tmp_path, text_of(rows("")), "empty.csv")
    assert with_word.reading.untold == 18 and without.reading.untold == 0
    assert with_word.n_members == 3 and (with_word.addressee[with_word.kind == 0] == NOBODY).all()
    np.testing.assert_equal(flat(measure_log(with_word)), flat(measure_log(without)))


def test_a_member_whose_name_is_in_quotation_marks_may_be_called_none(tmp_path):
    log = read(tmp_path, text_of([f'"None",{T},post,t1,', f"b,{T + 60},reply,t1,None", f"c,{T + 90},reply,t1,NULL"]))
    assert log.n_members == 3 and "None" in log.names and log.reading.untold == 1


# -- threads -------------------------------------------------------------------------------------------------------------------


def test_a_thread_without_its_beginning_was_not_opened_by_who_answered(tmp_path):
    rows = []
    for i in range(60):
        rows += [
            f"{f'asker{i}' if i % 2 == 0 else ''},{T + i * DAY},post,t{i},",
            f"expert,{T + i * DAY + 3600},reply,t{i},",
        ]
    log = read(tmp_path, text_of(rows))
    figures = flat(measure_log(log))
    assert log.bad.count == 30
    assert figures["threads.threads"] == 30 and figures["threads.beginning_unseen"] == 30
    assert figures["threads.share_threads_answered"] == 1.0 and figures["measures.unanswered"] == 0.0
    assert figures["measures.start_and_reply_90"] == 0.0 and figures["measures.only_reply_90"] == pytest.approx(1 / 31)
    remarks = {lang: decided(log.reading, figures, lang) for lang in LANGUAGES}
    assert remarks["en"][0].startswith("30 threads begin with a reply") and remarks["nl"][0].startswith(
        "30 discussies beginnen met"
    )


def test_without_kinds_the_first_row_opens(tmp_path):
    log = read(tmp_path, f"member,time,thread\na,{T},1\nb,{T + 60},1\n")
    figures = flat(measure_log(log))
    assert figures["threads.threads"] == 1 and figures["threads.beginning_unseen"] == 0


def test_rows_without_a_thread_belong_to_none(tmp_path):
    named = [f"a,{T},post,t0,", f"b,{T + 60},reply,t0,a", f"c,{T + DAY},post,t1,"]
    # a names b outside of any thread: no answer to what b wrote in t0, and c is no poster who only replies
    loose = [f"a,{T + 2 * DAY},message,,b", f"c,{T + 40 * DAY},message,,", f"d,{T + 40 * DAY},message,,"]
    log = read(tmp_path, text_of(named + loose))
    figures = flat(measure_log(log))
    assert figures["threads.threads"] == 2 and figures["threads.events_without_thread"] == 3
    assert figures["addressed.share_posts_answered"] == pytest.approx(
        1 / 4
    )  # only a's opening, of four posts 30 days old
    assert figures["measures.only_start_90"] == pytest.approx(
        2 / 3
    )  # a and c opened; d did neither and is not among the three
    assert figures["measures.only_reply_90"] == pytest.approx(1 / 3)
    assert any("3 posts are in no thread" in line for line in decided(log.reading, figures, "en"))


# -- the same second -----------------------------------------------------------------------------------------------------------


def days_only(n: int = 240) -> list[str]:
    """A log that knows days and no clock: whole threads share a second."""
    draw = random.Random(3)
    rows = []
    for i in range(n):
        thread, opens = f"t{i // 4}", i % 4 == 0
        rows.append(
            f"{draw.choice('abcdefgh')},{T // DAY * DAY + i // 8 * DAY},{'post' if opens else 'reply'},{thread},"
            + ("" if opens else draw.choice("abcdefgh"))
        )
    return rows


def test_the_order_of_the_file_never_matters(tmp_path):
    rows = days_only()
    first = read(tmp_path, text_of(rows))
    assert first.reading.same_second == len(rows)
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        other = read(tmp_path, text_of(rows))
        for name in ("member", "time", "kind", "thread", "addressee", "names"):
            assert np.array_equal(getattr(first, name), getattr(other, name)), name
    assert flat(measure_log(first))["threads.beginning_unseen"] == 0  # posts stand before what answers them


def test_an_answer_stands_after_whom_it_names(tmp_path):
    log = read(tmp_path, text_of([f"a,{T},reply,t,b", f"b,{T},reply,t,z", f"z,{T},post,t,", f"host,{T},reply,t,a"]))
    called = [log.names[number] if number >= 0 else "host" for number in log.member]
    assert called == ["z", "b", "a", "host"]


@pytest.mark.parametrize("names", list(itertools.permutations("abcz")))
def test_in_any_thread_of_a_second_and_whatever_they_are_called_an_answer_stands_after_whom_it_names(names, tmp_path):
    one, two, three, four = names
    rows = [
        *(f"{n},{T - 9 + n},post,t{n}," for n in range(9)),
        f"{one},{T},reply,u,{two}",
        f"{two},{T},reply,u,{three}",
        f"{three},{T},reply,u,{four}",
        f"{four},{T},post,u,",
    ]
    log = read(tmp_path, text_of(rows))
    called = [log.names[number] for number in log.member]
    assert [name for name in called if name in names] == [four, three, two, one]


def test_a_circle_of_answers_is_no_trap(tmp_path):
    log = read(tmp_path, text_of([f"b,{T},reply,t,a", f"a,{T},reply,t,b", f"c,{T},reply,t,c"]))
    assert [log.names[number] for number in log.member] == ["c", "a", "b"] or [
        log.names[number] for number in log.member
    ] == ["a", "b", "c"]


def test_rows_that_stand_twice_are_told(tmp_path):
    rows = daily(5)
    log = read(tmp_path, text_of([*rows, rows[2], rows[2], f"u2,{T + 2 * DAY},reply,t2,"]))
    assert log.reading.duplicates == 2 and len(log.member) == 8
    assert any("2 rows are the same as another" in line for line in decided(log.reading, {}, "en"))


# -- quotation marks, lines, headers -------------------------------------------------------------------------------------------


def test_a_mark_that_is_never_closed_costs_its_own_line_only(tmp_path):
    rows = daily(30)
    rows[10] = '"the' + rows[10][2:]
    log = read(tmp_path, text_of(rows))
    assert len(log.member) == 29 and log.bad.count == 1 and log.bad.first[0][1] == 12
    assert bad_rows(log.bad, "en")[0].startswith("One row") and "line" not in bad_rows(log.bad, "en")[1]
    rows[20] = '"the' + rows[20][2:]  # now the second closes the first, eight lines later
    log = read(tmp_path, text_of(rows))
    assert len(log.member) == 28 and [line for _, line, _ in log.bad.first] == [12, 22]


def test_a_mark_in_a_text_costs_its_own_line_only(tmp_path):
    rows = [f'u{i},{T + i * DAY},post,t{i},"text {i}"' for i in range(20)]
    rows[5] = f'u5,{T + 5 * DAY},post,t5,"not closed'
    log = read(tmp_path, text_of(rows, "member,time,kind,thread,text\n"))
    assert len(log.member) == 19 and [line for _, line, _ in log.bad.first] == [7]


def test_lines_are_those_of_the_file(tmp_path):
    rows = [
        f'u{i % 4},{T + i * DAY if i != 12 else "Thu"},post,t{i},,"line one\nline two, and ""quoted""\nline three"'
        for i in range(20)
    ]
    text = text_of(rows, HEAD.strip() + ",text\n")
    log = read(tmp_path, text)
    true_line = next(n for n, line in enumerate(text.split("\n"), 1) if "Thu" in line)
    assert len(log.member) == 19 and log.bad.first == (("log.csv", true_line, "time is not a number of seconds"),)


def test_texts_of_many_megabytes_are_no_bad_rows(tmp_path):
    body = "x" * 300_000 + "\n" + "y" * 300_000
    rows = [f'u{i},{T + i * DAY},"{body}"' for i in range(40)]
    log = read(tmp_path, text_of(rows, "member,time,text\n"))
    assert log.bad.count == 0 and len(log.member) == 40


@pytest.mark.parametrize(
    "head",
    [
        'member,time,kind,thread,reply_to,"text, plain"\n',
        '"member","time","kind","thread","reply_to","a\nb"\n',
        "# made by hand\n\nmember,time,kind,thread,reply_to,x\n",
        "sep=,\nMember, Time ,kind,thread,reply_to,x\n",
    ],
)
def test_headers_are_read_as_rows_are(tmp_path, head):
    log = read(
        tmp_path,
        text_of([f"a,{T},post,t1,,hello", f"b,{T + 3600},reply,t1,a,hello too", f"c,soon,reply,t1,a,{'x'}"], head),
    )
    assert len(log.member) == 2 and log.n_members == 2
    assert log.bad.first[0][1] == head.count("\n") + 3


@pytest.mark.parametrize(
    "how",
    [
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: ("sep=;\n" + text.replace(",", ";")).encode(),
        lambda text: gzip.compress(text.encode()),
    ],
)
def test_other_programs_files_are_read(tmp_path, how):
    rows = [*daily(20), f'"Zoë, de Wit",{T + 30 * DAY},post,t99,']
    if how("a,b") != b"a,b" and b"," not in how("a,b"):  # what separates is another mark
        rows[-1] = f"Zoë,{T + 30 * DAY},post,t99,"
    log = read(tmp_path, how(text_of(rows)))
    assert len(log.member) == 21 and log.bad.count == 0 and log.names[-1].startswith("Zoë")


# -- times ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("factor", "unit"), [(1_000, "ms"), (1_000_000, "us"), (1_000_000_000, "ns")])
@pytest.mark.parametrize(
    "first", [870_000_000, 1_000_000_000 - 30 * DAY]
)  # in 1997, and across the day on which a digit is added
def test_milliseconds_are_guessed_aloud(tmp_path, factor, unit, first):
    rows = daily(60, lambda i: f"m{i % 3},{(first + i * DAY) * factor},post,t{i},")
    log = read(tmp_path, text_of(rows))
    figures = flat(measure_log(log))
    assert figures["days"] == 59 and log.reading.unit == unit and log.bad.count == 0
    for lang, word in (("en", "seconds"), ("nl", "seconden")):
        assert word in decided(log.reading, figures, lang)[0]


@pytest.mark.parametrize(
    ("when", "wrong"),
    [
        ("4102444800", "time lies in the future"),
        ("-86400", "time lies before 1970"),
        ("1700000000000", "time lies in the future"),
    ],
)
def test_times_that_cannot_be_are_left_out_and_told(tmp_path, when, wrong):
    log = read(tmp_path, text_of([*daily(59), f"m0,{when},post,tx,"]))
    assert log.bad.first == (("log.csv", 61, wrong),) and flat(measure_log(log))["days"] == 58


def test_times_that_hardly_can_be_are_told(tmp_path):
    log = read(tmp_path, text_of([*daily(10), f"m0,{3 * DAY},post,tx,"]))
    assert log.reading.early == 1 and log.reading.first_early == 12 and log.bad.count == 0
    assert "line 12" in decided(log.reading, {}, "en")[0]
    assert (
        read(tmp_path, text_of(daily(10, lambda i: f"m0,{i * DAY},post,t{i},"))).reading.early == 0
    )  # a simulated log opens in 1970


# -- what it costs and what it says --------------------------------------------------------------------------------------------


def test_measure_starts_soon(tmp_path):
    """No compiler, no scipy, no pandas for a small log; about 0.6 s of processor time, the bound leaves room for slow machines."""
    code = (
        "import sys, time\nfrom sim.command.main import main\nmain(['measure', sys.argv[1], '--json'])\n"
        "print(sorted({'numba', 'scipy', 'pandas', 'pyarrow', 'matplotlib', 'sim.scenario'} & set(sys.modules)), time.process_time(), file=sys.stderr)"
    )
    path = tmp_path / "log.csv"
    path.write_text(text_of(days_only()), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    loaded, seconds = done.stderr.rsplit(" ", 1)
    assert loaded == "[]" and json.loads(done.stdout)["statistics"]["events"] == 240
    assert float(seconds) < 1.5


def test_plain_and_compiled_counting_agree_to_the_last_bit():
    from sim.measures.counting.all import count
    from sim.measures.counting.figures import FIGURES, RECORD
    from sim.measures.counting.posts import table_of_log
    from sim.measures.counting.spread import spread
    from sim.measures.counting.threads import answered_back, threads_of_log

    rng = np.random.default_rng(8)
    for n, people, threads, days in ((1, 1, 1, 1), (40, 5, 6, 3), (400, 30, 60, 250), (900, 200, 200, 500)):
        member, to = rng.integers(-1, people, n), rng.integers(-2, people, n)
        time, thread = T + np.sort(rng.integers(0, days * DAY, n)), rng.integers(-1, threads, n)
        kind = rng.integers(0, 4, n).astype(np.uint8)
        table = (member, time, kind, thread, to, people, threads, T + DAY)
        ours, theirs = table_of_log.as_python(*table), table_of_log.dispatcher(*table)
        assert all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True))
        own, start, answers, newcomer = theirs
        records = []
        for how in (count.as_python, count.dispatcher):
            record = np.full(1, np.nan).repeat(len(FIGURES)).view(RECORD)
            how(member, own, time, thread, start, to, answers, newcomer, threads, T, int(time[-1]), True, True, record)
            records.append(record)
        assert records[0].tobytes() == records[1].tobytes(), records
        of_log = (member, start, thread, threads, people)
        assert all(
            np.array_equal(a, b)
            for a, b in zip(threads_of_log.as_python(*of_log), threads_of_log.dispatcher(*of_log), strict=True)
        )
        placed = np.maximum(thread, 0)
        assert np.array_equal(
            answered_back.as_python(member, to, placed, threads, people),
            answered_back.dispatcher(member, to, placed, threads, people),
        )
    ordered = np.sort(rng.integers(1, 90, 300))
    assert spread.as_python(ordered) == spread.dispatcher(ordered)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_that_was_decided_is_told_in_the_readers_language(tmp_path, capsys, lang):
    rows = [
        *daily(30),
        daily(1)[0],
        f"u1,{T},reply,t0,NA",
        f"u2,{T + DAY},reply,t77,",
        f"u2,{T + DAY},message,,",
        "u2,soon,post,t1,",
    ]
    read(tmp_path, text_of(rows))
    assert main(["measure", str(tmp_path / "log.csv"), "--lang", lang]) == 0
    out = capsys.readouterr().out
    said = {
        "en": (
            "One row could not be read",
            "is not a number of seconds",
            "begins with a reply",
            "in no thread",
            "the same as another",
            "NA or NULL",
        ),
        "nl": (
            "Eén regel was onleesbaar",
            "geen aantal seconden",
            "begint met een antwoord",
            "in geen discussie",
            "gelijk aan een andere",
            "NA of NULL",
        ),
    }
    for words in said[lang]:
        assert words in out, words
    assert not any(words in out for words in said["nl" if lang == "en" else "en"] if words not in said[lang])


def test_staff_in_every_column_is_staff(tmp_path):
    (tmp_path / "log.reactions.csv").write_text(f"member,time\nhost,{T}\na,{T + 5}\n", encoding="utf-8")
    log = read(tmp_path, text_of([f"a,{T},post,t,host", f"host,{T + 9},reply,t,a"]))
    assert log.addressee.tolist() == [STAFF, 0] and log.member.tolist() == [0, STAFF]
    assert log.n_members == 1 and measure_log(log)["reactions"]["reactions"] == 1
