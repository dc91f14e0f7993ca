"""Findings about rows: repeated, shared by both sides of the split, too few, in time order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mlbench.data.dataset import ColumnKind
from mlbench.data.findings.look import Look, NotJudged, quoted
from mlbench.data.splits.split import IN_TIME
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

#: With fewer test rows than this, a figure says little.
FEW_TESTS = 50
#: Repeated rows are more than chance from this share of all rows, in percent.
REPEATED = 1.0


def repeated_rows(look: Look) -> Iterator[Finding]:
    """MB110: rows that occur more than once."""
    hashes = look.row_hashes
    dataset = look.dataset
    if dataset.target is not None:
        target = pd.util.hash_pandas_object(dataset.y, index=False)
        hashes = hashes * np.uint64(31) + np.asarray(target, dtype=np.uint64)
    count = len(hashes) - len(np.unique(hashes))
    if not count:
        return
    percent = 100 * count / dataset.rows
    yield Finding(
        "MB110",
        "repeated rows",
        Severity.WARNING if percent >= REPEATED else Severity.INFO,
        "rows",
        f"{count:,} of {dataset.rows:,} rows ({percent:.3g} %) repeat an earlier one in "
        "every column.",
        "Find out whether they are copies; copies make a score look better than it is.",
    )


def shared_rows(look: Look) -> Iterator[Finding]:
    """MB111: test rows whose features also occur among the training rows."""
    dataset = look.dataset
    train, test = look.row_hashes[dataset.train_rows], look.row_hashes[dataset.test_rows]
    count = int(np.isin(test, train).sum())
    if not count:
        return
    percent = 100 * count / len(test)
    yield Finding(
        "MB111",
        "rows shared by training and test",
        Severity.WARNING if percent >= REPEATED else Severity.INFO,
        "test rows",
        f"{count:,} of {len(test):,} test rows ({percent:.3g} %) have the same features as a "
        "training row.",
        "Remove copies before the split, or keep rows that belong together on one side.",
    )


def few_rows(look: Look) -> Iterator[Finding]:
    """MB112: too few test rows to tell a good model from a lucky one."""
    tests = len(look.dataset.test_rows)
    if tests >= FEW_TESTS:
        return
    yield Finding(
        "MB112",
        "few test rows",
        Severity.WARNING,
        "test rows",
        f"{tests:,} rows are held out; one row more or less moves an accuracy by "
        f"{100 / tests:.2g} points.",
        "Look at intervals and at cross-validation rather than at one figure.",
    )


def more_columns_than_rows(look: Look) -> Iterator[Finding]:
    """MB113: more features than training rows."""
    rows, features = len(look.dataset.train_rows), len(look.dataset.kinds)
    if features <= rows:
        return
    yield Finding(
        "MB113",
        "more features than rows",
        Severity.WARNING,
        "features",
        f"{features:,} features for {rows:,} training rows.",
        "Expect chance findings; prefer a strongly regularised model, or fewer features.",
    )


def time_order(look: Look) -> Iterator[Finding | NotJudged]:
    """MB114: rows in the order of time that are split at random."""
    dataset = look.dataset
    if dataset.split.kind in IN_TIME or dataset.target is None:
        in_time = dataset.split.kind in IN_TIME
        why = "the rows are split in time" if in_time else "there is no target"
        yield NotJudged("MB114", why)
        return
    for name, kind in dataset.kinds.items():
        column = dataset.frame[name]
        if kind is not ColumnKind.DATETIME or not column.is_monotonic_increasing:
            continue
        yield Finding(
            "MB114",
            "rows in time order, split at random",
            Severity.WARNING,
            quoted(name),
            f"It rises from the first row ({column.iloc[0]}) to the last "
            f"({column.iloc[-1]}), and the split is {dataset.split.kind}.",
            "Use split='time' if the model is to predict the future; a random split flatters it.",
        )
        return
