"""Changing one step in the text of a study, and not one character besides.

The places come from ruamel.yaml's own reading of the file, so comments, spacing, quotes and
line ends stay as a person wrote them: nothing is written anew that is not meant to change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlbench.parameters.yaml_text import as_scalar

#: A stretch of the text, and what is to stand there instead.
_Edit = tuple[int, int, str]


def with_notebook(text: str, number: int, name: str, notebook: str) -> str:
    r"""Return the text of a study in which a step uses a notebook.

    Parameters
    ----------
    text : str
        A study that can be read.
    number : int
        Which step, from 0; it is a template in any of the forms that a study knows.
    name : str
        The name that the step has, and keeps.
    notebook : str
        The notebook, as it is to stand there.

    Raises
    ------
    ValueError
        The step is put together of others by a merge.

    Examples
    --------
    >>> print(with_notebook("steps:\n  - model: {seed: 1}  # mine", 0, "model", "m.ipynb"))
    steps:
      - name: model
        notebook: m.ipynb
        parameters: {seed: 1}  # mine
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - a tenth of a second, for those who need it

    root = YAML(pure=True).compose(text)
    steps = next(value for key, value in root.value if key.value == "steps")
    node = steps.value[number]
    said = [f"name: {as_scalar(name)}", f"notebook: {as_scalar(notebook)}"]
    edits = [*_edits(text, steps, node, said)]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _edits(text: str, steps: Any, node: Any, said: list[str]) -> Iterator[_Edit]:
    start, end = _span(node)
    if isinstance(node.value, str):  # - explore
        together = _joined(text, node, said, flow=steps.flow_style)
        yield start, end, f"{{{together}}}" if steps.flow_style else together
        return
    pairs = {key.value: (key, value) for key, value in node.value}
    if "template" in pairs:  # - template: model
        key, value = pairs["template"]
        new = said[1:] if "name" in pairs else said
        yield _span(key)[0], _span(value)[1], _joined(text, key, new, flow=node.flow_style)
        return
    [(key, value)] = node.value  # - model: {...}
    if value.tag.endswith(":null"):
        colon = text.index(":", _span(key)[1]) + 1
        last = max(colon, _span(value)[1]) if value.value else colon
        yield _span(key)[0], last, _joined(text, key, said, flow=node.flow_style)
    else:
        new = [*said, "parameters"]
        yield *_span(key), _joined(text, key, new, flow=node.flow_style)
    if node.flow_style and text[start] != "{":  # steps: [model: {...}]
        yield start, start, "{"
        yield _span(value)[1], _span(value)[1], "}"


def _span(node: Any) -> tuple[int, int]:
    return node.start_mark.index, node.end_mark.index


def _joined(text: str, node: Any, said: list[str], *, flow: bool) -> str:
    if flow:
        return ", ".join(said)
    end = "\r\n" if "\r\n" in text else "\n"
    return f"{end}{' ' * node.start_mark.column}".join(said)
