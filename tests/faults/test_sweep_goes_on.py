"""`resume` and `retry` of a sweep, from its folder alone: what is lost is done again, to the same bytes, and nothing else is."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.laboratory.store import manifest
from sim.laboratory.store.status import status
from sim.studies import Study
from sim.studies.resuming import resume, retry


@pytest.fixture
def swept(tmp_path, scenarios):
    file = tmp_path / "s.toml"
    file.write_text(
        f'[study]\ntitle = "Two doors"\nscenarios = ["{(scenarios / "open.toml").as_posix()}"]\nprimary = "members"\nreps = 3\n'
        'series = "none"\n[levers."team.hours_per_week"]\nvalues = [2, 8]\n',
        encoding="utf-8",
    )
    folder = tmp_path / "swept"
    Study.from_file(file).run(out=folder, workers=1)
    return folder


def test_a_part_that_is_lost_is_done_again_to_the_same_bytes(swept):
    assert status(swept).kind == "sweep" and status(swept).n_todo == 0
    before = (swept / "runs.csv").read_bytes()
    for part in (swept / "runs").iterdir():
        part.unlink()
    (swept / "DONE").unlink()
    assert status(swept).n_todo == 6
    comparison = resume(swept, workers=1)
    assert comparison.failed == 0 and retry(swept, workers=1)[0] == 0
    assert (swept / "runs.csv").read_bytes() == before and status(swept).n_todo == 0


def test_another_engine_is_refused_and_a_fork_does_the_study_anew(swept, tmp_path):
    manifest.write(swept, {**manifest.read(swept), "engine_id": "another"})
    with pytest.raises(InputError, match="--fork"):
        resume(swept, workers=1)
    comparison = resume(swept, fork=tmp_path / "fork", workers=1)
    assert comparison.failed == 0 and status(tmp_path / "fork").n_todo == 0
