"""What the rows of a table are about, and which column plays which role.

A source may say it, a person may say it, and names such as ``userId``, ``movieId`` and
``rating`` side by side say it unmistakably. What was inferred is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
from pandas.api import types

from mlbench.data.kinds import ColumnKind, kind_of
from mlbench.data.raw import RawTable
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, did_you_mean, listing, shorten
from mlbench.vocabulary import DataKind

#: A series is inferred from names only with so many columns that can be drawn.
SIGNALS = 3
#: A text is what the rows are about in a table of at most so many columns.
AROUND_TEXT = 4


@dataclass(frozen=True)
class Cast:
    """The roles of one kind of data.

    Parameters
    ----------
    needed : tuple of str
        Roles that a column must play.
    further : tuple of str
        Roles that a column may play.
    """

    needed: tuple[str, ...] = ()
    further: tuple[str, ...] = ()


#: Which roles there are. ``unit`` is whom or what several rows belong to: a speaker, an engine.
CASTS: dict[DataKind, Cast] = {
    DataKind.TABULAR: Cast((), ("part",)),
    DataKind.TEXT: Cast(("text",), ("part", "unit")),
    DataKind.IMAGES: Cast(("image",), ("part", "unit")),
    DataKind.AUDIO: Cast(("audio",), ("part", "unit")),
    DataKind.RATINGS: Cast(("user", "item", "value"), ("time", "title")),
    DataKind.SERIES: Cast(("time",), ("unit", "part")),
}

#: Roles whose columns hold names, also where these are numbers.
NAMES = ("user", "item", "unit")
#: Names that leave no doubt, in small letters and without separators.
_USUAL = {
    "user": "user userid uid reviewerid customerid",
    "item": "item itemid movie movieid productid bookid isbn songid trackid artistid asin",
    "value": "rating ratings score stars bookrating overall",
    "time": "time timestamp datetime date day cycle timecycles",
    "title": "title itemtitle movietitle",
    "unit": "unit unitid unitnr unitnumber engine engineid machine machineid deviceid "
    "speaker speakerid subject subjectid person personid patient patientid",
    "text": "text sentence review reviewtext utterance message comment document tweet query",
    "image": "image imagepath file filename filepath path",
    "audio": "audio audiopath wav file filename filepath path",
    "part": "part split subset partition",
}
_INFERRED = (DataKind.RATINGS, DataKind.SERIES, DataKind.TEXT)


def settled(table: RawTable, kind: str, roles: Mapping[str, str]) -> RawTable:
    """Return a table that knows what its rows are about.

    Parameters
    ----------
    table : RawTable
        As the source gave it.
    kind : str
        A :class:`~mlbench.vocabulary.DataKind`, or ``auto``: what the source says, or else
        what the names of the columns leave no doubt about, or else ``tabular``.
    roles : mapping of str to str
        Role -> column, as asked for; the others are found by usual names.

    Raises
    ------
    DataError
        A role that the kind does not have, a column that is not there, or a role that no
        column plays.
    """
    if kind == "auto" and not roles and table.kind is DataKind.TABULAR:
        return _inferred(table)
    if kind == "auto" and roles and table.kind is DataKind.TABULAR:
        raise _refusal(
            f"Roles need a kind of data. Got the roles {listing(roles)} and no kind.",
            f"Add 'kind', one of {listing(list(CASTS)[1:])}.",
        )
    wanted = table.kind if kind == "auto" else DataKind(kind)
    cast = CASTS[wanted]
    _check(wanted, roles, [str(name) for name in table.frame.columns])
    known = table.roles if table.kind is wanted else {}
    own = {role: column for role, column in known.items() if column in table.frame}
    found = {**_found(table.frame, wanted), **own, **roles}
    missing = [role for role in cast.needed if role not in found]
    if missing:
        raise _refusal(
            f"Data of the kind '{wanted}' must have a column for each of {listing(cast.needed)}. "
            f"None was named, and none is found by its name, for {listing(missing)}.",
            f"Name it, as roles: {{{missing[0]}: COLUMN}}; the columns are "
            f"{listing(table.frame.columns)}.",
        )
    _refuse_types(table.frame, wanted, found)
    order = (*cast.needed, *cast.further)
    return replace(table, kind=wanted, roles={r: found[r] for r in order if r in found})


def _check(kind: DataKind, roles: Mapping[str, str], names: list[str]) -> None:
    known = [*CASTS[kind].needed, *CASTS[kind].further]
    for role, column in roles.items():
        if role not in known:
            raise _refusal(
                f"'{shorten(role)}' is not a role of the kind '{kind}'. "
                f"{did_you_mean(role, known)}",
                "Correct the role, or the kind.",
            )
        if column not in names:
            raise _refusal(
                f"The role '{role}' must name one of the {len(names):,} columns. "
                f"Got '{shorten(column)}'. {did_you_mean(column, names)}",
                "Correct the column's name.",
            )


def _refuse_types(frame: pd.DataFrame, kind: DataKind, roles: Mapping[str, str]) -> None:
    """Refuse values of ratings that are no numbers, and moments of series that have no order."""
    role = {DataKind.RATINGS: "value", DataKind.SERIES: "time"}.get(kind, "")
    column = frame[roles[role]] if role else None
    if column is None or types.is_numeric_dtype(column.dtype):
        return
    if role == "time" and types.is_datetime64_any_dtype(column.dtype):
        return
    expected = "numbers" if role == "value" else "numbers or times"
    raise _refusal(
        f"The role '{role}' of the kind '{kind}' must be played by a column of {expected}. Got "
        f"'{shorten(roles[role], 60)}' with values such as {listing(column.dropna().unique(), 3)}.",
        "Name another column, or write its values in a standard form.",
    )


def _found(frame: pd.DataFrame, kind: DataKind) -> dict[str, str]:
    """Return the roles for which exactly one column bears a usual name."""
    cast = CASTS[kind]
    plain = {str(name): re.sub(r"[^a-z0-9]", "", str(name).lower()) for name in frame.columns}
    found = {}
    for role in (*cast.needed, *cast.further):
        columns = [name for name, bare in plain.items() if bare in _USUAL[role].split()]
        if len(columns) == 1:
            found[role] = columns[0]
    return found


def _inferred(table: RawTable) -> RawTable:
    for kind in _INFERRED:
        roles = _found(table.frame, kind)
        if set(CASTS[kind].needed) <= set(roles) and _SUITS[kind](table.frame, roles):
            said = ", ".join(f"{role} is '{shorten(name, 40)}'" for role, name in roles.items())
            text = (
                f"The rows were found to be {_ABOUT[kind]} by the names of the columns: {said}. "
                "The option kind: tabular sets that aside."
            )
            remark = Remark(Topic.KIND, text, dict.fromkeys(roles.values(), 0))
            return replace(table, kind=kind, roles=roles, remarks=(*table.remarks, remark))
    return table


_ABOUT = {
    DataKind.RATINGS: "ratings",
    DataKind.SERIES: "time series of several units",
    DataKind.TEXT: "texts",
}


def _are_ratings(frame: pd.DataFrame, roles: Mapping[str, str]) -> bool:
    return types.is_numeric_dtype(frame[roles["value"]].dtype)


def _are_series(frame: pd.DataFrame, roles: Mapping[str, str]) -> bool:
    if "unit" not in roles or types.is_float_dtype(frame[roles["unit"]].dtype):
        return False
    place = [roles["unit"], roles["time"]]
    signals = frame.select_dtypes("number").columns.difference(place)
    repeated = frame.duplicated(place).any()
    return len(signals) >= SIGNALS and not repeated and frame[place[0]].nunique() < len(frame)


def _are_texts(frame: pd.DataFrame, roles: Mapping[str, str]) -> bool:
    is_prose = kind_of(frame[roles["text"]]) is ColumnKind.TEXT
    return is_prose and frame.shape[1] <= AROUND_TEXT


_SUITS = {
    DataKind.RATINGS: _are_ratings,
    DataKind.SERIES: _are_series,
    DataKind.TEXT: _are_texts,
}


def _refusal(sentence: str, next_step: str) -> DataError:
    return DataError(sentence, next_step=next_step, code="DATA_ROLES")
