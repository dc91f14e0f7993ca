"""Where a public data set lies, and which of its variants is meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from mlbench.errors import DataError, did_you_mean, shorten
from mlbench.settings import settings

V = TypeVar("V")


def place_of(name: str, relative: str) -> Path:
    """Return the path of a data set's file or folder in the data folder.

    Raises
    ------
    DataError
        It is not there.
    """
    folder = settings().data
    path = folder / relative if folder else None
    if path is None or not path.exists():
        missing = f"{path} is not there" if path else "no such folder is set"
        raise DataError(
            f"The data set '{name}' must lie in the data folder, but {missing}.",
            next_step=f"Set MLBENCH_DATA to the folder that holds {relative}.",
            code="DATA_NOT_FOUND",
        )
    return path


def variant_of(name: str, variant: str, variants: Mapping[str, V]) -> V:
    """Return what a variant stands for; "" is the data set's usual one.

    Raises
    ------
    DataError
        There is no such variant.
    """
    if variant not in variants:
        known = [f"{name}:{other}" if other else name for other in variants]
        raise DataError(
            f"'{shorten(variant)}' is no part of the data set '{name}'. "
            f"{did_you_mean(f'{name}:{variant}', known)}",
            next_step="Correct what stands behind the colon, or leave it out.",
            code="DATA_NOT_FOUND",
        )
    return variants[variant]
