"""Which parameters of a run differ from the defaults of its templates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlbench.errors import MlbenchError
from mlbench.parameters.contract import Contract
from mlbench.parameters.reader import read_contract
from mlbench.reports.phrases import value_text
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord


@dataclass(frozen=True)
class Change:
    """One value that is no default.

    Attributes
    ----------
    steps : tuple of str
        The steps that had it.
    """

    name: str
    value: str
    default: str
    steps: tuple[str, ...]


def changes(folder: RunFolder, record: RunRecord) -> list[Change]:
    """Return the parameters that a run changed, the same in several steps as one.

    The defaults are those of the executed notebooks, so they are the ones that held when
    the run was made. What the line about the data says anyway is passed over.
    """
    told = _told(record)
    found: dict[tuple[str, str, str], list[str]] = {}
    for number, step in enumerate(record.steps, 1):
        contract = _contract(folder.notebook(number, step.name), step)
        for name, value in step.parameters.items():
            if contract is None or name not in contract or value in told.get(name, ()):
                continue
            parameter = contract[name]
            if parameter.has_plain_default and _same(value, parameter.default):
                continue
            default = "required" if parameter.required else _text(parameter.default)
            found.setdefault((name, _text(value), default), []).append(step.name)
    return [Change(*key, tuple(steps)) for key, steps in found.items()]


def _told(record: RunRecord) -> dict[str, list[Any]]:
    """Return names and values that are facts about the data."""
    asked, data = record.data.get("asked"), record.study.get("data")
    both = [part for part in (asked, data) if isinstance(part, dict)]
    names = {name for part in both for name in part}
    return {name: [part[name] for part in both if name in part] for name in names}


def _contract(path: Path, step: StepRecord) -> Contract | None:
    try:
        return read_contract(path, step.template)
    except MlbenchError:
        return None


def _same(value: Any, default: Any) -> bool:
    return bool(_text(value) == _text(default))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        value = list(value)
    return str(value) if isinstance(value, Path) else value_text(value)
