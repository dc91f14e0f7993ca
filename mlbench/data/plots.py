"""The overview's pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.drawing import bars, drawing, plain, said
from mlbench.data.scan.distributions import Distribution, classes_apart
from mlbench.data.scan.target import TargetCounts
from mlbench.errors import listing
from mlbench.pictures import PALETTE, Picture, colour_scale
from mlbench.statements import number_text

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


def draw_target(name: str | None, target: TargetCounts | None) -> Picture:
    """Draw the target: a bar a class, or a histogram."""
    if name is None or target is None:
        return said("No target was named, so there is none to draw.")
    name = plain(name)
    if not target.labels:
        return _draw_quantity(target, name)
    with drawing():
        figure, axes = bars(list(target.labels), target.counts)
        for place, count in enumerate(target.counts):
            text = f" {count:,} ({100 * count / target.rows:.3g} %)"
            axes.text(count, place, text, va="center", fontsize=8)
        axes.set_xlim(0, max(target.counts) * 1.2)
        axes.set_xlabel("rows")
        axes.set_title(f"Classes of '{name}'")
        shown = list(zip(target.labels, target.counts, strict=True))[:6]
        said_counts = ", ".join(f"{plain(label)} {count:,}" for label, count in shown)
        return Picture.of(figure, alt=f"Rows per class of {name}: {said_counts}.")


def _draw_quantity(target: TargetCounts, name: str) -> Picture:
    low, median, high = map(number_text, target.ends_and_median)
    about = "about " if target.is_median_estimate else ""
    with drawing():
        figure, axes = plt.subplots()
        axes.stairs(target.counts, target.edges, fill=True)
        line = target.ends_and_median[1]
        axes.axvline(line, color=PALETTE["vermillion"], label=f"median {about}{median}")
        axes.set_xlabel(name)
        axes.set_ylabel("rows")
        axes.set_title(f"Distribution of '{name}'")
        axes.legend()
        alt = f"Histogram of {name}: from {low} to {high}, median {about}{median}."
        return Picture.of(figure, alt=alt)


def draw_distributions(drawn: Sequence[Distribution], dataset: Dataset) -> Picture:
    """Draw each of some features: densities by class, or bars of the frequent values."""
    across = min(ACROSS, len(drawn))
    down = math.ceil(len(drawn) / across)
    groups = classes_apart(dataset) or [""]
    colours = list(PALETTE.values())[: len(groups)]
    with drawing():
        figure, grid = plt.subplots(
            down, across, figsize=(2.55 * across, 2.15 * down), squeeze=False
        )
        for place, axes in enumerate(grid.flat):
            if place < len(drawn):
                _draw_feature(axes, drawn[place], colours)
            else:
                axes.axis("off")
        if len(groups) > 1:
            _name_colours(grid[0, 0], groups, colours, plain(dataset.target or ""))
        more = f" of {len(dataset.kinds):,}" if len(drawn) < len(dataset.kinds) else ""
        by = f" by class of {dataset.target}" if len(groups) > 1 else ""
        names = listing([each.name for each in drawn], 12)
        alt = f"Distributions of {len(drawn)}{more} features{by}: {names}."
        return Picture.of(figure, alt=alt)


def _name_colours(axes: Any, labels: Sequence[str], colours: Sequence[str], title: str) -> None:
    """Set a legend above the title of the first of many plots."""
    axes.legend(
        [Rectangle((0, 0), 1, 1, color=colour) for colour in colours],
        [plain(label) for label in labels],
        loc="lower left",
        bbox_to_anchor=(0, 1.2),
        borderaxespad=0,
        ncols=len(labels),
        title=title,
        alignment="left",
    )


def _draw_feature(axes: Any, drawn: Distribution, colours: Sequence[str]) -> None:
    axes.set_title(plain(drawn.name, 30), fontsize=9)
    axes.tick_params(labelsize=7)
    if not len(drawn.edges):
        _draw_labels(axes, drawn, colours)
        return
    if drawn.kind is ColumnKind.TEXT:
        axes.set_xlabel("characters", fontsize=8)
    for percent, colour in zip(drawn.percent, colours, strict=True):
        if percent.any():
            axes.stairs(percent, drawn.edges, fill=True, color=colour, alpha=0.35)
            axes.stairs(percent, drawn.edges, color=colour, linewidth=1)
    if drawn.kind is ColumnKind.DATETIME:
        _label_times(axes, drawn.edges)
    else:
        axes.locator_params(axis="x", nbins=4)
    axes.locator_params(axis="y", nbins=4)
    axes.set_ylabel("% of rows", fontsize=8)


def _label_times(axes: Any, edges: Any) -> None:
    ends = [edges[0], edges[-1]]
    days = [str(np.datetime64(int(end), "us").astype("datetime64[D]")) for end in ends]
    axes.set_xticks(ends, days, fontsize=7)


def _draw_labels(axes: Any, drawn: Distribution, colours: Sequence[str]) -> None:
    places, height = np.arange(len(drawn.labels)), 0.8 / len(colours)
    for number, (percent, colour) in enumerate(zip(drawn.percent, colours, strict=True)):
        shift = (number - (len(colours) - 1) / 2) * height
        axes.barh(places + shift, percent, height=height, color=colour)
    axes.set_yticks(places, [plain(label, 14) for label in drawn.labels], fontsize=7)
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
        colour_scale(axes, image, "Spearman's rank correlation")
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
        if target is None:
            return said("No target was named, so nothing can go with it.")
        return said("There are too few rows, or no feature that tells anything by itself.")
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
