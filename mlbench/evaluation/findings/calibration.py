"""MB213: stated probabilities differ from what comes true, beyond chance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mlbench.evaluation.calibration import calibration_error, certainty
from mlbench.evaluation.findings.check import FEW_ROWS, Check, NotApplicable, Seen
from mlbench.statements import number_text
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: Stated probabilities may be off by so much on average.
OFF_BY = 0.05
#: How often chance is tried.
_DRAWS = 50


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    if evaluation.outputs.probabilities is None:
        raise NotApplicable("it states no probabilities")
    if len(evaluation.truth) < FEW_ROWS:
        raise NotApplicable(f"fewer than {FEW_ROWS} test rows")
    member, score, what = certainty(evaluation.truth, evaluation.outputs)
    weight = evaluation.weight
    error = calibration_error(member, score, weight)
    generator = np.random.default_rng(evaluation.options.seed)
    by_chance = [
        calibration_error(generator.random(len(score)) < score, score, weight)
        for _ in range(_DRAWS)
    ]
    if error <= max(OFF_BY, *by_chance):
        return
    yield Seen(
        f"probability of {what}",
        f"Stated probabilities are off by {number_text(error)} on average; "
        f"chance alone would make {number_text(float(np.mean(by_chance)))}.",
        "Calibrate them, or use the order of the scores only.",
    )


CHECK = Check("MB213", "miscalibrated", Severity.WARNING, _look)
