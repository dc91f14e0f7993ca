"""A report on paper, page by page: what is printed can be read, and nothing leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import numpy as np
import pypdfium2
import pytest
from nbformat.v4 import new_markdown_cell, new_output

from mlbench.errors import RefusedInput, StoreError
from mlbench.reports.browser import find_browser, print_page
from mlbench.reports.pdf import for_paper, write_pdf
from mlbench.settings import settings
from mlbench.statements import Estimate
from mlbench.store.record import StepRecord, preserve
from mlbench.vocabulary import State


@pytest.fixture(autouse=True)
def own_settings(workplace):
    """Settings that no other test has read."""


@pytest.fixture
def browser():
    try:
        return find_browser()
    except RefusedInput as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


class Paper:
    """A PDF file, opened."""

    def __init__(self, path):
        self.size = path.stat().st_size
        file = pypdfium2.PdfDocument(path)
        self.title = file.get_metadata_value("Title")
        self.texts = [" ".join(page.get_textpage().get_text_range().split()) for page in file]
        self.pictures = [page.render(scale=0.7).to_numpy()[..., :3] for page in file]
        self.sizes = [page.get_size() for page in file]
        file.close()

    @property
    def text(self):
        return " ".join(self.texts)

    def ink(self):
        """Return the share of each page that is not white."""
        return [float((picture.min(axis=2) < 200).mean()) for picture in self.pictures]


def picture(tools):
    """Return a picture that is red all over."""
    import base64
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (800, 600), (220, 20, 20)).save(buffer, "PNG")
    return tools.display(image__png=base64.b64encode(buffer.getvalue()).decode())


@pytest.fixture
def printed(runs, tools, browser):
    """Print a run made of cells."""

    def make(cells, step=None, *, code=False, **values):
        folder = runs.folder(cells, step, **values)
        tools.read(folder)
        return Paper(write_pdf(folder, code=code))

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


def test_a_page_that_is_printed_reaches_nobody(browser, visitors, tmp_path):
    base, asked = visitors
    page = tmp_path / "page.html"
    page.write_text(f"words<img src={base}/a><img src={base.replace('127.0.0.1', 'localhost')}/b>")
    print_page(page, tmp_path / "page.pdf")
    assert asked == []
    quiet = ["--headless", "--no-sandbox", f"--user-data-dir={tmp_path}/profile", "--dump-dom"]
    subprocess.run([browser, *quiet, page.as_uri()], capture_output=True, check=False)
    assert "/a" in asked  # without our settings the same page does
    assert "words" in Paper(tmp_path / "page.pdf").text


def test_what_draws_itself_when_it_is_seen_is_drawn_however_far_down_it_is(browser, tmp_path):
    script = """
    new IntersectionObserver((seen) => seen.forEach((e) => {
      if (e.isIntersecting) e.target.textContent = "drawn when " + "seen";
    })).observe(document.getElementById("far"));
    """
    page = tmp_path / "page.html"
    body = f"<p style='height:15000px'>near</p><p id=far>far</p><script>{script}</script>"
    page.write_text(for_paper(f"<head></head><body>{body}</body>", "a run", code=False))
    print_page(page, tmp_path / "page.pdf")
    assert "drawn when seen" in Paper(tmp_path / "page.pdf").text


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


def test_without_a_browser_the_sentence_says_what_to_install(runs, tools, monkeypatch):
    folder = runs.folder([])
    tools.read(folder)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("MLBENCH_BROWSER", raising=False)
    settings.cache_clear()
    with pytest.raises(RefusedInput, match="needs Chromium, Chrome or Edge") as refused:
        write_pdf(folder)
    assert "apt install chromium" in refused.value.next_step
    assert "MLBENCH_BROWSER" in refused.value.next_step
    assert not (folder.path / "report.pdf").exists()


def test_a_setting_names_the_browser_and_a_wrong_one_is_refused(monkeypatch, tmp_path):
    program = tmp_path / "my browser"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for given, found in [
        ("sh", "/sh"),
        (str(program), str(program)),
        ("./my browser", "my browser"),
    ]:
        monkeypatch.setenv("MLBENCH_BROWSER", given)
        settings.cache_clear()
        assert find_browser().endswith(found)
    monkeypatch.setenv("MLBENCH_BROWSER", "no-such-browser")
    settings.cache_clear()
    with pytest.raises(RefusedInput, match="The setting 'browser' must be a program"):
        find_browser()


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("echo broken pipes >&2; exit 1", "has not printed the page: broken pipes"),
        ("echo 'No usable sandbox!' >&2; exit 1", "finds no sandbox that it can run in"),
        ("exit 0", "has not printed the page: it said nothing"),
    ],
)
def test_a_browser_that_fails_is_quoted_and_the_old_file_stays(
    script, sentence, runs, tools, monkeypatch, tmp_path
):
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("MLBENCH_BROWSER", str(program))
    settings.cache_clear()
    folder = runs.folder([])
    tools.read(folder)
    (folder.path / "report.pdf").write_text("old")
    with pytest.raises(StoreError, match=sentence):
        write_pdf(folder)
    assert (folder.path / "report.pdf").read_text() == "old"
    assert not list(folder.path.glob(".*"))


def test_a_browser_that_hangs_is_ended_with_all_that_it_started(monkeypatch, tmp_path):
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\nsleep 1000 &\necho $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("MLBENCH_BROWSER", str(program))
    settings.cache_clear()
    (tmp_path / "page.html").write_text("words")
    start = time.monotonic()
    with pytest.raises(StoreError, match="has not printed the page within 1 seconds"):
        print_page(tmp_path / "page.html", tmp_path / "page.pdf", seconds=1.0)
    assert time.monotonic() - start < 20
    child = int((tmp_path / "child").read_text())
    state = subprocess.run(
        ["ps", "-o", "stat=", str(child)], capture_output=True, text=True, check=False
    )
    assert state.stdout.strip() in ("", "Z"), os.kill(child, signal.SIGKILL)
