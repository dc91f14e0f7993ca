"""The study: a YAML file that says which data, which metric, which steps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mlbench.errors import RefusedInput, did_you_mean, shorten
from mlbench.parameters.yaml_text import read_yaml

#: The keys of a step that is written out in full.
FULL_FORM = {"name", "template", "notebook", "after", "parameters"}


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SplitSection(_Section):
    """How test rows are chosen.

    Attributes
    ----------
    kind : str
        ``auto``: stratified for classes, random for numbers. ``time``, ``rolling``: the
        last rows. ``group``, ``stratified_group``: whole groups. ``predefined``: as a
        column says, or the data set itself.
    test : float
        The share of rows held out, in (0, 1).
    seed : int
        Seed of the choice, 0 or more.
    by : str or None
        The column with the group, the time or the part of each row.
    gap : str, number or None
        What is set aside before the first test row in time: ``7d``, or rows.
    keep : bool
        Whether the column of groups or parts stays among the features.
    """

    kind: Literal[
        "auto", "random", "stratified", "group", "stratified_group", "time", "rolling", "predefined"
    ] = "auto"
    test: float = Field(default=0.25, gt=0, lt=1)
    seed: int = Field(default=0, ge=0)
    by: str | None = None
    gap: str | int | float | None = None
    keep: bool = False


def _split_from_short_form(entry: object) -> object:
    """Read ``split: time`` as ``split: {kind: time}``."""
    return {"kind": entry} if isinstance(entry, str) else entry


class DataSection(_Section):
    """Which data, and what of it is to be predicted.

    Attributes
    ----------
    source, target, task, read, kind, roles
        As the keywords of :func:`mlbench.load`.
    split : SplitSection
        How test rows are chosen; its kind alone may stand there too.
    schema_file : str or None
        ``schema`` in the file: what declares which values are possible.
    weight : str or None
        The column that says how much each row counts.
    """

    source: str = Field(min_length=1)
    target: str | list[str] | None = None
    weight: str | None = Field(default=None, min_length=1)
    task: Literal["auto", "classification", "binary", "multiclass", "multilabel", "regression"] = (
        "auto"
    )
    split: Annotated[SplitSection, BeforeValidator(_split_from_short_form)] = SplitSection()
    read: dict[str, Any] = Field(default_factory=dict)
    # BaseModel has a method named schema
    schema_file: str | None = Field(default=None, alias="schema", min_length=1)
    kind: Literal["auto", "tabular", "text", "images", "audio", "ratings", "series"] = "auto"
    roles: dict[str, str] = Field(default_factory=dict)

    def asked(self) -> dict[str, Any]:
        """Return the section as the words that datasets and templates use."""
        return {
            "source": self.source,
            # columns of a label each are one target, by the names that templates take
            "target": "|".join(self.target) if isinstance(self.target, list) else self.target,
            "task": self.task,
            "split": self.split.kind,
            "test_fraction": self.split.test,
            "split_seed": self.split.seed,
            "split_by": self.split.by,
            "split_gap": None if self.split.gap is None else str(self.split.gap),
            "split_keep": self.split.keep,
            "schema": self.schema_file,
            "read": dict(self.read),
            "kind": self.kind,
            "weight": self.weight,
            "roles": [f"{role}={column}" for role, column in self.roles.items()] or None,
        }


class StepSection(_Section):
    """One step: a template by its name, or a notebook by its path.

    Attributes
    ----------
    after : list of str or None
        The steps it waits for, and no others; all above it when left out.
    """

    name: str = Field(min_length=1, max_length=80)
    template: str = ""
    notebook: str = ""
    after: list[str] | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)


def _step_from_short_form(entry: object) -> object:
    """Read ``explore`` and ``model: {recipe: linear}`` as the full form."""
    if isinstance(entry, str):
        return {"name": entry, "template": entry}
    if isinstance(entry, Mapping):
        if len(entry) == 1 and not FULL_FORM & set(entry):
            [(template, parameters)] = entry.items()
            return {"name": template, "template": template, "parameters": parameters or {}}
        if "name" not in entry and "template" in entry:
            return {**entry, "name": entry["template"]}
        if "name" not in entry and "notebook" in entry:
            return {**entry, "name": Path(str(entry["notebook"])).stem}
    return entry


class Study(_Section):
    """A whole study.

    Attributes
    ----------
    study : str
        Its name; any text, it is never part of a path as it stands.
    metric : str
        The main metric; ``auto`` takes the usual one of the task.
    """

    study: str = Field(min_length=1, max_length=200)
    data: DataSection
    metric: str = "auto"
    steps: list[Annotated[StepSection, BeforeValidator(_step_from_short_form)]] = Field(
        min_length=1
    )


def read_study(path: Path, overrides: Mapping[str, Any] | None = None) -> Study:
    """Read a study file.

    Parameters
    ----------
    path : Path
        The YAML file.
    overrides : mapping, optional
        Values that win over the file's: ``data.source``, ``data.split.seed``, ``metric``.

    Raises
    ------
    RefusedInput
        The file can't be read, or it is not a study; every mistake is named.
    """
    content = read_yaml(path)
    if content is None:
        raise RefusedInput(
            f"{path} is empty.", next_step="Write a study with 'mlbench new NAME --data FILE'."
        )
    if not isinstance(content, dict):
        raise RefusedInput(
            f"{path} must hold keys such as 'study:' and 'steps:'. Got a {type(content).__name__}.",
            next_step="Write a study with 'mlbench new NAME --data FILE'.",
        )
    for key, value in (overrides or {}).items():
        _set(content, key.split("."), value)
    return study_of(content, str(path))


def _set(content: dict[str, Any], keys: list[str], value: Any) -> None:
    *way, last = keys
    for key in way:
        inner = content.setdefault(key, {})
        if not isinstance(inner, dict):
            inner = content[key] = {}
        content = inner
    content[last] = value


def study_of(content: Mapping[str, Any], where: str) -> Study:
    """Return the study that a mapping describes; `where` is its path, for error sentences.

    Raises
    ------
    RefusedInput
        With a sentence for every mistake.
    """
    try:
        study = Study.model_validate(dict(content))
    except ValidationError as error:
        mistakes = [_sentence(dict(e), where) for e in error.errors(include_url=False)]
        raise RefusedInput(*mistakes, next_step=f"Correct {where}.") from None
    mistakes = _order_mistakes(study, where)
    if mistakes:
        raise RefusedInput(*mistakes, next_step=f"Correct {where}.")
    return study


def _order_mistakes(study: Study, where: str) -> list[str]:
    mistakes: list[str] = []
    seen: list[str] = []
    for number, step in enumerate(study.steps, start=1):
        if bool(step.template) == bool(step.notebook):
            mistakes.append(f"Step {number} in {where} must name a template or a notebook, one.")
        if step.name in seen:
            mistakes.append(
                f"The name '{shorten(step.name)}' is given to two steps in {where}; "
                f"names must differ (add 'name:')."
            )
        for other in step.after or ():
            if other not in seen:
                known = did_you_mean(other, seen)
                mistakes.append(
                    f"Step '{step.name}' in {where} must come after a step that is listed before "
                    f"it. Got '{shorten(other)}'. {known}"
                )
        seen.append(step.name)
    return mistakes


_SECTIONS: dict[str, type[BaseModel]] = {
    "": Study,
    "data": DataSection,
    "split": SplitSection,
    "steps": StepSection,
}
_EXPECTED = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_too_long": "must be shorter",
    "int_type": "must be an integer",
    "float_type": "must be a number",
    "dict_type": "must hold keys with values",
    "list_type": "must be a list",
    "too_short": "must name at least one step",
    "model_type": "must hold keys with values",
}


def _sentence(error: dict[str, Any], where: str) -> str:
    way = [str(part + 1) if isinstance(part, int) else part for part in error["loc"]]
    key = ".".join(way)
    kind, given = error["type"], error.get("input")
    if kind == "extra_forbidden":
        section = next((part for part in reversed(way[:-1]) if part in _SECTIONS), "")
        fields = _SECTIONS[section].model_fields
        known = did_you_mean(way[-1], [field.alias or name for name, field in fields.items()])
        return f"The key '{key}' in {where} is not one of a study. {known}"
    if kind == "missing":
        return f"The key '{key}' in {where} is missing."
    context = error.get("ctx", {})
    if kind == "literal_error":
        expected = f"must be one of {context['expected']}"
    elif "gt" in context or "ge" in context or "lt" in context:
        expected = f"must be in range ({error['msg'].removeprefix('Input should be ')})"
    else:
        expected = _EXPECTED.get(kind, error["msg"].lower())
    return f"The key '{key}' in {where} {expected}. Got {shorten(repr(given))}."
