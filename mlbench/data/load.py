"""From a source to a dataset, in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mlbench.data.dataset import Dataset
from mlbench.data.loading import Loaded, read_and_split
from mlbench.data.request import Request
from mlbench.secrets.addresses import without_passwords


def load(
    source: str,
    target: str | Sequence[str] | None = None,
    *,
    task: str = "auto",
    split: str = "auto",
    test_fraction: float = 0.25,
    split_seed: int = 0,
    split_by: str | None = None,
    split_gap: str | float | None = None,
    split_keep: bool = False,
    schema: str | None = None,
    read: Mapping[str, Any] | None = None,
    kind: str = "auto",
    roles: Mapping[str, str] | Sequence[str] | None = None,
    weight: str | None = None,
) -> Dataset:
    """Read data, check it, and split it into training rows and test rows.

    Nothing is changed in silence: what was inferred, repaired, counted or set aside is
    said in the dataset's notes.

    Parameters
    ----------
    source : str
        The path of a file: delimited text, JSON records, Excel, Parquet, Arrow, SQLite or
        DuckDB, told by its suffix; text also packed as ``.gz``, ``.bz2``, ``.xz``, ``.zst``
        or ``.zip``. A folder of such files, or a pattern such as ``sales/*.csv``. An
        address: ``https://...``, ``s3://...``, ``sqlite:///x.db``, ``postgresql://...``.
        A named data set such as ``adult``; or ``word:rest`` such as ``sklearn:iris``.
        A relative path is looked for in the working directory, then in the folder that
        the setting ``data`` names.
    target : str or sequence of str, optional
        The column to predict. Named sources have one of their own; without any, the
        dataset has no task. Several columns, or a pattern such as ``label_*``, are a label
        each: the target is the set of those that are true.
    task : {"auto", "classification", "binary", "multiclass", "multilabel", "regression"}
        What is predicted. ``auto`` takes text, booleans and up to 20 different whole
        numbers for classes, and other numbers for a quantity; lists, and texts such as
        ``Comedy|Drama`` whose parts recur, for sets of labels.
    split : str
        How test rows are chosen. ``random``; ``stratified`` keeps the share of each class;
        ``group`` keeps rows of a group on one side, ``stratified_group`` minds classes,
        too; ``time`` and ``rolling`` take the last rows, in cross-validation with windows
        as long as each other or as long as the test part; ``predefined`` reads ``train``
        and ``test`` from a column, or takes the split that a named data set brings with it
        (``adult``, ``clinc150``, ``cmapss_fd001``, ``fsdd``). ``auto`` is ``stratified`` for
        classes and ``random`` otherwise.
    test_fraction : float
        The share of rows held out, in (0, 1); groups and moments are kept whole.
    split_seed : int
        The seed of the split, from 0.
    split_by : str, optional
        The column with the group, the time (left out: the order of the rows), or the part
        of each row. Groups and parts are left out of the features, and said so.
    split_gap : str or number, optional
        What is set aside before the first test row of ``time`` and ``rolling``: a span
        such as ``7d``, a number in the unit of `split_by`, or rows where there is none.
    split_keep : bool
        Whether the column of groups or parts stays among the features.
    schema : str, optional
        A file that declares which values are possible, which :func:`mlbench.check_data`
        holds rows against; see :mod:`mlbench.data.schema`.
    read : mapping, optional
        How it is read: ``separator``, ``encoding``, ``header`` (False for a file without
        one), ``columns`` (its names), ``skip`` (lines above the header), ``comment``,
        ``ragged`` ("set-aside" for lines with another number of fields), ``decimal``
        (","), ``missing`` (further texts for a missing value), ``keep_text`` (columns in
        which "NA" or "None" is a value), ``drop`` (columns to leave out), ``sheet``,
        ``table`` or ``query``; ``labels_by`` (what stands between the labels of a target);
        for folders of images and sounds ``labels`` and ``pattern``.
        :class:`~mlbench.data.reading.options.ReadOptions` describes them.
    kind : {"auto", "tabular", "text", "images", "audio", "ratings", "series"}
        What the rows are about, which decides how they are shown. ``auto`` takes what the
        source says, or what the names of the columns leave no doubt about.
    roles : mapping of str to str, or sequence of str, optional
        Which column is the ``user``, ``item``, ``value`` and ``time`` of ratings, the
        ``unit`` and ``time`` of series, the ``text``, ``image`` or ``audio``; as
        ``{"user": "userId"}`` or ``["user=userId"]``.
    weight : str, optional
        The column that says how much each row counts, in fits and in scores; numbers from 0.
        It is no feature. Only the ratios of weights matter, not their unit.

    Returns
    -------
    Dataset

    Raises
    ------
    DataError
        The data can't be used as it stands; the sentence says why, and its ``code`` is
        a name that programs can look at, as ``DATA_EMPTY`` or ``TARGET_MISSING``.

    Examples
    --------
    >>> data = load("sklearn:breast_cancer", "target", split_seed=1)
    >>> data.positive, len(data.features), len(data.test_rows)
    ('malignant', 30, 143)
    """
    asked = {"source": source, "target": target, "task": task, "read": read}
    how = {"split": split, "test_fraction": test_fraction, "split_seed": split_seed}
    by = {"split_by": split_by, "split_gap": split_gap, "split_keep": split_keep}
    about = {"schema": schema, "kind": kind, "roles": roles, "weight": weight}
    request = Request.of({**asked, **how, **by, **about})
    return assemble(request, read_and_split(request))


def assemble(request: Request, loaded: Loaded) -> Dataset:
    """Return what was read and split as a dataset."""
    return Dataset(
        name=loaded.name,
        source=without_passwords(request.source),
        frame=loaded.frame,
        target=loaded.target,
        task=loaded.task,
        split=loaded.split,
        train_rows=loaded.train_rows,
        test_rows=loaded.test_rows,
        kinds=loaded.kinds,
        fingerprint=loaded.fingerprint,
        schema_fingerprint=loaded.schema_fingerprint,
        notes=tuple(remark.text for remark in loaded.remarks),
        remarks=loaded.remarks,
        left_out=loaded.left_out,
        kind=loaded.kind,
        roles=loaded.roles,
        stored=loaded.stored,
        split_key=loaded.split_key,
        schema=loaded.schema,
        row_ids=loaded.row_ids,
        folder=loaded.folder,
        weight=loaded.weight,
    )
