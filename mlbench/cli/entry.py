"""Where ``mlbench`` starts: what a forked process can run is handed on before much is loaded."""

from __future__ import annotations

import sys

from mlbench.cli import own_words
from mlbench.cli.forward import forward


def main() -> None:
    """Run the command line; ends the process with an exit code."""
    own_words.cover(sys.argv[1:])
    code = forward(sys.argv[1:])
    if code is None:
        from mlbench.cli.whole import command

        command(prog_name="mlbench")
    sys.exit(code)
