"""What every result of an evaluation offers: a table, a picture, a sentence."""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import pandas as pd

from mlbench.html_tables import text_left
from mlbench.pictures import Picture
from mlbench.statements import number_text

#: Rows of a table that are shown, unless a view has reasons for more; `frame()` has all.
SHOWN = 12


class View(ABC):
    """A result that was computed once and is looked at through many doors.

    A subclass is a frozen record. It says what it holds in :meth:`note`, gives every
    figure in :meth:`frame`, and draws itself in :meth:`plot`.
    """

    #: Rows of its table that are shown.
    most: ClassVar[int] = SHOWN

    @abstractmethod
    def note(self) -> str:
        """Return what it says, on which rows and how it was computed, in plain sentences."""

    @abstractmethod
    def frame(self) -> pd.DataFrame:
        """Return every figure as a table."""

    @abstractmethod
    def plot(self) -> Picture:
        """Return it as a picture."""

    @cached_property
    def picture(self) -> Picture:
        """What :meth:`plot` draws, drawn once."""
        return self.plot()

    def shown(self) -> pd.DataFrame:
        """Return the table as people read it: few columns, figures with their intervals."""
        return self.frame()

    def __repr__(self) -> str:
        table = self.shown().head(self.most).to_string(index=False, float_format=number_text)
        return f"{self.note()}\n{table}"

    def _repr_html_(self) -> str:
        table = text_left(
            self.shown().head(self.most).to_html(index=False, float_format=number_text)
        )
        return f"<p>{html.escape(self.note())}</p>{table}"


@dataclass(frozen=True, repr=False)
class Section:
    """Results of one question, shown one below the other, each with its picture.

    Attributes
    ----------
    views : mapping of str to View
        In the order they are shown.
    left_out : tuple of str
        Why something is not among them, as sentences.
    """

    views: Mapping[str, View] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> View:
        return self.views[name]

    def __iter__(self) -> Iterator[View]:
        return iter(self.views.values())

    def __len__(self) -> int:
        return len(self.views)

    def __repr__(self) -> str:
        return "\n\n".join([*map(repr, self), *self.left_out])

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display  # noqa: PLC0415 - called by IPython alone

        for view in self:
            display(view, view.picture)  # type: ignore[no-untyped-call]
        for reason in self.left_out:
            display(HTML(f"<p>{html.escape(reason)}</p>"))  # type: ignore[no-untyped-call]
