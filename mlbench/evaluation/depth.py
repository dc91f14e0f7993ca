"""How much an evaluation computes: what a look costs, and what an audit may cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mlbench.errors import RefusedInput, did_you_mean, shorten
from mlbench.models.model import Model


@dataclass(frozen=True)
class Depth:
    """Bounds of the dear parts; the same model and data always have the same ones.

    Attributes
    ----------
    name : str
        ``quick`` or ``full``.
    rows : int
        No more training rows than this are fitted again at once.
    folds : int
        Parts of the training rows whose predictions come from models that have not seen
        them.
    sizes : tuple of float
        Shares of the training rows that a learning curve fits on, besides all of them; of
        fewer where the largest would pass `rows`.
    features : int
        Features whose effect is followed.
    effect_rows : int
        Rows that an effect is averaged over.
    """

    name: str
    rows: int
    folds: int
    sizes: tuple[float, ...]
    features: int
    effect_rows: int


DEPTHS: Mapping[str, Depth] = {
    "quick": Depth("quick", 4_000, 3, (0.25, 0.5), 4, 200),
    "full": Depth("full", 50_000, 5, (0.1, 0.2, 0.4, 0.7), 8, 1_000),
}
#: What ``quick`` means for a model that learns in epochs: one fit takes seconds.
_QUICK_NETWORK = Depth("quick", 2_000, 2, (0.5,), 4, 200)


def depth_of(name: str, model: Model) -> Depth:
    """Return the bounds that a depth sets for a model.

    Raises
    ------
    RefusedInput
        There is no such depth.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> from mlbench.models.training import fit
    >>> depth_of("quick", fit("linear", load("sklearn:iris", "target"))).folds
    3
    """
    if name not in DEPTHS:
        known = list(DEPTHS)
        raise RefusedInput(
            f"The depth must be 'quick' or 'full'. Got '{shorten(name)}'.",
            next_step=f"Pass depth='quick'. {did_you_mean(name, known)}",
        )
    return _QUICK_NETWORK if name == "quick" and model.facts.history else DEPTHS[name]
