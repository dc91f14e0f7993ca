"""One field a parameter, by what the parameter takes."""

from __future__ import annotations

from pathlib import Path
from typing import get_args, get_origin

from mlbench.parameters import types
from mlbench.parameters.contract import Parameter
from mlbench.widgets.chosen import CheckField, ChoiceField, ListOfChoicesField
from mlbench.widgets.field import Field, Look
from mlbench.widgets.ranges import range_of, without_none
from mlbench.widgets.typed import RangeField, TextField


def field_of(parameter: Parameter, look: Look, folder: Path) -> Field:
    """Return the field for a parameter.

    Parameters
    ----------
    parameter : Parameter
        The line of the contract.
    look : Look
        Shared styles.
    folder : Path
        Where files are offered from.
    """
    inner, optional = without_none(parameter.type)
    if inner is bool and not optional:
        return CheckField(parameter, look)
    if types.choices(inner):
        element = get_args(inner)[0] if get_origin(inner) is list else None
        if element is None and get_args(inner) == types.choices(inner):
            return ChoiceField(parameter, look)
        if not optional and element is not None and get_args(element) == types.choices(inner):
            return ListOfChoicesField(parameter, look)
    allowed = range_of(inner)
    if allowed is not None:
        return RangeField(parameter, look, folder, allowed)
    return TextField(parameter, look, folder)
