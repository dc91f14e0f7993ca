"""Names that installed packages declare, as a type of a parameters cell.

A ``Literal`` would close the list; a ``str`` would check nothing. This type is open to what
packages bring, and closed to everything else: its names are those of a group of entry points
on the machine where a value is checked, read without importing any of these packages.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Union

from pydantic import StringConstraints

from mlbench import plugins


class _PathMark:
    """What tells the path of a class from any other text."""


_DOTTED = r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*"
#: What a path looks like; whether it can be imported is seen when it is used.
PathText = Annotated[str, StringConstraints(pattern=f"^{_DOTTED}:{_DOTTED}$"), _PathMark()]


class Installed:
    """A name of a group of entry points.

    Parameters
    ----------
    group : str
        The group, as ``mlbench.recipes``.
    *further : str
        Names that are taken besides.
    path : bool
        Whether ``package.module:Class`` is taken too: what an entry point stands for.

    Examples
    --------
    >>> from pydantic import TypeAdapter
    >>> declared = Installed("mlbench.recipes", "auto", path=True).names()
    >>> TypeAdapter(declared).validate_python("sklearn.svm:SVC")
    'sklearn.svm:SVC'
    """

    def __init__(self, group: str, *further: str, path: bool = False) -> None:
        self.group = group
        self.further = further
        self.path = path

    def names(self) -> Any:
        """Return the type of the names that can be given here and now."""
        known: Any = Literal[(*self.further, *plugins.names(self.group))]
        return Union[known, PathText] if self.path else known  # noqa: UP007 - built at run time


def is_path_mark(mark: object) -> bool:
    """Whether something in an annotation marks the path of a class."""
    return isinstance(mark, _PathMark)
