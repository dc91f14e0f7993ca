"""``mlbench report index``: one page of all runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer


def index(
    folder: Annotated[
        Optional[Path], typer.Argument(help="The folder of the runs; else the setting.")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write the page of all runs, index.html in their folder, and print where it lies.

    Best and latest run and the trend of each study, and a table to sort and to filter.
    Only records that changed are read. From then on every run brings the page up to date.

    Example: mlbench report --index runs/
    """
    from mlbench.reports.index.write import write_index
    from mlbench.settings import settings

    path = write_index(folder or settings().runs)
    typer.echo(f"index: {path}")
    if show:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
