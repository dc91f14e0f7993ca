"""How the execution of a notebook stands. Importing this imports no papermill."""

from __future__ import annotations

from dataclasses import dataclass, field

from mlbench.vocabulary import Json, State


@dataclass
class Outcome:
    """How the execution of one notebook stands, and how it ended.

    Attributes
    ----------
    cells : dict
        State by position of the cell in the executed notebook, code cells only.
    error : dict or None
        ``code``, ``message``, ``cell``, ``name``, ``traceback`` of what went wrong.
    """

    state: State = State.PENDING
    cells: dict[int, State] = field(default_factory=dict)
    error: dict[str, Json] | None = None

    @property
    def done(self) -> int:
        """Number of code cells that ended well."""
        return sum(state is State.DONE for state in self.cells.values())

    @property
    def has_begun(self) -> bool:
        """Whether any cell was started."""
        return any(state is not State.PENDING for state in self.cells.values())

    def number(self, position: int) -> int:
        """Return which code cell it is, from 1."""
        return sum(other <= position for other in self.cells)
