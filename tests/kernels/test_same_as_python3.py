"""papermill's and nbclient's own behaviour on a warm kernel is that on python3."""

from __future__ import annotations

from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError

KERNELS = ("python3", "mlbench")


def _by_papermill(notebook: Path, place: Path, kernel: str) -> tuple[str, list[object]]:
    """Return how stock papermill ends, and what the output notebook says."""
    try:
        papermill.execute_notebook(
            str(notebook), str(place), kernel_name=kernel, progress_bar=False
        )
        ending = "returned"
    except Exception as error:  # noqa: BLE001 - whatever it raises is what is compared
        ending = f"{type(error).__name__}: {getattr(error, 'ename', '')}"
    executed = nbformat.read(place, as_version=4)
    said = [
        (output.get("text"), output.get("ename"), output.get("evalue"))
        for cell in executed.cells
        for output in cell.get("outputs", [])
        if output.get("name") != "stderr"
    ]
    statuses = [
        cell.metadata.papermill.status for cell in executed.cells if "papermill" in cell.metadata
    ]
    return ending, [said, statuses]


@pytest.mark.parametrize(
    "name",
    ["raises", "kernel_killed", "exits_hard", "sys_exit", "asks_input", "untyped", "no_parameters"],
)
def test_notebook_ends_alike_on_both_kernels(server, zoo, tmp_path: Path, name: str) -> None:
    ends = [_by_papermill(zoo / f"{name}.ipynb", tmp_path / f"{k}.ipynb", k) for k in KERNELS]
    assert ends[0] == ends[1]


@pytest.mark.parametrize("interrupt", [False, True])
def test_timeout_of_a_cell_is_the_same_on_both_kernels(server, interrupt: bool) -> None:
    ends = []
    for kernel in KERNELS:
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell("import time; time.sleep(60)")]
        )
        client = NotebookClient(
            notebook, timeout=2, kernel_name=kernel, interrupt_on_timeout=interrupt
        )
        try:
            client.execute()
            ends.append([o.ename for o in notebook.cells[0].outputs])
        except CellTimeoutError as error:
            ends.append([type(error).__name__])
        except Exception as error:  # noqa: BLE001 - whatever it raises is what is compared
            ends.append([type(error).__name__, getattr(error, "ename", "")])
    assert ends[0] == ends[1]


def test_nbval_runs_on_the_warm_kernel(server, tmp_path: Path) -> None:
    import subprocess
    import sys

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(1 + 1)")])
    notebook.cells[0].execution_count = 1
    notebook.cells[0].outputs = [nbformat.v4.new_output("stream", name="stdout", text="2\n")]
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "x", "language": "python"}
    nbformat.write(notebook, tmp_path / "a.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--nbval-kernel-name", "mlbench", "-q", "a.ipynb"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("kernel", KERNELS)
def test_exit_functions_and_threads_of_a_notebook_end_as_they_should(
    server, talk, tmp_path: Path, kernel: str
) -> None:
    code = (
        "import atexit, threading, time, pathlib\n"
        f"place = pathlib.Path({str(tmp_path)!r})\n"
        "atexit.register(lambda: (place / 'exit').write_text('called'))\n"
        "def late():\n    time.sleep(0.3)\n    (place / 'thread').write_text('ended')\n"
        "threading.Thread(target=late).start()"
    )
    one = talk(kernel)
    one(code)
    one.client.shutdown()
    assert one.process.wait(timeout=10) == 0
    assert (tmp_path / "exit").read_text() == "called"
    assert (tmp_path / "thread").read_text() == "ended"


@pytest.mark.parametrize("kernel", KERNELS)
def test_input_is_asked_of_the_client_that_allows_it(server, talk, kernel: str) -> None:
    one = talk(kernel)
    asked, said = [], []

    def answer(message: dict) -> None:
        asked.append(message["content"]["prompt"])
        one.client.input("forty-two")

    one.client.execute_interactive(
        "print(input('how many? ').upper())",
        allow_stdin=True,
        stdin_hook=answer,
        output_hook=lambda m: said.append(m["content"].get("text", "")),
        timeout=30,
    )
    assert (asked, "".join(said).strip()) == (["how many? "], "FORTY-TWO")
