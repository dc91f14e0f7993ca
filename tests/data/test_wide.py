"""Ten thousand columns and two hundred rows: no pair by pair, and of bounded size."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from mlbench.data.check import check
from mlbench.data.load import load
from mlbench.data.overview import overview
from mlbench.data.quality import check_data
from mlbench.data.table import table_report


@pytest.fixture
def wide(csv_of):
    """Return a writer of tables with every trouble in many columns at once."""

    def written(hundreds: int) -> str:
        rng = np.random.default_rng(0)
        columns = 100 * hundreds
        values = rng.normal(size=(200, columns)).round(6)
        values[3, hundreds : 6 * hundreds] = np.inf
        values[:, 6 * hundreds : 9 * hundreds] = 1.0
        values[:, 9 * hundreds : 12 * hundreds] = np.nan
        frame = pd.DataFrame(values, columns=[f"column number {n}" for n in range(columns)])
        words = {f"word {n}": rng.choice(["NA", "red", "blue"], 200) for n in range(5 * hundreds)}
        target = pd.DataFrame({"y": [0, 1] * 100})
        return csv_of(pd.concat([frame, pd.DataFrame(words), target], axis=1), "wide.csv")

    return written


def _looked_at(source, workplace):
    """Return all that is said about a table, and the seconds of the processor for it."""
    start = time.process_time()
    dataset = load(source, "y")
    look, found = overview(dataset), check_data(dataset)
    facts = check({"source": source, "target": "y"}, workplace)
    return dataset, look, found, facts, time.process_time() - start


def test_four_times_the_columns_take_about_four_times_as_long(wide, workplace):
    *_, some = _looked_at(wide(10), workplace)
    *_, many = _looked_at(wide(40), workplace)
    assert many < 10 * some  # of pairs of columns there are sixteen times as many


def test_ten_thousand_columns_are_shown_briefly(wide, workplace):
    dataset, look, found, facts, _ = _looked_at(wide(100), workplace)
    assert len(dataset.features) == 10_200
    assert len(look.frame()) == 10_501
    assert len(found) < 40
    assert len(str(facts)) < 10_000
    for shown in (dataset, look, found):
        assert len(repr(shown)) < 30_000
        assert len(shown._repr_html_()) < 60_000
    assert "10,461 more columns" in look._repr_html_()
    pictures = [look.plot_missing(), look.plot_distributions(), look.plot_correlations()]
    assert all(len(picture.png) < 500_000 for picture in pictures)
    assert len(look.association()) == 300
    shown = table_report(dataset)._repr_mimebundle_()
    assert len(shown["text/html"]) < 2_000_000
    assert "60 of 10,201 columns" in shown["text/plain"]
