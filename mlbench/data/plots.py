"""The overview's pictures."""

from __future__ import annotations

import math
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.drawing import bars, drawing, plain, said
from mlbench.errors import listing
from mlbench.pictures import PALETTE, Picture
from mlbench.statements import number_text

#: Classes are told apart by colour up to this many.
COLOURS = 5
#: Bars of a categorical column; the other values are taken together.
BARS = 8
BINS = 30
#: Numbers are written into the cells of a correlation table up to this size.
WRITTEN = 12
ACROSS = 4


def draw_missing(columns: pd.DataFrame, limit: int) -> Picture:
    """Draw the share of missing values, the columns with the most first."""
    share = columns["missing_percent"].dropna()
    share = share[share > 0].sort_values(ascending=False, kind="stable")
    if share.empty:
        return said("No value is missing in any column.")
    top = share.head(limit)
    with drawing():
        figure, axes = bars([str(name) for name in top.index], top.to_numpy())
        for place, value in enumerate(top):
            axes.text(value, place, f" {value:.3g} %", va="center", fontsize=8)
        axes.set_xlabel("missing values (% of all rows)")
        axes.set_xlim(0, min(max(top.max() * 1.15, 1), 112))
        axes.set_title(f"Missing values in {len(share):,} of {len(columns):,} columns")
        worst = ", ".join(f"{plain(n)} {v:.3g} %" for n, v in top.head(3).items())
        many = f"{len(share):,} {'column' if len(share) == 1 else 'columns'}"
        return Picture.of(figure, alt=f"Missing values in {many}: {worst}.")


def draw_target(dataset: Dataset) -> Picture:
    """Draw the target: a bar a class, or a histogram."""
    if dataset.target is None:
        return said("No target was named, so there is none to draw.")
    values = dataset.y
    name = plain(dataset.target)
    if dataset.classes is None:
        return _draw_quantity(values.astype("float64"), name)
    counts = values.value_counts()
    shown = counts.head(20)
    with drawing():
        figure, axes = bars([str(label) for label in shown.index], shown.to_numpy())
        for place, count in enumerate(shown):
            text = f" {count:,} ({100 * count / len(values):.3g} %)"
            axes.text(count, place, text, va="center", fontsize=8)
        axes.set_xlim(0, shown.max() * 1.2)
        axes.set_xlabel("rows")
        axes.set_title(f"Classes of '{name}'")
        said_counts = ", ".join(f"{plain(k)} {v:,}" for k, v in shown.head(6).items())
        return Picture.of(figure, alt=f"Rows per class of {name}: {said_counts}.")


def _draw_quantity(values: pd.Series, name: str) -> Picture:
    low, median, high = (number_text(float(v)) for v in np.quantile(values, [0, 0.5, 1]))
    with drawing():
        figure, axes = plt.subplots()
        axes.hist(values, bins=BINS)
        axes.axvline(values.median(), color=PALETTE["vermillion"], label=f"median {median}")
        axes.set_xlabel(name)
        axes.set_ylabel("rows")
        axes.set_title(f"Distribution of '{name}'")
        axes.legend()
        return Picture.of(
            figure, alt=f"Histogram of {name}: from {low} to {high}, median {median}."
        )


def draw_distributions(dataset: Dataset, limit: int) -> Picture:
    """Draw each of the first features: densities by class, or bars of the frequent values."""
    names = dataset.features[:limit]
    across = min(ACROSS, len(names))
    down = math.ceil(len(names) / across)
    groups = _groups(dataset)
    with drawing():
        figure, grid = plt.subplots(
            down, across, figsize=(2.55 * across, 2.15 * down + 0.5), squeeze=False
        )
        for place, axes in enumerate(grid.flat):
            if place < len(names):
                _draw_feature(axes, dataset, names[place], groups)
            else:
                axes.axis("off")
        if len(groups) > 1:
            handles = [Rectangle((0, 0), 1, 1, color=colour) for _, _, colour in groups]
            labels = [plain(label) for label, _, _ in groups]
            title = plain(dataset.target or "")
            figure.legend(handles, labels, loc="outside upper left", ncols=len(labels), title=title)
        more = f" of {len(dataset.kinds):,}" if len(names) < len(dataset.kinds) else ""
        by = f" by class of {dataset.target}" if len(groups) > 1 else ""
        alt = f"Distributions of {len(names)}{more} features{by}: {listing(names, 12)}."
        return Picture.of(figure, alt=alt)


def _groups(dataset: Dataset) -> list[tuple[object, Any, str]]:
    colours = list(PALETTE.values())
    classes = dataset.classes or []
    if not 1 < len(classes) <= COLOURS:
        return [("", np.ones(dataset.rows, dtype=bool), colours[0])]
    target = dataset.y
    return [
        (label, (target == label).to_numpy(), colours[place]) for place, label in enumerate(classes)
    ]


