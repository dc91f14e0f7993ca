"""``mlbench templates``: the templates and their questions."""

from __future__ import annotations

from typing import Annotated

import typer


def templates(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the templates and the question that each answers.

    Example: mlbench templates
    """
    from mlbench.cli.tables import print_json, print_table
    from mlbench.execution.templates import all_templates

    found = all_templates()
    if json:
        print_json([{"name": t.name, "question": t.question, "path": str(t.path)} for t in found])
        return
    print_table(["template", "question"], [(t.name, t.question) for t in found])
