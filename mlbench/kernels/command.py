"""What else is run in a forked process that has imported everything already.

``mlbench`` command lines, and the ``main`` of a module of ours.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path

from mlbench.errors import MlbenchError
from mlbench.kernels.launch import NoWarmStartError, Wish, fork
from mlbench.settings import settings


def run_command(argv: list[str]) -> int:
    """Run ``mlbench`` with these words; return its exit code."""
    # asking mlbench alone is quicker than asking all that is installed
    [program] = distribution("mlbench").entry_points.select(group="console_scripts")
    main = program.load()
    sys.argv = ["mlbench", *argv]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=stream.isatty())  # type: ignore[union-attr]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def run_module(argv: list[str]) -> int:
    """Call ``main`` of the module that the first word names with the other words."""
    module, *words = argv
    sys.argv = list(argv)
    importlib.import_module(module).main(*words)
    return 0


def module_in_new_process(
    module: str, words: Sequence[str], timeout: float
) -> subprocess.CompletedProcess[str] | None:
    """Call ``main`` of a module in a process that the kernel server forks.

    The process has what the server imported, and nothing of the one that calls this.

    Parameters
    ----------
    module : str
        A module with a function ``main`` that takes texts.
    words : sequence of str
        What it is called with.
    timeout : float
        Seconds it may take.

    Returns
    -------
    subprocess.CompletedProcess or None
        Exit code and what was printed; None when no server runs, and nothing was done.

    Raises
    ------
    subprocess.TimeoutExpired
        It took longer, and was ended.
    """
    try:
        if not settings().warm:
            return None
    except MlbenchError:
        return None
    with (
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as err,
        Path(os.devnull).open() as nothing,
    ):
        streams = (nothing.fileno(), out.fileno(), err.fileno())
        wish = Wish("module", [module, *words], os.environ, str(Path.cwd()), streams)
        try:
            process = fork(wish, start=False)
        except (NoWarmStartError, MlbenchError, OSError):
            return None
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read())
    return subprocess.CompletedProcess([module, *words], code, *texts)
