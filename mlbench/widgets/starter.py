"""The program that a headless run starts with: ``mlbench``, with Ctrl-C as in a terminal.

A kernel ignores SIGINT between cells, and what it starts would inherit that.
"""

from __future__ import annotations

import signal
import sys
from importlib.metadata import entry_points


def main() -> None:
    """Be ``mlbench`` with the words of this command line."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    [program] = entry_points(group="console_scripts", name="mlbench")
    run = program.load()
    sys.argv[0] = "mlbench"
    run()


if __name__ == "__main__":
    main()
