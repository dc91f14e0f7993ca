"""Findings about a model on its test rows: one small function for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mlbench.data.kinds import ColumnKind
from mlbench.data.splits.split import IN_TIME
from mlbench.errors import shorten
from mlbench.evaluation.class_plots import calibration_error, certainty
from mlbench.models.catalogue import BASELINE
from mlbench.statements import Finding, Findings, number_text
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: A model that keeps less than this share of its gain over the baseline has overfitted.
KEPT_SHARE = 0.8
#: Stated probabilities may be off by so much on average.
OFF_BY = 0.05
#: One feature carries all when the others together carry less than this share.
REST_SHARE = 0.1
#: With fewer test rows than this little can be told.
FEW_ROWS = 100
#: Findings of slices in one evaluation.
SLICES = 5


def findings_of(evaluation: Evaluation) -> Findings:
    """Return what the evaluation says about the model, the gravest first."""
    found: list[Finding] = []
    for look in (
        no_better_than_baseline,
        overfitted,
        miscalibrated,
        one_feature_carries_all,
        weak_slices,
        too_few_rows,
        dated_rows,
    ):
        found.extend(look(evaluation))
    return Findings.of(found)


def no_better_than_baseline(evaluation: Evaluation) -> Iterator[Finding]:
    """MB211: the interval of the gain over the baseline reaches down to 0."""
    measured = evaluation.measured[0]
    if measured.is_better or evaluation.model.facts.recipe == BASELINE:
        return
    yield Finding(
        "MB211",
        "no better than the baseline",
        Severity.CRITICAL,
        evaluation.model.facts.title,
        f"{measured.metric.label} {measured.model} against {measured.baseline} of the dummy "
        f"baseline; the gain is {measured.gain}.",
        "Don't use this model; look for better features or more rows.",
    )


def overfitted(evaluation: Evaluation) -> Iterator[Finding]:
    """MB212: much of what was gained on the training rows is lost on the test rows."""
    measured = evaluation.measured[0]
    metric, base = measured.metric, measured.baseline.value
    in_training = metric.gain(evaluation.train_score, base)
    in_test = metric.gain(measured.model.value, base)
    if not in_training > 0 or in_test >= KEPT_SHARE * in_training:
        return
    low, high = measured.model.low, measured.model.high
    if low is not None and high is not None and low <= evaluation.train_score <= high:
        return
    yield Finding(
        "MB212",
        "overfitted",
        Severity.WARNING,
        evaluation.model.facts.title,
        f"{metric.label} {number_text(evaluation.train_score)} on training rows, "
        f"{measured.model} on test rows: "
        f"{max(in_test, 0) / in_training:.0%} of the gain over the baseline is kept.",
        "Regularise more, choose a simpler recipe, or get more rows.",
    )


def miscalibrated(evaluation: Evaluation) -> Iterator[Finding]:
    """MB213: stated probabilities differ from what comes true, beyond chance."""
    if evaluation.outputs.probabilities is None or len(evaluation.truth) < FEW_ROWS:
        return
    member, score, what = certainty(evaluation.truth, evaluation.outputs)
    error = calibration_error(member, score)
    generator = np.random.default_rng(evaluation.seed)
    by_chance = [calibration_error(generator.random(len(score)) < score, score) for _ in range(50)]
    if error <= max(OFF_BY, *by_chance):
        return
    yield Finding(
        "MB213",
        "miscalibrated",
        Severity.WARNING,
        f"probability of {what}",
        f"Stated probabilities are off by {number_text(error)} on average; "
        f"chance alone would make {number_text(float(np.mean(by_chance)))}.",
        "Calibrate them, or use the order of the scores only.",
    )


def one_feature_carries_all(evaluation: Evaluation) -> Iterator[Finding]:
    """MB214: without one feature nearly nothing of the gain is left."""
    importance = evaluation.importance()
    losses = importance.table["loss"].clip(lower=0)
    if len(losses) < 3 or losses.sum() <= 0:  # noqa: PLR2004 - of two features one always leads
        return
    rest = float(losses.iloc[1:].sum() / losses.sum())
    gain = evaluation.measured[0].gain
    if rest >= REST_SHARE or losses.iloc[0] < 0.5 * max(gain.value, 0):
        return
    yield Finding(
        "MB214",
        "one feature carries all",
        Severity.WARNING,
        shorten(str(importance.table["feature"].iloc[0]), 60),
        f"Shuffling it costs {number_text(float(losses.iloc[0]))} in {importance.metric.label}; "
        f"all other features together make up {rest:.0%} of what is lost.",
        "Check that it is known before the target is, and does not follow from it.",
    )


def weak_slices(evaluation: Evaluation) -> Iterator[Finding]:
    """MB215: a part of the rows has far more error than all of them."""
    slices = evaluation.slices()
    for row in slices.far_below().head(SLICES).to_dict("records"):
        yield Finding(
            "MB215",
            "weak slice",
            Severity.WARNING,
            str(row["slice"]),
            f"{slices.what} {number_text(row['error'])} "
            f"[{number_text(row['low'])}, {number_text(row['high'])}] on {row['rows']:,} "
            f"rows, against {number_text(slices.overall)} on all.",
            "Look at these rows; get more of their kind, or don't rely on the model there.",
        )


def too_few_rows(evaluation: Evaluation) -> Iterator[Finding]:
    """MB216: the test rows are too few to tell models apart."""
    rows = len(evaluation.truth)
    if rows >= FEW_ROWS:
        return
    measured = evaluation.measured[0]
    yield Finding(
        "MB216",
        "few test rows",
        Severity.INFO,
        f"{rows} test rows",
        f"{measured.metric.label} is {measured.model}: small differences can't be told.",
        "Compare recipes by cross-validation, or hold out more rows.",
    )


def dated_rows(evaluation: Evaluation) -> Iterator[Finding]:
    """MB217: the rows carry dates, and the test rows lie between the training rows."""
    dated = [f.name for f in evaluation.model.facts.features if f.kind == ColumnKind.DATETIME]
    split = evaluation.model.facts.split
    if not dated or split["kind"] in IN_TIME:
        return
    yield Finding(
        "MB217",
        "dated rows, split at random",
        Severity.INFO,
        shorten(dated[0], 60),
        f"The rows carry dates and were split by '{split['kind']}': test rows lie between "
        "training rows, which flatters a model of the future.",
        "Use split='time' when later rows are to be predicted from earlier ones.",
    )
