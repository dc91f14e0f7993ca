"""What is looked at before anything is started or written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mlbench import plugins
from mlbench.errors import MlbenchError, RefusedInput, TemplateInvalid, did_you_mean, shorten
from mlbench.execution.plan import Plan
from mlbench.secrets.redactor import Redactor
from mlbench.secrets.values import address_as_secret, shown
from mlbench.vocabulary import Json


def check_notebooks(plan: Plan) -> None:
    """Refuse notebooks that do not follow the notebook format, and kernels that are not there.

    Raises
    ------
    RefusedInput
        Naming the notebook and what is wrong with it.
    """
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415 - see below
    from nbformat import ValidationError, reads, validate  # noqa: PLC0415 - a second of imports

    installed = sorted(KernelSpecManager().find_kernel_specs())
    for step in plan.steps:
        try:
            validate(reads(step.path.read_text("utf-8"), as_version=4))
        except (ValidationError, ValueError, KeyError, AttributeError) as error:
            raise TemplateInvalid(
                f"{step.path} is not a valid notebook: {shorten(str(error), 200)}.",
                next_step="Open it in JupyterLab and save it again.",
            ) from None
        if step.kernel not in installed:
            raise RefusedInput(
                f"The notebook {step.path} asks for the kernel '{step.kernel}', which is not "
                f"installed. {did_you_mean(step.kernel, installed)}",
                next_step="Install it, or choose another kernel in the notebook's metadata.",
                code="NO_SUCH_KERNEL",
            )


def check_data(plan: Plan) -> dict[str, Json]:
    """Return what is seen of the plan's data; empty when it has none.

    Raises
    ------
    DataError
        The data can't be used as it stands.
    """
    if not plan.asked:
        return {}
    facts: dict[str, Json] = {}
    for check in plugins.load_all("mlbench.checks").values():
        try:
            facts |= check(plan.asked, plan.base)
        except MlbenchError as error:
            raise Redactor.of(plan.secrets).error(error) from None
    return facts


def with_resolved_data(plan: Plan, facts: dict[str, Json]) -> dict[str, dict[str, Any]]:
    """Return the values to pass into each step, by its name.

    What the study leaves open and the look at the data has settled (the whole path of a
    file, a named source's own target) is passed on, so that every step means the same data
    from wherever its kernel works. A step's own value stays.
    """
    settled = facts.get("asked")
    given = {step.name: dict(step.given) for step in plan.steps}
    if not isinstance(settled, dict):
        return given
    for step in plan.steps:
        for word in ("source", "target"):
            own = word in step.given and step.given[word] != plan.asked.get(word)
            if word in step.contract and not own:
                given[step.name][word] = address_as_secret(settled.get(word))
    return given


def stored(values: dict[str, Any]) -> dict[str, Json]:
    """Return values as JSON can hold them; paths and expressions as text, secrets by place.

    A secret that was given in clear is its mark, the same one whatever the secret: a run with
    another token is a run with the same parameters.
    """
    kept: dict[str, Json] = json.loads(json.dumps(shown(values), default=_as_text))
    return kept


def _as_text(value: object) -> str:
    return str(value) if isinstance(value, Path) else repr(value)
