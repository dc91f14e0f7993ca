"""Runs that can be published."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from nbformat.v4 import new_markdown_cell

from mlbench.reports.report import write_report
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State

FIRST, SECOND = "20260301-123005-250-ab12", "20260302-080000-000-cd34"


@pytest.fixture(autouse=True)
def own_place(workplace):
    """Every test in a folder of its own."""


@pytest.fixture
def made(tmp_path, tools):
    """Make a run below ``runs`` with a notebook, a bundle and an artifact; its report is there."""

    def make(run_id: str = FIRST, name: str = "study", state: State = State.DONE) -> RunFolder:
        step = StepRecord("look", "look", state=state, cells=1, cells_done=1)
        folder = RunFolder(tmp_path / "runs" / name.strip("/").replace("/", "-")[:40] / run_id)
        folder.write(RunRecord(run_id, name, state=state, seconds=3.0, steps=[step]))
        notebook = folder.notebook(1, "look")
        notebook.parent.mkdir(parents=True, exist_ok=True)
        source = tools.notebook([new_markdown_cell("# Look"), tools.shown([], "x = 1")])
        notebook.write_text(source, "utf-8")
        (folder.path / "bundle").mkdir(exist_ok=True)
        (folder.path / "bundle" / "größe & co.json").write_text("{}")
        (folder.path / "bundle" / "model_card.md").write_text("# Card")
        artifact = folder.artifacts("look") / "rows.parquet"
        artifact.parent.mkdir(parents=True, exist_ok=True)
        artifact.write_bytes(b"rows")
        write_report(folder)
        return folder

    return make


@pytest.fixture
def tree():
    """Return the names of all files below a folder."""

    def names(folder: Path) -> list[str]:
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())

    return names


@pytest.fixture
def whole(tools):
    """Assert that all links of all pages below a folder lead to something."""

    def check(folder: Path) -> int:
        count = 0
        for path in folder.rglob("*.html"):
            page = tools.page(path.read_text("utf-8"))
            for address in page.attributes("href"):
                count += 1
                if address.startswith("#"):
                    assert address[1:] in page.attributes("id")
                else:
                    assert (path.parent / unquote(address)).is_file(), (path, address)
        return count

    return check
