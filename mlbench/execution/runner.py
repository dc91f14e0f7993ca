"""Running a plan: its steps as they may go, each one's state written before and after."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from mlbench.errors import StepFailed
from mlbench.execution import environment, preflight, secret_values
from mlbench.execution.crew import Crew
from mlbench.execution.events import Observer
from mlbench.execution.going import CellListener, CellNews, Executor, GoingStep
from mlbench.execution.outcome import Outcome
from mlbench.execution.plan import Plan, PlannedStep
from mlbench.execution.reporting import Reporting
from mlbench.execution.run_secrets import RunSecrets
from mlbench.execution.schedule import Schedule, steps_at_once
from mlbench.execution.turn import Turn
from mlbench.secrets.addresses import without_passwords
from mlbench.secrets.values import secrets_in
from mlbench.settings import settings
from mlbench.store import ids, progress
from mlbench.store.folder import RunFolder, new_folder
from mlbench.store.handle import RECORDED, VARIABLE
from mlbench.store.lock import RunLock
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import Json, State

#: The steps that come next are prepared when so many code cells of a step are left.
_CELLS_LEFT = 2


def run_plan(
    plan: Plan,
    runs: Path,
    observer: Observer | None = None,
    run_id: str | None = None,
    jobs: int | None = None,
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
    jobs : int, optional
        Steps that may go at a time, in [0, inf), 0 for as many as there are cores; the
        setting when left out.

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
    at_once = steps_at_once(jobs)
    watch = observer or Observer()
    watch.checking("notebooks and kernels")
    preflight.check_notebooks(plan)
    if plan.asked:
        watch.checking(f"data {without_passwords(plan.asked['source'])}")
    facts = preflight.check_data(plan)
    folder = new_folder(runs.resolve(), plan.name, run_id or ids.new_run_id())
    with RunLock(folder.path):
        return _Execution(plan, folder, facts, watch, at_once).run()


class _Execution:
    """One run while it goes."""

    def __init__(
        self, plan: Plan, folder: RunFolder, facts: dict[str, Json], watch: Observer, at_once: int
    ) -> None:
        self.plan = plan
        self.folder = folder
        self.watch = watch
        self.reporting = Reporting(folder)
        self.schedule = Schedule(plan.steps, at_once)
        self.crew = Crew(self._executing)
        self.places: dict[str, progress.Progress] = {}
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
        with _quiet_libraries():
            try:
                self._start_steps()
                while self.crew.going:
                    has_ended = self._take_next()
                    self._start_steps()
                    if has_ended and self.crew.going:
                        self.reporting.as_it_stands()
            except BaseException:  # an interrupt, or an observer that raises
                self._end_steps()
                raise
        if self.record.state is State.RUNNING:
            self.record.state = State.DONE

    def _start_steps(self) -> None:
        for planned in self.schedule.take():
            step = self.record.step(planned.name)
            step.state = State.RUNNING
            step.started = _now()
            self.folder.write(self.record)
            self.watch.step_started(step)
            self.crew.start(planned)

    def _end_steps(self) -> None:
        """Interrupt what goes, once more whenever this is interrupted, and wait for its end."""
        self.crew.interrupt()
        while self.crew.going:
            try:
                self._take_next()
            except KeyboardInterrupt:
                self.crew.interrupt()
            except Exception:  # noqa: BLE001, S112 - the first one is raised when all have ended
                continue

    def _take_next(self) -> bool:
        """Take news, if there are some soon; return whether a step has ended."""
        news = self.crew.news()
        if news is None:
            return False
        step = self.record.step(news.step)
        if isinstance(news, CellNews):
            self._cell(step, news)
            return False
        self._ended(step, self.crew.going.pop(news.step))
        return True

    def _close(self, seconds: float) -> None:
        for step in self.record.steps:
            if not step.state.is_final:
                step.state = State.NOT_RUN
        if not self.record.state.is_final:
            self.record.state = State.FAILED
        self.record.seconds = round(seconds, 3)
        self.folder.write(self.record)
        progress.forget(self.folder.path)
        self.watch.report_written(self.reporting.final())
        self.watch.run_done(self.record, self.folder)
        self.crew.wait_for_dropped()

    def _executing(self, planned: PlannedStep) -> Executor:
        """Return what executes the notebook of a step, in whatever thread it is called."""
        context = json.dumps({"run": str(self.folder.path), "step": planned.name})

        def execute(outcome: Outcome, listener: CellListener, turn: Turn) -> None:
            from mlbench.execution.notebook import execute_notebook  # noqa: PLC0415 - papermill

            execute_notebook(
                planned,
                self.given[planned.name],
                self.folder.notebook(planned.number, planned.name),
                self.plan.base,
                {VARIABLE: context, "MLBENCH_RUNS": str(settings().runs)},
                listener,
                outcome,
                self.secrets,
                turn,
            )

        return execute

    def _ended(self, step: StepRecord, going: GoingStep) -> None:
        error, outcome = going.error, going.outcome
        step.state, step.error = outcome.state, outcome.error
        if isinstance(error, KeyboardInterrupt):
            step.state = State.KILLED
            step.error = outcome.error or {"code": "KILLED", "message": "The run was interrupted."}
        elif isinstance(error, StepFailed):
            step.state, step.error = State.FAILED, {"code": error.code, "message": str(error)}
        step.error = self._covered(step.error)
        if outcome.cells:
            step.cells, step.cells_done = len(outcome.cells), outcome.done
        if not step.state.is_final:
            step.state = State.FAILED
        self.schedule.ended(step.name, well=step.state is State.DONE)
        if not self.schedule.is_waiting:
            self.crew.drop_prepared()
        if step.state not in (State.DONE, State.KILLED) and self.record.state is State.RUNNING:
            self.record.error = dict(step.error or {}) | {"step": step.name}
            self.record.state = step.state
        self._finish(step, going.seconds)
        if error is not None and not isinstance(error, (KeyboardInterrupt, StepFailed)):
            raise error

    def _finish(self, step: StepRecord, seconds: float) -> None:
        step.seconds = round(seconds, 3)
        self.places.pop(step.name, None)
        path = self.folder.artifacts(step.name) / RECORDED
        if path.is_file():
            kept = json.loads(path.read_bytes())
            step.recorded = self.secrets.redactor.value(kept.get("values", {}))
            step.findings = self.secrets.redactor.findings(kept.get("findings", []))
        self.folder.write(self.record)
        self.watch.step_done(step)

    def _cell(self, step: StepRecord, news: CellNews) -> None:
        if news.kind == "start":
            place = progress.Progress(step.name, news.number, step.cells, news.heading)
            self.places[step.name] = place
            progress.tell(self.folder.path, self.places.values())
            self.watch.cell_started(step, news.number, news.heading)
            going = self.crew.going[step.name]
            if news.number > len(going.outcome.cells) - _CELLS_LEFT:
                for planned in self.schedule.next_after(step.name):
                    self.crew.prepare(planned)
        else:
            step.cells_done = news.number
            self.watch.cell_done(step, news.number)

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
