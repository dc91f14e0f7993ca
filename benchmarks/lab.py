"""JupyterLab in a headless browser: ``mlbench lab`` against plain ``jupyter lab``, then by itself.

    python benchmarks/lab.py

Goals: from the command to a launcher that can be used at most 1.3 times as long as plain
JupyterLab; from the dialog of a card to the first executed cell at most 2 s, warm; the form
within 0.3 s of running its cell; the run browser with 10,000 runs answers within 1 s. Both sides
start in turn; plain JupyterLab has the extension of mlbench switched off.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
from many_runs import make_runs
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, Error, Page, sync_playwright
from timing import BIN, machine, ratio, table

from mlbench.execution.copies import WARM
from mlbench.kernels import control

RUNS, PATIENCE = 10_000, 120_000
PLAIN = [
    BIN / "jupyter", "lab", "--no-browser", "--port=0", "--ServerApp.ip=127.0.0.1",
    "--ServerApp.jpserver_extensions={'mlbench.lab': False}",
]  # fmt: skip
OURS = [BIN / "mlbench", "lab", "--no-browser", "--port", "0", "--"]
#: Does something, and gives the seconds until a check of the page holds.
TOOK = """([act, check]) => new Promise((done) => {
  const holds = new Function(`return ${check}`);
  const started = performance.now();
  new Function(act)();
  const look = () => holds()
    ? done((performance.now() - started) / 1000) : requestAnimationFrame(look);
  look();
})"""
RUN = "window.jupyterapp.commands.execute('notebook:run-cell')"
READY = "window.jupyterapp.shell.currentWidget.sessionContext.ready"
FORM = "document.querySelector('.mlbench-form:not(.old) .mlbench-fields input')"
ROWS = "document.querySelector('.itables_anywidget tbody')?.innerText"
SEARCH = "document.querySelector('.itables_anywidget input[type=search]')"
REMEMBER, CHANGED = f"window.rows = {ROWS}", f"{ROWS} !== window.rows"
HEAD = "document.querySelectorAll('.itables_anywidget thead th')"


@contextmanager
def lab(program: Sequence[object], home: Path) -> Iterator[str]:
    """Start JupyterLab with a home of its own; yield its address as soon as it tells it."""
    token = secrets.token_hex(16)
    shown = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "MLBENCH"))}
    process = subprocess.Popen(
        [*map(str, program), f"--ServerApp.token={token}", "--allow-root",
         "--LabApp.expose_app_in_browser=True"],
        cwd=home / "project", env={**shown, "HOME": str(home)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        line = next(text for text in process.stderr if "/lab?token=" in text)
        yield f"{re.findall(r'http://127[^ ?]*', line)[0]}?token={token}"
    finally:
        process.terminate()
        process.communicate()


def opened(browser: Browser, address: str) -> Page:
    """Open an address in a fresh profile as soon as somebody listens there."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.set_default_timeout(PATIENCE)
    while True:
        try:
            page.goto(address)
        except Error as error:
            if "ERR_CONNECTION_REFUSED" not in str(error):
                raise
        else:
            return page


def to_the_launcher(browser: Browser, home: Path, counted: int) -> dict[str, list[float]]:
    """Time both sides from the command to the cards of the launcher."""
    switches = home / ".jupyter" / "labconfig" / "page_config.json"
    switches.parent.mkdir(parents=True)
    sides: dict[str, list[float]] = {"jupyter lab": [], "mlbench lab": []}
    for _ in range(counted):
        for side, program, card in (
            ("jupyter lab", PLAIN, "Notebook"),
            ("mlbench lab", OURS, "mlbench"),
        ):
            switches.write_text(json.dumps({"disabledExtensions": {"mlbench": program is PLAIN}}))
            started = time.perf_counter()
            with lab(program, home) as address:
                page = opened(browser, address)
                page.locator(f".jp-LauncherCard[data-category={card}]").first.wait_for()
                sides[side].append(time.perf_counter() - started)
                page.context.close()
    return sides


def took(page: Page, act: str, check: str) -> float:
    """Return the seconds from doing something in the page until a check holds."""
    return float(page.evaluate(TOOK, [act, check]))


