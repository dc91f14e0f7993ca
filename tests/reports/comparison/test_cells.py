"""Which cells are counterparts."""

from __future__ import annotations

from mlbench.reports.comparison.cells import compare_notebooks
from mlbench.reports.comparison.outputs import Comparator


def _cell(source, text="", tags=()):
    outputs = [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
    return {
        "cell_type": "code",
        "source": source,
        "outputs": outputs,
        "metadata": {"tags": list(tags)},
    }


def _compare(one, two):
    return compare_notebooks("look", {"cells": one}, {"cells": two}, Comparator())


def test_cells_with_the_same_code_are_counterparts_wherever_they_stand():
    one = [_cell("a = 1", "1"), _cell("b = 2", "2")]
    found = _compare(one, [_cell("import x"), *one])
    assert found.cells == 3
    [new] = found.differing
    assert new.first_line == "import x"
    assert [d.kind for d in new.differences] == ["new"]
    assert found.counts


def test_a_cell_whose_code_changed_is_compared_by_its_outputs():
    found = _compare(
        [_cell("a = 1\na", "1"), _cell("b")], [_cell("a = 1  # one\na", "1"), _cell("b")]
    )
    [cell] = found.differing
    assert [d.kind for d in cell.differences] == ["code"]
    assert not found.counts
    assert "-a = 1" in cell.differences[0].lines


def test_what_a_run_was_given_is_no_cell_of_the_comparison():
    given = _cell("seed = 1", tags=["injected-parameters"])
    assert _compare([given, _cell("seed", "3")], [_cell("seed", "3")]).differing == []


def test_cells_that_are_no_cells_are_passed_over():
    assert _compare([None, 3, {"cell_type": "code"}], [{"cell_type": "markdown"}]).cells == 0
