"""Figures about predicted sets of labels, computed by scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn import metrics as sk

from mlbench.data.label_sets import Indicators, indicators, label_names
from mlbench.models.outputs import Outputs

Truth = npt.NDArray[Any]
#: What each row counts; all the same where it is left out.
Weight = npt.NDArray[np.float64] | None


@dataclass(frozen=True)
class Aligned:
    """True sets beside predicted ones, a column for each label that occurs in either.

    Attributes
    ----------
    labels : list of str
        Those of the model, then those that it does not know.
    truth, predicted : bool array of shape (rows, labels)
        Which row has which label, and which one it is said to have.
    probabilities : float array of shape (rows, labels)
        0 for a label that the model does not know.
    """

    labels: list[str]
    truth: Indicators
    predicted: Indicators
    probabilities: npt.NDArray[np.float64]

    @property
    def occurring(self) -> npt.NDArray[np.intp]:
        """Places of the labels that a row has."""
        return np.flatnonzero(self.truth.any(axis=0))

    @property
    def named(self) -> npt.NDArray[np.intp]:
        """Places of the labels that a row has or is said to have."""
        return np.flatnonzero((self.truth | self.predicted).any(axis=0))


def aligned(truth: Truth, outputs: Outputs) -> Aligned:
    """Return true sets beside predictions.

    Parameters
    ----------
    truth : array of shape (rows,)
        Sets of labels as texts.
    outputs : Outputs
        Of a model of label sets, for the same rows.
    """
    assert outputs.classes is not None
    assert outputs.sets is not None
    assert outputs.probabilities is not None
    known = [str(label) for label in outputs.classes]
    unknown = sorted(set(label_names(truth)) - set(known))
    labels = [*known, *unknown]
    more = np.zeros((len(truth), len(unknown)))
    return Aligned(
        labels,
        indicators(truth, labels),
        np.column_stack([outputs.sets, more.astype(np.bool_)]),
        np.column_stack([outputs.probabilities, more]),
    )


def average_precision_macro(truth: Truth, outputs: Outputs, weight: Weight = None) -> float:
    """Return the mean average precision of the labels that occur; NaN where none does."""
    both = aligned(truth, outputs)
    found = [
        sk.average_precision_score(both.truth[:, k], both.probabilities[:, k], sample_weight=weight)
        for k in both.occurring
    ]
    return float(np.mean(found)) if found else float("nan")


def f1_macro(truth: Truth, outputs: Outputs, weight: Weight = None) -> float:
    """Return the mean F1 of the labels that occur or are predicted."""
    both = aligned(truth, outputs)
    if not len(both.named):
        return 1.0
    return float(
        sk.f1_score(
            *_padded(both),
            average="macro",
            labels=both.named.tolist(),
            sample_weight=weight,
            zero_division=0.0,
        )
    )


def f1_micro(truth: Truth, outputs: Outputs, weight: Weight = None) -> float:
    """Return the F1 of all pairs of row and label."""
    both = aligned(truth, outputs)
    if not len(both.named):
        return 1.0
    return float(
        sk.f1_score(*_padded(both), average="micro", sample_weight=weight, zero_division=0.0)
    )


def f1_samples(truth: Truth, outputs: Outputs, weight: Weight = None) -> float:
    """Return the mean F1 of the rows; an empty set that is predicted as such has 1."""
    both = aligned(truth, outputs)
    return float(
        sk.f1_score(*_padded(both), average="samples", sample_weight=weight, zero_division=1.0)
    )


def subset_accuracy(truth: Truth, outputs: Outputs, weight: Weight = None) -> float:
    """Return the share of rows whose whole set is right."""
    return float(sk.accuracy_score(*_padded(aligned(truth, outputs)), sample_weight=weight))


def hamming_loss(truth: Truth, outputs: Outputs, weight: Weight = None) -> float:
    """Return the share of pairs of row and label that are wrong."""
    both = aligned(truth, outputs)
    return (
        float(sk.hamming_loss(both.truth, both.predicted, sample_weight=weight))
        if both.labels
        else 0.0
    )


def label_ranking(truth: Truth, outputs: Outputs, weight: Weight = None) -> float:
    """Return the label ranking average precision: whether true labels come before others."""
    both = aligned(truth, outputs)
    members, _ = _padded(both)
    below_all = np.full((len(truth), 1), -1.0)
    scores = np.column_stack([both.probabilities, below_all])
    return float(sk.label_ranking_average_precision_score(members, scores, sample_weight=weight))


def _padded(both: Aligned) -> tuple[Indicators, Indicators]:
    """Return truth and predictions with a label that no row has: one column is no matrix."""
    more = np.zeros((len(both.truth), 1), dtype=np.bool_)
    return np.column_stack([both.truth, more]), np.column_stack([both.predicted, more])
