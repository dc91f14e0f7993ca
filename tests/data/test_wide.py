"""Ten thousand columns and two hundred rows: quick enough, and of bounded size."""

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
    """A table with every trouble in hundreds of columns at once."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=(200, 10_000)).round(6)
    values[3, 100:600] = np.inf
    values[:, 600:900] = 1.0
    values[:, 900:1200] = np.nan
    frame = pd.DataFrame(values, columns=[f"column number {n}" for n in range(10_000)])
    words = {f"word {n}": rng.choice(["NA", "red", "blue"], 200) for n in range(500)}
    frame = pd.concat([frame, pd.DataFrame(words), pd.DataFrame({"y": [0, 1] * 100})], axis=1)
    return csv_of(frame, "wide.csv")


def test_ten_thousand_columns_are_looked_at_quickly_and_shown_briefly(wide, workplace):
    start = time.process_time()
    dataset = load(wide, "y")
    look, found = overview(dataset), check_data(dataset)
    facts = check({"source": wide, "target": "y"}, workplace)
    # seconds of the processor, of which half is enough: other work on the machine does not count
    assert time.process_time() - start < 20
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
