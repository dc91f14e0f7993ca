"""Findings about a model on its test rows: one check a file.

| code | finding |
|---|---|
| MB211 | no better than the baseline |
| MB212 | overfitted |
| MB213 | miscalibrated |
| MB214 | one feature carries all |
| MB215 | weak slice |
| MB216 | few test rows |
| MB217 | dated rows, split at random |
| MB218 | underfitted |
| MB219 | leakage suspected |
| MB220 | groups treated differently |
| MB221 | residuals drift over time |
| MB222 | interval coverage off |
| MB223 | class never predicted |
| MB224 | predictions off in one direction |

MB201 to MB205 are found in cross-validation, by :mod:`mlbench.models.cross_validation`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlbench.evaluation.findings import (
    baseline,
    bias,
    calibration,
    carrying_feature,
    coverage,
    dated_rows,
    drift,
    few_rows,
    groups,
    leakage,
    never_predicted,
    overfit,
    slices,
    underfit,
)
from mlbench.evaluation.findings.check import Checked, checked_by

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

CHECKS = tuple(
    sorted(
        (
            module.CHECK
            for module in (
                baseline,
                bias,
                calibration,
                carrying_feature,
                coverage,
                dated_rows,
                drift,
                few_rows,
                groups,
                leakage,
                never_predicted,
                overfit,
                slices,
                underfit,
            )
        ),
        key=lambda check: check.code,
    )
)


def checked(evaluation: Evaluation) -> Checked:
    """Return what every check says about an evaluation."""
    return checked_by(CHECKS, evaluation)
