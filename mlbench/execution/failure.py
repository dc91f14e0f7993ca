"""The error that a run ends with."""

from __future__ import annotations

from typing import Any

from mlbench.errors import MlbenchError, StepFailed, shorten
from mlbench.store.record import RunRecord
from mlbench.vocabulary import State


def failure_of(record: RunRecord) -> MlbenchError | None:
    """Return the error that a finished run ends with, or None when all went well."""
    if record.state is State.DONE:
        return None
    found: dict[str, Any] = dict(record.error or {})
    cell = f", code cell {found['cell']}" if found.get("cell") else ""
    where = f"Step '{found.get('step', '?')}'{cell}"
    message = shorten(str(found.get("message", record.state)), 400)
    return StepFailed(
        f"{where} did not end well. {message}",
        next_step=str(found.get("hint") or "Open the executed notebook; it ends at that cell."),
        code=str(found.get("code", "STEP_FAILED")),
    )
