"""The plan of a run: every step with its notebook and its values, checked as a whole.

Nothing is started and nothing written until the plan stands, so a misspelt name in the
last step costs no more than one in the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlbench.errors import MlbenchError, RefusedInput, did_you_mean
from mlbench.execution import secret_values
from mlbench.execution.study import StepSection, Study, read_study
from mlbench.execution.templates import find_template
from mlbench.parameters.contract import Contract
from mlbench.parameters.reader import contract_of
from mlbench.parameters.source import read_notebook, text_of
from mlbench.parameters.text import value_of_text, values_from_text
from mlbench.secrets.addresses import without_passwords
from mlbench.secrets.reference import fetch
from mlbench.secrets.values import address_as_secret, secrets_in

#: The parameters of a template that a study's data section answers.
DATA_WORDS = (
    *("source", "target", "task", "kind", "roles", "weight"),
    *("split", "test_fraction", "split_seed", "split_by", "split_gap"),
)
#: The keys that an override may start with besides a step's name.
STUDY_KEYS = ("data", "metric")


@dataclass(frozen=True)
class PlannedStep:
    """A step that is ready to run.

    Attributes
    ----------
    given : dict
        The values that are passed into the notebook; secrets among them are of the type
        :class:`~mlbench.secrets.secret.Secret`.
    cells : int
        Code cells of the notebook as it will be executed.
    after : tuple of str
        The steps that are done before it starts.
    """

    number: int
    name: str
    template: str
    path: Path
    contract: Contract
    kernel: str
    may_stop_early: bool
    given: dict[str, Any]
    cells: int
    after: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """The values that will hold: those given, and defaults for the rest."""
        return secret_values.covered(self.contract, self.contract.resolved(self.given))


@dataclass(frozen=True)
class Plan:
    """What a run is going to do.

    Attributes
    ----------
    base : Path
        The folder that kernels work in and that relative sources start from.
    asked : dict
        What the data check and ``step.dataset()`` get; empty when a single notebook
        has no source.
    """

    name: str
    base: Path
    steps: tuple[PlannedStep, ...]
    asked: dict[str, Any] = field(default_factory=dict)
    metric: str = ""
    study: dict[str, Any] = field(default_factory=dict)

    @property
    def secrets(self) -> dict[str, Any]:
        """The secrets of all steps and of the data, by their names."""
        found = secrets_in(self.asked)
        for step in self.steps:
            for name, value in secrets_in(step.given).items():
                if value not in found.values():
                    found[f"{step.name}.{name}" if name in found else name] = value
        return found

    def secrets_in_clear(self, names: Iterable[str]) -> list[str]:
        """Return those of the names, as values were given by, whose secret had no reference."""
        clear = {
            path
            for step in self.steps
            for name, value in secrets_in(step.given).items()
            if not getattr(value, "reference", "")
            for path in (name, f"{step.name}.{name}")
        }
        return [name for name in names if name in clear]


def plan_study(path: Path, given: Mapping[str, Any], *, as_text: bool = False) -> Plan:
    """Plan a run of a study file.

    Parameters
    ----------
    path : Path
        The study file.
    given : mapping
        Values by ``step.name``, ``data.key`` or ``metric``; they win over the file's.
    as_text : bool
        Whether the values are texts of a command line.

    Raises
    ------
    RefusedInput
        With a sentence for every mistake, over all steps.
    """
    by_step, of_study = _sort_overrides(given)
    if as_text:
        of_study = {key: value_of_text(value) for key, value in of_study.items()}
    study = read_study(path, of_study)
    base = path.resolve().parent
    mistakes = _unknown_steps(by_step, study)
    steps: list[PlannedStep] = []
    for number, section in enumerate(study.steps, start=1):
        try:
            above = [step.name for step in study.steps[: number - 1]]
            after = tuple(above if section.after is None else section.after)
            steps.append(_plan_step(number, section, after, study, base, by_step, as_text=as_text))
        except MlbenchError as error:
            mistakes += error.mistakes
    if mistakes:
        raise RefusedInput(
            *dict.fromkeys(mistakes), next_step="See what a template takes: mlbench params NAME"
        )
    resolved = study.model_dump(mode="json", by_alias=True)
    resolved["data"]["source"] = without_passwords(study.data.source)
    for section, step in zip(resolved["steps"], steps, strict=True):
        section["parameters"] = dict(step.given)
    return Plan(study.study, base, tuple(steps), asked_of(study), study.metric, resolved)


def asked_of(study: Study) -> dict[str, Any]:
    """Return the data section's words; an address that the environment holds is read there."""
    asked = study.data.asked()
    if asked["source"].startswith("env:"):
        asked["source"] = fetch(asked["source"], "data.source")
    return {**asked, "source": address_as_secret(asked["source"])}


