"""Fields to type into; a range has a slider beside the number.

What is typed is read as ``mlbench run`` reads ``-p name=...``, so a text means the same in
both places.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_origin

import ipywidgets as widgets

from mlbench.errors import RefusedInput
from mlbench.parameters import types
from mlbench.parameters.contract import Parameter
from mlbench.parameters.text import from_text, to_text
from mlbench.widgets.field import Field, Look
from mlbench.widgets.files import files_below
from mlbench.widgets.ranges import Range, without_none
from mlbench.widgets.values import UNSET


class TextField(Field):
    """Anything that can be typed; with a box for null where null is allowed."""

    def __init__(self, parameter: Parameter, look: Look, folder: Path) -> None:
        super().__init__(parameter, look)
        inner, optional = without_none(parameter.type)
        self.box = self._box(inner, folder)
        self.box.observe(self._changed, "value")
        self.none = self._none() if optional else None
        self.widget = self._put_together()

    def _put_together(self) -> Any:
        if self.none is None:
            return self.box
        return widgets.HBox([self.box, self.none], layout=self.look.row)

    @property
    def layout(self) -> Any:
        """The layout of the text."""
        return self.look.wide

    def _box(self, inner: Any, folder: Path) -> Any:
        default = self.parameter.default
        unknown = not self.parameter.required and not self.parameter.has_plain_default
        options = {
            **self._common,
            "placeholder": repr(default) if unknown else self.parameter.takes,
            "continuous_update": True,
            "style": self.look.text_style,
            "layout": self.layout,
        }
        if self.parameter.secret:
            return widgets.Password(**options)
        offered = files_below(folder) if inner is Path else _offered(inner)
        if offered or inner is Path:
            return widgets.Combobox(options=offered, ensure_option=False, **options)
        return widgets.Text(**options)

    def _none(self) -> Any:
        box = widgets.Checkbox(
            description="none",
            indent=False,
            tooltip=f"{self.parameter.name}: no value (null)",
            layout=self.look.beside,
            style=self.look.box_style,
        )
        box.observe(self._none_changed, "value")
        return box

    def _none_changed(self, change: Any) -> None:
        self.box.disabled = bool(change.new)
        self._changed()

    @property
    def value(self) -> Any:
        """What the text stands for, as on the command line."""
        if self.none and self.none.value:
            return None
        text = self.box.value
        if not text and not self._takes_empty_text:
            return UNSET
        return from_text(self.parameter, text)

    @property
    def _takes_empty_text(self) -> bool:
        return without_none(self.parameter.type)[0] is str and self.parameter.has_plain_default

    def show(self, value: Any) -> None:
        """Show a value as the text that stands for it."""
        if self.none:
            self.none.value = value is None
        if value is UNSET or (self.none and value is None):
            self.box.value = ""
            return
        try:
            self.box.value = to_text(self.parameter, value)
        except RefusedInput:
            self.box.value = str(value)


def _offered(inner: Any) -> list[str]:
    """Return the names that a text is mostly one of."""
    is_list = get_origin(inner) is list
    return [] if is_list else [name for name in types.choices(inner) if isinstance(name, str)]


class RangeField(TextField):
    """A number between two bounds: a slider, and the number beside it to type."""

    def __init__(self, parameter: Parameter, look: Look, folder: Path, allowed: Range) -> None:
        self.allowed = allowed
        self._following = False
        super().__init__(parameter, look, folder)
        self.box.observe(self._to_slider, "value")
        self.slider.observe(self._to_text, "value")

    def _put_together(self) -> Any:
        self.slider = self.allowed.slider(self.look.slider, self.look.slider_style)
        self.slider.tooltip = f"{self.parameter.name}: {self.parameter.takes}"
        self.box.add_class("mlbench-number")
        # the text comes first: its label is the name, and a typed number is exact
        parts = [self.box, self.slider, *([self.none] if self.none else [])]
        return widgets.HBox(parts, layout=self.look.row)

    @property
    def layout(self) -> Any:
        """The layout of the number, which leaves the rest to the slider."""
        return self.look.number

    def _to_slider(self, _: object) -> None:
        number = self.value
        if self._following or isinstance(number, bool) or not isinstance(number, (int, float)):
            return
        self._following = True
        try:
            self.slider.value = min(max(number, self.allowed.low), self.allowed.high)
        finally:
            self._following = False

    def _to_text(self, change: Any) -> None:
        if self._following:
            return
        self._following = True
        try:
            self.box.value = repr(self.allowed.near(change.new))
        finally:
            self._following = False
