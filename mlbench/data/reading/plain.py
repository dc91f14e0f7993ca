"""The few plain types that stand for all types of stored columns, in memory and on disk."""

from __future__ import annotations

import json

import pyarrow as pa
from pyarrow import compute as pc


def value_type(kind: pa.DataType) -> pa.DataType:
    """Return a type as it is without a dictionary."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def plain_type(kind: pa.DataType) -> pa.DataType:
    """Return which one of the few plain types stands for a type, long numbers left aside.

    >>> plain_type(pa.int8()), plain_type(pa.decimal128(9, 2)), plain_type(pa.time32("s"))
    (DataType(int64), DataType(double), DataType(string))
    """
    if pa.types.is_boolean(kind):
        return pa.bool_()
    if pa.types.is_integer(kind):
        return pa.int64()
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return pa.timestamp("us")
    numbers = (pa.types.is_floating, pa.types.is_decimal, pa.types.is_null, pa.types.is_duration)
    return pa.float64() if any(is_number(kind) for is_number in numbers) else pa.string()


def is_list_of_texts(kind: pa.DataType) -> bool:
    """Whether values are lists of texts, which become one text in JSON."""
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return bool(is_list and plain_text(kind.value_type))


def plain_text(kind: pa.DataType) -> bool:
    """Whether values are texts, whatever size their offsets have."""
    texts = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(is_text(kind) for is_text in texts)


def as_plain(cells: pa.Array, plain: pa.DataType) -> pa.Array:
    """Return values as a plain type: spans of time in seconds, times in UTC.

    Parameters
    ----------
    cells : pyarrow.Array
        Values of any type that can be used.
    plain : pyarrow.DataType
        What :func:`plain_type` says of their type, or text for long whole numbers.
    """
    values = cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells
    if is_list_of_texts(values.type):
        lists = values.to_pylist()
        texts = [None if v is None else json.dumps(v, ensure_ascii=False) for v in lists]
        return pa.array(texts, pa.string())
    if pa.types.is_duration(values.type):
        micros = values.cast(pa.duration("us"), safe=False).cast(pa.int64())
        return pc.divide(micros.cast(pa.float64()), 1e6)
    return values.cast(plain, safe=not pa.types.is_timestamp(plain))
