"""Pictures are what their content says, and become smaller when they must."""

from __future__ import annotations

import base64
import io
import struct
import zlib

from PIL import Image as Pillow

from mlbench.reports import images
from mlbench.reports.packing import packed


def test_the_kind_of_a_picture_is_read_from_its_content(tools):
    assert images.decode(tools.png()).mime == "image/png"
    assert images.decode(base64.b64encode(b"<svg></svg>").decode()) is None
    assert images.decode(base64.b64encode(b"<svg xmlns='x'></svg>").decode()).mime == images.SVG
    assert images.decode(base64.b64encode(b"<html></html>").decode()) is None
    assert images.decode("not base64!") is None


def test_a_picture_brings_its_size_so_that_the_page_does_not_jump(tools):
    tag = images.decode(tools.png(40, 30)).tag('a "b" <c>')
    assert 'width="40" height="30"' in tag
    assert 'alt="a &quot;b&quot; &lt;c&gt;"' in tag


def test_a_shrunk_picture_is_smaller_and_still_a_picture(tools):
    large = images.decode(tools.png(1500, 900, noise=True))
    small = images.shrink(large, 480)
    assert len(small.content) < len(large.content) / 5
    assert Pillow.open(io.BytesIO(small.content)).size == (480, 288)


def test_a_broken_picture_and_a_bomb_are_refused_and_not_decoded():
    assert images.shrink(images.Image("image/png", b"\x89PNG\r\n\x1a\nrubbish"), 480) is None
    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    assert images.shrink(images.Image("image/png", bomb), 480) is None


def test_a_large_picture_is_packed_and_every_pixel_stays(runs, tools):
    from PIL import ImageDraw

    for mode in ("RGB", "RGBA"):
        drawn = Pillow.new(mode, (900, 700), "white")
        for n in range(300):
            ImageDraw.Draw(drawn).line((n * 3, 0, 900 - n * 2, 700), fill=(n % 255, 99, 7), width=2)
        buffer = io.BytesIO()
        drawn.save(buffer, "PNG")
        output = tools.display(image__png=base64.b64encode(buffer.getvalue()).decode())
        [shown] = runs.page([tools.shown([output])]).having("img")
        assert shown["src"].startswith("data:image/webp;base64,")
        assert (shown["width"], shown["height"]) == ("900", "700")
        opened = Pillow.open(io.BytesIO(base64.b64decode(shown["src"].partition(",")[2])))
        assert opened.convert(mode).tobytes() == drawn.tobytes()
        assert len(shown["src"]) < len(buffer.getvalue())


def test_a_picture_that_webp_can_not_hold_as_it_is_stays_as_it_is():
    first, second = (Pillow.effect_noise((300, 200), spread).convert("RGB") for spread in (50, 90))
    moving = io.BytesIO()
    first.save(moving, "PNG", save_all=True, append_images=[second])
    deep = io.BytesIO()
    Pillow.new("I;16", (300, 200), 40_000).save(deep, "PNG")
    for content in (moving.getvalue(), deep.getvalue(), b"\x89PNG\r\n\x1a\nrubbish"):
        picture = images.Image("image/png", content)
        assert packed(picture) is picture
