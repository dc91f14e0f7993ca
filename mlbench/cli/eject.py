"""``mlbench eject``: a template becomes a study's own notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer


def eject(
    template: Annotated[str, typer.Argument(help="The template that a step of the study uses.")],
    study: Annotated[
        Optional[Path],
        typer.Argument(help="The study's file; else ./study.yaml, or the only one in notebooks/."),
    ] = None,
    step: Annotated[
        Optional[str], typer.Option("--step", help="Which step, when several use the template.")
    ] = None,
    name: Annotated[
        Optional[str], typer.Option("--as", help="Name of the notebook; else the template's.")
    ] = None,
) -> None:
    """Copy a template beside a study, to be edited; the study uses the copy from then on.

    Name, parameters and order of the step stay, and so does everything else in the file.

    Example: mlbench eject evaluate notebooks/breast_cancer/study.yaml
    """
    from mlbench.execution.eject import eject as write
    from mlbench.execution.eject import the_study

    done = write(template, study or the_study(Path.cwd()), step=step or "", name=name or "")
    typer.echo(f"notebook: {done.notebook}")
    typer.echo(f"Step '{done.step}' of {done.study} uses it from now on.")
    typer.echo(f"Next: edit it, then mlbench run {done.study}")
