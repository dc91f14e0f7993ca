"""Keeping what a notebook remembers of its widgets within bounds.

nbclient keeps the state of every widget until the end and writes it into the notebook, so
that a report can show it. A widget that is sent pictures or arrays would make the notebook
as large as all that was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: A text of a widget that is longer loses its end when room is short.
_SHORT = 10_000
_NOTE = " [the rest was left out here: all widgets together are too large]"


def without_large(
    content: dict[str, Any], buffers: list[Any], room: int
) -> tuple[list[Any], list[tuple[Any, ...]]]:
    """Return the buffers of a widget's message that may be kept, and the paths of the others.

    Parameters
    ----------
    content : dict
        What the message says; it loses the paths of what is not kept.
    buffers : list
        What came with it, as bytes.
    room : int
        Bytes that they may have together.
    """
    data = content.get("data")
    paths = data.get("buffer_paths") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(paths, list):
        return buffers, []
    kept: list[tuple[Any, Any]] = []
    gone: list[tuple[Any, ...]] = []
    for path, buffer in zip(paths, buffers, strict=False):
        size = memoryview(buffer).nbytes
        if size <= room:
            kept.append((path, buffer))
            room -= size
        else:
            gone.append(tuple(path))
    data["buffer_paths"] = [path for path, _ in kept]
    return [buffer for _, buffer in kept], gone


def bound(metadata: dict[str, Any], limit: int) -> None:
    """Cut the state of widgets in a notebook's metadata, the largest first, until it fits.

    Parameters
    ----------
    metadata : dict
        The notebook's metadata; changed in place.
    limit : int
        Characters that all widgets together may take.
    """
    kept = metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {})
    models: dict[str, Any] = kept.get("state", {})
    sizes = {name: _size(model) for name, model in models.items()}
    total = sum(sizes.values())
    for name in sorted(sizes, key=lambda name: -sizes[name]):
        if total <= limit:
            break
        model = models[name]
        model.pop("buffers", None)
        model["state"] = {key: _cut(value) for key, value in model.get("state", {}).items()}
        total += _size(model) - sizes[name]


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _SHORT else value[:_SHORT] + _NOTE
    return value if _size(value) <= _SHORT else None


def _size(value: Any) -> int:
    """Return about how many characters a value takes as JSON."""
    if isinstance(value, str):
        return len(value) + 2
    if isinstance(value, Mapping):
        return 2 + sum(len(str(key)) + 4 + _size(part) for key, part in value.items())
    if isinstance(value, list | tuple):
        return 2 + sum(1 + _size(part) for part in value)
    return 8
