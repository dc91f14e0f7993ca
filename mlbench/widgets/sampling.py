"""A sample of many rows: always the same one, with every class of the target in its share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.errors import RefusedInput, shorten
from mlbench.widgets.given_data import GivenData

#: A target of more different values than this is a quantity: its shares are not kept.
CLASSES = 50
#: Sizes to choose from.
SIZES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
_KEPT = 4
_Codes = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows that are drawn, and the code that draws the same.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows, in the order of the data.
    code : tuple of str
        Lines that make the variable ``sample``.
    note : str
        What else was done, in a sentence.
    chosen : int or None
        How many rows a filter of all rows left to draw from.
    """

    frame: pd.DataFrame
    code: tuple[str, ...]
    note: str = ""
    chosen: int | None = None


class Sampler:
    """Draw samples of the same data, each once.

    Parameters
    ----------
    data : GivenData
        The data.
    namespace : dict
        What ``@name`` in a filter means.
    """

    def __init__(self, data: GivenData, namespace: dict[str, Any] | None = None) -> None:
        self.data = data
        self.namespace = {} if namespace is None else namespace
        self._made: OrderedDict[tuple[int, str], Sample] = OrderedDict()
        self._codes: _Codes | None = None
        self._has_codes = False

    @property
    def sizes(self) -> list[int]:
        """The sizes to choose from, up to all rows where these are few enough."""
        rows = len(self.data.frame)
        smaller = [size for size in SIZES if size < rows]
        return [*smaller, rows] if rows <= SIZES[-1] else smaller

    def draw(self, size: int, query: str = "", *, of_all: bool = False) -> Sample:
        """Return a sample, filtered.

        Parameters
        ----------
        size : int
            Rows to draw, in [1, inf).
        query : str
            Which rows, as :meth:`pandas.DataFrame.query` reads it; all when empty.
        of_all : bool
            Whether all rows are filtered before the sample is drawn, instead of the sample.

        Raises
        ------
        RefusedInput
            The query can't be read, or no row is like that.
        """
        query = " ".join(query.split())
        base = self._base(size, query if of_all else "")
        if not query or of_all:
            return base
        frame = base.frame.iloc[chosen_places(base.frame, query, self.namespace)]
        note = f"The filter leaves {len(frame):,} of {len(base.frame):,} sampled rows."
        return replace(
            base, frame=frame, code=(*base.code, f"sample = sample.query({query!r})"), note=note
        )

    def _base(self, size: int, query: str) -> Sample:
        key = size, query
        if key not in self._made:
            self._made[key] = self._drawn(size, query)
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return self._made[key]

    def _drawn(self, size: int, query: str) -> Sample:
        name = self.data.name
        frame = self.data.frame
        if not query:
            return self._taken(np.arange(len(frame)), name, size, self._all_classes)
        # the rows themselves are taken when they are drawn: copying all of them takes a second
        places = chosen_places(frame, query, self.namespace)
        taken = self._taken(places, "chosen", size, lambda: self._classes(places))
        return Sample(
            taken.frame,
            (f"chosen = {name}.query({query!r})", *taken.code),
            f"The filter leaves {len(places):,} of {len(frame):,} rows.",
            chosen=len(places),
        )

    def _taken(
        self, places: _Codes, name: str, size: int, classes: Callable[[], _Codes | None]
    ) -> Sample:
        """Draw from the rows at some places; `name` is what the code calls them."""
        frame = self.data.frame
        if len(places) <= size:
            whole = frame if len(places) == len(frame) else frame.iloc[places]
            return Sample(whole, (f"sample = {name}",))
        codes = classes()
        if codes is None:
            rows, code = _plain(len(places), name, size)
        else:
            assert self.data.target is not None
            rows, code = _in_shares(codes, f"{name}{access(frame, self.data.target)}", size)
        drawn = frame.iloc[places[np.sort(rows)]]
        return Sample(drawn, (*code, f"sample = {name}.iloc[np.sort(rows)]"))

    def _all_classes(self) -> _Codes | None:
        if not self._has_codes:
            self._codes = self._classes(slice(None))
            self._has_codes = True
        return self._codes

    def _classes(self, places: _Codes | slice) -> _Codes | None:
        """Return the number of the class of each row at some places; None without classes."""
        if self.data.target is None:
            return None
        column = self.data.frame.iloc[:, self.data.target].iloc[places]
        try:
            codes, classes = column.factorize(use_na_sentinel=False)
        except TypeError:  # lists and the like
            return None
        return codes if 1 < len(classes) <= CLASSES else None


def chosen_places(frame: pd.DataFrame, query: str, namespace: dict[str, Any]) -> _Codes:
    """Return the places of the rows that a query chooses, as :meth:`pandas.DataFrame.query` does.

    Raises
    ------
    RefusedInput
        The query can't be read, gives no yes or no, or no row is like that.
    """
    try:
        said: Any = frame.eval(query, local_dict=namespace, target=None)
        chosen = pd.Series(said, dtype="boolean").fillna(False).to_numpy(dtype=bool)
    except Exception as error:  # noqa: BLE001 - a query may raise whatever it likes
        raise RefusedInput(
            f"The filter can't be used: {shorten(str(error) or repr(error), 200)}.",
            next_step="Write it as age > 30 and city == 'Rome'; `a name with blanks` in backticks.",
        ) from None
    places = np.flatnonzero(chosen)
    if len(chosen) != len(frame) or not len(places):
        raise RefusedInput(
            f"No row of {len(frame):,} is like that: {shorten(query)}.",
            next_step="Loosen the filter, or have it choose from all rows.",
        )
    return places


def access(frame: pd.DataFrame, position: int) -> str:
    """Return the code after a frame's name that gives one of its columns."""
    name = frame.columns[position]
    is_plain = type(name) in (str, int) and list(frame.columns).count(name) == 1
    return f"[{name!r}]" if is_plain else f".iloc[:, {position}]"


def _plain(rows: int, name: str, size: int) -> tuple[_Codes, list[str]]:
    drawn = np.random.default_rng(0).choice(rows, size, replace=False)
    call = f"choice(len({name}), {size:_}, replace=False)"
    return drawn, [f"rows = np.random.default_rng(0).{call}"]


def _in_shares(codes: _Codes, column: str, size: int) -> tuple[_Codes, list[str]]:
    """Draw from each class its share, one row at least."""
    counts = np.bincount(codes)
    wanted = np.minimum(counts, np.maximum(1, np.round(counts * size / len(codes)))).astype(int)
    random = np.random.default_rng(0)
    rows = np.concatenate([
        random.choice(np.flatnonzero(codes == number), count, replace=False)
        for number, count in enumerate(wanted)
    ])  # fmt: skip
    code = [
        "random = np.random.default_rng(0)",
        f"classes = {column}.factorize(use_na_sentinel=False)[0]",
        f"shares = {wanted.tolist()}  # rows of each class",
        "where = [np.flatnonzero(classes == number) for number in range(classes.max() + 1)]",
        "parts = [random.choice(w, n, replace=False) for w, n in zip(where, shares)]",
        "rows = np.concatenate(parts)",
    ]
    return rows, code
