"""Pictures of a classifier: curves and confusion."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from sklearn import metrics as sk

from mlbench.errors import shorten
from mlbench.models.label_metrics import aligned
from mlbench.models.metrics import Weight
from mlbench.models.outputs import Outputs
from mlbench.pictures import PALETTE, Picture, colour_scale, house_style
from mlbench.statements import number_text

#: No more classes get a curve of their own; the most frequent ones do.
CURVES = 7
#: Above so many classes the cells of a confusion matrix carry no figures.
CELLS_WITH_FIGURES = 12

Truth = npt.NDArray[Any]


def plot_roc(truth: Truth, outputs: Outputs, weight: Weight = None) -> Picture:
    """Return ROC curves: hits against false alarms at every threshold."""
    with house_style():
        figure, axes = plt.subplots(figsize=(5.6, 4.6))
        said = []
        for label, member, score in _one_by_one(truth, outputs):
            area = float(sk.roc_auc_score(member, score, sample_weight=weight))
            said.append(f"{label} {number_text(area)}")
            fall, hits, _ = sk.roc_curve(member, score, sample_weight=weight)
            axes.plot(fall, hits, label=f"{label} (AUC {area:.3f})")
        axes.plot([0, 1], [0, 1], color=PALETTE["grey"], linestyle=":", label="chance (AUC 0.500)")
        axes.set(xlabel="False positive rate", ylabel="True positive rate", title="ROC curve")
        axes.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01))
        axes.legend(loc="lower right")
        return Picture.of(figure, alt=f"ROC curve; area under it for class {'; '.join(said)}.")


def plot_precision_recall(truth: Truth, outputs: Outputs, weight: Weight = None) -> Picture:
    """Return curves of precision against recall at every threshold."""
    with house_style():
        figure, axes = plt.subplots(figsize=(5.6, 4.6))
        said = []
        for label, member, score in _one_by_one(truth, outputs):
            average = float(sk.average_precision_score(member, score, sample_weight=weight))
            share = float(np.average(member, weights=weight))
            said.append(f"{label} {number_text(average)} at a share of {number_text(share)}")
            precision, recall, _ = sk.precision_recall_curve(member, score, sample_weight=weight)
            line = axes.plot(
                recall, precision, drawstyle="steps-post", label=f"{label} (AP {average:.3f})"
            )
            axes.axhline(share, color=line[0].get_color(), linestyle=":", linewidth=1)
        axes.set(xlabel="Recall", ylabel="Precision", xlim=(-0.01, 1.01), ylim=(-0.01, 1.02))
        axes.set(title="Precision and recall; dotted: chance")
        # labels are mostly rare, and their curves low
        axes.legend(loc="lower left" if outputs.sets is None else "upper right")
        alt = f"Precision against recall; average precision for class {'; '.join(said)}."
        return Picture.of(figure, alt=alt)


def plot_confusion(truth: Truth, outputs: Outputs) -> Picture:
    """Return the confusion matrix: shares of each true class, with counts in the cells."""
    labels = outputs.classes
    assert labels is not None
    counts = sk.confusion_matrix(truth, outputs.values, labels=labels)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    size = float(np.clip(2.4 + 0.55 * len(labels), 4.0, 9.0))
    with house_style():
        figure, axes = plt.subplots(figsize=(size + 1, size))
        image = axes.imshow(shares, vmin=0, vmax=1, cmap="cividis")
        colour_scale(axes, image, "Share of the true class")
        axes.grid(visible=False)
        names = [shorten(str(label), 18) for label in labels]
        turn = 45 if max(map(len, names)) * len(names) > 30 else 0  # noqa: PLR2004 - they overlap
        axes.set_xticks(range(len(names)), names, rotation=turn, ha="right" if turn else "center")
        axes.set_yticks(range(len(names)), names)
        axes.set(xlabel="Predicted class", ylabel="True class", title="Confusion, counts of rows")
        if len(labels) <= CELLS_WITH_FIGURES:
            for (line, column), count in np.ndenumerate(counts):
                ink = "white" if shares[line, column] < 0.5 else "black"  # noqa: PLR2004 - half
                axes.text(column, line, f"{count:,}", ha="center", va="center", color=ink)
        return Picture.of(figure, alt=_confusion_words(counts, names))


def _confusion_words(counts: npt.NDArray[np.int64], names: list[str]) -> str:
    right, total = int(np.trace(counts)), int(counts.sum())
    words = f"Confusion matrix of {len(names)} classes: {right:,} of {total:,} rows are right."
    off = counts - np.diag(np.diag(counts))
    line, column = np.unravel_index(int(off.argmax()), off.shape)
    worst = int(off[line, column])
    if not worst:
        return words
    pair = f"{names[line]} taken for {names[column]}"
    return f"{words} The most frequent mistake is {pair}, {worst:,} times."


def _one_by_one(
    truth: Truth, outputs: Outputs
) -> list[tuple[str, npt.NDArray[np.bool_], npt.NDArray[np.float64]]]:
    """Return label, membership and probability of each class or label that gets a curve."""
    assert outputs.classes is not None
    assert outputs.probabilities is not None
    if outputs.sets is not None:
        return _label_by_label(truth, outputs)
    columns = list(range(len(outputs.classes)))
    if len(columns) == 2:  # noqa: PLR2004 - binary: the other curve says the same
        columns = [1]
    counts = [np.count_nonzero(truth == label) for label in outputs.classes]
    drawn = [column for column in columns if 0 < counts[column] < len(truth)]
    most = sorted(sorted(drawn, key=lambda column: -counts[column])[:CURVES])
    return [
        (
            shorten(str(outputs.classes[column]), 24),
            np.asarray(truth == outputs.classes[column]),
            outputs.probabilities[:, column],
        )
        for column in most
    ]


def _label_by_label(
    truth: Truth, outputs: Outputs
) -> list[tuple[str, npt.NDArray[np.bool_], npt.NDArray[np.float64]]]:
    both = aligned(truth, outputs)
    counts = both.truth.sum(axis=0)
    drawn = [k for k in np.argsort(-counts, kind="stable") if 0 < counts[k] < len(truth)][:CURVES]
    return [
        (shorten(both.labels[k], 24), both.truth[:, k], both.probabilities[:, k])
        for k in sorted(drawn)
    ]
