"""Tables on disk, for the tests of the scan room."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from mlbench.data.stored import StoredTable


@pytest.fixture
def stored_of(tmp_path):
    """Writes a frame as Parquet files and returns the stored table."""

    def store(frame, parts=1, group=1000, **fields):
        table = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame)
        size = -(-table.num_rows // parts)
        paths = []
        for place in range(parts):
            path = tmp_path / f"part-{len(list(tmp_path.iterdir()))}.parquet"
            parquet.write_table(table.slice(place * size, size), path, row_group_size=group)
            paths.append(path)
        names = fields.pop("names", {name: name for name in table.column_names})
        return StoredTable("made", tuple(paths), table.num_rows, names, **fields)

    return store


@pytest.fixture
def frame_of():
    """Puts the frames of batches together again."""

    def join(frames):
        return pd.concat(list(frames))

    return join
