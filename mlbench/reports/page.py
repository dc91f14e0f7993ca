"""The page as a whole: its parts, its policy, and the budget they are put together under."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from urllib.parse import quote

from mlbench.errors import shorten
from mlbench.reports import facts, rendering
from mlbench.reports.budget import Block, fit
from mlbench.reports.headline import BROKEN, broken_step, failed_cell, headline
from mlbench.reports.key_pictures import key_pictures
from mlbench.reports.notebook import notebook_blocks, read_notebook
from mlbench.reports.outputs import OutputRenderer
from mlbench.reports.page_state import PageState
from mlbench.reports.phrases import SEVERITIES, STATES, duration_text, size_text
from mlbench.reports.sandbox import script_hash
from mlbench.reports.sheet import environment, final, part, policy
from mlbench.reports.story import story
from mlbench.reports.text import Place, console_block, joined
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State

FINDING_LIMIT = 100
FILE_LIMIT = 40
#: Bytes kept of all notebooks while the page is made, and of one of many.
MOST_KEPT, LEAST_KEPT = 64_000_000, 6_000_000
#: Cells and outputs shown of one notebook.
BLOCK_LIMIT = 3000


@dataclass
class StepView:
    """What the page shows of one step."""

    step: StepRecord
    number: int
    link: str
    remark: str = ""
    notebook: dict[str, Any] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The step's place in the page."""
        return f"step-{self.number}"

    @property
    def sign(self) -> str:
        """The sign of its state."""
        return STATES[self.step.state][0]

    @property
    def word(self) -> str:
        """Its state in a word."""
        return STATES[self.step.state][1]

    @property
    def took(self) -> str:
        """How long it took."""
        return duration_text(self.step.seconds)


def render(folder: RunFolder, record: RunRecord, limit: int) -> str:
    """Return the page of a run as text of at most `limit` bytes."""
    state = PageState()
    try:
        return _rendered(folder, record, limit, state)
    finally:
        state.packer.close()


