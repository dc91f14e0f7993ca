"""Small tables are worked on by one thread, large ones by as many as there are."""

from __future__ import annotations

import sys
from types import ModuleType
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import ThreadpoolController, threadpool_info

from mlbench.models import threads
from mlbench.models.threads import fitting_threads

SMALL = pd.DataFrame(np.ones((10, 2)))


def _threads() -> list[int]:
    return [library["num_threads"] for library in threadpool_info()]


def test_small_table_is_worked_on_by_one_thread_and_the_threads_come_back() -> None:
    before = _threads()
    with fitting_threads(SMALL):
        assert set(_threads()) == {1}
    assert _threads() == before


def test_large_table_keeps_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "MANY_ROWS", 5)
    monkeypatch.setattr(threads, "MANY_CELLS", 5)
    before = _threads()
    with fitting_threads(SMALL):
        assert _threads() == before


def test_libraries_are_looked_for_once_and_again_when_a_module_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads._libraries.cache_clear()
    with mock.patch.object(threads, "ThreadpoolController", wraps=ThreadpoolController) as found:
        for _ in range(3):
            with fitting_threads(SMALL):
                pass
        assert found.call_count == 1
        monkeypatch.setitem(sys.modules, "one_more", ModuleType("one_more"))
        with fitting_threads(SMALL):
            pass
        assert found.call_count == 2
