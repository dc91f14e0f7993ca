"""Folders of images and sounds become tables; what can't be used is set aside and counted."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from making import image, sound, tone, wav_bytes
from PIL import Image

from mlbench.data import load as room
from mlbench.data.dataset import Dataset
from mlbench.data.media import image_files
from mlbench.data.media.image_files import image_facts
from mlbench.data.media.sound_files import sound as read_sound
from mlbench.data.media.sound_files import sound_facts
from mlbench.data.media.walk import walk
from mlbench.vocabulary import DataKind

load = partial(room.load, test_fraction=0.5)


def _images(folder: Path, labels: str = "ab", each: int = 4) -> Path:
    for number, label in enumerate(labels):
        for place in range(each):
            image(folder / label / f"{place}.png", seed=100 * number + place)
    return folder


def _notes(dataset: Dataset) -> str:
    return " ".join(dataset.notes)


def test_folder_of_images_is_a_table_of_paths_with_the_folder_as_label(workplace):
    _images(workplace / "photos")
    data = load("images:photos")
    assert data.kind is DataKind.IMAGES
    assert data.roles == {"image": "image"}
    assert data.frame["image"].tolist()[:2] == ["a/0.png", "a/1.png"]
    assert (data.target, data.classes) == ("label", ["a", "b"])
    assert str(data.kinds["image"]) == "image"
    assert data.folder == workplace / "photos"


def test_folder_is_found_from_any_working_directory_by_its_resolved_source(workplace, monkeypatch):
    from mlbench.data.check import check

    _images(workplace / "photos")
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
    _images(workplace / "photos")
    (workplace / "photos" / name).write_bytes(content)
    data = load("images:photos")
    assert data.rows == 8
    assert f"1 of 9 images were set aside, {reason}: '{name}'." in _notes(data)


def test_cut_off_image_is_set_aside_although_its_header_is_whole(workplace):
    _images(workplace / "photos")
    for name in ("a/x.jpg", "b/x.png"):
        whole = image(workplace / "photos" / name, size=(200, 200)).read_bytes()
        (workplace / "photos" / name).write_bytes(whole[: len(whole) // 2])
    data = load("images:photos")
    assert data.rows == 8
    assert "2 of 10 images were set aside, which can't be decoded" in _notes(data)


def test_image_with_more_pixels_than_are_safe_is_set_aside(workplace, monkeypatch):
    _images(workplace / "photos")
    image(workplace / "photos" / "a" / "large.png", size=(60, 60))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2000)
    data = load("images:photos")
    assert data.rows == 8
    assert "which hold more than 2,000 pixels: 'a/large.png'" in _notes(data)


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
    _images(workplace / "photos")
    image(workplace / "photos" / "a" / ".hidden.png")
    image(workplace / "photos" / "__MACOSX" / "0.png")
    (workplace / "photos" / "a" / "Thumbs.db").write_bytes(b"x")
    (workplace / "photos" / "notes.txt").write_text("x")
    data = load("images:photos")
    assert data.rows == 8
    assert "Files passed over: 1 of other types (1 .txt), 3 hidden." in _notes(data)


def test_links_that_lead_in_circles_or_nowhere_do_not_hold_up_the_walk(workplace):
    folder = _images(workplace / "photos")
    (folder / "a" / "again").symlink_to(folder)
    (folder / "a" / "gone.png").symlink_to(folder / "nowhere.png")
    data = load("images:photos")
    assert data.rows == 8
    assert "2 links that lead in circles or nowhere" in _notes(data)


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


def test_label_with_a_single_file_is_named(workplace, refused):
    folder = _images(workplace / "photos")
    image(folder / "rare" / "0.png")
    with refused("TARGET_RARE_CLASS", "'rare'"):
        load("images:photos")


def test_files_beside_the_folders_of_the_labels_are_set_aside(workplace):
    folder = _images(workplace / "photos")
    image(folder / "stray.png")
    data = load("images:photos")
    assert data.rows == 8
    assert (
        "1 of 9 files were set aside, which lie beside the folders of the labels: 'stray.png'"
        in _notes(data)
    )


def test_files_without_folders_have_no_label(workplace):
    for place in range(4):
        image(workplace / "photos" / f"{place}.png", seed=place)
    data = load("images:photos")
    assert (data.rows, data.target, data.features) == (4, None, ["image"])


def test_folders_named_train_and_test_are_parts_and_no_labels(workplace):
    for part in ("train", "test"):
        _images(workplace / "photos" / part)
    data = load("images:photos")
    assert data.classes == ["a", "b"]
    assert data.roles == {"image": "image", "part": "part"}
    assert data.frame["part"].value_counts().to_dict() == {"train": 8, "test": 8}


def test_table_of_labels_is_joined_and_both_sides_are_counted(workplace):
    folder = workplace / "photos"
    for place in range(5):
        image(folder / f"{place}.png", seed=place)
    (folder / "labels.csv").write_text(
        "file,label\n0.png,cat\n1,dog\n./2.png,cat\n3.png,dog\nlost.png,dog\n"
    )
    data = load("images:photos", read={"labels": "labels.csv"})
    assert data.frame["label"].tolist() == ["cat", "dog", "cat", "dog"]
    assert "1 rows of labels.csv name no file that is there: 'lost.png'." in _notes(data)
    assert "1 of 5 files were set aside, which labels.csv does not name: '4.png'." in _notes(data)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("file,label\n0.png,a\n0,b\n", "'0.png' twice"),
        ("file,label\nx.png,a\n", "'x.png'"),
        ("file\n0.png\n1.png\n", "further column"),
        ("file,image\n0.png,a\n1.png,b\n", "'image' is the one of the files' paths"),
    ],
)
def test_table_of_labels_that_does_not_fit_is_refused(workplace, refused, table, words):
    for place in range(2):
        image(workplace / "photos" / f"{place}.png", seed=place)
    (workplace / "labels.csv").write_text(table)
    code = "DATA_DUPLICATE_COLUMNS" if "paths" in words else "DATA_OPTION"
    with refused(code, words):
        load("images:photos", read={"labels": "labels.csv"})


def test_pattern_reads_columns_from_the_names(workplace):
    for label in (0, 1):
        for speaker in ("ann", "bo"):
            sound(workplace / "said" / f"{label}_{speaker}_0.wav")
    sound(workplace / "said" / "other.wav")
    data = load("audio:said", "label", read={"pattern": "{label}_{speaker}_{index}"})
    assert data.frame["speaker"].tolist() == ["ann", "bo", "ann", "bo"]
    assert data.frame["label"].tolist() == [0, 0, 1, 1]
    assert data.roles["unit"] == "speaker"
    assert "1 of 5 files were set aside, which do not follow the pattern: 'other.wav'" in _notes(
        data
    )


@pytest.mark.parametrize("pattern", ["label", "{a}{b}", "{a}_{a}", "{label}-{speaker}"])
def test_pattern_that_says_nothing_is_refused(workplace, refused, pattern):
    sound(workplace / "said" / "0_ann.wav")
    with refused("DATA_OPTION", "pattern"):
        load("audio:said", read={"pattern": pattern})


@pytest.mark.parametrize(
    ("read", "words"),
    [
        ({"columns": ["a"]}, "'columns' means nothing for a folder of images"),
        ({"labels": "x.csv", "pattern": "{a}"}, "'labels' and 'pattern'"),
    ],
)
def test_options_that_mean_nothing_for_a_folder_are_refused(workplace, refused, read, words):
    _images(workplace / "photos")
    with refused("DATA_OPTION", words):
        load("images:photos", read=read)


def test_options_of_folders_are_refused_for_a_file(written, refused):
    with refused("DATA_OPTION", "'pattern' means nothing for table"):
        load(written("a,y\n1,0\n2,1\n"), read={"pattern": "{label}"})


@pytest.mark.parametrize(
    ("content", "depth", "channels"),
    [
        (wav_bytes((tone() * 127 + 128).astype("u1").tobytes(), bits=8), "8 bit", 1),
        (wav_bytes((tone() * 32767).astype("<i2").tobytes()), "16 bit", 1),
        (
            wav_bytes(
                (tone() * 2**23).astype("<i4").view("u1").reshape(-1, 4)[:, :3].tobytes(), bits=24
            ),
            "24 or 32 bit",
            1,
        ),
        (wav_bytes((tone() * 2**31).astype("<i4").tobytes(), bits=32), "24 or 32 bit", 1),
        (wav_bytes(tone().astype("<f4").tobytes(), form=3, bits=32), "float", 1),
        (wav_bytes(np.repeat(tone() * 32767, 2).astype("<i2").tobytes(), channels=2), "16 bit", 2),
    ],
    ids=["8 bit", "16 bit", "24 bit", "32 bit", "float", "stereo"],
)
def test_sound_of_any_depth_is_the_same_sound(tmp_path, content, depth, channels):
    path = tmp_path / "x.wav"
    path.write_bytes(content)
    facts = sound_facts(path)
    assert (facts.depth, facts.channels, facts.rate) == (depth, channels, 8000)
    assert facts.seconds == pytest.approx(0.2)
    assert facts.peak == pytest.approx(0.5, abs=0.01)
    signal, rate = read_sound(path)
    assert (signal.shape, rate) == ((1600,), 8000)
    assert np.abs(signal - tone()).max() <= 1 / 64  # two steps of 8 bits


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "are empty"),
        (wav_bytes(b""), "hold no sound"),
        (wav_bytes(b"\0\1" * 500)[:500], "end before they should"),
        (b"RIFF\x04\0\0\0WAVE", "are no WAV files that can be read"),
        (b"ID3 no wave at all", "are no WAV files that can be read"),
        (wav_bytes(b"\0" * 100, form=7, bits=8), "are no WAV files that can be read"),
        (
            wav_bytes(np.array([np.nan, 1.0], "<f4").tobytes(), form=3, bits=32),
            "hold samples that are no numbers",
        ),
    ],
    ids=["empty", "no sound", "cut off", "only a header", "another format", "coded", "no numbers"],
)
def test_sound_that_cannot_be_used_is_set_aside_with_its_reason(workplace, content, reason):
    for label in "ab":
        for place in range(2):
            sound(workplace / "said" / label / f"{place}.wav")
    (workplace / "said" / "a" / "bad.wav").write_bytes(content)
    data = load("audio:said")
    assert data.rows == 4
    assert f"1 of 5 sounds were set aside, which {reason}: 'a/bad.wav'." in _notes(data)


def test_fingerprint_is_of_what_the_files_hold(workplace):
    first = load(f"images:{_images(workplace / 'one')}").fingerprint
    renamed = _images(workplace / "two")
    (renamed / "a" / "0.png").rename(renamed / "a" / "00.png")
    assert load(f"images:{renamed}").fingerprint == first
    image(renamed / "a" / "00.png", seed=999)
    assert load(f"images:{renamed}").fingerprint != first


def test_table_may_declare_that_it_names_images(workplace):
    rows = [f"{image(workplace / 'in' / f'{n}.png', seed=n).name},{n % 2}" for n in range(4)]
    (workplace / "in" / "table.csv").write_text("\n".join(["photo,label", *rows, "gone.png,1"]))
    data = load("in/table.csv", "label", kind="images", roles={"image": "photo"})
    assert (data.rows, data.features, data.folder) == (4, ["photo"], workplace / "in")
    assert "1 of 5 images were set aside, which can't be opened: 'gone.png'." in _notes(data)


def test_folder_as_a_plain_table_and_without_its_paths(workplace, refused):
    _images(workplace / "photos")
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

    _images(workplace / "photos")
    with pytest.raises(RefusedInput) as caught:
        build("linear", load("images:photos"))
    assert "is of the kind 'images'" in str(caught.value)
    assert "notebook of your own" in caught.value.next_step
