"""The way from a request to a dataset: read, check the target, repair, split, describe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mlbench.data.fingerprint import Fingerprints, fingerprint, fingerprint_stored
from mlbench.data.kinds import ColumnKind, kind_of
from mlbench.data.label_columns import with_one_column, without_lists
from mlbench.data.memory import memory_for_rows
from mlbench.data.prepared import prepared, with_content
from mlbench.data.raw import RawTable
from mlbench.data.remarks import Event, Remark, Topic, summarise
from mlbench.data.repair import without_infinite
from mlbench.data.request import Request
from mlbench.data.roles import settled
from mlbench.data.scan.batches import Ids
from mlbench.data.scan.beyond import without_infinite_stored
from mlbench.data.scan.sampling import draw
from mlbench.data.schema import DeclaredSchema, read_schema
from mlbench.data.sources import Located, read_source
from mlbench.data.splits.divide import divide
from mlbench.data.splits.predefined import unasked_part, with_part
from mlbench.data.splits.split import Parts, Rows, Split
from mlbench.data.stored import StoredTable
from mlbench.data.target import Target, check_target
from mlbench.data.weights import REASON, check_side, remark_of, weight_of
from mlbench.errors import DataError
from mlbench.vocabulary import DataKind, Task

_EMPTY = "no value in the training rows"
#: So many training rows are looked at first for a value in each column.
_EARLY = 100
#: What kind of values columns hold by the role that they play; numbers of users are names.
_OF_ROLES = {
    **{str(kind): kind for kind in (ColumnKind.TEXT, ColumnKind.IMAGE, ColumnKind.AUDIO)},
    **dict.fromkeys(("user", "item", "unit"), ColumnKind.CATEGORICAL),
}


@dataclass(frozen=True)
class Loaded:
    """What a request led to; the fields are those of the dataset."""

    name: str
    found: str
    frame: pd.DataFrame
    target: str | None
    task: Task | None
    split: Split
    split_key: pd.Series | None
    train_rows: Rows
    test_rows: Rows
    kinds: Mapping[str, ColumnKind]
    fingerprint: str
    schema_fingerprint: str
    remarks: tuple[Remark, ...]
    left_out: Mapping[str, str]
    kind: DataKind
    roles: Mapping[str, str]
    stored: StoredTable | None
    row_ids: Ids | None
    schema: DeclaredSchema | None
    folder: Path | None
    weight: pd.Series | None


def read_and_split(request: Request, base: Path | None = None) -> Loaded:
    """Read a source, check its target, and split its rows.

    Parameters
    ----------
    request : Request
        What was asked for.
    base : Path, optional
        The folder that a relative path is looked for in first.

    Raises
    ------
    DataError
        The data can't be used as it stands.
    """
    schema = read_schema(request.schema, base) if request.schema else None
    parts = request.wants_parts
    located = read_source(request.source, request.read, base, parts=parts)
    return split_table(located, request, schema)


def split_table(located: Located, request: Request, schema: DeclaredSchema | None = None) -> Loaded:
    """Check the target of a table that was read, and split its rows.

    Raises
    ------
    DataError
        The data can't be used as it stands.
    """
    table, row_ids = _held(without_lists(located.table, request.target), request)
    read = prepared(settled(table, request.kind, request.roles), located.source)
    name = _target_name(read, request)
    table = with_one_column(read, name)
    target = _target(table, name, request, of_columns=table is not read)
    weight = weight_of(table.frame, request.weight, name) if request.weight else None
    frame, infinite = without_infinite(table.frame, name)
    if table.stored is not None:
        infinite = without_infinite_stored(table.stored, name)
    if target is not None and target.values is not frame[target.name]:
        frame = frame.assign(**{target.name: target.values})
    request = with_part(request, table)
    unasked, about_part = unasked_part(table, request)
    divided = divide(request, frame, target)
    parts, apart = divided.parts, {**divided.left_out, **unasked}
    features = [str(c) for c in frame.columns if c not in {name, request.weight, *apart}]
    empty = _empty_columns(frame, features, parts.train)
    kinds = _kinds(frame, [name for name in features if name not in empty], table)
    prints = _fingerprints(read)
    events = [*table.events, *infinite, *(Event(Topic.EMPTY, column) for column in empty)]
    events += [Event(Topic.LEFT_OUT, column, details=(why,)) for column, why in apart.items()]
    said = [*table.remarks, *summarise(events), *_about(target), *divided.remarks, *about_part]
    aside = {**table.left_out, **apart, **_weight_aside(weight), **dict.fromkeys(empty, _EMPTY)}
    return Loaded(
        name=table.name,
        found=located.source,
        frame=frame[[*kinds, *([] if name is None else [name])]],
        target=name,
        task=target.task if target else None,
        split=divided.split,
        split_key=divided.key,
        train_rows=parts.train,
        test_rows=parts.test,
        kinds=kinds,
        fingerprint=prints.content,
        schema_fingerprint=prints.schema,
        remarks=(*said, *_about_weight(weight, parts)),
        left_out=aside,
        kind=table.kind,
        roles=table.roles,
        stored=table.stored,
        schema=schema,
        row_ids=row_ids,
        folder=table.folder,
        weight=weight,
    )


def _held(table: RawTable | StoredTable, request: Request) -> tuple[RawTable, Ids | None]:
    """Return a table with rows in memory: all of them, or a sample with its row ids."""
    if isinstance(table, RawTable):
        return table, None
    target = request.target if request.target is not None else table.target
    sample = draw(table, target, request.task, request.split_seed, memory_for_rows())
    remarks = table.remarks if sample.remark is None else (*table.remarks, sample.remark)
    fields = (table.target, remarks, table.events, table.left_out, table.kind, table.roles)
    return RawTable(table.name, sample.frame, *fields, stored=table), sample.ids


def _target_name(table: RawTable, request: Request) -> str | None:
    name = request.target if request.target is not None else table.target
    if name is not None and name in table.left_out:
        raise DataError(
            f"The target '{name}' must be among the columns that are read. "
            f"It is left out, {table.left_out[name]}.",
            next_step="Choose another target, or don't leave it out.",
            code="TARGET_UNKNOWN",
        )
    return name


def _target(
    table: RawTable, name: str | None, request: Request, *, of_columns: bool
) -> Target | None:
    if name is None:
        return None
    labels_by = request.read.labels_by
    return check_target(table.frame, name, request.task, sets=of_columns, labels_by=labels_by)


def _about(target: Target | None) -> list[Remark]:
    if target is None or not target.note:
        return []
    return [Remark(Topic.TASK, target.note, {target.name: 0})]


def _about_weight(weight: pd.Series | None, parts: Parts) -> list[Remark]:
    if weight is None:
        return []
    check_side(weight, parts.train, "training")
    check_side(weight, parts.test, "test")
    return [remark_of(weight)]


def _weight_aside(weight: pd.Series | None) -> dict[str, str]:
    return {} if weight is None else {str(weight.name): REASON}


def _empty_columns(frame: pd.DataFrame, features: list[str], train: Rows) -> dict[str, None]:
    """Return the features without a value in the training rows, most of which show one early."""
    early = frame.iloc[train[:_EARLY]].notna().any(axis=0)
    late = (name for name in features if not early[name])
    return {name: None for name in late if frame[name].iloc[train].isna().all()}


def _kinds(frame: pd.DataFrame, features: list[str], table: RawTable) -> dict[str, ColumnKind]:
    if not features:
        raise DataError(
            f"The data '{table.name}' must have at least one column to predict from. Got none "
            "with a value besides the target.",
            next_step="Check the separator, and the columns that are left out.",
            code="DATA_NO_FEATURES",
        )
    played = {table.roles[role]: kind for role, kind in _OF_ROLES.items() if role in table.roles}
    return {name: played.get(name) or kind_of(frame[name]) for name in features}


def _fingerprints(table: RawTable) -> Fingerprints:
    if table.stored:
        return fingerprint_stored(table.stored)
    return fingerprint(with_content(table.frame, table))
