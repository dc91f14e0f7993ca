"""*Use these parameters here*: the parameters of a run's step become those of this notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlbench.errors import listing, shorten
from mlbench.parameters.contract import Contract
from mlbench.secrets.names import looks_secret
from mlbench.store.record import RunRecord, StepRecord


@dataclass(frozen=True)
class TakenOver:
    """What became of the parameters of a step.

    Attributes
    ----------
    changed : dict
        Those set to another value than before, with the value.
    same : list of str
        Those that had the value already.
    unknown : list of str
        Those that this notebook has no parameter for.
    refused : list of str
        Why others were not set, a sentence each.
    remark : str
        What else to know.
    """

    changed: dict[str, Any] = field(default_factory=dict)
    same: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    remark: str = ""

    @property
    def sentences(self) -> list[str]:
        """What was done, for people."""
        values = ", ".join(f"{name} = {shorten(value, 60)}" for name, value in self.changed.items())
        told = [f"Set here: {values}." if values else "Nothing had to be set here."]
        if self.same:
            told.append(f"As they were: {', '.join(self.same)}.")
        if self.unknown:
            told.append(f"Not parameters of this notebook, so not set: {listing(self.unknown)}.")
        told += self.refused
        if self.remark:
            told.append(self.remark)
        if self.changed:
            told.append("Now run the cells below the parameters cell.")
        return told


def best_step(record: RunRecord, names: Iterable[str]) -> StepRecord | None:
    """Return the step that shares most parameters with these names; None without steps.

    Of equal ones the last that has most parameters of its own.
    """
    wanted = set(names)

    def shared(step: StepRecord) -> tuple[int, int]:
        return len(wanted & step.parameters.keys()), -len(step.parameters.keys() - wanted)

    return max(record.steps, key=shared, default=None)


def take_over(
    given: Mapping[str, Any], contract: Contract | None, namespace: MutableMapping[str, Any]
) -> TakenOver:
    """Set the variables of a notebook to the parameters of a step.

    Parameters
    ----------
    given : mapping
        The step's parameters.
    contract : Contract or None
        What the notebook takes; without one only variables that exist are set.
    namespace : mutable mapping
        The notebook's variables.

    Returns
    -------
    TakenOver
        Values that the contract refuses and secrets, which no record holds, are not set.
    """
    found = TakenOver(remark=_remark(given, contract))
    for name, value in given.items():
        if not _is_parameter(name, contract, namespace):
            found.unknown.append(name)
        elif looks_secret(name) or (contract and contract[name].secret):
            found.refused.append(f"'{name}' is secret, and no run keeps its value.")
        elif contract and (mistakes := contract.mistakes({name: value})):
            found.refused.append(mistakes[0])
        elif name in namespace and _is_same(namespace[name], value):
            found.same.append(name)
        else:
            namespace[name] = value
            found.changed[name] = value
    return found


def _is_parameter(name: str, contract: Contract | None, namespace: Mapping[str, Any]) -> bool:
    if contract is not None:
        return name in contract
    return name in namespace and not name.startswith("_")


def _is_same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _remark(given: Mapping[str, Any], contract: Contract | None) -> str:
    source = given.get("source")
    if isinstance(source, str) and source and ":" not in source and not Path(source).exists():
        return (
            f"The file {shorten(source, 80)} is not there as seen from this notebook: "
            "the run named it from the folder of its study."
        )
    if contract is None:
        return "This notebook has no parameters cell on disk, so variables that exist were set."
    return ""
