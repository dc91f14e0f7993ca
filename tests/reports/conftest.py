"""Runs made by hand, and a reader of pages that sees everything that could act."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.server
import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browsing import Window, browser_window
from nbformat.v4 import new_code_cell
from paper import find_printer
from PIL import Image
from plotly.offline import get_plotlyjs

from mlbench.reports.report import write_report
from mlbench.reports.sheet import TEMPLATES
from mlbench.store.folder import RunFolder
from mlbench.store.lock import RunLock
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State


@dataclass
class Page(HTMLParser):
    """A parsed page: its elements, its scripts, its text, and the pages in its frames."""

    source: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)
    styles: list[str] = field(default_factory=list)
    frames: list[Page] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside = ""
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if "srcdoc" in given:
            self.frames.append(Page(given["srcdoc"]))
        if "data-packed" in given:
            inside = gzip.decompress(base64.b64decode(given["data-packed"]))
            self.frames.append(Page(inside.decode()))
        self._inside = tag if tag in ("script", "style") else ""
        if tag == "script" and given.get("type") in DATA_TYPES:
            self._inside = f"data {given.get('id')}"

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        self.text += " " if tag in ("td", "th", "summary", "caption") else ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside.startswith("data "):
            self.data[self._inside[5:]] = data
        elif self._inside == "style":
            self.styles.append(data)
        else:
            self.text += data

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.elements if name in attrs]

    def having(self, tag: str) -> list[dict[str, str]]:
        return [attrs for found, attrs in self.elements if found == tag]

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    @property
    def policy(self) -> str:
        metas = self.having("meta")
        return next(m["content"] for m in metas if "http-equiv" in m)


SVG = "/svg+xml"
#: Types of script elements that no browser runs.
DATA_TYPES = {"application/gzip", "application/json"}
#: What formulas may be made of; none of it links, loads or acts.
FORMULA = {
    *("math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac"),
    *("msqrt", "mroot", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle"),
    *("mphantom", "mpadded", "menclose", "mmultiscripts", "mprescripts"),
}
NO_FORMULA = {"href", "src", "style", "class", "id", "actiontype", "definitionurl", "xmlns"}
LOADING = {"srcset", "poster", "action", "formaction", "background", "ping", "data", "xlink:href"}
FORBIDDEN = {
    *("form", "object", "embed", "base", "link", "svg", "audio", "video", "frame", "button"),
    *("maction", "semantics", "annotation", "annotation-xml", "mglyph", "malignmark"),
}


def assert_inert(page: Page) -> None:
    """Assert that nothing of a page acts or loads, but its own scripts and its frames."""
    for tag, attrs in page.elements:
        assert tag not in FORBIDDEN, tag
        assert not [name for name in attrs if name.startswith("on")], attrs
        assert not LOADING & set(attrs), attrs
        if tag == "input":
            assert attrs == {"type": "checkbox", "id": "all-code"}
        if tag in FORMULA:
            assert not NO_FORMULA & set(attrs), attrs
        if tag == "iframe":
            assert attrs["sandbox"] == "allow-scripts"
            assert not {"src", "srcdoc"} & set(attrs)
        if tag == "img":
            assert attrs["alt"].strip()
        if tag == "meta" and "http-equiv" in attrs:
            assert attrs["http-equiv"] == "Content-Security-Policy"
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", page.source)
    for address in page.attributes("src"):
        assert address.startswith("data:image/"), address[:100]
    for address in page.attributes("href"):
        assert re.fullmatch(r"#[a-z0-9-]+|[\w%.-]+(/[\w%.()'~-]+)*", address), address
    for style in [*page.styles, *page.attributes("style")]:
        assert not re.search(r"url\(|@import|expression|image-set", style, re.IGNORECASE)
    assert_scripts(page)
    assert page.policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe-inline" not in page.policy.partition("script-src")[2]
    assert "unsafe-eval" not in page.policy


def assert_scripts(page: Page) -> None:
    """Assert that the page's policy lists what is known to be in it, and nothing else."""
    own = [template("report.js")]
    frames = [script for frame in page.frames for script in frame.scripts]
    figures = [frame for frame in page.frames if "data" in frame.data]
    assert bool(figures) == ("plotly-library" in page.data)
    if figures:
        own.append(template("figures.js"))
        packed = page.data["plotly-library"]
        frames.append(gzip.decompress(base64.b64decode(packed)).decode())
        assert frames[-1] == get_plotlyjs()
    assert all(frame.scripts == [template("figure.js")] for frame in figures)
    assert page.scripts == own
    listed = set(re.findall(r"'sha256-[^']+'", page.policy))
    assert listed == {script_hash(script) for script in [*own, *frames]}


