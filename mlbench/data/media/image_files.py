"""What an image file is, found by decoding it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, UnidentifiedImageError

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
#: Decoding to about this many pixels a side is enough to see that a file is whole.
DRAFT = 64


class UnusableError(ValueError):
    """A file that can't be used; the text says why, in words that complete "which ..."."""


@dataclass(frozen=True)
class ImageFacts:
    """What is known of an image file.

    Parameters
    ----------
    width, height : int
        In pixels.
    mode : str
        Pillow's name for how a pixel is kept: ``RGB``, ``L`` (grey), ``RGBA``, ...
    digest : str
        A hash of the file's bytes.
    """

    width: int
    height: int
    mode: str
    digest: str


def image_facts(path: Path) -> ImageFacts:
    """Decode an image and return what it is; a file that did not change is decoded once.

    Raises
    ------
    UnusableError
        It is empty, no image, damaged, or holds more pixels than Pillow takes for safe.
    """
    status = path.stat()
    found = _facts(str(path), status.st_size, status.st_mtime_ns)
    if isinstance(found, str):
        raise UnusableError(found)
    return found


@lru_cache(maxsize=1 << 18)
def _facts(path: str, size: int, _changed: int) -> ImageFacts | str:
    """Return facts, or the reason why there are none; exceptions would not be kept."""
    if not size:
        return "are empty"
    try:
        data = Path(path).read_bytes()
        with Image.open(io.BytesIO(data)) as image:
            facts = ImageFacts(image.width, image.height, image.mode, digest_of(data))
            image.draft("RGB", (DRAFT, DRAFT))
            image.load()
    except UnidentifiedImageError:
        return "are no images"
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return f"hold more than {Image.MAX_IMAGE_PIXELS or 0:,} pixels"
    # decoders of damaged files raise whatever they run into
    except (OSError, SyntaxError, ValueError, IndexError, TypeError, EOFError):
        return "can't be decoded"
    return facts


def digest_of(data: bytes) -> str:
    """Return a hash of a file's bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
