"""The command line, run in a forked process that has imported everything already."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points


def run_command(argv: list[str]) -> int:
    """Run ``mlbench`` with these words; return its exit code."""
    [program] = entry_points(group="console_scripts", name="mlbench")
    main = program.load()
    sys.argv = ["mlbench", *argv]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=stream.isatty())  # type: ignore[union-attr]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0
