"""A few thousand rows of many, which show where to look closer.

Nothing is reported from them: they give the edges of bins and the values worth counting,
and all rows are then counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from pyarrow import compute as pc

from mlbench.data.scan.rows import Rows

#: About so many rows are looked at.
ROWS = 50_000
#: Values seen less often than this among the rows looked at are not frequent.
SEEN = 3


def look_at(rows: Rows, names: Sequence[str]) -> pa.Table:
    """Return about 50,000 rows of some columns, the same ones each time, in any order."""
    # one row of lists: a few rows out of each piece would take the memory of whole pieces
    lists = ", ".join(f"list(c{place})" for place in range(len(names)))
    share = ROWS / max(rows.rows, 1)
    found = rows.about(share).ask_table(f"SELECT {lists} FROM chosen", names)  # noqa: S608 - numbers of ours
    columns = [pa.chunked_array([column.combine_chunks().flatten()]) for column in found.columns]
    return pa.table(columns, names=list(names))


def frequent(values: pa.ChunkedArray, most: int) -> list[Any]:
    """Return the values that occur most often in a sample, `most` at the most."""
    counts = pc.value_counts(values.drop_null().combine_chunks())
    seen = sorted(counts.to_pylist(), key=lambda pair: (-pair["counts"], pair["values"]))
    return [pair["values"] for pair in seen[:most] if pair["counts"] >= SEEN]
