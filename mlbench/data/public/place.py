"""Where a public data set lies, and which of its variants is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from mlbench.data.sources.listed import Listed
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


def listed(about: Listed, relative: str) -> list[Listed]:
    """Return what a source lists of its only data set, with the place where it lies.

    Parameters
    ----------
    about : Listed
        What is known of it anyway.
    relative : str
        Its file or folder, relative to the data folder.
    """
    folder = settings().data
    path = folder / relative if folder else None
    file = path if path and path.exists() else None
    return [replace(about, file=file, here=file is not None)]


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
