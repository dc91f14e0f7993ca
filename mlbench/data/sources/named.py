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
class HeldOut:
    """The file of a named data set that is for testing by the data set's own split.

    Parameters
    ----------
    path : str
        Its file, relative to the data folder.
    rows : int
        Its number of rows.
    read : ReadOptions
        How it is read where that differs from the other file.
    endings : mapping of str to str
        Column -> what ends its values in this file only, and is taken off.
    address, sha256 : str
        Where the same file can be fetched, and its hash; "" where no address is known.
    """

    path: str
    rows: int
    read: ReadOptions = field(default_factory=ReadOptions)
    endings: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    sha256: str = ""


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
    test : HeldOut, optional
        The file to test on, for ``split: predefined``.
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
    test: HeldOut | None = None


_ADULT_COLUMNS = (
    *("age", "workclass", "fnlwgt", "education", "education_num", "marital_status"),
    *("occupation", "relationship", "race", "sex", "capital_gain", "capital_loss"),
    *("hours_per_week", "native_country", "income"),
)
_LEAK = "casual + registered = cnt gives the target away"

_UCI = "https://archive.ics.uci.edu/ml/machine-learning-databases"
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
        address=f"{_UCI}/adult/adult.data",
        sha256="5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d",
        test=HeldOut(
            path="adult/adult-test.csv",
            rows=16_281,
            read=ReadOptions(comment="|"),
            endings={"income": "."},
            address=f"{_UCI}/adult/adult.test",
            sha256="a2a9044bc167a35b2361efbabec64e89d69ce82d9790d2980119aac5fd7e9c05",
        ),
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
