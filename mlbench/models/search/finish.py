"""The end of a search: the winner fitted on all training rows, within what is left of the time."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import numpy as np

from mlbench.models.held_out import HeldOut
from mlbench.models.model import Model
from mlbench.models.search.hunt import Hunt
from mlbench.models.search.mother import fit
from mlbench.models.search.result import Search
from mlbench.models.search.task import Answer, Job
from mlbench.models.search.trial import Trial
from mlbench.models.threads import deserves_threads
from mlbench.models.training import model_of

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset


def finish(hunt: Hunt, winner: Trial, dataset: Dataset) -> Search:
    """Fit the winner, or take what was kept if that can't be done in time, and sum up."""
    chosen, answer = winner, _on_all_rows(hunt, winner)
    if not answer.is_good:
        why = answer.stopped or answer.failed
        chosen, answer = _instead(hunt, winner)
        rows = "" if chosen is hunt.baseline else ", fitted without the rows of the first fold"
        hunt.notes.append(
            f"Number {winner.number} could not be fitted on all rows: {why}. "
            f"The model is number {chosen.number}{rows}."
        )
    _say_what_the_clock_did(hunt)
    return Search(
        metric=hunt.metric,
        trials=tuple(hunt.trials),
        winner=chosen,
        model=_model(hunt, chosen, answer, dataset),
        folds=hunt.folds,
        train_rows=len(hunt.material.y),
        target=str(dataset.target),
        budget_s=hunt.clock.budget,
        seconds=hunt.clock.elapsed,
        workers=hunt.crew.workers,
        notes=tuple(hunt.notes),
        held_out=_held_out(hunt, chosen),
    )


def _held_out(hunt: Hunt, trial: Trial) -> HeldOut:
    """Return what a trial said of the rows of each fold, where it is known of all of them."""
    if hunt.folds < 2 or not all(fold in trial.outputs for fold in hunt.first):  # noqa: PLR2004
        return HeldOut()
    ids = hunt.material.X.index.to_numpy()
    return HeldOut(tuple((ids[hunt.parts[fold][1]], trial.outputs[fold]) for fold in hunt.first))


def _on_all_rows(hunt: Hunt, trial: Trial) -> Answer:
    if trial is hunt.baseline:
        return fit(hunt.material, _all_rows(hunt, trial))
    hunt.work.note = f"fitting {trial.candidate.title} on all rows"
    until = hunt.clock.last - hunt.reading(trial)
    [answer] = hunt.crew.run([_all_rows(hunt, trial)], until=until)
    return answer


def _instead(hunt: Hunt, winner: Trial) -> tuple[Trial, Answer]:
    """Return the best trial of which a fitted pipeline was kept; else the baseline."""
    for trial in dict.fromkeys([winner, hunt.furthest, *hunt.done]):
        kept = hunt.crew.keeping(trial.number)
        if kept.is_file():
            pipeline = pickle.loads(kept.read_bytes())  # noqa: S301 - a process of our own wrote it
            return trial, Answer(pipeline=pipeline, seconds=trial.seconds[0])
    return hunt.baseline, _on_all_rows(hunt, hunt.baseline)


def _all_rows(hunt: Hunt, trial: Trial) -> Job:
    rows = np.arange(len(hunt.material.y))
    threads = hunt.crew.workers if deserves_threads(hunt.material.X) else 1
    return Job(trial.candidate, rows, None, threads=threads)


def _model(hunt: Hunt, trial: Trial, answer: Answer, dataset: Dataset) -> Model:
    return model_of(
        answer.pipeline,
        dataset,
        recipe=trial.candidate.recipe,
        title=trial.candidate.title,
        options=trial.candidate.record()["options"],
        seed=hunt.material.seed,
        seconds=answer.seconds,
    )


def _say_what_the_clock_did(hunt: Hunt) -> None:
    if hunt.clock.budget is None:
        hunt.notes.append("No decision depended on the clock: the same seed gives the same model.")
        return
    if len(hunt.done) == 1:
        hunt.notes.append(
            f"The budget of {hunt.clock.budget:g} s was too small for anything but the baseline."
        )
    hunt.notes.append(
        "How many candidates were tried, and which fits were too slow, depends on the clock; "
        "with trials=N nothing does."
    )
