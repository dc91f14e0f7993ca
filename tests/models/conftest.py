"""Small tables with every kind of column."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlbench.data.dataset import Dataset, load


def mixed_frame(rows: int = 400) -> pd.DataFrame:
    """Rows with numbers, booleans, categories (few and many), dates, text, and gaps."""
    random = np.random.default_rng(0)
    number = random.normal(size=rows)
    colour = random.choice(["red", "green", "blue"], size=rows)
    frame = pd.DataFrame(
        {
            "number": number,
            "whole": random.integers(0, 50, size=rows),
            "flag": random.random(rows) < 0.5,
            "colour": colour,
            "city": [f"city{i % 60}" for i in range(rows)],
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(rows), unit="D"),
            "words": [f"some words about thing {i % 97} and {i}" for i in range(rows)],
            "label": np.where(number + (colour == "red") > 0.3, "yes", "no"),
        }
    )
    frame.loc[::7, "number"] = np.nan
    frame.loc[::11, "colour"] = None
    return frame


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    path: Path = tmp_path_factory.mktemp("mixed") / "mixed.parquet"
    mixed_frame().to_parquet(path)
    return load(str(path), "label")


@pytest.fixture(scope="session")
def cancer() -> Dataset:
    return load("sklearn:breast_cancer", "target")


@pytest.fixture(scope="session")
def iris() -> Dataset:
    return load("sklearn:iris", "target")


@pytest.fixture(scope="session")
def diabetes() -> Dataset:
    return load("sklearn:diabetes", "target")
