"""``mlbench data``: the verbs that look at data, fetch it, and turn it into Parquet."""

from __future__ import annotations

import typer

from mlbench.cli.data import describe, head
from mlbench.cli.endings import ending_well

app = typer.Typer(
    help="Look at data, fetch it, and turn it into Parquet.\n\nExample: mlbench data head rows.csv",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _verb in (describe.describe, head.head):
    app.command(_verb.__name__)(ending_well(_verb))
