"""The fingerprint of a table: a hash of what it says, not of the file that says it."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pandas.api import types
from pyarrow import compute as pc

#: Part of what is hashed: a change of the rule changes every fingerprint.
RULE = b"mlbench-table-1"


def fingerprint(frame: pd.DataFrame) -> str:
    """Return the SHA-256 over names, types and values of a table, in hexadecimal.

    The same rows in the same order give the same fingerprint, whatever file, format or
    library version they came through.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of bool, int64, float64, datetime64 or text.

    >>> one, other = pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1.0, 2.0]})
    >>> len(fingerprint(one)), fingerprint(one) == fingerprint(other)
    (64, False)
    """
    digest = hashlib.sha256(RULE)
    digest.update(f"{len(frame)}x{frame.shape[1]}".encode())
    for name in frame.columns:
        column = frame[name]
        _add(digest, str(name).encode("utf-8", "surrogatepass"))
        missing = column.isna().to_numpy()
        _add(digest, np.packbits(missing).tobytes())
        for part in _content(column, missing):
            _add(digest, part)
    return digest.hexdigest()


def _add(digest: hashlib._Hash, part: bytes) -> None:
    """Add a part with its length, so that no two lists of parts look the same."""
    digest.update(len(part).to_bytes(8, "little"))
    digest.update(part)


def _content(column: pd.Series, missing: npt.NDArray[np.bool_]) -> tuple[bytes, ...]:
    dtype = column.dtype
    if types.is_bool_dtype(dtype):
        return b"bool", column.fillna(value=False).to_numpy(dtype="u1").tobytes()
    if types.is_integer_dtype(dtype):
        return b"int", column.to_numpy(dtype="<i8").tobytes()
    if types.is_float_dtype(dtype):
        # A zero has two signs and "not a number" has many bit patterns: one of each here.
        values = np.where(missing, 0.0, column.to_numpy(dtype="<f8")) + 0.0
        return b"float", values.tobytes()
    if types.is_datetime64_any_dtype(dtype):
        values = column.astype("datetime64[us]").to_numpy().astype("<i8")
        return b"time", np.where(missing, 0, values).tobytes()
    texts = pa.array(column.array, type=pa.large_string())
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    whole = pa.concat_arrays([chunk.fill_null("") for chunk in chunks])
    lengths = np.asarray(pc.binary_length(whole)).astype("<i8")
    # An array that was put together starts at the first byte of its buffer.
    content = whole.buffers()[2].slice(0, int(lengths.sum())).to_pybytes()
    return b"text", lengths.tobytes(), content
