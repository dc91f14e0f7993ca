"""``mlbench params``: what a notebook takes."""

from __future__ import annotations

from typing import Annotated

import typer


def params(
    notebook: Annotated[str, typer.Argument(help="A template's name, or the path of a notebook.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON Schema.")] = False,
) -> None:
    """Show the parameters of a template or of any notebook.

    Example: mlbench params model
    """
    from pathlib import Path

    from mlbench.cli.tables import print_json, print_table
    from mlbench.execution.templates import find_template, template_names
    from mlbench.parameters.describe import json_schema, rows
    from mlbench.parameters.reader import read_contract

    named = notebook in template_names() and not Path(notebook).exists()
    path = find_template(notebook) if named or "." not in notebook else Path(notebook)
    contract = read_contract(path)
    if json:
        print_json(json_schema(contract))
        return
    table = [(row.name, row.takes, row.default, row.help) for row in rows(contract)]
    if table:
        print_table(["parameter", "takes", "default", "what it means"], table)
    for note in contract.notes:
        typer.echo(note, err=True)
    if contract.unchecked:
        typer.echo(f"Values are passed unchecked: {contract.unchecked}.", err=True)