def activate(page: Page, text: str) -> None:
    """Make the first cell with a text the active one."""
    panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    code = page.locator(".cm-content", has_text=text)
    panel.locator(".jp-CodeCell", has=code).first.locator(".jp-InputPrompt").click()


def by_cards(page: Page, counted: int) -> dict[str, list[float]]:
    """Time from the dialog of a card to the first executed cell, and from a cell to its form."""
    sides: dict[str, list[float]] = {}
    panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    for number in range(counted):
        page.evaluate("() => window.jupyterapp.commands.execute('launcher:create').then(() => 0)")
        page.locator(".jp-LauncherCard:visible", has_text="Model: How well").click()
        page.get_by_label("Name of the notebook").fill(f"Look {number}")
        page.get_by_label("Study or data").fill("sklearn:iris")
        started = time.perf_counter()
        page.get_by_role("button", name="Open a copy").click()
        activate(page, "from typing import")
        page.evaluate(f"() => {READY}.then(() => {{ {RUN} }})")
        panel.locator(".jp-InputPrompt", has_text="[1]:").wait_for()
        sides.setdefault("card to first cell", []).append(time.perf_counter() - started)
        activate(page, "source: str")
        page.evaluate(f"() => {RUN}.then(() => null)")
        activate(page, "step().form()")
        sides.setdefault("form, first in a kernel", []).append(took(page, RUN, FORM))
        for _ in range(5):
            old = (
                "document.querySelectorAll('.mlbench-form').forEach((e) => e.classList.add('old'));"
            )
            sides.setdefault("form, again", []).append(took(page, old + RUN, FORM))
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save').then(() => 0)")
        page.evaluate("() => window.jupyterapp.shell.currentWidget.dispose()")
    return sides


def by_run_browser(page: Page, counted: int) -> dict[str, list[float]]:
    """Time the run browser: first shown, searched, sorted."""
    page.evaluate(
        "() => window.jupyterapp.commands.execute('docmanager:open', "
        "{path: 'notebooks/browse.ipynb'}).then(() => null)"
    )
    page.get_by_text(re.compile(r"\(Python, warm\) \| Idle")).wait_for()
    sides: dict[str, list[float]] = {}
    for _ in range(counted):
        activate(page, "browse()")
        page.evaluate("() => document.querySelector('.itables_anywidget')?.remove()")
        sides.setdefault("runs, shown", []).append(took(page, RUN, f"{ROWS}?.includes('2026')"))
        for what, text in (("runs, searched", "titanic"), ("runs, all again", "")):
            event = "new Event('input', {bubbles: true})"
            act = f"{REMEMBER}; {SEARCH}.value = '{text}'; {SEARCH}.dispatchEvent({event})"
            sides.setdefault(what, []).append(took(page, act, CHANGED))
        act = f"{REMEMBER}; [...{HEAD}].find(e => e.innerText.includes('Score')).click()"
        sides.setdefault("runs, sorted", []).append(took(page, act, CHANGED))
    return sides


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="counted starts of each side")
    wanted = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        sync_playwright() as playwright,
    ):
        home = Path(name)
        project = home / "project"
        (project / "notebooks").mkdir(parents=True)
        (project / "mlbench.toml").touch()
        make_runs(project / "runs", RUNS)
        cells = [new_code_cell("import mlbench\nmlbench.browse()")]
        notebook = new_notebook(cells=cells, metadata={"kernelspec": WARM})
        nbformat.write(notebook, project / "notebooks" / "browse.ipynb")
        control.start()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        sides = to_the_launcher(browser, home, wanted.runs)
        with lab(OURS, home) as address:
            page = opened(browser, address)
            page.locator(".jp-LauncherCard[data-category=mlbench]").first.wait_for()
            sides |= by_cards(page, wanted.runs) | by_run_browser(page, wanted.runs)
        browser.close()
    print(f"{RUNS:,} runs; {machine()}")
    table(sides)
    print(f"to the launcher: ratio {ratio(sides['mlbench lab'], sides['jupyter lab']):.2f}")


if __name__ == "__main__":
    main()
