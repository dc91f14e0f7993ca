"""What is refused before a kernel starts leaves nothing behind; what is taken stays data."""

from __future__ import annotations

import time

import pytest

import mlbench
from mlbench.errors import RefusedInput


def test_unknown_kernel_is_refused_before_anything_is_written(zoo, workplace) -> None:
    with pytest.raises(RefusedInput, match="kernel 'no-such-kernel', which is not installed"):
        mlbench.run(zoo / "no_such_kernel.ipynb")
    assert list(workplace.iterdir()) == []


def test_notebook_that_breaks_the_format_is_refused_before_anything_is_written(
    zoo, workplace
) -> None:
    with pytest.raises(RefusedInput) as caught:
        mlbench.run(zoo / "wrong_outputs.ipynb")
    assert caught.value.code == "TEMPLATE_INVALID"
    assert list(workplace.iterdir()) == []


def test_unknown_parameter_is_refused_before_anything_is_written(zoo, workplace) -> None:
    with pytest.raises(RefusedInput, match="Did you mean 'alpha'"):
        mlbench.run(zoo / "plain.ipynb", {"aplha": 1})
    assert list(workplace.iterdir()) == []


def test_parameter_name_with_code_in_it_is_refused_and_never_run(zoo, workplace) -> None:
    with pytest.raises(RefusedInput, match="Python identifier"):
        mlbench.run(zoo / "plain.ipynb", {'alpha=1;open("INJ","w");b': 1})
    assert list(workplace.iterdir()) == []


@pytest.mark.parametrize("value", ["/../../escaped", "{name}", 'a"b\n1/0', "\\", "é🐟\0"[:2]])
def test_value_is_data_and_never_part_of_a_path_or_code(zoo, workplace, value: str) -> None:
    run = mlbench.run(zoo / "plain.ipynb", {"name": value, "out": value})
    assert run.values["name"] == value
    assert sorted(p.name for p in workplace.iterdir()) == ["runs"]
    assert [p.parent.name for p in workplace.rglob("*.ipynb")] == ["notebooks"]


def test_place_that_can_t_be_written_is_refused_before_the_kernel_starts(zoo, workplace) -> None:
    (workplace / "file").write_text("")
    started = time.monotonic()
    with pytest.raises(RefusedInput, match="can't be made"):
        mlbench.run(zoo / "plain.ipynb", runs_folder=workplace / "file" / "runs")
    assert time.monotonic() - started < 5
    assert sorted(p.name for p in workplace.iterdir()) == ["file"]


def test_missing_folder_for_runs_is_made(zoo, workplace) -> None:
    run = mlbench.run(zoo / "plain.ipynb", runs_folder=workplace / "a" / "b")
    assert run.folder.path.parent.parent == workplace / "a" / "b"
