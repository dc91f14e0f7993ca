"""Preparation of columns, as parts of a scikit-learn pipeline.

Two ways: indicator columns and scaled numbers for models that weigh columns, ordinal
codes for models that split them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import skrub
from sklearn.base import clone
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    OneHotEncoder,
    OrdinalEncoder,
    PowerTransformer,
    StandardScaler,
    TargetEncoder,
)

from mlbench.models.intake import Intake
from mlbench.models.layout import FEW_CATEGORIES, NATIVE_CATEGORIES, Layout

#: A category seen in fewer training rows than this shares one indicator with its like.
RARE_ROWS = 5
#: Folds over which a target encoding is learned, so that no row sees its own target.
ENCODER_FOLDS = 5
#: From so many indicator columns on they are kept as a sparse matrix.
SPARSE_FROM = 2000
#: Numbers that stand for a text: leading components of its character n-grams.
TEXT_COMPONENTS = 30

_Part = tuple[str, Any, Any]


def assemble(layout: Layout, prepare: Any, model: Any) -> Pipeline:
    """Return intake, preparation and model as one pipeline."""
    steps = [("intake", Intake(layout.kinds)), ("prepare", prepare), ("model", model)]
    return Pipeline([step for step in steps if step[1] is not None])


def on_scaled_target(model: Any) -> TransformedTargetRegressor:
    """Return a regressor that learns its target at mean 0 and variance 1."""
    return TransformedTargetRegressor(model, transformer=StandardScaler())


def indicators(layout: Layout, seed: int, *, scale: bool, bell: bool = False) -> ColumnTransformer:
    """Return a preparation for models that need complete numbers.

    Numbers get the median for what is missing; categories become indicator columns, the
    rare ones sharing one, or the mean target of their like where there are many
    (Micci-Barreca 2001); texts become components; dates become their parts.

    Parameters
    ----------
    layout : Layout
        The columns.
    seed : int
        Seed of what is random.
    scale : bool
        Whether columns are brought to mean 0 and variance 1.
    bell : bool
        Whether numbers are brought near to a normal distribution before (Yeo and Johnson 2000).
    """
    sparse = layout.indicator_columns() >= SPARSE_FROM
    one_hot = OneHotEncoder(
        handle_unknown="infrequent_if_exist", min_frequency=RARE_ROWS, sparse_output=sparse
    )
    parts: list[_Part] = [
        ("numeric", _complete(scale=scale, bell=bell), list(layout.numeric)),
        (
            "boolean",
            SimpleImputer(strategy="most_frequent", keep_empty_features=True),
            list(layout.boolean),
        ),
        ("few", one_hot, list(layout.up_to(FEW_CATEGORIES))),
        ("many", _many(layout, seed, scale=scale), list(layout.beyond(FEW_CATEGORIES))),
    ]
    singles = _singles(layout, seed, scale=scale)
    return _columns([*parts, *singles], sparse_threshold=1.0 if sparse else 0.0)


def codes(
    layout: Layout, seed: int, *, native: int = NATIVE_CATEGORIES, texts: Any = None
) -> tuple[ColumnTransformer, list[int]]:
    """Return a preparation for trees that take missing values and categories as they are.

    Parameters
    ----------
    layout : Layout
        The columns.
    seed : int
        Seed of what is random.
    native : int
        Up to so many categories a column is kept as codes.
    texts : estimator, optional
        What encodes each text, and each column of more categories; left out, texts become
        components and categories the mean target of their like.

    Returns
    -------
    preparation : ColumnTransformer
        Its first columns are the categorical ones, as codes.
    categorical : list of int
        Indices of the prepared columns that hold codes.
    """
    few, many = list(layout.up_to(native)), list(layout.beyond(native))
    ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)
    parts: list[_Part] = [
        ("native", ordinal, few),
        ("numbers", "passthrough", [*layout.numeric, *layout.boolean]),
    ]
    if texts is None:
        parts.append(("many", _many(layout, seed, scale=False), many))
    else:
        parts += [(f"many{number}", clone(texts), name) for number, name in enumerate(many)]
    singles = _singles(layout, seed, scale=False, texts=texts)
    return _columns([*parts, *singles], sparse_threshold=0.0), list(range(len(few)))


def categories_as_texts(layout: Layout, seed: int) -> ColumnTransformer:
    """Return a preparation for models that take categories by name: a frame, gaps as a text."""
    gaps = SimpleImputer(strategy="constant", fill_value="")
    parts: list[_Part] = [
        ("categories", gaps, list(layout.categories)),
        ("numbers", "passthrough", [*layout.numeric, *layout.boolean]),
    ]
    columns = _columns([*parts, *_singles(layout, seed, scale=False)], sparse_threshold=0.0)
    return columns.set_output(transform="pandas")


def embeddable(layout: Layout, seed: int) -> tuple[ColumnTransformer, int]:
    """Return a preparation for networks that learn an embedding a categorical column.

    Numbers are scaled to mean 0 and variance 1 after the median took the place of what is
    missing, with an indicator beside; rare categories share one code.

    Parameters
    ----------
    layout : Layout
        The columns.
    seed : int
        Seed of what is random.

    Returns
    -------
    preparation : ColumnTransformer
        Its first columns are codes of categories: -2 for missing, -1 for unknown.
    categorical : int
        How many these are.
    """
    code = OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=-1,
        encoded_missing_value=-2,
        min_frequency=RARE_ROWS,
        dtype=np.float32,
    )
    categories = list(layout.categories)
    numbers = [*layout.numeric, *layout.boolean]
    parts: list[_Part] = [
        ("codes", code, categories),
        ("numbers", _complete(scale=True, indicate=True), numbers),
        *_singles(layout, seed, scale=True),
    ]
    return _columns(parts, sparse_threshold=0.0), len(categories)


def _columns(parts: list[_Part], sparse_threshold: float) -> ColumnTransformer:
    used = [part for part in parts if part[2]]
    return ColumnTransformer(
        used, sparse_threshold=sparse_threshold, verbose_feature_names_out=False
    )


def _complete(*, scale: bool, indicate: bool = False, bell: bool = False) -> Any:
    impute = SimpleImputer(strategy="median", keep_empty_features=True, add_indicator=indicate)
    scaler = PowerTransformer() if bell else StandardScaler()
    return Pipeline([("impute", impute), ("scale", scaler)]) if scale else impute


def _many(layout: Layout, seed: int, *, scale: bool) -> Any:
    """Return what encodes categories of many values: by the target, or the frequent ones."""
    if not layout.label_sets:
        return _by_target(seed, scale=scale)
    return OneHotEncoder(
        handle_unknown="infrequent_if_exist",
        min_frequency=RARE_ROWS,
        max_categories=FEW_CATEGORIES,
        sparse_output=False,
    )


def _by_target(seed: int, *, scale: bool) -> Any:
    folds = KFold(ENCODER_FOLDS, shuffle=True, random_state=seed)
    encoder = TargetEncoder(cv=folds)
    return Pipeline([("encode", encoder), ("scale", StandardScaler())]) if scale else encoder


def _singles(layout: Layout, seed: int, *, scale: bool, texts: Any = None) -> list[_Part]:
    """Return one part per date and text: skrub's encoders take one column each."""
    parts: list[_Part] = []
    for number, name in enumerate(layout.datetime):
        dates = skrub.DatetimeEncoder(add_weekday=True)
        parts.append((f"date{number}", _then(dates, scale=scale), name))
    for number, name in enumerate(layout.text):
        components = min(TEXT_COMPONENTS, max(2, layout.rows // 10))
        standard = skrub.StringEncoder(n_components=components, random_state=seed)
        text = standard if texts is None else clone(texts)
        parts.append((f"text{number}", _then(text, scale=scale), name))
    return parts


def _then(encoder: Any, *, scale: bool) -> Pipeline:
    return Pipeline([("encode", encoder), ("complete", _complete(scale=scale))])
