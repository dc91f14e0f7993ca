"""Pictures in fewer bytes and with every pixel the same: large PNG files become WebP.

matplotlib's PNG files are three times as large as they need be. Packing one takes some
hundredths of a second of C code, so it is done by threads while the page is put together.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from mlbench.reports.images import Image, decode
from mlbench.reports.remembered import remembered_picture
from mlbench.reports.text import joined

#: PNG files of fewer bytes are left as they are; of more, too: they are made smaller anyway.
LEAST, MOST = 30_000, 1_500_000
#: Pixels that may be packed for one page: about 0.8 s on one core.
PIXELS = 16_000_000


class Packer:
    """Packs the pictures of one page."""

    def __init__(self) -> None:
        self._pixels_left = PIXELS
        self._waiting: dict[str, Future[Image]] = {}
        self._pool: ThreadPoolExecutor | None = None

    def start(self, notebook: Mapping[str, Any]) -> None:
        """Start to pack the pictures of a notebook."""
        for text in _pictures(notebook):
            picture = decode(text) if LEAST < len(text) * 3 // 4 < MOST else None
            if picture is None or picture.mime != "image/png" or picture.size is None:
                continue
            self._pixels_left -= picture.size[0] * picture.size[1]
            if self._pixels_left < 0:
                return
            if self._pool is None:
                self._pool = ThreadPoolExecutor(os.cpu_count() or 1, "packing")
            self._waiting[text] = self._pool.submit(packed, picture)

    def result(self, text: str) -> Image | None:
        """Return the picture that base64 text holds, packed if that was started."""
        waiting = self._waiting.pop(text, None)
        return waiting.result() if waiting else decode(text)

    def close(self) -> None:
        """Let the threads end."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


@remembered_picture
def packed(picture: Image) -> Image:
    """Return a PNG picture as WebP with the same pixels, as it is where that is not smaller."""
    from PIL import Image as Pillow  # noqa: PLC0415 - only pages with pictures need it
    from PIL import WebPImagePlugin  # noqa: F401, PLC0415 - else Pillow loads all it has to find it

    buffer = io.BytesIO()
    try:
        with Pillow.open(io.BytesIO(picture.content)) as opened:
            is_plain = opened.mode in ("RGB", "RGBA") and not getattr(opened, "is_animated", False)
            if not is_plain or opened.info.keys() & {"icc_profile", "transparency", "gamma"}:
                return picture
            opened.save(buffer, "WEBP", lossless=True, quality=20, method=1, exact=True)
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return picture
    content = buffer.getvalue()
    if len(content) >= len(picture.content):
        return picture
    return Image("image/webp", content, picture.size)


def _pictures(notebook: Mapping[str, Any]) -> Iterator[str]:
    for cell in notebook.get("cells", []):
        outputs = cell.get("outputs") if isinstance(cell, Mapping) else None
        for output in outputs if isinstance(outputs, list) else []:
            data = output.get("data") if isinstance(output, Mapping) else None
            text = joined(data.get("image/png")) if isinstance(data, Mapping) else ""
            if text:
                yield text
