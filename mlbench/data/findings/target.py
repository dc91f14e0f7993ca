"""Findings about the target: imbalance, rare classes, columns that give it away."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from mlbench.data.association import LABELS
from mlbench.data.codes import Sample, members_of, sample_of
from mlbench.data.dataset import Dataset
from mlbench.data.findings.look import OF_SETS, Look, NotJudged, bounded, quoted
from mlbench.data.label_sets import label_counts
from mlbench.errors import listing
from mlbench.statements import Finding
from mlbench.vocabulary import Severity, Task

#: Classes are out of balance when the largest has so many times the rows of the smallest.
RATIO = 9
#: A class is rare with fewer rows than this.
RARE = 10
#: A column alone gives the target away from this score out of at most 1.
SUSPECT = 0.98
#: Rows looked at for that, the fewest that tell something, and folds.
ROWS, FEWEST, FOLDS = 2000, 40, 3

NO_CLASSES = "the target has no classes"

Floats = npt.NDArray[np.float64]
Measure = Callable[[Floats, Floats], float]


def imbalance(look: Look) -> Iterator[Finding | NotJudged]:
    """MB120: a class with many times the rows of another."""
    dataset = look.dataset
    if dataset.classes is None:
        yield NotJudged("MB120", NO_CLASSES)
        return
    if dataset.task is Task.MULTILABEL:
        yield NotJudged("MB120", OF_SETS)
        return
    counts = dataset.y.value_counts()
    largest, smallest = int(counts.iloc[0]), int(counts.iloc[-1])
    if largest < RATIO * smallest:
        return
    share = 100 * smallest / dataset.rows
    yield Finding(
        "MB120",
        "classes out of balance",
        Severity.WARNING,
        quoted(dataset.target),
        f"{smallest:,} rows ({share:.3g} %) are {quoted(counts.index[-1])}, {largest:,} are "
        f"{quoted(counts.index[0])}.",
        "Judge by average precision or balanced accuracy; plain accuracy hides the small class.",
    )


def rare_classes(look: Look) -> Iterator[Finding | NotJudged]:
    """MB121: classes with very few rows."""
    dataset = look.dataset
    if dataset.classes is None:
        yield NotJudged("MB121", NO_CLASSES)
        return
    is_sets = dataset.task is Task.MULTILABEL
    found = label_counts(dataset.y).most_common() if is_sets else dataset.y.value_counts().items()
    counts = pd.Series(dict(found))
    rare = counts[counts < RARE]
    if rare.empty:
        return
    what = "labels" if is_sets else "classes"
    yield Finding(
        "MB121",
        "rare classes",
        Severity.WARNING,
        quoted(dataset.target),
        f"{len(rare):,} of {len(counts):,} {what} have fewer than {RARE} rows: "
        f"{listing(rare.index[::-1])}.",
        "Merge them, or collect more; nothing can be measured on so few.",
    )


def leakage(look: Look) -> Iterator[Finding | NotJudged]:
    """MB122: a column that alone predicts the target almost perfectly.

    A shallow tree on one column at a time, cross-validated on a seeded sample of the
    training rows, is scored by balanced accuracy (classes) or R² (numbers).
    """
    dataset = look.dataset
    if dataset.target is None or len(dataset.train_rows) < FEWEST:
        few = f"there are fewer than {FEWEST} training rows"
        yield NotJudged("MB122", "there is no target" if dataset.target is None else few)
        return
    if dataset.task is Task.MULTILABEL:
        yield from _label_leakage(dataset)
        return
    is_class = dataset.classes is not None
    sample = _usable(sample_of(dataset, ROWS), is_class=is_class)
    if not sample.names or len(np.unique(sample.y)) < 2:  # noqa: PLR2004 - one value is nothing to predict
        return
    scores = _scores(sample, is_class=is_class)
    suspects = sorted(
        ((score, name) for name, score in scores.items() if score >= SUSPECT), reverse=True
    )
    measure = "balanced accuracy" if is_class else "R²"
    yield from bounded(
        [
            Finding(
                "MB122",
                "leakage suspect",
                Severity.CRITICAL,
                quoted(name),
                f"A shallow tree on this column alone predicts '{dataset.target}' with a "
                f"{measure} of {score:.3f}, cross-validated on {len(sample.y):,} training rows.",
                "See whether it is known at the time of prediction; if not, leave it out.",
            )
            for score, name in suspects
        ]
    )


def _label_leakage(dataset: Dataset) -> Iterator[Finding]:
    """Look at the most frequent labels, each by itself."""
    sample = sample_of(dataset, ROWS)
    found: dict[str, tuple[float, str]] = {}
    for label, member in members_of(dataset, LABELS, ROWS).items():
        one = _usable(replace(sample, y=member), is_class=True)
        for name, score in _scores(one, is_class=True).items() if np.ptp(one.y) else ():
            found[name] = max(found.get(name, (0.0, "")), (score, label))
    yield from bounded(
        [
            Finding(
                "MB122",
                "leakage suspect",
                Severity.CRITICAL,
                quoted(name),
                f"A shallow tree on this column alone predicts the label {quoted(label)} with a "
                f"balanced accuracy of {score:.3f}, cross-validated on training rows.",
                "See whether it is known at the time of prediction; if not, leave it out.",
            )
            for name, (score, label) in sorted(found.items(), key=lambda item: item[1])[::-1]
            if score >= SUSPECT
        ]
    )


def _usable(sample: Sample, *, is_class: bool) -> Sample:
    """Return the sample without classes that are too rare for the folds."""
    if not is_class:
        return sample
    codes = sample.y.astype("int64")
    keep = np.bincount(codes)[codes] >= 2 * FOLDS
    return Sample(sample.names, sample.X[keep], sample.discrete, sample.y[keep])


def _scores(sample: Sample, *, is_class: bool) -> dict[str, float]:
    """Return the score of each column that a tree at least fits that well."""
    tree: Any
    folds: Any
    y = sample.y
    if is_class:
        depth = max(3, math.ceil(math.log2(len(np.unique(y)))) + 1)
        tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=2, random_state=0)
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    else:
        tree = DecisionTreeRegressor(max_depth=7, min_samples_leaf=3, random_state=0)
        folds = KFold(FOLDS, shuffle=True, random_state=0)
    measure: Measure = _balanced_accuracy if is_class else r2_score
    parts = list(folds.split(sample.X, y))
    scores = {}
    for place, name in enumerate(sample.names):
        column = np.ascontiguousarray(sample.X[:, [place]], dtype="float32")
        # What a tree can't even fit it can't predict, and most columns end here.
        if measure(y, tree.fit(column, y).predict(column)) < SUSPECT:
            continue
        scores[name] = min(
            measure(y[test], tree.fit(column[train], y[train]).predict(column[test]))
            for train, test in parts
        )
    return scores


def _balanced_accuracy(y: Floats, predicted: Floats) -> float:
    """Return the mean recall; scikit-learn's own takes far longer on so few rows."""
    return float(np.mean([np.mean(predicted[y == label] == label) for label in np.unique(y)]))
