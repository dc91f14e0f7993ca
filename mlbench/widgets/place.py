"""Which notebook a form stands in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlbench.errors import RefusedInput

#: Set by the Jupyter server for a notebook's kernel, and by the editor in its variables.
SESSION, EDITOR = "JPY_SESSION_NAME", "__vsc_ipynb_file__"
_NAME_IT = "Name it: step.form(notebook='path/of/this.ipynb')."


def find_notebook(given: str | Path | None, variables: Mapping[str, Any]) -> Path:
    """Return the file of the notebook whose kernel this is.

    Parameters
    ----------
    given : str or Path, optional
        What the person named; it wins.
    variables : mapping
        The variables of the notebook.

    Raises
    ------
    RefusedInput
        Nobody says which notebook it is, or it is no longer there.
    """
    named = given or variables.get(EDITOR) or os.environ.get(SESSION)
    if not named:
        raise RefusedInput(
            "The form can't tell which notebook it stands in: this program does not say.",
            next_step=_NAME_IT,
        )
    path = Path(str(named)).absolute()
    if path.suffix == ".ipynb" and path.is_file():
        return path
    if given is None and path.suffix != ".ipynb":
        raise RefusedInput(
            "The form works in notebooks. This kernel belongs to a console or a script.",
            next_step=_NAME_IT,
        )
    hint = "Correct the path." if given else f"If it was renamed, restart the kernel. {_NAME_IT}"
    raise RefusedInput(f"There is no notebook {path}.", next_step=hint)
