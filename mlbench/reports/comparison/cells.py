"""Notebook against notebook: which cells are counterparts, and what differs between them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlbench.reports.comparison.outputs import Comparator, Difference
from mlbench.reports.comparison.texts import diff_lines
from mlbench.reports.text import joined

#: Tags of cells that hold what a run was given; the parameters are compared by name.
_GIVEN = {"injected-parameters", "papermill-error-cell-tag"}


@dataclass(frozen=True)
class CellDifference:
    """What differs in one code cell.

    Attributes
    ----------
    number : int
        The cell's number in the reference, from 1; of a new cell in the other notebook.
    first_line : str
        The start of its code.
    differences : list of Difference
        What differs, at least one.
    """

    number: int
    first_line: str
    differences: list[Difference]

    @property
    def counts(self) -> bool:
        """Whether any of it counts."""
        return any(difference.counts for difference in self.differences)


@dataclass(frozen=True)
class NotebookComparison:
    """Two notebooks, cell by cell.

    Attributes
    ----------
    name : str
        The step's name, or the notebook's.
    cells : int
        Code cells that were held against each other.
    differing : list of CellDifference
        Those that differ.
    remark : str
        Why nothing could be compared.
    """

    name: str
    cells: int = 0
    differing: list[CellDifference] = field(default_factory=list)
    remark: str = ""

    @property
    def counts(self) -> bool:
        """Whether anything in it counts as a difference."""
        return bool(self.remark) or any(cell.counts for cell in self.differing)


@dataclass(frozen=True)
class _Cell:
    number: int
    source: str
    outputs: list[Any]

    @property
    def first_line(self) -> str:
        lines = self.source.strip().splitlines()
        return lines[0][:100] if lines else ""


def compare_notebooks(
    name: str, reference: Mapping[str, Any], other: Mapping[str, Any], comparator: Comparator
) -> NotebookComparison:
    """Hold the code cells of two notebooks against each other.

    Cells are counterparts when their code is the same; between two such, as many others as
    both sides have. What one side alone has is gone or new.

    Parameters
    ----------
    name : str
        What the comparison is called.
    reference, other : mapping
        Executed notebooks of nbformat 4.
    comparator : Comparator
        What holds outputs against each other.
    """
    one, two = _code_cells(reference), _code_cells(other)
    pairs = list(_counterparts(one, two))
    found = (_differences(a, b, comparator) for a, b in pairs)
    return NotebookComparison(name, len(pairs), [cell for cell in found if cell is not None])


def _code_cells(notebook: Mapping[str, Any]) -> list[_Cell]:
    found: list[_Cell] = []
    number = 0
    for cell in notebook["cells"]:
        if not isinstance(cell, Mapping) or cell.get("cell_type") != "code":
            continue
        number += 1
        metadata = cell.get("metadata")
        tags = metadata.get("tags") if isinstance(metadata, Mapping) else None
        if _GIVEN & set(map(str, tags if isinstance(tags, list) else ())):
            continue
        outputs = cell.get("outputs")
        source = joined(cell.get("source"))
        if source.strip():
            found.append(_Cell(number, source, outputs if isinstance(outputs, list) else []))
    return found


def _counterparts(
    one: list[_Cell], two: list[_Cell]
) -> Iterator[tuple[_Cell | None, _Cell | None]]:
    matcher = difflib.SequenceMatcher(
        None, [c.source for c in one], [c.source for c in two], autojunk=False
    )
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        mine, theirs = one[start:end], two[other_start:other_end]
        shared = min(len(mine), len(theirs))
        yield from zip(mine, theirs, strict=False)
        yield from ((cell, None) for cell in mine[shared:])
        yield from ((None, cell) for cell in theirs[shared:])


def _differences(
    one: _Cell | None, two: _Cell | None, comparator: Comparator
) -> CellDifference | None:
    if one is None or two is None:
        cell = one or two
        assert cell is not None
        kind, verb = ("missing", "is gone") if two is None else ("new", "is new")
        told = Difference(kind, f"the cell {verb}", cell.source.splitlines()[:10])
        return CellDifference(cell.number, cell.first_line, [told])
    found = comparator.outputs(one.outputs, two.outputs)
    if one.source != two.source:
        lines = diff_lines(one.source, two.source)
        found = [Difference("code", "the code differs", lines, counts=False), *found]
    return CellDifference(one.number, one.first_line, found) if found else None
