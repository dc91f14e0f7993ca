"""MB126: groups that are lopsided."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from scipy.stats import binomtest

from mlbench.data.findings.look import Look, NotJudged, quoted
from mlbench.data.splits.split import GROUPED
from mlbench.errors import listing
from mlbench.statements import Finding, number_text
from mlbench.vocabulary import Severity, Task

#: One group has too much from this share, and from so many times its fair share.
SHARE, TIMES = 0.3, 3
#: So few rows are few.
FEW = 5
#: A group's share of a class, or its mean in standard deviations, is far off from here.
APART, DEVIATIONS = 0.25, 1.5
#: The chance of a false alarm in any of the groups.
LEVEL = 0.001


def skewed_groups(look: Look) -> Iterator[Finding | NotJudged]:
    """MB126: groups with most of the rows, with few, or with a target of their own."""
    dataset = look.dataset
    if dataset.split.kind not in GROUPED or dataset.split_key is None:
        yield NotJudged("MB126", "the rows are not split by groups")
        return
    sizes = dataset.split_key.value_counts()
    said = [*_sizes(sizes), *_targets(look, sizes)]
    if said:
        yield Finding(
            "MB126",
            "lopsided groups",
            Severity.WARNING,
            quoted(dataset.split.by),
            " ".join(said),
            "Look at scores by group; a figure over all rows is that of the large groups.",
        )


def _sizes(sizes: pd.Series) -> Iterator[str]:
    rows, largest = int(sizes.sum()), int(sizes.iloc[0])
    if largest >= max(SHARE, TIMES / len(sizes)) * rows:
        yield f"{quoted(sizes.index[0])} has {100 * largest / rows:.3g} % of {rows:,} rows."
    few = sizes[sizes < FEW]
    if len(few) and sizes.median() >= TIMES * FEW:
        yield (
            f"{len(few):,} of {len(sizes):,} groups have fewer than {FEW} rows: "
            f"{listing(few.index, 3)}."
        )


def _targets(look: Look, sizes: pd.Series) -> Iterator[str]:
    dataset = look.dataset
    if dataset.target is None or dataset.split_key is None or dataset.task is Task.MULTILABEL:
        return
    classes = dataset.classes
    if classes is None:
        means = dataset.y.groupby(dataset.split_key.to_numpy()).mean()
        large = means[sizes[sizes >= FEW].index]
        odd = large[(large - dataset.y.mean()).abs() > DEVIATIONS * dataset.y.std()]
        if len(odd):
            yield (
                f"The mean of '{dataset.target}' is far off in {_shown(odd)}; of all rows it is "
                f"{number_text(float(dataset.y.mean()))}."
            )
        return
    label = dataset.positive if dataset.positive is not None else dataset.y.mode()[0]
    is_label = dataset.y == label
    overall = float(is_label.mean())
    counts = is_label.groupby(dataset.split_key.to_numpy()).sum()
    rates = counts / sizes
    far = rates[(rates - overall).abs() >= APART]
    odd = far[
        [
            binomtest(int(counts[g]), int(sizes[g]), overall).pvalue < LEVEL / len(sizes)
            for g in far.index
        ]
    ]
    if len(odd):
        yield (
            f"The share of {quoted(label)} is far off in {_shown(odd)}; of all rows it is "
            f"{number_text(overall)}."
        )


def _shown(odd: pd.Series) -> str:
    first = ", ".join(
        f"{quoted(name)} ({number_text(float(v))})" for name, v in odd.iloc[:3].items()
    )
    return f"{len(odd):,} groups, as {first}" if len(odd) > 1 else first
