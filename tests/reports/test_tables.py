"""Long and wide tables keep their head and say what is gone."""

from __future__ import annotations

import time

import pandas as pd

from mlbench.reports.tables import cut_tables


def test_a_small_table_is_left_as_it_is():
    html = pd.DataFrame({"a": [1, 2], "b": [3, 4]}).to_html()
    assert cut_tables(html) == (html, [])


def test_a_long_table_keeps_its_header_and_its_first_rows():
    html, notes = cut_tables(pd.DataFrame({"a": range(500)}).to_html(), rows=3)
    assert html.count("<tr") == 4
    assert "<td>2</td>" in html
    assert "<td>3</td>" not in html
    assert html.endswith("</table>")
    assert notes == ["The first 3 of 500 rows are shown."]


def test_a_wide_table_keeps_its_first_columns():
    frame = pd.DataFrame([list(range(100))] * 2)
    html, notes = cut_tables(frame.to_html(), columns=5)
    assert html.count("<td>") == 2 * 4  # the index is a column too
    assert notes == ["The first 5 of 101 columns are shown."]


def test_each_table_of_an_output_is_cut_on_its_own():
    one = pd.DataFrame({"a": range(5)}).to_html()
    html, notes = cut_tables(one + one, rows=2)
    assert html.count("<tr") == 6
    assert len(notes) == 2


def test_a_table_that_never_ends_is_cut_all_the_same():
    html, notes = cut_tables("<table>" + "<tr><td>1" * 1000, rows=10)
    assert html.count("<tr") == 10
    assert notes == ["The first 10 of 1,000 rows are shown."]


def test_two_million_cells_are_cut_in_a_second():
    html = "<table>" + ("<tr>" + "<td>1</td>" * 10_000 + "</tr>") * 200 + "</table>"
    start = time.process_time()
    cut, notes = cut_tables(html)
    assert time.process_time() - start < 3
    assert len(cut) < 100_000
    assert len(notes) == 2
