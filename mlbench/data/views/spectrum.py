"""The spectrogram of a sound, on the scale that ears hear by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import ShortTimeFFT, windows

from mlbench.data.media.sound_files import Signal

#: Bands of the mel scale, and how far below the loudest one is still drawn (decibels).
BANDS, FLOOR = 40, -80.0
#: A window takes so many seconds, and the next one begins after so many.
WINDOW, HOP = 0.032, 0.010
#: Of a longer sound its first seconds are drawn.
LONGEST = 10.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Spectrogram:
    """How loud each band of a sound is over time.

    Parameters
    ----------
    levels : numpy.ndarray of float64, shape (bands, windows)
        In decibels below the loudest, in [-80, 0]; the lowest band first.
    seconds : float
        The time that the windows span.
    top : float
        The upper end of the highest band, in Hz.
    """

    levels: Floats
    seconds: float
    top: float


def spectrogram(signal: Signal, rate: int) -> Spectrogram:
    """Return the log-mel spectrogram of a sound.

    Parameters
    ----------
    signal : numpy.ndarray of float32, shape (samples,)
        The sound, at least one sample of it.
    rate : int
        Samples a second.

    Notes
    -----
    Hann windows of 32 ms every 10 ms; triangular bands on the mel scale of O'Shaughnessy
    (1987), as most tools for speech have them.

    >>> tone = np.sin(2 * np.pi * 440 * np.arange(8000) / 8000).astype("float32")
    >>> spectrogram(tone, 8000).levels.shape[0]
    40
    """
    length = max(16, round(WINDOW * rate))
    hop = max(1, round(HOP * rate))
    if len(signal) < length:
        signal = np.pad(signal, (0, length - len(signal)))
    transform = ShortTimeFFT(windows.hann(length), hop, fs=rate)
    windows_in = max(1, len(signal) // hop)
    power = np.abs(transform.stft(signal, p0=0, p1=windows_in, padding="even")) ** 2
    bands = mel_bands(transform.f, rate / 2) @ power
    loudest = max(float(bands.max()), 1e-12)
    levels = 10 * np.log10(np.maximum(bands / loudest, 10 ** (FLOOR / 10)))
    return Spectrogram(levels, len(signal) / rate, rate / 2)


def mel_bands(frequencies: Floats, top: float) -> Floats:
    """Return the weight of each frequency in each band, shape (bands, frequencies).

    Parameters
    ----------
    frequencies : numpy.ndarray of float64, shape (frequencies,)
        In Hz.
    top : float
        The upper end of the highest band, in Hz.
    """
    edges = hertz_of(np.linspace(0, mel_of(top), BANDS + 2))
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (frequencies - low) / (middle - low), (high - frequencies) / (high - middle)
    weights: Floats = np.clip(np.minimum(rising, falling), 0, None)
    # Below some bands' width there is no frequency at all: the nearest one stands for it.
    for band in np.flatnonzero(weights.sum(axis=1) == 0):
        weights[band, np.abs(frequencies - edges[band + 1]).argmin()] = 1.0
    return weights


def mel_of(hertz: float) -> float:
    """Return a frequency on the mel scale.

    >>> round(mel_of(1000.0))
    1000
    """
    return float(2595 * np.log10(1 + hertz / 700))


def hertz_of(mel: Floats) -> Floats:
    """Return places on the mel scale as frequencies."""
    hertz: Floats = 700 * (10 ** (mel / 2595) - 1)
    return hertz
