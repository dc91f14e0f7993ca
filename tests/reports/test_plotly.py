"""Plotly figures are drawn in frames by a library that the page carries once, or stand still."""

from __future__ import annotations

import json
import random

import pytest

from mlbench.reports import plotly_figures
from mlbench.reports.outside import outside_script
from tests.reports.test_hostile import CORPUS

FIGURE = {
    "data": [{"type": "scatter", "x": [1, 2, 3], "y": [3, 1, 2], "name": "a"}],
    "layout": {"title": {"text": "A <b>title</b>"}, "height": 380},
}


def output(tools, figure, **others):
    shown = tools.display(**others)
    shown["data"][plotly_figures.MIME] = figure
    return shown


def drawn(page):
    return [json.loads(frame.data["data"]) for frame in page.frames]


def test_a_figure_is_drawn_in_a_frame_by_a_library_that_is_there_once(runs, tools, inert):
    page = runs.page([tools.shown([output(tools, FIGURE), output(tools, FIGURE)])])
    inert(page)
    assert [figure["data"] for figure in drawn(page)] == [FIGURE["data"]] * 2
    assert page.source.count('id="plotly-library"') == 1
    assert page.having("iframe")[0]["title"] == "Figure 'A title'"
    assert page.having("iframe")[0]["style"] == "height:384px"
    assert len(page.source) < 2_300_000


def test_a_page_without_figures_does_not_pay_for_them(runs, tools, inert):
    page = runs.page([tools.shown([tools.display("<p>x</p>")])])
    inert(page)
    assert "plotly" not in page.source
    assert len(page.source) < 40_000


@pytest.mark.parametrize("connected", [True, "cdn", "require", False])
def test_figures_within_html_that_plotly_writes_are_drawn(connected, runs, tools, inert):
    import plotly.graph_objects as go

    figure = go.Figure(go.Bar(y=[1, 3, 2]), {"title": "From HTML"})
    html = figure.to_html(include_plotlyjs=connected if connected != "require" else False)
    page = runs.page([tools.shown([tools.display(html, plain="a figure")])])
    inert(page)
    assert [f["data"][0]["type"] for f in drawn(page)] == ["bar"]
    assert page.having("iframe")[0]["title"] == "Figure 'From HTML'"


def test_html_that_only_brings_the_library_shows_nothing(runs, tools):
    from plotly.offline import get_plotlyjs

    setup = f"<script>window.PlotlyConfig = {{}};</script><script>{get_plotlyjs()}</script>"
    page = runs.page([tools.shown([tools.display(setup)])])
    assert "left out" not in page.words
    assert "not shown" not in page.words
    assert len(page.source) < 40_000


def test_a_figure_that_does_not_fit_gives_way_to_its_picture_with_the_library(runs, tools, inert):
    folder = runs.folder([tools.shown([output(tools, FIGURE, image__png=tools.png())])])
    page = tools.read(folder, limit=1_000_000)
    inert(page)
    assert not page.having("iframe")
    assert len(page.having("img")) == 1
    assert "plotly-library" not in page.source


def test_without_a_picture_it_says_why_and_shows_its_text(runs, tools, inert):
    folder = runs.folder([tools.shown([output(tools, FIGURE, plain="Figure({...})")])])
    page = tools.read(folder, limit=1_000_000)
    inert(page)
    assert "Figure 'A title' is interactive, and it does not fit into this page." in page.words
    assert "The notebook has all of it." in page.words
    assert "Figure({...})" in page.text


def test_the_library_counts_once_for_all_figures_beside_the_other_outputs(runs, tools, inert):
    large = {"data": [{"type": "bar", "y": [random.random() for _ in range(3000)]}]}
    outputs = [output(tools, large) for _ in range(20)]
    outputs += [tools.display(image__png=tools.png(400, 350, noise=True)) for _ in range(8)]
    folder = runs.folder([tools.shown([one]) for one in outputs])
    page = tools.read(folder)
    inert(page)
    assert len(page.frames) == 20
    assert folder.report.stat().st_size < 5_000_000


def test_where_plotly_is_not_installed_the_page_says_so(runs, tools, inert, monkeypatch):
    plotly_figures._library.cache_clear()
    monkeypatch.setattr(plotly_figures.importlib.util, "find_spec", lambda _: None)
    page = runs.page([tools.shown([output(tools, FIGURE)])])
    plotly_figures._library.cache_clear()
    inert(page)
    assert "plotly is not installed where this page was written" in page.words


