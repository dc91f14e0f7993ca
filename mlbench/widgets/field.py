"""What every field of a form has: a parameter, something to see, a value that can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
from ipywidgets.widgets.widget_bool import CheckboxStyle
from ipywidgets.widgets.widget_description import DescriptionStyle
from ipywidgets.widgets.widget_int import SliderStyle
from ipywidgets.widgets.widget_string import HTMLStyle, TextStyle

from mlbench.parameters.contract import Parameter

#: The width of a letter of the names, in pixels.
_LETTER = 7.25


class Look:
    """What all fields of a form share; every layout and style of its own costs a message.

    Parameters
    ----------
    names : list of str
        The parameters; the longest one sets the width of the left column.
    """

    def __init__(self, names: list[str]) -> None:
        # in pixels: a width in letters would differ from font to font
        width = min(max(map(len, names), default=0) + 2, 28) * _LETTER
        column, layout = f"{width:.0f}px", widgets.Layout
        self.text_style = TextStyle(description_width=column)
        self.plain_style = DescriptionStyle(description_width=column)
        self.check_style = CheckboxStyle(description_width=column)
        self.box_style = CheckboxStyle(description_width="0px")
        self.slider_style = SliderStyle(description_width="0px")
        self.html_style = HTMLStyle()
        self.note = layout(margin=f"0 0 0 {width + 8:.0f}px")
        self.plain = layout(width="auto", margin="0")
        self.wide = layout(width="auto", flex="1 1 auto", margin="0")
        self.number = layout(width="auto", flex="0 0 auto", margin="0 8px 0 0")
        self.slider = layout(flex="1 1 90px", min_width="60px", margin="0 8px 0 0")
        self.fitted = layout(width="auto", flex="0 0 auto", margin="0 14px 0 0")
        self.beside = layout(width="auto", flex="0 0 auto", margin="0 0 0 8px")
        self.row = layout(width="100%", align_items="center", margin="0")
        self.top = layout(width="100%", align_items="flex-start", margin="0")
        self.wrapped = layout(flex_flow="row wrap", align_items="center", margin="0")
        self.name = layout(width=column, margin="0 8px 0 0", flex="0 0 auto")


class Field:
    """The base: a parameter, what is shown of it, and its value.

    Parameters
    ----------
    parameter : Parameter
        The line of the contract.
    look : Look
        Shared styles.

    Attributes
    ----------
    widget : ipywidgets.Widget
        What is shown.
    shows_choices : bool
        Whether the field itself shows what the parameter takes.
    """

    widget: Any
    shows_choices = False

    def __init__(self, parameter: Parameter, look: Look) -> None:
        self.parameter = parameter
        self.look = look
        self._listeners: list[Callable[[], None]] = []

    @property
    def value(self) -> Any:
        """The value as it stands, right or wrong; ``UNSET`` when there is none."""
        raise NotImplementedError

    def show(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def listen(self, listener: Callable[[], None]) -> None:
        """Have a listener called after every change."""
        self._listeners.append(listener)

    def _changed(self, *_: object) -> None:
        for listener in self._listeners:
            listener()

    @property
    def _common(self) -> dict[str, Any]:
        hint = f"{self.parameter.help or self.parameter.name}: {self.parameter.takes}"
        return {"description": self.parameter.name, "tooltip": hint}
