"""How features are distributed, by class of the target: counted over all rows, drawn elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.scan.figures import ColumnFigures
from mlbench.data.scan.rows import Family, Rows, SqlColumn, opened
from mlbench.data.scan.scan import outlines_of
from mlbench.data.scan.sides import whole_of
from mlbench.data.scan.tally import Bins, Tally, tally
from mlbench.vocabulary import Task

#: Equal bins between the least and the greatest value.
BINS = 30
#: Values of a categorical column that are told apart; the others are taken together.
LABELS = 8
#: So many rows are looked at first for numbers with a fraction.
_FIRST = 2_000
#: Classes are told apart up to this many.
CLASSES = 5


@dataclass(frozen=True)
class Distribution:
    """How one feature is distributed.

    Parameters
    ----------
    name : str
        The feature.
    kind : ColumnKind
        What kind of values it holds; of text the number of characters is looked at.
    edges : numpy.ndarray of float64, shape (bins + 1,)
        The edges of the bins, of times in microseconds since 1970; empty for labels.
    labels : tuple of str
        The values told apart, the most frequent first; empty for bins.
    percent : numpy.ndarray of float64, shape (groups, bins or labels)
        The share of the rows of each class: of those with a value for bins, of all for
        labels.
    """

    name: str
    kind: ColumnKind
    edges: npt.NDArray[np.float64]
    labels: tuple[str, ...]
    percent: npt.NDArray[np.float64]


def classes_apart(dataset: Dataset) -> list[Any]:
    """Return the classes that are told apart: none where there are many, or no classes."""
    classes = [] if dataset.task is Task.MULTILABEL else dataset.classes or []
    return classes if 1 < len(classes) <= CLASSES else []


def distributions(
    dataset: Dataset, names: Sequence[str], known: Mapping[str, ColumnFigures] | None = None
) -> list[Distribution]:
    """Return how features are distributed over all rows, exactly.

    Parameters
    ----------
    dataset : Dataset
        Its rows on disk are counted where a sample of them is held, else those in memory.
    names : sequence of str
        Features.
    known : mapping of str to ColumnFigures, optional
        What is known of columns of numbers already; the rows are not asked for that again.
    """
    classes = classes_apart(dataset)
    by = (str(dataset.target), Bins(values=tuple(classes))) if classes else None
    with opened(whole_of(dataset, [*names, *([by[0]] if by else [])])) as rows:
        seen = _with_lengths(rows, [n for n in names if dataset.kinds[n] is ColumnKind.TEXT])
        labelled = [n for n in names if dataset.kinds[n] is ColumnKind.CATEGORICAL]
        figures = {
            name: about
            for name, about in (known or {}).items()
            if about.family is seen.columns[name].family
        }
        figures |= outlines_of(seen, [name for name in names if name not in figures], labelled)
        whole = _whole_numbers(seen, figures)
        bins = {
            name: _bins(dataset.kinds[name], figures[name], whole=name in whole) for name in names
        }
        counts = tally(seen, bins, by)
    return [
        _distribution(dataset.kinds[name], figures[name], bins[name], counts[name])
        for name in names
    ]


def _with_lengths(rows: Rows, texts: Sequence[str]) -> Rows:
    """Return rows in which texts have become their number of characters."""
    columns = dict(rows.columns)
    for name in texts:
        column = columns[name]
        columns[name] = SqlColumn(name, column.called, f"length({column.sql})", pa.int64())
    return replace(rows, columns=columns)


def _bins(kind: ColumnKind, about: ColumnFigures, *, whole: bool) -> Bins:
    if about.family is Family.FLAG:
        return Bins(values=(False, True))
    if kind is ColumnKind.CATEGORICAL:
        return Bins(values=tuple(value for value, _ in about.top[:LABELS]))
    if about.minimum is None or about.maximum is None:
        return Bins(edges=(0.0, 1.0))
    low, high = about.minimum, about.maximum
    if whole and high - low < BINS:
        return Bins(edges=tuple(np.arange(low - 0.5, high + 1.0).tolist()))
    edges = np.histogram_bin_edges(np.array([low, high]), bins=BINS)
    return Bins(edges=tuple(edges.tolist()))


def _whole_numbers(rows: Rows, figures: Mapping[str, ColumnFigures]) -> set[str]:
    """Return the columns of numbers without a fraction, of those whose values lie close."""
    whole = {name for name in figures if pa.types.is_integer(rows.columns[name].plain)}
    close = [name for name, about in figures.items() if name not in whole and _is_close(about)]
    # nearly all fractions show in the first rows
    for where in (f"(FROM chosen LIMIT {_FIRST})", "chosen"):
        asked = ", ".join(f"bool_and(c{place} = round(c{place}))" for place in range(len(close)))
        if asked:
            answer = rows.ask(f"SELECT {asked} FROM {where}", close)[0]  # noqa: S608 - ours
            close = [
                name for name, is_whole in zip(close, answer, strict=True) if is_whole is not False
            ]
    return whole | set(close)


def _is_close(about: ColumnFigures) -> bool:
    if about.family is not Family.NUMBER or about.minimum is None or about.maximum is None:
        return False
    return about.maximum - about.minimum < BINS


def _distribution(
    kind: ColumnKind, about: ColumnFigures, bins: Bins, counts: Tally
) -> Distribution:
    if bins.edges:
        present = counts.counts.sum(axis=1, keepdims=True)
        percent = 100 * counts.counts / np.maximum(present, 1)
        return Distribution(about.name, kind, np.array(bins.edges), (), percent)
    labels, columns = _labels(about, bins, counts)
    rows = counts.whole.sum(axis=1, keepdims=True)
    percent = 100 * np.column_stack(columns) / np.maximum(rows, 1)
    return Distribution(about.name, kind, np.array([]), tuple(labels), percent)


def _labels(
    about: ColumnFigures, bins: Bins, counts: Tally
) -> tuple[list[str], list[npt.NDArray[np.int64]]]:
    """Return the most frequent values, a missing one among them, and the others together."""
    known: Mapping[str, npt.NDArray[np.int64]] = {
        **{str(value): counts.counts[:, place] for place, value in enumerate(bins.values)},
        **({"(missing)": counts.missing} if about.missing else {}),
    }
    best = sorted(known, key=lambda label: -int(known[label].sum()))
    best = [label for label in best if known[label].sum()][:LABELS]
    rest = about.distinct + bool(about.missing) - len(best)
    if rest <= 0:
        return best, [known[label] for label in best]
    apart = sum(known[label] for label in best)
    others = counts.whole.sum(axis=1) - apart
    return [*best, f"({rest:,} others)"], [*(known[label] for label in best), others]
