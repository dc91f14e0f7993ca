"""Images are shown as samples, means, exposure, sizes and repeats."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from making import check_all, image
from PIL import Image

from mlbench.data import load as room
from mlbench.data.views import images, pixels
from mlbench.vocabulary import DataKind

load = partial(room.load, test_fraction=0.5)


def test_images_are_shown_as_samples_means_exposure_sizes_and_repeats(photos):
    found = check_all(photos, DataKind.IMAGES)
    [grid] = found["samples"]
    assert "18 images, a row for each of 3 classes" in grid.alt
    [mean] = found["means"]
    assert "'cats', 'dogs'" in mean.alt
    [sizes] = found["sizes"]
    assert sizes.title == "All 18 images are of one size and mode."
    [repeats] = found["repeated_files"]
    assert repeats.alt == "No two of the 18 files hold the same."


def test_images_without_labels_are_shown_as_they_come(workplace):
    for place in range(5):
        image(workplace / "photos" / f"{place}.png", seed=place)
    found = check_all(load("images:photos"), DataKind.IMAGES)
    assert "Samples of the images: 5 images." in found["samples"][0].alt


def test_dark_image_among_others_is_shown_as_out_of_the_ordinary(workplace, photos):
    Image.new("RGB", (24, 18), "black").save(workplace / "photos" / "cats" / "black.png")
    [picture, odd] = images.exposure(load("images:photos"))
    assert "1 are out of the ordinary" in picture.alt
    assert "'cats/black.png'" in odd.alt


def test_repeated_files_are_listed_with_their_labels(workplace, photos):
    folder = workplace / "photos"
    (folder / "dogs" / "copy.png").write_bytes((folder / "cats" / "0.png").read_bytes())
    [table] = check_all(load("images:photos"), DataKind.IMAGES)["repeated_files"]
    assert table.title == "2 of 19 files hold what another one holds, byte by byte."
    assert table.frame().iloc[0].tolist() == [2, "'cats/0.png', 'dogs/copy.png'", "'cats', 'dogs'"]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (Image.new("L", (40, 20), 128), (128, 128, 128)),
        (Image.new("RGBA", (40, 20), (255, 0, 0, 0)), (255, 255, 255)),
        (Image.new("P", (40, 20), 0), (0, 0, 0)),
        (Image.fromarray(np.full((20, 40), 60_000, np.uint16)), (0, 0, 0)),
        (Image.fromarray(np.array([[0, 60_000]] * 8, np.uint16)), None),
    ],
    ids=["grey", "transparent", "palette", "16 bit, flat", "16 bit"],
)
def test_thumbnail_of_any_mode_is_in_colours_on_white(tmp_path, made, expected):
    made.save(tmp_path / "x.png")
    small = pixels.on_square(pixels.opened(tmp_path / "x.png"))
    assert (small.shape, small.dtype) == ((64, 64, 3), np.uint8)
    if expected is None:
        assert small[32, 25].max() < 40
        assert small[32, 38].min() > 215
    else:
        assert tuple(small[32, 32]) == expected
        assert tuple(small[0, 0]) == (255, 255, 255)


def test_image_is_turned_as_its_camera_says(tmp_path):
    made = Image.new("RGB", (40, 20), "white")
    made.paste("black", (0, 0, 10, 20))
    exif = made.getexif()
    exif[0x0112] = 6  # to be turned a quarter
    made.save(tmp_path / "x.jpg", exif=exif, quality=95)
    small = pixels.on_square(pixels.opened(tmp_path / "x.jpg"))
    assert small[4, 32].max() < 60
    assert small[60, 32].min() > 200
