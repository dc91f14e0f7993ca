"""The fingerprints of a table: hashes of what it says, not of the file that says it.

Each column has digests of its own that take its rows as they come, so it does not matter in
which pieces they come, and only one piece is in memory at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pandas.api import types

from mlbench.data.in_threads import in_threads
from mlbench.data.reading.parquet import open_parquet, told
from mlbench.data.stored import StoredTable

#: Part of what is hashed: a change of the rule changes every fingerprint.
RULE = b"mlbench-table-2"
#: Rows of a piece.
ROWS = 131_072
_WHOLE, _FLOAT, _FLAG, _TIME, _TEXT = "int", "float", "bool", "time", "text"


@dataclass(frozen=True)
class Fingerprints:
    """What identifies a table.

    Parameters
    ----------
    content : str
        SHA-256 over names, types and values, in hexadecimal.
    schema : str
        SHA-256 over names and types alone.
    """

    content: str
    schema: str


def fingerprint(frame: pd.DataFrame) -> Fingerprints:
    """Return the fingerprints of a table in memory.

    The same rows in the same order give the same fingerprint, whatever file, format or
    library version they came through.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of bool, int64 (within 2^53), float64, datetime64 or text.

    >>> one, other = pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1.0, 2.0]})
    >>> len(fingerprint(one).content), fingerprint(one) == fingerprint(other)
    (64, False)
    """
    columns = [_Column(str(name), _tag(frame[name].dtype)) for name in frame.columns]
    _hash(columns, [frame[name] for name in frame.columns])
    return _together(columns, len(frame))


def fingerprint_stored(table: StoredTable) -> Fingerprints:
    """Return the fingerprints of a stored table: those of a frame with the same rows."""
    columns: list[_Column] = []
    for part in table.parts:
        file = open_parquet(part)
        if not columns:
            kinds = file.schema_arrow
            columns = [_Column(n, _arrow_tag(kinds.field(k).type)) for k, n in table.names.items()]
        for batch in told(part, file.iter_batches(ROWS, columns=list(table.names))):
            _hash(columns, [batch.column(key) for key in table.names])
    return _together(columns, table.rows)


@dataclass
class _Column:
    """The digests of one column: its values, where they are missing, how long texts are."""

    name: str
    tag: str
    rows: int = 0
    missing: int = 0
    digests: tuple[Any, Any, Any] = field(
        default_factory=lambda: (hashlib.sha256(), hashlib.sha256(), hashlib.sha256())
    )

    def add(self, cells: pd.Series | pa.Array) -> None:
        """Add the rows that come next."""
        if self.tag == _TEXT:
            self._add_texts(_text_arrays(cells))
            return
        if isinstance(cells, pa.Array):
            gone = np.asarray(cells.is_null())
            values = _values_of_arrow(cells, self.tag)
        else:
            gone = cells.isna().to_numpy()
            values = _values_of_pandas(cells, self.tag)
        if self.tag in (_WHOLE, _FLOAT):
            # A zero has two signs and "not a number" has many bit patterns: one of each here.
            gone = gone | np.isnan(values)
            values = values + 0.0
        if gone.any():
            values = np.where(gone, 0, values).astype(values.dtype)
        self._add(values, gone)

    def _add(self, values: npt.NDArray[Any], gone: npt.NDArray[np.bool_]) -> None:
        self.digests[0].update(np.ascontiguousarray(values).data)
        places = np.flatnonzero(gone) + self.rows
        self.digests[1].update(places.astype("<i8").data)
        self.missing += len(places)
        self.rows += len(values)

    def _add_texts(self, arrays: Iterable[pa.Array]) -> None:
        for texts in arrays:
            whole = texts.fill_null("") if texts.null_count else texts
            offsets = np.frombuffer(whole.buffers()[1] or b"", "<i8")
            offsets = offsets[whole.offset : whole.offset + len(whole) + 1]
            if len(whole):
                content = whole.buffers()[2]
                start, end = int(offsets[0]), int(offsets[-1])
                if end > start:
                    self.digests[0].update(content[start:end])
                self.digests[2].update(np.diff(offsets).data)
            gone = np.asarray(texts.is_null())
            places = np.flatnonzero(gone) + self.rows
            self.digests[1].update(places.astype("<i8").data)
            self.missing += len(places)
            self.rows += len(texts)

    def kind(self) -> str:
        """Return the type; whole numbers of which some are missing are floats in a frame."""
        return _FLOAT if self.tag == _WHOLE and self.missing else self.tag


def _hash(columns: list[_Column], pieces: Sequence[pd.Series | pa.Array]) -> None:
    pairs = list(zip(columns, pieces, strict=True))
    in_threads(lambda pair: pair[0].add(pair[1]), pairs, sum(map(len, pieces)))


def _together(columns: list[_Column], rows: int) -> Fingerprints:
    content, schema = hashlib.sha256(RULE), hashlib.sha256(RULE)
    content.update(f"{rows}x{len(columns)}".encode())
    for column in columns:
        about = [column.name.encode("utf-8", "surrogatepass"), column.kind().encode()]
        for part in about:
            _add(content, part)
            _add(schema, part)
        for digest in column.digests:
            _add(content, digest.digest())
    return Fingerprints(content.hexdigest(), schema.hexdigest())


def _add(digest: hashlib._Hash, part: bytes) -> None:
    """Add a part with its length, so that no two lists of parts look the same."""
    digest.update(len(part).to_bytes(8, "little"))
    digest.update(part)


def _tag(dtype: Any) -> str:
    if types.is_bool_dtype(dtype):
        return _FLAG
    if types.is_integer_dtype(dtype):
        return _WHOLE
    if types.is_float_dtype(dtype):
        return _FLOAT
    return _TIME if types.is_datetime64_any_dtype(dtype) else _TEXT


def _arrow_tag(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return _FLAG
    if pa.types.is_integer(kind):
        return _WHOLE
    if pa.types.is_floating(kind):
        return _FLOAT
    return _TIME if pa.types.is_timestamp(kind) else _TEXT


def _values_of_pandas(cells: pd.Series, tag: str) -> npt.NDArray[Any]:
    if tag == _FLAG:
        return cells.fillna(value=False).to_numpy(dtype="u1")
    if tag == _TIME:
        return cells.astype("datetime64[us]").to_numpy().astype("<i8")
    return cells.to_numpy(dtype="<f8", na_value=np.nan)


def _values_of_arrow(cells: pa.Array, tag: str) -> npt.NDArray[Any]:
    if tag == _FLAG:
        return np.asarray(cells.fill_null(False)).astype("u1")
    if tag == _TIME:
        micros = cells.cast(pa.timestamp("us"), safe=False).cast(pa.int64())
        return np.asarray(micros.fill_null(0)).astype("<i8", copy=False)
    return cells.to_numpy(zero_copy_only=False).astype("<f8", copy=False)  # type: ignore[no-any-return]


def _text_arrays(cells: pd.Series | pa.Array) -> list[pa.Array]:
    texts = cells if isinstance(cells, pa.Array) else pa.array(cells.array)
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    return [chunk.cast(pa.large_string()) for chunk in chunks]
