"""Data sets that go by a name, in the folder that the setting ``data`` names.

Each one is an entry: where it lies, how it is read, what is predicted. None of them is
part of mlbench; ``MLBENCH_DATA`` says where they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlbench.data.reading.options import ReadOptions


@dataclass(frozen=True)
class NamedTable:
    """One data set that goes by a name.

    Parameters
    ----------
    path : str
        Its file, relative to the data folder.
    target : str
        The column that is predicted when none is named.
    origin : str
        Where it comes from.
    read : ReadOptions
        How the file is read.
    left_out : mapping of str to str
        Columns that must not be learnt from, and why.
    """

    path: str
    target: str
    origin: str
    read: ReadOptions = field(default_factory=ReadOptions)
    left_out: Mapping[str, str] = field(default_factory=dict)


_ADULT_COLUMNS = (
    *("age", "workclass", "fnlwgt", "education", "education_num", "marital_status"),
    *("occupation", "relationship", "race", "sex", "capital_gain", "capital_loss"),
    *("hours_per_week", "native_country", "income"),
)
_LEAK = "casual + registered = cnt gives the target away"

NAMED: dict[str, NamedTable] = {
    "adult": NamedTable(
        path="adult/adult-train.csv",
        target="income",
        origin="Becker and Kohavi 1996, UCI Machine Learning Repository",
        read=ReadOptions(columns=_ADULT_COLUMNS, missing=("?",)),
    ),
    "bike_sharing": NamedTable(
        path="bike_sharing/hour.csv",
        target="cnt",
        origin="Fanaee-T 2013, UCI Machine Learning Repository",
        left_out={"casual": _LEAK, "registered": _LEAK},
    ),
    "california_housing": NamedTable(
        path="california_housing/housing.csv",
        target="median_house_value",
        origin="Pace and Barry 1997, StatLib, census of 1990",
    ),
    "dry_bean": NamedTable(
        path="dry_bean/Dry_Bean_Dataset.csv",
        target="Class",
        origin="Koklu and Ozkan 2020, UCI Machine Learning Repository",
    ),
}
