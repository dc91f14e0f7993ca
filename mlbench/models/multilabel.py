"""Classifiers of sets of labels, made from classifiers of one label.

They learn from and predict texts of the form that :mod:`mlbench.data.label_sets` has, so a
target stays one column for everything around them.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.multioutput import MultiOutputClassifier
from sklearn.pipeline import Pipeline
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted

from mlbench.data.label_sets import indicators, label_names, texts_of

#: From this probability on a label is predicted.
THRESHOLD = 0.5
#: A label with fewer rows that have it, or that lack it, is not learned.
FEWEST_ROWS = 2

Probabilities = npt.NDArray[np.float64]


class LabelPredictor(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """What predicts sets of labels: a probability of each, and the set of the likely ones.

    Attributes
    ----------
    classes_ : array of shape (labels,)
        The labels, sorted.
    """

    classes_: npt.NDArray[np.str_]

    def predict_proba(self, X: Any) -> Probabilities:
        """Return the probability of each label, of shape (rows, labels)."""
        raise NotImplementedError

    def predict(self, X: Any) -> npt.NDArray[np.str_]:
        """Return the set of the labels with a probability of at least one half, as texts."""
        return texts_of(self.predict_proba(X) >= THRESHOLD, list(self.classes_))


class LabelSets(LabelPredictor):
    """Learns each label by itself.

    An estimator that takes a matrix of indicators gets it; any other one is fitted for each
    label. A label that fewer than two rows have, or lack, has its share of the training rows
    as its probability everywhere.

    Parameters
    ----------
    estimator : classifier
        One with ``predict_proba``; it is cloned.

    Attributes
    ----------
    shares_ : array of shape (labels,)
        Share of the training rows that have the label.
    learned_ : array of int
        Places of the labels that were learned.
    estimator_ : estimator or None
        Fitted for these; None where there are none.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> X = np.array([[0.0], [0.1], [0.9], [1.0]] * 5)
    >>> model = LabelSets(LogisticRegression(C=100)).fit(X, ["a", "a", "a|b", "a|b"] * 5)
    >>> model.predict(np.array([[0.0], [1.0]])).tolist()
    ['a', 'a|b']
    """

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> LabelSets:
        """Fit on rows and their sets, texts of shape (rows,); rows may have weights."""
        labels = label_names(y)
        members = indicators(y, labels)
        counts = members.sum(axis=0)
        self.classes_ = np.asarray(labels, dtype=np.str_)
        self.shares_ = np.zeros(0)
        if labels:
            self.shares_ = np.average(members, axis=0, weights=sample_weight)
        able = (counts >= FEWEST_ROWS) & (counts <= len(members) - FEWEST_ROWS)
        self.learned_ = np.flatnonzero(able)
        weights = {} if sample_weight is None else {"sample_weight": sample_weight}
        self.estimator_ = self._fitted(X, members[:, self.learned_].astype(np.int64), weights)
        return self

    def _fitted(self, X: Any, members: npt.NDArray[np.int64], weights: dict[str, Any]) -> Any:
        if not members.shape[1]:
            return None
        learner = clone(self.estimator)
        if members.shape[1] == 1:
            return learner.fit(X, members[:, 0], **weights)
        if not takes_indicators(learner):
            learner = MultiOutputClassifier(learner)
        with warnings.catch_warnings():
            # of many labels a rare one may not converge, which is seen in its line
            warnings.simplefilter("ignore", ConvergenceWarning)
            return learner.fit(X, members, **weights)

    def predict_proba(self, X: Any) -> Probabilities:
        """Return the probability of each label, of shape (rows, labels)."""
        check_is_fitted(self, "shares_")
        found = np.tile(self.shares_, (X.shape[0], 1)).astype(np.float64)
        if self.estimator_ is not None:
            stated = self.estimator_.predict_proba(X)
            if len(self.learned_) == 1:
                stated = np.asarray(stated)[:, 1:]
            elif isinstance(stated, list):
                # an array of both answers for each label
                stated = np.column_stack([each[:, 1] for each in stated])
            found[:, self.learned_] = stated
        return found


class LabelVote(LabelPredictor):
    """The weighted mean of what several classifiers of label sets say.

    Parameters
    ----------
    estimators : list of (str, estimator)
        Each predicts sets of labels; they are cloned.
    weights : list of float
        What each counts.
    """

    def __init__(self, estimators: Sequence[tuple[str, Any]], weights: Sequence[float]) -> None:
        self.estimators = estimators
        self.weights = weights

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> LabelVote:
        """Fit every one on rows and their sets; rows may have weights."""
        weights = {} if sample_weight is None else {"sample_weight": sample_weight}
        self.estimators_ = [clone(each).fit(X, y, **weights) for _, each in self.estimators]
        self.classes_ = np.asarray(self.estimators_[0].classes_)
        return self

    def predict_proba(self, X: Any) -> Probabilities:
        """Return the mean probability of each label, of shape (rows, labels)."""
        check_is_fitted(self, "estimators_")
        stated = [each.predict_proba(X) for each in self.estimators_]
        return np.asarray(np.average(stated, axis=0, weights=self.weights))


def takes_indicators(estimator: Any) -> bool:
    """Whether a classifier learns from a matrix of indicators by itself.

    >>> from sklearn.ensemble import RandomForestClassifier
    >>> from sklearn.linear_model import LogisticRegression
    >>> takes_indicators(RandomForestClassifier()), takes_indicators(LogisticRegression())
    (True, False)
    """
    if isinstance(estimator, Pipeline):  # what is before its last step may not
        return False
    tags = get_tags(estimator)
    return bool(tags.classifier_tags is not None and tags.classifier_tags.multi_label)


def of_label_sets(pipeline: Pipeline) -> Pipeline:
    """Return a pipeline whose last step predicts sets of labels."""
    *before, (name, model) = pipeline.steps
    if isinstance(last_of(model), LabelPredictor):  # one that knows of sets itself
        return pipeline
    return Pipeline([*before, (name, LabelSets(model))])


def last_of(pipeline: Any) -> Any:
    """Return the last step of a pipeline, also of one within another."""
    while hasattr(pipeline, "steps"):
        pipeline = pipeline.steps[-1][1]
    return pipeline
