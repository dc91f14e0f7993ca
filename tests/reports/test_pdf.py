"""A report on paper, page by page: what is printed can be read."""

from __future__ import annotations

import json

import numpy as np
import plotly.express as px
import pytest
from nbformat.v4 import new_markdown_cell, new_output
from paper import Paper

from mlbench.reports import printing
from mlbench.reports.pdf import for_paper, write_pdf
from mlbench.reports.plotly_figures import MIME
from mlbench.statements import Estimate
from mlbench.store.record import StepRecord, preserve
from mlbench.vocabulary import State

#: The colour of the traces, as a page's picture has it: blue, green, red.
TRACE = (20, 20, 220)


@pytest.fixture(autouse=True)
def own_settings(workplace):
    """Settings that no other test has read."""


def picture(tools):
    """Return a picture that is red all over."""
    import base64
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (800, 600), (220, 20, 20)).save(buffer, "PNG")
    return tools.display(image__png=base64.b64encode(buffer.getvalue()).decode())


def figure(title):
    """Return the output of a figure whose traces are red."""
    drawn = px.bar(x=["left", "right"], y=[70, 30], title=title, labels={"x": "side", "y": "share"})
    drawn.update_traces(marker_color="rgb(220, 20, 20)")
    return new_output("display_data", data={MIME: json.loads(drawn.to_json())})


@pytest.fixture
def printed(runs, tools, browser):
    """Print a run made of cells."""

    def make(cells, step=None, *, code=False, **values):
        folder = runs.folder(cells, step, **values)
        tools.read(folder)
        return Paper(write_pdf(folder, code=code).path)

    return make


def test_a_report_is_printed_whole_with_its_headline_numbers_and_title(printed, tools):
    recorded = {
        "metric": "roc_auc",
        "recipe_title": "Random forest",
        "score": preserve(Estimate(0.924, 0.918, 0.930)),
        "test_rows": 12211,
    }
    step = StepRecord(
        "look", "look", state=State.DONE, parameters={"trees": 500}, recorded=recorded
    )
    lines = new_output("stream", text="a line of output\n" * 150)
    cells = [new_markdown_cell("# Look"), *[tools.shown([picture(tools)], "secret_code()")] * 4]
    paper = printed([*cells, tools.shown([lines])], step)
    headline = "Random forest reaches ROC AUC 0.924 [0.918, 0.930] on 12,211 held-out rows."
    assert headline in paper.texts[0]
    assert paper.title == f"study: {headline}"
    count = len(paper.texts)
    assert count > 3
    for number, text in enumerate(paper.texts, 1):
        assert f"{number}of{count}" in text.replace(" ", "")
    assert "20260301" not in paper.texts[0].replace("Run 20260301-123005-250-ab12", "")
    assert all("run-0" in text.replace(" ", "") for text in paper.texts[1:])
    assert "file:" not in paper.text
    assert "/tmp" not in paper.text
    assert min(paper.ink()) > 0.002
    assert paper.size < 2_000_000
    assert {tuple(round(side) for side in size) for size in paper.sizes} == {(595, 842)}


def test_what_is_folded_and_short_is_shown_and_code_is_not(printed, tools):
    step = StepRecord("look", "look", state=State.DONE, parameters={"trees": 500})
    cells = [tools.shown([], "secret_code()")]
    paper = printed(cells, step, study={"study": "adult-study"})
    assert "trees 500" in paper.text
    assert "secret_code" not in paper.text
    assert "Code, cell" not in paper.text
    assert "adult-study" not in paper.text
    assert "The study, every default" not in paper.text
    assert "secret_code()" in printed(cells, step, code=True).text


def test_pictures_have_ink_and_are_never_cut_in_two(printed, tools):
    paper = printed([tools.shown([picture(tools)]), new_markdown_cell("Some words.\n\n" * 3)] * 7)
    heights = []
    for image in paper.pictures:
        # pdfium gives blue, green, red
        red = (image[..., 2] > 190) & (image[..., 0] < 60) & (image[..., 1] < 60)
        rows = np.flatnonzero(red.mean(axis=1) > 0.2)
        runs = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
        heights += [len(run) for run in runs if len(run)]
    assert len(heights) == 7
    assert max(heights) - min(heights) <= 2


