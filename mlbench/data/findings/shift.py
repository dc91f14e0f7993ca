"""MB125: test rows that look different from the training rows."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm, spearmanr
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from mlbench.data.codes import FEATURES, as_numbers
from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.findings.look import Look, NotJudged
from mlbench.data.splits.groups import stratified_group_folds
from mlbench.data.splits.split import GROUPED, IN_TIME
from mlbench.errors import listing
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

#: Rows of both sides together that are looked at, and the fewest of each.
ROWS, FEWEST, FEWEST_GROUPS = 4000, 50, 8
#: From this area under the curve the two sides differ in more than details.
APART, FAR_APART = 0.65, 0.8
#: The chance of so much by accident.
LEVEL = 1e-4
#: A column that only counts time tells the sides of a split in time apart, and nothing else.
CLOCK = 0.95
#: So does one that stays the same over so many rows.
STRETCH = 20
_NUMBERS = (ColumnKind.NUMERIC, ColumnKind.BOOLEAN)


def shift(look: Look) -> Iterator[Finding | NotJudged]:
    """MB125: a model that tells test rows from training rows (adversarial validation).

    Extremely randomised trees, cross-validated; the area under the curve is tested
    against chance by the variance of the Mann-Whitney statistic.
    """
    dataset = look.dataset
    if dataset.split.kind in ("random", "stratified"):
        yield NotJudged("MB125", "the rows were split at random")
        return
    ids, side = _rows(dataset)
    groups = _groups(dataset, ids)
    # rows of one group say the same thing many times over
    tests, trains = (len(np.unique(groups[side == which])) for which in (1, 0))
    if min(*np.bincount(side, minlength=2)) < FEWEST or min(tests, trains) < FEWEST_GROUPS:
        yield NotJudged("MB125", "a side has too few rows or groups")
        return
    names = _comparable(look, ids)
    if not names:
        yield NotJudged("MB125", "no column can be compared")
        return
    frame = dataset.frame[names].iloc[ids].reset_index(drop=True)
    X = as_numbers(frame, {name: dataset.kinds[name] not in _NUMBERS for name in names})
    score, weights = _told_apart(X, side, groups)
    chance = norm.sf((score - 0.5) / math.sqrt((tests + trains + 1) / (12 * tests * trains)))
    if score < APART or chance > LEVEL:
        return
    leading = [
        names[place] for place in np.argsort(-weights)[:3] if weights[place] > 1 / len(names)
    ]
    yield Finding(
        "MB125",
        "test rows differ from training rows",
        Severity.WARNING if score >= FAR_APART else Severity.INFO,
        listing(leading or names[:1]),
        f"A model tells them apart with a ROC AUC of {score:.3f} (0.5 is chance), on {len(side):,} "
        f"rows{_most(frame, side, leading)}.",
        "Expect other scores on other rows; see whether the column is one to learn from.",
    )


def _rows(dataset: Dataset) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    random = np.random.default_rng(0)
    parts = []
    for rows in (dataset.train_rows, dataset.test_rows):
        few = len(rows) <= ROWS // 2
        parts.append(rows if few else np.sort(random.choice(rows, ROWS // 2, replace=False)))
    side = np.repeat([0, 1], [len(part) for part in parts])
    return np.concatenate(parts), side


def _groups(dataset: Dataset, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    if dataset.split.kind not in GROUPED or dataset.split_key is None:
        return np.arange(len(ids))
    return pd.factorize(dataset.split_key.iloc[ids])[0]


def _comparable(look: Look, ids: npt.NDArray[np.int64]) -> list[str]:
    """Return the columns that say more than when a row was made."""
    dataset = look.dataset
    kinds = dataset.kinds
    names = [name for name, kind in kinds.items() if kind in (*_NUMBERS, ColumnKind.CATEGORICAL)]
    names = names[:FEATURES]
    order = np.arange(len(ids))
    if dataset.split.kind in IN_TIME and dataset.split_key is not None:
        order = np.argsort(dataset.split_key.iloc[ids].to_numpy(), kind="stable")
    in_time = dataset.split.kind in IN_TIME
    return [n for n in names if not _is_clock(dataset.frame[n].iloc[ids[order]], in_time=in_time)]


def _is_clock(column: pd.Series, *, in_time: bool) -> bool:
    """Return whether a column, in the order of time, only says when a row was made."""
    codes, values = pd.factorize(column)
    if len(values) == len(column) and column.dtype.kind != "f":
        return True  # a name of the row
    if not in_time:
        return False
    if np.count_nonzero(np.diff(codes)) < len(codes) / STRETCH:
        return True  # months, seasons, years
    if column.dtype.kind not in "if":
        return False
    return bool(abs(spearmanr(column, range(len(column)), nan_policy="omit").statistic) >= CLOCK)


def _told_apart(
    X: npt.NDArray[np.float64], side: npt.NDArray[np.int64], groups: npt.NDArray[np.int64]
) -> tuple[float, npt.NDArray[np.float64]]:
    model = ExtraTreesClassifier(40, max_depth=8, min_samples_leaf=5, random_state=0)
    scores = np.zeros(len(side))
    weights = np.zeros(X.shape[1])
    if len(np.unique(groups)) < len(groups):
        halves = stratified_group_folds(side, groups, 2, 0)
    else:
        halves = list(StratifiedKFold(2, shuffle=True, random_state=0).split(X, side))
    for learn, test in halves:
        model.fit(X[learn], side[learn])
        scores[test] = model.predict_proba(X[test])[:, 1]
        weights += model.feature_importances_ / 2
    return float(roc_auc_score(side, scores)), weights


def _most(frame: pd.DataFrame, side: npt.NDArray[np.int64], leading: list[str]) -> str:
    if not leading or frame[leading[0]].dtype.kind not in "if":
        return ""
    medians = [frame[leading[0]][side == which].median() for which in (0, 1)]
    return (
        f"; the median of '{leading[0]}' is {medians[0]:.4g} in training, {medians[1]:.4g} in test"
    )
