"""How long each change in ``mlbench.explore`` takes on 10 million rows.

``python benchmarks/explore.py [rows]`` prints a table, in seconds.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
import pandas as pd
from timing import machine, table

import mlbench

SEED = 0


def frame(rows: int) -> pd.DataFrame:
    """Return ten columns: numbers, whole numbers, a flag, categories, days, classes."""
    random = np.random.default_rng(SEED)
    columns: dict[str, Any] = {f"n{place}": random.normal(size=rows) for place in range(5)}
    columns["count"] = random.integers(0, 100, rows)
    columns["flag"] = random.random(rows) < 0.5
    cities = [f"city {number}" for number in range(60)]
    columns["city"] = pd.Categorical.from_codes(random.integers(0, 60, rows), cities)
    days = pd.to_timedelta(random.integers(0, 1000, rows), unit="D")
    columns["day"] = pd.Timestamp("2020-01-01") + days
    columns["label"] = pd.array(np.where(random.random(rows) < 0.1, "yes", "no"), dtype="str")
    return pd.DataFrame(columns)


def once(data: pd.DataFrame) -> dict[str, float]:
    """Change one control after the other; return the seconds that each took."""
    began = time.perf_counter()
    explorer = mlbench.explore(data, target="label")
    explorer.widget  # noqa: B018 - it is made when it is asked for
    figures = {"first picture, overview": time.perf_counter() - began}
    names = list(data.columns)
    changes = {
        "x: a number": ("x", 0),
        "y: another number": ("y", 1),
        "points": ("kind", "scatter"),
        "cells": ("kind", "hexbin"),
        "x: 60 categories": ("x", names.index("city")),
        "x: days": ("x", names.index("day")),
        "correlations": ("kind", "correlations"),
        "overview": ("kind", "overview"),
        "a filter": ("filter", "n0 > 1 and city != 'city 1'"),
        "50,000 rows": ("size", 50_000),
        "100,000 rows": ("size", 100_000),
        "points of 100,000 rows": ("kind", "scatter"),
        "all rows filtered first": ("whole", True),
    }
    for what, (control, value) in changes.items():
        began = time.perf_counter()
        getattr(explorer, control).value = value
        figures[what] = time.perf_counter() - began
    return figures


def main(rows: int) -> None:
    """Measure and print."""
    data = frame(rows)
    mlbench.explore(data.head(1000)).picture  # noqa: B018 - the libraries start
    rounds = [once(data) for _ in range(3)]
    print(f"{rows:,} rows by {data.shape[1]} columns; {machine()}")
    table({what: [each[what] for each in rounds] for what in rounds[0]})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
