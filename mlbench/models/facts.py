"""What is known of a fitted model besides its numbers: kept with it, and read by people."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mlbench.data.kinds import ColumnKind
from mlbench.models.target import plain_labels
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

#: No more categories of a feature are kept by name.
CATEGORY_LIMIT = 50
#: Packages whose versions a saved model depends on.
PACKAGES = ("scikit-learn", "numpy", "pandas", "scipy", "skrub", "skops", "keras", "tensorflow")


@dataclass(frozen=True)
class FeatureFacts:
    """One feature as training saw it.

    Attributes
    ----------
    name, kind, dtype : str
        The column, its kind, and the type that it had.
    missing : bool
        Whether training rows lacked it.
    low, high : float or None
        The closed range of a numeric feature.
    integer : bool
        Whether all its numbers were whole.
    categories : tuple of str
        The most frequent categories, at most 50, the most frequent first.
    more_categories : int
        How many there were beyond these.
    """

    name: str
    kind: str
    dtype: str
    missing: bool
    low: float | None = None
    high: float | None = None
    integer: bool = False
    categories: tuple[str, ...] = ()
    more_categories: int = 0


@dataclass(frozen=True)
class ModelFacts:
    """What is known of a fitted model.

    Attributes
    ----------
    recipe, title : str
        The recipe's name and title; ``custom`` for a pipeline of one's own.
    task : Task
        What it predicts.
    target : str
        The column it predicts.
    classes : tuple or None
        The labels, sorted; None for regression.
    positive : object
        The label that binary metrics look for: the last one.
    features : tuple of FeatureFacts
        The features it takes, in order.
    fingerprint, data : str
        Of the dataset it was trained on, and that dataset's name.
    split : dict
        ``kind``, ``test_fraction`` and ``seed`` of the split it was trained under.
    train_rows : int
        Rows it was trained on.
    seconds : float or None
        What the fit took.
    seed : int
        The seed of the fit.
    versions : dict of str to str
        Of Python and the packages that matter.
    history : dict of str to list of float
        Loss by epoch, for models that learn so.
    options : dict
        What was set of the recipe.
    training : dict of str to str
        How it came to be, in words: from which rows, computed where.
    weight : str or None
        The column that said how much each row counted; None where all counted the same.
    """

    recipe: str
    title: str
    task: Task
    target: str
    classes: tuple[Any, ...] | None
    positive: Any
    features: tuple[FeatureFacts, ...]
    fingerprint: str
    data: str
    split: dict[str, Any]
    train_rows: int
    seconds: float | None
    seed: int
    versions: dict[str, str]
    history: dict[str, list[float]]
    options: dict[str, Any] = field(default_factory=dict)
    training: dict[str, str] = field(default_factory=dict)
    weight: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> ModelFacts:
        """Read the stored form, passing over fields that are not known here."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        values["task"] = Task(values["task"])
        values["features"] = tuple(
            FeatureFacts(**{**feature, "categories": tuple(feature["categories"])})
            for feature in values["features"]
        )
        if values["classes"] is not None:
            values["classes"] = tuple(values["classes"])
        return cls(**values)


def features_of(dataset: Dataset, names: list[str]) -> tuple[FeatureFacts, ...]:
    """Return what the training rows show of features."""
    train = dataset.X_train
    return tuple(_feature(train[name], name, dataset.kinds[name]) for name in names)


def _feature(column: pd.Series, name: str, kind: ColumnKind) -> FeatureFacts:
    missing = bool(column.isna().any())
    dtype = str(column.dtype)
    if kind is ColumnKind.NUMERIC:
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        integer = bool((values[~np.isnan(values)] % 1 == 0).all())
        return FeatureFacts(name, kind, dtype, missing, _finite(low), _finite(high), integer)
    if kind is ColumnKind.CATEGORICAL:
        counts = column.value_counts()
        shown = tuple(str(label) for label in counts.index[:CATEGORY_LIMIT])
        more = len(counts) - len(shown)
        return FeatureFacts(name, kind, dtype, missing, categories=shown, more_categories=more)
    return FeatureFacts(name, kind, dtype, missing)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def labels_of(pipeline: Any, task: Task) -> tuple[Any, ...] | None:
    """Return the labels that a fitted pipeline tells apart, as plain values."""
    return tuple(plain_labels(pipeline.classes_)) if task.is_classification else None


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that a model depends on.

    >>> sorted(versions())[0]
    'keras'
    """
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}
