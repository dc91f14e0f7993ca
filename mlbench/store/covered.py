"""Objects as they may be kept: with the secrets covered that this process knows of."""

from __future__ import annotations

import mmap
import zipfile
from pathlib import Path
from typing import Any

from mlbench.errors import StoreError
from mlbench.secrets.redactor import Redactor
from mlbench.secrets.secret import Secret

_TEXT_KINDS = ("object", "str", "string", "category")


def covered(value: Any, name: str, redactor: Redactor) -> Any:
    """Return an object with secrets covered, where that leaves it what it is.

    Texts, what JSON can hold, and the texts in frames and arrays are covered, in a copy; any
    other object is returned as it is.
    """
    value = without_secrets(value, name, redactor)
    if not redactor:
        return value
    if isinstance(value, (str, list, tuple, dict)):
        return redactor.value(value)
    if getattr(getattr(value, "dtype", None), "kind", "") == "U":
        return _array(value, redactor)
    if hasattr(value, "select_dtypes"):
        return _frame(value, redactor)
    return value


def without_secrets(value: Any, name: str, redactor: Redactor) -> Any:
    """Return a value where each ``Secret`` in it is its mark, whether it is known or not.

    Parameters
    ----------
    value : Any
        A secret, or a list or mapping with secrets in it; anything else comes back.
    name : str
        What a secret that nobody knows goes by.
    redactor : Redactor
        What is known.
    """
    match value:
        case Secret():
            return redactor.covers.get(str(value)) or value.stands_as(name)
        case list() | tuple():
            return [without_secrets(inner, name, redactor) for inner in value]
        case dict():
            return {key: without_secrets(v, name, redactor) for key, v in value.items()}
    return value


def _array(array: Any, redactor: Redactor) -> Any:
    import numpy as np  # noqa: PLC0415 - loaded already, where there is an array

    texts = array.ravel().tolist()
    found = [redactor.text(text) for text in texts]
    return array if found == texts else np.array(found).reshape(array.shape)


def _frame(frame: Any, redactor: Redactor) -> Any:
    changed = {name: _column(frame[name], redactor) for name in frame.select_dtypes(_TEXT_KINDS)}
    changed = {name: column for name, column in changed.items() if column is not None}
    frame = frame.assign(**changed) if changed else frame
    names = {name: redactor.value(name) for name in frame.columns if isinstance(name, str)}
    return frame.rename(columns=names) if any(old != new for old, new in names.items()) else frame


def _column(column: Any, redactor: Redactor) -> Any:
    """Return a column with its texts covered; None when there is nothing to cover."""
    try:
        values = column.dropna().unique()
    except TypeError:  # lists and the like have no hash
        values = column.dropna()
    if all(redactor.value(value) is value for value in values if isinstance(value, str)) and all(
        isinstance(value, str) for value in values
    ):
        return None
    return column.astype(object).map(
        lambda value: redactor.value(value) if isinstance(value, (str, list, dict)) else value
    )


def refuse_secrets(path: Path, name: str, redactor: Redactor) -> None:
    """Refuse the file that was written for an object when a secret stands in it.

    Raises
    ------
    StoreError
        Naming the secret. Short ones are not looked for: any file holds them by chance.
    """
    found = _secret_in(path, redactor) if redactor else ""
    if found:
        raise StoreError(
            f"step.save() can't keep '{name}': a {found} stands in it.",
            next_step="Take it out of the object before it is saved.",
            code="HOLDS_SECRET",
        )


def _secret_in(path: Path, redactor: Redactor) -> str:
    if not path.stat().st_size:
        return ""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = redactor.holds(content)
    if not found and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = (archive.read(member) for member in archive.infolist())
            found = next(filter(None, map(redactor.holds, members)), "")
    return found
