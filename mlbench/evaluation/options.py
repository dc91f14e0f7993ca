"""What somebody wants to know of a model, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlbench.errors import RefusedInput, did_you_mean, shorten
from mlbench.evaluation.band import COVERAGE
from mlbench.evaluation.costs import CostMatrix, Costs, costs_of
from mlbench.evaluation.depth import Depth, depth_of
from mlbench.models.facts import FeatureFacts
from mlbench.models.model import Model

_FEWEST_BOOTSTRAPS = 50


@dataclass(frozen=True)
class Options:
    """What an evaluation was asked for.

    Attributes
    ----------
    bootstraps : int
        Resamples that intervals come from.
    confidence : float
        Coverage of the intervals of figures.
    seed : int
        Of everything random.
    depth : Depth
        Bounds of the dear parts.
    costs : Costs, CostMatrix or None
        What mistakes cost; None where nobody said.
    coverage : float
        Coverage of prediction intervals.
    slices : tuple of FeatureFacts
        Features to slice by, by name.
    group : FeatureFacts or None
        The feature whose groups are compared.
    """

    bootstraps: int
    confidence: float
    seed: int
    depth: Depth
    costs: Costs | CostMatrix | None
    coverage: float = COVERAGE
    slices: tuple[FeatureFacts, ...] = ()
    group: FeatureFacts | None = None


def checked_options(
    model: Model,
    *,
    bootstraps: int,
    confidence: float,
    seed: int,
    depth: str,
    costs: object,
    coverage: float,
    slices: Sequence[str],
    group: str | None,
) -> Options:
    """Return the options of an evaluation.

    Raises
    ------
    RefusedInput
        A number out of its range, or a feature that the model does not have.
    """
    if bootstraps < _FEWEST_BOOTSTRAPS:
        raise RefusedInput(
            f"The number of bootstraps must be at least {_FEWEST_BOOTSTRAPS}. Got {bootstraps}.",
            next_step="Pass bootstraps=500.",
        )
    for name, value, usual in (("confidence", confidence, 0.95), ("coverage", coverage, COVERAGE)):
        if not 0 < value < 1:
            raise RefusedInput(
                f"The {name} must be in (0, 1). Got {value}.", next_step=f"Pass {name}={usual}."
            )
    return Options(
        bootstraps=bootstraps,
        confidence=confidence,
        seed=seed,
        depth=depth_of(depth, model),
        costs=costs_of(costs, model.facts.classes),
        coverage=coverage,
        slices=tuple(_feature(model, name, "slices") for name in dict.fromkeys(slices)),
        group=None if group is None else _feature(model, group, "group"),
    )


def _feature(model: Model, name: str, option: str) -> FeatureFacts:
    known = {feature.name: feature for feature in model.facts.features}
    if name not in known:
        raise RefusedInput(
            f"The option '{option}' must name features of the model. Got '{shorten(name, 60)}'.",
            next_step=did_you_mean(name, list(known)),
            code="FEATURE_UNKNOWN",
        )
    return known[name]
