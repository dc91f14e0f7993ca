"""The picture of a search: every score against the time at which it was known."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from mlbench.models.catalogue import BASELINE
from mlbench.models.cross_validation import axis_label
from mlbench.models.metrics import Metric
from mlbench.models.search.trial import Trial
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import number_text

_COLOURS = [PALETTE[name] for name in ("blue", "orange", "green", "purple", "sky", "vermillion")]
#: The axis reaches this many spreads of the better half below the worst of it.
_REACH = 1.0


def search_picture(trials: Sequence[Trial], winner: Trial, metric: Metric, target: str) -> Picture:
    """Return the scores of trials against the time, the best so far as a line.

    Parameters
    ----------
    trials : sequence of Trial
        Those with a score are drawn; a trial that was stopped early as an open ring.
    winner : Trial
        Set off from the others.
    metric : Metric
        What scores are.
    target : str
        The column predicted.
    """
    seen = [t for t in trials if t.scores and t.candidate.recipe != BASELINE]
    done = sorted((t for t in trials if t.is_done), key=lambda t: t.at)
    with house_style():
        figure, axes = plt.subplots(figsize=(7.2, 4.2))
        _dots(axes, seen)
        steps = [t.mean for t in done]
        best = (np.maximum if metric.greater_is_better else np.minimum).accumulate(steps)
        times = [t.at for t in done]
        axes.step(times, best, where="post", color=PALETTE["grey"], label="best so far")
        axes.scatter(
            [winner.at], [winner.mean], s=160, marker="*", color=PALETTE["vermillion"],
            label="winner", zorder=4,
        )  # fmt: skip
        _limit(axes, [t.mean for t in seen], metric)
        axes.set(
            xlabel="Time since the search began (s)",
            ylabel=axis_label(metric, target),
            title="What was tried, and when (open: stopped early)",
        )
        axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1.01, 0.5))
        words = (
            f"{len(trials)} candidates by score and time. The best, {winner.candidate.title} with "
            f"{metric.label} {number_text(winner.mean)}, was found after {winner.at:.0f} s."
        )
        return Picture.of(figure, alt=words)


def _dots(axes: Axes, seen: Sequence[Trial]) -> None:
    names = list(dict.fromkeys(trial.candidate.recipe for trial in seen))
    for number, name in enumerate(names):
        colour = _COLOURS[number % len(_COLOURS)]
        marker = "os^Dv"[number // len(_COLOURS) % 5]
        mine = [trial for trial in seen if trial.candidate.recipe == name]
        for whole in (True, False):
            points = [(trial.at, trial.mean) for trial in mine if trial.is_done is whole]
            if not points:
                continue
            named = whole or all(not trial.is_done for trial in mine)
            times, scores = zip(*points, strict=True)
            axes.scatter(
                times, scores, s=26, marker=marker, alpha=0.8, edgecolors=colour,
                facecolors=colour if whole else "none", label=name if named else None,
            )  # fmt: skip


def _limit(axes: Axes, scores: Sequence[float], metric: Metric) -> None:
    """Leave hopeless trials out of the picture: where the best differ is what counts."""
    if len(scores) < 4:  # noqa: PLR2004 - too few to call any hopeless
        return
    ordered = np.sort(scores)[:: -1 if metric.greater_is_better else 1]
    half = ordered[: max(4, len(ordered) // 2 + 1)]
    best, last = float(half[0]), float(half[-1])
    reach = max(abs(best - last), 1e-12) * _REACH
    inner, outer = best + np.sign(best - last) * 0.3 * reach, last - np.sign(best - last) * reach
    axes.set_ylim(*sorted((float(inner), float(outer)))) if best != last else None
