"""Bundles: a model with everything that is needed to trust, read and use it."""

from __future__ import annotations

import html
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from mlbench.errors import RefusedInput, StoreError, did_you_mean, listing
from mlbench.export.card import model_card
from mlbench.export.codec import EstimatorCodec
from mlbench.export.manifest import NAME, make_manifest, read_manifest
from mlbench.export.rows import answers, from_records, to_records
from mlbench.export.schema import row_schema
from mlbench.export.verify import BundleCheck, check_in_new_process
from mlbench.html_tables import text_left
from mlbench.models.model import Model
from mlbench.store import files

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

MODEL, SCHEMA, EXAMPLE, CARD = "model.skops", "schema.json", "example.json", "model_card.md"
#: Rows of the example.
EXAMPLE_ROWS = 5
#: Formats that a model can be written in.
FORMATS = ("skops",)


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

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows with all features of the model, in any order.

        Raises
        ------
        DataError
            A feature is missing, or holds what it can't hold.
        """
        return self.model.predict(frame)

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

    def example_frame(self) -> pd.DataFrame:
        """Return the rows of the example as a frame."""
        return from_records(self.example["rows"], self.model.facts)

    def score_example(self) -> dict[str, Any]:
        """Return what the model says of the example's rows now."""
        return answers(self.model.outputs(self.example_frame()))

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

    Returns
    -------
    Bundle

    Raises
    ------
    RefusedInput
        An unknown format, or a folder that holds something else.
    StoreError
        The model holds types that are not trusted, or the place can't be written.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> from mlbench.models.training import fit
    >>> iris = load("sklearn:iris", "target")
    >>> with tempfile.TemporaryDirectory() as place:
    ...     bundle = export_bundle(fit("linear", iris), iris, Path(place) / "bundle")
    ...     sorted(bundle.manifest["files"])
    ['example.json', 'model.skops', 'model_card.md', 'schema.json']
    """
    _check_formats(formats)
    place = Path(folder)
    _check_place(place)
    with _moved_into(place) as temporary:
        EstimatorCodec().write(model, temporary / MODEL)
        rows = to_records(dataset.X_test.head(EXAMPLE_ROWS), model.facts)
        said = answers(model.outputs(from_records(rows, model.facts)))
        files.write_json(temporary / EXAMPLE, {"rows": rows, **said})
        files.write_json(temporary / SCHEMA, row_schema(model.facts))
        files.write_text(temporary / CARD, model_card(model.facts, results or {}))
        files.write_json(temporary / NAME, make_manifest(temporary, model.facts))
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


def _check_formats(formats: Sequence[str]) -> None:
    for name in formats:
        if name not in FORMATS:
            raise RefusedInput(
                f"A format must be one of {listing(FORMATS)}. Got '{name}'.",
                next_step=did_you_mean(name, FORMATS),
            )
    if not formats:
        raise RefusedInput("A bundle needs at least one format.", next_step="Pass ['skops'].")


def _check_place(place: Path) -> None:
    if place.is_dir() and any(place.iterdir()) and not (place / NAME).is_file():
        raise RefusedInput(
            f"The folder of a bundle must be new, empty, or a bundle. {place} holds other files.",
            next_step="Name another folder.",
            code="FOLDER_TAKEN",
        )
    if place.exists() and not place.is_dir():
        raise RefusedInput(
            f"A bundle is a folder. {place} is a file.", next_step="Name another folder."
        )


@contextmanager
def _moved_into(place: Path) -> Iterator[Path]:
    """Give a folder beside `place`, and put it there when nothing went wrong."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    except OSError as error:
        raise StoreError(
            f"{place} can't be written: {error.strerror or error}.",
            next_step="Choose a folder that can be written.",
            code="NOT_WRITABLE",
        ) from error
    try:
        new = work / "new"
        new.mkdir()
        yield new
        if place.exists():
            place.rename(work / "old")
        new.rename(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)
