"""An executed notebook as a row of blocks: prose, code folded away, outputs."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mlbench.reports import bounded_json
from mlbench.reports.budget import Block
from mlbench.reports.long_text import LongText, concatenated
from mlbench.reports.outputs import OutputRenderer
from mlbench.reports.page_state import PageState
from mlbench.reports.phrases import size_text
from mlbench.reports.text import Place, joined
from mlbench.reports.widget_state import WidgetStates

#: A file of more bytes than this is read in bounded memory.
LARGE = 16_000_000
#: Characters of code shown of one cell.
CODE_LIMIT = 20_000
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
#: Cells that papermill adds to point at a failure; the report has its own words for it.
_POINTERS = {"papermill-error-cell-tag"}


def read_notebook(path: Path, room: int | None = 64_000_000) -> dict[str, Any]:
    """Return a notebook's content; of a large file what is too long is cut.

    Parameters
    ----------
    path : Path
        The file.
    room : int or None
        Bytes that may be kept of it; None for all.

    Raises
    ------
    ValueError
        The file holds no notebook.
    """
    if room is None or path.stat().st_size <= min(LARGE, room):
        content = json.loads(path.read_bytes())
    else:
        content = bounded_json.read(path, room)
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ValueError("it holds no list of cells")  # noqa: TRY004 - the file is at fault, no type
    return content


def notebook_blocks(
    notebook: Mapping[str, Any], link: str, title: str, state: PageState
) -> Iterator[Block]:
    """Yield the blocks of a notebook in the order of its cells.

    Parameters
    ----------
    notebook : mapping
        The executed notebook.
    link : str
        Its address, relative to the report.
    title : str
        What stands for a heading until the first one comes.
    state : PageState
        What the notebooks of a page share.
    """
    renderer = OutputRenderer(state, WidgetStates(_mapping(notebook.get("metadata"))))
    language = _language(notebook)
    heading, number = title, 0
    for cell in notebook.get("cells", []):
        if isinstance(cell, LongText):
            yield Block(Place(link, heading, number).note("The notebook goes on."))
        if not isinstance(cell, Mapping) or _POINTERS & set(_tags(cell)):
            continue
        source = joined(cell.get("source"))
        if cell.get("cell_type") == "markdown":
            found = _HEADING.findall(source)
            heading = re.sub(r"[*_`]|<[^>]*>", "", found[-1]) if found else heading
            if source.strip():
                place = Place(link, heading, number)
                block = renderer.prose(source, place, _mapping(cell.get("attachments")))
                yield from [block] if block else []
        elif cell.get("cell_type") == "code":
            number += 1
            place = Place(link, heading, number)
            if source.strip():
                yield _code_block(source, place, cell, renderer.code(source[:CODE_LIMIT], language))
            yield from _outputs(cell, place, renderer)


def _outputs(cell: Mapping[str, Any], place: Place, renderer: OutputRenderer) -> Iterator[Block]:
    outputs = cell.get("outputs")
    outputs = outputs if isinstance(outputs, list) else []
    for output in _merged(outputs):
        block = renderer.block(output, place)
        if block is not None:
            yield block
    if outputs and isinstance(outputs[-1], LongText):
        size = size_text(outputs[-1].left_out)
        yield Block(place.note(f"{size} of further outputs are left out."))


def _merged(outputs: list[Any]) -> Iterator[Mapping[str, Any]]:
    """Put pieces of one stream together: a loop's prints come as many outputs."""
    pieces: list[str] = []
    name = ""
    for output in outputs:
        if not isinstance(output, Mapping):
            continue
        is_stream = output.get("output_type") == "stream"
        if pieces and not (is_stream and output.get("name") == name):
            yield {"output_type": "stream", "name": name, "text": concatenated(pieces)}
            pieces = []
        if is_stream:
            name = str(output.get("name"))
            pieces.append(joined(output.get("text")))
        else:
            yield output
    if pieces:
        yield {"output_type": "stream", "name": name, "text": concatenated(pieces)}


def _code_block(source: str, place: Place, cell: Mapping[str, Any], code: str) -> Block:
    remark = place.note("The code goes on.") if len(source) > CODE_LIMIT else ""
    words = _what_the_cell_is(cell)
    summary = f"Code, cell {place.cell}{f' ({words})' if words else ''}"
    block = f'<details class="code"><summary>{summary}</summary>{code}{remark}</details>'
    return Block(block, lambda: Block(place.note(f"The code of cell {place.cell} is left out.")))


def _what_the_cell_is(cell: Mapping[str, Any]) -> str:
    tags = _tags(cell)
    if "injected-parameters" in tags:
        return "parameters of this run"
    if "parameters" in tags:
        return "parameters"
    outputs = cell.get("outputs") or []
    if any(isinstance(o, Mapping) and o.get("output_type") == "error" for o in outputs):
        return "failed"
    return "" if cell.get("execution_count") or outputs else "not run"


def _tags(cell: Mapping[str, Any]) -> list[str]:
    tags = _mapping(cell.get("metadata")).get("tags")
    return [str(tag) for tag in tags] if isinstance(tags, list) else []


def _language(notebook: Mapping[str, Any]) -> str:
    from pygments.lexers import (  # type: ignore[import-untyped] # noqa: PLC0415 - comes with nbconvert
        find_lexer_class_by_name,
    )
    from pygments.util import (  # type: ignore[import-untyped] # noqa: PLC0415 - the same
        ClassNotFound,
    )

    metadata = _mapping(notebook.get("metadata"))
    info, kernel = _mapping(metadata.get("language_info")), _mapping(metadata.get("kernelspec"))
    for name in (info.get("pygments_lexer"), info.get("name"), kernel.get("language")):
        if name == "ipython3":
            return "ipython3"
        try:
            find_lexer_class_by_name(str(name or ""))
        except ClassNotFound:
            continue
        return html.escape(str(name))
    return "text" if info or kernel else "ipython3"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
