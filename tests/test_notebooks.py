"""The notebooks run from the first cell to the last, and are kept without outputs.

Outputs are not committed: they would be figures and numbers of the day on which somebody last ran them. What is kept is
the text; that it runs is tested here.
"""

import os
from pathlib import Path

import pytest

import tocsin

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
DOCS = Path(__file__).parents[1] / "docs"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))
SHOWS = {
    "march-on-moscow.ipynb": ("prior_high", "histories", "hdi_5%"),
    "score-theories-on-your-own-events.ipynb": ("Brier score", "base rates"),
    "write-your-own-theory.ipynb": ("did you mean 'ruler.guard'?", "log Bayes factor", "expected log Bayes factor"),
}
FIGURES = {"march-on-moscow.ipynb": 5, "score-theories-on-your-own-events.ipynb": 1, "write-your-own-theory.ipynb": 2}


def test_there_are_three():
    assert [path.name for path in NOTEBOOKS] == sorted(SHOWS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs_and_found_from_the_first_page(path):
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")
    assert f"notebooks/{path.name}" in (DOCS / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path, tmp_path, monkeypatch):
    # The kernel is another process: it is to import the code under test, not an installed copy.
    source = str(Path(tocsin.__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")])))
    notebook = nbformat.read(path, as_version=4)
    # The notebook's figures show as images only where the backend is the notebook's own.
    monkeypatch.delenv("MPLBACKEND", raising=False)
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    data = [output.get("data", {}) for output in outputs]
    shown = "\n".join([*(one.get("text/plain", "") for one in data), *(output.get("text", "") for output in outputs)])
    for text in SHOWS[path.name]:
        assert text in shown
    assert sum("image/png" in one for one in data) == FIGURES[path.name]
