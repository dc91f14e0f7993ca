"""Data sets that go by a name.

Each one is an entry: where it lies, how it is read, what is predicted. None of them is part
of mlbench: the folder that the setting ``data`` names is looked into first, then what
``mlbench data fetch`` brought, then its address where one is known whose content can't have
changed. That the content is the same is told by its SHA-256.
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
    licence : str
        What it may be used for.
    rows : int
        Its number of rows.
    read : ReadOptions
        How the file is read.
    left_out : mapping of str to str
        Columns that must not be learnt from, and why.
    address, sha256 : str
        Where the same file can be fetched, and its hash; "" where no address is known.
    """

    path: str
    target: str
    origin: str
    licence: str
    rows: int
    read: ReadOptions = field(default_factory=ReadOptions)
    left_out: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    sha256: str = ""


_ADULT_COLUMNS = (
    *("age", "workclass", "fnlwgt", "education", "education_num", "marital_status"),
    *("occupation", "relationship", "race", "sex", "capital_gain", "capital_loss"),
    *("hours_per_week", "native_country", "income"),
)
_LEAK = "casual + registered = cnt gives the target away"

_SAMPLES = "which user's sample a row comes from; it says nothing about the payment"
_HOUSING = (
    "https://raw.githubusercontent.com/ageron/handson-ml2/"
    "1e2115277b50f6c584cd668fa30e3af309a5b136/datasets/housing/housing.csv"
)

NAMED: dict[str, NamedTable] = {
    "adult": NamedTable(
        path="adult/adult-train.csv",
        target="income",
        origin="Becker and Kohavi 1996, UCI Machine Learning Repository",
        licence="CC BY 4.0",
        rows=32_561,
        read=ReadOptions(columns=_ADULT_COLUMNS, missing=("?",)),
        address="https://archive.ics.uci.edu/ml/machine-learning-databases/adult/adult.data",
        sha256="5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d",
    ),
    "bike_sharing": NamedTable(
        path="bike_sharing/hour.csv",
        target="cnt",
        origin="Fanaee-T 2013, UCI Machine Learning Repository",
        licence="CC BY 4.0",
        rows=17_379,
        left_out={"casual": _LEAK, "registered": _LEAK},
    ),
    "california_housing": NamedTable(
        path="california_housing/housing.csv",
        target="median_house_value",
        origin="Pace and Barry 1997, StatLib, census of 1990",
        licence="Apache-2.0",
        rows=20_640,
        address=_HOUSING,
        sha256="8a3727f4cf54ac1a327f69b1d5b4db54c5834ea81c6e4efc0d163300022a685e",
    ),
    "chicago_ridership": NamedTable(
        path="chicago_ridership/chicago.csv.gz",
        target="ridership",
        origin="City of Chicago 2001 to 2016, modeldata",
        licence="MIT",
        rows=5_698,
    ),
    "dry_bean": NamedTable(
        path="dry_bean/Dry_Bean_Dataset.csv",
        target="Class",
        origin="Koklu and Ozkan 2020, UCI Machine Learning Repository",
        licence="CC BY 4.0",
        rows=13_611,
    ),
    "ulb_creditcard_sample": NamedTable(
        path="ulb_creditcard_sample/creditcard_sample.csv",
        target="Class",
        origin="Dal Pozzolo and others 2015, Worldline and ULB; samples of three users",
        licence="DbCL 1.0",
        rows=5_673,
        left_out={"source": _SAMPLES},
    ),
}
