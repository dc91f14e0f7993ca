"""The command line with all its verbs, built once: the kernel server does it ahead of time."""

from __future__ import annotations

from typer.main import get_command

from mlbench.cli.main import app

command = get_command(app)
