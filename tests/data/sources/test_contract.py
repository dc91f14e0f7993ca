"""The sources of this house keep the contract that it publishes."""

from __future__ import annotations

from typing import ClassVar

import pandas as pd
import pytest

from mlbench.data.raw import RawTable
from mlbench.data.sources.bundled import SklearnSource
from mlbench.data.sources.contract import SourceContract


class TestSklearnSource(SourceContract):
    source = SklearnSource
    names: ClassVar = ["iris", "diabetes"]


class _Forgetful:
    """A source that breaks each promise but the first."""

    calls = 0

    def read(self, name: str) -> RawTable:
        type(self).calls += 1
        return RawTable("x", pd.DataFrame({"a": [self.calls]}), target="b")


@pytest.mark.parametrize(
    "promise",
    [
        "test_target_left_out_columns_and_roles_are_columns",
        "test_reading_again_gives_the_same_rows_in_the_same_order",
        "test_several_threads_read_at_once",
        "test_unknown_name_is_refused_in_a_sentence_with_a_next_step",
    ],
)
def test_a_source_that_breaks_a_promise_fails_its_test(promise):
    class Contract(SourceContract):
        source = _Forgetful
        names: ClassVar = ["x"]

    with pytest.raises(AssertionError):
        getattr(Contract(), promise)()
