"""Small images, sounds and tables, and what holds for all views of them."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from mlbench.data.dataset import Dataset
from mlbench.data.views.shown import Table
from mlbench.data.views.views import VIEWERS
from mlbench.pictures import Picture
from mlbench.vocabulary import DataKind


def image(path: Path, seed: int = 0, size: tuple[int, int] = (24, 18), mode: str = "RGB") -> Path:
    """Write a picture of noise; the ending says the format."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    Image.fromarray(pixels).convert(mode).save(path)
    return path


def wav_bytes(
    samples: bytes, *, form: int = 1, bits: int = 16, channels: int = 1, rate: int = 8000
) -> bytes:
    """Return a WAV file with these samples; form 1 is PCM, 3 is float."""
    block = channels * bits // 8
    head = struct.pack("<IHHIIHH", 16, form, channels, rate, rate * block, block, bits)
    body = b"WAVEfmt " + head + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tone(
    seconds: float = 0.2, hertz: float = 440, loud: float = 0.5, rate: int = 8000
) -> np.ndarray:
    """Return the samples of a tone in [-1, 1]."""
    return loud * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def sound(path: Path, samples: np.ndarray | None = None, rate: int = 8000) -> Path:
    """Write a sound of 16 bits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.clip(tone(rate=rate) if samples is None else samples, -1, 1)
    path.write_bytes(wav_bytes((values * 32767).astype("<i2").tobytes(), rate=rate))
    return path


def series_of_machines() -> pd.DataFrame:
    """Return ten machines with ten moments each, and four signals."""
    random = np.random.default_rng(0)
    units = np.repeat([f"m{n}" for n in range(10)], 10)
    frame = pd.DataFrame({"unit": units, "cycle": np.tile(np.arange(10), 10)})
    return frame.assign(**{f"s{n}": random.normal(size=100) for n in range(4)})


def ratings_of_all() -> pd.DataFrame:
    """Return the ratings of twenty users for each of twenty films."""
    pairs = [(user, film) for user in range(20) for film in range(20)]
    frame = pd.DataFrame(pairs, columns=["userId", "movieId"])
    return frame.assign(rating=np.random.default_rng(0).integers(1, 6, len(frame)))


def sentences() -> pd.DataFrame:
    """Return sixty different sentences of two labels."""
    texts = [f"the sentence of number {n} here" for n in range(60)]
    return pd.DataFrame({"text": texts, "y": [0, 1] * 30})


def folder_of_images(folder: Path, labels: str = "ab", each: int = 4) -> Path:
    for number, label in enumerate(labels):
        for place in range(each):
            image(folder / label / f"{place}.png", seed=100 * number + place)
    return folder


def notes(dataset: Dataset) -> str:
    return " ".join(dataset.notes)


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


def check_all(data: Dataset, kind: DataKind) -> dict[str, list[object]]:
    """Assert that every viewer shows something sound, and return it by viewer."""
    assert data.kind is kind
    found = {viewer.__name__: list(viewer(data)) for viewer in VIEWERS[kind]}
    for name, items in found.items():
        for item in items:
            if isinstance(item, Picture):
                width, height = Image.open(io.BytesIO(item.png)).size
                assert 200 < width < 1100, name
                assert 30 < height < 1200, name  # a line of words is the smallest
                assert len(item.png) < 800_000, name
                assert 20 < len(item.alt) < 600, name
            else:
                assert isinstance(item, Table)
                assert len(item.rows), name
    return found