def script_hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def template(name: str) -> str:
    """Return a script that is part of the project."""
    return (TEMPLATES / name).read_text("utf-8").strip()


def display(html: str = "", *, plain: str = "", metadata: Any = None, **data: str) -> Any:
    bundle = {name.replace("__", "/").replace("/svg", SVG): text for name, text in data.items()}
    if html:
        bundle["text/html"] = html
    if plain:
        bundle["text/plain"] = plain
    return nbformat.v4.new_output("display_data", data=bundle, metadata=metadata or {})


def png(width: int = 40, height: int = 30, *, noise: bool = False) -> str:
    """Return a picture as base64, incompressible if asked for."""
    picture = Image.effect_noise((width, height), 100) if noise else Image.new("L", (width, height))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def shown(outputs: list[Any], source: str = "1 + 1") -> Any:
    """Return a code cell that has run."""
    return new_code_cell(source, outputs=outputs, execution_count=1)


def notebook(cells: list[Any], metadata: dict[str, Any] | None = None) -> str:
    """Return the file of an executed notebook."""
    info = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}} | (metadata or {})
    return json.dumps({"cells": cells, "metadata": info, "nbformat": 4, "nbformat_minor": 5})


@dataclass
class Runs:
    """Makes run folders out of cells."""

    base: Path

    def folder(
        self,
        cells: list[Any],
        step: StepRecord | None = None,
        metadata: dict[str, Any] | None = None,
        **values: Any,
    ) -> RunFolder:
        step = step or StepRecord("look", "look", state=State.DONE, cells=1, cells_done=1)
        given = {"name": "study", "state": State.DONE, "seconds": 3.0, "steps": [step], **values}
        folder = RunFolder(self.base / f"run-{len(list(self.base.iterdir()))}")
        folder.write(RunRecord(run_id="20260301-123005-250-ab12", **given))
        if cells:
            path = folder.notebook(1, step.name)
            path.parent.mkdir(parents=True)
            path.write_text(notebook(cells, metadata), "utf-8")
        return folder

    def page(self, cells: list[Any], step: StepRecord | None = None, **values: Any) -> Page:
        folder = self.folder(cells, step, **values)
        with RunLock(folder.path):  # as the process that runs it
            return read(folder)


def read(folder: RunFolder, **options: Any) -> Page:
    """Write the report of a run and read it."""
    return Page(write_report(folder, **options).read_text("utf-8"))


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path)


@pytest.fixture(scope="module")
def shared_runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Runs that the tests of a file look at and leave as they are."""
    return Runs(tmp_path_factory.mktemp("runs"))


@pytest.fixture
def inert() -> Callable[[Page], None]:
    return assert_inert


@pytest.fixture(scope="session")
def tools() -> Any:
    """The makers of outputs."""

    class Tools:
        display = staticmethod(display)
        notebook = staticmethod(notebook)
        png = staticmethod(png)
        shown = staticmethod(shown)
        read = staticmethod(read)
        page = Page

    return Tools


@pytest.fixture(scope="session")
def window() -> Iterator[Window]:
    """A real browser without a network."""
    with browser_window() as opened:
        yield opened


@pytest.fixture
def browser() -> str:
    """The program that prints pages."""
    return find_printer()


@pytest.fixture
def visitors():
    """A real server, and the paths that anyone asked it for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()
