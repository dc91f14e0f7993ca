"""How strongly single features go with the target, and numeric columns with each other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.cluster import hierarchy
from scipy.stats import entropy, rankdata
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression

from mlbench.data.codes import ROWS, members_of, sample_of, telling
from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.scan.correlation import correlate_stored
from mlbench.vocabulary import Task

#: Of more numeric columns than this, the first ones are compared with each other.
COLUMNS = 300
#: Fewer training rows than this tell nothing.
FEWEST = 10
#: Of more labels than this, the most frequent ones are looked at.
LABELS = 8
#: Rows looked at for labels: so many at least and at most, times features and labels so many.
_ROWS, _WORK = (500, ROWS), 1_000_000


def associate(dataset: Dataset, rows: int = ROWS, seed: int = 0) -> pd.DataFrame:
    """Return how strongly each feature goes with the target, the strongest first.

    The measure is the mutual information, which sees relations of any form, estimated
    on a seeded sample of the training rows; each feature is looked at alone.

    Parameters
    ----------
    dataset : Dataset
        Without a target the answer is empty.
    rows : int
        The most rows looked at.
    seed : int
        The seed of the sample and of the estimate.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``feature``: ``kind``; ``label``, for sets of labels the one that the
        feature goes with most, of the eight most frequent; ``mutual_information`` in nats,
        from 0;
        ``strength`` in [0, 1]: for classes the share of the target's entropy that the
        feature explains, for numbers the informational correlation of Linfoot (1957).

    Notes
    -----
    Estimated by scikit-learn's ``mutual_info_classif`` and ``mutual_info_regression``
    (Kraskov et al. 2004, Ross 2014).
    """
    if not has_association(dataset):
        columns = ["kind", "mutual_information", "strength"]
        return pd.DataFrame(columns=columns, index=pd.Index([], name="feature"))
    if dataset.task is Task.MULTILABEL:
        return _by_label(dataset, seed)
    sample = sample_of(dataset, rows, seed)
    is_class = dataset.task is not None and dataset.task.is_classification
    measure = mutual_info_classif if is_class else mutual_info_regression
    information = measure(sample.X, sample.y, discrete_features=sample.discrete, random_state=seed)
    if is_class:
        whole = entropy(np.bincount(sample.y.astype("int64")))
        strength = np.clip(information / whole, 0, 1) if whole else information * 0
    else:
        strength = np.sqrt(1 - np.exp(-2 * information))
    table = pd.DataFrame(
        {
            "kind": [str(dataset.kinds[name]) for name in sample.names],
            "mutual_information": information,
            "strength": strength,
        },
        index=pd.Index(sample.names, name="feature"),
    )
    return table.sort_values("strength", ascending=False, kind="stable")


def _by_label(dataset: Dataset, seed: int) -> pd.DataFrame:
    """Return how strongly each feature goes with the label that it goes with most."""
    cells = max(1, len(telling(dataset)) * LABELS)
    rows = int(np.clip(_WORK // cells, *_ROWS))
    sample = sample_of(dataset, rows, seed)
    best = pd.DataFrame(
        {
            "kind": [str(dataset.kinds[name]) for name in sample.names],
            "label": "",
            "mutual_information": 0.0,
            "strength": 0.0,
        },
        index=pd.Index(sample.names, name="feature"),
    )
    for label, member in members_of(dataset, LABELS, rows, seed).items():
        found = mutual_info_classif(
            sample.X, member, discrete_features=sample.discrete, random_state=seed
        )
        strength = np.clip(found / entropy(np.bincount(member.astype("int64"))), 0, 1)
        more = strength > best["strength"].to_numpy()
        best.loc[more, "label"] = label
        best.loc[more, "mutual_information"] = found[more]
        best.loc[more, "strength"] = strength[more]
    return best.sort_values("strength", ascending=False, kind="stable")


def has_association(dataset: Dataset) -> bool:
    """Whether there is a target, and enough training rows to say what goes with it."""
    enough = dataset.target is not None and len(dataset.train_rows) >= FEWEST
    return enough and bool(telling(dataset))


def correlate(dataset: Dataset, limit: int, rows: int = ROWS, seed: int = 0) -> pd.DataFrame:
    """Return Spearman's rank correlations between the numeric columns that have the largest.

    Parameters
    ----------
    dataset : Dataset
        Its training rows are looked at: at most `rows` of them where they are in memory,
        all of them where they are on disk.
    limit : int
        The most columns returned, from 2.

    Returns
    -------
    pandas.DataFrame
        A square table of numbers in [-1, 1], similar columns beside each other; empty
        where fewer than two columns are numeric and vary.
    """
    numeric = [name for name, kind in dataset.kinds.items() if kind is ColumnKind.NUMERIC]
    numeric = numeric[:COLUMNS]
    ids = dataset.train_rows
    if len(ids) > rows:
        ids = np.sort(np.random.default_rng(seed).choice(ids, rows, replace=False))
    if dataset.target is not None and dataset.frame[dataset.target].dtype.kind in "if":
        numeric.append(dataset.target)
    frame = dataset.frame[numeric].iloc[ids].astype("float64")
    frame = frame.loc[:, (frame.max() > frame.min()).to_numpy()]
    if dataset.whole is dataset.frame:
        table = _spearman(frame)
    else:
        table = correlate_stored(dataset, list(map(str, frame.columns)))
    if len(table) > limit:
        apart = table.abs().to_numpy() - np.eye(len(table))
        table = table.iloc[keep := np.sort(np.argsort(-apart.max(axis=0))[:limit]), keep]
    if len(table) < 2:  # noqa: PLR2004 - a relation has two ends
        return table.iloc[:0, :0]
    return _similar_together(table)


def _spearman(frame: pd.DataFrame) -> pd.DataFrame:
    if frame.isna().to_numpy().any():
        return frame.corr(method="spearman", min_periods=FEWEST).fillna(0.0)
    ranks = rankdata(frame.to_numpy(), axis=0)
    values = np.atleast_2d(np.corrcoef(ranks, rowvar=False)) if frame.shape[1] else ranks[:0, :0]
    return pd.DataFrame(np.clip(values, -1, 1), index=frame.columns, columns=frame.columns)


def _similar_together(table: pd.DataFrame) -> pd.DataFrame:
    distance: npt.NDArray[np.float64] = 1 - np.abs(table.to_numpy())
    places = np.triu_indices(len(table), k=1)
    tree = hierarchy.linkage(np.clip(distance[places], 0, 1), method="average")
    order = [int(place) for place in hierarchy.leaves_list(tree)]
    return table.iloc[order, order]
