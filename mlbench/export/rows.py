"""Rows of a frame as JSON and back, without losing a bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.models.facts import ModelFacts
from mlbench.models.outputs import Outputs
from mlbench.models.target import plain_labels
from mlbench.vocabulary import Json


def to_records(frame: pd.DataFrame, facts: ModelFacts) -> list[dict[str, Json]]:
    """Return the features of rows as plain values: dates as ISO text, missing as None.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows with the features of the model.
    facts : ModelFacts
        Of the model.
    """
    names = [feature.name for feature in facts.features]
    columns = {name: [_plain(value) for value in frame[name]] for name in names}
    return [{name: columns[name][line] for name in names} for line in range(len(frame))]


def _plain(value: Any) -> Json:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(value)
    return str(value)


def from_records(records: list[dict[str, Json]], facts: ModelFacts) -> pd.DataFrame:
    """Return rows from their JSON form, as a frame with the features of the model."""
    names = [feature.name for feature in facts.features]
    columns = {name: [record.get(name) for record in records] for name in names}
    return pd.DataFrame({name: pd.Series(v, dtype=object) for name, v in columns.items()})


def answers(
    outputs: Outputs, bounds: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None = None
) -> dict[str, Json]:
    """Return what a model says of rows as plain values; floats keep every bit in JSON.

    `bounds` are the lower and upper ends of prediction intervals, where there are any.

    >>> answers(Outputs(np.array([0.1])))
    {'predictions': [0.1]}
    """
    said: dict[str, Json] = {"predictions": plain_labels(outputs.values)}
    if outputs.probabilities is not None:
        said["probabilities"] = outputs.probabilities.tolist()
    if bounds is not None:
        said["intervals"] = np.stack(bounds, axis=1).tolist()
    return said
