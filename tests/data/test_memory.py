"""How much memory rows may take: as set, else a quarter of what there is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlbench.data import memory
from mlbench.data.memory import memory_for_rows
from mlbench.settings import settings


@pytest.fixture
def group(workplace, monkeypatch):
    """Stands for the system's control groups; returns the folder of this process's own."""
    monkeypatch.delenv("MLBENCH_DATA_MEMORY", raising=False)
    settings.cache_clear()
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    own = [line.split(":", 2) for line in lines]
    path = next((path for _, controllers, path in own if not controllers), None)
    if path is None:
        pytest.skip("control groups of the second version are not there")
    folder = workplace / "groups" / path.lstrip("/")
    folder.mkdir(parents=True)
    monkeypatch.setattr(memory, "_GROUPS", workplace / "groups")
    return folder


def machine():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def test_setting_holds_as_it_is(workplace, monkeypatch):
    monkeypatch.setenv("MLBENCH_DATA_MEMORY", "12345")
    settings.cache_clear()
    assert memory_for_rows() == 12345


def test_without_a_limit_a_quarter_of_the_machine_is_taken(group):
    (group / "memory.max").write_text("max\n")
    assert memory_for_rows() == machine() // 4


def test_lowest_limit_of_the_control_groups_holds(group, workplace):
    (group / "memory.max").write_text("8000000\n")
    assert memory_for_rows() == 2_000_000
    (workplace / "groups" / "memory.max").write_text("4000000\n")
    assert memory_for_rows() == 1_000_000
