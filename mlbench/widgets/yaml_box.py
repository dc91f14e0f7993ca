"""The values of a form as YAML: to read, to change, to paste from elsewhere."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets as widgets

from mlbench.errors import MlbenchError, RefusedInput
from mlbench.parameters.yaml_text import parse_yaml, to_yaml
from mlbench.widgets.sheet import Sheet
from mlbench.widgets.values import shareable

_LIMIT = 100_000


class YamlBox:
    """A text that shows the values of a sheet, and takes others.

    Parameters
    ----------
    sheet : Sheet
        Whose values they are.

    Attributes
    ----------
    widget : ipywidgets.VBox
        What is shown, once it is opened.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._written = ""
        self.widget = widgets.VBox([], layout=widgets.Layout(display="none"))
        self.widget.add_class("mlbench-yaml")

    def _make(self) -> None:
        """Make what is inside; a form is quicker to show without it."""
        rows = min(max(len(self.sheet.parameters) + 1, 3), 16)
        self.text = widgets.Textarea(
            rows=rows, layout=widgets.Layout(width="100%", margin="0"), continuous_update=True,
            placeholder="name: value", tooltip="The values as YAML",
        )  # fmt: skip
        self.said = widgets.HTML()
        self.use = widgets.Button(description="Use these values", disabled=True)
        self.use.on_click(self._take)
        buttons = widgets.HBox([self.use])
        buttons.add_class("mlbench-buttons")
        self.widget.children = (self.text, self.said, buttons)
        self.text.observe(self._edited, "value")
        self.sheet.listen(self._follow)

    def toggle(self, _: object = None) -> None:
        """Open or close the box."""
        closed = self.widget.layout.display == "none"
        if not self.widget.children:
            self._make()
        if closed:  # before it can be typed into: what comes later takes the first words away
            self._write()
        self.widget.layout.display = None if closed else "none"

    def _follow(self) -> None:
        """Show the fields' values, unless a person has written something here."""
        if self.widget.layout.display != "none" and self.text.value == self._written:
            self._write()

    def _write(self) -> None:
        self._written = to_yaml(shareable(self.sheet.contract, self.sheet.values))
        self.text.value = self._written
        self._edited()

    def _edited(self, _: object = None) -> None:
        mistakes = self.mistakes()
        self.said.value = "".join(
            f'<p class="mlbench-wrong" role="alert">✗ {html.escape(line)}</p>' for line in mistakes
        )
        self.use.disabled = bool(mistakes) or self.text.value == self._written

    def mistakes(self) -> list[str]:
        """Return a sentence for everything that is wrong with the text."""
        try:
            return self.sheet.contract.mistakes({**self.sheet.values, **self._read()})
        except MlbenchError as error:
            return list(error.mistakes)

    def _read(self) -> dict[str, Any]:
        if len(self.text.value) > _LIMIT:
            raise RefusedInput(f"The YAML must be at most {_LIMIT:,} characters long.")
        read = parse_yaml(self.text.value, "The text")
        if not isinstance(read, dict):
            raise RefusedInput("The YAML must be one 'name: value' a line.")
        return {str(name): value for name, value in read.items()}

    def _take(self, _: object) -> None:
        if not self.mistakes():
            self.sheet.show(self._read())
            self._write()