@pytest.mark.parametrize("kind", ["choropleth", "scattergeo", "scattermap", "parcoords", "splom"])
def test_a_kind_that_cannot_be_drawn_offline_stands_still(kind, runs, tools, inert):
    figure = {"data": [{"type": kind}], "layout": {}}
    page = runs.page([tools.shown([output(tools, figure, image__png=tools.png())])])
    inert(page)
    assert not page.frames
    assert page.having("img")


def test_many_points_are_drawn_as_vectors_and_nothing_is_loaded(runs, tools, inert):
    figure = {
        "data": [{"type": "scattergl", "x": [1], "y": [float("nan")]}],
        "layout": {"images": [{"source": "https://evil.example/a.png", "x": 0}]},
    }
    page = runs.page([tools.shown([output(tools, figure)])])
    inert(page)
    assert drawn(page)[0]["data"] == [{"type": "scatter", "x": [1], "y": [None]}]
    assert "evil.example" not in page.source


@pytest.mark.parametrize(
    "figure",
    [
        *(None, 7, "text", [], {}, {"data": None}, {"data": [], "layout": []}, {"data": ["x"]}),
        {"data": [{"type": []}], "layout": {"title": [], "height": True}, "frames": {}},
        {"data": [{"type": "bar"}], "layout": {"title": {"text": "x" * 9999}, "height": 1e300}},
        *(
            {"data": [{"name": v, v: v}], "layout": {"title": v, "annotations": [{"text": v}]}}
            for v in CORPUS
        ),
    ],
)
def test_a_figure_of_any_kind_shows_something_and_does_nothing(figure, runs, tools, inert):
    call = f'<div><script>Plotly.newPlot("a", {json.dumps(figure)}, {{}})</script></div>'
    inert(runs.page([tools.shown([output(tools, figure), tools.display(call, plain="x")])]))


def test_a_huge_figure_stands_still(runs, tools, inert):
    figure = {"data": [{"type": "bar", "y": [random.random() for _ in range(300_000)]}]}
    page = runs.page([tools.shown([output(tools, figure)])])
    inert(page)
    assert "too large for this page" in page.words


BOKEH = "<div id='p1'>Loading BokehJS ...</div><script>const js_urls = ['https://cdn.bokeh.org/bokeh/release/bokeh-3.7.min.js'];</script>"
ALTAIR = '<style>#v{}</style><div id="v">chart</div><script>const p = {"vega": "https://cdn.jsdelivr.net/npm/vega@5?noext"}; load(p)</script>'
FOLIUM = '<div><span>Make this Notebook Trusted to load map</span><iframe srcdoc="&lt;script src=&quot;https://cdn.jsdelivr.net/npm/leaflet.js&quot;&gt;&lt;/script&gt;"></iframe></div>'
MODULE = (
    "<p>chart</p><script type='module'>import { draw } from 'https://esm.sh/d3'; draw()</script>"
)


@pytest.mark.parametrize(
    ("html", "host"),
    [
        (BOKEH, "cdn.bokeh.org"),
        (ALTAIR, "cdn.jsdelivr.net"),
        (FOLIUM, "cdn.jsdelivr.net"),
        (MODULE, "esm.sh"),
        ("<p>x</p><script src=//cdn.example/a.js></script>", "cdn.example"),
    ],
)
def test_what_needs_a_script_from_the_network_says_so_and_shows_its_text(
    html, host, runs, tools, inert
):
    for metadata in ({}, {"text/html": {"sandbox": True}}):
        shown = tools.display(html, plain="alt.Chart(...)", metadata=metadata)
        page = runs.page([tools.shown([shown])])
        inert(page)
        note = f"An interactive output needs a script from {host}, and this page loads nothing."
        assert note in page.words
        assert "alt.Chart(...)" in page.text
        assert not page.frames


def test_its_still_picture_is_shown_where_it_has_one(runs, tools):
    shown = tools.display(ALTAIR, plain="text", image__png=tools.png())
    page = runs.page([tools.shown([shown])])
    assert page.having("img")
    assert "text" not in page.text.split()


def test_html_with_scripts_of_its_own_or_links_alone_loads_nothing_from_outside():
    assert outside_script("<a href='https://example.org/a.js'>x</a>") == ""
    assert outside_script("<script>draw({'a': 1})</script><a href='https://e.org/a.js'>x</a>") == ""
    assert outside_script("<script>" * 100_000) == ""
