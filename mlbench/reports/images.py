"""Pictures inside the page: checked by their content, and made smaller when they must be."""

from __future__ import annotations

import base64
import binascii
import html
import io
import struct
import warnings
from dataclasses import dataclass

from mlbench.reports.remembered import remembered_picture

#: How a file of each kind starts.
_STARTS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
SVG = "image/svg+xml"
#: A picture with more pixels than this is not decoded to make it smaller.
PIXEL_LIMIT = 60_000_000


@dataclass(frozen=True)
class Image:
    """A picture as a file.

    Parameters
    ----------
    mime : str
        What kind of file it is, by its content.
    content : bytes
        The file.
    measured : tuple of int, optional
        Width and height in pixels, where they are known.
    """

    mime: str
    content: bytes
    measured: tuple[int, int] | None = None

    @property
    def uri(self) -> str:
        """The picture as a ``data:`` address."""
        return f"data:{self.mime};base64,{base64.b64encode(self.content).decode()}"

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels, where the file says so at once."""
        if self.measured is not None:
            return self.measured
        if self.mime != "image/png" or len(self.content) < 24:  # noqa: PLR2004 - PNG's header
            return None
        width, height = struct.unpack(">II", self.content[16:24])
        return width, height

    def tag(self, alt: str) -> str:
        """Return the ``img`` element of the picture."""
        size = self.size
        space = f' width="{size[0]}" height="{size[1]}"' if size else ""
        return f'<img src="{self.uri}" alt="{html.escape(alt)}"{space}>'


def decode(text: str) -> Image | None:
    """Return the picture that base64 text holds, or None if it holds none.

    The kind is read from the content: what claims to be a picture may be anything.
    """
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    for mime, start in _STARTS.items():
        if content.startswith(start):
            return Image(mime, content)
    if content.lstrip()[:5].lower() in (b"<svg ", b"<?xml"):
        return Image(SVG, content)
    return None


@remembered_picture
def shrink(image: Image, width: int) -> Image | None:
    """Return a picture as a smaller file, or None where that can't be done.

    Parameters
    ----------
    image : Image
        The picture.
    width : int
        The widest it may be, in pixels.
    """
    from PIL import Image as Pillow  # noqa: PLC0415 - only pages that run full need it

    if image.mime == SVG:
        return None
    buffer = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = Pillow.open(io.BytesIO(image.content))
            if picture.width * picture.height > PIXEL_LIMIT:
                return None
            picture.thumbnail((width, 3 * width))
            picture.save(buffer, format="WEBP", quality=75, method=2)
    except (OSError, ValueError, SyntaxError, Warning, Pillow.DecompressionBombError):
        return None
    smaller = Image("image/webp", buffer.getvalue())
    return smaller if len(smaller.content) < len(image.content) else None
