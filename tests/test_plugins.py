"""Entry points: what packages declare, whenever and wherever they are installed."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from mlbench import plugins
from mlbench.errors import RefusedInput

GROUPS = sorted(group for group in entry_points().groups if group.startswith("mlbench."))


def _install(folder: Path, name: str, points: str) -> None:
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(points)


@pytest.mark.parametrize("group", GROUPS)
def test_names_of_a_group_are_those_that_python_finds(group: str) -> None:
    assert plugins.names(group) == sorted(point.name for point in entry_points(group=group))


def test_package_that_is_installed_while_we_run_is_found(tmp_path, monkeypatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    assert plugins.names("mlbench.tested") == []
    _install(tmp_path, "late", "[mlbench.tested]\nlate = json:dumps\n")
    assert plugins.load("mlbench.tested", "late")([1]) == "[1]"


def test_of_two_copies_of_a_package_the_first_on_the_path_counts(tmp_path, monkeypatch) -> None:
    for folder, target in (("second", "json:loads"), ("first", "json:dumps")):
        _install(tmp_path / folder, "twice", f"[mlbench.tested]\ntwice = {target}\n")
        monkeypatch.syspath_prepend(tmp_path / folder)
    assert plugins.load("mlbench.tested", "twice")([1]) == "[1]"


def test_of_two_packages_with_one_name_the_same_one_is_taken_each_time(
    tmp_path, monkeypatch
) -> None:
    for name in "abcdefgh":
        _install(tmp_path, name, f"[mlbench.tested]\nsame = {name}:thing\n")
    monkeypatch.syspath_prepend(tmp_path)
    [expected] = {point.name: point for point in entry_points(group="mlbench.tested")}.values()
    assert plugins._group("mlbench.tested")["same"] == expected


def test_name_that_nobody_declares_is_refused_with_its_neighbour() -> None:
    with pytest.raises(RefusedInput, match="'csb' is not in the group"):
        plugins.load("mlbench.sources", "csb")
