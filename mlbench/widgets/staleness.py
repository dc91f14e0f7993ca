"""Which cells no longer go with the variables in the kernel, after some were changed.

A cell is stale when it reads a name that changed, or one that a stale cell sets. A cell that
is not stale and sets a name anew ends the chain there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from mlbench.errors import listing, shorten
from mlbench.parameters.source import tagged_cells, text_of
from mlbench.widgets.names import names_of


@dataclass(frozen=True)
class StaleCell:
    """A cell to run again.

    Attributes
    ----------
    number : int
        Its place in the notebook, from 1, all cells counted.
    cell_id : str
        Its id in the file; empty in files of old formats.
    first_line : str
        Its first line of code.
    because : tuple of str
        The names that it reads.
    code : str
        All of its code.
    """

    number: int
    cell_id: str
    first_line: str
    because: tuple[str, ...]
    code: str = field(default="", repr=False, compare=False)

    @property
    def reason(self) -> str:
        """Why it is stale, as a sentence."""
        return f"Stale: it reads {listing(self.because, 4)}. Run it again."


def stale_cells(
    notebook: dict[str, Any], changed: Collection[str], skip: str = ""
) -> list[StaleCell]:
    """Return the cells that a change of parameters leaves stale, in order.

    Parameters
    ----------
    notebook : dict
        The opened notebook.
    changed : collection of str
        The parameters that have another value than before.
    skip : str
        The id of the cell that shows the form, which is never stale.
    """
    tagged = tagged_cells(notebook)
    cells = list(enumerate(notebook["cells"], start=1))[tagged[-1] + 1 if tagged else 0 :]
    modules = _modules(notebook)
    dirty, found = set(changed), []
    for number, cell in cells:
        code = text_of(cell)
        identity = str(cell.get("id", ""))
        if cell["cell_type"] != "code" or not code.strip() or (skip and identity == skip):
            continue
        names = names_of(code)
        because = dirty if names.reads_all else dirty & names.reads
        if because:
            reasons = tuple(sorted(because))
            found.append(StaleCell(number, identity, _first_line(code), reasons, code))
            dirty |= (names.sets | names.changes) - modules
        else:
            dirty -= names.sets
    return found


def _modules(notebook: dict[str, Any]) -> set[str]:
    codes = [text_of(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return set().union(*(names_of(code).modules for code in codes))


def _first_line(code: str) -> str:
    lines = [line for line in code.splitlines() if line.strip()]
    plain = [line for line in lines if not line.lstrip().startswith("#")]
    return shorten((plain or lines)[0].strip(), 60)
