"""Databases: tables and queries, never written to, with sentences that hide passwords."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import duckdb
import pytest

from mlbench.data.load import load
from mlbench.data.reading.options import ReadOptions
from mlbench.data.sources import read_source

ROWS = [(1, "Ann", 0.5, "2024-01-01"), (2, None, 1.5, "2024-01-02"), (3, "Bo", None, "2024-01-03")]


@pytest.fixture
def sqlite(workplace):
    with closing(sqlite3.connect("people.sqlite")) as database, database:
        database.execute("create table people (id integer, name text, score real, day text)")
        database.executemany("insert into people values (?, ?, ?, ?)", ROWS)
    return workplace / "people.sqlite"


@pytest.fixture
def duck(workplace):
    with closing(duckdb.connect("people.duckdb")) as database:
        database.execute("create table people (id int, name text, score double, day date)")
        database.executemany("insert into people values (?, ?, ?, ?)", ROWS)
    return workplace / "people.duckdb"


def read(source, **options):
    return read_source(source, ReadOptions.of(options)).table


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
@pytest.mark.parametrize("address", ["{0}:///people.{0}", "people.{0}"])
def test_only_table_is_read_with_types_and_said(sqlite, duck, kind, address):
    table = read(address.format(kind))
    assert table.frame.dtypes.astype(str).tolist() == ["int64", "str", "float64", "datetime64[us]"]
    assert table.frame["name"].isna().tolist() == [False, True, False]
    assert "only table 'people'" in table.remarks[0].text


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_query_is_read_as_it_stands(sqlite, duck, kind):
    query = "select name, score * 2 as twice from people where name like '%:%' or id < 3"
    table = read(f"{kind}:///people.{kind}", query=query)
    assert table.frame["twice"].tolist() == [1.0, 3.0]
    assert table.remarks == ()


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_nothing_is_written_whatever_is_asked(sqlite, duck, kind, refused):
    for query in ("delete from people", "create table more (a int)"):
        with refused("DATA_DATABASE", f"people.{kind}"):
            read(f"{kind}:///people.{kind}", query=query)
    assert len(read(f"{kind}:///people.{kind}").frame) == 3


def test_one_of_several_tables_must_be_named(sqlite, refused):
    with closing(sqlite3.connect(sqlite)) as database, database:
        database.execute('create table "odd ""name" as select 7 as a')
    with refused("DATA_OPTION", "2 tables", "'people'", "read={'table': ...}"):
        read("people.sqlite")
    with refused("DATA_OPTION", "Did you mean 'people'?"):
        read("people.sqlite", table="peple")
    with refused("DATA_OPTION", "Got both"):
        read("people.sqlite", table="people", query="select 1")
    assert read("people.sqlite", table='odd "name').frame["a"].tolist() == [7]


def test_values_of_several_types_in_one_sqlite_column_become_text(sqlite):
    with closing(sqlite3.connect(sqlite)) as database, database:
        database.execute("insert into people values ('x', x'00', 2, '2024-01-04')")
    table = read("people.sqlite")
    assert table.frame["id"].tolist() == ["1", "2", "3", "x"]
    assert [event.column for event in table.events] == ["id", "name"]


def test_locked_database_is_refused_quickly(sqlite, refused):
    with closing(sqlite3.connect(sqlite)) as other:
        other.execute("begin exclusive")
        with refused("DATA_LOCKED", "people.sqlite", "locked", "Wait"):
            read("people.sqlite")


def test_missing_file_is_refused_and_not_made(workplace, refused):
    with refused("DATA_NOT_FOUND", "none.sqlite"):
        read("sqlite:///none.sqlite")
    assert not (workplace / "none.sqlite").exists()


def test_file_that_is_no_database_is_refused(written, refused):
    for name in ("t.sqlite", "t.duckdb"):
        with refused("DATA_DATABASE", name):
            read(written(b"no database at all " * 100, name))


def test_wrong_query_is_refused_with_what_the_database_says(sqlite, refused):
    with refused("DATA_DATABASE", "no such column: nam"):
        read("people.sqlite", query="select nam from people")


def test_passwords_are_never_shown(workplace, refused):
    with refused("DATA_DATABASE", "postgresql://me:***@localhost"):
        read("postgresql://me:hunter2@localhost/db", table="x")
    with pytest.raises(Exception) as caught:
        read("postgresql://me:hunter2@localhost/db", table="x")
    assert "hunter2" not in str(caught.value)


def test_study_finds_the_database_from_any_folder(sqlite, monkeypatch, tmp_path_factory):
    found = read_source("sqlite:///people.sqlite", ReadOptions()).source
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert load(found, "score", read={"query": "select * from people where score > 0"}).rows == 2
