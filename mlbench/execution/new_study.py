"""Writing a study that a person can run at once and edit with understanding."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from mlbench import plugins
from mlbench.errors import MlbenchError, RefusedInput, listing, shorten
from mlbench.parameters.yaml_text import as_scalar
from mlbench.secrets.addresses import passwords_in, without_passwords
from mlbench.secrets.redactor import Redactor
from mlbench.secrets.reference import fetch
from mlbench.secrets.values import address_as_secret, secrets_in
from mlbench.store import files, ids
from mlbench.vocabulary import Json

_TEXT = """\
# {rows:,} rows and {columns:,} columns, as seen when this file was written:
# {known}
study: {name}
data:
  source: {source}
  target: {target}
  task: {task}
  split: {{kind: {split}, test: 0.25, seed: 0}}   # random, stratified or time
metric: auto   # the usual one of the task; or roc_auc, accuracy, rmse, ...
steps:
  - explore
  - model: {{recipe: boosting, compare: [linear]}}   # auto, linear, forest, boosting, mlp, ...
  - evaluate
  - export
"""


def write_study(name: str, source: str, target: str | None, folder: Path) -> Path:
    """Write ``<folder>/<name>/study.yaml`` for a data source that was looked at first.

    Parameters
    ----------
    name : str
        Letters, digits, '-' and '_'.
    source : str
        A file, a named source, or ``env:NAME`` for an address with a password.
    target : str, optional
        The column to predict; the source's own when it has one.
    folder : Path
        Where the study's folder is made.

    Raises
    ------
    RefusedInput
        The name or the data can't be used, or the study exists.
    """
    if ids.slug(name) != name:
        raise RefusedInput(
            "The name of a study must be small letters, digits, '-' and '_', at most 60. "
            f"Got {shorten(repr(name))}.",
            next_step=f"Try '{ids.slug(name)}'.",
        )
    path = folder / name / "study.yaml"
    if path.exists():
        raise RefusedInput(
            f"The study {path} already exists; nothing of it was touched.",
            next_step=f"Run it with 'mlbench run {path}', or choose another name.",
        )
    if passwords_in(source):
        raise RefusedInput(
            f"An address with a password must not stand in a study. Got "
            f"{shorten(without_passwords(source))}.",
            next_step="Put it into the environment, and write --data env:NAME",
        )
    facts = _look_at(source, target)
    files.write_text(path, _text(name, source, path.parent, facts))
    return path


def _look_at(source: str, target: str | None) -> dict[str, Any]:
    facts: dict[str, Json] = {}
    if source.startswith("env:"):
        source = fetch(source, "source")
    for check in plugins.load_all("mlbench.checks").values():
        try:
            facts |= check({"source": source, "target": target}, Path.cwd())
        except MlbenchError as error:
            secrets = secrets_in({"source": address_as_secret(source)})
            raise Redactor.of(secrets).error(error) from None
    return facts


def _text(name: str, source: str, folder: Path, facts: dict[str, Any]) -> str:
    asked = facts["asked"]
    if Path(source).exists():
        source = os.path.relpath(Path(source).resolve(), folder.resolve())
    task = facts.get("task") or "auto"
    return _TEXT.format(
        rows=facts["rows"],
        columns=facts["columns"],
        name=as_scalar(name),
        source=as_scalar(source),
        target=as_scalar(asked.get("target")),
        known=listing(facts["names"]),
        task=task,
        split=asked.get("split", "auto"),
    )
