"""From text to types, losing nothing in silence."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pytest

from mlbench.data import load as room
from mlbench.data.dataset import ColumnKind

#: Half of a handful of rows are held out, so that both sides have each class.
load = partial(room.load, test_fraction=0.5)


def column(written, values, **read):
    """Return a dataset with one column of such values."""
    filled = [*values] * (1 if len(values) > 3 else 4)
    rows = "".join(f'"{value}",{place % 2}\n' for place, value in enumerate(filled))
    return load(written("x,y\n" + rows), "y", read=read or None)


def notes(dataset):
    return " ".join(dataset.notes)


def test_whole_numbers_become_integers_and_others_floats(written):
    assert column(written, ["1", "-2", "+3", "0"]).frame["x"].tolist() == [1, -2, 3, 0]
    assert column(written, ["1", "2.5", "3e2", ".5"]).frame["x"].tolist() == [1, 2.5, 300, 0.5]


def test_every_float_is_read_to_its_last_bit(written):
    values = [0.1, 1 / 3, 2.0**-1074, 1.7976931348623157e37, -123456.789]
    assert column(written, [repr(v) for v in values]).frame["x"].tolist() == values


@pytest.mark.parametrize(
    "value", ["12345678901234567890", "9007199254740993", "-9007199254740993", "9" * 6000]
)
def test_integers_that_a_float_would_round_are_kept_as_text_and_noted(written, value):
    dataset = column(written, [value, "1", "2", "3"])
    assert dataset.frame["x"].tolist()[0] == value
    assert dataset.kinds["x"] is ColumnKind.CATEGORICAL
    assert "2^53" in notes(dataset)
    assert "'x' (1 row)" in notes(dataset)


def test_integers_up_to_2_to_the_53_stay_exact_also_beside_missing_values(written):
    dataset = column(written, ["9007199254740992", "", "-9007199254740992", "1"])
    assert dataset.frame["x"].dropna().astype("int64").tolist() == [2**53, -(2**53), 1]


def test_rounded_long_numbers_among_floats_are_noted(written):
    dataset = column(written, ["9007199254740993", "0.5", "1.5", "2.5"])
    assert dataset.kinds["x"] is ColumnKind.NUMERIC
    assert "rounded" in notes(dataset)


def test_text_that_reads_as_missing_is_counted_by_column(written):
    dataset = column(written, ["NA", "None", "null", "red", "red", "blue"])
    assert dataset.frame["x"].isna().sum() == 3
    assert "'NA', 'None', 'null'" in notes(dataset)
    assert "'x' (3 rows)" in notes(dataset)
    assert "keep_text" in notes(dataset)


def test_keep_text_keeps_such_text_as_a_value(written):
    dataset = column(written, ["NA", "None", "null", "red"], keep_text=["x"])
    assert dataset.frame["x"].tolist() == ["NA", "None", "null", "red"]
    assert "kept as a value" in notes(dataset)


def test_keep_text_of_an_unknown_column_is_refused(written, refused):
    with refused("DATA_OPTION", "'xx'", "Did you mean 'x'?"):
        column(written, ["1", "2", "3", "4"], keep_text=["xx"])


def test_nan_in_a_kept_column_of_numbers_is_text_and_no_number(written):
    assert column(written, ["nan", "1", "2", "3"], keep_text="x").frame["x"].tolist()[0] == "nan"


def test_declared_marker_is_missing_and_counted(written):
    dataset = column(written, ["?", "1", "2", "3"], missing="?")
    assert dataset.frame["x"].isna().tolist() == [True, False, False, False]
    assert "'?' was read as missing in 'x' (1 row)" in notes(dataset)


def test_empty_cells_are_missing_without_a_note(written):
    dataset = column(written, ["", "a", "b", "a"])
    assert dataset.frame["x"].isna().sum() == 1
    assert "missing" not in notes(dataset)


def test_codes_with_leading_zeros_stay_text_and_are_noted(written):
    dataset = column(written, ["007", "042", "123", "7"])
    assert dataset.frame["x"].tolist() == ["007", "042", "123", "7"]
    assert "leading zeros" in notes(dataset)


def test_true_and_false_become_booleans_with_and_without_missing_values(written):
    whole = column(written, ["true", "False", "TRUE", "false"])
    assert whole.frame["x"].dtype == bool
    assert whole.frame["x"].tolist() == [True, False, True, False]
    holed = column(written, ["true", "", "false", "false"])
    assert holed.frame["x"].dtype == "boolean"
    assert holed.kinds["x"] is ColumnKind.BOOLEAN


def test_iso_dates_and_times_become_times(written):
    dataset = column(written, ["2026-01-31", "2026-02-01T12:30", "", "2026-02-01 12:30:05.5"])
    assert dataset.kinds["x"] is ColumnKind.DATETIME
    assert dataset.frame["x"][1] == pd.Timestamp("2026-02-01 12:30")


def test_times_with_offset_become_utc_and_are_noted(written):
    values = ["2026-01-01T12:00+02:00", "2026-01-01T12:00Z", "2026-01-02T00:00:00-0500"]
    dataset = column(written, values)
    assert dataset.frame["x"][0] == pd.Timestamp("2026-01-01 10:00")
    assert "UTC" in notes(dataset)


@pytest.mark.parametrize(
    "values", [["2026-02-30", "2026-01-01"], ["2026-01-01", "soon"], ["01/02/2026", "03/04/2026"]]
)
def test_what_is_no_iso_date_stays_text(written, values):
    assert column(written, values).frame["x"].tolist()[:2] == values


@pytest.mark.parametrize("text", ["0x1F", "1_000", "1,5", "1.2.3", "12%", "--1", "٣"])
def test_what_is_no_plain_number_stays_text(written, text):
    assert column(written, [text, "1", "2", "3"]).frame["x"].tolist()[0] == text


def test_prose_is_told_from_labels(written):
    prose = [f"this is sentence number {n} of many" for n in range(40)]
    assert column(written, prose).kinds["x"] is ColumnKind.TEXT
    assert column(written, ["New York City"] * 20 + ["San Jose"] * 20).kinds["x"] == "categorical"


def test_column_of_mostly_different_values_is_read_like_any_other(written):
    values = [f"{n}.25" for n in range(6000)]
    values[3] = "NA"
    dataset = column(written, values)
    assert dataset.frame["x"].sum() == sum(n + 0.25 for n in range(6000)) - 3.25
    assert "'x' (1 row)" in notes(dataset)
