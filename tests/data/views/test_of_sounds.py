"""Sounds are shown as waves, spectrograms, lengths and levels."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from making import check_all, sound, tone

from mlbench.data import load as room
from mlbench.data.views import sounds
from mlbench.data.views.spectrum import BANDS, mel_bands, spectrogram
from mlbench.vocabulary import DataKind

load = partial(room.load, test_fraction=0.5)


def test_sounds_are_shown_as_waves_spectrograms_lengths_levels_and_formats(said):
    found = check_all(said, DataKind.AUDIO)
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
