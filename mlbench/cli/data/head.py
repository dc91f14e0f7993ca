"""``mlbench data head``: the first rows of a file, as they are read."""

from __future__ import annotations

from typing import Annotated

import typer


def head(
    source: Annotated[str, typer.Argument(help="A file, or a name such as sklearn:iris.")],
    rows: Annotated[int, typer.Option("--rows", "-n", min=1, help="Rows shown at most.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the first rows of data, and what was noticed while reading it.

    Example: mlbench data head rows.csv -n 5
    """
    from mlbench.cli.tables import print_json, print_table
    from mlbench.data.reading.options import ReadOptions
    from mlbench.data.sources import read_source

    table = read_source(source, ReadOptions()).table
    first = table.frame.head(rows)
    if json:
        print_json(first.astype(object).where(first.notna(), None).to_dict("records"))
        return
    print_table(list(map(str, first.columns)), first.itertuples(index=False))
    for remark in table.remarks:
        typer.echo(f"Note: {remark.text}", err=True)
