"""What the browser says of one run: what came out, its steps, and the way to its files."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path

from mlbench.errors import shorten
from mlbench.reports.headline import headline
from mlbench.reports.phrases import STATES, duration_text, moment_text, value_text
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State
from mlbench.widgets.here import link_to

#: Parameters that are told of one step.
_PARAMETERS = 40
_CARD = "model_card.md"


def details(folder: RunFolder, record: RunRecord) -> str:
    """Return a run as HTML: the sentence, links, and a table of its steps.

    Links are relative to the notebook, so that JupyterLab opens them beside it.
    """
    sign, word = STATES[record.state]
    where = f"{record.name}/{record.run_id}"
    links = [
        _link(folder.report, "report") if folder.report.is_file() else "no report",
        _link(folder.record_path, "record"),
        *([_link(folder.bundle / _CARD, "model card")] if _has_card(folder) else []),
    ]
    return (
        f"<p><strong>{html.escape(where)}</strong>: {sign} {word}, "
        f"{html.escape(moment_text(record.started))}<br>{html.escape(headline(record))}</p>"
        f"<p>Open: {' · '.join(links)} · folder {_folder(folder.path)}</p>{_steps(folder, record)}"
    )


def problem(*sentences: str) -> str:
    """Return sentences that say what is wrong, as HTML."""
    return f'<p role="alert">{"<br>".join(map(html.escape, sentences))}</p>'


def answer(*sentences: str) -> str:
    """Return sentences that say what was done, as HTML."""
    return f'<p role="status">{"<br>".join(map(html.escape, sentences))}</p>'


def progress(listed: Iterable[RunFolder]) -> list[str]:
    """Return where runs stand that go on, a line each; those that can't be read are left out."""
    lines = []
    for folder in listed:
        try:
            record = folder.read_as_written()
        except Exception:  # noqa: BLE001, S112 - it is read again in a moment
            continue
        lines.append(f"{STATES[State.RUNNING][0]} {record.name}/{record.run_id}: {_now(record)}")
    return lines


def _now(record: RunRecord) -> str:
    done = sum(step.state.is_final for step in record.steps)
    going = [
        f"{shorten(step.name, 60)}, cell {step.cells_done + 1} of {step.cells}"
        for step in record.steps
        if step.state is State.RUNNING
    ]
    return "; ".join([*going, f"{done} of {len(record.steps)} steps done"])


def _steps(folder: RunFolder, record: RunRecord) -> str:
    rows = []
    for number, step in enumerate(record.steps, 1):
        path = folder.notebook(number, step.name)
        name = shorten(step.name, 60)
        title = _link(path, name) if path.is_file() else html.escape(name)
        error = html.escape(shorten(str((step.error or {}).get("message", "")), 160))
        rows.append(
            _row("td", title, " ".join(STATES[step.state]), duration_text(step.seconds),
                 _parameters(step) + error)
        )  # fmt: skip
    head = _row("th", "Notebook", "State", "Took", "Given")
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _row(kind: str, *cells: str) -> str:
    """Return a row of cells that hold HTML."""
    inner = "".join(f'<{kind} style="text-align:left">{cell}</{kind}>' for cell in cells)
    return f"<tr>{inner}</tr>"


def _parameters(step: StepRecord) -> str:
    """Return what a step was given, folded away."""
    if not step.parameters:
        return ""
    told = [
        f"{shorten(name, 60)} = {value_text(value, 80)}" for name, value in step.parameters.items()
    ][:_PARAMETERS]
    text = "<br>".join(map(html.escape, told))
    return f"<details><summary>{len(step.parameters)} parameters</summary>{text}</details>"


def _has_card(folder: RunFolder) -> bool:
    return (folder.bundle / _CARD).is_file()


def _folder(path: Path) -> str:
    return f"<code>{html.escape(str(path))}</code>"


def _link(path: Path, text: str) -> str:
    return f'<a href="{html.escape(link_to(path))}">{html.escape(text)}</a>'
