"""Files at an address, from servers that really answer."""

from __future__ import annotations

import threading
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import fsspec
import pytest

from mlbench.data.reading.options import ReadOptions
from mlbench.data.sources import fetching, read_source
from mlbench.data.sources.named import NAMED, NamedTable
from mlbench.settings import settings

TEXT = b"a,b\n1,x\n2,y\n"


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder, and remembers what was asked of it."""

    def log_message(self, *about: object) -> None:
        self.server.asked.append(f"{self.command} {self.path}")  # type: ignore[attr-defined]


@pytest.fixture
def server(workplace, cache):
    """A web server of a folder; its address, and what it was asked."""
    folder = workplace / "served"
    folder.mkdir()
    (folder / "t.csv").write_bytes(TEXT)
    made = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    made.asked = []
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}", made.asked, folder
    made.shutdown()
    thread.join()
    made.server_close()


def read(source):
    return read_source(source, ReadOptions()).table


def test_file_is_fetched_once_and_again_when_it_changed(server):
    address, asked, folder = server
    assert read(f"{address}/t.csv").frame["a"].tolist() == [1, 2]
    assert read(f"{address}/t.csv").name == "t"
    assert sum(line.startswith("GET") for line in asked) == 1
    (folder / "t.csv").write_bytes(TEXT + b"3,z\n")
    assert len(read(f"{address}/t.csv").frame) == 3


def test_address_without_a_file_is_refused_in_one_sentence(server, refused):
    with refused("DATA_NOT_FOUND", "There is no file at", "/none.csv"):
        read(f"{server[0]}/none.csv")


def test_server_that_is_not_there_is_refused(cache, refused):
    with refused("DATA_REMOTE", "127.0.0.1", "can't be fetched"):
        read("http://127.0.0.1:9/t.csv")


def test_passwords_of_an_address_are_not_shown(server, refused):
    address = server[0].replace("://", "://me:hunter2@")
    with refused("DATA_NOT_FOUND", "me:***@"):
        read(f"{address}/none.csv?token=abc")


def test_unknown_kind_of_address_is_refused(cache, refused):
    with refused("DATA_REMOTE", "nowhere://x"):
        read("nowhere://x/t.csv")


def test_patterns_and_keys_hold_at_addresses_too(cache):
    files = fsspec.filesystem("memory")
    for year in (2023, 2024):
        files.pipe(f"/sales/year={year}/t.csv", TEXT)
    try:
        assert read("memory://sales/*/t.csv").frame["year"].tolist() == [2023, 2023, 2024, 2024]
    finally:
        files.rm("/sales", recursive=True)


@pytest.fixture
def named(server, monkeypatch):
    """A named data set that lies on the server, and no data folder."""
    monkeypatch.delenv("MLBENCH_DATA", raising=False)
    settings.cache_clear()
    entry = NamedTable(
        path="little/t.csv",
        target="b",
        origin="here",
        licence="none",
        rows=2,
        address=f"{server[0]}/t.csv",
        sha256=sha256(TEXT).hexdigest(),
    )
    monkeypatch.setitem(NAMED, "little", entry)
    return server


def test_named_set_is_fetched_with_its_checksum_once(named, cache):
    told = []
    progress = fetching.Progress(lambda done, total: told.append((done, total)))
    path = fetching.fetch_named("little", progress)
    assert path == cache / "fetched" / "little" / "t.csv"
    assert told
    table = read("little")
    assert (table.name, table.target) == ("little", "b")
    assert sum(line.startswith("GET") for line in named[1]) == 1


def test_named_set_that_changed_at_its_address_is_refused_and_not_kept(named, cache, refused):
    (named[2] / "t.csv").write_bytes(TEXT + b"3,z\n")
    with refused("DATA_NOT_FOUND", "'little'", "It has changed there"):
        read("little")
    assert [path for path in cache.rglob("*") if path.is_file()] == []


def test_data_folder_wins_over_the_address(named, workplace, monkeypatch):
    (workplace / "data" / "little").mkdir(parents=True)
    (workplace / "data" / "little" / "t.csv").write_bytes(TEXT)
    monkeypatch.setenv("MLBENCH_DATA", str(workplace / "data"))
    settings.cache_clear()
    assert len(read("little").frame) == 2
    assert named[1] == []
    settings.cache_clear()
