"""Ejecting a template: a copy of it that belongs to one study, which uses it from then on.

The step in the study's file changes from its template to ``notebook:``; the rest of the
 file, comments and spacing included, stays as it was written.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mlbench.errors import RefusedInput, did_you_mean, listing, shorten
from mlbench.execution.copies import write_copy
from mlbench.execution.step_text import with_notebook
from mlbench.execution.study import Study, read_study, study_of
from mlbench.execution.templates import template_names
from mlbench.parameters.yaml_text import parse_yaml
from mlbench.store import files


@dataclass(frozen=True)
class Ejected:
    """What was written.

    Attributes
    ----------
    step : str
        The step that uses the copy now.
    notebook : Path
        The copy.
    study : Path
        The study's file.
    """

    step: str
    notebook: Path
    study: Path


def eject(template: str, study: Path, *, step: str = "", name: str = "") -> Ejected:
    """Copy a step's template beside its study, and let the step use the copy.

    Parameters
    ----------
    template : str
        Its name.
    study : Path
        The study's file.
    step : str
        Which step, when several use the template.
    name : str
        File name of the copy; ``<template>.ipynb`` when left out.

    Raises
    ------
    RefusedInput
        There is no such template, step or study, the step has a notebook of its own, or
        the copy exists; nothing is written.
    """
    found = read_study(study)
    number = _position(found, template, step, study)
    chosen = found.steps[number]
    place = study.parent / _file_name(name or template)
    if place.exists():
        raise RefusedInput(
            f"The notebook {place} already exists; nothing of it was touched.",
            next_step="Choose another name with --as NAME.",
            code="NOTEBOOK_EXISTS",
        )
    changed = _changed(study, found, number, place.name)
    write_copy(template, place, {})
    try:
        files.write_text(study, changed)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return Ejected(chosen.name, place, study)


def _position(found: Study, template: str, step: str, study: Path) -> int:
    """Return which step is meant, from 0."""
    if step and step not in [each.name for each in found.steps]:
        known = did_you_mean(step, [each.name for each in found.steps])
        raise RefusedInput(f"The study {study} has no step '{shorten(step)}'. {known}")
    using = [
        number
        for number, each in enumerate(found.steps)
        if each.template == template and step in ("", each.name)
    ]
    if len(using) == 1:
        return using[0]
    if using:
        names = listing(found.steps[number].name for number in using)
        raise RefusedInput(
            f"The template '{template}' is used by {len(using)} steps of {study}: {names}.",
            next_step=f"Say which one with --step {found.steps[using[0]].name}.",
            code="STEP_AMBIGUOUS",
        )
    raise _not_used(found, template, step, study)


def _not_used(found: Study, template: str, step: str, study: Path) -> RefusedInput:
    if template not in template_names():
        known = did_you_mean(template, template_names())
        return RefusedInput(
            f"'{shorten(template)}' is not a template. {known}",
            next_step="List them with 'mlbench templates'.",
        )
    for each in found.steps:
        if each.name == (step or template) and each.notebook:
            return RefusedInput(
                f"Step '{each.name}' of {study} has a notebook of its own already: "
                f"{each.notebook}.",
                next_step=f"Edit {study.parent / each.notebook}.",
                code="ALREADY_EJECTED",
            )
    whose = f"step '{step}'" if step else "any step"
    used = sorted({each.template for each in found.steps if each.template})
    return RefusedInput(
        f"The template '{template}' is not used by {whose} of {study}. "
        f"The study uses {listing(used) or 'none'}.",
        next_step="Eject one of those, or add a step to the study first.",
        code="STEP_UNKNOWN",
    )


def _file_name(name: str) -> str:
    stem = name.removesuffix(".ipynb")
    if (
        not stem
        or stem.startswith(".")
        or set(stem) & set('/\\:*?"<>|\0')
        or not stem.isprintable()
    ):
        raise RefusedInput(
            f"The copy of a template must have a plain file name. Got {shorten(repr(name))}.",
            next_step="Choose one with --as NAME.",
        )
    return f"{stem}.ipynb"


def _changed(study: Path, found: Study, number: int, notebook: str) -> str:
    """Return the study's text with the one step changed.

    It is read again: aliases and merged keys tie steps together in ways that no change of a
    single one can follow, and then nothing is written.
    """
    steps = list(found.steps)
    step = steps[number]
    steps[number] = step.model_copy(update={"template": "", "notebook": notebook})
    with suppress(RefusedInput, ValueError):
        # not by read_text, which changes the ends of lines
        text = study.read_bytes().decode("utf-8")
        changed = with_notebook(text, number, step.name, notebook)
        read = study_of(parse_yaml(changed, str(study)), str(study))
        if read == found.model_copy(update={"steps": steps}):
            return changed
    raise RefusedInput(
        f"Step '{step.name}' of {study} is written in a way that can't be changed by itself.",
        next_step=f"Write it as '- template: {step.template}' with its parameters below.",
        code="STEP_TANGLED",
    )


def the_study(folder: Path) -> Path:
    """Return the one study that can be meant in a working directory.

    Raises
    ------
    RefusedInput
        There is none, or there are several.
    """
    here = Path("study.yaml")
    found = sorted(path.relative_to(folder) for path in folder.glob("notebooks/*/study.yaml"))
    if (folder / here).is_file():
        return here
    if len(found) == 1:
        return found[0]
    seen = f"There are {len(found)}: {listing(found)}" if found else "There is none here"
    raise RefusedInput(
        f"It must be said which study is meant. {seen}.",
        next_step="Name its file, as in 'mlbench eject model notebooks/NAME/study.yaml'.",
    )
