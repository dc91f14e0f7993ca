"""Names and texts as parts of a query."""

from __future__ import annotations


def sql_name(name: str) -> str:
    """Return the name of a table or a column as it stands in a query.

    >>> print(sql_name('the "first" one'))
    "the ""first"" one"
    """
    return '"' + name.replace('"', '""') + '"'


def sql_text(value: object) -> str:
    """Return a value as a text of a query.

    >>> print(sql_text("it's"))
    'it''s'
    """
    return "'" + str(value).replace("'", "''") + "'"
