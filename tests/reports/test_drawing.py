"""What Chromium draws of formulas, widgets and figures: with no network and no complaint."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import threading
from collections.abc import Iterator

import pandas as pd
import plotly.express as px
import pytest
import skrub
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
def visitors():
    """A real server, and the paths that anyone asked it for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


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


def test_the_frame_of_an_interactive_output_runs_and_reaches_nothing(
    chromium, runs, tools, visitors, tmp_path
):
    base, asked = visitors
    script = f"""
    console.log("the script of the frame runs");
    fetch("{base}/fetch").catch(() => 0);
    new Image().src = "{base}/image";
    try {{ parent.document.title = "taken"; }} catch (error) {{}}
    try {{ top.location = "{base}/top"; }} catch (error) {{}}
    document.body.style.background = "url({base}/style)";
    document.write('<script src="{base}/script"><\\/script>');
    setTimeout(() => {{ location = "{base}/away"; }}, 100);
    """
    html = f"<p>table</p><script>{script}</script><img src='{base}/plain' onerror='x()'>"
    loose = tmp_path / "loose.html"
    loose.write_text(f"<body>{html}")
    page = chromium.new_page()
    with page.expect_request(f"{base}/top"):
        page.goto(loose.as_uri())
    page.close()
    assert "/fetch" in asked  # outside of a report the same script does reach the server
    asked.clear()
    output = tools.display(html, plain="text", metadata={"text/html": {"sandbox": True}})
    folder = runs.folder([tools.shown([output])])
    assert len(tools.read(folder).frames) == 1
    page = chromium.new_page()
    with (
        page.expect_console_message(lambda said: said.text == "the script of the frame runs"),
        # the last that it tries is to go away, and the browser says no
        page.expect_console_message(lambda said: said.text.startswith("Framing")),
    ):
        page.goto(folder.report.as_uri())
    assert "'study' ran to its end" in page.title()
    page.close()
    assert asked == []


def test_the_table_report_of_skrub_works_in_its_frame(opened, runs, tools):
    frame = pd.DataFrame({"name": ["<script>alert(1)</script>", "b"] * 9, "value": range(18)})
    html = skrub.TableReport(frame, verbose=0)._repr_html_()
    folder = runs.folder([tools.shown([tools.display(html, plain="a table")])])
    page = tools.read(folder)
    assert page.policy.count("sha256-") == 3  # the page's own script and the two of the frame
    shown = opened(folder)
    table = shown.page.frame_locator("iframe.frame").locator("skrub-table-report")
    table.get_by_text("value").first.wait_for(state="visible")
    assert_quiet(shown)
