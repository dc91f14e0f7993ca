"""The tables that scikit-learn brings along, with labels that people can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from sklearn import datasets

from mlbench.data.raw import RawTable
from mlbench.errors import DataError, did_you_mean, shorten

TARGET = "target"

_TABLES: dict[str, Callable[..., Any]] = {
    "breast_cancer": datasets.load_breast_cancer,
    "diabetes": datasets.load_diabetes,
    "digits": datasets.load_digits,
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
}


class SklearnSource:
    """``sklearn:NAME``: breast_cancer, diabetes, digits, iris, wine.

    The column to predict is named ``target``; classes carry their names where the data
    set has some, as ``malignant`` and ``benign``.

    >>> SklearnSource().read("iris").frame["target"].unique().tolist()
    ['setosa', 'versicolor', 'virginica']
    """

    def read(self, name: str) -> RawTable:
        """Return one of the tables.

        Raises
        ------
        DataError
            scikit-learn brings no table of that name.
        """
        if name not in _TABLES:
            raise DataError(
                f"scikit-learn brings no table '{shorten(name)}'. "
                f"{did_you_mean(name, sorted(_TABLES))}",
                next_step="Use one of the known names, as sklearn:iris.",
                code="DATA_NOT_FOUND",
            )
        bunch = _TABLES[name](as_frame=True)
        labels = [str(label) for label in bunch.get("target_names", ())]
        target: pd.Series = bunch.target
        if any(not label.isdigit() for label in labels):
            target = pd.Series([labels[code] for code in target], dtype="str")
        frame = bunch.data.assign(**{TARGET: target})
        return RawTable(name=name, frame=frame, target=TARGET)