def plan_notebook(path: Path, given: Mapping[str, Any], *, as_text: bool = False) -> Plan:
    """Plan a run of a single notebook; see :func:`plan_study`."""
    step = _planned(1, path.stem, "", path, dict(given), (), as_text=as_text)
    values = step.parameters
    asked = {word: values[word] for word in DATA_WORDS if word in values}
    return Plan(path.stem, Path.cwd(), (step,), asked if asked.get("source") else {})


def _sort_overrides(
    given: Mapping[str, Any],
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    by_step: dict[str, dict[str, Any]] = {}
    of_study: dict[str, Any] = {}
    for key, value in given.items():
        step, dot, name = key.partition(".")
        if step in STUDY_KEYS:
            of_study[key] = value
        elif dot:
            by_step.setdefault(step, {})[name] = value
        else:
            raise RefusedInput(
                f"A parameter of a study must be written step.name=value. Got '{key}'.",
                next_step=f"Write which step it is for, as model.{key}=...",
            )
    return by_step, of_study


def _unknown_steps(by_step: Mapping[str, Any], study: Study) -> list[str]:
    names = [step.name for step in study.steps]
    return [
        f"The study '{study.study}' has no step '{name}'. {did_you_mean(name, names)}"
        for name in by_step
        if name not in names
    ]


def _plan_step(
    number: int,
    section: StepSection,
    after: tuple[str, ...],
    study: Study,
    base: Path,
    by_step: Mapping[str, dict[str, Any]],
    *,
    as_text: bool,
) -> PlannedStep:
    path = find_template(section.template) if section.template else base / section.notebook
    overrides = by_step.get(section.name, {})
    return _planned(
        number,
        section.name,
        section.template or section.notebook,
        path,
        overrides,
        after,
        as_text=as_text,
        below={**asked_of(study), "metric": study.metric},
        written=section.parameters,
        base=base,
    )


def _planned(
    number: int,
    name: str,
    template: str,
    path: Path,
    overrides: dict[str, Any],
    after: tuple[str, ...],
    *,
    as_text: bool,
    below: Mapping[str, Any] | None = None,
    written: Mapping[str, Any] | None = None,
    base: Path | None = None,
) -> PlannedStep:
    notebook = read_notebook(path)
    contract = contract_of(notebook, template or path.stem, str(path))
    if as_text:
        overrides = values_from_text(contract, overrides)
    answered = {k: v for k, v in (below or {}).items() if k in contract and v is not None}
    given = secret_values.with_places(contract, {**answered, **(written or {}), **overrides})
    contract.check(given)
    secret_values.refuse_in_clear(contract, written or {}, "a study")
    given = _with_secrets(contract, given, list(overrides), base or Path.cwd())
    metadata = notebook["metadata"]
    return PlannedStep(
        number,
        name,
        template or path.stem,
        path,
        contract,
        str(metadata.get("kernelspec", {}).get("name") or "python3"),
        bool(metadata.get("mlbench", {}).get("may_stop_early", False)),
        given,
        _code_cells(notebook) + bool(given),
        after,
    )


def _with_secrets(
    contract: Contract, given: dict[str, Any], overrides: list[str], base: Path
) -> dict[str, Any]:
    """Read secrets; a path on a command line starts where that is, any other at `base`.

    Those of a command line are read in its order: what is typed comes line by line.
    """
    own = {name: given[name] for name in overrides}
    rest = {name: value for name, value in given.items() if name not in overrides}
    read = secret_values.with_secrets(contract, rest, base)
    read |= secret_values.with_secrets(contract, own, Path.cwd())
    return {name: read[name] for name in given}


def _code_cells(notebook: dict[str, Any]) -> int:
    cells = notebook["cells"]
    return sum(cell["cell_type"] == "code" and bool(text_of(cell).strip()) for cell in cells)
