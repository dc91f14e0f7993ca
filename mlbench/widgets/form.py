"""The form itself: fields, what can be done with them, and what came of it."""

from __future__ import annotations

import html
from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from ipywidgets.widgets.widget_button import ButtonStyle

from mlbench.errors import MlbenchError
from mlbench.parameters.contract import Contract
from mlbench.parameters.reader import read_contract
from mlbench.parameters.source import read_notebook
from mlbench.secrets import known
from mlbench.secrets.values import secrets_in
from mlbench.widgets import typed_secrets, values
from mlbench.widgets.link import Link
from mlbench.widgets.notes import notes
from mlbench.widgets.run_panel import RunPanel
from mlbench.widgets.sheet import Sheet
from mlbench.widgets.stale_list import StaleList
from mlbench.widgets.staleness import stale_cells
from mlbench.widgets.static import Table
from mlbench.widgets.yaml_box import YamlBox

_GONE = (
    "This form has no kernel any more: it ended or was restarted, or the server went away. "
    "Headless runs go on without it: 'mlbench runs' lists them. To go on here, run the cells "
    "above and this cell again."
)
_AWAY = (
    "The server does not answer. Headless runs go on without it; the form goes on when the "
    "server is back with this kernel."
)


class Form:
    """The parameters of a notebook as fields.

    Parameters
    ----------
    notebook : Path
        The notebook's file.
    contract : Contract
        What it takes.
    variables : mutable mapping
        The variables of its kernel.
    cell : str
        The id of the cell that shows the form; empty when nobody knows.
    """

    def __init__(
        self, notebook: Path, contract: Contract, variables: MutableMapping[str, Any], cell: str
    ) -> None:
        self.notebook = notebook
        self.contract = contract
        self.variables = variables
        self.cell = cell
        first = {p.name: values.initial(p, contract, variables) for p in contract.parameters}
        self.sheet = Sheet(contract, notebook.parent, first)
        self.yaml = YamlBox(self.sheet)
        self.link = Link(lambda cell: self.stale.has_run(cell))
        self.stale = StaleList(self.link)
        self.look = self.sheet.look
        self.said = widgets.HTML(layout=self.look.plain, style=self.look.html_style)
        self.said.add_class("mlbench-said")
        self.runs: list[RunPanel] = []
        self._runs = widgets.VBox([], layout=self.look.plain)
        self._make_buttons()
        self.widget = widgets.VBox(
            [self._head(), self.sheet.widget, self._buttons, self.yaml.widget, self.said,
             self.stale.widget, self._runs],
            layout=self.look.plain,
        )  # fmt: skip
        self.widget.add_class("mlbench-form")
        self.sheet.listen(self._changed)
        self._changed()

    def _head(self) -> Any:
        style = files("mlbench.widgets").joinpath("style.css").read_text("utf-8")
        remarks = notes(self.notebook, self.contract, self.variables)
        said = "".join(f"<p>{html.escape(text)}</p>" for text in remarks)
        name = html.escape(self.notebook.stem)
        return widgets.HTML(
            f'<style>{style}</style><div class="mlbench-gone" role="alert">✗ {_GONE}</div>'
            f'<div class="mlbench-unanswered" role="alert">✗ {_AWAY}</div>'
            f'<div class="mlbench-title">Parameters <small>of {name}</small></div>'
            f'<div class="mlbench-notes">{said}</div>',
            layout=self.look.plain,
            style=self.look.html_style,
        )

    def _make_buttons(self) -> None:
        style = ButtonStyle()

        def button(label: str, tooltip: str, act: Callable[[], None], kind: str = "") -> Any:
            made = widgets.Button(
                description=label, tooltip=tooltip, button_style=kind, style=style,
                layout=self.look.plain,
            )  # fmt: skip
            made.on_click(lambda _: self._guarded(act))
            return made

        self.apply_button = button(
            "Apply", "Set the variables in the kernel", self.apply, "primary"
        )
        self.run_button = button(
            "Run headless", "Run the notebook with these values, as a run", self.run_headless
        )
        self.copy_button = button("Copy command", "The same as a command line", self.copy_command)
        self.yaml_button = button("YAML", "The values as YAML, to read or paste", self.yaml.toggle)
        self.reset_button = button("Reset to defaults", "Show the defaults", self.sheet.reset)
        self._buttons = widgets.HBox(
            [self.apply_button, self.run_button, self.copy_button, self.yaml_button,
             self.reset_button],
            layout=widgets.Layout(flex_flow="row wrap"),
        )  # fmt: skip
        self._buttons.add_class("mlbench-buttons")

    def _guarded(self, act: Callable[[], None]) -> None:
        """Do what a button says; a mistake becomes a sentence of the form."""
        try:
            act()
        except MlbenchError as error:
            self._say(str(error).splitlines(), wrong=True)

    def _say(self, lines: Iterable[str], *, wrong: bool = False) -> None:
        said = "".join(
            f'<p class="mlbench-wrong">✗ {html.escape(line)}</p>'
            if wrong and not line.startswith("Next: ")
            else f"<p>{html.escape(line)}</p>"
            for line in lines
        )
        self.said.value = f'<div role="status">{said}</div>'

    def _changed(self) -> None:
        wrong = len([name for name, sentences in self.sheet.wrong.items() if sentences])
        for button in (self.apply_button, self.run_button, self.copy_button):
            button.disabled = wrong > 0
        plural = "value is" if wrong == 1 else "values are"
        self._say([f"{wrong} {plural} wrong; nothing can be applied or run."] if wrong else [])

    def apply(self) -> None:
        """Set the variables in the kernel, and show which cells are stale by that."""
        now = typed_secrets.for_variables(self.contract, self.sheet.values, self.notebook.parent)
        known.remember(secrets_in(now))
        found = [
            name
            for name in self.sheet.values
            if name not in self.variables or not values.same(self.variables[name], now[name])
        ]
        if not found:
            self._say(["Nothing to apply: the variables have these values already."])
            return
        for name in found:
            value = now[name]
            self.variables[name] = list(value) if isinstance(value, list) else value
        self._say([f"Applied: {', '.join(found)}."])
        self._save_and_show_stale(found)

    def follow(self, given: Mapping[str, Any], changed: Collection[str]) -> bool:
        """Show variables that were set elsewhere, and which cells are stale by that.

        Parameters
        ----------
        given : mapping
            What variables hold now, by their names.
        changed : collection of str
            Those that held something else before.

        Returns
        -------
        bool
            Whether there is a field for any of them.
        """
        here = [name for name in given if name in self.sheet.fields]
        self.sheet.show(given)
        if changed:
            self._save_and_show_stale(changed)
        return bool(here)

    def _save_and_show_stale(self, changed: Collection[str]) -> None:
        self.link.save(lambda _: self._guarded(lambda: self._show_stale(changed)))

    def _show_stale(self, changed: Collection[str]) -> None:
        found = stale_cells(read_notebook(self.notebook), changed, self.cell)
        history = {str(code).strip() for code in self.variables.get("In", [])}
        self.stale.add(found, history)

    def run_headless(self) -> None:
        """Save the notebook where that can be asked for, and start a run of it."""
        self.contract.check(self.sheet.values)
        given = self.sheet.values  # as they were when the button was pressed
        self.link.save(lambda saved: self._guarded(lambda: self._start(given, saved=saved)))

    def _start(self, given: Mapping[str, Any], *, saved: bool | None) -> None:
        present = read_contract(self.notebook)
        present.check(given)
        words = values.run_words(present, given, self.notebook)
        typed = typed_secrets.lines(present, values.not_default(present, given))
        panel = RunPanel(words, self.notebook, typed)
        self.runs.append(panel)
        self._runs.children = (panel.widget, *self._runs.children)
        lines = [] if saved else ["The run takes the notebook as it was last saved."]
        if typed:
            lines.append(
                "The run gets its secrets through a pipe: no file and no command has them."
            )
        self._say(lines)

    def copy_command(self) -> None:
        """Show the command line and the YAML, and copy the line where that can be done."""
        now = self.contract.check(self.sheet.values)
        given = {name: now[name] for name in self.sheet.values}
        words = values.run_words(self.contract, given, self.notebook)
        line = values.command_line(words, self.notebook.parent)
        step = values.study_step(self.contract, given, self.notebook)
        copied = " It is on the clipboard." if self.link.ready else ""
        self.said.value = (
            f'<div role="status">The same run from a terminal.{copied}</div>'
            f'<pre class="mlbench-command">{html.escape(line)}</pre>'
            "<div>The same step in a study file beside this notebook.</div>"
            f'<pre class="mlbench-command">{html.escape(step)}</pre>'
        )
        self.link.copy(line)

    def close(self) -> None:
        """Take the form away; runs that it started go on."""
        self.link.close()
        self.widget.close()

    def __repr__(self) -> str:
        return repr(Table(self.contract, self.sheet.values))

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = dict(self.widget._repr_mimebundle_(**options))
        # for those who open the notebook where no widgets are: the table
        table = Table(self.contract, self.sheet.values)
        return {**bundle, "text/plain": repr(table), "text/html": table._repr_html_()}
