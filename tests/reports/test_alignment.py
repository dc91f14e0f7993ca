"""Text begins at the left and numbers end at the right, in reports and in notebooks."""

from __future__ import annotations

import re
import time

import pandas as pd
import pytest

from mlbench.data.load import load
from mlbench.data.overview import overview
from mlbench.html_tables import text_left

FRAME = pd.DataFrame(
    {
        "name": ["Ann <b>", "Bob", None],
        "count": [1, 20, 3],
        "share": ["12.5 %", "~3.1 %", "<0.01"],
        "took": ["1.5 s", "12 ms", ""],
        "when": pd.to_datetime(["2026-01-01", "2026-01-02", None]),
        "size": [1e-12, float("nan"), -3.5],
        "flag": [True, False, True],
    }
)
SPANS = pd.DataFrame({"x": list("abcd")}, pd.MultiIndex.from_product([["r", "s"], ["t", "u"]]))
LEFT = ["name", "when", "flag"]


def marked(html: str) -> list[list[str]]:
    """Return the marked cells of each row, in small letters and without tags."""
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [re.findall(r"<t[dh] X>(.*?)</t[dh]>", row) for row in rows]


def test_columns_of_text_are_marked_with_their_headings_and_numbers_are_not():
    head, *body = marked(text_left(FRAME.to_html(index=False), " X"))
    assert head == LEFT
    assert body[0] == ["Ann &lt;b&gt;", "2026-01-01", "True"]
    assert body[2] == ["NaN", "NaT", "True"]


@pytest.mark.parametrize("index", [["r", "s", "t"], [7, 8, 9]])
def test_an_index_of_text_is_text(index):
    head, *body = marked(text_left(FRAME.set_axis(index).to_html(), " X"))
    is_text = index[0] == "r"
    assert head == [*([""] if is_text else []), *LEFT]
    assert [row[0] for row in body] == (index if is_text else ["Ann &lt;b&gt;", "Bob", "NaN"])


def test_a_column_that_holds_both_is_text():
    html = pd.DataFrame({"top": ["red", "3.0"]}).to_html(index=False)
    assert marked(text_left(html, " X")) == [["top"], ["red"], ["3.0"]]


@pytest.mark.parametrize(
    "html",
    [
        FRAME.to_html().replace("dataframe", "other"),
        SPANS.to_html(),
        FRAME.head(2).style.set_properties(color="red").to_html(),
        "<p>dataframe</p>",
        '<table class="dataframe"><td>',
    ],
)
def test_what_brings_its_own_alignment_or_is_no_table_of_pandas_is_left_alone(html):
    assert text_left(html) == html


def test_a_report_and_a_notebook_align_alike(runs, tools):
    page = runs.page([tools.shown([tools.display(FRAME.to_html(index=False))])]).source
    head = re.search(r'<div class="output html">.*?</thead>', page, re.DOTALL)[0]
    assert re.findall(r'<th class="l">(\w+)</th>', head) == LEFT
    shown = overview(load("sklearn:iris"))._repr_html_()
    assert '<td style="text-align: start">numeric</td>' in shown
    assert "<td>150</td>" in shown or "<td>0</td>" in shown


@pytest.mark.parametrize(
    "piece", ["<tr><td>x", "<tr", "<table class='dataframe'", "<td>" * 3, "<thead><tr>"]
)
def test_four_times_the_broken_rows_take_about_four_times_as_long(piece):
    def took(rows):
        start = time.process_time()
        text_left('<table class="dataframe">' + piece * rows)
        return time.process_time() - start

    some, many = (min(took(rows) for _ in range(3)) for rows in (25_000, 100_000))
    assert many < 10 * some + 0.1  # were each row looked at for every other, sixteen times
