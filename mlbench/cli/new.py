"""``mlbench new``: write a study to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer


def new(
    name: Annotated[str, typer.Argument(help="Name of the study; letters, digits, '-', '_'.")],
    data: Annotated[str, typer.Option("--data", help="A file, or a source as sklearn:iris.")],
    target: Annotated[Optional[str], typer.Option("--target", help="Column to predict.")] = None,
    folder: Annotated[
        Path, typer.Option("--in", help="Folder that the study's own folder is made in.")
    ] = Path("notebooks"),
) -> None:
    """Write a study for a data file, ready to run and to edit.

    Example: mlbench new houses --data data/houses.csv --target price
    """
    from mlbench.execution.new_study import write_study

    path = write_study(name, data, target, folder)
    typer.echo(f"study: {path}")
    typer.echo(f"Next: mlbench run {path}")
