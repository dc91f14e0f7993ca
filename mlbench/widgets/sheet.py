"""All fields of a form, and what is wrong with their values."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from mlbench.parameters.contract import Contract, Parameter
from mlbench.widgets.field import Look
from mlbench.widgets.fields import field_of
from mlbench.widgets.values import UNSET, default_of, mistakes_of


class Sheet:
    """The fields of a contract, one a parameter.

    Parameters
    ----------
    contract : Contract
        What the notebook takes.
    folder : Path
        The notebook's folder, where files are offered from.
    values : mapping
        What is shown first, by name.

    Attributes
    ----------
    widget : ipywidgets.GridBox
        What is shown.
    """

    def __init__(self, contract: Contract, folder: Path, values: Mapping[str, Any]) -> None:
        self.contract = contract
        self._listeners: list[Callable[[], None]] = []
        #: What is wrong, by the name of the parameter; empty lists where nothing is.
        self.wrong: dict[str, list[str]] = {}
        self.look = look = Look(contract.names)
        # what a second cell sets again can't be passed in, so it is no field
        self.parameters = [p for p in contract.parameters if p.name not in contract.shadowed]
        self.fields = {p.name: field_of(p, look, folder) for p in self.parameters}
        self._notes = {p.name: self._note() for p in self.parameters}
        self.show(values)
        for parameter in self.parameters:
            self._check(parameter)
            self.fields[parameter.name].listen(self._listener(parameter))
        self.widget = widgets.GridBox(
            [self._row(p.name) for p in self.parameters],
            layout=widgets.Layout(
                grid_template_columns="repeat(auto-fit, minmax(min(100%, 370px), 1fr))"
            ),
        )
        self.widget.add_class("mlbench-fields")

    def _note(self) -> Any:
        return widgets.HTML(layout=self.look.note, style=self.look.html_style)

    def _row(self, name: str) -> Any:
        row = widgets.VBox([self.fields[name].widget, self._notes[name]], layout=self.look.plain)
        row.add_class("mlbench-row")
        return row

    @property
    def values(self) -> dict[str, Any]:
        """The values as they stand, right or wrong, of all fields that have one."""
        found = {name: field.value for name, field in self.fields.items()}
        return {name: value for name, value in found.items() if value is not UNSET}

    @property
    def mistakes(self) -> list[str]:
        """A sentence for everything that is wrong."""
        return [sentence for sentences in self.wrong.values() for sentence in sentences]

    def show(self, values: Mapping[str, Any]) -> None:
        """Show values by name; fields that are not named stay as they are."""
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].show(value)

    def reset(self) -> None:
        """Show the defaults."""
        self.show({p.name: default_of(p) for p in self.parameters})

    def listen(self, listener: Callable[[], None]) -> None:
        """Have a listener called after every change."""
        self._listeners.append(listener)

    def _listener(self, parameter: Parameter) -> Callable[[], None]:
        def changed() -> None:
            self._check(parameter)
            for listener in self._listeners:
                listener()

        return changed

    def _check(self, parameter: Parameter) -> None:
        name = parameter.name
        sentences = mistakes_of(self.contract, parameter, self.fields[name].value)
        if self.wrong.get(name) == sentences:
            return
        self.wrong[name] = sentences
        widget = self.fields[name].widget
        if sentences:
            said = "<br>".join(html.escape(sentence) for sentence in sentences)
            self._notes[name].value = f'<span class="mlbench-wrong" role="alert">✗ {said}</span>'
            widget.add_class("mlbench-is-wrong")
            return
        plain = self.fields[name].shows_choices or parameter.takes.startswith("text")
        takes = "" if plain else parameter.takes
        parts = [part for part in (parameter.help, takes) if part]
        told = " · ".join(map(html.escape, parts))
        self._notes[name].value = f'<span class="mlbench-help">{told}</span>'
        widget.remove_class("mlbench-is-wrong")
