"""Images: samples and means by class, exposure, sizes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from mlbench.data.dataset import Dataset
from mlbench.data.drawing import drawing, plain
from mlbench.data.media.files import files_of
from mlbench.data.views.pixels import Pixels, thumbnails
from mlbench.data.views.shown import Shown, Table, by_class, of_how_many, sampled
from mlbench.errors import listing
from mlbench.pictures import PALETTE, Picture

#: Rows of the grid of samples, and images a row.
CLASSES, ACROSS = 10, 10
#: Images are out of the ordinary from so many times the middle half's spread.
FAR = 3.0
#: So many of them are drawn.
ODD = 10


def samples(dataset: Dataset) -> Iterator[Shown]:
    """Yield a grid with a row of samples for each class, or of samples of all."""
    sample = thumbnails(dataset)
    groups = by_class(dataset, CLASSES)
    if len(groups) == 1:
        chosen = sampled(np.arange(len(sample.rows)), 4 * ACROSS)
        parts = [chosen[start : start + ACROSS] for start in range(0, len(chosen), ACROSS)]
        rows = [("", part) for part in parts]
    else:
        rows = [(label, sampled(sample.places(ids), ACROSS)) for label, ids in groups]
    count = sum(len(part) for _, part in rows)
    classes = _classes(dataset, len(groups))
    title = f"{of_how_many(count, dataset.rows, 'images')}{classes}"
    alt = f"Samples of the images: {title}."
    yield _grid([(label, sample.pixels[part]) for label, part in rows], title, alt)


def means(dataset: Dataset) -> Iterator[Shown]:
    """Yield the mean image of each class: what is left is what all have in common."""
    sample = thumbnails(dataset)
    groups = [(label, sample.places(ids)) for label, ids in by_class(dataset, 2 * CLASSES)]
    groups = [(label, places) for label, places in groups if len(places)]
    down = math.ceil(len(groups) / ACROSS)
    with drawing():
        size = (7.2, 0.95 * down + 0.4)
        figure, grid = plt.subplots(down, ACROSS, figsize=size, squeeze=False)
        for axes, (label, places) in zip(grid.flat, groups, strict=False):
            axes.imshow(sample.pixels[places].mean(axis=0).astype(np.uint8))
            axes.set_title(plain(label, 12), fontsize=8, loc="center")
        for axes in grid.flat:
            axes.axis("off")
        used = of_how_many(len(sample.rows), dataset.rows, "images")
        what = "Mean image of each class" if len(groups) > 1 else "Mean image"
        figure.suptitle(f"{what} ({used})", x=0, ha="left", fontsize=11, weight="bold")
        names = f": {listing([label for label, _ in groups], 10)}" if len(groups) > 1 else ""
        yield Picture.of(figure, alt=f"{what}{names}, from {used}.")


def exposure(dataset: Dataset) -> Iterator[Shown]:
    """Yield brightness against contrast, and the images that are out of the ordinary."""
    sample = thumbnails(dataset)
    light, contrast = sample.light, sample.contrast
    far = np.maximum(_distance(light), _distance(contrast))
    odd = np.argsort(-far, kind="stable")[: int((far > FAR).sum())]
    with drawing():
        figure, axes = plt.subplots()
        axes.scatter(light, contrast, s=8, alpha=0.5, linewidths=0, label="images")
        if len(odd):
            label = f"{len(odd):,} out of the ordinary"
            axes.scatter(
                light[odd], contrast[odd], s=26, facecolors="none",
                edgecolors=PALETTE["vermillion"], label=label,
            )  # fmt: skip
            axes.legend()
        axes.set_xlabel("brightness: mean grey, 0 black to 1 white")
        axes.set_ylabel("contrast: standard deviation")
        axes.set_title(f"Exposure of {of_how_many(len(light), dataset.rows, 'images')}")
        middle, spread = np.median(light), np.median(contrast)
        alt = (
            f"Brightness against contrast of {len(light):,} images: medians {middle:.2f} and "
            f"{spread:.2f}; {len(odd):,} are out of the ordinary."
        )
        yield Picture.of(figure, alt=alt)
    if len(odd):
        names = [str(sample.files.paths.iloc[int(sample.rows[place])]) for place in odd]
        title = (
            f"Out of the ordinary in brightness or contrast: {min(len(odd), ODD)} of {len(odd):,}"
        )
        alt = f"The images farthest from the middle: {listing(names, 5)}."
        yield _grid([("", sample.pixels[odd[:ODD]])], title, alt)


def _distance(values: Any) -> Any:
    """Return how far values lie outside their middle half, in its spread (Tukey 1977)."""
    low, high = np.quantile(values, [0.25, 0.75])
    spread = max(high - low, 1e-3)
    return np.maximum(low - values, values - high) / spread


def sizes(dataset: Dataset) -> Iterator[Shown]:
    """Yield how many images there are of each size and mode."""
    files = files_of(dataset)
    if files is None:
        return
    counts = Counter((f.width, f.height, f.mode) for f in files.images.values())
    rows = pd.DataFrame(
        [(f"{w:,} x {h:,}", _MODES.get(m, m), n) for (w, h, m), n in counts.most_common()],
        columns=["pixels", "mode", "images"],
    )
    if len(rows) == 1:
        title = f"All {len(files.images):,} images are of one size and mode."
    else:
        title = f"Images are of {len(rows):,} sizes and modes, the most frequent first."
    yield Table(title, rows)


_MODES = {"RGB": "colour", "L": "grey", "RGBA": "colour, transparent", "1": "black and white"}


def _classes(dataset: Dataset, shown: int) -> str:
    if dataset.classes is None:
        return ""
    return f", a row for each of {of_how_many(shown, len(dataset.classes), 'classes')}"


def _grid(rows: list[tuple[str, Pixels]], title: str, alt: str) -> Picture:
    """Draw rows of images without gaps, each row with its label in front."""
    with drawing():
        figure, grid = plt.subplots(
            len(rows), 1, figsize=(7.2, 0.68 * len(rows) + 0.45), squeeze=False
        )
        for axes, (label, pixels) in zip(grid.flat, rows, strict=True):
            side = pixels.shape[1]
            strip = np.full((side, ACROSS * (side + 2), 3), 255, dtype=np.uint8)
            for place, image in enumerate(pixels):
                strip[:, place * (side + 2) : place * (side + 2) + side] = image
            axes.imshow(strip, interpolation="nearest")
            axes.set_xticks([])
            axes.set_yticks([side / 2], [plain(label, 20)])
            axes.tick_params(length=0, labelsize=8)
            axes.grid(visible=False)
            axes.spines[:].set_visible(False)
        figure.suptitle(title, x=0, ha="left", fontsize=11, weight="bold")
        return Picture.of(figure, alt=alt)
