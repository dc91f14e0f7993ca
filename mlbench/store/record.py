"""The run record: what ``run.json`` says about a run.

The form has a number. A change that an older mlbench could misread raises it, and
``docs/run-record.md`` says how to read both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from mlbench.errors import StoreError
from mlbench.statements import Estimate, Finding, Findings
from mlbench.vocabulary import Json, State

FORMAT = 1


class _Stored:
    """A dataclass that reads its own stored form, passing over fields it does not know."""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        known = {f.name for f in fields(cls)}  # type: ignore[arg-type]
        values = {key: value for key, value in stored.items() if key in known}
        if "state" in values:
            values["state"] = State(values["state"])
        return cls(**values)


@dataclass
class StepRecord(_Stored):
    """What is known of one step.

    Attributes
    ----------
    name, template : str
        The step's name in the study; the template's name or the notebook's path.
    after : list of str
        The steps that it waited for.
    state : State
        Where it stands; kept by mlbench, never read from the notebook.
    notebook : str
        The executed notebook, relative to the run folder.
    cells, cells_done : int
        Code cells in the notebook, and how many of them ended well.
    seconds : float or None
        Duration by the monotonic clock.
    recorded : dict
        What the notebook recorded by name.
    error : dict or None
        ``code``, ``message``, ``cell`` (number of the code cell, from 1), ``traceback``.
    """

    name: str
    template: str
    after: list[str] = field(default_factory=list)
    state: State = State.PENDING
    parameters: dict[str, Json] = field(default_factory=dict)
    notebook: str = ""
    kernel: str = ""
    cells: int = 0
    cells_done: int = 0
    started: str | None = None
    seconds: float | None = None
    recorded: dict[str, Json] = field(default_factory=dict)
    findings: list[dict[str, str]] = field(default_factory=list)
    error: dict[str, Json] | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        """Recorded values, estimates as :class:`~mlbench.statements.Estimate`."""
        return {name: revive(value) for name, value in self.recorded.items()}


@dataclass
class RunRecord(_Stored):
    """What is known of one run.

    Attributes
    ----------
    study : dict
        The resolved study: every default filled in.
    data : dict
        What was seen of the data before the start: rows, columns, fingerprint, task.
    environment : dict
        Python, platform, and the versions of the packages that matter.
    code : dict
        The git commit and whether the tree was clean, where there is a repository.
    """

    run_id: str
    name: str
    study: dict[str, Json] = field(default_factory=dict)
    state: State = State.PENDING
    started: str | None = None
    seconds: float | None = None
    metric: str = ""
    data: dict[str, Json] = field(default_factory=dict)
    steps: list[StepRecord] = field(default_factory=list)
    environment: dict[str, Json] = field(default_factory=dict)
    code: dict[str, Json] = field(default_factory=dict)
    error: dict[str, Json] | None = None
    format: int = FORMAT

    def step(self, name: str) -> StepRecord:
        """Return a step by its name."""
        return next(step for step in self.steps if step.name == name)

    def up_to(self, name: str) -> RunRecord:
        """Return the record with one step, all it waited for and all these waited for, alone."""
        wanted = {name}
        for step in reversed(self.steps):  # what a step waits for stands above it
            if step.name in wanted:
                wanted.update(step.after)
        return replace(self, steps=[step for step in self.steps if step.name in wanted])

    @property
    def findings(self) -> Findings:
        """Findings of all steps."""
        return Findings.of(Finding.from_json(f) for step in self.steps for f in step.findings)

    @property
    def values(self) -> dict[str, Any]:
        """Recorded values of all steps by name; a later step's value wins."""
        return {name: value for step in self.steps for name, value in step.values.items()}

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read the stored form.

        Raises
        ------
        StoreError
            It was written by a newer mlbench, or is no run record at all.
        """
        number = stored.get("format")
        if not isinstance(number, int):
            raise StoreError("A run record must have a 'format' number. It has none.")
        if number > FORMAT:
            raise StoreError(
                f"The run record has format {number}; this mlbench reads up to {FORMAT}.",
                next_step="Install the mlbench that wrote it, or a newer one.",
            )
        record = super().from_json(stored)
        record.steps = [StepRecord.from_json(dict(step)) for step in stored.get("steps", [])]
        return record


def preserve(value: Any) -> Json:
    """Return the stored form of a recorded value.

    Raises
    ------
    TypeError
        A value that a record can't hold.
    """
    if isinstance(value, Estimate):
        return {"estimate": {k: preserve(v) for k, v in value.to_json().items()}}
    if isinstance(value, Mapping):
        return {str(key): preserve(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [preserve(inner) for inner in value]
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(type(value).__name__)


def revive(value: Json) -> Any:
    """Return a recorded value from its stored form."""
    if isinstance(value, dict) and set(value) == {"estimate"}:
        return Estimate.from_json(value["estimate"])
    return value
