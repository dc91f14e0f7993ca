"""What every field of a form has: a parameter, something to see, a value that can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
from ipywidgets.widgets.widget_bool import CheckboxStyle
from ipywidgets.widgets.widget_description import DescriptionStyle
from ipywidgets.widgets.widget_string import TextStyle

from mlbench.parameters.contract import Parameter


class Look:
    """What all fields of a form share, so that the form is a small message.

    Parameters
    ----------
    names : list of str
        The parameters; the longest one sets the width of the left column.
    """

    def __init__(self, names: list[str]) -> None:
        column = f"{min(max(map(len, names), default=0) + 2, 28)}ch"
        self.text_style = TextStyle(description_width=column)
        self.plain_style = DescriptionStyle(description_width=column)
        self.check_style = CheckboxStyle(description_width=column)
        self.box_style = CheckboxStyle(description_width="0px")
        self.wide = widgets.Layout(width="100%", margin="0")
        self.slider = widgets.Layout(flex="1 1 90px", min_width="60px", margin="0 8px 0 0")
        self.fitted = widgets.Layout(width="auto", flex="0 0 auto", margin="0 14px 0 0")
        self.row = widgets.Layout(width="100%", align_items="center", margin="0")
        self.wrapped = widgets.Layout(flex_flow="row wrap", align_items="center", margin="0")
        self.name = widgets.Layout(width=column, margin="0 8px 0 0", flex="0 0 auto")


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
    """

    widget: Any

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
