"""Sounds of any kind are read; what can't be used is set aside and counted."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from making import notes, sound, tone, wav_bytes

from mlbench.data import load as room
from mlbench.data.media.sound_files import sound as read_sound
from mlbench.data.media.sound_files import sound_facts

load = partial(room.load, test_fraction=0.5)


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
    assert f"1 of 5 sounds were set aside, which {reason}: 'a/bad.wav'." in notes(data)
