"""``mlbench run``: run a study or a single notebook."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType
from typing import Annotated, Optional

import typer

from mlbench.cli.endings import Terminated


def _on_sigterm(number: int, frame: FrameType | None) -> None:
    raise Terminated


def run(
    what: Annotated[
        str, typer.Argument(metavar="STUDY|NOTEBOOK", help="A study file, a notebook or template.")
    ],
    parameter: Annotated[
        Optional[list[str]],
        typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="A value; repeatable."),
    ] = None,
    runs: Annotated[
        Optional[Path], typer.Option("--runs", help="Folder of the runs; else the setting.")
    ] = None,
    run_id: Annotated[
        Optional[str], typer.Option("--run-id", help="Name of the run folder; else a fresh one.")
    ] = None,
    jobs: Annotated[
        Optional[int],
        typer.Option("-j", "--jobs", min=0, help="Steps that may go at a time; 0: the cores."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the run record as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Run a study, or a single notebook, and write its report.

    In a study a value goes to a step, as -p model.seed=1, or to the study itself, as
    -p data.target=price. For a single notebook its name is enough: -p seed=1.

    A secret is named by where it is: -p token=env:NAME, -p token=file:PATH, or -p token=- to
    be asked for it.

    Example: mlbench run notebooks/breast_cancer/study.yaml -p model.recipe=forest
    """
    from mlbench.cli.progress import watcher
    from mlbench.errors import RefusedInput
    from mlbench.execution.api import make_plan
    from mlbench.execution.failure import failure_of
    from mlbench.execution.runner import run_plan
    from mlbench.parameters.text import split_assignment
    from mlbench.settings import settings
    from mlbench.store.ids import is_run_id

    if run_id is not None and not is_run_id(run_id):
        raise RefusedInput(
            f"A run id must be letters, digits, '-' and '_', at most 80. Got {run_id[:90]!r}.",
            next_step="Choose a plainer one, or leave out --run-id.",
        )
    signal.signal(signal.SIGTERM, _on_sigterm)
    given = dict(map(split_assignment, parameter or []))
    plan = make_plan(what, given, as_text=True)
    for name in plan.secrets_in_clear(given):
        typer.echo(
            f"Note: the secret '{name}' was given in clear, and others can see a command line. "
            f"Next: -p {name}=env:NAME, -p {name}=file:PATH, or -p {name}=- to be asked for it.",
            err=True,
        )
    with watcher(quiet=quiet or json) as watch:
        folder = run_plan(plan, runs or settings().runs, watch, run_id, jobs)
    record = folder.read()
    if json:
        from mlbench.cli.tables import print_json

        print_json({**record.to_json(), "folder": str(folder.path)})
    else:
        typer.echo(f"run:    {folder.path}")
        typer.echo(f"report: {folder.report}")
        if folder.bundle.is_dir():
            typer.echo(f"bundle: {folder.bundle}")
    failure = failure_of(record)
    if failure is not None:
        raise failure
