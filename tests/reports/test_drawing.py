"""What Chromium draws of formulas, widgets and figures: with no network and no complaint."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import plotly.express as px
import pytest
from nbformat.v4 import new_markdown_cell, new_output
from playwright.sync_api import Page

from mlbench.reports.plotly_figures import MIME
from mlbench.reports.widget_state import STATE, VIEW
from mlbench.store.folder import RunFolder


@pytest.fixture
def look(window, tools) -> Callable[[RunFolder, Callable[[Page], Any]], None]:
    """Open the report of a run and look at it; nothing may be asked for or complained about."""

    def open_report(folder: RunFolder, at: Callable[[Page], Any]) -> None:
        tools.read(folder)
        with window.tab(folder.report) as tab:
            tab.do(at)
            tab.assert_clean()

    return open_report


def figure(drawn):
    return new_output("display_data", data={MIME: json.loads(drawn.to_json())})


def test_figures_are_drawn_each_in_its_frame(look, runs, tools):
    many = px.scatter(x=list(range(1500)), y=list(range(1500)), title="many points")
    bars = px.bar(x=["a", "b"], y=[1, 2])

    def drawn(page: Page) -> None:
        first = page.frame_locator("iframe.figure >> nth=0")
        first.locator("path.point").first.wait_for(state="attached")
        assert first.locator("path.point").count() == 1500
        assert first.locator(".gtitle").text_content() == "many points"
        page.locator("iframe.figure >> nth=1").scroll_into_view_if_needed()
        second = page.frame_locator("iframe.figure >> nth=1")
        second.locator(".bars .point").first.wait_for(state="attached")
        assert second.locator(".bars .point").count() == 2

    look(runs.folder([tools.shown([figure(many), figure(bars)])]), drawn)


def test_a_figure_far_below_waits_until_it_comes_near(look, runs, tools):
    long = new_markdown_cell("a line of text\n\n" * 200)

    def drawn(page: Page) -> None:
        frame = page.frame_locator("iframe.figure")
        assert "is drawn by a script" in frame.locator("#figure").inner_text()
        page.locator("iframe.figure").scroll_into_view_if_needed()
        frame.locator(".bars .point").wait_for(state="attached")

    look(runs.folder([long, tools.shown([figure(px.bar(x=["a"], y=[1]))])]), drawn)


def test_a_hostile_figure_reaches_nothing(look, runs, tools):
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

    def drawn(page: Page) -> None:
        frame = page.frame_locator("iframe.figure")
        frame.locator(".bars .point").wait_for(state="attached")
        assert frame.locator("script").count() == 3

    look(runs.folder([tools.shown([new_output("display_data", data={MIME: data})])]), drawn)


def test_formulas_have_the_shape_of_formulas(look, runs):
    text = "$$\\frac{a+b}{c}$$\n\n\\begin{align}\na &= b \\\\\n&= c\n\\end{align}\n\n$x^2$"

    def drawn(page: Page) -> None:
        above, below = (page.locator(f"mfrac > * >> nth={n}").bounding_box() for n in (0, 1))
        assert above["y"] + above["height"] <= below["y"] + 1
        lines = [page.locator(f"mtr >> nth={n}").bounding_box() for n in (0, 1)]
        assert lines[0]["y"] < lines[1]["y"]
        signs = [page.locator(f"mtr >> nth={n} >> mo >> nth=0").bounding_box() for n in (0, 1)]
        assert (
            abs(signs[0]["x"] - signs[1]["x"]) < 1
        )  # the signs of equality stand below one another

    look(runs.folder([new_markdown_cell(text)]), drawn)


def test_the_bar_of_a_widget_is_as_wide_as_its_value(look, runs, tools):
    state = {"value": 3, "min": 0, "max": 12, "description": "rows"}
    models = {"a": {"model_name": "IntProgressModel", "state": state}}
    view = new_output("display_data", data={VIEW: {"model_id": "a"}, "text/plain": "x"})
    metadata = {"widgets": {STATE: {"state": models}}}

    def drawn(page: Page) -> None:
        whole, part = (page.locator(place).bounding_box() for place in (".bar", ".bar i"))
        assert part["width"] == pytest.approx(whole["width"] / 4, abs=1)
        assert page.get_by_text("3 of 12").is_visible()

    look(runs.folder([tools.shown([view])], metadata=metadata), drawn)
