"""A worker that is killed in the middle of its answer: the rest of the message never comes, and nobody waits for it."""

from __future__ import annotations

from sim.laboratory.crew import runner
from sim.studies import compare
from tests.toys.toy import PARAMETERS, ToyScenario


def test_a_worker_cut_off_in_its_answer_costs_only_time(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "SILENCE_SECONDS", 0.5)
    cut = ToyScenario("cut", lift=1.0, trouble="cut_off", trouble_rep=4, trouble_file=str(tmp_path / "died"))
    comparison = compare(
        [ToyScenario("a"), cut],
        reps=12,
        out=tmp_path / "s",
        kernel="tests.toys.toy",
        parameters=PARAMETERS,
        workers=2,
        assumptions=False,
        noise=False,
    )
    assert (tmp_path / "died").exists() and comparison.failed == 0
