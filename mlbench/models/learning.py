"""The picture of a training: loss and metrics by epoch, on training and validation rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import number_text

#: What Keras puts before the name of a figure that is of the validation rows.
VALIDATION = "val_"
_MOST_METRICS = 4

History = Mapping[str, Sequence[float]]


def learning_picture(history: History, *, kept: bool = False, ended: str = "") -> Picture:
    """Return the loss by epoch and, where there are any, the metrics beside it.

    Parameters
    ----------
    history : mapping of str to sequence of float
        A figure an epoch by name, as Keras names them; ``loss`` must be one of them.
    kept : bool
        Whether the weights of the best epoch were kept; else it is just the lowest.
    ended : str
        How the training ended, when not as planned.

    Returns
    -------
    Picture
    """
    watched = VALIDATION + "loss" if history.get(VALIDATION + "loss") else "loss"
    best = int(np.argmin(history[watched])) + 1
    metrics = _metrics(history)
    with house_style():
        figure, panels = plt.subplots(
            1, 1 + bool(metrics), squeeze=False, figsize=(10.5, 3.6) if metrics else None
        )
        losses, *others = panels[0]
        _draw(losses, history, ["loss"])
        word = "kept" if kept else "lowest"
        losses.axvline(best, color=PALETTE["grey"], linestyle=":", label=f"{word}: epoch {best}")
        losses.set(xlabel="Epoch", ylabel="Loss", title="How the network learned")
        losses.legend()
        for axes in others:
            _draw(axes, history, metrics, named=True)
            axes.set(xlabel="Epoch", ylabel="Value of the metric", title="Metrics")
            axes.legend()
        return Picture.of(figure, alt=_words(history, watched, best, kept=kept, ended=ended))


def _metrics(history: History) -> list[str]:
    found = [name for name in history if name != "loss" and not name.startswith(VALIDATION)]
    return [name for name in found if name != "learning_rate"][:_MOST_METRICS]


def _draw(axes: Any, history: History, names: list[str], *, named: bool = False) -> None:
    for name in names:
        for key, rows in ((name, "training rows"), (VALIDATION + name, "validation rows")):
            if history.get(key):
                label = f"{name}, {rows}" if named else rows
                axes.plot(range(1, len(history[key]) + 1), history[key], label=label)


def _words(history: History, watched: str, best: int, *, kept: bool, ended: str) -> str:
    lowest = number_text(min(history[watched]))
    words = f"Loss over {len(history['loss'])} epochs; "
    if kept:
        words += f"the weights of epoch {best} were kept, at a loss of {lowest}."
    else:
        rows = "validation" if watched != "loss" else "training"
        words += f"lowest on the {rows} rows in epoch {best}, at {lowest}."
    metrics = [f"{name} {number_text(history[name][-1])}" for name in _metrics(history)]
    words += f" At the end: {', '.join(metrics)}." if metrics else ""
    return f"{words} {ended}".rstrip()
