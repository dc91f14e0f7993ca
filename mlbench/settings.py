"""Settings, read once from the environment and from ``mlbench.toml``, then frozen.

The nearest ``mlbench.toml`` at or above the working directory marks the project's
root; without one the working directory is the root. An environment variable wins
over the file: ``runs`` is ``MLBENCH_RUNS``, and so on.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from mlbench.errors import RefusedInput, did_you_mean, shorten

FILE_NAME = "mlbench.toml"


@dataclass(frozen=True)
class Settings:
    """What can be set from outside.

    Attributes
    ----------
    root : Path
        The project's root folder.
    runs : Path
        Where run folders are kept.
    data : Path or None
        A folder that relative data sources are also looked for in.
    data_memory : int
        Bytes that the rows of a dataset may take in memory; beyond that a sample of them is
        held, and said so. 0 for a quarter of what the machine or its control group has.
    output_limit : int
        Bytes of output kept of one cell, at least 10,000. The rest of it goes to a
        log file beside the notebook.
    cell_timeout : float
        Seconds that one cell may take; 0 for no limit.
    start_timeout : float
        Seconds that a kernel may take to start.
    memory_limit : int
        Bytes that the kernel of a run and all it starts may hold; 0 for no limit. Holds
        where the system allows control groups.
    process_limit : int
        Processes and threads that the kernel of a run and all it starts may have, at least
        100; the same holds for it.
    jobs : int
        Steps of a run that may go at a time, where its study lets them; 0 for as many as there
        are cores.
    warm : bool
        Whether kernels are forked from the kernel server.
    warm_idle : float
        Seconds after which a kernel server that nobody uses leaves.
    preload : tuple of str or None
        Modules that the kernel server's second tier imports; its own list when left out.
    browser : str or None
        The Chromium, Chrome or Edge that prints reports, by name or path; looked for when
        left out.
    """

    root: Path
    runs: Path
    data: Path | None = None
    data_memory: int = 0
    output_limit: int = 10_000_000
    cell_timeout: float = 0.0
    start_timeout: float = 60.0
    memory_limit: int = 0
    process_limit: int = 4096
    jobs: int = 0
    warm: bool = True
    warm_idle: float = 1800.0
    preload: tuple[str, ...] | None = None
    browser: str | None = None


#: Setting -> (how it is read, its lowest value).
_NUMBERS: dict[str, tuple[type[int | float], float]] = {
    "data_memory": (int, 0),
    "output_limit": (int, 10_000),
    "cell_timeout": (float, 0),
    "start_timeout": (float, 1),
    "memory_limit": (int, 0),
    "process_limit": (int, 100),
    "jobs": (int, 0),
    "warm_idle": (float, 1),
}


def read_settings(start: Path, environ: Mapping[str, str]) -> Settings:
    """Read the settings that hold for a working directory.

    Parameters
    ----------
    start : Path
        The working directory.
    environ : mapping
        The environment.

    Raises
    ------
    RefusedInput
        A setting that does not exist, or a value that it can't take.
    """
    start = start.resolve()
    file = next((d / FILE_NAME for d in (start, *start.parents) if (d / FILE_NAME).is_file()), None)
    given: dict[str, Any] = _read_file(file) if file else {}
    names = [field.name for field in fields(Settings) if field.name != "root"]
    for name in given:
        if name not in names:
            raise RefusedInput(
                f"'{name}' in {file} is not a setting. {did_you_mean(name, names)}",
                next_step=f"Correct the name in {file}.",
            )
    for name in names:
        if environ.get(f"MLBENCH_{name.upper()}"):
            given[name] = environ[f"MLBENCH_{name.upper()}"]
    root = file.parent if file else start
    return _build(root, start, given, environ)


def _build(root: Path, start: Path, given: dict[str, Any], environ: Mapping[str, str]) -> Settings:
    values: dict[str, Any] = {"root": root, "runs": root / "runs"}
    for name, value in given.items():
        if name in _NUMBERS:
            values[name] = _number(name, value)
        elif name == "warm":
            values[name] = _switch(name, value)
        elif name == "preload":
            names = value if isinstance(value, list) else str(value).split(",")
            values[name] = tuple(filter(None, (str(module).strip() for module in names)))
        elif name == "browser" and "/" not in str(value):
            values[name] = str(value)  # a program of that name on the PATH
        else:
            base = start if f"MLBENCH_{name.upper()}" in environ else root
            path = (base / Path(str(value)).expanduser()).resolve()
            values[name] = str(path) if name == "browser" else path
    return Settings(**values)


def _number(name: str, value: object) -> float:
    kind, lowest = _NUMBERS[name]
    try:
        number = kind(str(value))
    except ValueError:
        number = None
    if number is None or not number >= lowest:
        raise RefusedInput(
            f"The setting '{name}' must be a number of at least {lowest:g}. Got {shorten(value)}.",
            next_step=f"Correct it in {FILE_NAME} or in MLBENCH_{name.upper()}.",
        )
    return number


def _switch(name: str, value: object) -> bool:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if str(value).lower() not in known:
        raise RefusedInput(
            f"The setting '{name}' must be true or false. Got {shorten(value)}.",
            next_step=f"Correct it in {FILE_NAME} or in MLBENCH_{name.upper()}.",
        )
    return known[str(value).lower()]


def _read_file(file: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - each command starts with this module, few find a file

    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RefusedInput(
            f"{file} is not valid TOML: {error}.", next_step="Correct the file, or remove it."
        ) from error


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read on the first call."""
    return read_settings(Path.cwd(), os.environ)
