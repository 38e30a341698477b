"""A thousand spoilt scenario files: no traceback, nearly every message with a line, typos answered with the right word."""

from __future__ import annotations

import random
import re
import string
import tomllib

import pytest

from sim.errors import ScenarioError, nearest
from sim.policies import POLICIES
from sim.rules import PARAMETERS
from sim.scenario import load
from sim.scenario.community import Community
from sim.scenario.source import read

N_FILES = 1000
N_TYPOS = 400
BASE = """title = { en = "Try", nl = "Proef" }
[community]
audience = 3000
days = 365
goal = "knowledge"
founders = 40
[community.mix]
lurker_content = 0.5
critic = 0.3
creator = 0.2
[behaviour]
stop_first = 0.2
norm_profile = 1.0
[[policy]]
kind = "team"
hours_per_week = 8
stance = "active"
priorities = ["answers", "welcomes", "applications", "removals", "calendar"]
[[policy]]
kind = "calendar"
post = "question"
weekdays = ["mon", "thu"]
from_day = 3
until_day = 300
[[policy]]
kind = "reach"
channel = "news # \\"letter\\""
prelaunch_reach = 0.4
push_day = 30
push_reach = 0.2
[[policy]]
kind = "admission"
batch_size = 20
"""
VALUES = [
    "nan",
    "inf",
    "-inf",
    "true",
    "false",
    "-1",
    "0",
    "1e400",
    "9" * 30,
    '""',
    '"x"',
    "[]",
    "{}",
    "[[]]",
    "2020-01-01",
    "0x1F",
    "1_000",
    "'''\n'''",
    "[1, 2",
    "{ a = ",
    '"\\u00e9"',
    "00",
    "+5",
    "1.5.2",
    "[true, 'x']",
    "07:32:00",
    '"mon"',
    "{ en = 'x' }",
]
LINES = [
    "[community]",
    "[[policy]]",
    "[policy]",
    "[behaviour]",
    "extends = 'gone.toml'",
    "extends = 'mine.toml'",
    "extends = 3",
    "[[add_policy]]\nkind = 'access'",
    "[change.team]\nhours_per_week = -1",
    "[change]\nteam = 1",
    "add_policy = 1",
    "policy = 3",
    "x = 1",
    "[a.b.c.d]",
    "kind = 'team'",
    "\x00",
    "]",
    '"',
    "= 3",
    "[[community]]",
    "[[policy]]\nkind = 'team'\nhours_per_week = 3",
    "[[policy]]",
    "#",
    "community.audience = 5",
    "a" + ".a" * 40 + " = 1",
]


def spoil(rng: random.Random) -> bytes:
    """One to four small accidents in a good file."""
    text = BASE
    for _ in range(rng.randint(1, 4)):
        rows = text.split("\n")
        at = rng.randrange(len(rows))
        how = rng.randrange(9)
        if how == 0 and "=" in rows[at]:
            rows[at] = rows[at].split("=")[0] + "= " + rng.choice(VALUES)
        elif how == 1 and rows[at]:
            place = rng.randrange(len(rows[at]))
            rows[at] = rows[at][:place] + rng.choice(string.printable) + rows[at][place + 1 :]
        elif how == 2 and rows[at]:
            place = rng.randrange(len(rows[at]))
            rows[at] = rows[at][:place] + rows[at][place + 1 :]
        elif how == 3:
            rows.insert(at, rng.choice(LINES))
        elif how == 4:
            del rows[at]
        elif how == 5:
            rows.insert(at, rows[rng.randrange(len(rows))])
        elif how == 6:
            other = rng.randrange(len(rows))
            rows[at], rows[other] = rows[other], rows[at]
        elif how == 7:
            rows = rows[:at] + ["[x]"] * (at % 2) if at else rows
        else:
            raw = "\n".join(rows).encode()
            place = rng.randrange(len(raw))
            return raw[:place] + bytes([rng.randrange(256)]) + raw[place + rng.randint(0, 1) :]
        text = "\n".join(rows)
    return text.encode()


