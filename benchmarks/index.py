"""How long the page of all runs takes to write and to open, and the list of runs to print.

    python benchmarks/index.py

Whole processes over stores of 2,000 and 10,000 runs. Goals: the page of 2,000 runs opens in
less than 1 s and sorts in less than 0.2 s; with 10,000 runs, writing it again after one run
and listing take less than 2 s each.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from many_runs import make_runs
from playwright.sync_api import Page, sync_playwright
from timing import BIN, machine, seconds, table

SIZES = (2_000, 10_000)
#: Clicks, and gives the milliseconds until the new order is on the screen.
SORT = """title => new Promise((done) => {
  const all = [...document.querySelectorAll(".runs thead button")];
  const button = all.find((one) => one.textContent === title);
  const started = performance.now();
  button.click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
})"""
OPENED = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  return Math.max(paint, performance.getEntriesByType("navigation")[0].domComplete);
}"""


def by_process(runs: Path, counted: int) -> dict[str, list[float]]:
    """Time the command line over one store."""
    program = BIN / "mlbench"
    variables = {"MLBENCH_RUNS": str(runs)}
    sides: dict[str, list[float]] = {}

    def side(name: str, *words: str, before: Callable[[], None] = lambda: None) -> None:
        figures = sides.setdefault(name, [])
        for _ in range(counted):
            before()
            figures.append(seconds([program, *words], runs, **variables))

    index = ("report", "--index", str(runs))
    side("index, first", *index, before=lambda: (runs / ".listing").unlink(missing_ok=True))
    side("index, after one run", *index, before=lambda: next(runs.glob("*/*/run.json")).touch())
    side("runs", "runs")
    side("runs --sort score", "runs", "--sort", "score")
    side("runs --state failed", "runs", "--state", "failed")
    return sides


def by_browser(page: Page, path: Path, counted: int) -> dict[str, list[float]]:
    """Time the page in a browser: until it is painted and complete, and clicks on headings."""
    sides: dict[str, list[float]] = {}
    for _ in range(counted):
        page.goto("about:blank")
        page.goto(path.as_uri())
        page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint')[0]")
        sides.setdefault("page, open", []).append(page.evaluate(OPENED) / 1000)
        for title in ("Score", "Recipe"):
            took = page.evaluate(SORT, title) / 1000
            sides.setdefault(f"page, sort by {title.lower()}", []).append(took)
    return sides


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each side")
    wanted = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for number in SIZES:
            runs = Path(name) / str(number)
            make_runs(runs, number)
            time.sleep(3)  # a record that was just written is read once more
            sides = by_process(runs, wanted.runs)
            page = browser.new_page()
            sides |= by_browser(page, runs / "index.html", wanted.runs)
            page.close()
            size = (runs / "index.html").stat().st_size
            print(f"\n{number:,} runs; the page has {size / 1e6:.2f} MB")
            table(sides)
        browser.close()


if __name__ == "__main__":
    main()
