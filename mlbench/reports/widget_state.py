"""The state of ipywidgets that an executed notebook keeps: read as data that may be anything."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: The form of an output that points at a widget.
VIEW = "application/vnd.jupyter.widget-view+json"
#: Where a notebook keeps the state of its widgets.
STATE = "application/vnd.jupyter.widget-state+json"
#: Characters of one text of a widget that are shown.
TEXT_LIMIT = 4_000


@dataclass(frozen=True)
class Widget:
    """One widget: its class, and what it held in the end.

    Parameters
    ----------
    name : str
        Its class without "Model", such as ``IntSlider``.
    state : mapping
        Its traits; any of them may be missing or of the wrong type.
    buffers : mapping
        Trait -> base64 text of what is no JSON.
    """

    name: str
    state: Mapping[str, Any]
    buffers: Mapping[str, str] = field(default_factory=dict)

    def text(self, trait: str) -> str:
        """Return a text, empty if there is none."""
        value = self.state.get(trait)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        text = str(value)
        return text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + "…"

    def number(self, trait: str, default: float | None = None) -> float | None:
        """Return a finite number, the default if there is none."""
        return as_number(self.state.get(trait), default)

    def items(self, trait: str) -> list[Any]:
        """Return a list, empty if there is none."""
        value = self.state.get(trait)
        return value if isinstance(value, list) else []

    def flag(self, trait: str) -> bool:
        """Return whether a switch is on."""
        return self.state.get(trait) is True

    @property
    def children(self) -> list[str]:
        """The widgets within, by their identifiers."""
        return [found for child in self.items("children") if (found := _identifier(child))]

    def title(self, index: int) -> str:
        """Return what stands above a child, as this and the last release of ipywidgets keep it."""
        titles = self.state.get("titles")
        if isinstance(titles, list):
            found = titles[index] if index < len(titles) else ""
        else:
            older = self.state.get("_titles")
            found = older.get(str(index)) if isinstance(older, Mapping) else ""
        return found[:200] if isinstance(found, str) else ""


class WidgetStates:
    """The widgets of one notebook.

    Parameters
    ----------
    metadata : mapping
        The notebook's metadata.
    """

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        kept = metadata.get("widgets")
        state = kept.get(STATE) if isinstance(kept, Mapping) else None
        found = state.get("state") if isinstance(state, Mapping) else None
        self._models: Mapping[str, Any] = found if isinstance(found, Mapping) else {}

    def find(self, identifier: Any) -> Widget | None:
        """Return a widget, None if its state was not kept."""
        model = self._models.get(identifier) if isinstance(identifier, str) else None
        if not isinstance(model, Mapping):
            return None
        state, name = model.get("state"), model.get("model_name")
        if not isinstance(state, Mapping) or not isinstance(name, str):
            return None
        return Widget(name[:80].removesuffix("Model"), state, _buffers(model.get("buffers")))


def as_number(value: Any, default: float | None = None) -> float | None:
    """Return a value that is a finite number, the default for any other."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    try:
        return value if math.isfinite(value) else default
    except OverflowError:
        return default


def _identifier(reference: Any) -> str:
    marked = isinstance(reference, str) and reference.startswith("IPY_MODEL_")
    return reference.removeprefix("IPY_MODEL_") if marked else ""


def _buffers(kept: Any) -> dict[str, str]:
    """Return the buffers that stand for a whole trait, as base64 whatever they were kept as."""
    found: dict[str, str] = {}
    for buffer in kept[:20] if isinstance(kept, list) else []:
        path = buffer.get("path") if isinstance(buffer, Mapping) else None
        data = buffer.get("data") if isinstance(buffer, Mapping) else None
        if not (isinstance(path, list) and len(path) == 1 and isinstance(data, str)):
            continue
        if buffer.get("encoding") == "hex":
            try:
                data = base64.b64encode(binascii.unhexlify(data)).decode()
            except (binascii.Error, ValueError):
                continue
        found[str(path[0])] = data
    return found
