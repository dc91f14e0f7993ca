"""Artifacts: objects that a step saves under a name and another step loads.

Each kind of object has a codec. The built-in ones keep text, JSON, NumPy arrays,
pandas frames (as Parquet) and pictures (as PNG); packages add their own by the
entry point group ``mlbench.codecs``. There is no pickle among them: loading an
artifact never runs code that the artifact brings.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from mlbench import plugins
from mlbench.errors import StoreError, did_you_mean, listing, shorten
from mlbench.pictures import Picture
from mlbench.secrets import known
from mlbench.store import files, ids
from mlbench.store.covered import covered, refuse_secrets
from mlbench.store.record import preserve

INDEX = "index.json"


class Codec(ABC):
    """How one kind of object is kept.

    A codec has no state and may be used by several threads. ``write`` gets a path that
    nobody else sees and must leave a complete file there; ``read`` gets a file whose
    hash was checked. Both raise :class:`~mlbench.errors.StoreError` for what they
    refuse.
    """

    suffix: ClassVar[str]

    @abstractmethod
    def accepts(self, value: object) -> bool:
        """Whether this codec keeps such an object; must be cheap and import nothing heavy."""

    @abstractmethod
    def write(self, value: Any, path: Path) -> None:
        """Write the object."""

    @abstractmethod
    def read(self, path: Path) -> Any:
        """Read the object back."""


class TextCodec(Codec):
    """Plain text."""

    suffix = ".txt"

    def accepts(self, value: object) -> bool:
        return isinstance(value, str)

    def write(self, value: str, path: Path) -> None:
        path.write_text(value, "utf-8")

    def read(self, path: Path) -> str:
        return path.read_text("utf-8")


class JsonCodec(Codec):
    """Numbers, lists and mappings."""

    suffix = ".json"

    def accepts(self, value: object) -> bool:
        return isinstance(value, (bool, int, float, list, tuple, dict))

    def write(self, value: Any, path: Path) -> None:
        path.write_text(json.dumps(preserve(value), indent=1), "utf-8")

    def read(self, path: Path) -> Any:
        return json.loads(path.read_text("utf-8"))


class ArrayCodec(Codec):
    """NumPy arrays of numbers and text; arrays of objects are refused."""

    suffix = ".npy"

    def accepts(self, value: object) -> bool:
        return (
            _is_a(value, "numpy", "ndarray")
            and getattr(getattr(value, "dtype", None), "kind", "O") != "O"
        )

    def write(self, value: Any, path: Path) -> None:
        import numpy as np  # noqa: PLC0415 - loaded only when an array is kept

        with path.open("wb") as file:
            np.save(file, value, allow_pickle=False)

    def read(self, path: Path) -> Any:
        import numpy as np  # noqa: PLC0415 - loaded only when an array is read

        return np.load(path, allow_pickle=False)


class FrameCodec(Codec):
    """pandas frames, as Parquet."""

    suffix = ".parquet"

    def accepts(self, value: object) -> bool:
        return _is_a(value, "pandas", "DataFrame")

    def write(self, value: Any, path: Path) -> None:
        value.to_parquet(path)

    def read(self, path: Path) -> Any:
        import pandas as pd  # noqa: PLC0415 - loaded only when a frame is read

        return pd.read_parquet(path)


class PictureCodec(Codec):
    """Pictures, as PNG files beside their alt text."""

    suffix = ".png"

    def accepts(self, value: object) -> bool:
        return isinstance(value, Picture)

    def write(self, value: Picture, path: Path) -> None:
        value.save(path)

    def read(self, path: Path) -> Picture:
        return Picture(path.read_bytes(), alt=path.stem)


_BUILT_IN: dict[str, Codec] = {
    "text": TextCodec(),
    "json": JsonCodec(),
    "array": ArrayCodec(),
    "frame": FrameCodec(),
    "picture": PictureCodec(),
}


def _is_a(value: object, package: str, name: str) -> bool:
    return any(
        base.__name__ == name and base.__module__.partition(".")[0] == package
        for base in type(value).__mro__
    )


def _kinds() -> list[str]:
    return [*_BUILT_IN, *plugins.names("mlbench.codecs")]


def _codec(kind: str) -> Codec:
    """Return a codec; a package's own is imported only when it is asked for."""
    if kind in _BUILT_IN:
        return _BUILT_IN[kind]
    codec: Codec = plugins.load("mlbench.codecs", kind)()
    return codec


def _read_index(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / INDEX
    return json.loads(path.read_bytes()) if path.is_file() else {}


def save(folder: Path, name: str, value: object) -> Path:
    """Keep an object under a name in a step's artifact folder.

    Raises
    ------
    StoreError
        No codec keeps such an object, it holds a secret that can't be covered, or the disk
        refuses.
    """
    redactor = known.redactor()
    value = covered(value, name, redactor)
    kind = next((kind for kind in _kinds() if _codec(kind).accepts(value)), None)
    if kind is None:
        raise StoreError(
            f"step.save() can't keep '{name}': no codec takes a {type(value).__qualname__}. "
            f"Known kinds: {listing(_kinds())}.",
            next_step="Save it as a frame, an array, text, or numbers in a dictionary.",
        )
    codec = _codec(kind)
    path = folder / f"{ids.slug(name)}{codec.suffix}"
    with files.replacing(path) as temporary:
        codec.write(value, temporary)
        refuse_secrets(temporary, name, redactor)
    entry = {"file": path.name, "kind": kind, "sha256": files.sha256(path)}
    files.write_json(folder / INDEX, {**_read_index(folder), name: entry})
    return path


def load(
    folders: list[Path],
    name: str,
    *,
    steps: str = "of this run",
    next_step: str = "Run the step that saves it first, or name a run that has it.",
) -> Any:
    """Return the object kept under a name, from the first folder that has it.

    Parameters
    ----------
    folders : list of Path
        Artifact folders of steps.
    name : str
        What it was saved under.
    steps, next_step : str
        Which steps these are, and what to do where none has it; for the sentence that says so.

    Raises
    ------
    StoreError
        Nothing goes by that name, or the file is not the one that was written.
    """
    known: dict[str, tuple[Path, dict[str, Any]]] = {}
    for folder in folders:
        for found, entry in _read_index(folder).items():
            known.setdefault(found, (folder, entry))
    if name not in known:
        raise StoreError(
            f"No step {steps} has saved '{shorten(name)}'. {did_you_mean(name, sorted(known))}",
            next_step=next_step,
        )
    folder, entry = known[name]
    path = folder / entry["file"]
    _check(path, entry["sha256"])
    return _codec(entry["kind"]).read(path)


def names(folder: Path) -> list[str]:
    """Return the names that a step saved under, sorted."""
    return sorted(_read_index(folder))


def _check(path: Path, expected: str) -> None:
    found = files.sha256(path) if path.is_file() else "no file"
    if found != expected:
        raise StoreError(
            f"{path} is not the file that was saved: its SHA-256 is {found}, expected {expected}.",
            next_step="Run the step again; don't use this file.",
            code="ARTIFACT_CHANGED",
        )
