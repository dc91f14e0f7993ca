"""Partial dependence and its single rows: what happens to predictions as one feature moves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from mlbench.data.kinds import ColumnKind
from mlbench.errors import shorten
from mlbench.evaluation.depth import Depth
from mlbench.evaluation.variants import outputs_of_variants
from mlbench.evaluation.view import View
from mlbench.models.facts import FeatureFacts
from mlbench.models.model import Model
from mlbench.models.outputs import Outputs
from mlbench.models.threads import fitting_threads
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import number_text
from mlbench.vocabulary import Task

#: Values of a number that are tried, and categories.
GRID, CATEGORIES = 16, 8
#: Single rows in a picture, and classes that get a line.
LINES, CLASSES = 40, 5
_KINDS = (ColumnKind.NUMERIC, ColumnKind.BOOLEAN, ColumnKind.CATEGORICAL)


@dataclass(frozen=True)
class Effect:
    """What predictions do as one feature moves and all others stay.

    Attributes
    ----------
    feature : str
        The feature.
    values : list
        What it is set to.
    average : array of shape (outputs, values)
        Mean prediction: of the last class, of each class, or of the number.
    single : array of shape (rows, values)
        The prediction of each row; for more than two classes of the first one drawn.
    is_number : bool
        Whether the values are numbers, not categories.
    """

    feature: str
    values: list[Any]
    average: npt.NDArray[np.float64]
    single: npt.NDArray[np.float64]
    is_number: bool

    @property
    def reach(self) -> float:
        """The largest change of a mean prediction."""
        return float(np.ptp(self.average, axis=1).max())


@dataclass(frozen=True, eq=False, repr=False)
class Dependence(View):
    """Partial dependence (Friedman 2001) with single rows (Goldstein et al. 2015).

    Attributes
    ----------
    effects : tuple of Effect
        In order of importance.
    what : str
        What is predicted, for axes.
    classes : tuple of str
        The classes of the lines; empty for one line.
    rows : int
        Test rows averaged over.
    """

    effects: tuple[Effect, ...]
    what: str
    classes: tuple[str, ...]
    rows: int

    def frame(self) -> pd.DataFrame:
        """Return one row a value of a feature and class.

        Returns
        -------
        pandas.DataFrame
            ``feature``, ``value``, ``output`` (the class, or what is predicted), ``average``.
        """
        names = self.classes or (self.what,)
        lines = [
            {"feature": e.feature, "value": str(value), "output": name, "average": float(a)}
            for e in self.effects
            for name, line in zip(names, e.average, strict=True)
            for value, a in zip(e.values, line, strict=True)
        ]
        return pd.DataFrame(lines, columns=["feature", "value", "output", "average"])

    def shown(self) -> pd.DataFrame:
        """Return the range of predictions as each feature moves, of the class moved most."""
        lines = []
        for effect in self.effects:
            most = int(np.ptp(effect.average, axis=1).argmax())
            line = effect.average[most]
            low, high = int(line.argmin()), int(line.argmax())
            lines.append(
                {
                    "Feature": shorten(effect.feature, 32),
                    **({"Class": self.classes[most]} if self.classes else {}),
                    "Lowest": f"{number_text(float(line[low]))} at {_text(effect.values[low])}",
                    "Highest": f"{number_text(float(line[high]))} at {_text(effect.values[high])}",
                    "Change": number_text(effect.reach),
                }
            )
        return pd.DataFrame(lines)

    def note(self) -> str:
        """Return what was computed, and how to read it."""
        return (
            f"{self.what} on average over {self.rows:,} test rows, as one feature is set to value "
            "after value and the others stay as they are. It shows what the model does, not what "
            "causes what; values that never go together are not to be trusted. Thin lines are "
            "single rows, bars hold eight of ten."
        )

    def plot(self) -> Picture:
        """Return a panel for each feature: the mean, behind it single rows or eight of ten."""
        columns = min(len(self.effects), 2)
        lines = math.ceil(len(self.effects) / columns)
        with house_style():
            figure, panels = plt.subplots(
                lines,
                columns,
                figsize=(4.1 * columns, 0.6 + 2.6 * lines),
                squeeze=False,
                sharey=True,
            )
            for axes in panels.flat[len(self.effects) :]:
                axes.set_visible(False)
            for axes, effect in zip(panels.flat, self.effects, strict=False):
                self._draw(axes, effect)
            for axes in panels[:, 0]:
                axes.set_ylabel(self.what)
            if self.classes:
                panels.flat[0].legend(fontsize=7)
            said = "; ".join(
                f"{shorten(e.feature, 30)} changes it by up to {number_text(e.reach)}"
                for e in self.effects
            )
            return Picture.of(figure, alt=f"{self.what} as one feature moves: {said}.")

    def _draw(self, axes: Axes, effect: Effect) -> None:
        places = effect.values if effect.is_number else range(len(effect.values))
        mark = "-" if effect.is_number else "o"
        if not self.classes and not effect.is_number:
            tenths = np.quantile(effect.single, [0.1, 0.9], axis=0)
            axes.vlines(places, *tenths, color=PALETTE["sky"], linewidth=4, alpha=0.5)
        elif not self.classes:
            lines = [np.column_stack([places, line]) for line in effect.single[:LINES]]
            sky = PALETTE["sky"]
            axes.add_collection(LineCollection(lines, colors=sky, alpha=0.3, linewidths=0.8))
        for number, line in enumerate(effect.average):
            label = self.classes[number] if self.classes else None
            axes.plot(places, line, mark, markersize=4, label=label)
        if effect.is_number:
            axes.locator_params(axis="x", nbins=5)
        else:
            names = [_text(value) for value in effect.values]
            turn = 40 if max(map(len, names)) * len(names) > 24 else 0  # noqa: PLR2004 - overlap
            axes.set_xticks(places, names, rotation=turn, ha="right" if turn else "center")
        axes.set(xlabel=shorten(effect.feature, 40))


def dependence_of(
    model: Model, X: pd.DataFrame, leading: list[str], depth: Depth, seed: int
) -> Dependence | None:
    """Follow predictions as the leading features move, by the brute method (Friedman 2001).

    The figures are those of :func:`sklearn.inspection.partial_dependence`; all values are
    predicted together.

    Parameters
    ----------
    model : Model
        The fitted model.
    X : pandas.DataFrame of shape (rows, features)
        Test rows.
    leading : list of str
        Features, the most important first; those of text and dates are passed over.
    depth : Depth
        How many features and rows.
    seed : int
        Of the sample of rows.

    Returns
    -------
    Dependence or None
        None when no feature can be moved.
    """
    facts = {feature.name: feature for feature in model.facts.features}
    rows = np.sort(np.random.default_rng(seed).permutation(len(X))[: depth.effect_rows])
    sample = X[list(facts)].iloc[rows]
    drawn, names = _drawn_classes(model)
    effects: list[Effect] = []
    with fitting_threads(sample):
        for name in leading:
            if len(effects) == depth.features:
                break
            values = _grid(X[name], facts[name])
            if len(values) > 1:
                effects.append(_effect(model, sample, facts[name], values, drawn))
    if not effects:
        return None
    return Dependence(tuple(effects), _what(model), names, len(sample))


def _drawn_classes(model: Model) -> tuple[list[int], tuple[str, ...]]:
    classes = model.facts.classes
    is_one = classes is None or len(classes) == 2  # noqa: PLR2004 - one line says all
    if classes is None or (is_one and model.facts.task is not Task.MULTILABEL):
        return [0], ()
    shown = list(range(min(len(classes), CLASSES)))
    return shown, tuple(shorten(str(classes[place]), 20) for place in shown)


def _what(model: Model) -> str:
    if model.facts.classes is None:
        return f"Predicted {shorten(model.facts.target, 30)}"
    if model.facts.task is Task.MULTILABEL:
        return "Probability of a label"
    if model.facts.positive is None:
        return "Probability of a class"
    return f"Probability of {shorten(str(model.facts.positive), 24)}"


def _grid(column: pd.Series, feature: FeatureFacts) -> list[Any]:
    known = column.dropna()
    if feature.kind not in _KINDS or known.empty:
        return []
    if feature.kind != ColumnKind.NUMERIC:
        return sorted(known.value_counts().index[:CATEGORIES].tolist(), key=str)
    numbers = known.to_numpy(dtype=np.float64)
    distinct = np.unique(numbers)
    if len(distinct) <= GRID:
        return distinct.tolist()  # type: ignore[no-any-return]
    quantiles = np.quantile(numbers, np.linspace(0.02, 0.98, GRID))
    if len(np.unique(quantiles)) < GRID / 2:  # most rows have the same value
        quantiles = np.quantile(distinct, np.linspace(0, 0.98, GRID))
    return np.unique(np.round(quantiles) if feature.integer else quantiles).tolist()  # type: ignore[no-any-return]


def _effect(
    model: Model, sample: pd.DataFrame, feature: FeatureFacts, values: list[Any], drawn: list[int]
) -> Effect:
    is_number = feature.kind == ColumnKind.NUMERIC
    free = _free(sample[feature.name], is_number=is_number)
    variants = [{feature.name: pd.Series(value, free.index, free.dtype)} for value in values]
    stated = [_stated(outputs) for outputs in outputs_of_variants(model.pipeline, sample, variants)]
    average = np.stack([each.mean(axis=0) for each in stated], axis=1)[drawn]
    single = np.stack([each[:, drawn[0]] for each in stated], axis=1)
    return Effect(feature.name, values, average, single, is_number)


def _stated(outputs: Outputs) -> npt.NDArray[np.float64]:
    """Return a column for each curve: of the last of two classes, of each class, of the number."""
    if outputs.probabilities is None:
        return outputs.score[:, None]
    if outputs.sets is None and outputs.probabilities.shape[1] == 2:  # noqa: PLR2004 - two
        return outputs.score[:, None]
    return outputs.probabilities


def _free(column: pd.Series, *, is_number: bool) -> pd.Series:
    """Return a column that takes any value of its grid."""
    if is_number:
        return pd.Series(column.to_numpy(dtype=np.float64, na_value=np.nan), column.index)
    return column.astype(object)


def _text(value: object) -> str:
    if isinstance(value, float):
        return number_text(value)
    return shorten(str(value), 18)
