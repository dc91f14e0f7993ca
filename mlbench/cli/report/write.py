"""``mlbench report write``: write a run's report again."""

from __future__ import annotations

from typing import Annotated

import typer


def write(
    run: Annotated[str, typer.Argument(help="A run's path, id, study, or 'latest'.")] = "latest",
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write the report of a run and print where it lies.

    Example: mlbench report latest
    """
    from mlbench.reports.report import write_report
    from mlbench.settings import settings
    from mlbench.store.folder import find_folder

    path = write_report(find_folder(settings().runs, run))
    typer.echo(f"report: {path}")
    if show:
        import webbrowser

        webbrowser.open(path.as_uri())
