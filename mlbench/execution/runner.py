"""Running a plan: step after step, each one's state written before and after."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mlbench.errors import MlbenchError, StepFailed, shorten
from mlbench.execution import environment, preflight, secret_values
from mlbench.execution.events import Observer
from mlbench.execution.plan import Plan, PlannedStep
from mlbench.execution.run_secrets import RunSecrets
from mlbench.secrets.addresses import without_passwords
from mlbench.secrets.values import secrets_in
from mlbench.settings import settings
from mlbench.store import ids, progress
from mlbench.store.folder import RunFolder, new_folder
from mlbench.store.handle import RECORDED, VARIABLE
from mlbench.store.lock import RunLock
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import Json, State


def run_plan(
    plan: Plan, runs: Path, observer: Observer | None = None, run_id: str | None = None
) -> RunFolder:
    """Run a plan to its end.

    Parameters
    ----------
    plan : Plan
        What to do.
    runs : Path
        Where run folders are kept.
    observer : Observer, optional
        Told of everything that happens.
    run_id : str, optional
        The name of the run folder; a fresh one when left out.

    Returns
    -------
    RunFolder
        The folder of the run. Its record says how the run ended; a failed step is no
        exception here.

    Raises
    ------
    RefusedInput
        Before anything is started or written.
    """
    watch = observer or Observer()
    watch.checking("notebooks and kernels")
    preflight.check_notebooks(plan)
    if plan.asked:
        watch.checking(f"data {without_passwords(plan.asked['source'])}")
    facts = preflight.check_data(plan)
    folder = new_folder(runs.resolve(), plan.name, run_id or ids.new_run_id())
    with RunLock(folder.path):
        return _Execution(plan, folder, facts, watch).run()


class _Execution:
    """One run while it goes."""

    def __init__(
        self, plan: Plan, folder: RunFolder, facts: dict[str, Json], watch: Observer
    ) -> None:
        self.plan = plan
        self.folder = folder
        self.watch = watch
        self.given = preflight.with_resolved_data(plan, facts)
        self.secrets = RunSecrets.of(plan.secrets, secrets_in(plan.asked))
        cover = self.secrets.redactor
        self.record = RunRecord(
            run_id=folder.path.name,
            name=plan.name,
            study=cover.words(preflight.stored(plan.study)),
            metric=plan.metric,
            data=cover.words(facts),
            steps=[self._step_record(step) for step in plan.steps],
            environment=environment.describe_environment(),
            code=environment.describe_code(plan.base),
        )

    def run(self) -> RunFolder:
        started = time.monotonic()
        self.record.state = State.RUNNING
        self.record.started = _now()
        self.folder.write(self.record)
        self.watch.run_started(self.record, self.folder)
        try:
            self._run_steps()
        except KeyboardInterrupt:
            self.record.state = State.KILLED
            raise
        finally:
            self._close(time.monotonic() - started)
        return self.folder

    def _run_steps(self) -> None:
        for planned in self.plan.steps:
            step = self.record.step(planned.name)
            self._run_step(planned, step)
            if step.state is not State.DONE:
                self.record.error = dict(step.error or {}) | {"step": step.name}
                self.record.state = step.state
                return
        self.record.state = State.DONE

    def _close(self, seconds: float) -> None:
        for step in self.record.steps:
            if not step.state.is_final:
                step.state = State.NOT_RUN
        if not self.record.state.is_final:
            self.record.state = State.FAILED
        self.record.seconds = round(seconds, 3)
        self.folder.write(self.record)
        progress.forget(self.folder.path)
        self._report()
        self.watch.run_done(self.record, self.folder)

    def _report(self) -> None:
        from mlbench.reports.index.write import refresh_index  # noqa: PLC0415 - see below
        from mlbench.reports.report import write_report  # noqa: PLC0415 - needed at the end only

        self.watch.report_written(write_report(self.folder))
        with suppress(MlbenchError, OSError):  # a page of all runs is no reason to fail this one
            refresh_index(self.folder.path.parent.parent)

    def _run_step(self, planned: PlannedStep, step: StepRecord) -> None:
        from mlbench.execution.notebook import execute_notebook  # noqa: PLC0415 - brings papermill
        from mlbench.execution.progress import Outcome  # noqa: PLC0415 - the same

        started = time.monotonic()
        step.state = State.RUNNING
        step.started = _now()
        self.folder.write(self.record)
        self.watch.step_started(step)
        outcome = Outcome()
        context = json.dumps({"run": str(self.folder.path), "step": step.name})
        try:
            with _quiet_libraries():
                execute_notebook(
                    planned,
                    self.given[planned.name],
                    self.folder.notebook(planned.number, planned.name),
                    self.plan.base,
                    {VARIABLE: context, "MLBENCH_RUNS": str(settings().runs)},
                    lambda kind, number, heading: self._cell(step, kind, number, heading),
                    outcome,
                    self.secrets,
                )
            step.state, step.error = outcome.state, outcome.error
        except StepFailed as error:
            step.state = State.FAILED
            step.error = {"code": error.code, "message": str(error)}
        except KeyboardInterrupt:
            step.state = State.KILLED
            step.error = outcome.error or {"code": "KILLED", "message": "The run was interrupted."}
            raise
        finally:
            step.error = self._covered(step.error)
            if outcome.cells:
                step.cells, step.cells_done = len(outcome.cells), outcome.done
            self._finish(step, time.monotonic() - started)

    def _finish(self, step: StepRecord, seconds: float) -> None:
        step.seconds = round(seconds, 3)
        path = self.folder.artifacts(step.name) / RECORDED
        if path.is_file():
            kept = json.loads(path.read_bytes())
            step.recorded = self.secrets.redactor.value(kept.get("values", {}))
            step.findings = self.secrets.redactor.findings(kept.get("findings", []))
        if step.state is State.RUNNING:
            step.state = State.FAILED
        self.folder.write(self.record)
        self.watch.step_done(step)

    def _cell(self, step: StepRecord, kind: str, number: int, heading: str) -> None:
        if kind == "start":
            place = progress.Progress(step.name, number, step.cells, heading)
            progress.tell(self.folder.path, place)
            self.watch.cell_started(step, number, heading)
        else:
            step.cells_done = number
            self.watch.cell_done(step, number)

    def _covered(self, error: dict[str, Json] | None) -> dict[str, Json] | None:
        if error is None:
            return None
        covered: dict[str, Json] = self.secrets.redactor.value(error)
        return {**covered, "code": error["code"]}

    def _step_record(self, planned: PlannedStep) -> StepRecord:
        place = self.folder.notebook(planned.number, planned.name)
        values = secret_values.covered(
            planned.contract, planned.contract.resolved(self.given[planned.name])
        )
        return StepRecord(
            name=planned.name,
            template=planned.template,
            after=list(planned.after),
            parameters=self.secrets.redactor.words(preflight.stored(values)),
            notebook=str(place.relative_to(self.folder.path)),
            kernel=planned.kernel,
            cells=planned.cells,
            notes=[*planned.contract.notes],
        )


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep what the libraries log of a failing kernel from the terminal; we say it ourselves."""
    logger = logging.getLogger("papermill")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


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