def _rendered(folder: RunFolder, record: RunRecord, limit: int, state: PageState) -> str:
    card = _card_blocks(folder, OutputRenderer(state))
    keep = max(LEAST_KEPT, MOST_KEPT // max(1, len(record.steps)))
    views = [_step_view(folder, n, step, keep) for n, step in enumerate(record.steps, 1)]
    for view in views:
        state.packer.start(view.notebook)
    pictures = key_pictures([(view.step, view.anchor, view.notebook) for view in views])
    for view in views:
        _fill(view, state)
    extra = {
        "failure": _failure_blocks(record, views),
        "card": card,
        "study": _study_blocks(record),
    }
    form = template()
    context = _context(folder, record, views) | {"key_pictures": pictures}
    context["policy"] = _policy(state.hashes)
    empty: dict[str, Any] = {"pieces": {name: [] for name in extra}, "bodies": [[] for _ in views]}
    room = limit - len(final(form.render(**context, **empty, resources=[]))) - 256
    all_blocks = [*extra.values(), *(view.blocks for view in views)]
    fitted = fit((block for blocks in all_blocks for block in blocks), room)
    resources = sorted({r for block in fitted for r in block.needs}, key=lambda r: r.hashes)
    context["policy"] = _policy({*state.hashes, *(h for r in resources for h in r.hashes)})
    pieces = (block.html for block in fitted)
    filled = [[next(pieces) for _ in blocks] for blocks in all_blocks]
    named = dict(zip(extra, filled[: len(extra)], strict=True))
    page = form.render(
        **context, pieces=named, bodies=filled[len(extra) :], resources=[r.html for r in resources]
    )
    return final(page).decode("utf-8")


@functools.cache
def template() -> Any:
    """Return the form of the page, compiled."""
    return environment().get_template("report.html.j2")


def _policy(hashes: Iterable[str]) -> str:
    """Return the page's content security policy: its own script and those of its frames."""
    return policy([script_hash(part("report.js")), *sorted(hashes)])


def _context(folder: RunFolder, record: RunRecord, views: list[StepView]) -> dict[str, Any]:
    found = record.findings
    return {
        "style": part("report.css"),
        "script": part("report.js"),
        "record": record,
        "name": shorten(record.name, 80),
        "headline": headline(record),
        "story": story(record),
        "sign": STATES[record.state][0],
        "word": STATES[record.state][1],
        "broken": record.state in BROKEN,
        "run_rows": facts.run_rows(record),
        "measures": facts.measures(record),
        "interval": facts.confidence_text(record),
        "findings": [_bounded(finding) for finding in list(found)[:FINDING_LIMIT]],
        "more_findings": max(0, len(found) - FINDING_LIMIT),
        "severities": SEVERITIES,
        "data_rows": facts.rows(
            {k: v for k, v in record.data.items() if k not in ("asked", "notes")}
        ),
        "data_notes": _texts(record.data.get("notes")),
        "environment": facts.rows(record.environment),
        "views": views,
        "rows": facts.rows,
        "bundle": _bundle_files(folder),
        "has_code": any('class="code"' in b.html for view in views for b in view.blocks),
        "State": State,
    }


def _bounded(finding: Any) -> Any:
    texts = {name: shorten(getattr(finding, name), 600) for name in ("evidence", "advice")}
    short = {name: shorten(getattr(finding, name), 160) for name in ("code", "title", "subject")}
    return replace(finding, **texts, **short)


def _texts(values: Any) -> list[str]:
    return [shorten(str(v), 400) for v in values[:40]] if isinstance(values, list) else []


def _step_view(folder: RunFolder, number: int, step: StepRecord, keep: int) -> StepView:
    """Return a step with its notebook, of which at most so many bytes are kept."""
    path = folder.notebook(number, step.name)
    view = StepView(step, number, f"{quote(path.parent.name)}/{quote(path.name)}")
    if not path.is_file():
        view.link = ""
        is_over = step.state.is_final and step.state is not State.NOT_RUN
        view.remark = "Its executed notebook is not in the run folder." if is_over else ""
        return view
    try:
        view.notebook = read_notebook(path, keep)
    except (OSError, ValueError) as error:
        view.remark = f"Its executed notebook can't be read: {shorten(str(error), 200)}."
    return view


def _fill(view: StepView, state: PageState) -> None:
    """Render the notebook of a step, and let go of it."""
    blocks = notebook_blocks(view.notebook, view.link, view.step.name, state)
    view.blocks = list(islice(blocks, BLOCK_LIMIT))
    if next(blocks, None) is not None:
        rest = Place(view.link, view.step.name, 0).note("The notebook goes on.")
        view.blocks.append(Block(rest))
    view.notebook = {}


def _failure_blocks(record: RunRecord, views: list[StepView]) -> list[Block]:
    step = broken_step(record)
    error = (step.error if step else None) or record.error
    if not error:
        return []
    view = next((v for v in views if v.step is step), None)
    link = view.link if view and view.link else record_link()
    cell = failed_cell(step) if step else None
    place = Place(link, record.name, cell or 0)
    trace = error.get("traceback")
    text = "\n".join(map(str, trace)) if isinstance(trace, list) else joined(trace)
    message = str(error.get("message") or error.get("code") or "")
    told = [text] if message and message in rendering.uncoloured(text) else [message, text]
    blocks = (console_block(part, place, "error") for part in told if part.strip())
    return [block for block in blocks if block is not None]


def record_link() -> str:
    """Return the address of the run record, relative to the report."""
    return "run.json"


def _card_blocks(folder: RunFolder, renderer: OutputRenderer) -> list[Block]:
    path = folder.bundle / "model_card.md"
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return []
    block = renderer.prose(text, Place("bundle/model_card.md", "Model card", 0))
    return [block] if block else []


def _study_blocks(record: RunRecord) -> list[Block]:
    if not record.study:
        return []
    text = json.dumps(record.study, indent=1, ensure_ascii=False, default=str)
    shown = rendering.code(text[:40_000], "json")
    gone = Block(Place(record_link(), "Study", 0).note("The study is left out."))
    return [Block(shown, lambda: gone)]


def _bundle_files(folder: RunFolder) -> list[tuple[str, str, str]]:
    """Return address, name and size of each file of the bundle."""
    base = folder.bundle
    paths = sorted(p for p in base.rglob("*") if p.is_file()) if base.is_dir() else []
    named = [(p.relative_to(base).as_posix(), p.stat().st_size) for p in paths[:FILE_LIMIT]]
    return [(f"bundle/{quote(name)}", shorten(name, 120), size_text(size)) for name, size in named]
