"""A report on paper: the same page, printed by the system's browser."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mlbench.reports.printing import print_page
from mlbench.store import files
from mlbench.store.folder import RunFolder

#: Folded parts that paper shows; code stays hidden unless it is asked for.
_FOLDED = re.compile(r'<details class="([\w -]*)">')
_HIDDEN = {"code", "study"}


@dataclass(frozen=True)
class Printed:
    """A report on paper.

    Parameters
    ----------
    path : Path
        The file.
    undrawn : int
        Figures that were not drawn in time, in [0, inf); their names are on it.
    """

    path: Path
    undrawn: int = 0


def write_pdf(folder: RunFolder, *, code: bool = False) -> Printed:
    """Print the report of a run to a PDF file beside it.

    The page is printed in its light style on A4, with the run's name at the head of each
    page but the first and page numbers at the foot. Parameters, recorded values and the
    model card are unfolded, and interactive figures are drawn.

    Parameters
    ----------
    folder : RunFolder
        The run; its report is there.
    code : bool
        Print the code of the notebooks, too.

    Returns
    -------
    Printed
        The written file, ``report.pdf`` in the run's folder.

    Raises
    ------
    RefusedInput
        There is no browser.
    StoreError
        The browser did not print the page, or the file can't be written.
    """
    page = folder.report.read_text("utf-8")
    name = f"{folder.path.parent.name}  ·  {folder.path.name}"
    pdf = folder.path / "report.pdf"
    with tempfile.TemporaryDirectory() as place, files.replacing(pdf) as temporary:
        copy, printed = Path(place) / "report.html", Path(place) / "report.pdf"
        copy.write_text(for_paper(page, name, code=code), "utf-8")
        undrawn = print_page(copy, printed)
        temporary.write_bytes(printed.read_bytes())
    return Printed(pdf, undrawn)


def for_paper(page: str, name: str, *, code: bool) -> str:
    """Return a page as it is printed.

    Parameters
    ----------
    page : str
        A report.
    name : str
        What stands at the head of the sheets.
    code : bool
        Whether the code is shown.
    """

    def unfold(match: re.Match[str]) -> str:
        is_hidden = match[1] in _HIDDEN and not (code and match[1] == "code")
        return match[0] if is_hidden else f"{match[0][:-1]} open>"

    style = (
        f"@page {{ size: A4; @top-left {{ content: {_quoted(name)}; "
        "font: 8pt system-ui, sans-serif; color: #59626b; } }\n"
        "@page :first { @top-left { content: none; } }"
    )
    added = f"<style>{style}</style>\n</head>"
    return _FOLDED.sub(unfold, page).replace("</head>", added, 1)


def _quoted(text: str) -> str:
    """Return a text as a string of a style sheet, whatever it holds."""
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):06x}" for c in text) + '"'
