"""A declared schema: which values are possible, in a file beside the data.

Either a schema of pandera as YAML (it has the key ``schema_type``), or a plain mapping of
columns to rules::

    age: {min: 0, max: 120, missing: false}
    sex: {choices: [female, male]}
    zip: {pattern: "[0-9]{5}"}
    id: {unique: true}
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from mlbench.errors import DataError, MlbenchError, did_you_mean, listing, shorten
from mlbench.parameters.yaml_text import read_yaml

RULES = ("min", "max", "choices", "pattern", "unique", "missing")
#: What pandera's import sets in the environment, for Spark. With the second, Arrow drops
#: the offset of every time that it is given, here and in all processes that are started.
_SET_BY_PANDERA = ("SPARK_LOCAL_IP", "PYARROW_IGNORE_TIMEZONE")


@contextmanager
def _pandera() -> Iterator[Any]:
    """Give pandera, which takes long to import, and leave the environment as it was."""
    before = {name: os.environ.get(name) for name in _SET_BY_PANDERA}
    try:
        import pandera.pandas  # noqa: PLC0415 - it takes long to import

        yield pandera.pandas
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)


@dataclass(frozen=True)
class Violation:
    """A rule that rows of a column break.

    Parameters
    ----------
    column : str
        The column.
    rule : str
        The rule, as pandera writes it: ``in_range(0, 120)``.
    rows : int
        How many rows break it; 0 where it is not about rows.
    first : int
        The id of the first one; -1 where it is not about rows.
    values : tuple of str
        Some of the values that break it.
    """

    column: str
    rule: str
    rows: int
    first: int
    values: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class DeclaredSchema:
    """What a schema file declares.

    Parameters
    ----------
    path : Path
        The file.
    schema : pandera.DataFrameSchema
        Its rules.
    """

    path: Path
    schema: Any

    @property
    def columns(self) -> list[str]:
        """The columns that it speaks of."""
        return list(self.schema.columns)

    def violations(self, frame: pd.DataFrame) -> list[Violation]:
        """Return each rule that some row breaks, in the order of the columns."""
        with _pandera() as pa:
            try:
                self.schema.validate(frame, lazy=True)
            except pa.errors.SchemaErrors as error:
                return _violations(error.failure_cases)
        return []


def _violations(cases: pd.DataFrame) -> list[Violation]:
    absent = cases["check"] == "column_in_dataframe"
    column = cases["column"].where(~absent, cases["failure_case"]).fillna("the table")
    found = []
    for (name, rule), group in cases.groupby([column, cases["check"].astype("str")], sort=False):
        rows = group["index"].dropna()
        values = [] if absent[group.index[0]] else group["failure_case"].unique().tolist()
        told = tuple(shorten(str(value), 40) for value in values[:3])
        first = int(rows.min()) if len(rows) else -1
        found.append(Violation(str(name), str(rule), rows.nunique(), first, told))
    return found


def read_schema(path: str, base: Path | None = None) -> DeclaredSchema:
    """Read a schema file.

    Parameters
    ----------
    path : str
        The file; a relative path starts at `base`, or in the working directory.
    base : Path, optional
        The folder of the study.

    Raises
    ------
    DataError
        There is no such file, or it is no schema; each mistake is named.
    """
    file = ((base or Path.cwd()) / Path(path).expanduser()).resolve()
    try:
        content = read_yaml(file)
    except MlbenchError as error:
        raise _refusal(*error.mistakes) from None
    where = shorten(str(file), 200)
    if not isinstance(content, dict) or not content:
        raise _refusal(f"The schema {where} must map columns to rules. Got {shorten(content)}.")
    if "schema_type" in content:
        return DeclaredSchema(file, _of_pandera(file, where))
    mistakes = [m for name, rules in content.items() for m in _mistakes(str(name), rules, where)]
    if mistakes:
        raise _refusal(*mistakes)
    return DeclaredSchema(file, _of_rules(content))


def _of_pandera(file: Path, where: str) -> Any:
    with _pandera() as pa:
        wrong = (AttributeError, KeyError, TypeError, ValueError, pa.errors.SchemaDefinitionError)
        try:
            return pa.DataFrameSchema.from_yaml(file.read_text("utf-8"))
        except wrong as error:
            reason = shorten(str(error), 200)
            raise _refusal(f"{where} must be a schema of pandera. {reason}") from None


def _mistakes(name: str, rules: object, where: str) -> list[str]:
    about = f"of '{shorten(name, 60)}' in {where}"
    if not isinstance(rules, Mapping):
        return [f"The rules {about} must be a mapping such as {{min: 0}}. Got {shorten(rules)}."]
    found = [
        f"'{shorten(str(rule))}' is no rule {about}. {did_you_mean(str(rule), RULES)}"
        for rule in rules
        if rule not in RULES
    ]
    for rule, value in rules.items():
        if not _fits(rule, value):
            found.append(f"The rule '{rule}' {about} can't be {shorten(repr(value))}.")
    return found


def _fits(rule: object, value: object) -> bool:
    if rule in ("unique", "missing"):
        return isinstance(value, bool)
    if rule in ("min", "max"):
        return isinstance(value, (int, float, date)) and not isinstance(value, bool)
    if rule == "choices":
        return isinstance(value, list) and bool(value)
    if rule == "pattern":
        try:
            return isinstance(value, str) and re.compile(value) is not None
        except re.error:
            return False
    return True


def _of_rules(content: Mapping[str, Mapping[str, Any]]) -> Any:
    with _pandera() as pa:
        return pa.DataFrameSchema(
            {str(name): _column(pa, rules) for name, rules in content.items()}
        )


def _column(pa: Any, rules: Mapping[str, Any]) -> Any:
    checks = []
    if "min" in rules:
        checks.append(pa.Check.ge(_moment(rules["min"])))
    if "max" in rules:
        checks.append(pa.Check.le(_moment(rules["max"])))
    if "choices" in rules:
        known = rules["choices"]
        checks.append(pa.Check.isin(known, name=f"one of {listing(known, 5)}"))
    if "pattern" in rules:
        checks.append(pa.Check.str_matches(rf"(?:{rules['pattern']})\Z"))
    return pa.Column(
        checks=checks, nullable=rules.get("missing", True), unique=rules.get("unique", False)
    )


def _moment(value: Any) -> Any:
    return pd.Timestamp(value) if isinstance(value, date) else value


def _refusal(*sentences: str) -> DataError:
    return DataError(*sentences, next_step="Correct the schema file.", code="DATA_SCHEMA")
