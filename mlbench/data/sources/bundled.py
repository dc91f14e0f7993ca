"""The tables of scikit-learn: those it brings along, and those it fetches and checks itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sklearn import datasets

from mlbench.data.raw import RawTable
from mlbench.data.sources.listed import Listed
from mlbench.errors import DataError, did_you_mean, shorten

TARGET = "target"

_TABLES: dict[str, Callable[..., Any]] = {
    "breast_cancer": datasets.load_breast_cancer,
    "diabetes": datasets.load_diabetes,
    "digits": datasets.load_digits,
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
}
_ROWS = {"breast_cancer": 569, "diabetes": 442, "digits": 1797, "iris": 150, "wine": 178}


@dataclass(frozen=True)
class Fetched:
    """A table that scikit-learn fetches once, with a SHA-256 of its own.

    Parameters
    ----------
    fetch : callable
        What does so.
    rows : int
        Its number of rows.
    kept : str
        What it is kept as, in scikit-learn's folder of data.
    origin : str
        Where it comes from; scikit-learn says nothing of a licence.
    """

    fetch: Callable[..., Any]
    rows: int
    kept: str
    origin: str

    @property
    def place(self) -> Path:
        """Where it is kept; the folder need not be there."""
        return _home() / self.kept


_UCI = "UCI Machine Learning Repository"
_FETCHED = {
    "california_housing": Fetched(
        datasets.fetch_california_housing,
        20_640,
        "cal_housing_py3.pkz",
        "Pace and Barry 1997, StatLib, census of 1990",
    ),
    "covtype": Fetched(
        datasets.fetch_covtype,
        581_012,
        "covertype/samples_py3",
        f"Blackard 1998, {_UCI}",
    ),
    "kddcup99": Fetched(
        datasets.fetch_kddcup99,
        494_021,
        "kddcup99_10-py3/samples",
        f"KDD Cup 1999, a tenth of it, {_UCI}",
    ),
}


class SklearnSource:
    """``sklearn:NAME``: breast_cancer, diabetes, digits, iris, wine.

    california_housing, covtype and kddcup99 are fetched by scikit-learn when they are first
    asked for, checked by its own SHA-256, and kept where ``SCIKIT_LEARN_DATA`` says. The
    column to predict is named ``target``; classes carry their names where the data set has
    some, as ``malignant`` and ``benign``.

    >>> SklearnSource().read("iris").frame["target"].unique().tolist()
    ['setosa', 'versicolor', 'virginica']
    """

    def listed(self) -> list[Listed]:
        """Return what ``mlbench data list`` shows."""
        brought = [
            Listed(
                f"sklearn:{name}", rows, target=TARGET, origin="comes with scikit-learn", here=True
            )
            for name, rows in _ROWS.items()
        ]
        return [*brought, *(_listed(name, one) for name, one in _FETCHED.items())]

    def read(self, name: str) -> RawTable:
        """Return one of the tables.

        Raises
        ------
        DataError
            scikit-learn knows no table of that name, or it can't be fetched.
        """
        if name in _FETCHED:
            return RawTable(name=name, frame=_fetched(name, _FETCHED[name]), target=TARGET)
        if name not in _TABLES:
            raise DataError(
                f"scikit-learn brings no table '{shorten(name)}'. "
                f"{did_you_mean(name, sorted([*_TABLES, *_FETCHED]))}",
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


def _listed(name: str, one: Fetched) -> Listed:
    here = one.place.exists()
    return Listed(
        f"sklearn:{name}",
        one.rows,
        target=TARGET,
        origin=one.origin,
        file=one.place if here else None,
        here=here,
        address="by scikit-learn",
    )


def _home() -> Path:
    """Return scikit-learn's folder of data, without making it."""
    return Path(os.environ.get("SCIKIT_LEARN_DATA", "~/scikit_learn_data")).expanduser()


def _fetched(name: str, one: Fetched) -> pd.DataFrame:
    try:
        bunch = one.fetch(as_frame=True, n_retries=1)
    except Exception as error:
        raise DataError(
            f"The table '{name}' of scikit-learn must lie in {_home()}, or be fetched. "
            f"It can't be: {shorten(str(error), 200)}.",
            next_step="Read it with a network once, or set SCIKIT_LEARN_DATA to the folder "
            f"that holds {one.kept}.",
            code="DATA_NOT_FOUND",
        ) from error
    frame: pd.DataFrame = bunch.data.assign(**{TARGET: bunch.target})
    mixed = frame.select_dtypes("object")
    return frame.assign(**{str(column): _plain(mixed[column]) for column in mixed})


def _plain(values: pd.Series) -> pd.Series:
    """Return the values of an object column as text, where they are bytes, or numbers."""
    if isinstance(values.iloc[0], bytes):
        return values.str.decode("utf-8").astype("str")
    return values.infer_objects()
