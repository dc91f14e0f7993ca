"""What Chromium draws of formulas, widgets and figures: with no network and no complaint."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator

import plotly.express as px
import pytest
from nbformat.v4 import new_markdown_cell, new_output
from playwright.sync_api import Browser, Page, sync_playwright

from mlbench.reports.plotly_figures import MIME
from mlbench.reports.widget_state import STATE, VIEW


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("No browser was found: install chromium; the checks need it.")
    if found is None:
        pytest.skip("there is no Chromium on this machine to open the page with")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page in the browser, what it asked for, and what the console complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note)
        page.goto(address)

    def _note(self, message) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@pytest.fixture
def opened(chromium, tools):
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, offline=True)

    def open_report(folder):
        tools.read(folder)
        return Opened(context.new_page(), folder.report.as_uri())

    yield open_report
    context.close()


def assert_quiet(shown):
    assert shown.complaints == []
    assert [url for url in shown.asked if not url.startswith(("file:", "data:"))] == []


def figure(drawn):
    return new_output("display_data", data={MIME: json.loads(drawn.to_json())})


def test_figures_are_drawn_each_in_its_frame(opened, runs, tools):
    many = px.scatter(x=list(range(1500)), y=list(range(1500)), title="many points")
    bars = px.bar(x=["a", "b"], y=[1, 2])
    shown = opened(runs.folder([tools.shown([figure(many), figure(bars)])]))
    first = shown.page.frame_locator("iframe.figure >> nth=0")
    first.locator("path.point").first.wait_for(state="attached")
    assert first.locator("path.point").count() == 1500
    assert first.locator(".gtitle").text_content() == "many points"
    shown.page.locator("iframe.figure >> nth=1").scroll_into_view_if_needed()
    second = shown.page.frame_locator("iframe.figure >> nth=1")
    second.locator(".bars .point").first.wait_for(state="attached")
    assert second.locator(".bars .point").count() == 2
    assert_quiet(shown)


def test_a_figure_far_below_waits_until_it_comes_near(opened, runs, tools):
    long = new_markdown_cell("a line of text\n\n" * 200)
    shown = opened(runs.folder([long, tools.shown([figure(px.bar(x=["a"], y=[1]))])]))
    frame = shown.page.frame_locator("iframe.figure")
    assert "is drawn by a script" in frame.locator("#figure").inner_text()
    shown.page.locator("iframe.figure").scroll_into_view_if_needed()
    frame.locator(".bars .point").wait_for(state="attached")
    assert_quiet(shown)


def test_a_hostile_figure_reaches_nothing(opened, runs, tools):
    address = "https://evil.example/x"
    label = f"<a href='{address}'>x</a><img src='{address}'><script>alert(1)</script>"
    data = {
        "data": [{"type": "bar", "x": [label], "y": [1], "text": [label], "hovertext": label}],
        "layout": {
            "title": {"text": label, "font": {"family": f"url({address})"}},
            "images": [{"source": address}],
            "annotations": [{"text": label, "x": 0, "y": 1}],
            "template": {"layout": {"images": [{"source": address}]}},
        },
        "config": {"plotlyServerURL": address, "showLink": True},
    }
    shown = opened(runs.folder([tools.shown([new_output("display_data", data={MIME: data})])]))
    frame = shown.page.frame_locator("iframe.figure")
    frame.locator(".bars .point").wait_for(state="attached")
    assert frame.locator("script").count() == 3
    assert_quiet(shown)


def test_formulas_have_the_shape_of_formulas(opened, runs):
    text = "$$\\frac{a+b}{c}$$\n\n\\begin{align}\na &= b \\\\\n&= c\n\\end{align}\n\n$x^2$"
    shown = opened(runs.folder([new_markdown_cell(text)]))
    above, below = (shown.page.locator(f"mfrac > * >> nth={n}").bounding_box() for n in (0, 1))
    assert above["y"] + above["height"] <= below["y"] + 1
    lines = [shown.page.locator(f"mtr >> nth={n}").bounding_box() for n in (0, 1)]
    assert lines[0]["y"] < lines[1]["y"]
    signs = [shown.page.locator(f"mtr >> nth={n} >> mo >> nth=0").bounding_box() for n in (0, 1)]
    assert abs(signs[0]["x"] - signs[1]["x"]) < 1  # the signs of equality stand below one another
    assert_quiet(shown)


def test_the_bar_of_a_widget_is_as_wide_as_its_value(opened, runs, tools):
    state = {"value": 3, "min": 0, "max": 12, "description": "rows"}
    models = {"a": {"model_name": "IntProgressModel", "state": state}}
    view = new_output("display_data", data={VIEW: {"model_id": "a"}, "text/plain": "x"})
    metadata = {"widgets": {STATE: {"state": models}}}
    shown = opened(runs.folder([tools.shown([view])], metadata=metadata))
    whole, part = (shown.page.locator(place).bounding_box() for place in (".bar", ".bar i"))
    assert part["width"] == pytest.approx(whole["width"] / 4, abs=1)
    assert shown.page.get_by_text("3 of 12").is_visible()
    assert_quiet(shown)
