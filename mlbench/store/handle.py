"""The step's own handle: the same three words in a headless run and in Lab.

In a run the handle finds its step through the environment that the run gives its
kernel. Anywhere else it opens a draft: a run folder of its own under ``runs/draft/``,
which the notebooks that are opened by hand share.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlbench import plugins
from mlbench.errors import RefusedInput, StoreError, listing, shorten
from mlbench.secrets import known
from mlbench.secrets.addresses import without_passwords
from mlbench.settings import settings
from mlbench.statements import Finding, Findings
from mlbench.store import artifacts, files, folder
from mlbench.store.covered import without_secrets
from mlbench.store.record import RunRecord, preserve, revive
from mlbench.vocabulary import State

#: The environment variable by which a run tells a kernel which step it runs.
VARIABLE = "MLBENCH_STEP"
#: The file in a step's artifact folder that holds what it recorded.
RECORDED = "recorded.json"
#: The name under which a step keeps which row is on which side of the split.
SPLIT = "split"


class Step:
    """One step of a run, seen from inside its notebook.

    Parameters
    ----------
    run : RunFolder
        The run's folder.
    name : str
        The step's name.
    draft : bool
        Whether the notebook was opened by hand.
    """

    def __init__(self, run: folder.RunFolder, name: str, *, draft: bool) -> None:
        self.run = run
        self.name = name
        self.draft = draft

    def __repr__(self) -> str:
        kind = "Draft" if self.draft else f"Step '{self.name}' of run"
        return f"{kind} in {self.run.path}"

    @property
    def bundle(self) -> Path:
        """The folder that an exported model of this run goes to."""
        return self.run.bundle

    def dataset(self, source: str = "", target: str | None = None, **options: Any) -> Any:
        """Return the dataset that this step works on.

        Parameters
        ----------
        source : str
            A file, or a named source such as ``sklearn:iris``; left out, the study's.
        target : str, optional
            The column to predict; left out, the study's.
        **options
            ``task``, ``split``, ``test_fraction``, ``split_seed``, ``split_by``,
            ``split_gap``, ``split_keep``, ``schema``, ``read``, ``kind``, ``roles``,
            ``weight``; see :func:`mlbench.load`. What is not given comes from the study.

        Returns
        -------
        mlbench.Dataset
            Which row is on which side of its split is kept as the artifact ``split``.

        Raises
        ------
        DataError
            The data can't be used as it stands.
        """
        study = self._study_data()
        if not source and not study:
            raise RefusedInput(
                "step.dataset() needs a source in a notebook that is opened by hand. Got none.",
                next_step="Pass a file or a named source, as step.dataset('sklearn:iris').",
            )
        given = {"source": source, "target": target, **options}
        same = not source or without_passwords(source) == without_passwords(study.get("source", ""))
        # zero is a value: what is left open is None, or a source without a name
        own = {name: value for name, value in given.items() if value not in (None, "")}
        asked = {**(study if same else {}), **own}
        dataset = plugins.load("mlbench.datasets", "table")(**asked)
        self.save(SPLIT, dataset.split_frame())
        return dataset

    def record(self, **values: Any) -> None:
        """Keep results by name: numbers, text, estimates with intervals, findings.

        Secrets that this process knows of are covered in all of them.

        Raises
        ------
        RefusedInput
            A value that a record can't hold; use :meth:`save` for objects.
        """
        path = self.run.artifacts(self.name) / RECORDED
        kept: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
        kept.setdefault("values", {})
        cover = known.redactor()
        for name, value in values.items():
            if isinstance(value, Findings):
                kept["findings"] = cover.findings(value.to_json())
                continue
            try:
                kept["values"][name] = cover.value(preserve(without_secrets(value, name, cover)))
            except TypeError as error:
                raise RefusedInput(
                    f"step.record() keeps numbers, text, estimates and findings. "
                    f"Got '{name}' of type {error}.",
                    next_step=f"Use step.save('{name}', ...) for an object.",
                ) from None
        files.write_json(path, kept)

    def save(self, name: str, value: object) -> None:
        """Keep an object for later steps and for people: a model, a frame, a picture.

        Secrets that this process knows of are covered in texts, tables and arrays.

        Raises
        ------
        StoreError
            No codec keeps such an object, or it holds a secret that can't be covered.
        """
        artifacts.save(self.run.artifacts(self.name), name, value)

    def save_all(self, objects: Mapping[str, object]) -> None:
        """Keep several objects by name; see :meth:`save`."""
        for name, value in objects.items():
            self.save(name, value)

    def load(self, name: str, run: str | None = None, *, optional: bool = False) -> Any:
        """Return what a step of this run, or of another one, saved under a name.

        Parameters
        ----------
        name : str
            The name it was saved under; a later step's object wins. Of its own run a step sees
            what those that it waits for have saved, and what it saved itself.
        run : str, optional
            The path or id of another run.
        optional : bool
            Whether the answer is None, instead of a refusal, where nothing goes by that name.
        """
        source = folder.find_folder(settings().runs, run) if run else self.run
        whole = source.read()
        seen = whole if run else self._seen(whole)
        order = [source.artifacts(step.name) for step in reversed(seen.steps)]
        places = [*order, source.artifacts(folder.DRAFT)]
        if optional and not any(name in artifacts.names(place) for place in places):
            return None
        unseen = [step.name for step in whole.steps if step not in seen.steps]
        if not unseen:
            return artifacts.load(places, name)
        return artifacts.load(
            places,
            name,
            steps=f"that step '{self.name}' waits for",
            next_step=f"If another step saves it, add that to 'after' of step '{self.name}', "
            f"which does not wait for {listing(unseen)}.",
        )

    def _seen(self, record: RunRecord) -> RunRecord:
        """Return the record without the steps that this one does not wait for."""
        return record if self.draft else record.up_to(self.name)

    def recorded(self) -> dict[str, Any]:
        """Return what this step and those it waits for have recorded, a later one's value winning.

        Returns
        -------
        dict
            Values by name, estimates as :class:`~mlbench.statements.Estimate`; under
            ``findings`` their findings.
        """
        record = self._seen(self.run.read())
        own = self.run.artifacts(self.name) / RECORDED
        kept: dict[str, Any] = json.loads(own.read_bytes()) if own.is_file() else {}
        values = {name: revive(value) for name, value in kept.get("values", {}).items()}
        mine = Findings.of(map(Finding.from_json, kept.get("findings", [])))
        return {**record.values, **values, "findings": record.findings + mine}

    def form(self, notebook: str | Path | None = None) -> Any:
        """Return the notebook's parameters as a form; in a headless run as a table.

        Parameters
        ----------
        notebook : str or Path, optional
            The notebook's file, where it can't be found by itself.
        """
        return plugins.load("mlbench.forms", "parameters")(self, notebook)

    def _study_data(self) -> dict[str, Any]:
        if self.draft:
            return {}
        asked = self.run.read().data.get("asked", {})
        if not isinstance(asked, dict):
            return {}
        return {**asked, "source": known.uncovered(str(asked.get("source", "")))}


def step() -> Step:
    """Return the handle of the step that this notebook runs as.

    Returns
    -------
    Step
        The running step in a headless run; a draft anywhere else.
    """
    given = os.environ.get(VARIABLE)
    if given:
        return _from_environment(given)
    run = folder.RunFolder(settings().runs / folder.DRAFT / "current")
    if not run.record_path.is_file():
        run.write(RunRecord(run_id="current", name=folder.DRAFT, state=State.RUNNING))
    return Step(run, folder.DRAFT, draft=True)


def _from_environment(given: str) -> Step:
    try:
        context = json.loads(given)
        run, name = folder.RunFolder(Path(context["run"])), context["step"]
    except (ValueError, KeyError, TypeError):
        raise StoreError(
            f"The variable {VARIABLE} must name a run and a step as JSON. Got {shorten(given)}.",
            next_step=f"Unset {VARIABLE}; only mlbench sets it.",
        ) from None
    return Step(run, name, draft=False)
