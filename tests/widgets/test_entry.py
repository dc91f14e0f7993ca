from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlbench.errors import RefusedInput
from mlbench.parameters.source import read_notebook
from mlbench.store.folder import RunFolder
from mlbench.store.handle import Step
from mlbench.widgets.entry import form
from mlbench.widgets.place import EDITOR, SESSION, find_notebook
from mlbench.widgets.static import Notice, Table

PARAMETERS = 'rows: Annotated[int, Ge(1)] = 10  # how <many>\nname: str = "a"'
IMPORTS = "from typing import Annotated\nfrom mlbench import Ge\nimport mlbench"


def draft(folder: Path) -> Step:
    return Step(RunFolder(folder), "draft", draft=True)


def outputs(path: Path) -> list[dict]:
    cells = read_notebook(path)["cells"]
    return [output for cell in cells for output in cell.get("outputs", [])]


def with_form(write) -> Path:
    path = write(PARAMETERS, "mlbench.step().form()", "rows")
    opened = json.loads(path.read_text())
    opened["cells"].insert(0, {**opened["cells"][1], "id": "first", "source": IMPORTS})
    path.write_text(json.dumps(opened))
    return path


def test_headless_form_is_a_table_of_what_the_run_was_given(write, shell) -> None:
    path = with_form(write)
    done = shell("run", path, "-p", "rows=20", "--run-id", "r1")
    assert done.returncode == 0, done.stderr
    [executed] = Path("runs").glob("*/r1/notebooks/*.ipynb")
    shown = outputs(executed)[0]["data"]
    assert "".join(shown["text/plain"]).split() == ["rows", "20", "name", "a"]
    html = "".join(shown["text/html"])
    for word in (">rows<", ">20<", "an integer &gt;= 1", "how &lt;many&gt;"):
        assert word in html
    assert not [mime for mime in shown if "widget" in mime]
    report = executed.parents[1] / "report.html"
    assert "an integer &gt;= 1" in report.read_text()


def test_plain_papermill_shows_a_table_and_waits_for_nobody(write) -> None:
    path = with_form(write)
    environment = {k: v for k, v in os.environ.items() if k != SESSION}
    subprocess.run(
        [sys.executable, "-m", "papermill", path, "done.ipynb", "-p", "rows", "20",
         "--no-progress-bar"],
        env={**environment, SESSION: str(path)}, check=True, timeout=60, capture_output=True,
    )  # fmt: skip
    first, last = outputs(Path("done.ipynb"))
    assert "20" in "".join(first["data"]["text/html"])
    assert not [mime for mime in first["data"] if "widget" in mime]
    assert last["data"]["text/plain"] in ("20", ["20"])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no_parameters", ["no cell tagged 'parameters'", "Cell Tags", "rows: int = 1000"]),
        ("broken_parameters", ["line 1", "'alpha: float ='", "Correct the line"]),
        ("other_language", ["language is", "can't read"]),
        ("not_json", ["is not a notebook that can be run"]),
        ("missing", ["There is no notebook", "Correct the path."]),
    ],
)
def test_notebook_that_can_have_no_form_has_a_message(zoo, workplace, name, words) -> None:
    shown = form(draft(workplace), zoo / f"{name}.ipynb")
    assert isinstance(shown, Notice)
    for word in words:
        assert word in repr(shown)
    assert "<script" not in shown._repr_html_()


def test_outside_a_kernel_the_form_is_a_table(write, workplace) -> None:
    shown = form(draft(workplace), write(PARAMETERS))
    assert isinstance(shown, Table)
    assert shown.rows[0][:2] == ("rows", "10")


def test_form_cell_costs_a_verb_that_only_tells_something_nothing() -> None:
    program = "import sys, mlbench.store.handle; assert 'ipywidgets' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_notebook_is_found_by_argument_editor_and_server_in_this_order(
    write, workplace, monkeypatch
) -> None:
    named, edited, served = (write("", name=f"{name}.ipynb") for name in "abc")
    monkeypatch.setenv(SESSION, str(served))
    assert find_notebook(str(named), {EDITOR: str(edited)}) == named
    assert find_notebook(None, {EDITOR: str(edited)}) == edited
    assert find_notebook(None, {}) == served


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (None, ["can't tell which notebook", "step.form(notebook="]),
        ("gone.ipynb", ["There is no notebook", "If it was renamed, restart the kernel."]),
        ("console-1-abc", ["This kernel belongs to a console or a script."]),
    ],
)
def test_unknown_notebook_is_a_sentence_with_a_next_step(
    workplace, monkeypatch, session, words
) -> None:
    monkeypatch.delenv(SESSION, raising=False)
    if session:
        monkeypatch.setenv(SESSION, str(workplace / session))
    with pytest.raises(RefusedInput) as caught:
        find_notebook(None, {})
    for word in words:
        assert word in str(caught.value)
