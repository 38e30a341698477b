"""The file of the page: small, the same twice, sealed by its content policy, refused in words where it cannot be made."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil

import numpy as np
import pytest

from sim.engine.built import Built, built
from sim.errors import WorkError
from sim.laboratory.plan.points import N_WORLD_PAIRS
from sim.page.content import STORIES
from sim.page.letters import lettered
from sim.page.scripts import script
from sim.page.worlds import worlds
from sim.page.write import _style, write_page
from sim.scenario import load
from sim.studies.comparison.drawing import N_WORLDS
from tests.toys.commanding import said
from tests.toys.page_plans import in_node

NODE = shutil.which("node")

LIMIT, LIMIT_OF_ONE = 350_000, 300_000
"""Bytes: of a page with stories and worlds, and of one community without worlds."""


def test_it_is_small_and_the_same_twice(tmp_path, scenarios):
    sizes = [
        write_page(tmp_path / f"{n}.html", [load(scenarios / "baseline.toml")], list(STORIES.values()), "nl")
        for n in range(2)
    ]
    assert sizes[0] <= LIMIT
    assert (tmp_path / "0.html").read_bytes() == (tmp_path / "1.html").read_bytes()
    text = (tmp_path / "0.html").read_text(encoding="utf-8")
    assert '<html lang="nl">' in text and "{{" not in re.sub(r"<script[^>]*>.*?</script>", "", text, flags=re.DOTALL)
    assert (
        not re.findall(r"(?:src|href)=\"(?!data:,)", text)
        and "http:" not in text.replace("http://www.w3.org/2000/svg", "")
        and "https:" not in text
    )


def test_a_page_of_one_community_without_worlds_is_smaller(tmp_path, scenarios, monkeypatch):
    monkeypatch.setattr("sim.page.content.worlds", lambda: None)
    size = write_page(tmp_path / "one.html", [load(scenarios / "baseline.toml")])
    assert size <= LIMIT_OF_ONE
    monkeypatch.undo()
    assert size + 20_000 < write_page(tmp_path / "two.html", [load(scenarios / "baseline.toml")]), "worlds are inside"


@pytest.mark.skipif(NODE is None, reason="there is no Node here: the page's modules were not run")
def test_bytes_come_back_from_letters(tmp_path):
    luck = np.random.default_rng(1)
    given = [bytes(n) for n in range(30)] + [b"\xff" * n for n in range(30)]
    given += [luck.integers(0, 256, n, np.uint8).tobytes() for n in (*range(1, 60), 5000)]
    output = in_node(
        NODE,
        tmp_path,
        script("unpack") + "console.log(JSON.stringify(given.letters.map(one => Array.from(bytesOf(one)))));",
        alone=True,
        letters=[lettered(one) for one in given],
    )
    assert [bytes(one) for one in output] == given
    seen = "".join(lettered(one) for one in given)
    assert len(set(seen)) == 91 and not set(seen) & set("&<> \n"), "nothing that means something in a page"
    assert len(lettered(bytes(1300))) == 1600


def test_only_what_is_inside_may_run(tmp_path, scenarios):
    write_page(tmp_path / "page.html", [load(scenarios / "baseline.toml")])
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#x27;", "'")

    def seal(inside: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'"

    assert seal(re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]) in policy
    assert "<style" not in text and seal(_style()) in policy, "the style is packed with the code"
    assert policy.startswith("default-src 'none'") and "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
    assert not re.search(r" style=| on\w+=\"", re.sub(r"<script[^>]*>.*?</script>", "", text, flags=re.DOTALL))


def test_without_an_engine_of_today_there_is_no_page(tmp_path, scenarios, monkeypatch):
    stale = Built(
        dict.fromkeys(built().parts, "0" * 16),
        *(getattr(built(), name) for name in ("bitcode", "wasm", "llvm", "numba")),
    )
    monkeypatch.setattr("sim.engine.built.built", lambda: stale)
    with pytest.raises(WorkError, match="make engine"):
        write_page(tmp_path / "page.html", [load(scenarios / "baseline.toml")])
    assert not (tmp_path / "page.html").exists()


def test_the_command_writes_it_or_says_what_is_wrong(tmp_path, scenarios, capsys):
    base = str(scenarios / "baseline.toml")
    code, _, told = said(capsys, "page", base, "--out", str(tmp_path / "one.html"), "--lang", "nl")
    assert code == 0 and "kB" in told and (tmp_path / "one.html").stat().st_size <= LIMIT
    code, _, told = said(capsys, "workshop", "--no-open", "--out", str(tmp_path / "two.html"))
    assert code == 0 and (tmp_path / "two.html").exists()
    for args, wanted in (
        (["--story", "fairy"], "association"),
        ([base, base], "this name"),
        ([base, "--set", "community.audience=90000"], "too many for a page"),
        ([str(tmp_path / "no.toml")], "no such file"),
        ([base, "--lang", "fr"], "en, nl"),
        ([base, "--out", str(tmp_path)], "folder"),
    ):
        code, _, told = said(capsys, "page", *args)
        assert code == 2 and wanted in told, told


def test_its_worlds_are_those_of_the_command_to_the_last_bit():
    from sim.laboratory.worlds.ensemble import load_ensemble

    packed, ensemble = worlds(), load_ensemble()
    planes = np.frombuffer(base64.b64decode(packed["values"]), np.uint8).reshape(4, len(packed["names"]), packed["n"])
    values = np.ascontiguousarray(planes.transpose(2, 1, 0)).view("<f4")[:, :, 0]
    assert (packed["n"], packed["pairs"]) == (N_WORLDS, N_WORLD_PAIRS)
    columns = [ensemble.parameters.index(name) for name in packed["names"]]
    assert np.array_equal(values.astype(float), ensemble.values[:N_WORLDS, columns])
