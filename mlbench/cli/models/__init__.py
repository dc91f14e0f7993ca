"""``mlbench models``: the verbs about recipes."""

from __future__ import annotations

import typer

from mlbench.cli.endings import ending_well
from mlbench.cli.models import recipes

app = typer.Typer(
    help="Look at the recipes that models are made by.\n\nExample: mlbench models recipes",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(lambda: None)
app.command("recipes")(ending_well(recipes.recipes))
