"""What a WAV file is, found by reading it."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.io import wavfile

from mlbench.data.media.image_files import UnusableError, digest_of

SUFFIXES = (".wav", ".wave")
#: A sample is at the end of its range from here on, and two in a row are a cut-off peak.
CLIPPED = 0.999
#: A sound whose loudest sample is below this is silence: -60 dB of the full range.
SILENT = 1e-3
#: The size that a program writes which does not know the end yet.
STREAM = 0xFFFFFFFF
#: Damaged headers make the reader raise whatever it runs into.
_DAMAGED = (
    *(ArithmeticError, EOFError, IndexError, MemoryError, NameError, OSError, TypeError),
    *(ValueError, struct.error),
)
_DEPTHS = {"uint8": "8 bit", "int16": "16 bit", "int32": "24 or 32 bit", "int64": "64 bit"}

Signal = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SoundFacts:
    """What is known of a sound file.

    Parameters
    ----------
    rate : int
        Samples a second.
    channels : int
        1 for mono, 2 for stereo.
    depth : str
        How a sample is kept: ``16 bit``, ``float``, ...
    seconds : float
        How long it is.
    peak, level : float
        The loudest sample, and the root of the mean square, as shares of the full range;
        floats may exceed 1.
    clipped : float
        Share of samples in cut-off peaks, in [0, 1].
    digest : str
        A hash of the file's bytes.
    """

    rate: int
    channels: int
    depth: str
    seconds: float
    peak: float
    level: float
    clipped: float
    digest: str

    @property
    def is_silent(self) -> bool:
        """Whether nothing can be heard in it."""
        return self.peak < SILENT


def sound_facts(path: Path) -> SoundFacts:
    """Read a sound and return what it is; a file that did not change is read once.

    Raises
    ------
    UnusableError
        It is empty, no WAV file, cut off, of a coding that is not read, or without sound.
    """
    status = path.stat()
    found = _facts(str(path), status.st_size, status.st_mtime_ns)
    if isinstance(found, str):
        raise UnusableError(found)
    return found


def sound(path: Path) -> tuple[Signal, int]:
    """Return the samples of a file, its channels averaged, and their number a second.

    Returns
    -------
    signal : numpy.ndarray of float32, shape (samples,)
        In [-1, 1]; files of floats may exceed it.
    rate : int
        Samples a second.
    """
    rate, samples = wavfile.read(path)
    signal: Signal = _scaled(samples).mean(axis=1, dtype=np.float32)
    return signal, int(rate)


def _scaled(samples: npt.NDArray[Any]) -> Signal:
    """Return samples as shares of the full range, shape (samples, channels)."""
    kind = samples.dtype
    values = samples.astype(np.float32).reshape(len(samples), -1)
    if kind.kind == "u":
        return (values / 128 - 1).astype(np.float32)
    scaled: Signal = values / np.float32(2.0 ** (8 * kind.itemsize - 1))
    return scaled if kind.kind == "i" else values


@lru_cache(maxsize=1 << 18)
def _facts(path: str, size: int, _changed: int) -> SoundFacts | str:
    """Return facts, or the reason why there are none; exceptions would not be kept."""
    if not size:
        return "are empty"
    try:
        data = Path(path).read_bytes()
        if _ends_early(data):
            return "end before they should"
        rate, samples = wavfile.read(io.BytesIO(data))
    except _DAMAGED:
        return "are no WAV files that can be read"
    if not len(samples) or rate < 1:
        return "hold no sound"
    return _measured(samples, int(rate), digest_of(data))


def _ends_early(data: bytes) -> bool:
    """Whether the header promises more bytes; a stream's header promises all that fit."""
    promised = int.from_bytes(data[4:8], "little")
    return data[:4] == b"RIFF" and len(data) < promised + 8 < STREAM


def _measured(samples: npt.NDArray[Any], rate: int, digest: str) -> SoundFacts | str:
    values = _scaled(samples)
    if not np.isfinite(values).all():
        return "hold samples that are no numbers"
    loud = np.abs(values) >= CLIPPED
    cut = (loud[1:] & loud[:-1]).mean() if len(loud) > 1 else 0.0
    return SoundFacts(
        rate=rate,
        channels=values.shape[1],
        depth=_DEPTHS.get(samples.dtype.name, "float"),
        seconds=len(values) / rate,
        peak=float(np.abs(values).max()),
        level=float(np.sqrt(np.mean(values * values, dtype=np.float64))),
        clipped=float(cut),
        digest=digest,
    )
