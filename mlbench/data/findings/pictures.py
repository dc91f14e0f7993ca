"""Small pictures of findings that are seen rather than read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from pandas.api import types

from mlbench.data.dataset import Dataset
from mlbench.data.drawing import bars, drawing, plain
from mlbench.data.findings.look import quoted
from mlbench.data.label_sets import label_counts
from mlbench.pictures import PALETTE, Picture
from mlbench.statements import Finding
from mlbench.vocabulary import Task

#: At most so many points are drawn, and classes listed.
POINTS, CLASSES = 4000, 20
_SIZE = (6.4, 2.4)


def picture_of(finding: Finding, dataset: Dataset) -> Picture | None:
    """Draw what a finding speaks of; None where a picture would tell no more.

    Parameters
    ----------
    finding : Finding
        About one of the dataset's columns, or about its classes.
    dataset : Dataset
        The dataset.
    """
    draw = _DRAWN.get(finding.code)
    name = _column(finding, dataset)
    if draw is None or name is None:
        return None
    with drawing():
        figure = draw(dataset, name)
        return figure and Picture.of(figure, alt=f"{finding.title}: {finding.evidence}")


def _column(finding: Finding, dataset: Dataset) -> str | None:
    names = map(str, dataset.frame.columns)
    return next((n for n in names if finding.subject.split(", ")[0] == quoted(n)), None)


def _values(dataset: Dataset, name: str) -> Any:
    values = dataset.frame[name].dropna()
    if types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.year  # a year beyond 9999 days is what stands out
    figure, axes = plt.subplots(figsize=_SIZE)
    axes.hist(values.to_numpy(dtype="float64"), bins=60, color=PALETTE["blue"])
    axes.set(yscale="log", xlabel=plain(name), ylabel="rows")
    return figure


def _along_rows(dataset: Dataset, name: str) -> Any:
    values = dataset.frame[name].dropna()
    values = values.iloc[:: max(1, len(values) // POINTS)]
    figure, axes = plt.subplots(figsize=_SIZE)
    axes.scatter(values.index + 1, values, s=4, color=PALETTE["blue"], linewidths=0)
    axes.set(yscale="log", xlabel="row", ylabel=plain(name))
    return figure


def _class_counts(dataset: Dataset, name: str) -> Any:
    if dataset.task is Task.MULTILABEL:
        counts = pd.Series(dict(label_counts(dataset.y).most_common(CLASSES)))
    else:
        counts = dataset.frame[name].value_counts().iloc[:CLASSES]
    figure, axes = bars([str(label) for label in counts.index], counts.to_numpy())
    axes.set(xlabel="rows")
    return figure


def _by_target(dataset: Dataset, name: str) -> Any:
    column = dataset.frame[name]
    if dataset.target is None or not types.is_numeric_dtype(column.dtype):
        return None
    if dataset.task is Task.MULTILABEL:
        return None
    rows = dataset.train_rows[:: max(1, len(dataset.train_rows) // POINTS)]
    x = column.iloc[rows].to_numpy(dtype="float64", na_value=np.nan)
    target = dataset.y.iloc[rows]
    y = target.to_numpy()
    if dataset.classes is not None:
        shake = np.random.default_rng(0).uniform(-0.2, 0.2, len(rows))
        y = pd.factorize(target, sort=True)[0] + shake
    figure, axes = plt.subplots(figsize=_SIZE)
    axes.scatter(x, y, s=4, alpha=0.5, color=PALETTE["blue"], linewidths=0)
    if dataset.classes is not None:
        labels = [plain(str(label), 16) for label in dataset.classes[:CLASSES]]
        axes.set_yticks(range(len(labels)), labels)
    axes.set(xlabel=plain(name), ylabel=plain(dataset.target))
    return figure


def _by_side(dataset: Dataset, name: str) -> Any:
    column = dataset.frame[name]
    if not types.is_numeric_dtype(column.dtype):
        return None
    values = column.to_numpy(dtype="float64", na_value=np.nan)
    figure, axes = plt.subplots(figsize=_SIZE)
    edges = np.histogram_bin_edges(values[np.isfinite(values)], bins=40).tolist()
    sides = (("train", dataset.train_rows, "grey"), ("test", dataset.test_rows, "blue"))
    for label, rows, colour in sides:
        axes.hist(
            values[rows], edges, density=True, label=label, histtype="step", color=PALETTE[colour]
        )
    axes.set(xlabel=plain(name), ylabel="density")
    axes.legend()
    return figure


_DRAWN: dict[str, Callable[[Dataset, str], Any]] = {
    "MB115": _values,
    "MB116": _values,
    "MB117": _along_rows,
    "MB120": _class_counts,
    "MB121": _class_counts,
    "MB122": _by_target,
    "MB125": _by_side,
}
