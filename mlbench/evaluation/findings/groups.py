"""MB220: error rates, selection or calibration differ between groups, beyond chance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlbench.errors import shorten
from mlbench.evaluation.findings.check import Check, NotApplicable, Seen
from mlbench.evaluation.groups import LABELS, Group, Groups
from mlbench.statements import Estimate
from mlbench.vocabulary import Severity, Task

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: Groups may differ by so much in a share, or by so much of the typical error of numbers.
OFF_BY, OFF_BY_SHARE = 0.05, 0.25
#: What a model does; the true shares are the data's own.
_LOOKED_AT = tuple(name for name in LABELS if name != "base_rate")


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    if evaluation.options.group is None:
        raise NotApplicable("no group was named")
    if evaluation.task is Task.MULTILABEL:
        raise NotApplicable("multilabel")
    groups = evaluation.groups()
    if groups is None:
        raise NotApplicable("fewer than two groups have enough test rows")
    for group in groups.groups[1:]:
        differ = [
            f"{LABELS[name].lower()} {group.figures[name]} against "
            f"{groups.reference.figures[name]}, a difference of {found}"
            for name in group.figures
            if name in _LOOKED_AT
            for found in [groups.against(group, name)["difference"]]
            if _beyond(found, _allowed(name, groups))
        ]
        if differ:
            yield Seen(
                f"{shorten(groups.feature, 40)} = {group.label}",
                f"Compared with {groups.reference.label}: {'; '.join(differ)}. "
                f"{_true_shares(group, groups)}".rstrip(),
                "Ask who is harmed by which mistake, look at the true shares and at how rows were "
                "gathered, and decide with the people concerned; a threshold of its own for each "
                "group is a choice with consequences.",
            )


def _allowed(name: str, groups: Groups) -> float:
    if name in ("mean_residual", "mean_absolute_error"):
        return OFF_BY_SHARE * groups.reference.figures["mean_absolute_error"].value
    return OFF_BY


def _beyond(found: Estimate, allowed: float) -> bool:
    if found.low is None or found.high is None:
        return False
    return found.low > allowed or found.high < -allowed


def _true_shares(group: Group, groups: Groups) -> str:
    if "base_rate" not in group.figures:
        return ""
    mine, theirs = (each.figures["base_rate"] for each in (group, groups.reference))
    return f"The true shares are {mine} and {theirs}."


CHECK = Check("MB220", "groups treated differently", Severity.WARNING, _look)
