"""What :func:`mlbench.load` was asked for, checked before anything is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self, get_args

from mlbench.data.label_sets import SIGN
from mlbench.data.reading.options import ReadOptions
from mlbench.data.splits.split import GROUPED, IN_TIME, NEED_COLUMN
from mlbench.errors import DataError, did_you_mean, listing, shorten

TaskName = Literal["auto", "classification", "binary", "multiclass", "multilabel", "regression"]
SplitName = Literal[
    "auto", "random", "stratified", "group", "stratified_group", "time", "rolling", "predefined"
]
KindName = Literal["auto", "tabular", "text", "images", "audio", "ratings", "series"]


@dataclass(frozen=True)
class Request:
    """The keywords of :func:`mlbench.load`, checked."""

    source: str
    target: str | None = None
    task: TaskName = "auto"
    split: SplitName = "auto"
    test_fraction: float = 0.25
    split_seed: int = 0
    split_by: str | None = None
    split_gap: str | None = None
    split_keep: bool = False
    schema: str | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    kind: KindName = "auto"
    roles: Mapping[str, str] = field(default_factory=dict)
    weight: str | None = None

    @property
    def wants_parts(self) -> bool:
        """Whether the rows are to be split as the data set itself splits them."""
        return self.split == "predefined" and self.split_by is None

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Self:
        """Check keywords as they were given.

        Raises
        ------
        DataError
            An unknown keyword, or a value that it can't take.
        """
        known = list(cls.__dataclass_fields__)
        for name in asked:
            if name not in known:
                raise _refusal(
                    f"'{shorten(name)}' is not a keyword of a dataset. {did_you_mean(name, known)}"
                )
        given = {name: value for name, value in asked.items() if value is not None}
        if not isinstance(given.get("source"), str) or not given["source"].strip():
            raise _refusal(
                "The 'source' of a dataset must be the path of a file or a name such as "
                f"sklearn:iris. Got {shorten(repr(given.get('source')))}."
            )
        if "target" in given:
            given["target"] = _target(given["target"])
        if not isinstance(given.get("schema", ""), str):
            raise _refusal(f"The 'schema' must be a file's path. Got {given['schema']!r:.80}.")
        if not isinstance(given.get("weight", ""), str):
            raise _refusal(f"The 'weight' must be a column's name. Got {given['weight']!r:.80}.")
        _choice(given, "task", get_args(TaskName))
        _choice(given, "split", get_args(SplitName))
        _choice(given, "kind", get_args(KindName))
        given["roles"] = _roles(given.get("roles"))
        _numbers(given)
        _column(given)
        given["read"] = ReadOptions.of(given.get("read"))
        return cls(**given)


def _target(given: object) -> str:
    """Return the name of a column; of several, their names joined by ``|``."""
    if isinstance(given, str):
        return given
    names = list(given) if isinstance(given, Sequence) else []
    if not names or not all(isinstance(name, str) and name for name in names):
        raise _refusal(
            "The 'target' must be a column's name, or a list of the names of label columns. "
            f"Got {shorten(repr(given))}."
        )
    odd = [name for name in names if SIGN in name and len(names) > 1]
    if odd:
        raise _refusal(f"A label column can't have '{SIGN}' in its name. Got {listing(odd)}.")
    return SIGN.join(names)


def _choice(given: dict[str, Any], name: str, choices: tuple[str, ...]) -> None:
    value = given.get(name, choices[0])
    if value not in choices:
        raise _refusal(f"The '{name}' must be one of {listing(choices)}. Got {shorten(value)}.")
    given[name] = str(value)


def _roles(given: object) -> dict[str, str]:
    """Read ``{user: userId}``, or the same as a notebook's parameter: ``["user=userId"]``."""
    pairs: object = given or {}
    if isinstance(given, list | tuple) and all(isinstance(entry, str) for entry in given):
        pairs = {role: column for role, _, column in (entry.partition("=") for entry in given)}
    if not isinstance(pairs, Mapping) or not all(
        isinstance(text, str) and text for pair in pairs.items() for text in pair
    ):
        raise _refusal(
            "The 'roles' must name columns by role, as {user: userId}. "
            f"Got {shorten(repr(given))}."
        )
    return dict(pairs)


def _numbers(given: dict[str, Any]) -> None:
    fraction, seed = given.get("test_fraction", 0.25), given.get("split_seed", 0)
    if isinstance(fraction, bool) or not isinstance(fraction, float | int) or not 0 < fraction < 1:
        raise _refusal(f"The 'test_fraction' must be a number in (0, 1). Got {shorten(fraction)}.")
    # NumPy's generators, which draw the split, take seeds of 32 bits.
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise _refusal(f"The 'split_seed' must be a whole number from 0. Got {shorten(seed)}.")
    given["test_fraction"], given["split_seed"] = float(fraction), int(seed)


def _column(given: dict[str, Any]) -> None:
    kind, by, gap = given["split"], given.get("split_by"), given.get("split_gap")
    if by is not None and (not isinstance(by, str) or not by):
        raise _refusal(f"The 'split_by' must be a column's name. Got {shorten(repr(by))}.")
    if by is None and kind in GROUPED:
        raise _refusal(f"A {kind} split must name its column in 'split_by'. Got none.")
    if by is not None and kind not in (*NEED_COLUMN, *IN_TIME):
        known = listing([*NEED_COLUMN, *IN_TIME])
        raise _refusal(f"A 'split_by' needs a split that is one of {known}. Got '{kind}'.")
    if isinstance(gap, bool) or not isinstance(gap, str | int | float | None):
        raise _refusal(f"The 'split_gap' must be text or a number. Got {shorten(repr(gap))}.")
    if gap is not None and kind not in IN_TIME:
        raise _refusal(f"A 'split_gap' needs a split that is 'time' or 'rolling'. Got '{kind}'.")
    if not isinstance(given.get("split_keep", False), bool):
        raise _refusal(f"The 'split_keep' must be true or false. Got {given['split_keep']!r:.40}.")
    given["split_gap"] = None if gap is None else str(gap)


def _refusal(sentence: str) -> DataError:
    return DataError(
        sentence, next_step="Correct it; mlbench.load() describes all keywords.", code="DATA_OPTION"
    )
