"""MB123: values whose absence goes with the target."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from mlbench.data.findings.look import OF_SETS, Look, NotJudged, bounded, quoted
from mlbench.statements import Finding, number_text
from mlbench.vocabulary import Severity, Task

#: So many training rows must lack the value, and have it.
FEWEST = 20
#: The chance of a false alarm in any of the columns.
LEVEL = 0.001
#: The effect that matters: a difference of shares, or of means in standard deviations.
SHARES, DEVIATIONS = 0.1, 0.5


def missing_with_target(look: Look) -> Iterator[Finding | NotJudged]:
    """MB123: a column whose missing values go with the target, on training rows.

    Tested by Fisher's exact test for each class, or Welch's t-test for numbers, with
    Bonferroni's correction over columns and classes.
    """
    dataset = look.dataset
    if dataset.target is None:
        yield NotJudged("MB123", "there is no target")
        return
    if dataset.task is Task.MULTILABEL:
        yield NotJudged("MB123", OF_SETS)
        return
    features = look.features
    some = features.index[(features["missing"] >= FEWEST).to_numpy()]
    y = dataset.y_train
    found = []
    for name in some:
        missing = dataset.frame[str(name)].isna().to_numpy()[dataset.train_rows]
        if min(missing.sum(), (~missing).sum()) < FEWEST:
            continue
        evidence = (_numbers if dataset.classes is None else _classes)(y, missing, len(some))
        if evidence:
            found.append(
                Finding(
                    "MB123",
                    "missing values that go with the target",
                    Severity.INFO,
                    quoted(name),
                    evidence,
                    "Let the model see that the value is missing, and ask whether it will be "
                    "missing for the same reason later.",
                )
            )
    yield from bounded(found)


def _classes(y: pd.Series, missing: npt.NDArray[np.bool_], columns: int) -> str:
    # counted by hand: with hundreds of columns a cross table of pandas takes its time
    codes, labels = pd.factorize(y.to_numpy(), sort=True)
    sides = (codes[~missing], codes[missing])
    counts = np.stack([np.bincount(side, minlength=len(labels)) for side in sides])
    shares = counts / counts.sum(axis=1, keepdims=True)
    # of two classes the last one is what the target is about
    place = 1 if len(labels) == 2 else int(np.abs(np.diff(shares, axis=0)).argmax())  # noqa: PLR2004 - see above
    there, gone = shares[:, place].tolist()
    if abs(gone - there) < SHARES:
        return ""
    table = np.stack([counts[:, place], counts.sum(axis=1) - counts[:, place]], axis=1)
    if stats.fisher_exact(table).pvalue * columns * len(labels) >= LEVEL:
        return ""
    return (
        f"Of {int(missing.sum()):,} training rows without a value {100 * gone:.3g} % are "
        f"{quoted(labels[place])}; of those with one {100 * there:.3g} %."
    )


def _numbers(y: pd.Series, missing: npt.NDArray[np.bool_], columns: int) -> str:
    values = y.to_numpy(dtype="float64")
    gone, there = values[missing], values[~missing]
    spread = values.std()
    apart = abs(gone.mean() - there.mean())
    if apart < DEVIATIONS * spread or not spread:
        return ""
    with np.errstate(all="ignore"):
        chance = stats.ttest_ind(gone, there, equal_var=False).pvalue * columns
    if not chance < LEVEL:
        return ""
    return (
        f"The mean of '{y.name}' is {number_text(float(gone.mean()))} in {len(gone):,} training "
        f"rows without a value and {number_text(float(there.mean()))} in those with one."
    )