def test_wide_tables_lines_and_words_stay_on_the_sheet(printed, tools):
    head = "".join(f"<th>column {n}</th>" for n in range(30))
    row = "".join(f"<td>{n}.12345</td>" for n in range(30))
    table = f"<table class='dataframe'><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    line = new_output("stream", text="word " * 200 + "x" * 400 + " end-of-line")
    paper = printed([tools.shown([tools.display(table), line])])
    together = paper.text.replace(" ", "")
    for number in range(30):
        assert f"{number}.12345" in together
    assert "end-of-line" in paper.text
    for image in paper.pictures:
        assert (image[:, -24:].min(axis=2) > 200).all()  # the margin is white


def test_an_interactive_output_is_printed_as_it_looks(printed, tools):
    script = "document.body.append('written by the ' + 'script of the frame')"
    html = f"<p>a table</p><script>{script}</script>"
    metadata = {"text/html": {"sandbox": True}}
    paper = printed([tools.shown([tools.display(html, plain="text", metadata=metadata)])])
    assert "written by the script of the frame" in paper.text


def test_figures_are_drawn_on_paper_however_far_down_they_are(printed, tools):
    far = new_markdown_cell("a line of text\n\n" * 300)
    paper = printed([tools.shown([figure("near")]), far, tools.shown([figure("far")])])
    assert "is drawn by a script" not in paper.text
    first, last = (n for n, text in enumerate(paper.texts) if "side" in text)
    assert last > first + 3
    assert "near" in paper.texts[first]
    assert "far" in paper.texts[last]
    for number in (first, last):
        text = paper.texts[number].replace(" ", "")  # what stands upright is read with gaps
        assert all(words in text for words in ("share", "left", "right", "70"))
        inked = np.abs(paper.pictures[number].astype(int) - TRACE).max(axis=2) < 40
        assert inked.mean() > 0.02
        assert np.ptp(np.flatnonzero(inked.any(axis=0))) > inked.shape[1] / 2  # as the sheet


def test_a_figure_that_is_never_drawn_is_named_and_counted(runs, tools, browser, monkeypatch):
    monkeypatch.setattr(printing, "PATIENCE", 1.0)
    folder = runs.folder([tools.shown([figure("lost")]), new_markdown_cell("the words after it")])
    source = tools.read(folder).source
    library = source.index(">", source.index('id="plotly-library"')) + 1
    folder.report.write_text(source[:library] + "AAAA" + source[library + 4 :], "utf-8")
    printed = write_pdf(folder)
    assert printed.undrawn == 1
    assert "Figure 'lost' is drawn by a script. the words after it" in Paper(printed.path).text


def test_the_print_style_is_light_whatever_the_screen_is(runs, tools, browser, tmp_path):
    from playwright.sync_api import sync_playwright

    folder = runs.folder([new_markdown_cell("# Look"), tools.shown([], "secret_code()")])
    tools.read(folder)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser)
        page = chromium.new_page(color_scheme="dark")
        page.goto(folder.report.as_uri())
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.emulate_media(media="print", color_scheme="dark")
        good = page.evaluate("getComputedStyle(document.querySelector('.state-done')).color")
        page.emulate_media(media="screen", color_scheme="dark")
        page.check("#all-code")
        page.pdf(path=tmp_path / "by-hand.pdf")
        chromium.close()
    assert dark != "rgb(255, 255, 255)"
    assert good == "rgb(0, 105, 77)"
    paper = Paper(tmp_path / "by-hand.pdf")
    assert float(np.mean(paper.pictures[0])) > 230
    assert "secret_code" in paper.text  # the switch was on


@pytest.mark.parametrize(
    "name",
    ['"; } body { display: none } x {', "\\", "größe\n</style><script>", "*/ x /*", "\ud800"],
)
def test_no_name_gets_out_of_the_style_that_is_added(name):
    page = for_paper("<head></head><body></body>", name, code=False)
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert page.count("<style>") == page.count("</style>") == 1
    assert style.count("{") == style.count("}") == 4
    assert "<" not in style
