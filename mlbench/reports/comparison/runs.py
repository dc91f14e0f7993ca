"""Run against run: what they were given, what came out, and whether it is more than noise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from mlbench import plugins
from mlbench.errors import RefusedInput, StoreError, shorten
from mlbench.judgement import Judgement
from mlbench.reports.comparison.cells import NotebookComparison, compare_notebooks
from mlbench.reports.comparison.facts import Facts, differing
from mlbench.reports.comparison.outputs import Comparator
from mlbench.reports.comparison.tolerance import Moments, Tolerance
from mlbench.reports.comparison.values import compare_values
from mlbench.reports.notebook import read_notebook
from mlbench.store import artifacts
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord

#: The name that the evaluate template saves its predictions under.
PREDICTIONS = "predictions"
_TIMES = re.compile(r"(?:^|_)(?:seconds|time|duration|started|finished)$")


@dataclass(frozen=True)
class Side:
    """One run of a comparison.

    Attributes
    ----------
    letter : str
        ``A`` is the reference, then ``B`` and so on.
    """

    letter: str
    folder: RunFolder
    record: RunRecord

    @property
    def started(self) -> datetime | None:
        """When it started, where the record says so."""
        try:
            return datetime.fromisoformat(self.record.started or "")
        except ValueError:
            return None


@dataclass(frozen=True)
class Pair:
    """One run against the reference.

    Attributes
    ----------
    other : Side
        The run.
    judgement : Judgement
        What the stored predictions say.
    outcomes : list of str
        Steps whose state or whose recorded values differ, one sentence each.
    notebooks : list of NotebookComparison
        Each step's notebook.
    """

    other: Side
    judgement: Judgement
    outcomes: list[str]
    notebooks: list[NotebookComparison]

    @property
    def differs(self) -> bool:
        """Whether anything differs beyond the tolerance."""
        return bool(self.outcomes) or any(notebook.counts for notebook in self.notebooks)


@dataclass(frozen=True)
class RunComparison:
    """Two or more runs side by side, the first one as the reference.

    Attributes
    ----------
    sides : list of Side
        The runs.
    pairs : list of Pair
        Each other run against the first.
    tolerance : Tolerance
        What counted as alike.
    """

    sides: list[Side]
    pairs: list[Pair]
    tolerance: Tolerance = field(default_factory=Tolerance)

    @property
    def differs(self) -> bool:
        """Whether any run differs from the reference beyond the tolerance."""
        return any(pair.differs for pair in self.pairs)

    @cached_property
    def facts(self) -> list[Facts]:
        """Parameters, data, environment and code: what the runs were given."""
        records = [side.record for side in self.sides]
        told: dict[str, list[Mapping[str, Any]]] = {
            "Parameters": [_parameters(record) for record in records],
            "Data": [_data(record) for record in records],
            "Environment": [{**r.environment, **r.code} for r in records],
        }
        return [differing(title, values) for title, values in told.items()]

    @cached_property
    def recorded(self) -> Facts:
        """What the steps recorded: figures to six digits, times left out."""
        values = [
            {step.name: _rounded(_lasting(step.values)) for step in side.record.steps}
            for side in self.sides
        ]
        return differing("Recorded values", values)


def compare_runs(folders: Sequence[RunFolder], tolerance: Tolerance | None = None) -> RunComparison:
    """Compare runs with the first of them.

    Parameters
    ----------
    folders : sequence of RunFolder
        At least two, each another run.
    tolerance : Tolerance, optional
        How far outputs and recorded values may lie apart.

    Raises
    ------
    RefusedInput
        Fewer than two runs, or one of them twice.
    StoreError
        A folder holds no readable run.
    """
    tolerance = tolerance or Tolerance()
    sides = side_by_side(folders)
    pairs = [_pair(sides[0], other, tolerance) for other in sides[1:]]
    return RunComparison(sides, pairs, tolerance)


def side_by_side(folders: Sequence[RunFolder]) -> list[Side]:
    """Return runs with their records, the first one as the reference.

    Raises
    ------
    RefusedInput
        Fewer than two runs, or one of them twice.
    StoreError
        A folder holds no readable run.
    """
    if len({folder.path for folder in folders}) < max(2, len(folders)):
        raise RefusedInput(
            f"A comparison must have two or more different runs. Got {len(folders)}"
            f"{', one of them twice' if len(folders) > 1 else ''}.",
            next_step="Name them by id or path; 'mlbench runs' lists them.",
        )
    return [Side(_letter(n), folder, folder.read()) for n, folder in enumerate(folders)]


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"A{number}"  # noqa: PLR2004 - the alphabet


def _pair(reference: Side, other: Side, tolerance: Tolerance) -> Pair:
    moments = Moments(reference.started, other.started)
    return Pair(
        other,
        _judged(reference, other),
        _outcomes(reference.record, other.record, tolerance, moments),
        _notebooks(reference, other, Comparator(tolerance, moments)),
    )


def _judged(reference: Side, other: Side) -> Judgement:
    values = [side.record.values for side in (reference, other)]
    if reference.record.data.get("fingerprint") != other.record.data.get("fingerprint"):
        return Judgement(reason="The two runs saw different data.")
    if values[0].get("task") != values[1].get("task") or not values[0].get("task"):
        return Judgement(reason="The two runs have no evaluation of the same task.")
    tables = [_predictions(side) for side in (reference, other)]
    missing = [s.letter for s, t in zip((reference, other), tables, strict=True) if t is None]
    if missing:
        return Judgement(reason=f"Run {' and '.join(missing)} has no stored predictions.")
    judge = plugins.load("mlbench.judges", PREDICTIONS)
    judged: Judgement = judge(
        *tables, task=values[0]["task"], metric=str(values[0].get("metric") or "")
    )
    return judged


def _predictions(side: Side) -> Any:
    """Return the stored predictions of a run; None where there are none to be trusted."""
    steps = reversed(side.record.steps)
    try:
        return artifacts.load([side.folder.artifacts(step.name) for step in steps], PREDICTIONS)
    except StoreError:
        return None


def _outcomes(
    reference: RunRecord, other: RunRecord, tolerance: Tolerance, moments: Moments
) -> list[str]:
    theirs = {step.name: step for step in other.steps}
    found: list[str] = []
    for step in reference.steps:
        counterpart = theirs.pop(step.name, None)
        if counterpart is None:
            found.append(f"step '{shorten(step.name, 60)}' is gone")
            continue
        if step.state != counterpart.state:
            found.append(f"step '{step.name}': {step.state} became {counterpart.state}")
        one, two = _lasting(step.recorded), _lasting(counterpart.recorded)
        found += compare_values(one, two, tolerance, moments, step.name)
    return [*found, *(f"step '{shorten(name, 60)}' is new" for name in theirs)]


def _lasting(recorded: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in recorded.items() if not _TIMES.search(name)}


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(inner) for name, inner in value.items()}
    return f"{value:.6g}" if isinstance(value, float) else value


def _notebooks(reference: Side, other: Side, comparator: Comparator) -> list[NotebookComparison]:
    places = {step.name: n for n, step in enumerate(other.record.steps, 1)}
    found = []
    for number, step in enumerate(reference.record.steps, 1):
        if step.name not in places:
            continue
        one = reference.folder.notebook(number, step.name)
        two = other.folder.notebook(places[step.name], step.name)
        found.append(compare_files(step.name, one, two, comparator))
    return found


def compare_files(
    name: str, reference: Path, other: Path, comparator: Comparator
) -> NotebookComparison:
    """Compare two executed notebooks by their files.

    What can't be read is a remark of the comparison; that neither is there is none.
    """
    present = [path for path in (reference, other) if path.is_file()]
    if not present:
        return NotebookComparison(name)
    if len(present) == 1:
        which = "the reference" if present[0] is other else "the other run"
        return NotebookComparison(name, remark=f"{which} has no executed notebook")
    try:
        # what is cut for a report could hide a difference
        one, two = (read_notebook(path, None) for path in present)
    except (OSError, ValueError) as error:
        return NotebookComparison(name, remark=f"can't be read: {shorten(str(error), 200)}")
    return compare_notebooks(name, one, two, comparator)


def _parameters(record: RunRecord) -> dict[str, Any]:
    return {
        f"{step.name}.{name}": value
        for step in record.steps
        for name, value in {"template": step.template, **step.parameters}.items()
    }


def _data(record: RunRecord) -> Mapping[str, Any]:
    seen = {k: v for k, v in record.data.items() if k not in ("asked", "notes", "names")}
    return {**seen, "columns named": record.data.get("names")} if "names" in record.data else seen
