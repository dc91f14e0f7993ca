"""Pictures of a target of several labels: how often each occurs, and which go together."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt

from mlbench.data.dataset import Dataset
from mlbench.data.drawing import drawing, plain
from mlbench.data.label_sets import indicators, label_counts
from mlbench.pictures import Picture

#: So many labels are drawn, the most frequent ones.
SHOWN = 20
#: Numbers are written into the cells of so many labels.
WRITTEN = 12


def draw_labels(dataset: Dataset) -> Picture:
    """Draw how many rows have each label, and how often one comes with another.

    The rows that the dataset holds are counted.
    """
    counts = label_counts(dataset.y)
    top = counts.most_common(SHOWN)
    names = [label for label, _ in top]
    members = indicators(dataset.y, names).astype("float64")
    together = members.T @ members
    with drawing():
        size = max(2.2, 0.9 + 0.27 * len(names))
        figure, (left, right) = plt.subplots(1, 2, figsize=(10.4, size), width_ratios=(1.15, 1))
        what = "rows" if dataset.all_rows == dataset.rows else "rows held in memory"
        _draw_counts(left, names, [count for _, count in top], dataset.rows, what)
        shares = together / np.maximum(together.diagonal()[:, None], 1)
        image = _draw_shares(right, names, shares)
        figure.colorbar(image, ax=right, label="share of the rows of the line", shrink=0.8)
        each = sum(counts.values()) / dataset.rows
        target = plain(dataset.target or "")
        left.set_title(f"Labels of '{target}'; {each:.3g} a row")
        said = ", ".join(f"{plain(label)} {count:,}" for label, count in top[:6])
        alt = f"Rows per label of {target}: {said}.{_closest(names, together, dataset.rows)}"
        return Picture.of(figure, alt=alt)


def _draw_counts(axes: Any, names: list[str], counts: list[int], rows: int, what: str) -> None:
    places = range(len(names))
    axes.barh(places, counts, height=0.7)
    axes.set_yticks(places, [plain(name, 22) for name in names])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    for place, count in enumerate(counts):
        text = f" {count:,} ({100 * count / rows:.3g} %)"
        axes.text(count, place, text, va="center", fontsize=8)
    axes.set_xlim(0, max(counts) * 1.35)
    axes.set_xlabel(what)


def _draw_shares(axes: Any, names: list[str], shares: npt.NDArray[np.float64]) -> Any:
    shown = np.where(np.eye(len(names), dtype=bool), np.nan, shares)
    image = axes.imshow(shown, vmin=0, vmax=1, cmap="cividis", aspect="auto")
    short = [plain(name, 14) for name in names]
    axes.set_xticks(range(len(names)), short, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), short)
    axes.grid(visible=False)
    axes.set_title("How many of them also have ...")
    if len(names) <= WRITTEN:
        for (line, column), share in np.ndenumerate(shown):
            if np.isfinite(share):
                ink = "white" if share < 0.5 else "black"  # noqa: PLR2004 - half
                axes.text(column, line, f"{share:.0%}", ha="center", va="center", color=ink,
                          fontsize=7)  # fmt: skip
    return image


def _closest(names: list[str], together: npt.NDArray[np.float64], rows: int) -> str:
    """Return in words which two labels come together most beyond chance."""
    if len(names) < 2:  # noqa: PLR2004 - a pair
        return ""
    alone = together.diagonal()
    excess = together / rows - np.outer(alone, alone) / rows**2
    np.fill_diagonal(excess, -np.inf)
    line, column = np.unravel_index(int(excess.argmax()), excess.shape)
    both = int(together[line, column])
    return (
        f" {plain(names[line])} and {plain(names[column])} go together most: {both:,} rows have "
        f"both, {alone[line] * alone[column] / rows:,.0f} would by chance."
    )
