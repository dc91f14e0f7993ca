"""Sounds: waves and spectrograms by class, lengths, levels, formats."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from mlbench.data.dataset import Dataset
from mlbench.data.drawing import drawing, plain
from mlbench.data.media.files import Files, files_of
from mlbench.data.media.sound_files import sound
from mlbench.data.views.shown import Ids, Shown, Table, by_class, sampled
from mlbench.data.views.spectrum import FLOOR, LONGEST, Spectrogram, mel_of, spectrogram
from mlbench.errors import listing
from mlbench.pictures import PALETTE, Picture
from mlbench.statements import number_text

#: Classes drawn, and pairs of wave and spectrogram side by side.
CLASSES, ACROSS = 10, 5
BINS = 40
#: Points of a wave that are drawn; of a longer one the ends of as many stretches.
POINTS = 1200
#: Levels are drawn down to here, in decibels of the full range.
LOWEST = -80.0


def samples(dataset: Dataset) -> Iterator[Shown]:
    """Yield the wave and the log-mel spectrogram of one sound of each class."""
    files = files_of(dataset)
    if files is None:
        return
    known = np.array(sorted(files.sounds), dtype=np.int64)
    chosen = _one_each(dataset, known)
    across = min(len(chosen), ACROSS)
    down = math.ceil(len(chosen) / across)
    with drawing():
        figure, grid = plt.subplots(
            2 * down, across, figsize=(1.75 * max(across, 3), 2.5 * down + 0.7), squeeze=False,
            gridspec_kw={"height_ratios": [1, 2] * down},
        )  # fmt: skip
        for axes in grid.flat:
            axes.set_visible(False)
        for place, (label, row) in enumerate(chosen):
            line, column = divmod(place, across)
            _draw_sound(grid[2 * line : 2 * line + 2, column], files, label, row, column == 0)
        image = grid[1, 0].images[0]
        figure.colorbar(
            image, ax=grid[:, :], label="level (dB below the loudest)", aspect=40, shrink=0.6
        )
        groups = [label for label, _ in chosen]
        each = f"one sound of each of {len(groups)} classes" if groups[0] else "some sounds"
        figure.suptitle(
            f"Waves and log-mel spectrograms of {each}",
            x=0, ha="left", fontsize=11, weight="bold",
        )  # fmt: skip
        names = f": {listing(groups, 10)}" if groups[0] else ""
        yield Picture.of(figure, alt=f"Waves and log-mel spectrograms of {each}{names}.")


def _one_each(dataset: Dataset, known: Ids) -> list[tuple[str, int]]:
    """Return a typical sound of each class: a seeded choice."""
    groups = by_class(dataset, CLASSES)
    if len(groups) == 1:
        return [("", int(row)) for row in sampled(known, ACROSS)]
    rows = [(label, sampled(ids[np.isin(ids, known)], 1)) for label, ids in groups]
    return [(label, int(ids[0])) for label, ids in rows if len(ids)]


def _draw_sound(axes: Any, files: Files, label: str, row: int, first: bool) -> None:  # noqa: FBT001 - of a grid
    whole, rate = sound(files.path(row))
    signal = whole[: int(LONGEST * rate)]
    seconds = len(signal) / rate
    wave, spectrum = axes
    wave.set_visible(True)
    spectrum.set_visible(True)
    stretch = max(1, len(signal) // POINTS)
    parts = signal[: len(signal) // stretch * stretch].reshape(-1, stretch)
    times = np.arange(len(parts)) * stretch / rate
    wave.fill_between(times, parts.min(axis=1), parts.max(axis=1), linewidth=0.6, edgecolor="C0")
    cut = f", first {LONGEST:g} s" if len(signal) < len(whole) else ""
    wave.set_title(f"{plain(label, 20)}{cut}".removeprefix(", "), fontsize=8)
    wave.set_xlim(0, seconds)
    wave.tick_params(labelbottom=False, labelsize=7)
    wave.locator_params(axis="y", nbins=2)
    drawn = spectrogram(signal, rate)
    extent = (0, drawn.seconds, 0, len(drawn.levels))
    spectrum.imshow(drawn.levels, origin="lower", aspect="auto", extent=extent, vmin=FLOOR, vmax=0)
    spectrum.grid(visible=False)
    spectrum.set_xlim(0, seconds)
    spectrum.tick_params(labelsize=7)
    spectrum.locator_params(axis="x", nbins=3)
    _label_bands(spectrum, drawn, first=first)
    spectrum.set_xlabel("seconds", fontsize=8)


def _label_bands(axes: Any, drawn: Spectrogram, *, first: bool) -> None:
    marks = [hz for hz in (250, 500, 1000, 2000, 4000, 8000, 16000) if hz < drawn.top]
    places = [mel_of(hz) / mel_of(drawn.top) * len(drawn.levels) for hz in marks]
    axes.set_yticks(places, [f"{hz:,}" for hz in marks] if first else [])
    if first:
        axes.set_ylabel("Hz (mel scale)", fontsize=8)


def lengths(dataset: Dataset) -> Iterator[Shown]:
    """Yield how long the sounds are."""
    files = files_of(dataset)
    if files is None:
        return
    seconds = np.array([facts.seconds for facts in files.sounds.values()])
    median = float(np.median(seconds))
    with drawing():
        figure, axes = plt.subplots(figsize=(7.2, 2.8))
        axes.hist(seconds, bins=BINS)
        axes.axvline(median, color=PALETTE["vermillion"], label=f"median {number_text(median)} s")
        axes.set_xlabel("length (seconds)")
        axes.set_ylabel("sounds")
        axes.set_title(f"Lengths of {len(seconds):,} sounds, {_duration(seconds.sum())} in all")
        axes.legend()
        alt = (
            f"Lengths of {len(seconds):,} sounds: from {seconds.min():.3g} to "
            f"{seconds.max():.3g} seconds, median {median:.3g}."
        )
        yield Picture.of(figure, alt=alt)


def _duration(seconds: float) -> str:
    for unit, length in (("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.3g} {unit}"
    return f"{seconds:.3g} seconds"


def levels(dataset: Dataset) -> Iterator[Shown]:
    """Yield how loud the sounds are, and which are silent or cut off."""
    files = files_of(dataset)
    if files is None:
        return
    facts = list(files.sounds.values())
    peak, level = (_decibels([getattr(f, name) for f in facts]) for name in ("peak", "level"))
    silent = np.array([f.is_silent for f in facts])
    clipped = np.array([f.clipped > 0 for f in facts])
    groups = {
        "others": (~silent & ~clipped, PALETTE["blue"], 8),
        "with cut-off peaks": (clipped, PALETTE["vermillion"], 14),
        "silent": (silent, PALETTE["grey"], 20),
    }
    with drawing():
        figure, axes = plt.subplots(figsize=(7.2, 3.4))
        for name, (where, colour, size) in groups.items():
            if where.any():
                label = f"{int(where.sum()):,} {name}"
                axes.scatter(
                    level[where], peak[where], s=size, alpha=0.6, linewidths=0, color=colour,
                    label=label,
                )  # fmt: skip
        axes.set_xlabel("level: root mean square (dB of the full range)")
        axes.set_ylabel("loudest sample (dB)")
        axes.set_title(f"How loud {len(facts):,} sounds are")
        if silent.any() or clipped.any():
            axes.legend()
        alt = (
            f"Level and loudest sample of {len(facts):,} sounds: median level "
            f"{np.median(level):.0f} dB; {int(clipped.sum()):,} have cut-off peaks, "
            f"{int(silent.sum()):,} are silent."
        )
        yield Picture.of(figure, alt=alt)


def _decibels(values: list[float]) -> Any:
    return 20 * np.log10(np.maximum(values, 10 ** (LOWEST / 20)))


def formats(dataset: Dataset) -> Iterator[Shown]:
    """Yield how many sounds there are of each rate, number of channels and depth."""
    files = files_of(dataset)
    if files is None:
        return
    counts = Counter((f.rate, f.channels, f.depth) for f in files.sounds.values())
    rows = pd.DataFrame(
        [(f"{r:,}", c, d, n) for (r, c, d), n in counts.most_common()],
        columns=["samples a second", "channels", "depth", "sounds"],
    )
    if len(rows) == 1:
        title = f"All {len(files.sounds):,} sounds are of one format."
    else:
        title = f"Sounds are of {len(rows):,} formats, the most frequent first."
    yield Table(title, rows)
