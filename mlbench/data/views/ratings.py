"""Ratings: who rates how much, long tails, values, times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from pandas.api import types

from mlbench.data.dataset import Dataset
from mlbench.data.drawing import drawing, plain
from mlbench.data.played import played
from mlbench.data.views.shown import Shown, Table
from mlbench.pictures import PALETTE, Picture
from mlbench.statements import number_text

#: A user or an item with fewer ratings than this is hard to say anything about.
FEW = 5
#: The head of a long tail is this share of the users, or of the items.
HEAD = 0.2
#: Values are bars up to so many different ones, and bins beyond.
BARS, BINS = 20, 30
#: Fewer months than this are drawn by days.
MONTHS = 3


def facts(dataset: Dataset) -> Iterator[Shown]:
    """Yield a table of how many ratings, users and items there are, and how dense they lie."""
    both = played(dataset).columns("user", "item")
    if not both:
        return
    users, items = both
    per_user, per_item = users.value_counts(), items.value_counts()
    cells = len(per_user) * len(per_item)
    rows = [
        ("ratings", f"{dataset.rows:,}"),
        ("users", f"{len(per_user):,}"),
        ("items", f"{len(per_item):,}"),
        ("density", f"{100 * dataset.rows / max(cells, 1):.3g} % of all pairs are rated"),
        ("ratings a user", _spread(per_user)),
        ("ratings an item", _spread(per_item)),
        (f"users with fewer than {FEW} ratings", _share(per_user < FEW)),
        (f"items with fewer than {FEW} ratings", _share(per_item < FEW)),
        ("test ratings of users without a training rating", _cold(dataset, users)),
        ("test ratings of items without a training rating", _cold(dataset, items)),
    ]
    yield Table("The ratings in figures", pd.DataFrame(rows, columns=["what", "how many"]))


def _spread(counts: pd.Series) -> str:
    low, high = int(counts.min()), int(counts.max())
    return f"{low:,} to {high:,}, median {number_text(float(counts.median()))}"


def _share(which: pd.Series) -> str:
    return f"{int(which.sum()):,} ({100 * which.mean():.3g} %)"


def _cold(dataset: Dataset, column: pd.Series) -> str:
    train, test = column.iloc[dataset.train_rows], column.iloc[dataset.test_rows]
    return _share(~test.isin(train.unique()))


def tails(dataset: Dataset) -> Iterator[Shown]:
    """Yield how many ratings each user gives and each item gets, the most first."""
    both = played(dataset).columns("item", "user")
    if not both:
        return
    with drawing():
        figure, panes = plt.subplots(1, 2, figsize=(7.2, 3.2))
        told = []
        words = (("item", "gets"), ("user", "gives"))
        for axes, (role, verb), column in zip(panes, words, both, strict=True):
            counts = column.value_counts().to_numpy()
            head = max(1, round(HEAD * len(counts)))
            share = 100 * counts[:head].sum() / counts.sum()
            axes.plot(np.arange(1, len(counts) + 1), counts)
            axes.axvline(head, color=PALETTE["vermillion"], linewidth=1.2, linestyle="--")
            axes.set(xscale="log", yscale="log", xlabel=f"{role}s by rank")
            axes.set_ylabel(f"ratings that each {verb}")
            text = f"The first {100 * HEAD:.0f} % of {role}s\nhave {share:.0f} % of the ratings"
            axes.text(0.04, 0.06, text, transform=axes.transAxes, fontsize=8)
            axes.set_title(f"{len(counts):,} {role}s")
            told.append(f"{100 * HEAD:.0f} % of the {role}s have {share:.0f} %")
        yield Picture.of(figure, alt=f"Long tails of ratings: {' and '.join(told)} of the ratings.")


def values(dataset: Dataset) -> Iterator[Shown]:
    """Yield how often each value is given, and the mean value of users and items."""
    rows = played(dataset)
    given = rows.column("value")
    if given is None or given.isna().all():
        return
    column = given.astype("float64").dropna()
    with drawing():
        figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.2))
        _draw_values(left, column)
        for role, colour in {"item": PALETTE["orange"], "user": PALETTE["blue"]}.items():
            of = rows.column(role)
            per = column.groupby(column if of is None else of).agg(["mean", "size"])
            means = per["mean"][per["size"] >= FEW]
            if of is not None and len(means):
                label = f"{len(means):,} {role}s"
                right.hist(means, bins=BINS, density=True, alpha=0.5, color=colour, label=label)
        right.set_xlabel(f"mean value ({FEW} ratings or more)")
        right.set_ylabel("density")
        right.set_title("Means of items and users")
        if right.patches:
            right.legend()
        alt = (
            f"Values of ratings: from {number_text(column.min())} to {number_text(column.max())}, "
            f"mean {column.mean():.3g}; the most frequent is {number_text(column.mode()[0])}."
        )
        yield Picture.of(figure, alt=alt)


def _draw_values(axes: Any, column: pd.Series) -> None:
    counts = column.value_counts().sort_index()
    if len(counts) <= BARS:
        places = np.arange(len(counts))
        axes.bar(places, 100 * counts / len(column))
        axes.set_xticks(places, [number_text(value) for value in counts.index])
        axes.grid(visible=False, axis="x")
    else:
        axes.hist(column, bins=BINS, weights=np.full(len(column), 100 / len(column)))
    axes.set_xlabel(plain(column.name))
    axes.set_ylabel("% of ratings")
    axes.set_title("Values")


def over_time(dataset: Dataset) -> Iterator[Shown]:
    """Yield how many ratings were given in each month, and their mean value."""
    both = played(dataset).columns("time", "value")
    if not both or not types.is_datetime64_any_dtype(both[0].dtype):
        return
    times, value = both[0], both[1].astype("float64")
    span = (times.max() - times.min()).days
    step, word = ("MS", "month") if span > 31 * MONTHS else ("D", "day")
    grouped = pd.Series(value.to_numpy(), index=times).sort_index().resample(step)
    counts, means = grouped.count(), grouped.mean()
    with drawing():
        figure, (top, below) = plt.subplots(2, 1, figsize=(7.2, 4), sharex=True)
        top.fill_between(counts.index, counts, step="post", alpha=0.7)
        top.set_ylabel(f"ratings a {word}")
        top.set_title("Ratings over time")
        below.plot(means.index, means, linewidth=1.2, color=PALETTE["vermillion"])
        below.set_ylabel("mean value")
        most = counts.index[int(counts.argmax())].date()
        alt = (
            f"Ratings from {times.min().date()} to {times.max().date()}; the most in the {word} "
            f"from {most}: {int(counts.max()):,}."
        )
        yield Picture.of(figure, alt=alt)
