"""``mlbench data``: the verbs that look at data, fetch it, and turn it into Parquet."""

from __future__ import annotations

import typer

from mlbench.cli.data import check, convert, describe, fetch, head, listing
from mlbench.cli.endings import ending_well

app = typer.Typer(
    help="Look at data, fetch it, and turn it into Parquet.\n\nExample: mlbench data head rows.csv",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("describe")(ending_well(describe.describe))
app.command("check")(ending_well(check.check))
app.command("head")(ending_well(head.head))
app.command("convert")(ending_well(convert.convert))
app.command("fetch")(ending_well(fetch.fetch))
app.command("list")(ending_well(listing.list_named))
