"""Runs from Python: the same as ``mlbench run``, with the results at hand."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlbench.errors import MlbenchError
from mlbench.execution.events import LineObserver, Observer
from mlbench.execution.failure import failure_of
from mlbench.execution.plan import Plan, plan_notebook, plan_study
from mlbench.execution.runner import run_plan
from mlbench.execution.templates import find_template, template_names
from mlbench.settings import settings
from mlbench.statements import Estimate, Findings
from mlbench.store import artifacts
from mlbench.store.folder import RunFolder, all_folders, find_folder
from mlbench.store.record import RunRecord

if TYPE_CHECKING:
    import pandas as pd


class Run:
    """A run, finished or not, read from its folder.

    Parameters
    ----------
    folder : RunFolder
        Where it lies.

    Attributes
    ----------
    record : RunRecord
        What ``run.json`` says, as read when this object was made.
    """

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.record: RunRecord = folder.read()

    @property
    def id(self) -> str:
        """The run's id."""
        return self.record.run_id

    @property
    def state(self) -> str:
        """Where the run stands: ``done``, ``failed``, ..."""
        return str(self.record.state)

    @property
    def metrics(self) -> dict[str, float]:
        """Recorded figures by name; of an estimate its value."""
        found = {}
        for name, value in self.record.values.items():
            if isinstance(value, Estimate):
                found[name] = value.value
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                found[name] = value
        return found

    @property
    def values(self) -> dict[str, Any]:
        """Everything recorded by name; estimates with their intervals."""
        return self.record.values

    @property
    def findings(self) -> Findings:
        """Findings of all steps, the gravest first."""
        return self.record.findings

    @property
    def report(self) -> Path:
        """The one page to share."""
        return self.folder.report

    @property
    def bundle(self) -> Path | None:
        """The folder of the exported model, or None when nothing was exported."""
        return self.folder.bundle if self.folder.bundle.is_dir() else None

    @property
    def error(self) -> MlbenchError | None:
        """What the run ended with, or None when all went well."""
        return failure_of(self.record)

    def frame(self) -> pd.DataFrame:
        """Return the recorded values as a table: step, name, value, low, high."""
        import pandas as pd  # noqa: PLC0415 - a run can be read without pandas

        rows = [
            {"step": step.name, "name": name, **_spread(value)}
            for step in self.record.steps
            for name, value in step.values.items()
        ]
        return pd.DataFrame(rows, columns=["step", "name", "value", "low", "high"])

    def steps(self) -> pd.DataFrame:
        """Return the steps as a table: state, cells, seconds."""
        import pandas as pd  # noqa: PLC0415 - a run can be read without pandas

        columns = ["name", "template", "state", "cells_done", "cells", "seconds"]
        rows = [{name: getattr(step, name) for name in columns} for step in self.record.steps]
        return pd.DataFrame(rows, columns=columns)

    def load(self, name: str) -> Any:
        """Return what a step saved under a name: a model, a frame, a picture."""
        order = [self.folder.artifacts(step.name) for step in reversed(self.record.steps)]
        return artifacts.load(order, name)

    def __repr__(self) -> str:
        return f"<Run {self.record.name}/{self.id}: {self.state}>"

    def _repr_html_(self) -> str:
        escape = html.escape
        rows = "".join(
            f"<tr><td>{escape(step.name)}</td><td>{escape(step.state)}</td>"
            f"<td>{step.seconds if step.seconds is not None else ''}</td></tr>"
            for step in self.record.steps
        )
        title = f"Run {escape(self.record.name)}/{escape(self.id)}: {escape(self.state)}"
        head = "<tr><th>Step</th><th>State</th><th>Seconds</th></tr>"
        return f"<p><strong>{title}</strong></p><table>{head}{rows}</table>"


def _spread(value: Any) -> dict[str, Any]:
    if isinstance(value, Estimate):
        return {"value": value.value, "low": value.low, "high": value.high}
    return {"value": value, "low": None, "high": None}


def make_plan(path: str | Path, given: Mapping[str, Any], *, as_text: bool = False) -> Plan:
    """Plan a study file, a notebook, or a template by its name.

    Raises
    ------
    RefusedInput
        With a sentence for every mistake.
    """
    if isinstance(path, str) and path in template_names() and not Path(path).exists():
        return plan_notebook(find_template(path), given, as_text=as_text)
    path = Path(path)
    if path.suffix == ".ipynb":
        return plan_notebook(path, given, as_text=as_text)
    return plan_study(path, given, as_text=as_text)


def run(
    path: str | Path,
    parameters: Mapping[str, Any] | None = None,
    *,
    runs_folder: str | Path | None = None,
    observer: Observer | None = None,
    jobs: int | None = None,
) -> Run:
    """Run a study or a single notebook to its end.

    Parameters
    ----------
    path : str or Path
        A study file (``study.yaml``), a notebook, or the name of a template.
    parameters : mapping, optional
        Values that win over the file's: ``{"model.seed": 1}`` for a study,
        ``{"seed": 1}`` for a notebook.
    runs_folder : str or Path, optional
        Where the run folder goes; the ``runs`` setting when left out.
    observer : Observer, optional
        Told of everything that happens; one that prints a line a step when left out.
    jobs : int, optional
        Steps that may go at a time where the study lets them, 0 for as many as there are
        cores; the ``jobs`` setting when left out.

    Returns
    -------
    Run
        The finished run; ``run.error`` says what went wrong in a failed one.

    Raises
    ------
    RefusedInput
        Before anything is started or written.
    """
    plan = make_plan(path, parameters or {})
    folder = Path(runs_folder) if runs_folder else settings().runs
    return Run(run_plan(plan, folder, observer or LineObserver(print), jobs=jobs))


def open_run(name: str = "latest") -> Run:
    """Return a run by its path, its id, the start of its id, its study, or ``latest``."""
    return Run(find_folder(settings().runs, name))


def runs(study: str | None = None) -> list[Run]:
    """Return all runs, the newest first; of one study when it is named."""
    return [Run(folder) for folder in all_folders(settings().runs, study)]
