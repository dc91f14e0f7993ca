"""The form in a real JupyterLab, in a real browser, from the card to the report."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SLOW = 60_000
IDLE = re.compile(r"\(Python, warm\) \| Idle")


class Desk:
    """What a person does in JupyterLab."""

    def __init__(self, page: Page, shots: Path) -> None:
        self.page = page
        self.shots = shots

    def shot(self, name: str) -> None:
        self.page.screenshot(path=self.shots / f"{name}.png")

    @property
    def notebook(self) -> Locator:
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    @property
    def form(self) -> Locator:
        return self.notebook.locator(".mlbench-form")

    def cell(self, text: str) -> Locator:
        code = self.page.locator(".cm-content", has_text=text)
        return self.notebook.locator(".jp-CodeCell", has=code).first

    def run(self, text: str) -> None:
        """Run the first cell with some text, and wait for its end."""
        cell = self.cell(text)
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        cell.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]")).wait_for(timeout=SLOW)

    def write(self, text: str) -> None:
        """Write a new cell below the last one."""
        panel = "window.jupyterapp.shell.currentWidget.content"
        self.page.evaluate(f"() => {{ {panel}.activeCellIndex = {panel}.widgets.length - 1 }}")
        self.page.evaluate(
            "() => window.jupyterapp.commands.execute('notebook:insert-cell-below').then(() => null)"
        )
        self.page.evaluate(
            f"text => {{ {panel}.activeCell.model.sharedModel.setSource(text); }}", text
        )

    def open(self, path: str) -> None:
        command = "window.jupyterapp.commands.execute('docmanager:open', {path})"
        self.page.evaluate(f"path => {command}.then(() => null)", path)
        self.page.locator(".lm-TabBar-tab.lm-mod-current", has_text=Path(path).name).wait_for()
        self.notebook.locator(".jp-CodeCell").first.wait_for(timeout=SLOW)
        self.page.get_by_text(IDLE).wait_for(timeout=SLOW)

    def press(self, name: str) -> None:
        self.form.get_by_role("button", name=name, exact=True).click()

    def said(self, *words: str, where: str = "") -> None:
        """Wait until the form says something."""
        for word in words:
            self.form.locator(where or "xpath=.").get_by_text(word).first.wait_for(timeout=SLOW)


@pytest.fixture(scope="module")
def desk(lab: Any, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    from playwright.sync_api import sync_playwright

    given = os.environ.get("MLBENCH_SCREENSHOTS")
    shots = Path(given) if given else tmp_path_factory.mktemp("shots")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 1100})
        page.goto(lab.page())
        page.locator(".jp-LauncherCard[data-category=mlbench]").first.wait_for(timeout=SLOW)
        yield Desk(page, shots)
        browser.close()


def test_from_a_card_to_the_report_of_a_run(desk: Desk, lab: Any) -> None:
    _a_card_asks_and_refuses_an_empty_name(desk)
    _a_form_appears_below_the_parameters(desk)
    _a_wrong_value_is_told_while_it_is_typed(desk)
    _apply_marks_the_cells_that_read_what_changed(desk)
    _pasted_yaml_is_checked(desk)
    _a_headless_run_is_watched_to_its_report(desk, lab)
    _stale_cells_are_run_and_lose_their_mark(desk)
    _a_killed_kernel_leaves_a_message(desk)


def _a_card_asks_and_refuses_an_empty_name(desk: Desk) -> None:
    page = desk.page
    page.get_by_role("button", name="Model: How well").click()
    page.get_by_label("Name of the notebook").fill("")
    page.get_by_role("button", name="Open a copy").click()
    page.get_by_text("A notebook must have a name with a letter or a digit.").wait_for()
    desk.shot("dialog")
    page.get_by_label("Name of the notebook").fill("My look")
    page.get_by_label("Study or data").fill("sklearn:iris")
    page.get_by_label("Column to predict").fill("target")
    page.get_by_role("button", name="Open a copy").click()
    desk.notebook.locator(".jp-CodeCell").first.wait_for(timeout=SLOW)
    page.get_by_text(IDLE).wait_for(timeout=SLOW)


def _a_form_appears_below_the_parameters(desk: Desk) -> None:
    for text in ("from typing import", "source: str", "step.dataset(", "findings = "):
        if text == "step.dataset(":
            desk.run("mlbench.step().form()")
            desk.form.get_by_role("button", name="Apply", exact=True).wait_for(timeout=SLOW)
            _everything_in_it_has_a_name(desk)
            assert desk.form.get_by_label("source").input_value() == "sklearn:iris"
        if text == "findings = ":
            desk.run("choice = mlbench.choose(")
        desk.run(text)


def _everything_in_it_has_a_name(desk: Desk) -> None:
    handles = desk.form.get_by_role("slider")
    assert [handle.get_attribute("aria-label") for handle in handles.all()] == [
        "test_fraction", "folds",
    ]  # fmt: skip
    found = Axe().run(desk.page, context=".mlbench-form").response["violations"]
    assert not found, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def _a_wrong_value_is_told_while_it_is_typed(desk: Desk) -> None:
    field = desk.form.get_by_role("textbox", name="folds")
    field.fill("")
    field.press_sequentially("50")
    desk.said("The 'folds' parameter of template 'My look' must be an integer in [2, 20]. Got 50.")
    assert desk.form.get_by_role("button", name="Apply", exact=True).is_disabled()
    desk.shot("wrong-value")
    field.fill("3")
    desk.said("parts of the cross-validation")


def _apply_marks_the_cells_that_read_what_changed(desk: Desk) -> None:
    desk.press("Apply")
    desk.said("Applied: folds.", "2 cells are stale")
    stale = desk.notebook.locator(".jp-CodeCell.mlbench-stale")
    stale.nth(1).wait_for()
    assert stale.count() == 2
    marked = desk.cell("choice = mlbench.choose(")
    assert marked.get_attribute("title") == "Stale: it reads 'folds'. Run it again."
    sign = "e => getComputedStyle(e, '::after').content"
    assert marked.locator(".jp-InputPrompt").evaluate(sign) == '"stale"'
    desk.shot("stale-list")
    marked.scroll_into_view_if_needed()
    desk.shot("stale-cells")


def _pasted_yaml_is_checked(desk: Desk) -> None:
    desk.press("YAML")
    text = desk.form.locator("textarea")
    text.fill("folds: 500\nrecip: linear\n")
    desk.said(
        "Template 'My look' has no parameter 'recip'. Did you mean 'recipe'?",
        "must be an integer in [2, 20]. Got 500.",
    )
    assert desk.form.get_by_role("button", name="Use these values").is_disabled()
    desk.shot("yaml-refused")
    # a run that takes a second or two, so that it can be watched
    text.fill("recipe: mlp\ncompare: [forest]\n")
    desk.press("Use these values")
    desk.page.wait_for_function(
        "() => [...document.querySelectorAll('.mlbench-form input')].some(i => i.value === 'mlp')"
    )
    desk.press("YAML")


def _a_headless_run_is_watched_to_its_report(desk: Desk, lab: Any) -> None:
    desk.press("Copy command")
    desk.said("mlbench run 'My look.ipynb' -p recipe=mlp -p 'compare=[\"forest\"]' -p folds=3")
    desk.shot("command")
    desk.press("Run headless")
    desk.said("It goes on when this notebook is closed")
    desk.said("step My look · cell")
    desk.shot("running")
    desk.form.locator(".mlbench-run [data-state=done]").wait_for(timeout=SLOW)
    link = desk.form.get_by_role("link", name="Report")
    link.wait_for(timeout=SLOW)
    desk.shot("done")
    [record] = lab.root.glob("runs/my-look-*/*/run.json")
    assert '"folds": 3' in record.read_text()
    link.click()
    frame = desk.page.frame_locator(".jp-HTMLViewer:not(.lm-mod-hidden) iframe")
    frame.get_by_text("'My look' ran to its end").wait_for(timeout=SLOW)
    desk.shot("report")
    desk.page.locator(".lm-TabBar-tab", has_text="My look.ipynb").click()


def _stale_cells_are_run_and_lose_their_mark(desk: Desk) -> None:
    desk.press("Run stale cells")
    desk.page.wait_for_function(
        "() => !document.querySelector('.mlbench-stale')"
        " && !document.querySelector('.mlbench-stale-list li')?.offsetParent",
        timeout=SLOW,
    )


def _a_killed_kernel_leaves_a_message(desk: Desk) -> None:
    desk.write("import os; print('pid', os.getpid())")
    desk.run("import os; print")
    shown = desk.cell("import os; print").locator(".jp-OutputArea-output").first.inner_text()
    os.kill(int(shown.split()[1]), signal.SIGKILL)
    desk.said("This form has no kernel any more", where=".mlbench-gone")
    desk.page.locator(".jp-Dialog .jp-mod-accept").click()
    desk.form.scroll_into_view_if_needed()
    desk.shot("kernel-killed")


def test_lost_server_leaves_a_message_and_all_that_was_typed(desk: Desk, lab_to_lose: Any) -> None:
    browser = desk.page.context.browser
    assert browser is not None
    page = browser.new_page(viewport={"width": 1280, "height": 1100})
    page.goto(lab_to_lose.page())
    mine = Desk(page, desk.shots)
    _a_card_asks_and_refuses_an_empty_name(mine)
    mine.run("from typing import")
    mine.run("source: str")
    mine.run("mlbench.step().form()")
    mine.form.get_by_role("textbox", name="folds").fill("7")
    mine.write("typed = 'and not saved'")
    lab_to_lose.process.kill()
    mine.said("The server does not answer.", where=".mlbench-unanswered")
    mine.form.scroll_into_view_if_needed()
    mine.shot("server-lost")
    assert mine.form.get_by_role("textbox", name="folds").input_value() == "7"
    page.close()
    desk.page.bring_to_front()  # a page behind another one draws nothing


def test_notebook_without_parameters_and_one_that_does_not_parse_have_messages(desk: Desk) -> None:
    for name, words in {
        "no_parameters": "so there is nothing to fill in",
        "broken_parameters": "are not Python: line 1",
    }.items():
        desk.open(f"notebooks/{name}.ipynb")
        desk.write("import mlbench\nmlbench.step().form()")
        desk.run("mlbench.step().form()")
        shown = desk.notebook.locator(".mlbench-notice").get_by_text(words)
        shown.wait_for(timeout=SLOW)
        shown.scroll_into_view_if_needed()
        desk.shot(name)
