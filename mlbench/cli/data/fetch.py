"""``mlbench data fetch``: a named data set on this machine."""

from __future__ import annotations

from typing import Annotated

import typer


def fetch(
    name: Annotated[str, typer.Argument(help="A name that 'mlbench data list' shows.")],
) -> None:
    """Bring a named data set to this machine, and print where its files lie, one a line.

    Their SHA-256 is checked. One that is here already is not fetched again.

    Example: mlbench data fetch california_housing
    """
    from mlbench.cli.report.waiting import telling
    from mlbench.data.sources.fetching import Progress, fetch_all

    with telling() as tell:
        paths = fetch_all(name, Progress(lambda done, total: tell(f"KB of {name}", done, total)))
    typer.echo("\n".join(map(str, paths)))
