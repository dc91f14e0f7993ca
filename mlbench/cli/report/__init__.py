"""``mlbench report``: the verbs that write and share reports."""

from __future__ import annotations

import typer
from typer.core import TyperGroup

from mlbench.cli.endings import ending_well
from mlbench.cli.report import index, publish, write

_HELP_FLAGS = {"-h", "--help"}


class _WriteByDefault(TyperGroup):
    """A group in which ``mlbench report RUN`` stands for ``mlbench report write RUN``.

    ``mlbench report --index FOLDER`` stands for ``mlbench report index FOLDER``.
    """

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        first = args[0] if args else ""
        if first not in self.commands and first not in _HELP_FLAGS:
            args = _with_verb(args)
        return super().parse_args(ctx, args)


def _with_verb(args: list[str]) -> list[str]:
    for place, word in enumerate(args):
        flag, equals, folder = word.partition("=")
        if flag == "--index":
            return ["index", *args[:place], *([folder] if equals else []), *args[place + 1 :]]
    return ["write", *args]


app = typer.Typer(
    cls=_WriteByDefault,
    help="Write the report of a run, or share reports.\n\n"
    "'mlbench report RUN' is short for 'mlbench report write RUN', and\n"
    "'mlbench report --index FOLDER' for 'mlbench report index FOLDER'.\n\n"
    "Example: mlbench report latest",
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("write")(ending_well(write.write))
app.command("index")(ending_well(index.index))
app.command("publish")(ending_well(publish.publish))
