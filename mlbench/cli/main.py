"""The app: its verbs, and how errors become sentences and exit codes."""

from __future__ import annotations

from typing import Annotated

import typer

from mlbench.cli import (
    compare,
    data,
    doctor,
    eject,
    lab,
    models,
    new,
    params,
    report,
    run,
    runs,
    templates,
    warm,
)
from mlbench.cli.endings import ending_well
from mlbench.cli.entry import main

__all__ = ["app", "main"]

app = typer.Typer(
    name="mlbench",
    help="A workbench for machine-learning experiments driven by notebooks.",
    epilog="Exit codes: 0 done, 1 a step failed, 2 refused input, 3 a gate said no, "
    "130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _verb in (
    new.new,
    run.run,
    params.params,
    templates.templates,
    eject.eject,
    runs.runs,
    compare.compare,
    lab.lab,
    warm.warm,
    doctor.doctor,
):
    app.command(_verb.__name__)(ending_well(_verb))
app.add_typer(report.app, name="report")
app.add_typer(data.app, name="data")
app.add_typer(models.app, name="models")


def _show_version(wanted: bool) -> None:
    if wanted:
        from mlbench import __version__

        typer.echo(f"mlbench {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """A workbench for machine-learning experiments driven by notebooks."""