def test_spoilt_files(tmp_path):
    rng = random.Random(20240607)
    path = tmp_path / "mine.toml"
    n_refused = n_told = n_placed = 0
    for _ in range(N_FILES):
        path.write_bytes(spoil(rng))
        try:
            scenario = load(path)
        except ScenarioError as error:
            n_refused += 1
            for fault in error.faults:
                told = str(fault)
                assert "\n" not in told and told.startswith(str(path)), told
                assert not re.search(r"Traceback|pydantic|Error\b|validation|input_value", told), told
                n_told += 1
                n_placed += fault.line > 0
        else:
            scenario.programme().hash()
            scenario.hash()
            path.write_text(scenario.to_toml(), encoding="utf-8")
            assert load(path).hash() == scenario.hash()
    assert n_refused > N_FILES / 2
    assert n_placed >= 0.95 * n_told, f"only {n_placed} of {n_told} messages name a line"


def typo(rng: random.Random, word: str) -> str:
    """One letter left out, doubled, replaced, or swapped with its neighbour."""
    at = rng.randrange(len(word))
    how = rng.randrange(4)
    if how == 0:
        return word[:at] + word[at + 1 :]
    if how == 1:
        return word[:at] + word[at] + word[at:]
    if how == 2:
        return word[:at] + rng.choice(string.ascii_lowercase) + word[at + 1 :]
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def test_one_letter_typos_get_the_right_word(tmp_path):
    rng = random.Random(7)
    path = tmp_path / "mine.toml"
    keys = [("community", key) for key in ("audience", "days", "goal", "founders")]
    keys += [("behaviour", key) for key in PARAMETERS]
    keys += [(kind, key) for kind, policy in POLICIES.items() for key in policy.model_fields if key != "kind"]
    right = asked = 0
    while asked < N_TYPOS:
        table, key = rng.choice(keys)
        wrong = typo(rng, key)
        known = (
            Community.model_fields
            if table == "community"
            else PARAMETERS
            if table == "behaviour"
            else POLICIES[table].model_fields
        )
        if wrong in known or not wrong:
            continue
        head = {"community": "", "behaviour": "[behaviour]\n"}.get(table, f'[[policy]]\nkind = "{table}"\n')
        path.write_text(f"[community]\naudience = 30\n{head}{wrong} = 1\n", encoding="utf-8")
        with pytest.raises(ScenarioError) as caught:
            load(path)
        right += any(fault.meant == key for fault in caught.value.faults)
        asked += 1
    assert right >= 0.9 * asked, f"{right} of {asked}"


def test_nothing_near_is_suggested_for_what_is_far():
    assert nearest("xylophone", PARAMETERS) == ""
    assert nearest("", ["audience"]) == ""
    assert nearest("Audience", ["audience"]) == "audience"
    assert nearest("batch-size", ["batch_size"]) == "batch_size"


@pytest.mark.parametrize(
    "text",
    [
        'a = """x\n[b]\n"""\nc = 1\n',
        "a = '''\n''' # [x]\nc = 1\n",
        'a = [1, # one\n 2,\n {b = "]", c = [3]}]\nd = 1\n',
        "\"a b\".c = 1\n'd'.e = 2\n",
        "[[a]]\nb = 1\n[[a]]\n[a.c]\nd = 2\n[[a.e]]\nf = 3\n[[a.e]]\nf = 4\n",
        'a = "\\"" # "\nb = {c = 1, d.e = 2}\n',
        'a = """"quoted""""\nb = 1\n',
        "a = 1979-05-27 07:32:00 # when\nb = -1\n",
    ],
)
def test_every_key_has_its_line(tmp_path, text):
    """The line finder agrees with the reader on which keys there are, and with the eye on where they stand."""
    path = tmp_path / "t.toml"
    path.write_text(text, encoding="utf-8")
    lines = read(path).lines

    def walk(value, here):
        if here:
            assert here in lines, here
            last = [part for part in here if isinstance(part, str)][-1]
            assert last in text.split("\n")[lines[here] - 1] or isinstance(here[-1], int)
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            walk(item, (*here, key))

    walk(tomllib.loads(text), ())
