"""Bundles: a model with everything that is needed to trust, read and use it."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from mlbench.errors import RefusedInput
from mlbench.evaluation.band import Band
from mlbench.evaluation.rule import Rule
from mlbench.export.beside import Beside
from mlbench.export.card import model_card
from mlbench.export.codec import EstimatorCodec
from mlbench.export.formats import check_formats
from mlbench.export.manifest import NAME, make_manifest, read_manifest
from mlbench.export.place import check_place, moved_into
from mlbench.export.rows import from_records, to_records
from mlbench.export.schema import row_schema
from mlbench.export.verify import BundleCheck, check_in_new_process
from mlbench.html_tables import text_left
from mlbench.models.model import Model
from mlbench.store import files
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

MODEL, SCHEMA, EXAMPLE, CARD = "model.skops", "schema.json", "example.json", "model_card.md"
#: What makes prediction intervals, in the bundles that have it.
INTERVALS = "intervals.skops"
#: What decides on a class, in the bundles that don't predict the most likely one.
DECISION = "decision.skops"
#: Rows of the example.
EXAMPLE_ROWS = 5


@dataclass(frozen=True)
class Bundle:
    """An exported model: a folder of files whose hashes were checked.

    Attributes
    ----------
    folder : Path
        Where it is.
    manifest : dict
        What is in it, see :mod:`mlbench.export.manifest`.
    """

    folder: Path
    manifest: dict[str, Any]

    @cached_property
    def model(self) -> Model:
        """The model, read on first use."""
        return cast("Model", EstimatorCodec().read(self.folder / MODEL))

    @cached_property
    def band(self) -> Band | None:
        """What makes prediction intervals; None for a bundle without."""
        return cast("Band | None", self._part(INTERVALS))

    @cached_property
    def rule(self) -> Rule | None:
        """What decides on a class; None where the most likely one is predicted."""
        return cast("Rule | None", self._part(DECISION))

    def _part(self, name: str) -> Any:
        return EstimatorCodec().read(self.folder / name) if name in self.manifest["files"] else None

    @property
    def _beside(self) -> Beside:
        return Beside(self.band, self.rule)

    @cached_property
    def example(self) -> dict[str, Any]:
        """A few rows, and what the model said of them when it was exported."""
        return cast("dict[str, Any]", json.loads((self.folder / EXAMPLE).read_bytes()))

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a row."""
        return cast("dict[str, Any]", json.loads((self.folder / SCHEMA).read_bytes()))

    @property
    def card(self) -> str:
        """The model card, as markdown."""
        return (self.folder / CARD).read_text("utf-8")

    def predict(self, frame: pd.DataFrame) -> pd.Series:
        """Return a label or number for each row; see :meth:`Model.predict`.

        Where the evaluation was told what mistakes cost, the label is the one that it chose to
        decide on by them, and not always the most likely one; ``bundle.model.predict`` says that.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows with all features of the model, in any order.

        Raises
        ------
        DataError
            A feature is missing, or holds what it can't hold.
        """
        values = self._beside.outputs(self.model, frame).values
        return pd.Series(values, index=frame.index, name=self.model.facts.target)

    def predict_proba(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the probability of each class for each row; see :meth:`Model.predict_proba`.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows with all features of the model, in any order.

        Raises
        ------
        RefusedInput
            The model predicts numbers.
        DataError
            A feature is missing, or holds what it can't hold.
        """
        return self.model.predict_proba(frame)

    def predict_interval(self, frame: pd.DataFrame, coverage: float | None = None) -> pd.DataFrame:
        """Return an interval for each row that holds the truth as often as asked.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows with all features of the model, in any order.
        coverage : float, optional
            How often, in (0, 1); left out, as the evaluation was asked for.

        Returns
        -------
        pandas.DataFrame
            ``prediction``, ``low`` and ``high``, with the index of `frame`.

        Raises
        ------
        RefusedInput
            The model predicts classes, the bundle has no intervals, or a coverage that they
            can't have.
        DataError
            A feature is missing, or holds what it can't hold.
        """
        if self.band is None:
            raise self._without_intervals()
        predicted = self.model.outputs(frame).values
        low, high = self.band.bounds(predicted, frame, coverage)
        columns = {"prediction": predicted, "low": low, "high": high}
        return pd.DataFrame(columns, index=frame.index)

    def _without_intervals(self) -> RefusedInput:
        if self.model.facts.task is not Task.REGRESSION:
            return RefusedInput(
                f"Intervals need a model of numbers. Got one of {self.model.facts.task}.",
                next_step="Use predict_proba().",
            )
        return RefusedInput(
            f"The bundle in {self.folder} has no prediction intervals: it was exported without "
            "what an evaluation makes them of.",
            next_step="Run the step 'evaluate' before 'export', or pass "
            "export_bundle(..., intervals=evaluation.band()).",
            code="NO_INTERVALS",
        )

    def example_frame(self) -> pd.DataFrame:
        """Return the rows of the example as a frame."""
        return from_records(self.example["rows"], self.model.facts)

    def score_example(self) -> dict[str, Any]:
        """Return what the model says of the example's rows now."""
        return self._beside.said(self.model, self.example_frame())

    def check(self) -> BundleCheck:
        """Score the example in a new Python process, and compare every bit.

        Raises
        ------
        StoreError
            A file was changed, the new process failed, or an answer differs.
        """
        return check_in_new_process(self.folder, self.example)

    def frame(self) -> pd.DataFrame:
        """Return one row a file: name, bytes, SHA-256."""
        listed = self.manifest["files"]
        rows = [(name, entry["bytes"], entry["sha256"]) for name, entry in listed.items()]
        return pd.DataFrame(rows, columns=["file", "bytes", "sha256"])

    def __repr__(self) -> str:
        table = self.frame().to_string(index=False)
        return f"Bundle of {self.manifest['title']} in {self.folder}\n{table}"

    def _repr_html_(self) -> str:
        title = html.escape(f"Bundle of {self.manifest['title']} in {self.folder}")
        with pd.option_context("display.max_colwidth", 70):
            return f"<p>{title}</p>{text_left(self.frame().to_html(index=False))}"


def export_bundle(
    model: Model,
    dataset: Dataset,
    folder: Path | str,
    *,
    results: Mapping[str, Any] | None = None,
    formats: Sequence[str] = ("skops",),
    intervals: Band | None = None,
    decision: Rule | None = None,
) -> Bundle:
    """Write a model as a bundle.

    The bundle is written beside its place and moved there as a whole: a reader finds
    the old one or the new one.

    Parameters
    ----------
    model : Model
        The fitted model.
    dataset : Dataset
        The data it was trained on; the example's rows are taken from its test rows.
    folder : path
        Where the bundle goes; a bundle that is there is replaced.
    results : mapping, optional
        What the run recorded, for the model card: ``step.recorded()``.
    formats : sequence of str
        How the model is written: ``skops``.
    intervals : Band, optional
        What makes prediction intervals of this model: ``evaluation.band()``.
    decision : Rule, optional
        What decides on a class by the costs of mistakes: ``evaluation.rule()``.

    Returns
    -------
    Bundle

    Raises
    ------
    RefusedInput
        An unknown format, a folder that holds something else, or what was made for another model.
    StoreError
        The model holds types that are not trusted, or the place can't be written.

    Examples
    --------
    >>> import tempfile
    >>> from mlbench.data.load import load
    >>> from mlbench.models.training import fit
    >>> iris = load("sklearn:iris", "target")
    >>> with tempfile.TemporaryDirectory() as place:
    ...     bundle = export_bundle(fit("linear", iris), iris, Path(place) / "bundle")
    ...     sorted(bundle.manifest["files"])
    ['example.json', 'model.skops', 'model_card.md', 'schema.json']
    """
    check_formats(formats)
    beside = Beside(intervals, decision)
    beside.check(model.facts)
    place = Path(folder)
    check_place(place)
    with moved_into(place) as temporary:
        EstimatorCodec().write(model, temporary / MODEL)
        rows = to_records(dataset.X_test.head(EXAMPLE_ROWS), model.facts)
        for name, part in ((INTERVALS, intervals), (DECISION, decision)):
            if part is not None:
                EstimatorCodec().write(part, temporary / name)
        said = beside.said(model, from_records(rows, model.facts))
        files.write_json(temporary / EXAMPLE, {"rows": rows, **said})
        files.write_json(temporary / SCHEMA, row_schema(model.facts))
        files.write_text(temporary / CARD, model_card(model.facts, results or {}, beside))
        files.write_json(temporary / NAME, make_manifest(temporary, model.facts, beside))
    return load_bundle(place)


def load_bundle(folder: Path | str) -> Bundle:
    """Return the bundle in a folder, after the hash of every file was checked.

    Parameters
    ----------
    folder : path
        Where :func:`export_bundle` wrote it.

    Raises
    ------
    StoreError
        There is no bundle, or a file of it is missing or was changed.
    """
    return Bundle(Path(folder), read_manifest(Path(folder)))
