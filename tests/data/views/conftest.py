"""Data of images and of sounds."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from making import image, sound, tone

from mlbench.data import load as room
from mlbench.data.dataset import Dataset

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
