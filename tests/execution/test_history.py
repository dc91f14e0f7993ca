"""What is run headlessly is no part of what a person has typed into IPython."""

from __future__ import annotations

from pathlib import Path

import nbformat


def test_run_leaves_nothing_in_the_history_of_ipython(shell, workplace: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    notebook.metadata.kernelspec = {
        "name": "python3", "display_name": "x", "language": "python",
    }  # fmt: skip
    nbformat.write(notebook, workplace / "one.ipynb")
    folder = workplace / "ipython"
    done = shell("run", "one.ipynb", IPYTHONDIR=str(folder), MLBENCH_WARM="0")
    assert done.returncode == 0, done.stderr
    assert folder.is_dir()
    assert not [*folder.rglob("history.sqlite*")]
