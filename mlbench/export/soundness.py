"""Are the trees of a loaded model whole? Their code follows node numbers unchecked.

scikit-learn walks a tree by the node and feature numbers that it finds in it, without
looking whether they exist. A file that was tampered with could so make a prediction
read foreign memory or never end. skops checks types only, so mlbench checks the numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from mlbench.errors import StoreError

_Numbers = npt.NDArray[Any]


def check_trees(loaded: Any, what: str) -> None:
    """Check every tree within a loaded object.

    Parameters
    ----------
    loaded : object
        An estimator, or containers of estimators.
    what : str
        The file it came from, for the sentence.

    Raises
    ------
    StoreError
        A tree points outside itself or at features that don't exist.
    """
    for thing in _walk(loaded):
        name = type(thing).__name__
        if (
            (name == "Tree" and not _tree_is_sound(thing))
            or (name == "TreePredictor" and not _predictor_is_sound(thing))
            or (hasattr(thing, "_predictors") and not _features_exist(thing))
        ):
            raise StoreError(
                f"{what} holds a tree whose nodes point outside of it.",
                next_step="Don't use this file; save the model again.",
                code="MODEL_UNSOUND",
            )


def _walk(root: Any) -> Iterator[Any]:
    """Yield every object that can hold a tree, each once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, (str, bytes, int, float, type(None), type)):
            continue
        seen.add(id(thing))
        if isinstance(thing, dict):
            waiting.extend(thing.values())
        elif isinstance(thing, (list, tuple, set)):
            waiting.extend(thing)
        elif isinstance(thing, np.ndarray):
            waiting.extend(thing.ravel().tolist() if thing.dtype == object else [])
        else:
            yield thing
            waiting.extend(getattr(thing, "__dict__", {}).values())


def _tree_is_sound(tree: Any) -> bool:
    left, right, feature = tree.children_left, tree.children_right, tree.feature
    inner = np.flatnonzero(left != -1)
    children = (left[inner], right[inner])
    inside = all(((child > inner) & (child < tree.node_count)).all() for child in children)
    known = (feature[inner] >= 0) & (feature[inner] < tree.n_features)
    return bool(tree.node_count > 0 and inside and known.all())


def _predictor_is_sound(predictor: Any) -> bool:
    nodes = predictor.nodes
    inner = np.flatnonzero(nodes["is_leaf"] == 0)
    children = (nodes["left"][inner].astype(np.int64), nodes["right"][inner].astype(np.int64))
    inside = all(((child > inner) & (child < len(nodes))).all() for child in children)
    bitsets = min(len(predictor.raw_left_cat_bitsets), len(predictor.binned_left_cat_bitsets))
    by_category = inner[nodes["is_categorical"][inner] == 1]
    known = (nodes["bitset_idx"][by_category] < bitsets).all()
    return bool(len(nodes) > 0 and inside and known)


def _features_exist(boosting: Any) -> bool:
    count = int(boosting.n_features_in_)
    predictors = [each for stage in boosting._predictors for each in stage]  # noqa: SLF001 - theirs
    inner = [each.nodes[each.nodes["is_leaf"] == 0] for each in predictors]
    return all(
        (nodes["feature_idx"] >= 0).all() and (nodes["feature_idx"] < count).all()
        for nodes in inner
    )
