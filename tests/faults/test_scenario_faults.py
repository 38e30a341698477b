"""Every way in which a scenario file can be wrong ends in faults with file, line and key, all at once, and never in a traceback."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.policies import POLICIES
from sim.scenario import load

GOOD = """title = "Try"
[community]
audience = 300
days = 90
founders = 10
[behaviour]
stop_first = 0.2
[[policy]]
kind = "team"
hours_per_week = 8
[[policy]]
kind = "admission"
batch_size = 20
every_days = 7
"""
SHAPE = re.compile(r"^[^\n]+?:\d+: [^\n]+$")


def faults(path: Path | str, sets: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(path, sets)
    told = str(caught.value).split("\n")
    assert len(told) == len(caught.value.faults)
    return told


@pytest.fixture
def write(tmp_path):
    def file(text: str | bytes, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return file


def test_the_good_file_is_good(write):
    scenario = load(write(GOOD))
    assert scenario.name == "mine" and scenario.title == {"en": "Try", "nl": "Try"}
    assert [policy.kind for policy in scenario.policies] == ["team", "admission"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (
            "audience = 300",
            "audience = 0",
            3,
            "community.audience: 0 is out of range; allowed a whole number, 1 to 2,000,000",
        ),
        ("audience = 300", "audience = -1", 3, "community.audience: -1 is out of range"),
        ("audience = 300", "audience = true", 3, "community.audience: true is not a whole number"),
        ("audience = 300", 'audience = "300"', 3, 'community.audience: "300" is not a whole number'),
        ("audience = 300", "audience = 300.0", 3, "community.audience: 300.0 is not written as a whole number"),
        ("audience = 300", "audience = nan", 3, "community.audience: nan is not a finite number"),
        ("audience = 300", "audience = 1" + "0" * 400, 3, "a number of more than 18 digits is out of range"),
        ("audience = 300", "audience = 1" + "0" * 5000, 3, "a number of more than 4,000 digits"),
        ("audience = 300", "audience = 2020-01-01", 3, "is not a whole number"),
        ("audience = 300\n", "", 2, "community.audience: missing; allowed a whole number"),
        (
            "days = 90",
            "dayz = 90",
            4,
            "community.dayz: unknown key; allowed audience, days, goal, seed, founders, everyone_in, rivals, rival_size, rival_specificity, breadth, already_on, mix, hour_cost, venue; did you mean days?",
        ),
        ("founders = 10", "founders = 301", 5, "301 founders cannot come from an audience of 300; allowed 0 to 300"),
        (
            "founders = 10",
            'goal = "knowlege"',
            5,
            'community.goal: "knowlege" is not allowed here; allowed one of participation',
        ),
        ("founders = 10", 'goal = "knowlege"', 5, "did you mean knowledge?"),
        (
            "founders = 10",
            "mix = { lurker_content = 0.5, creator = 0.4 }",
            5,
            "community.mix: the shares sum to 0.9; allowed shares that sum to 1",
        ),
        ("founders = 10", "mix = { lurker_content = 0.5, creatr = 0.5 }", 5, "did you mean creator?"),
        ("founders = 10", "mix = { creator = inf }", 5, "community.mix.creator: inf is not a finite number"),
        ("founders = 10", "mix = { creator = true }", 5, "community.mix.creator: true is not a number"),
        ("stop_first = 0.2", "stop_frist = 0.2", 7, "did you mean stop_first?"),
        ("stop_first = 0.2", "stop_first = 1.5", 7, "behaviour.stop_first: 1.5 is out of range; allowed 0 to 1"),
        ("stop_first = 0.2", "stop_first = nan", 7, "behaviour.stop_first: nan is not a finite number"),
        ("stop_first = 0.2", "stop_first = -inf", 7, "behaviour.stop_first: -inf is not a finite number"),
        ("stop_first = 0.2", "stop_first = true", 7, "behaviour.stop_first: true is not a number"),
        ("stop_first = 0.2", 'stop_first = "a lot"', 7, 'behaviour.stop_first: "a lot" is not a number'),
        ("stop_first = 0.2", "stop_first.deep = 0.2", 7, "behaviour.stop_first: a table is not a number"),
        (
            'kind = "admission"',
            'kind = "admision"',
            12,
            'policy[1].kind: "admision" is not a kind of policy; allowed one of access, admission',
        ),
        ('kind = "admission"', 'kind = "admision"', 12, "did you mean admission?"),
        ('kind = "admission"', 'knd = "admission"', 12, "policy[1].knd: unknown key; allowed one of"),
        ('kind = "admission"', "kind = 3", 12, "policy[1].kind: 3 is not a kind of policy"),
        (
            "batch_size = 20",
            "batch_size = -20",
            13,
            "policy[1] (admission).batch_size: -20 is out of range; allowed a whole number, 0 to",
        ),
        ("batch_size = 20", "batchsize = 20", 13, "policy[1] (admission).batchsize: unknown key"),
        ("batch_size = 20", "batchsize = 20", 13, "did you mean batch_size?"),
        (
            "batch_size = 20",
            "from_day = 30\nuntil_day = 30",
            14,
            "policy[1] (admission).until_day: 30 does not come after from_day, which is 30",
        ),
        (
            "batch_size = 20",
            "from_day = 90",
            13,
            "policy[1] (admission).from_day: day 90 lies outside the run of 90 days; allowed 0 to 89",
        ),
        (
            "batch_size = 20",
            "until_day = 91",
            13,
            "policy[1] (admission).until_day: day 91 lies outside the run of 90 days; allowed 1 to 90",
        ),
        ("batch_size = 20", "first_day = 95", 13, "policy[1] (admission).first_day: day 95 lies outside the run"),
        (
            "hours_per_week = 8",
            "hours_per_week = nan",
            10,
            "policy[0] (team).hours_per_week: nan is not a finite number",
        ),
        ("hours_per_week = 8", "hours_per_week = true", 10, "policy[0] (team).hours_per_week: true is not a number"),
        ("hours_per_week = 8", 'stance = "activ"', 10, "did you mean active?"),
        (
            "hours_per_week = 8",
            'priorities = ["answers"]',
            10,
            "allowed each of applications, removals, welcomes, answers, calendar, approvals once",
        ),
        (
            'kind = "team"',
            'kind = "calendar"\nweekdays = ["mon", "thursday"]',
            10,
            'policy[0] (calendar).weekdays[1]: "thursday" is not allowed here',
        ),
        ('kind = "team"', 'kind = "calendar"\nweekdays = ["mon", "thursday"]', 10, "did you mean thu?"),
        ('kind = "team"\nhours_per_week = 8', 'kind = "calendar"\nweekdays = ["mon", "mon"]', 10, "mon named twice"),
        (
            'kind = "team"\nhours_per_week = 8',
            'kind = "ambassadors"\nnumber = 301',
            10,
            "301 ambassadors cannot come from an audience of 300",
        ),
        (
            'kind = "team"\nhours_per_week = 8',
            'kind = "reach"\npush_day = 88\npush_reach = 0.1',
            10,
            "ends outside the run of 90 days",
        ),
        ('kind = "team"\nhours_per_week = 8', 'kind = "reach"\npush_reach = 0.1', 10, "a push needs a push_day"),
        ('title = "Try"', 'title = { en = "Try" }', 1, "title.nl: missing"),
        ('title = "Try"', 'title = ""', 1, "title: is empty"),
        ('title = "Try"', "days = 30", 1, "days: unknown key"),
        ('title = "Try"', "days = 30", 1, "did you mean community.days?"),
        ('title = "Try"', "stop_first = 0.3", 1, "did you mean behaviour.stop_first?"),
        ("[behaviour]", "[behavior]", 6, "did you mean behaviour?"),
        ('[[policy]]\nkind = "team"', '[policy]\nkind = "team"', 11, "not valid TOML"),
        ("[community]", "[community", 2, "not valid TOML"),
        ("days = 90", "audience = 90", 4, "not valid TOML"),
        ("days = 90", "days = ", 4, "not valid TOML"),
        ("hours_per_week = 8", "hours_per_week = 8 hours", 10, "not valid TOML"),
    ],
)
def test_one_fault(write, old, new, line, said):
    assert old in GOOD
    path = write(GOOD.replace(old, new, 1))
    rows = [row for row in faults(path) if said in row]
    assert rows, f"nothing says {said!r} in:\n" + "\n".join(faults(path))
    assert rows[0].startswith(f"{path}:{line}: ")


def test_a_single_policy_table_with_one_bracket(write):
    text = GOOD[: GOOD.index("[[policy]]")] + '[policy]\nkind = "team"\n'
    assert "policy: is not a list of tables; allowed [[policy]] tables, with two brackets" in faults(write(text))[0]


def test_two_policies_on_one_lever_name_both_with_their_lines(write):
    path = write(GOOD + '[[policy]]\nkind = "team"\nfrom_day = 30\nhours_per_week = 4\n')
    lines = faults(path)
    assert lines == [
        f"{path}:18: policy[2] (team).hours_per_week: decided twice on days 30 to 89, here and by policy[0] (team) at {path}:10;"
        " allowed one policy for a lever on a day"
    ]


def test_who_compares_and_who_recognises_may_be_two_policies_and_each_only_one(write):
    compares = '[[policy]]\nkind = "recognition"\ncomparison_every_days = 7\n'
    recognises = '[[policy]]\nkind = "recognition"\nnumber = 3\nevery_days = 14\n'
    assert len(load(write(GOOD + compares + recognises)).policies) == 4
    both = 'kind = "recognition"\nnumber = 3\ncomparison_every_days = 7\n'
    for first, second, field in (
        (compares, compares, "comparison_every_days"),
        (recognises, recognises, "number"),
        (compares, "[[policy]]\n" + both, "comparison_every_days"),
        ("[[policy]]\n" + both, recognises, "number"),
    ):
        lines = faults(write(GOOD + first + second))
        assert any(f"(recognition).{field}: decided twice" in row for row in lines)


def test_all_faults_in_one_go_in_the_order_of_the_file(write):
    text = (
        GOOD.replace("audience = 300", "audience = 0")
        .replace("days = 90", "dayz = 90")
        .replace("stop_first = 0.2", "stop_first = nan")
    )
    text = text.replace("hours_per_week = 8", "hours_per_week = -1").replace("batch_size = 20", "batch_size = 2.5")
    messages = faults(write(text))
    lines = [int(row.split(":")[1]) for row in messages]
    assert lines == [3, 4, 7, 10, 13]
    assert all(SHAPE.match(row) for row in messages)


def test_what_is_wrong_in_itself_is_told_beside_other_faults_of_the_policy(write):
    """A fault in one field hides none in another; what hangs on the faulty field is not guessed at."""
    path = write(
        GOOD
        + '[[policy]]\nkind = "review"\nevery_days = 0\nthen = { "team.hours_per_weak" = 12 }\n'
        + '[[policy]]\nkind = "calendar"\nminutes = -4\nweekdays = ["mon", "mon"]\n'
        + '[[policy]]\nkind = "moderation"\npause_days = 5\nsanctions = "graduatd"\n'
        + '[[policy]]\nkind = "measurement"\nminutes_per_week = -1\nmeasures = ["posters", "posters"]\n'
    )
    wrongs = [row.split(": ", 1)[1].split(";")[0] for row in faults(path)]
    assert wrongs == [
        "policy[2] (review).every_days: 0 is out of range",
        "policy[2] (review).then: team has no lever hours_per_weak",
        "policy[3] (calendar).minutes: -4 is out of range",
        "policy[3] (calendar).weekdays: mon named twice",
        'policy[4] (moderation).sanctions: "graduatd" is not allowed here',
        "policy[5] (measurement).minutes_per_week: -1 is out of range",
        "policy[5] (measurement).measures: posters named twice",
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("team", {"from_day": 90}, "from_day"),
        ("team", {"until_day": 91}, "until_day"),
        ("team", {"from_day": 30, "until_day": 20}, "until_day"),
        ("admission", {"first_day": 95}, "first_day"),
        ("admission", {"from_day": 30, "first_day": 10}, "first_day"),
        ("admission", {"first_day": 50, "until_day": 40}, "first_day"),
        ("ambassadors", {"number": 301}, "number"),
        ("promotion", {"number": 301}, "number"),
        ("platform_shock", {"shock": "closure", "day": 90}, "day"),
        ("reach", {"push_reach": 0.1, "push_days": 1, "push_day": 90}, "push_day"),
    ],
)
def test_what_is_said_to_be_allowed_is_allowed_and_nothing_beyond(kind, fields, field):
    """In a run of 90 days with 300 people: both ends that the fault names are right, and one more or less is not."""

    def told(value: int) -> list[str]:
        policy = POLICIES[kind].model_validate(
            {"kind": kind, **fields, field: value}, context={"contradictions_later": True}
        )
        wrong = [*policy.contradictions(), *policy.misfits(90, 300)]
        return [allowed for name, _, allowed in wrong if name == field]

    (allowed,) = told(fields[field])
    low, high = re.match(r"(\d+) (?:to (\d+)|or later)", allowed).groups()
    assert told(int(low)) == []
    assert int(low) == 0 or field == "until_day" and int(low) == 1 or told(int(low) - 1)
    assert high is None or not told(int(high)) and told(int(high) + 1)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff"])
def test_empty(write, text):
    assert "the file is empty" in faults(write(text))[0]


def test_only_comments(write):
    assert "community.audience: missing" in faults(write("# nothing yet\n"))[0]


@pytest.mark.parametrize("raw", [b"title = 'x'\n# caf\xe9\n", GOOD.encode("utf-16"), b"\n\xff\xfe\x00"])
def test_not_utf_8(write, raw):
    lines = faults(write(raw))
    assert len(lines) == 1 and "not UTF-8 text; save as UTF-8" in lines[0] and re.search(r"\.toml:\d+: ", lines[0])


def test_a_byte_order_mark_and_windows_lines_are_fine(write):
    assert load(write(("\ufeff" + GOOD).replace("\n", "\r\n"))).community.audience == 300


def test_huge(write):
    assert "the file is 1.2 MB; allowed at most 1 MB" in faults(write(b"#" * 1_200_000))[0]


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 100_000,
        "x = " + "{a=" * 5_000,
        "x = " + "[" * 33 + "]" * 33,
        "a" + ".a" * 200_000 + " = 1",
        "[" + "a." * 40 + "a]\nb = 1",
        "x = '''\n" * 3 + "[" * 50_000,
    ],
)
def test_deeply_nested_is_refused_at_once(write, text):
    start = time.perf_counter()
    lines = faults(write(text))
    assert time.perf_counter() - start < 1.0
    assert re.search(r"\.toml:\d+: ", lines[0]) and (
        "nested deeper than 32 levels" in lines[0] or "not valid TOML" in lines[0]
    )


def test_many_unknown_keys_are_told_in_a_few_seconds(write):
    start = time.perf_counter()
    lines = faults(write(GOOD + "[extra]\n" + "".join(f"key{i} = {i}\n" for i in range(30_000)) + "[behaviour.x]\n"))
    assert lines and time.perf_counter() - start < 5.0
    text = GOOD.replace("[behaviour]\n", "[behaviour]\n" + "".join(f"key{i} = {i}\n" for i in range(30_000)))
    assert len(faults(write(text))) == 30_000 and time.perf_counter() - start < 10.0


def test_missing_file_folder_and_special_files(write, tmp_path):
    path = write(GOOD)
    assert (
        "there is no such file" in faults(tmp_path / "mine.tml")[0] and "mine.toml?" in faults(tmp_path / "mine.tml")[0]
    )
    assert "this is a folder" in faults(tmp_path)[0]
    assert "there is no such file" in faults(path / "inside.toml")[0]
    assert "cannot be read" in faults("mine\0.toml")[0]
    os.mkfifo(tmp_path / "pipe.toml")
    assert "not an ordinary file" in faults(tmp_path / "pipe.toml")[0]
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    assert faults(loop)


# -- extends ---------------------------------------------------------------------------------------------------------------------


def test_faults_name_the_file_in_which_the_value_stands(write):
    parent = write(GOOD.replace("hours_per_week = 8", "hours_per_week = -8"), "parent.toml")
    child = write('extends = "parent.toml"\n[community]\ndays = 0\n', "child.toml")
    lines = faults(child)
    assert lines[0].startswith(f"{child}:3: community.days: 0 is out of range")
    assert lines[1].startswith(f"{parent}:10: policy[0] (team).hours_per_week: -8 is out of range")


def test_a_child_that_replaces_the_wrong_value_has_no_fault(write):
    write(GOOD.replace("audience = 300", "audience = 0"), "parent.toml")
    assert load(write('extends = "parent.toml"\n[community]\naudience = 30\n', "child.toml")).community.audience == 30


def test_tables_merge_lists_replace_and_policies_can_be_added_or_changed(write):
    write(GOOD, "parent.toml")
    child = load(
        write(
            'extends = "parent.toml"\n[behaviour]\nnorm_profile = 0\n[change.admission]\nbatch_size = 5\n'
            '[[add_policy]]\nkind = "access"\naccess = "request"\n',
            "child.toml",
        )
    )
    assert child.behaviour == {"stop_first": 0.2, "norm_profile": 0.0}
    assert [policy.kind for policy in child.policies] == ["team", "admission", "access"]
    assert (child.policies[1].batch_size, child.policies[1].every_days) == (5, 7)
    alone = load(write('extends = "parent.toml"\n[[policy]]\nkind = "access"\n', "alone.toml"))
    assert [policy.kind for policy in alone.policies] == ["access"]


def test_faults_in_added_and_changed_policies_name_their_own_lines(write):
    write(GOOD, "parent.toml")
    child = write(
        'extends = "parent.toml"\n[change.admission]\nbatch_size = -5\n[change.reach]\nfit = 1\n'
        '[[add_policy]]\nkind = "access"\naccess = "reqest"\n',
        "child.toml",
    )
    lines = faults(child)
    assert lines[0].startswith(f"{child}:3: policy[1] (admission).batch_size: -5 is out of range")
    assert lines[1].startswith(
        f"{child}:4: change.reach: the parent has no policy of this kind; allowed team, admission"
    )
    assert lines[2].startswith(f"{child}:8: policy[2] (access).access:") and "did you mean request?" in lines[2]


@pytest.mark.parametrize(
    "table", ["add_policy = 3", "add_policy = [1]", "[add_policy]\nx = 1", "change = 3", "change.team = 3"]
)
def test_add_and_change_of_the_wrong_form(write, table):
    write(GOOD, "parent.toml")
    assert re.search(
        r"child\.toml:2: (add_policy|change)", faults(write(f'extends = "parent.toml"\n{table}\n', "child.toml"))[0]
    )


def test_a_circle_is_named(write):
    write('extends = "b.toml"\n', "a.toml")
    write('extends = "c.toml"\n', "b.toml")
    c = write('extends = "a.toml"\n', "c.toml")
    lines = faults(c)[0]
    assert ":1: extends: goes round in a circle: " in lines
    assert [Path(name).name for name in lines.split("circle: ")[1].split(";")[0].split(" -> ")] == [
        "c.toml",
        "a.toml",
        "b.toml",
        "c.toml",
    ]
    own = write('extends = "own.toml"\n', "own.toml")
    assert "goes round in a circle" in faults(own)[0]


def test_too_many_parents(write):
    write(GOOD, "p0.toml")
    for n in range(1, 10):
        path = write(f'extends = "p{n - 1}.toml"\n', f"p{n}.toml")
    assert "more than 8 files extend one another" in faults(path)[0]
    assert load(path.with_name("p8.toml")).community.audience == 300


@pytest.mark.parametrize("asked", ["../secret.toml", "sub/../../secret.toml", "link.toml", "down/secret.toml"])
def test_extends_may_not_leave_the_library(write, asked, tmp_path):
    secret = write(GOOD, "secret.toml")
    child = write(f'extends = "{asked}"\n', "library/child.toml")
    (tmp_path / "library" / "link.toml").symlink_to(secret)
    (tmp_path / "library" / "down").symlink_to(tmp_path)
    assert faults(child)[0].startswith(f"{child}:1: extends: '{asked}' leads outside the library; allowed a file in ")


def test_extends_of_an_absolute_path_outside(write):
    secret = write(GOOD, "secret.toml")
    assert "leads outside the library" in faults(write(f'extends = "{secret}"\n', "library/child.toml"))[0]


@pytest.mark.parametrize("asked", ["3", "true", '""', '["a.toml", "b.toml"]', "{ a = 1 }"])
def test_extends_names_one_file(write, asked):
    assert "extends: is not the name of a file" in faults(write(f"extends = {asked}\n" + GOOD))[0]


def test_extends_of_nothing_and_of_a_folder(write, tmp_path):
    (tmp_path / "sub").mkdir()
    assert ":1: extends: 'gone.toml': there is no such file" in faults(write('extends = "gone.toml"\n' + GOOD))[0]
    assert faults(write('extends = "sub"\n' + GOOD))[0].count("folder") == 1


def test_the_library_of_the_project_can_be_extended_from_anywhere(write):
    assert load(write('extends = "baseline.toml"\n')).community.audience == 3000


# -- --set -----------------------------------------------------------------------------------------------------------------------


def test_single_values_can_be_set(write):
    scenario = load(
        write(GOOD),
        [
            "behaviour.stop_first=0.3",
            "community.days=60",
            "policy[0].hours_per_week=4",
            "policy.admission.batch_size=5",
            "policy.team.stance=active",
            'title.en="Ours"',
            "title.nl=De onze",
        ],
    )
    assert scenario.behaviour == {"stop_first": 0.3} and scenario.community.days == 60
    assert (scenario.policies[0].hours_per_week, scenario.policies[0].stance, scenario.policies[1].batch_size) == (
        4.0,
        "active",
        5,
    )
    assert scenario.title == {"en": "Ours", "nl": "De onze"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("behaviour.stop_frist=0.2", "--set:1: behaviour.stop_frist: unknown key"),
        ("behaviour.stop_frist=0.2", "did you mean stop_first?"),
        ("behaviour.stop_first=two", '--set:1: behaviour.stop_first: "two" is not a number'),
        ("behaviour.stop_first=nan", "--set:1: behaviour.stop_first: nan is not a finite number"),
        ("behavior.stop_first=0.2", "did you mean behaviour.stop_first?"),
        ("stop_first=0.2", "did you mean behaviour.stop_first?"),
        ("days=3", "did you mean community.days?"),
        ("community.days=0", "--set:1: community.days: 0 is out of range"),
        ("community=3", "--set:1: community: is a table, not a value"),
        (
            "policy[9].batch_size=3",
            "--set:1: policy[9].batch_size: there is no policy[9]; allowed policy[0] (team), policy[1] (admission)",
        ),
        ("policy.reach.fit=3", "--set:1: policy.reach.fit: this scenario has no policy of kind reach"),
        ("policy.admision.batch_size=3", "did you mean policy.admission?"),
        ("policy.admission.batch_size=3.5", "--set:1: policy[1] (admission).batch_size: 3.5 is not"),
        ("policy.team=3", "--set:1: policy.team: does not name one value"),
        ("x", "--set:1: 'x' cannot be read; allowed key=value"),
        ("", "--set:1: '' cannot be read"),
        ("=3", "--set:1: '=3' cannot be read"),
        ("a..b=3", "--set:1: 'a..b=3' cannot be read"),
        ("community.days=" + "[" * 5000, "--set:1: community.days: "),
        ("extends=other.toml", "--set:1: extends: unknown key"),
    ],
)
def test_what_is_set_wrongly(write, text, said):
    assert any(said in row for row in faults(write(GOOD), (text,))), faults(write(GOOD), (text,))


def test_two_of_a_kind_cannot_be_set_by_kind(write):
    lines = faults(
        write(GOOD + '[[policy]]\nkind = "admission"\nfrom_day = 3\nuntil_day = 4\n'),
        ("behaviour.stop_first=0.1", "policy.admission.every_days=3"),
    )
    assert any(
        row.startswith("--set:2: policy.admission.every_days: this scenario has 2 policies of kind admission")
        for row in lines
    )


def test_nothing_is_written(write, tmp_path):
    path = write("[community]\naudience = 0\n")
    faults(path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name]
