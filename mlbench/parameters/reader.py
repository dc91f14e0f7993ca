"""Reading the contract from a notebook's ``parameters`` cell, by its syntax tree alone."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mlbench.errors import TemplateInvalid, shorten
from mlbench.parameters import source, types
from mlbench.parameters.contract import REQUIRED, Contract, Parameter, _Expression


def read_contract(path: Path, name: str = "") -> Contract:
    """Return what a notebook takes, without running any of it.

    Parameters
    ----------
    path : Path
        The notebook.
    name : str
        How error sentences call it; the file's stem when left out.

    Raises
    ------
    TemplateInvalid
        The file is not a notebook, or its parameters cell is not Python.
    """
    return contract_of(source.read_notebook(path), name or path.stem, str(path))


def contract_of(notebook: dict[str, Any], name: str, where: str) -> Contract:
    """Return what an opened notebook takes; `where` is its path, for error sentences."""
    language = source.language_of(notebook)
    if language != "python":
        return Contract(
            name, unchecked=f"its kernel's language is {language}, and only Python's is read"
        )
    positions = source.tagged_cells(notebook)
    if not positions:
        note = "It has no cell tagged 'parameters', so it takes none."
        return Contract(name, notes=(note,))
    cells = [source.text_of(notebook["cells"][position]) for position in positions]
    first, *others = [
        _read_cell(cell, f"cell {position + 1} of {where}")
        for cell, position in zip(cells, positions, strict=True)
    ]
    _refuse_secrets_in_clear((p for read in (first, *others) for p in read), where)
    notes = [note for note in map(_clear_note, first) if note] + _broken_defaults(first)
    if others:
        places = ", ".join(str(position + 1) for position in positions[1:])
        notes.append(
            f"It has {len(positions)} cells tagged 'parameters'. Values are passed in after the "
            f"first (cell {positions[0] + 1}); what cell {places} sets again wins over them."
        )
    shadowed = frozenset(p.name for other in others for p in other)
    added = [p for other in others for p in other if p.name not in {q.name for q in first}]
    return Contract(name, (*first, *added), tuple(notes), shadowed)


def _refuse_secrets_in_clear(parameters: Iterable[Parameter], where: str) -> None:
    clear = [p for p in parameters if p.declared_secret and _default_in_clear(p)]
    if clear:
        raise TemplateInvalid(
            *(
                f"The secret '{p.name}' in {where} must have an empty default. Got "
                f"{p.written(p.default)}, in clear on line {p.line}."
                for p in clear
            ),
            next_step=f'Write it  {clear[0].name}: Secret = ""  and give it with '
            f"-p {clear[0].name}=env:NAME; what stood there is known to all who had the file.",
        )


def _default_in_clear(parameter: Parameter) -> bool:
    return parameter.has_plain_default and bool(parameter.default)


def _clear_note(parameter: Parameter) -> str:
    if parameter.secret and not parameter.declared_secret and _default_in_clear(parameter):
        return (
            f"The default of '{parameter.name}', secret by its name, stands in the notebook for "
            f"all to read. Empty it, or give the parameter another name if it is no secret."
        )
    return ""


def _broken_defaults(parameters: Iterable[Parameter]) -> list[str]:
    """Return a sentence for each default that breaks its own declaration."""
    stated = {
        p.name: p for p in parameters if p.declared and p.has_plain_default and not _clear_note(p)
    }
    # one model for all: to make one takes longer than to ask it
    wrong = Contract("", tuple(stated.values())).wrong({p.name: p.default for p in stated.values()})
    return [
        f"The default of '{name}' breaks its own declaration: it must be "
        f"{stated[name].takes}, and is {shorten(stated[name].default)}."
        for name in wrong
    ]


def _read_cell(text: str, where: str) -> list[Parameter]:
    # Magics and shell lines are IPython's; a blank line keeps the numbering.
    lines = [("" if line.lstrip().startswith(("%", "!")) else line) for line in text.splitlines()]
    code = "\n".join(lines)
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        shown = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
        raise TemplateInvalid(
            f"The parameters in {where} are not Python: line {error.lineno}, "
            f"{error.msg}: {shorten(shown.strip(), 60)!r}.",
            next_step="Correct the line; each is written  name: type = default  # what it means",
        ) from None
    comments = _comments(code)
    found = {p.name: p for node in tree.body if (p := _parameter(node, comments)) is not None}
    return list(found.values())


def _comments(code: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return {t.start[0]: t.string.lstrip("# ").strip() for t in tokens if t.type == tokenize.COMMENT}


def _parameter(node: ast.stmt, comments: dict[int, str]) -> Parameter | None:
    match node:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
            default = REQUIRED if value is None else _default(value)
            declared, type_ = _declared(annotation, default)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            default = _default(value)
            declared, type_ = False, types.infer(default)
        case _:
            return None
    comment = comments.get(node.end_lineno or node.lineno, "")
    return Parameter(name, type_, default, comment, node.lineno, declared=declared)


def _declared(annotation: ast.expr, default: object) -> tuple[bool, Any]:
    try:
        return True, types.parse(annotation)
    except types.UnknownTypeError:
        return False, types.infer(default)


def _default(value: ast.expr) -> Any:
    match value:
        case ast.Call(func=ast.Name(id="Path") | ast.Attribute(attr="Path"), args=[only]):
            return Path(str(ast.literal_eval(only)))
    try:
        return ast.literal_eval(value)
    except ValueError:
        return _Expression(ast.unparse(value))
