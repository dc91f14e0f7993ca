"""``mlbench data describe``: figures about every column, of data of any size."""

from __future__ import annotations

from typing import Annotated

import typer


def describe(
    source: Annotated[str, typer.Argument(help="A file, or a name such as sklearn:iris.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show figures about each column: missing, distinct, range, mean, the most frequent value.

    All rows are looked at, however many there are. Estimates are marked with ~.

    Example: mlbench data describe rows.parquet
    """
    from mlbench.cli.tables import print_json, print_table
    from mlbench.data.raw import RawTable
    from mlbench.data.reading.options import ReadOptions
    from mlbench.data.scan.scan import scan
    from mlbench.data.sources import read_source

    table = read_source(source, ReadOptions()).table
    found = scan(table.frame if isinstance(table, RawTable) else table)
    if json:
        rows = found.frame().reset_index()
        print_json(rows.astype(object).where(rows.notna(), None).to_dict("records"))
        return
    shown = found.shown()
    print_table(list(shown.columns), shown.itertuples(index=False))
    typer.echo(f"{found.rows:,} rows, {len(found.columns):,} columns.", err=True)
    for remark in table.remarks:
        typer.echo(f"Note: {remark.text}", err=True)
