"""Folders of images become tables; what can't be used is set aside and counted."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from making import folder_of_images, image, notes
from PIL import Image

from mlbench.data import load as room
from mlbench.data.media import image_files
from mlbench.data.media.image_files import image_facts
from mlbench.data.media.walk import walk
from mlbench.vocabulary import DataKind

load = partial(room.load, test_fraction=0.5)


def test_folder_of_images_is_a_table_of_paths_with_the_folder_as_label(workplace):
    folder_of_images(workplace / "photos")
    data = load("images:photos")
    assert data.kind is DataKind.IMAGES
    assert data.roles == {"image": "image"}
    assert data.frame["image"].tolist()[:2] == ["a/0.png", "a/1.png"]
    assert (data.target, data.classes) == ("label", ["a", "b"])
    assert str(data.kinds["image"]) == "image"
    assert data.folder == workplace / "photos"


def test_folder_is_found_from_any_working_directory_by_its_resolved_source(workplace, monkeypatch):
    from mlbench.data.check import check

    folder_of_images(workplace / "photos")
    asked = check({"source": "images:photos", "test_fraction": 0.5}, workplace)["asked"]
    (workplace / "else").mkdir()
    monkeypatch.chdir(workplace / "else")
    assert load(asked["source"], kind=asked["kind"]).rows == 8


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a/damaged.jpg", b"\xff\xd8\xff" + b"x" * 200, "which are no images"),
        ("a/empty.png", b"", "which are empty"),
        ("a/text.png", b"no image at all", "which are no images"),
    ],
)
def test_image_that_cannot_be_used_is_set_aside_and_counted(workplace, name, content, reason):
    folder_of_images(workplace / "photos")
    (workplace / "photos" / name).write_bytes(content)
    data = load("images:photos")
    assert data.rows == 8
    assert f"1 of 9 images were set aside, {reason}: '{name}'." in notes(data)


def test_cut_off_image_is_set_aside_although_its_header_is_whole(workplace):
    folder_of_images(workplace / "photos")
    for name in ("a/x.jpg", "b/x.png"):
        whole = image(workplace / "photos" / name, size=(200, 200)).read_bytes()
        (workplace / "photos" / name).write_bytes(whole[: len(whole) // 2])
    data = load("images:photos")
    assert data.rows == 8
    assert "2 of 10 images were set aside, which can't be decoded" in notes(data)


def test_image_with_more_pixels_than_are_safe_is_set_aside(workplace, monkeypatch):
    folder_of_images(workplace / "photos")
    image(workplace / "photos" / "a" / "large.png", size=(60, 60))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2000)
    data = load("images:photos")
    assert data.rows == 8
    assert "which hold more than 2,000 pixels: 'a/large.png'" in notes(data)


def test_images_of_mixed_sizes_modes_and_formats_are_read(workplace):
    folder = workplace / "photos"
    for place, mode in enumerate(["RGB", "L", "RGBA", "P", "1", "I;16"]):
        for label in "ab":
            image(
                folder / label / f"{place}.png",
                seed=place,
                size=(9 + place, 7),
                mode="RGB" if mode == "I;16" else mode,
            )
    Image.fromarray(np.arange(64, dtype=np.uint16).reshape(8, 8)).save(folder / "a" / "deep.png")
    image(folder / "b" / "upper.JPG")
    image(folder / "a" / "moving.gif")
    data = load("images:photos")
    assert data.rows == 15
    assert image_facts(folder / "a" / "deep.png").mode == "I;16"


def test_hidden_files_and_what_systems_leave_are_passed_over_and_said(workplace):
    folder_of_images(workplace / "photos")
    image(workplace / "photos" / "a" / ".hidden.png")
    image(workplace / "photos" / "__MACOSX" / "0.png")
    (workplace / "photos" / "a" / "Thumbs.db").write_bytes(b"x")
    (workplace / "photos" / "notes.txt").write_text("x")
    data = load("images:photos")
    assert data.rows == 8
    assert "Files passed over: 1 of other types (1 .txt), 3 hidden." in notes(data)


def test_links_that_lead_in_circles_or_nowhere_do_not_hold_up_the_walk(workplace):
    folder = folder_of_images(workplace / "photos")
    (folder / "a" / "again").symlink_to(folder)
    (folder / "a" / "gone.png").symlink_to(folder / "nowhere.png")
    data = load("images:photos")
    assert data.rows == 8
    assert "2 links that lead in circles or nowhere" in notes(data)


def test_linked_folder_is_walked_once(tmp_path):
    image(tmp_path / "elsewhere" / "0.png")
    (tmp_path / "photos").mkdir()
    for name in ("one", "two"):
        (tmp_path / "photos" / name).symlink_to(tmp_path / "elsewhere")
    found = walk(tmp_path / "photos", image_files.SUFFIXES)
    assert (found.files, found.links) == (("one/0.png",), 1)


@pytest.mark.parametrize(
    "make", [lambda f: f.mkdir(), lambda f: (f.mkdir(), (f / "a.txt").write_text("x"))]
)
def test_folder_without_images_is_refused(workplace, refused, make):
    make(workplace / "photos")
    with refused("DATA_EMPTY", "photos must hold images", "files of other types"):
        load("images:photos")


def test_folder_with_nothing_but_damaged_images_is_refused_with_the_reason(workplace, refused):
    (workplace / "photos").mkdir()
    (workplace / "photos" / "a.png").write_bytes(b"x")
    with refused("DATA_EMPTY", "1 of 1 images were set aside, which are no images: 'a.png'"):
        load("images:photos")


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_folder_that_is_not_there_is_refused(workplace, refused, name):
    with refused("DATA_NOT_FOUND", "There is no folder"):
        load(f"images:{name}")


def test_fingerprint_is_of_what_the_files_hold(workplace):
    first = load(f"images:{folder_of_images(workplace / 'one')}").fingerprint
    renamed = folder_of_images(workplace / "two")
    (renamed / "a" / "0.png").rename(renamed / "a" / "00.png")
    assert load(f"images:{renamed}").fingerprint == first
    image(renamed / "a" / "00.png", seed=999)
    assert load(f"images:{renamed}").fingerprint != first


def test_table_may_declare_that_it_names_images(workplace):
    rows = [f"{image(workplace / 'in' / f'{n}.png', seed=n).name},{n % 2}" for n in range(4)]
    (workplace / "in" / "table.csv").write_text("\n".join(["photo,label", *rows, "gone.png,1"]))
    data = load("in/table.csv", "label", kind="images", roles={"image": "photo"})
    assert (data.rows, data.features, data.folder) == (4, ["photo"], workplace / "in")
    assert "1 of 5 images were set aside, which can't be opened: 'gone.png'." in notes(data)


def test_folder_as_a_plain_table_and_without_its_paths(workplace, refused):
    folder_of_images(workplace / "photos")
    data = load("images:photos", kind="tabular")
    assert (data.kind, str(data.kinds["image"])) == (DataKind.TABULAR, "categorical")
    with refused("DATA_ROLES", "must have a column for each of 'image'"):
        load("images:photos", read={"drop": "image"})


def test_table_that_names_no_image_at_all_is_refused(csv_of, refused, workplace):
    (workplace / "t.csv").write_text("photo,label\nx.png,1\ny.png,0\n")
    with refused("DATA_EMPTY", "must name images relative to", "can't be opened"):
        load("t.csv", "label", kind="images", roles=["image=photo"])


def test_recipes_refuse_images_in_one_sentence(workplace):
    from mlbench.errors import RefusedInput
    from mlbench.models.build import build

    folder_of_images(workplace / "photos")
    with pytest.raises(RefusedInput) as caught:
        build("linear", load("images:photos"))
    assert "is of the kind 'images'" in str(caught.value)
    assert "notebook of your own" in caught.value.next_step
