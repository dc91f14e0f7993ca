"""Browser and explorer in a real JupyterLab: what a person sees and clicks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import pytest
from browsing import find_chromium
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import sync_playwright

from mlbench.statements import Estimate
from mlbench.store.folder import RunFolder, new_folder
from mlbench.store.record import RunRecord, StepRecord, preserve
from mlbench.vocabulary import State

_PARAMETERS = "seed: int = 7  # of everything random\nfolds: int = 5  # parts"
_DATA = (
    "import pandas as pd\nframe = pd.DataFrame({'age': range(100), 'city': ['Rome', 'Oslo'] * 50})"
)


def _make(runs: Path, number: int) -> RunFolder:
    folder = new_folder(runs, "flowers", f"20260101-1200{number:02}-000-00{number:02}")
    step = StepRecord("model", "model", state=State.DONE, parameters={"seed": number, "other": 1})
    score = Estimate(0.8 + number / 100, 0.7, 0.99)
    step.recorded = preserve({"metric": "roc_auc", "score": score})
    record = RunRecord(folder.path.name, "flowers", state=State.DONE, steps=[step], seconds=1.0)
    record.started = f"2026-01-01T12:00:{number:02}+00:00"
    folder.report.write_text("<!doctype html><title>Report</title><p>the report")
    folder.write(record)
    return folder


@pytest.fixture
def root(tmp_path):
    """A project with three runs and a notebook that browses and explores."""
    (tmp_path / "mlbench.toml").write_text('runs = "runs"\n')
    for number in range(3):
        _make(tmp_path / "runs", number)
    cells = [
        new_code_cell(_PARAMETERS, metadata={"tags": ["parameters"]}),
        new_code_cell("import mlbench\nmlbench.step().form()"),
        new_code_cell("mlbench.browse()"),
        new_code_cell(f"{_DATA}\nmlbench.explore(frame)"),
        new_code_cell("print(seed)"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    (tmp_path / "notebooks").mkdir()
    nbformat.write(notebook, tmp_path / "notebooks" / "look.ipynb")
    return tmp_path


@pytest.fixture
def page(root):
    """The notebook in JupyterLab, all of it run."""
    program = find_chromium()
    command = [str(Path(sys.executable).with_name("mlbench")), "lab", "--no-browser", "--port", "0"]
    command += ["--root", str(root), "--", "--IdentityProvider.token=abc", "--allow-root"]
    (root / "home").mkdir()
    environment = {**os.environ, "HOME": str(root / "home"), "MLBENCH_WARM": "0"}
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=root,
        env=environment,
    )  # fmt: skip
    try:
        found = next(
            filter(None, (re.search(r"http://127\.0\.0\.1:\d+", t) for t in server.stderr))
        )
        rest = threading.Thread(target=lambda: list(server.stderr))
        rest.start()
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-gpu"]
            )
            tab = browser.new_page(viewport={"width": 1280, "height": 1000})
            tab.set_default_timeout(30_000)
            tab.goto(f"{found[0]}/lab/tree/notebooks/look.ipynb?token=abc")
            tab.wait_for_selector(".jp-Notebook .jp-Cell")
            tab.wait_for_selector("#jp-main-statusbar :text('| Idle')")
            tab.click(".lm-MenuBar-item:has-text('Run')")
            tab.click(".lm-Menu-item:has-text('Run All Cells')")
            yield tab
            browser.close()
    finally:
        server.terminate()
        server.wait()
        rest.join()
        server.stderr.close()


def test_runs_are_picked_compared_followed_and_data_is_explored(page, root):
    rows = page.locator(".itables_anywidget tbody tr")
    rows.nth(2).wait_for()
    page.fill(".itables_anywidget input[type=search]", "0101")
    page.click(".itables_anywidget thead th:has-text('Run')")
    page.wait_for_function(
        "() => document.querySelector('.itables_anywidget tbody tr').innerText.includes('0000')"
    )
    rows.nth(0).click()
    page.wait_for_selector("strong:has-text('flowers/20260101-120000-000-0000')")
    page.click("text=Use these parameters here")
    page.wait_for_selector("text=Set here: seed = 0.")
    page.wait_for_selector("text=The form shows what was taken over.")
    page.wait_for_function(
        "() => document.querySelector('.mlbench-form input[type=text]').value === '0'"
    )
    page.wait_for_selector(".mlbench-form >> text=1 cell is stale")
    page.wait_for_selector("text=Not parameters of this notebook, so not set: 'other'.")

    # a run that comes is there by itself; search, order and selection stay
    _make(root / "runs", 5)
    rows.nth(3).wait_for()
    assert page.input_value(".itables_anywidget input[type=search]") == "0101"
    assert "0000" in rows.nth(0).inner_text()
    assert page.locator(".itables_anywidget tr.selected").count() == 1
    rows.nth(3).click(modifiers=["Control"])
    page.wait_for_selector("td:text-is('model.seed')")
    page.wait_for_selector("text=Scores of B against A: not tested.")

    # the explorer: a change draws in the same place
    image = page.locator("img.jupyter-widgets")
    image.wait_for()
    before = image.get_attribute("src")
    page.locator(".widget-dropdown:has(label:text-is('x')) select").select_option("age")
    page.wait_for_function(
        "old => document.querySelector('img.jupyter-widgets').src !== old", arg=before
    )
    assert page.locator("img.jupyter-widgets").count() == 1
    page.wait_for_selector("text=axes.hist(")

    # the link to the report opens it in Lab
    rows.nth(0).click()
    page.wait_for_selector("a:text-is('report')")
    page.click("a:text-is('report')")
    page.wait_for_selector(".lm-TabBar-tabLabel:text-is('report.html')")
