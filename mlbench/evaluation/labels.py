"""A line for each label: how often it is found, and from which probability on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn import metrics as sk

from mlbench.errors import shorten
from mlbench.evaluation.classes import rates_picture
from mlbench.evaluation.out_of_fold import OutOfFold
from mlbench.evaluation.rates import brief, share_of
from mlbench.evaluation.view import View
from mlbench.models.label_metrics import Weight, aligned
from mlbench.models.multilabel import THRESHOLD
from mlbench.models.outputs import Outputs
from mlbench.pictures import Picture
from mlbench.statements import Estimate, number_text


@dataclass(frozen=True, eq=False, repr=False)
class Labels(View):
    """Figures of each label against its absence.

    Attributes
    ----------
    table : pandas.DataFrame
        ``label``, ``rows`` that have it, ``predicted`` ones, ``recall`` and ``precision`` with
        ``_low`` and ``_high``, ``f1``, ``average_precision``; ``threshold``, from which on it
        is best predicted by F1 on training rows, and ``f1_there``, the F1 of the test rows
        with it; both are NaN where nothing could be chosen. The most frequent label first.
    confidence : float
        Coverage of the intervals.
    chosen_on : str
        What thresholds were chosen on, as half a sentence; empty where none were.
    unknown : tuple of str
        Labels of test rows that the model has not learned from.
    """

    table: pd.DataFrame
    confidence: float
    chosen_on: str
    unknown: tuple[str, ...] = ()

    most = 30

    def frame(self) -> pd.DataFrame:
        """Return one row a label."""
        return self.table.copy()

    def shown(self) -> pd.DataFrame:
        """Return the labels with their intervals."""
        lines = self.table.to_dict("records")
        rates = {
            name.capitalize(): [
                brief(Estimate(line[name], line[f"{name}_low"], line[f"{name}_high"]))
                for line in lines
            ]
            for name in ("recall", "precision")
        }
        shown = {
            "Label": [line["label"] for line in lines],
            "Rows": [f"{line['rows']:,}" for line in lines],
            "Predicted": [f"{line['predicted']:,}" for line in lines],
            **rates,
            "F1": _figures(self.table["f1"]),
            "AP": _figures(self.table["average_precision"]),
        }
        if self.chosen_on:
            shown["Threshold"] = _figures(self.table["threshold"])
            shown["F1 there"] = _figures(self.table["f1_there"])
        return pd.DataFrame(shown)

    def note(self) -> str:
        """Return which labels are found least and most, and what thresholds would bring."""
        ranked = self.table[self.table["rows"] > 0].sort_values("recall", kind="stable")
        said = [f"Each label by itself, predicted from a probability of {THRESHOLD} on."]
        if len(ranked):
            worst, best = ranked.iloc[0], ranked.iloc[-1]
            said.append(
                f"{worst['label']} is found least: {number_text(worst['recall'])} of its "
                f"{worst['rows']:,} rows; {best['label']} most: {number_text(best['recall'])} of "
                f"{best['rows']:,}."
            )
        never = int(((self.table["predicted"] == 0) & (self.table["rows"] > 0)).sum())
        if never:
            said.append(f"{never:,} of {len(ranked):,} labels that occur are never predicted.")
        if self.chosen_on:
            before, after = (float(self.table[name].mean()) for name in ("f1", "f1_there"))
            said.append(
                f"With the threshold of each label that has the best F1 on {self.chosen_on}, the "
                f"mean F1 on the test rows is {number_text(after)} instead of "
                f"{number_text(before)}."
            )
        if self.unknown:
            said.append(f"No training row has {', '.join(self.unknown)}: never predicted.")
        return " ".join(said)

    def plot(self) -> Picture:
        """Return recall and precision of the most frequent labels with their intervals."""
        alt = f"Recall and precision by label. {self.note()}"
        return rates_picture(self.table, "label", self.confidence, alt)


def labels_of(
    truth: npt.NDArray[Any],
    outputs: Outputs,
    held: OutOfFold | None,
    confidence: float,
    weight: Weight = None,
) -> Labels:
    """Measure each label of the test rows.

    Parameters
    ----------
    truth : array of shape (rows,)
        Sets of labels as texts.
    outputs : Outputs
        Of the model, for the same rows.
    held : OutOfFold or None
        Predictions for training rows that thresholds are chosen on.
    confidence : float
        Coverage of the intervals, in (0, 1).
    weight : array of shape (rows,), optional
        How much each row counts in recall, precision, F1 and AP; all the same without.
    """
    both = aligned(truth, outputs)
    chosen = {} if held is None else _thresholds(held)
    lines = []
    for k, label in enumerate(both.labels):
        true, said, stated = both.truth[:, k], both.predicted[:, k], both.probabilities[:, k]
        rows, predicted = int(true.sum()), int(said.sum())
        recall, precision = (
            share_of((true & said)[of], None if weight is None else weight[of], confidence)
            for of in (true, said)
        )
        threshold = chosen.get(label, np.nan)
        lines.append(
            {
                "label": shorten(label, 24),
                "rows": rows,
                "predicted": predicted,
                **_named("recall", recall),
                **_named("precision", precision),
                "f1": _f1(true, said, weight),
                "average_precision": _average_precision(true, stated, weight),
                "threshold": threshold,
                "f1_there": _f1(true, stated >= threshold, weight) if label in chosen else np.nan,
            }
        )
    table = pd.DataFrame(lines).sort_values("rows", ascending=False, kind="stable")
    known = set(map(str, outputs.classes if outputs.classes is not None else ()))
    unknown = tuple(shorten(label, 24) for label in both.labels if label not in known)
    chosen_on = held.note() if held is not None and chosen else ""
    return Labels(table.reset_index(drop=True), confidence, chosen_on, unknown)


def _thresholds(held: OutOfFold) -> dict[str, float]:
    """Return the threshold of each label with the best F1 on rows that were held out."""
    both = aligned(held.truth, held.outputs)
    found = {}
    for k in both.occurring:
        precision, recall, thresholds = sk.precision_recall_curve(
            both.truth[:, k], both.probabilities[:, k], sample_weight=held.weight
        )
        total = precision + recall
        f1 = np.divide(2 * precision * recall, total, where=total > 0, out=np.zeros_like(total))
        found[both.labels[k]] = float(thresholds[int(f1[:-1].argmax())])
    return found


def _f1(true: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_], weight: Weight) -> float:
    counts = np.ones(len(true)) if weight is None else weight
    total = float(counts @ true + counts @ said)
    return 2 * float(counts @ (true & said)) / total if total else float("nan")


def _average_precision(
    true: npt.NDArray[np.bool_], stated: npt.NDArray[np.float64], weight: Weight
) -> float:
    counts = np.ones(len(true)) if weight is None else weight
    if not (counts @ true):
        return float("nan")
    return float(sk.average_precision_score(true, stated, sample_weight=weight))


def _named(name: str, found: Estimate) -> dict[str, float | None]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


def _figures(column: pd.Series) -> list[str]:
    return [f"{value:.3f}" if np.isfinite(value) else "-" for value in column]
