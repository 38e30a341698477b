"""The file of the page: small, the same twice, sealed by its content policy, refused in words where it cannot be made."""

from __future__ import annotations

import base64
import hashlib
import re

import numpy as np
import pytest

from sim.engine.built import Built, built
from sim.errors import WorkError
from sim.laboratory.plan.points import N_WORLD_PAIRS
from sim.page.content import STORIES
from sim.page.scripts import script
from sim.page.worlds import worlds
from sim.page.write import write_page
from sim.scenario import load
from sim.studies.comparison.drawing import N_WORLDS
from tests.toys.commanding import said

LIMIT, WITHOUT_WORLDS = 350_000, 300_000


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


def test_without_worlds_it_is_smaller_and_no_comment_of_the_source_is_in_it(tmp_path, scenarios, monkeypatch):
    monkeypatch.setattr("sim.page.content.worlds", lambda: None)
    size = write_page(tmp_path / "page.html", [load(scenarios / "baseline.toml")], list(STORIES.values()))
    assert size <= WITHOUT_WORLDS
    lines = [line.strip() for part in ("main", "worker", "boot") for line in script(part).splitlines()]
    assert len(lines) > 1_500 and not [line for line in lines if line.startswith(("//", "/*", "* "))]


def test_only_what_is_inside_may_run(tmp_path, scenarios):
    write_page(tmp_path / "page.html", [load(scenarios / "baseline.toml")])
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#x27;", "'")

    def seal(inside: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'"

    assert seal(re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]) in policy
    assert seal(re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]) in policy
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
    values = np.frombuffer(base64.b64decode(packed["values"]), "<f4").reshape(packed["n"], len(packed["names"]))
    assert (packed["n"], packed["pairs"]) == (N_WORLDS, N_WORLD_PAIRS)
    columns = [ensemble.parameters.index(name) for name in packed["names"]]
    assert np.array_equal(values.astype(float), ensemble.values[:N_WORLDS, columns])
