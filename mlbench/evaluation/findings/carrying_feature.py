"""MB214: without one feature nearly nothing of the gain is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlbench.errors import shorten
from mlbench.evaluation.findings.check import Check, NotApplicable, Seen
from mlbench.statements import number_text
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: One feature carries all when the others together carry less than this share.
REST_SHARE = 0.1
#: Of two features one always leads.
FEWEST_FEATURES = 3


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    importance = evaluation.importance()
    losses = importance.table["loss"].clip(lower=0)
    if len(losses) < FEWEST_FEATURES:
        raise NotApplicable(f"fewer than {FEWEST_FEATURES} features")
    if losses.sum() <= 0:
        raise NotApplicable("no feature matters to it")
    rest = float(losses.iloc[1:].sum() / losses.sum())
    gain = evaluation.measured[0].gain
    if rest >= REST_SHARE or losses.iloc[0] < 0.5 * max(gain.value, 0):
        return
    yield Seen(
        shorten(str(importance.table["feature"].iloc[0]), 60),
        f"Shuffling it costs {number_text(float(losses.iloc[0]))} in {importance.metric.label}; "
        f"all other features together make up {rest:.0%} of what is lost.",
        "Check that it is known before the target is, and does not follow from it.",
    )


CHECK = Check("MB214", "one feature carries all", Severity.WARNING, _look)