def _draw_feature(axes: Any, dataset: Dataset, name: str, groups: Any) -> None:
    kind, column = dataset.kinds[name], dataset.frame[name]
    axes.set_title(plain(name, 30), fontsize=9)
    axes.tick_params(labelsize=7)
    if kind in (ColumnKind.CATEGORICAL, ColumnKind.BOOLEAN):
        _draw_categories(axes, column, groups)
        return
    if kind is ColumnKind.TEXT:
        column = column.str.len()
        axes.set_xlabel("characters", fontsize=8)
    if kind is not ColumnKind.DATETIME:
        column = column.astype("float64")
    edges = _edges(_as_numbers(column.dropna()))
    for _, where, colour in groups:
        values = _as_numbers(column[where].dropna())
        if len(values):
            density = np.histogram(values, bins=edges)[0] / len(values) * 100
            axes.stairs(density, edges, fill=True, color=colour, alpha=0.35)
            axes.stairs(density, edges, color=colour, linewidth=1)
    if kind is ColumnKind.DATETIME:
        _label_times(axes, edges)
    else:
        axes.locator_params(axis="x", nbins=4)
    axes.locator_params(axis="y", nbins=4)
    axes.set_ylabel("% of rows", fontsize=8)


def _edges(values: Any) -> Any:
    """Return the edges of bins: one a number where they are few and whole."""
    low, high = values.min(), values.max()
    if high - low < BINS and (values == np.round(values)).all():
        return np.arange(low - 0.5, high + 1.0)
    return np.histogram_bin_edges(values, bins=BINS)


def _as_numbers(column: pd.Series) -> Any:
    if column.dtype.kind == "M":
        return column.astype("datetime64[us]").to_numpy().astype("int64").astype("float64")
    return column.to_numpy(dtype="float64")


def _label_times(axes: Any, edges: Any) -> None:
    ends = [edges[0], edges[-1]]
    days = [str(np.datetime64(int(end), "us").astype("datetime64[D]")) for end in ends]
    axes.set_xticks(ends, days, fontsize=7)


def _draw_categories(axes: Any, column: pd.Series, groups: Any) -> None:
    texts = column.astype("str").fillna("(missing)")
    counts = texts.value_counts()
    labels = [str(label) for label in counts.head(BARS).index]
    rest = len(counts) - len(labels)
    if rest:
        texts = texts.where(texts.isin(labels), f"({rest:,} others)")
        labels.append(f"({rest:,} others)")
    places, height = np.arange(len(labels)), 0.8 / len(groups)
    for number, (_, where, colour) in enumerate(groups):
        part = texts[where]
        share = part.value_counts().reindex(labels, fill_value=0) / max(len(part), 1) * 100
        shift = (number - (len(groups) - 1) / 2) * height
        axes.barh(places + shift, share, height=height, color=colour)
    axes.set_yticks(places, [plain(label, 14) for label in labels], fontsize=7)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("% of rows", fontsize=8)


def draw_correlations(table: pd.DataFrame) -> Picture:
    """Draw a table of rank correlations as colours."""
    if table.empty:
        return said("Fewer than two numeric columns vary, so there is nothing to correlate.")
    size = len(table)
    side = 2.2 + 0.34 * size
    with drawing():
        figure, axes = plt.subplots(figsize=(min(side + 1.2, 10), min(side, 8.8)))
        image = axes.imshow(table.to_numpy(), cmap="PuOr_r", vmin=-1, vmax=1)
        names = [plain(name, 24) for name in table.columns]
        axes.set_xticks(range(size), names, rotation=60, ha="right", rotation_mode="anchor")
        axes.set_yticks(range(size), names)
        axes.grid(visible=False)
        if size <= WRITTEN:
            _write(axes, table)
        figure.colorbar(image, ax=axes, label="Spearman's rank correlation", shrink=0.8)
        axes.set_title("How numeric columns go together")
        return Picture.of(figure, alt=_strongest_pair(table))


def _write(axes: Any, table: pd.DataFrame) -> None:
    for row, values in enumerate(table.to_numpy()):
        for place, value in enumerate(values):
            colour = "white" if abs(value) > 0.7 else "black"  # noqa: PLR2004 - where black fades
            text = f"{value:.2f}".replace("-0.00", "0.00")
            axes.text(place, row, text, ha="center", va="center", color=colour, fontsize=7)


def _strongest_pair(table: pd.DataFrame) -> str:
    values = table.to_numpy() * (1 - np.eye(len(table)))
    row, place = divmod(int(np.abs(values).argmax()), len(table))
    first, second = table.index[row], table.columns[place]
    return (
        f"Rank correlations between {len(table)} numeric columns; the strongest is "
        f"{values[row, place]:.2f}, between {plain(first)} and {plain(second)}."
    )


def draw_association(table: pd.DataFrame, limit: int, target: str | None) -> Picture:
    """Draw how strongly the features go with the target, the strongest first."""
    if table.empty:
        return said("No target was named, so nothing can go with it.")
    top = table["strength"].head(limit)
    with drawing():
        figure, axes = bars([str(name) for name in top.index], top.to_numpy())
        for place, value in enumerate(top):
            axes.text(value, place, f" {value:.2f}", va="center", fontsize=8)
        axes.set_xlim(0, min(1.08, max(0.1, float(top.max()) * 1.15)))
        axes.set_xlabel("strength: 0 tells nothing, 1 tells all (mutual information, scaled)")
        axes.set_title(f"What each feature alone tells about '{plain(target)}'")
        best = ", ".join(f"{plain(n)} {v:.2f}" for n, v in top.head(3).items())
        return Picture.of(figure, alt=f"Association with {plain(target)}, strongest: {best}.")
