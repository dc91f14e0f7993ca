"""Small files, and a way to look at refusals, for the tests of the data room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pandas as pd
import pytest

from mlbench.errors import DataError
from mlbench.settings import settings


@pytest.fixture
def written(workplace: Path) -> Callable[..., str]:
    """Writes a file into the working directory and returns its name."""

    def write(content: str | bytes, name: str = "table.csv") -> str:
        data = content.encode() if isinstance(content, str) else content
        (workplace / name).write_bytes(data)
        return name

    return write


@pytest.fixture
def csv_of(workplace: Path) -> Callable[..., str]:
    """Writes a frame as a file into the working directory and returns its name."""

    def write(frame: pd.DataFrame, name: str = "table.csv") -> str:
        frame.to_csv(workplace / name, index=False)
        return name

    return write


@pytest.fixture
def cache(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own for what data is kept in."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(workplace / "cache"))
    return workplace / "cache" / "mlbench" / "data"


@pytest.fixture
def little_memory(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Sets how many bytes the rows of a dataset may take."""

    def limit(size: int) -> None:
        monkeypatch.setenv("MLBENCH_DATA_MEMORY", str(size))
        settings.cache_clear()

    yield limit
    settings.cache_clear()


@pytest.fixture
def refused() -> Callable[..., AbstractContextManager[None]]:
    """Expects a refusal with a code and with words in its sentences."""

    @contextmanager
    def expect(code: str, *words: str) -> Iterator[None]:
        with pytest.raises(DataError) as caught:
            yield
        assert caught.value.code == code
        assert caught.value.exit_code == 2
        assert caught.value.next_step
        assert len(str(caught.value)) < 2000
        for word in words:
            assert word in str(caught.value)

    return expect
