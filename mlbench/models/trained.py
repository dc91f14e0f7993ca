"""How a model came to be, in words: from which rows, computed where, and how repeatably."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset


def training_words(model: Any, dataset: Dataset, streamed: int | None) -> dict[str, str]:
    """Return short texts by name; empty where there is nothing to say.

    Parameters
    ----------
    model : estimator
        The last step of a fitted pipeline.
    dataset : Dataset
        What it was fitted on.
    streamed : int or None
        How many rows it learned from on disk; None for those that the dataset holds.
    """
    words = {}
    if dataset.stored is not None:
        words["Learned from"] = _source(dataset.stored.rows, len(dataset.train_rows), streamed)
    trained = getattr(model, "trained_", None)
    if trained:
        words["Computed by"] = f"Keras on {trained['backend']}, {trained['device']}"
        words["Reproducible"] = (
            "not to the last bit: a GPU adds in no fixed order"
            if trained["device"].startswith("GPU")
            else "the same bits by the same seed, on this machine with as many threads"
        )
    return words


def _source(every: int, held: int, streamed: int | None) -> str:
    if streamed is not None:
        return f"{streamed:,} of {every:,} rows, read from disk in batches"
    return f"a sample, {held:,} of {every:,} rows: this recipe takes what fits in memory"
