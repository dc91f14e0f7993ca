"""How a secret is handed to the kernel: by a request of its own, in the kernel's language."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat

from mlbench.execution.handover import take_out
from mlbench.execution.run_secrets import RunSecrets


def test_kernel_of_another_language_gets_its_secret_by_code_of_its_own(zoo: Path) -> None:
    notebook = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"name": "ir", "language": "R", "display_name": "R"},
            "papermill": {"parameters": {"token": "hunter22", "alpha": 1}},
        },
        cells=[
            nbformat.v4.new_code_cell(
                'token = "hunter22"\nalpha = 1', metadata={"tags": ["injected-parameters"]}
            ),
            nbformat.v4.new_code_cell('open("hunter22")'),
        ],
    )
    handover = take_out(notebook, "ir", RunSecrets.of({}, {}))
    assert 'token = "hunter22"' in handover.request
    assert handover.after == 0
    assert "hunter22" not in json.dumps(notebook)
    assert "# token is secret" in notebook.cells[0].source
    assert handover.sources == {1: 'open("hunter22")'}
