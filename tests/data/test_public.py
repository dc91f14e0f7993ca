"""The public data sets of several files load by one name, with what is known of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from making import image, sound

from mlbench.data.check import check
from mlbench.data.load import load
from mlbench.data.sources.named import NAMED
from mlbench.settings import settings


@pytest.fixture
def data_folder(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of our own, as MLBENCH_DATA names it."""
    folder = workplace / "data"
    folder.mkdir()
    monkeypatch.setenv("MLBENCH_DATA", str(folder))
    settings.cache_clear()
    return folder


@pytest.fixture
def real(real_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MLBENCH_DATA", str(real_data))
    settings.cache_clear()
    yield real_data
    settings.cache_clear()


NAMES = ["clinc150", "cmapss_fd001", "fsdd", "ml_latest_small", "sign_language_digits"]


@pytest.mark.parametrize("name", NAMES)
def test_data_set_that_is_not_there_says_what_to_set(workplace, monkeypatch, refused, name):
    monkeypatch.delenv("MLBENCH_DATA", raising=False)
    settings.cache_clear()
    with refused(
        "DATA_NOT_FOUND", f"The data set '{name}' must lie in the data folder", "MLBENCH_DATA"
    ):
        load(name)


@pytest.mark.parametrize("name", NAMES)
def test_unknown_part_of_a_data_set_is_refused(workplace, refused, name):
    with refused("DATA_NOT_FOUND", f"'x' is no part of the data set '{name}'"):
        load(f"{name}:x")


def test_fsdd_takes_label_speaker_and_part_from_the_names(data_folder):
    for digit in (0, 1):
        for index in range(4, 8):
            sound(data_folder / "fsdd" / "recordings" / f"{digit}_ann_{index}.wav")
    data = load("fsdd", test_fraction=0.5)
    assert data.frame.columns.tolist() == ["audio", "speaker", "label"]
    assert data.roles == {"audio": "audio", "part": "part", "unit": "speaker"}
    official = load("fsdd", split="predefined")
    assert official.split_key.tolist() == ["test", "train", "train", "train"] * 2
    assert official.test_rows.tolist() == [0, 4]


def test_cmapss_reckons_the_cycles_left(data_folder, refused):
    folder = data_folder / "cmapss_fd001"
    folder.mkdir()
    rows = [
        f"{unit} {cycle} " + " ".join(["0.5"] * 23) + f" {cycle}.5  \n"
        for unit in (1, 2)
        for cycle in range(1, 30 + unit)
    ]
    for name in ("train_FD001.txt", "test_FD001.txt"):
        (folder / name).write_text("".join(rows))
    (folder / "RUL_FD001.txt").write_text("10 \n20 \n")
    train, test = load("cmapss_fd001"), load("cmapss_fd001:test")
    assert train.frame["RUL"].tolist() == [*range(29, -1, -1), *range(30, -1, -1)]
    assert test.frame["RUL"].tolist() == [*range(39, 9, -1), *range(50, 19, -1)]
    assert "each engine's last cycle minus the cycle of the row" in " ".join(train.notes)
    assert "plus the cycles left after it by RUL_FD001.txt" in " ".join(test.notes)
    both = load("cmapss_fd001", split="predefined")
    assert both.frame["RUL"].tolist() == train.frame["RUL"].tolist() + test.frame["RUL"].tolist()
    assert both.frame["unit"].unique().tolist() == ["1", "2", "3", "4"]
    assert set(both.frame["unit"].iloc[both.test_rows]) == {"3", "4"}
    assert "part" not in both.features
    assert "2 engines of the latter are others, and were numbered from 3." in " ".join(both.notes)
    (folder / "RUL_FD001.txt").write_text("10\n20\n30\n")
    with refused("DATA_INVALID", "a line for each of the 2 engines. Got 3"):
        load("cmapss_fd001:test")


def test_movielens_joins_titles_when_asked(data_folder, refused):
    folder = data_folder / "ml_latest_small"
    folder.mkdir()
    pairs = [(u, m, 0.5 * (u + m), 964_982_703 + u) for u in range(1, 5) for m in range(1, 5)]
    pd.DataFrame(pairs, columns=["userId", "movieId", "rating", "timestamp"]).to_csv(
        folder / "ratings.csv", index=False
    )
    pd.DataFrame({"movieId": [1, 2, 3], "title": list("abc")}).to_csv(
        folder / "movies.csv", index=False
    )
    assert load("ml_latest_small").features == ["userId", "movieId", "timestamp"]
    data = load("ml_latest_small", read={"join": "movies.csv"})
    assert data.roles["title"] == "title"
    assert data.frame["title"].isna().sum() == 4
    assert "movies.csv was joined on 'movieId'; 4 rows have no match." in data.notes
    with refused(
        "DATA_OPTION",
        "must share one column with ml_latest_small",
        "'userId', 'movieId', 'rating', 'timestamp'",
    ):
        load("ml_latest_small", read={"join": "ratings.csv"})


def test_clinc_has_parts_and_what_is_out_of_scope(data_folder, refused):
    folder = data_folder / "clinc150"
    folder.mkdir()
    groups = {
        f"{scope}{part}": [
            [f"{part} sentence {n} of {scope or 'in'}", "oos" if scope else f"i{n % 2}"]
            for n in range(4)
        ]
        for part in ("train", "val", "test")
        for scope in ("", "oos_")
    }
    (folder / "data_full.json").write_text(json.dumps(groups))
    data = load("clinc150")
    assert data.classes == ["i0", "i1", "oos"]
    assert "12 of 24 sentences are out of scope" in " ".join(data.notes)
    official = load("clinc150", split="predefined")
    assert (len(official.train_rows), len(official.test_rows)) == (16, 8)
    assert official.split_key.value_counts().to_dict() == {"test": 8, "train": 8, "val": 8}
    assert official.features == data.features == ["text"]
    assert str(official.split) == "predefined split by 'part'"
    (folder / "data_full.json").write_text('{"train": 3}')
    with refused("DATA_INVALID", "data_full.json must hold lists of sentences"):
        load("clinc150")


def test_sign_language_digits_are_labelled_by_folder(data_folder):
    for label in "01":
        for place in range(2):
            image(data_folder / "sign_language_digits" / "Dataset" / label / f"{place}.JPG")
    data = load("sign_language_digits", test_fraction=0.5)
    assert (data.name, data.target, data.classes) == ("sign_language_digits", "label", ["0", "1"])


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "rows", "columns", "classes"),
    [
        ("sign_language_digits", 2059, 2, 10),
        ("fsdd", 1800, 3, 10),
        ("ml_latest_small", 100_836, 4, None),
        ("cmapss_fd001", 20_631, 27, None),
        ("cmapss_fd001:test", 13_096, 27, None),
        ("clinc150", 23_700, 2, 151),
        ("clinc150:small", 16_200, 2, 151),
    ],
)
def test_real_data_set_loads_by_its_name(real, name, rows, columns, classes):
    data = load(name)
    assert data.frame.shape == (rows, columns)
    assert (data.classes and len(data.classes)) == classes
    assert not [note for note in data.notes if "set aside" in note]


