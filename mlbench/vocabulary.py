"""The words of mlbench as types: a leaf that imports nothing of ours.

Everything that crosses a room's wall by name (a task, a state, a severity) is
spelt here once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

#: What JSON can hold.
Json = None | bool | int | float | str | list[Any] | dict[str, Any]


class Task(StrEnum):
    """What is to be predicted."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    MULTILABEL = "multilabel"
    REGRESSION = "regression"

    @property
    def is_classification(self) -> bool:
        """Whether the target is a class label, or a set of them."""
        return self is not Task.REGRESSION


class DataKind(StrEnum):
    """What the rows of a dataset are about, which decides how a person wants to see them."""

    TABULAR = "tabular"
    TEXT = "text"
    IMAGES = "images"
    AUDIO = "audio"
    RATINGS = "ratings"
    SERIES = "series"


class State(StrEnum):
    """Where a run, a step or a cell stands. All but the first two are final.

    ``lost`` is never written: it is what a reader makes of ``running`` when the process
    that ran it is gone.
    """

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED_EARLY = "stopped-early"
    NOT_RUN = "not-run"
    KILLED = "killed"
    TIMEOUT = "timeout"
    LOST = "lost"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (State.PENDING, State.RUNNING)


class Severity(StrEnum):
    """How much a finding matters, from a remark to a reason to stop."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for the mildest."""
        return list(Severity).index(self)
