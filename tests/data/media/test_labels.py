"""Labels of files come from folders, from a table, or from a pattern of their names."""

from __future__ import annotations

from functools import partial

import pytest
from making import folder_of_images, image, notes, sound

from mlbench.data import load as room

load = partial(room.load, test_fraction=0.5)


def test_label_with_a_single_file_is_named(workplace, refused):
    folder = folder_of_images(workplace / "photos")
    image(folder / "rare" / "0.png")
    with refused("TARGET_RARE_CLASS", "'rare'"):
        load("images:photos")


def test_files_beside_the_folders_of_the_labels_are_set_aside(workplace):
    folder = folder_of_images(workplace / "photos")
    image(folder / "stray.png")
    data = load("images:photos")
    assert data.rows == 8
    assert (
        "1 of 9 files were set aside, which lie beside the folders of the labels: 'stray.png'"
        in notes(data)
    )


def test_files_without_folders_have_no_label(workplace):
    for place in range(4):
        image(workplace / "photos" / f"{place}.png", seed=place)
    data = load("images:photos")
    assert (data.rows, data.target, data.features) == (4, None, ["image"])


def test_folders_named_train_and_test_are_parts_and_no_labels(workplace):
    for part in ("train", "test"):
        folder_of_images(workplace / "photos" / part)
    data = load("images:photos")
    assert data.classes == ["a", "b"]
    assert data.roles == {"image": "image", "part": "part"}
    assert data.features == ["image"]
    parts = load("images:photos", split="predefined").split_key
    assert parts.value_counts().to_dict() == {"train": 8, "test": 8}


def test_table_of_labels_is_joined_and_both_sides_are_counted(workplace):
    folder = workplace / "photos"
    for place in range(5):
        image(folder / f"{place}.png", seed=place)
    (folder / "labels.csv").write_text(
        "file,label\n0.png,cat\n1,dog\n./2.png,cat\n3.png,dog\nlost.png,dog\n"
    )
    data = load("images:photos", read={"labels": "labels.csv"})
    assert data.frame["label"].tolist() == ["cat", "dog", "cat", "dog"]
    assert "1 rows of labels.csv name no file that is there: 'lost.png'." in notes(data)
    assert "1 of 5 files were set aside, which labels.csv does not name: '4.png'." in notes(data)


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
    assert "1 of 5 files were set aside, which do not follow the pattern: 'other.wav'" in notes(
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
    folder_of_images(workplace / "photos")
    with refused("DATA_OPTION", words):
        load("images:photos", read=read)


def test_options_of_folders_are_refused_for_a_file(written, refused):
    with refused("DATA_OPTION", "'pattern' means nothing for table"):
        load(written("a,y\n1,0\n2,1\n"), read={"pattern": "{label}"})
