"""``mlbench new``: write a study to start from, and set up git for notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from mlbench.execution.git import GitSetup


def new(
    name: Annotated[
        Optional[str], typer.Argument(help="Name of the study; letters, digits, '-', '_'.")
    ] = None,
    data: Annotated[
        Optional[str], typer.Option("--data", help="A file, or a source as sklearn:iris.")
    ] = None,
    target: Annotated[Optional[str], typer.Option("--target", help="Column to predict.")] = None,
    folder: Annotated[
        Path, typer.Option("--in", help="Folder that the study's own folder is made in.")
    ] = Path("notebooks"),
    git: Annotated[
        bool,
        typer.Option(
            "--git",
            help="Set up this git repository for notebooks: outputs stay out of commits "
            "(nbstripout), differences and merges go by cell (nbdime). Works without a name, too.",
        ),
    ] = False,
) -> None:
    """Write a study for a data file, ready to run and to edit.

    Example: mlbench new houses --data data/houses.csv --target price --git
    """
    setup = None
    if git:
        from mlbench.execution.git import look_at_git

        setup = look_at_git(Path.cwd())
    if name or data or not git:
        _write(name, data, target, folder)
    if setup:
        _set_up(setup)


def _write(name: str | None, data: str | None, target: str | None, folder: Path) -> None:
    from mlbench.errors import RefusedInput
    from mlbench.execution.new_study import write_study

    if not name or not data:
        missing = "--data" if name else "NAME"
        raise RefusedInput(
            f"A new study needs a name and data. {missing} is missing.",
            next_step="Write it as in: mlbench new houses --data data/houses.csv --target price",
        )
    path = write_study(name, data, target, folder)
    typer.echo(f"study: {path}")
    typer.echo(f"Next: mlbench run {path}")


def _set_up(setup: GitSetup) -> None:
    from mlbench.execution.git import kept_outputs, warning

    if setup.is_complete:
        typer.echo(f"git: {setup.root} is set up for notebooks already; nothing was changed.")
        return
    setup.apply()
    for line in setup.said():
        typer.echo(line)
    names = kept_outputs(setup.root)
    if names:
        typer.echo(warning(names))
