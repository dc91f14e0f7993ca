"""Images as small arrays of the same size, for pictures of many at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from mlbench.data.dataset import Dataset
from mlbench.data.media.files import Files, files_of
from mlbench.data.views.shown import Ids, sampled

#: Pixels of a side, and how many images are looked at; of more, a seeded sample.
SIDE, IMAGES = 64, 2000

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Thumbnails:
    """A sample of a dataset's images.

    Parameters
    ----------
    files : Files
        All of them.
    rows : numpy.ndarray of int64, shape (images,)
        The row ids of those in the sample.
    pixels : numpy.ndarray of uint8, shape (images, 64, 64, 3)
        The whole image in the middle of a white square, in red, green and blue.
    light, contrast : numpy.ndarray of float64, shape (images,)
        Mean and standard deviation of the grey of the image itself, in [0, 1].
    """

    files: Files
    rows: Ids
    pixels: Pixels
    light: npt.NDArray[np.float64]
    contrast: npt.NDArray[np.float64]

    def places(self, rows: Ids) -> Ids:
        """Return the places within the sample of those of the rows that are in it."""
        return np.flatnonzero(np.isin(self.rows, rows))


@lru_cache(maxsize=1)
def thumbnails(dataset: Dataset) -> Thumbnails:
    """Return a sample of a dataset's images, kept for the next picture of the same one."""
    files = files_of(dataset)
    assert files is not None  # what has no files has no viewer that comes here
    rows = sampled(np.array(sorted(files.images), dtype=np.int64), IMAGES)
    small = [opened(files.path(int(row))) for row in rows]
    grey = [np.asarray(image.convert("L"), dtype=np.float64) / 255 for image in small]
    return Thumbnails(
        files,
        rows,
        np.stack([on_square(image) for image in small]),
        np.array([values.mean() for values in grey]),
        np.array([values.std() for values in grey]),
    )


def opened(path: Path) -> Image.Image:
    """Return an image in colours, of at most 64 pixels a side.

    It is turned as its camera says; what can be seen through is laid on white; depths of
    more than 8 bits are stretched from the darkest to the brightest pixel.
    """
    with Image.open(path) as image:
        image.draft("RGB", (2 * SIDE, 2 * SIDE))
        turned = ImageOps.exif_transpose(image)
        plain = _on_white(turned) if turned.has_transparency_data else _in_colours(turned)
    return ImageOps.contain(plain, (SIDE, SIDE))


def on_square(image: Image.Image) -> Pixels:
    """Return an image in the middle of a white square, shape (64, 64, 3)."""
    return np.asarray(ImageOps.pad(image, (SIDE, SIDE), color="white"))


def _on_white(image: Image.Image) -> Image.Image:
    layer = image.convert("RGBA")
    white = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(white, layer).convert("RGB")


def _in_colours(image: Image.Image) -> Image.Image:
    if image.mode in ("F", "I") or image.mode.startswith("I;"):
        values: npt.NDArray[Any] = np.nan_to_num(np.asarray(image, dtype=np.float64))
        low, high = values.min(), values.max()
        stretched = (values - low) / (high - low) * 255 if high > low else values * 0
        image = Image.fromarray(stretched.astype(np.uint8))
    return image.convert("RGB")
