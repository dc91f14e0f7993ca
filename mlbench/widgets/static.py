"""The form without a person: a table, and messages that stand where a form can't."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mlbench.errors import MlbenchError, shorten
from mlbench.parameters.contract import Contract, Parameter

_HIDDEN = "••••••"
_LIMIT = 200

#: What a parameters cell looks like, for those who have none yet.
EXAMPLE = """\
rows: int = 1000  # how many rows are read
recipe: Literal["linear", "boosting"] = "boosting"  # the model"""


def shown(parameter: Parameter, value: Any) -> str:
    """Return a value as the table shows it."""
    return _HIDDEN if parameter.secret else shorten(value, _LIMIT)


@dataclass(frozen=True)
class Table:
    """The parameters of a headless run, as a table.

    Parameters
    ----------
    contract : Contract
        What the notebook takes.
    values : mapping
        What it was given, defaults filled in.
    """

    contract: Contract
    values: Mapping[str, Any]

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """Name, value, what it takes, and help; one row a parameter."""
        return [
            (p.name, shown(p, self.values[p.name]), p.takes, p.help)
            if p.name in self.values
            else (p.name, "", p.takes, p.help)
            for p in self.contract.parameters
        ]

    def __repr__(self) -> str:
        width = max((len(name) for name, *_ in self.rows), default=0)
        return "\n".join(f"{name:<{width}}  {value}" for name, value, *_ in self.rows)

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th style="text-align:left">{word}</th>'
            for word in ("Parameter", "Value", "Takes", "Meaning")
        )
        body = "".join(
            f"<tr>{''.join(f'<td {_LEFT}>{html.escape(text)}</td>' for text in row)}</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


_LEFT = 'style="text-align:left"'


@dataclass(frozen=True)
class Notice:
    """A message in the place of a form.

    Parameters
    ----------
    sentences : tuple of str
        What is the matter.
    next_step : str
        What to do now.
    code : str
        Python to copy, if any.
    """

    sentences: tuple[str, ...]
    next_step: str = ""
    code: str = ""

    @classmethod
    def of(cls, error: MlbenchError) -> Notice:
        """Return what an error says, as a message."""
        return cls(error.mistakes, error.next_step)

    def __repr__(self) -> str:
        lines = [*self.sentences, self.next_step and f"Next: {self.next_step}", self.code]
        return "\n".join(filter(None, lines))

    def _repr_html_(self) -> str:
        escape = html.escape
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences)
        step = f"<p><strong>Next:</strong> {escape(self.next_step)}</p>" if self.next_step else ""
        code = f"<pre>{escape(self.code)}</pre>" if self.code else ""
        return f'<div class="mlbench-notice" role="note">{said}{step}{code}</div>'


def no_parameters() -> Notice:
    """Return what a notebook without a parameters cell is told."""
    return Notice(
        ("This notebook has no cell tagged 'parameters', so there is nothing to fill in.",),
        "Write one assignment a line into a code cell near the top, as below. Tag the cell "
        "'parameters' (in JupyterLab: the gear at the upper right, Cell Tags), save the "
        "notebook, and run this cell again.",
        EXAMPLE,
    )
