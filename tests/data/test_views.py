"""Each kind of data is shown in the way that suits it: whole, bounded, with alt text."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from making import image, sound, tone
from PIL import Image

from mlbench.data import load as room
from mlbench.data.dataset import Dataset
from mlbench.data.quality import check_data
from mlbench.data.views import images, pixels, ratings, series, sounds, texts, times
from mlbench.data.views.shown import Table, sampled
from mlbench.data.views.spectrum import BANDS, mel_bands, spectrogram
from mlbench.data.views.views import VIEWERS, views
from mlbench.pictures import Picture
from mlbench.vocabulary import DataKind

load = partial(room.load, test_fraction=0.5)


@pytest.fixture
def photos(workplace: Path) -> Dataset:
    for number, label in enumerate(["cats", "dogs", "$odd$ & <b>"]):
        for place in range(6):
            image(workplace / "photos" / label / f"{place}.png", seed=number * 10 + place)
    return load("images:photos")


@pytest.fixture
def said(workplace: Path) -> Dataset:
    for number, label in enumerate("ab"):
        for place in range(4):
            sound(
                workplace / "said" / label / f"{place}.wav",
                tone(0.1 + 0.05 * place, 300 + 200 * number),
            )
    sound(workplace / "said" / "a" / "silent.wav", np.zeros(400))
    sound(workplace / "said" / "b" / "cut.wav", 3 * tone())
    return load("audio:said")


def rated(rows: int = 400) -> pd.DataFrame:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"userId": random.integers(1, 20, rows), "movieId": random.zipf(1.6, rows) % 60}
    )
    frame["rating"] = random.integers(1, 11, rows) / 2
    frame["timestamp"] = 964_982_703 + random.integers(0, 10**8, rows)
    return frame


def engines(units: int = 6, cycles: int = 40) -> pd.DataFrame:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"unit": np.repeat(np.arange(units), cycles), "cycle": np.tile(np.arange(cycles), units)}
    )
    frame = frame[frame["cycle"] < 40 - 4 * frame["unit"]].reset_index(drop=True)
    signals = {f"sensor {n}": random.normal(size=len(frame)) for n in range(5)}
    frame = frame.assign(**signals, still=1.5, y=random.normal(size=len(frame)))
    frame.loc[frame["cycle"] > 30, "sensor 1"] = np.nan
    return frame


def wishes(rows: int = 90) -> pd.DataFrame:
    words = {
        "cook": "bake bread with flour",
        "ride": "take the night train home",
        "bank": "transfer money to savings",
    }
    labels = [list(words)[n % 3] for n in range(rows)]
    return pd.DataFrame(
        {
            "text": [f"Please {words[label]} number {n}!" for n, label in enumerate(labels)],
            "intent": labels,
        }
    )


def _check_all(data: Dataset, kind: DataKind) -> dict[str, list[object]]:
    """Assert that every viewer shows something sound, and return it by viewer."""
    assert data.kind is kind
    found = {viewer.__name__: list(viewer(data)) for viewer in VIEWERS[kind]}
    for name, items in found.items():
        for item in items:
            if isinstance(item, Picture):
                width, height = Image.open(io.BytesIO(item.png)).size
                assert 200 < width < 1100, name
                assert 50 < height < 1200, name
                assert len(item.png) < 800_000, name
                assert 20 < len(item.alt) < 600, name
            else:
                assert isinstance(item, Table)
                assert len(item.rows), name
    return found


def test_images_are_shown_as_samples_means_exposure_sizes_and_repeats(photos):
    found = _check_all(photos, DataKind.IMAGES)
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
    found = _check_all(load("images:photos"), DataKind.IMAGES)
    assert "Samples of the images: 5 images." in found["samples"][0].alt


def test_dark_image_among_others_is_shown_as_out_of_the_ordinary(workplace, photos):
    Image.new("RGB", (24, 18), "black").save(workplace / "photos" / "cats" / "black.png")
    [picture, odd] = images.exposure(load("images:photos"))
    assert "1 are out of the ordinary" in picture.alt
    assert "'cats/black.png'" in odd.alt


def test_repeated_files_are_listed_with_their_labels(workplace, photos):
    folder = workplace / "photos"
    (folder / "dogs" / "copy.png").write_bytes((folder / "cats" / "0.png").read_bytes())
    [table] = _check_all(load("images:photos"), DataKind.IMAGES)["repeated_files"]
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


def test_sounds_are_shown_as_waves_spectrograms_lengths_levels_and_formats(said):
    found = _check_all(said, DataKind.AUDIO)
    assert "one sound of each of 2 classes: 'a', 'b'" in found["samples"][0].alt
    assert "1 have cut-off peaks, 1 are silent" in found["levels"][0].alt
    assert found["formats"][0].frame()["sounds"].tolist() == [10]


def test_very_short_and_very_long_sounds_are_drawn(workplace):
    sound(workplace / "said" / "short.wav", np.ones(3) * 0.1)
    sound(workplace / "said" / "long.wav", tone(12.0))
    data = load("audio:said")
    [picture] = sounds.samples(data)
    assert "some sounds" in picture.alt


def test_spectrogram_is_loudest_in_the_band_of_the_tone():
    for hertz in (300, 1000, 3000):
        drawn = spectrogram(tone(1.0, hertz).astype("float32"), 8000)
        frequencies = np.linspace(0, 4000, 129)
        weights = mel_bands(frequencies, 4000)
        band = int(drawn.levels.mean(axis=1).argmax())
        middle = float((weights[band] * frequencies).sum() / weights[band].sum())
        assert abs(middle - hertz) < 0.12 * hertz
        assert drawn.levels.max() <= 1e-9
        assert drawn.levels.min() >= -80
        assert drawn.levels.shape[0] == BANDS


@pytest.mark.parametrize("rate", [100, 8000, 44_100, 192_000])
def test_every_band_of_a_spectrogram_hears_something(rate):
    length = max(16, round(0.032 * rate))
    weights = mel_bands(np.fft.rfftfreq(length, 1 / rate), rate / 2)
    assert (weights.sum(axis=1) > 0).all()


def test_ratings_are_shown_as_figures_tails_values_and_times(csv_of):
    data = load(csv_of(rated()), "rating")
    found = _check_all(data, DataKind.RATINGS)
    facts = dict(found["facts"][0].frame().to_numpy().tolist())
    assert facts["ratings"] == "400"
    assert facts["users"] == str(data.frame["userId"].nunique())
    test, train = (data.frame["movieId"].iloc[ids] for ids in (data.test_rows, data.train_rows))
    cold = int((~test.isin(set(train))).sum())
    assert facts["test ratings of items without a training rating"].startswith(f"{cold:,} (")
    assert "20 % of the items have" in found["tails"][0].alt
    assert len(found["over_time"]) == 1


def test_ratings_without_a_time_have_no_picture_of_it(csv_of):
    data = load(csv_of(rated().drop(columns="timestamp")), "rating")
    assert list(ratings.over_time(data)) == []


def test_series_are_shown_as_traces_lifetimes_gaps_and_figures(csv_of):
    found = _check_all(load(csv_of(engines()), "y"), DataKind.SERIES)
    assert "'5', '3', '2', '0' among 6 units" in found["traces"][0].alt
    assert "still" not in found["traces"][0].alt
    assert "from 20 to 40" in found["lifetimes"][0].alt
    assert found["missing"][0].alt == "Missing values over time in 'sensor 1'."
    facts = dict(found["facts"][0].frame().to_numpy().tolist())
    assert facts["signals that never change"] == "1: 'still'"
    assert facts["usual step of time"] == "1, in 100 % of the steps"


def test_column_that_plays_a_role_and_is_empty_is_missed_by_nobody(csv_of):
    frame = engines().drop(columns="unit").assign(unit=None)
    data = load(csv_of(frame), "y", kind="series", roles={"unit": "unit"})
    assert _check_all(data, DataKind.SERIES)["lifetimes"] == []
    frame = rated().assign(userId=None)
    data = load(csv_of(frame), "rating", kind="ratings")
    found = _check_all(data, DataKind.RATINGS)
    assert (found["facts"], found["tails"], len(found["values"])) == ([], [], 1)
    assert check_data(data) is not None


def test_gaps_of_sampling_are_counted_within_units(csv_of):
    frame = engines()
    frame = frame[~((frame["unit"] == 2) & (frame["cycle"] == 7))]
    [table] = series.facts(load(csv_of(frame), "y"))
    facts = dict(table.frame().to_numpy().tolist())
    assert facts["gaps: steps longer than the usual one"] == "1"


def test_series_of_a_single_unit_with_dates_is_shown(csv_of):
    days = pd.date_range("2024-01-01", periods=80, freq="D")
    frame = pd.DataFrame({"date": days, "a": range(80), "b": np.sin(np.arange(80))})
    data = load(csv_of(frame), kind="series", roles={"time": "date"})
    found = _check_all(data, DataKind.SERIES)
    assert found["lifetimes"] == []
    assert dict(found["facts"][0].frame().to_numpy().tolist())["usual step of time"].startswith(
        "1 days"
    )


def test_texts_are_shown_as_lengths_terms_characters_and_figures(csv_of):
    frame = wishes()
    frame.loc[3, "text"] = "PLEASE bake bread, with flour: number 0"
    frame.loc[4, "text"] = "Пожалуйста 日本語 !!!"
    data = load(csv_of(frame), "intent")
    found = _check_all(data, DataKind.TEXT)
    own = {
        row["class"]: row["terms of its own"]
        for row in found["by_label"][0].frame().to_dict("records")
    }
    assert {"bread", "flour"} <= set(own["cook"].split(", "))
    assert {"money", "savings"} <= set(own["bank"].split(", "))
    facts = dict(found["facts"][0].frame().to_numpy().tolist())
    assert facts["repeat another one but for case and punctuation"].startswith("1 (")
    assert "Latin" in found["characters"][0].alt
    assert "Cyrillic" in found["characters"][0].alt


@pytest.mark.parametrize("text", ["", "...", "the of and", "\u0000", "😀😀", "x" * 100_000])
def test_texts_with_nothing_to_count_are_shown_without_a_complaint(csv_of, text):
    frame = pd.DataFrame({"text": [text] * 8 + ["another one here"] * 2, "y": [0, 1] * 5})
    data = load(csv_of(frame), "y", kind="text")
    _check_all(data, DataKind.TEXT)


def test_table_with_times_is_counted_over_time_and_others_say_there_is_nothing_more(csv_of, iris):
    frame = pd.DataFrame(
        {"when": pd.date_range("2024-01-01", periods=100, freq="D"), "x": range(100)}
    )
    frame["gone"] = [None] * 50 + list(range(50))
    found = _check_all(load(csv_of(frame)), DataKind.TABULAR)
    assert "Rows from 2024-01-01" in found["counts"][0].alt
    assert found["missing"][0].alt == "Missing values over time in 'gone'."
    shown = views(iris)
    assert len(shown) == 0
    assert "plain table" in repr(shown)


def test_missing_values_are_drawn_where_they_are(csv_of):
    frame = pd.DataFrame(
        {"when": pd.date_range("2024-01-01", periods=100, freq="D"), "x": range(100)}
    )
    assert list(times.missing(load(csv_of(frame)))) == []


def test_views_are_all_items_and_say_in_words_what_they_show(said):
    shown = views(said)
    assert len(shown) == len(list(shown)) >= 5
    assert repr(shown).startswith("Views of 'said' (audio)\nPicture: ")


def test_table_is_bounded_and_escapes_what_it_shows():
    table = Table("a < b", pd.DataFrame({"x": [f"<script>{n}" for n in range(50)]}))
    html = table._repr_html_()
    assert "<script>" not in html
    assert "a &lt; b" in html
    assert "and 38 more rows" in html
    assert len(table.frame()) == 50


def test_sample_is_the_same_each_time_and_in_order():
    ids = np.arange(1000)
    first, again = sampled(ids, 10), sampled(ids, 10)
    assert first.tolist() == again.tolist() == sorted(first)
    assert len(set(first)) == 10


def test_many_classes_are_bounded_and_counted(workplace, csv_of):
    frame = pd.DataFrame({"text": [f"some words about thing {n % 40} here" for n in range(160)]})
    frame["label"] = [f"c{n % 40}" for n in range(160)]
    data = room.load(csv_of(frame), "label", kind="text", split="random")
    [table] = texts.by_label(data)
    assert table.title == "What tells 20 of 40 classes from the others"


def test_units_that_the_split_goes_by_are_shown_although_they_are_no_feature(csv_of):
    data = room.load(csv_of(engines()), "y", split="group", split_by="unit", test_fraction=0.3)
    assert "unit" not in data.features
    found = _check_all(data, DataKind.SERIES)
    assert "among 6 units" in found["traces"][0].alt
    assert "MB153" not in [finding.code for finding in check_data(data)]
