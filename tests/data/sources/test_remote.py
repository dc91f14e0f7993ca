"""Files at an address, from servers that really answer."""

from __future__ import annotations

import gzip
import socket
import threading
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import fsspec
import pytest

from mlbench.data.load import load
from mlbench.data.reading.options import ReadOptions
from mlbench.data.sources import fetching, read_source, remote
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
    thread = threading.Thread(target=made.serve_forever, args=[0.02])
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


def test_a_large_file_comes_from_a_server_that_knows_no_ranges(server):
    text = b"a,b\n" + b"1,x\n" * 1_600_000
    (server[2] / "large.csv").write_bytes(text)
    assert remote.fetch(f"{server[0]}/large.csv")[0].read_bytes() == text


def test_two_loads_see_a_file_as_it_is_then(server):
    first = load(f"{server[0]}/t.csv").fingerprint
    (server[2] / "t.csv").write_bytes(TEXT + b"3,z\n")
    assert load(f"{server[0]}/t.csv").fingerprint != first


#: What a server answers to any request for a path -> words of the refusal.
ODD = {
    "/forbidden.csv": ("DATA_REMOTE", "the server answered 403", "permission"),
    "/login.csv": ("DATA_REMOTE", "the server answered 401", "Log in"),
    "/broken.csv": ("DATA_REMOTE", "the server answered 500"),
    "/gone.csv": ("DATA_NOT_FOUND", "There is no file at"),
    "/round.csv": ("DATA_REMOTE", "without end"),
    "/short.csv": ("DATA_REMOTE", "ended the connection before all of it had come"),
    "/silent.csv": ("DATA_REMOTE", "ended the connection before all of it had come"),
}


class _Quiet(BaseHTTPRequestHandler):
    """Answers, and writes no log."""

    def log_message(self, *about: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        self.do_GET()


class _Odd(_Quiet):
    """Redirects, refuses, promises more than it gives, or hangs up."""

    def do_GET(self) -> None:
        statuses = {"/forbidden.csv": 403, "/login.csv": 401, "/broken.csv": 500, "/gone.csv": 410}
        to = {"/latest": "/t.csv", "/moved.csv": "/t.csv", "/round.csv": "/round.csv"}
        if self.path == "/silent.csv" and self.command == "GET":
            return
        self.send_response(302 if self.path in to else statuses.get(self.path, 200))
        if self.path in to:
            self.send_header("Location", to[self.path])
        more = 1000 if self.path == "/short.csv" else 0
        body = b"" if self.path in {**statuses, **to} else TEXT
        self.send_header("Content-Length", str(len(body) + more))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


def served(handler):
    """Give the address of a server that answers so, and end it."""
    made = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=made.serve_forever, args=[0.02])
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def odd(cache):
    """The address of a server that answers oddly."""
    yield from served(_Odd)


@pytest.mark.parametrize("path", ODD)
def test_what_a_server_has_against_it_is_said_and_nothing_is_kept(odd, cache, refused, path):
    code, *words = ODD[path]
    with refused(code, odd + path, *words):
        read(odd + path)
    assert [file for file in cache.rglob("*") if file.is_file()] == []


PACKED = gzip.compress(TEXT)
#: How servers send a table -> the body and the encoding that they name.
SENT = {
    "/as-it-is/t.csv.gz": (PACKED, None),
    "/as-encoded/t.csv.gz": (PACKED, "gzip"),
    "/old-word/t.csv.gz": (PACKED, "x-gzip"),
    "/packed-twice/t.csv.gz": (gzip.compress(PACKED), "gzip"),
    "/packed-for-the-way/t.csv": (PACKED, "gzip"),
}


class _Encoding(_Quiet):
    """Sends what it has with a name for its encoding, whatever was asked for."""

    def do_GET(self) -> None:
        body, encoding = {**SENT, "/wrong/t.csv.gz": (TEXT, None)}[self.path]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def encoding(cache):
    """The address of a server that sends tables in several encodings."""
    yield from served(_Encoding)


@pytest.mark.parametrize("path", SENT)
def test_a_packed_table_is_read_whatever_encoding_the_server_names(encoding, path):
    for _ in range(2):  # the second time from the cache
        assert read(encoding + path).frame["b"].tolist() == ["x", "y"]


def test_a_file_that_its_server_calls_packed_by_its_name_only_is_refused(encoding, refused):
    with refused("DATA_INVALID", "t.csv.gz must be a file compressed by gzip"):
        read(f"{encoding}/wrong/t.csv.gz")


def test_redirects_are_followed_and_their_goal_says_the_format(odd):
    assert read(f"{odd}/moved.csv").frame["b"].tolist() == ["x", "y"]
    assert read(f"{odd}/latest").frame["a"].tolist() == [1, 2]


def test_a_server_that_is_silent_is_not_waited_for_without_end(cache, refused, monkeypatch):
    monkeypatch.setattr(remote, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/t.csv"
        with refused("DATA_REMOTE", "no server answers there"):
            read(address)


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
