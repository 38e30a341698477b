"""The tour: a notebook for researchers, run from its first cell to its last."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOUR = ROOT / "docs" / "notebooks" / "tour.ipynb"


def code_cells() -> list[str]:
    return [
        "".join(cell["source"])
        for cell in json.loads(TOUR.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]


def test_the_notebook_is_kept_without_results():
    cells = json.loads(TOUR.read_text(encoding="utf-8"))["cells"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells if cell["cell_type"] == "code")
    text = "\n".join(code_cells())
    for word in ("sim.compare(", "sim.Study(", "measures=[", "rules={", ".change(", "plt.subplots("):
        assert word in text, word


@pytest.mark.slow
def test_the_notebook_runs(monkeypatch):
    nbclient = pytest.importorskip(
        "nbclient", reason='the extra "test" is not installed: without nbclient and ipykernel the notebook is not run'
    )
    pytest.importorskip(
        "ipykernel", reason='the extra "test" is not installed: without nbclient and ipykernel the notebook is not run'
    )
    import nbformat

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    notebook = nbformat.read(TOUR, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": str(TOUR.parent)}}
    ).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    told = "".join(output.text for output in outputs if output.output_type == "stream")
    shown = [output.data for output in outputs if output.output_type in ("display_data", "execute_result")]
    assert any("image/png" in one for one in shown), "no plot"
    assert any("<table" in one.get("text/html", "") for one in shown), "no table"
    assert "quiet days:" in told and "our rule: posters" in told
    assert "leave_hazard: gives -5 at value = 0.0" in told
    assert "the scenario gives the same days: True" in told
