"""What is said of files: by the folders they lie in, by their names, or by a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, listing, shorten

#: The column to predict.
LABEL = "label"
#: Folders of these names are parts of the data and no classes.
PARTS = {"train", "training", "test", "testing", "val", "valid", "validation", "dev"}
_FIELD = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, eq=False)
class Labels:
    """What is said of files.

    Parameters
    ----------
    columns : pandas.DataFrame
        One row for each file that is kept, in the order of the files.
    kept : list of int
        The places of these files.
    why : str
        Why the others are not, in words that complete "which ...".
    target : str, optional
        The column to predict.
    remarks : tuple of Remark
        What else was noticed.
    """

    columns: pd.DataFrame
    kept: list[int]
    why: str = ""
    target: str | None = None
    remarks: tuple[Remark, ...] = ()


def by_folder(paths: Sequence[str]) -> Labels:
    """Label files by the folder that they lie in.

    ``train/cat/1.png`` is of the part ``train`` and the label ``cat``; where no folder is a
    part's, ``cat/1.png`` is of the label ``cat``. Where no file lies in a folder, there are
    no labels; where some do, the files beside the folders are not kept.

    >>> labels = by_folder(["cat/1.png", "dog/1.png", "2.png"])
    >>> labels.columns["label"].tolist(), labels.kept
    (['cat', 'dog'], [0, 1])
    """
    ways = [PurePosixPath(path).parts[:-1] for path in paths]
    has_parts = all(ways) and {way[0].lower() for way in ways} <= PARTS
    depth = 1 if has_parts else 0
    kept = [place for place, way in enumerate(ways) if len(way) > depth]
    has_labels = bool(kept)
    kept = kept or list(range(len(paths)))
    columns = {"part": [ways[place][0] for place in kept]} if has_parts else {}
    if has_labels:
        columns[LABEL] = [ways[place][depth] for place in kept]
    frame = pd.DataFrame(columns, index=range(len(kept)), dtype="str")
    return Labels(
        frame, kept, "lie beside the folders of the labels", LABEL if has_labels else None
    )


def by_pattern(paths: Sequence[str], pattern: str) -> Labels:
    """Label files by what their names say; files of other names are not kept.

    Parameters
    ----------
    paths : sequence of str
        The files.
    pattern : str
        The name without its ending, with fields in braces: ``{label}_{speaker}_{index}``.
        Each field is a column, of numbers where all are whole numbers. A field ends where
        the text that follows it in the pattern first occurs; the last one takes the rest.

    Raises
    ------
    DataError
        The pattern has no field, or one twice, or no name follows it.

    >>> by_pattern(["7_anna_0.wav"], "{label}_{speaker}_{index}").columns.iloc[0].to_dict()
    {'label': 7, 'speaker': 'anna', 'index': 0}
    """
    names = _fields(pattern)
    rule = re.compile(_rule(pattern))
    found = [rule.fullmatch(PurePosixPath(path).stem) for path in paths]
    kept = [place for place, match in enumerate(found) if match is not None]
    if not kept:
        raise _refusal(
            f"The names of the files must follow the pattern '{shorten(pattern)}'. None of "
            f"{len(paths):,} does, as {listing([PurePosixPath(p).name for p in paths], 3)}."
        )
    said = [match.groupdict() for match in found if match is not None]
    frame = pd.DataFrame(said, columns=names, dtype="str")
    plain = frame.assign(**{name: _plain(frame[name]) for name in names})
    return Labels(plain, kept, "do not follow the pattern", LABEL if LABEL in names else None)


def by_table(paths: Sequence[str], table: pd.DataFrame, where: str) -> Labels:
    """Label files by a table that names them; files that it does not name are not kept.

    Parameters
    ----------
    paths : sequence of str
        The files.
    table : pandas.DataFrame
        The file in the first column, by its path, or by its name with or without ending
        where that is the name of one file only; the further columns are kept as they are.
        ``label``, or else the only further column, is what is predicted.
    where : str
        The table's name, for sentences.

    Raises
    ------
    DataError
        No file is named, one is named twice, or there is no further column.
    """
    first, *further = (str(name) for name in table.columns)
    known = _by_names(paths)
    places = table[first].astype("str").map(lambda name: known.get(str(name).lstrip("./")))
    named = places.dropna().astype("int64")
    twice = [paths[place] for place in named[named.duplicated()].unique()]
    if named.empty or twice or not further:
        got = f"{listing(twice, 3)} twice" if twice else listing(table[first], 3)
        raise _refusal(
            f"{where} must name files of the folder in its column '{shorten(first, 40)}', each "
            f"once, and say something of them in a further column. Got {got}."
        )
    kept = sorted(named)
    frame = table.loc[named.sort_values().index, further].reset_index(drop=True)
    lost = table.loc[places.isna(), first]
    text = f"{len(lost):,} rows of {where} name no file that is there: {listing(lost, 3)}."
    remarks = (Remark(Topic.ASIDE, text),) if len(lost) else ()
    target = LABEL if LABEL in further else further[0] if len(further) == 1 else None
    return Labels(frame, kept, f"{where} does not name", target, remarks)


def _by_names(paths: Sequence[str]) -> dict[str, int]:
    """Return place by whole path, and by name or stem where only one file bears it."""
    known: dict[str, int] = {}
    bare = [PurePosixPath(path) for path in paths]
    for names in ([path.stem for path in bare], [path.name for path in bare]):
        counts = Counter(names)
        known |= {name: place for place, name in enumerate(names) if counts[name] == 1}
    return known | {path: place for place, path in enumerate(paths)}


def _fields(pattern: str) -> list[str]:
    names = _FIELD.findall(pattern)
    twice = [name for name, count in Counter(names).items() if count > 1]
    if not names or twice or re.search(r"\}\{", pattern):
        raise _refusal(
            "The option 'pattern' must hold fields in braces, each once and with text between "
            f"them, as '{{label}}_{{speaker}}'. Got '{shorten(pattern)}'."
        )
    return names


def _rule(pattern: str) -> str:
    """Return the pattern as a regular expression; fields stop at the text that follows them."""
    pieces = _FIELD.split(pattern)
    texts, names = pieces[::2], pieces[1::2]
    rule = re.escape(texts[0])
    for name, text in zip(names, texts[1:], strict=True):
        rule += f"(?P<{name}>.+{'?' if text else ''})" + re.escape(text)
    return rule


def _plain(texts: pd.Series) -> pd.Series:
    is_whole = texts.str.fullmatch(r"0|[1-9]\d{0,14}").all()
    return pd.to_numeric(texts) if is_whole else texts


def _refusal(sentence: str) -> DataError:
    return DataError(
        sentence,
        next_step="Correct the option under 'read'; mlbench.load() describes all of them.",
        code="DATA_OPTION",
    )