@pytest.mark.real
def test_real_parts_are_the_official_ones(real):
    parts = load("fsdd", split="predefined").split_key.value_counts()
    assert parts.to_dict() == {"train": 1500, "test": 300}
    parts = load("clinc150", split="predefined").split_key.value_counts()
    assert parts.to_dict() == {"train": 15_100, "test": 5500, "val": 3100}


ADULT = "39, State-gov, 77516, Bachelors, 13, Single, Clerk, Own, White, Male, {n}, 0, 40, ?, {y}\n"


@pytest.fixture
def adult(data_folder):
    """The files of Adult with eight people to train on and four to test on."""
    folder = data_folder / "adult"
    folder.mkdir()
    train = [ADULT.format(n=n, y=(">50K", "<=50K")[n % 2]) for n in range(8)]
    test = [ADULT.format(n=n, y=(">50K.", "<=50K.")[n % 2]) for n in range(8, 12)]
    (folder / "adult-train.csv").write_text("".join(train))
    (folder / "adult-test.csv").write_text("|1x3 Cross validator\n" + "".join(test) + "\n")
    return folder


def test_adult_is_tested_on_the_file_that_is_for_it(adult):
    data = load("adult", split="predefined")
    assert data.frame["capital_gain"].tolist() == [*range(12)]
    assert data.train_rows.tolist() == [*range(8)]
    assert data.test_rows.tolist() == [8, 9, 10, 11]
    assert data.classes == ["<=50K", ">50K"]
    assert len(data.features) == 13  # a country that is missing in all rows is none
    assert "part" not in data.features
    for said in (
        "adult-train.csv is the part to train on and adult-test.csv the part to test on",
        "adult-test.csv: '.' was taken off the end of 4 values of 'income'.",
        "adult-test.csv: Lines that begin with '|' and are no rows: 1.",
        "4 of 12 rows are held out (33.3 %), as 'part' says.",
    ):
        assert said in " ".join(data.notes)
    assert load("adult").rows == 8


def test_what_was_asked_for_finds_the_official_split_again(adult, tmp_path):
    facts = check({"source": "adult", "split": "predefined"}, tmp_path)
    again = load(**facts["asked"])
    assert again.fingerprint == facts["fingerprint"]
    assert (again.rows, again.test_rows.tolist()) == (12, [8, 9, 10, 11])


def test_adult_has_the_same_parts_where_it_does_not_fit_into_memory(adult, little_memory):
    whole = load("adult", split="predefined")
    little_memory(2000)
    stored = load("adult", split="predefined")
    assert stored.stored is not None
    assert stored.fingerprint == whole.fingerprint
    assert stored.classes == whole.classes


def test_test_file_that_is_not_there_is_refused(adult, cache, refused, monkeypatch):
    entry = NAMED["adult"]
    monkeypatch.setitem(NAMED, "adult", replace(entry, test=replace(entry.test, address="")))
    (adult / "adult-test.csv").unlink()
    with refused("DATA_NOT_FOUND", "'adult'", "adult-test.csv is not there"):
        load("adult", split="predefined")
    assert load("adult").rows == 8


def test_predefined_split_of_data_without_one_asks_for_the_column(workplace, refused):
    with refused("DATA_OPTION", "must name its column in 'split_by'", "no split of its own"):
        load("sklearn:iris", split="predefined")


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "train", "test"),
    [("adult", 32_561, 16_281), ("cmapss_fd001", 20_631, 13_096), ("clinc150", 18_200, 5500)],
)
def test_real_official_splits_have_the_published_numbers_of_rows(real, name, train, test):
    data = load(name, split="predefined")
    assert (len(data.train_rows), len(data.test_rows)) == (train, test)
    assert not [note for note in data.notes if "set aside" in note]


@pytest.mark.real
def test_real_oversized_image_is_read_at_its_size(real, workplace):
    from mlbench.data.media.image_files import image_facts

    [path] = (real / "sign_language_digits" / "oversized_3024x3024").glob("*.JPG")
    assert (image_facts(path).width, image_facts(path).height) == (3024, 3024)


@pytest.mark.real
def test_real_engines_fail_in_their_last_cycle(real):
    frame = load("cmapss_fd001").frame
    last = frame.loc[frame.groupby("unit")["cycle"].idxmax()]
    assert (last["RUL"] == 0).all()
    assert np.isclose(frame["RUL"].max(), 361)
