"""Facts side by side, with only those shown that differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlbench.errors import shorten
from mlbench.reports.phrases import value_text

#: Facts that are shown of one kind.
ROW_LIMIT = 100
_ABSENT = "\N{EN DASH}"


@dataclass(frozen=True)
class Facts:
    """What differs of one kind of facts.

    Attributes
    ----------
    title : str
        The kind.
    total : int
        Facts that there are.
    rows : list of (str, list of str)
        Name and each side's value of those that differ.
    """

    title: str
    total: int
    rows: list[tuple[str, list[str]]]

    @property
    def summary(self) -> str:
        """How many differ.

        >>> Facts("Data", 5, []).summary
        'all 5 the same'
        """
        if not self.total:
            return "none recorded"
        if not self.rows:
            return f"all {self.total} the same"
        return f"{len(self.rows)} of {self.total} differ"


def differing(title: str, values: Sequence[Mapping[str, Any]]) -> Facts:
    """Return the facts that are not the same on all sides.

    Parameters
    ----------
    title : str
        What they are facts of.
    values : sequence of mapping
        One a side; mappings within become names with a dot.

    Examples
    --------
    >>> differing("Parameters", [{"seed": 0, "a": 1}, {"seed": 1, "a": 1}]).rows
    [('seed', ['0', '1'])]
    """
    flat = [_flat(each) for each in values]
    names = list(dict.fromkeys(name for each in flat for name in each))
    unequal = [name for name in names if any(_differ(flat[0], each, name) for each in flat[1:])]
    rows = [
        (shorten(name, 120), [_text(each, name) for each in flat]) for name in unequal[:ROW_LIMIT]
    ]
    return Facts(title, len(names), rows)


def _differ(one: Mapping[str, Any], two: Mapping[str, Any], name: str) -> bool:
    return (name in one) != (name in two) or one.get(name) != two.get(name)


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            found |= {f"{name}.{inner}": each for inner, each in _flat(value).items()}
        else:
            found[str(name)] = value
    return found


def _text(values: Mapping[str, Any], name: str) -> str:
    return value_text(values[name], 160) if name in values else _ABSENT
