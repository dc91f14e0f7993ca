"""Take the pictures of JupyterLab in docs/pictures again: ``make screenshots``, with Chromium."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page, sync_playwright

from mlbench.execution.copies import WARM

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
from many_runs import make_runs

PICTURES = Path(__file__).parent / "pictures"
PATIENCE = 120_000
RUNS = 40
IDLE = re.compile(r"\(Python, warm\) \| Idle")


def start_lab(root: Path, token: str) -> tuple[subprocess.Popen[str], str]:
    """Start JupyterLab on a folder with a home of its own; return its process and address."""
    shown = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "MLBENCH"))}
    process = subprocess.Popen(
        [Path(sys.executable).with_name("mlbench"), "lab", "--no-browser", "--port", "0",
         "--root", root, "--", f"--ServerApp.token={token}", "--allow-root"],
        cwd=root, env={**shown, "HOME": str(root.parent)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if "Use Control-C" in line:
            break
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab", line):
            address = found[0]
    return process, f"{address}?token={token}"


def run_cell(page: Page, text: str) -> None:
    """Run the first cell with some text, and wait for its end."""
    cell = page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text=text)).first
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    prompt = cell.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]"))
    prompt.wait_for(timeout=PATIENCE)


def take_launcher(page: Page) -> None:
    """Take the picture of the launcher."""
    page.locator(".jp-LauncherCard[data-category=mlbench]").first.wait_for(timeout=PATIENCE)
    section = page.locator(".jp-Launcher-section", has_text="Explore: ")
    section.screenshot(path=PICTURES / "lab-launcher.png")


def take_form(page: Page) -> None:
    """Fill in the form of a copy of a template, run it headless, and take its picture."""
    page.get_by_role("button", name="Model: How well").click(timeout=PATIENCE)
    page.get_by_label("Name of the notebook").fill("Which iris")
    page.get_by_label("Study or data").fill("sklearn:iris")
    page.get_by_label("Column to predict").fill("target")
    page.get_by_role("button", name="Open a copy").click()
    page.get_by_text(IDLE).wait_for(timeout=PATIENCE)
    for text in (
        "from typing",
        "source: str",
        "step.dataset(",
        "choice = mlbench.choose(",
        "findings =",
    ):
        run_cell(page, text)
    page.set_viewport_size({"width": 1240, "height": 2200})  # all of the form at once
    run_cell(page, "mlbench.step().form()")
    form = page.locator(".mlbench-form")
    form.get_by_role("textbox", name="folds").fill("20")
    form.get_by_role("button", name="Apply", exact=True).click()
    form.get_by_text("2 cells are stale").wait_for(timeout=PATIENCE)
    form.get_by_role("button", name="Run headless").click()
    form.get_by_text("· The scores ·").wait_for(timeout=PATIENCE)
    form.get_by_role("textbox", name="test_fraction").fill("1.5")
    form.get_by_text("must be a number in (0, 1)").wait_for(timeout=PATIENCE)
    form.screenshot(path=PICTURES / "lab-form.png")


def take_browser_and_explorer(page: Page, address: str) -> None:
    """Open the notebook that browses and explores, and take a picture of each."""
    alone = "/lab/workspaces/look/tree/notebooks/look.ipynb?"  # not the notebook of the form
    page.goto(address.replace("/lab?", alone))
    page.get_by_text(IDLE).wait_for(timeout=PATIENCE)
    page.keyboard.press("Control+b")  # the files at the side go away
    page.set_viewport_size({"width": 1480, "height": 2000})
    run_cell(page, "mlbench.browse()")
    page.locator(".itables_anywidget input[type=search]").fill("titanic", timeout=PATIENCE)
    rows = page.locator(".itables_anywidget tbody tr")
    rows.nth(0).click()
    rows.nth(2).click(modifiers=["Control"])
    page.get_by_text("Scores of B against A").wait_for(timeout=PATIENCE)
    take_output(page, "mlbench.browse()", "lab-browse.png", 36, 600)
    run_cell(page, "mlbench.explore(")
    page.locator("img.jupyter-widgets").wait_for(timeout=PATIENCE)
    take_output(page, "mlbench.explore(", "lab-explore.png", 0, 900)


def take_output(page: Page, text: str, name: str, top: float, height: float) -> None:
    """Take the picture of a part of what the cell with some text shows."""
    cell = page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text=text)).first
    output = cell.locator(".jp-Cell-outputWrapper")
    output.scroll_into_view_if_needed()
    box = output.bounding_box()
    assert box is not None
    height = min(box["height"] - top, height)
    page.screenshot(path=PICTURES / name, clip={**box, "y": box["y"] + top, "height": height})


def make_project(root: Path) -> None:
    """Make a folder with runs, and with a notebook that browses and explores."""
    (root / "notebooks").mkdir(parents=True)
    (root / "mlbench.toml").touch()
    make_runs(root / "runs", RUNS)
    cells = [
        new_code_cell("import mlbench\n\nmlbench.browse()"),
        new_code_cell(
            'flowers = mlbench.load("sklearn:iris", "target")\n'
            'mlbench.explore(flowers, x="petal length (cm)", y="petal width (cm)")'
        ),
    ]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": WARM})
    nbformat.write(notebook, root / "notebooks" / "look.ipynb")


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as base, sync_playwright() as playwright:
        root = Path(base, "project")
        make_project(root)
        process, address = start_lab(root, secrets.token_hex(16))
        try:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page(viewport={"width": 1240, "height": 1000})
            page.goto(address, timeout=PATIENCE)
            take_launcher(page)
            take_form(page)
            take_browser_and_explorer(page, address)
            browser.close()
        finally:
            process.terminate()
            process.wait()
    print("taken:", *sorted(path.name for path in PICTURES.glob("lab-*.png")))


if __name__ == "__main__":
    main()
