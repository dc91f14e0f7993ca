"""Sets of labels as texts of one form: sorted, joined by ``|``, empty for none.

>>> labels_in("Comedy|Drama"), labels_in("")
(('Comedy', 'Drama'), ())
>>> indicators(["Comedy|Drama", ""], ["Comedy", "Drama"]).tolist()
[[True, True], [False, False]]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

#: What stands between the labels of a set.
SIGN = "|"

Indicators = npt.NDArray[np.bool_]


def labels_in(text: str) -> tuple[str, ...]:
    """Return the labels of a set."""
    return tuple(text.split(SIGN)) if text else ()


def set_of(labels: Iterable[str]) -> str:
    """Return labels as a set in the one form.

    >>> set_of(["Drama", "Comedy", "Drama"])
    'Comedy|Drama'
    """
    return SIGN.join(sorted(set(labels)))


def label_names(sets: Iterable[str]) -> list[str]:
    """Return every label of some sets, sorted.

    >>> label_names(["b|c", "a", ""])
    ['a', 'b', 'c']
    """
    return sorted({label for text in set(sets) for label in labels_in(text)})


def label_counts(sets: pd.Series) -> Counter[str]:
    """Return how many rows have each label.

    >>> label_counts(pd.Series(["a|b", "b", ""])).most_common()
    [('b', 2), ('a', 1)]
    """
    counts: Counter[str] = Counter()
    for text, rows in sets.value_counts().items():
        counts.update(dict.fromkeys(labels_in(str(text)), int(rows)))
    return counts


def indicators(sets: Iterable[str], labels: Sequence[str]) -> Indicators:
    """Return which row has which label, of shape (rows, labels).

    Labels that are not among `labels` are passed over.
    """
    codes, distinct = pd.factorize(np.asarray(list(sets), dtype=object))
    places = {label: place for place, label in enumerate(labels)}
    table = np.zeros((len(distinct), len(labels)), dtype=np.bool_)
    for line, text in enumerate(distinct):
        table[line, [places[label] for label in labels_in(text) if label in places]] = True
    return np.asarray(table[codes])


def texts_of(members: Indicators, labels: Sequence[str]) -> npt.NDArray[np.str_]:
    """Return sets from indicators of shape (rows, labels); the labels are sorted.

    >>> texts_of(np.array([[True, True], [False, False]]), ["a", "b"]).tolist()
    ['a|b', '']
    """
    names = np.asarray(labels, dtype=object)
    return np.asarray([SIGN.join(names[row]) for row in members], dtype=np.str_)


def strata(sets: pd.Series, fewest: int, most: int | None = None) -> pd.Series:
    """Return the rarest label of each row, for what parts rows by classes.

    Labels with fewer than `fewest` rows count as the next one of the row. Strata that are
    left with fewer rows, and those beyond the `most` largest, become one.

    Parameters
    ----------
    sets : pandas.Series of shape (rows,)
        Sets of labels.
    fewest : int
        Rows that each stratum has where there are so many in all, from 1.
    most : int, optional
        The most strata, from 1.

    >>> strata(pd.Series(["a", "a|b", "a", "b", "a|c"]), fewest=2).tolist()
    ['a', 'b', 'a', 'b', 'a']
    """
    counts = label_counts(sets)

    def rarest(text: str) -> str:
        known = [label for label in labels_in(text) if counts[label] >= fewest]
        return min(known, key=lambda label: (counts[label], label), default="")

    named = sets.map({text: rarest(text) for text in sets.unique()})
    sizes = named.value_counts()
    kept = set(sizes.index[: len(sizes) if most is None else max(1, most - 1)])
    kept &= set(sizes.index[(sizes >= fewest).to_numpy()])
    together = named.where(named.isin(kept), "")
    if (together == "").sum() < fewest:
        together = together.where(together != "", sizes.index[0])
    return together
