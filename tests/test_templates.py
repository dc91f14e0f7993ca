"""Every template against the template contract, and run from top to bottom as it is."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from mlbench.execution.templates import all_templates, template_folder, template_names
from mlbench.parameters.reader import read_contract

ORDER = ["explore", "model", "evaluate", "export"]
PAPERMILL = Path(sys.executable).with_name("papermill")


def _notebook(name: str) -> nbformat.NotebookNode:
    return nbformat.read(template_folder() / f"{name}.ipynb", as_version=4)


def test_the_four_templates_are_there() -> None:
    assert template_names()[:4] == ORDER


@pytest.mark.parametrize("name", template_names())
def test_template_keeps_the_contract(name: str) -> None:
    path = template_folder() / f"{name}.ipynb"
    notebook = _notebook(name)
    nbformat.validate(notebook)
    cells = notebook.cells
    code = [cell for cell in cells if cell.cell_type == "code"]

    assert 10 <= len(cells) <= 24
    assert cells[0].cell_type == "markdown"
    title, question = [line for line in cells[0].source.splitlines() if line.strip()][:2]
    assert title.startswith("# ")
    assert question.rstrip("*_").endswith("?")
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in cells) == 1
    for before, cell in pairwise(cells):
        if cell.cell_type == "code":
            assert before.cell_type == "markdown", f"no prose before {cell.source[:40]!r}"
    for cell in code:
        if "parameters" not in cell.metadata.get("tags", []):
            assert len(cell.source.splitlines()) <= 10, cell.source
        for node in ast.walk(ast.parse(cell.source)):
            logic = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try)
            assert not isinstance(node, logic), cell.source
    imports = [cell for cell in code if "import " in cell.source]
    assert len(imports) == 1
    modules = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name)
        for node in ast.walk(ast.parse(imports[0].source))
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    assert modules <= {"mlbench", "typing", "pathlib"}
    assert "step.record(" in code[-1].source
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert json.loads(path.read_text()) == json.loads(nbformat.writes(notebook))


@pytest.mark.parametrize("name", template_names())
def test_template_declares_every_parameter_with_type_and_meaning(name: str) -> None:
    contract = read_contract(template_folder() / f"{name}.ipynb")
    assert contract.notes == ()
    for parameter in contract.parameters:
        assert parameter.declared, parameter.name
        assert parameter.help, parameter.name
        assert parameter.has_plain_default, parameter.name


def test_templates_share_the_words_of_the_data_section() -> None:
    contracts = [read_contract(template.path) for template in all_templates()]
    for word in ("source", "target", "task", "split", "test_fraction", "split_seed"):
        first = contracts[0][word]
        for contract in contracts[1:]:
            found = contract[word]
            assert (found.takes, found.default, found.help) == (
                first.takes, first.default, first.help,
            ), f"{contract.notebook}.{word}"  # fmt: skip


def test_templates_run_with_plain_papermill_one_after_the_other(workplace: Path) -> None:
    for name in ORDER:
        words = ["-p", "source", "sklearn:iris"]
        words += ["-p", "recipe", "linear", "-y", "compare: []"] if name == "model" else []
        words += ["-p", "bootstraps", "50"] if name == "evaluate" else []
        done = subprocess.run(
            [PAPERMILL, template_folder() / f"{name}.ipynb", f"{name}.ipynb", *words],
            cwd=workplace, capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
    assert (workplace / "runs" / "draft" / "current" / "bundle" / "manifest.json").is_file()


def test_template_opened_by_hand_runs_as_it_is(workplace: Path) -> None:
    """As JupyterLab does: no parameter passed, cell after cell in one kernel."""
    from nbclient import NotebookClient

    notebook = _notebook("explore")
    resources = {"metadata": {"path": str(workplace)}}
    NotebookClient(notebook, timeout=120, resources=resources).execute()
    pictures = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(pictures) >= 3
    for picture in pictures:
        assert len(picture.metadata["image/png"]["alt"]) > 20
