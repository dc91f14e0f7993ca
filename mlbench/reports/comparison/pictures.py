"""Picture against picture, as eyes would: structure counts, the last bit of a pixel doesn't."""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

from mlbench.reports.images import PIXEL_LIMIT

#: Pictures are looked at from afar: with at most so many pixels a side, a little blurred, so
#: that a line one pixel aside is the same line.
SIDE, BLUR = 400, 1
#: A picture is cut into so many by so many parts, and the part that differs most counts.
PARTS = 8
#: Sides may differ by this share: another font gives another margin.
_SAME_SHAPE = 0.03
#: Smallest side that the window of the measure fits in.
_WINDOW = 7


def picture_difference(reference: bytes, other: bytes) -> float | None:
    """Return how much two pictures differ where they differ most.

    Parameters
    ----------
    reference, other : bytes
        Files of a format that Pillow reads.

    Returns
    -------
    float or None
        In [0, 1]: 0 for the same picture, 1 for another shape or nothing in common;
        None when one of them can't be read.

    Notes
    -----
    One minus the structural similarity (Wang et al. 2004), as scikit-image computes it,
    averaged over each part of an 8 by 8 grid.
    """
    if reference == other:
        return 0.0
    one, two = _pixels(reference), _pixels(other)
    if one is None or two is None:
        return None
    if any(abs(a - b) > _SAME_SHAPE * max(a, b) for a, b in zip(one.size, two.size, strict=True)):
        return 1.0
    size = (max(_WINDOW, one.size[0]), max(_WINDOW, one.size[1]))
    return _dissimilarity(np.asarray(one.resize(size)), np.asarray(two.resize(size)))


def _dissimilarity(one: npt.NDArray[np.uint8], two: npt.NDArray[np.uint8]) -> float:
    from skimage.metrics import structural_similarity  # noqa: PLC0415 - takes half a second

    _, similar = structural_similarity(one, two, channel_axis=2, full=True)
    apart = 1 - similar.mean(axis=2)
    rows = np.array_split(apart, min(PARTS, len(apart)))
    tiles = [
        part.mean() for row in rows for part in np.array_split(row, PARTS, axis=1) if part.size
    ]
    return float(np.clip(max(tiles), 0, 1))


def _pixels(content: bytes) -> Any:
    from PIL import Image, ImageFilter  # noqa: PLC0415 - only notebooks with pictures need it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = Image.open(io.BytesIO(content))
            if picture.width * picture.height > PIXEL_LIMIT:
                return None
            # transparent counts as white, as a page shows it
            flat = Image.new("RGBA", picture.size, "white")
            flat.alpha_composite(picture.convert("RGBA"))
            flat.thumbnail((SIDE, SIDE))
            return flat.convert("RGB").filter(ImageFilter.GaussianBlur(BLUR))
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        return None
