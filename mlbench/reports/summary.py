"""A run in a comment: its summary in GitHub's Markdown, for a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from mlbench.errors import RefusedInput, shorten
from mlbench.reports import facts
from mlbench.reports.budget import Block, fit
from mlbench.reports.changes import Change, changes
from mlbench.reports.headline import BROKEN, broken_step, headline
from mlbench.reports.markdown import block, code, escape, table
from mlbench.reports.phrases import SEVERITIES, STATES, count_text, duration_text
from mlbench.statements import Finding
from mlbench.store import files
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord

#: What GitHub takes as a comment, in characters; kept in bytes, which are never fewer.
LIMIT = 65_536
_MEASURES, _FINDINGS, _STEPS, _CHANGES = 20, 20, 40, 40
_ERROR_LIMIT = 1500


def write_summary(folder: RunFolder, link: str = "") -> Path:
    """Write the summary of a run to ``report.md`` beside its report.

    Parameters
    ----------
    folder : RunFolder
        The run.
    link : str
        The address of the published report; its place below the runs when left out.

    Returns
    -------
    Path
        The written file.

    Raises
    ------
    RefusedInput
        The link is no web address.
    StoreError
        The folder holds no readable run, or the file can't be written.
    """
    path = folder.path / "report.md"
    files.write_text(path, summary(folder, folder.read(), link))
    return path


def summary(folder: RunFolder, record: RunRecord, link: str = "") -> str:
    """Return the summary of a run: the same for the same run, at most 65,536 bytes.

    Parameters
    ----------
    folder : RunFolder
        Where its notebooks are, whose defaults are compared with.
    record : RunRecord
        The run.
    link : str
        The address of the published report.

    Raises
    ------
    RefusedInput
        The link is no web address.
    """
    sign, word = STATES[record.state]
    blocks = [
        Block(f"### {sign} {escape(record.name, 80)}: {word}"),
        Block(f"**{escape(headline(record), 400)}**"),
        Block(_data(record)),
        Block(_failure(record)),
        _measures(record),
        _findings(list(record.findings)),
        _steps(record.steps),
        _changes(changes(folder, record)),
        Block(_origin(folder, record, link)),
    ]
    pieces = fit(blocks, LIMIT - 2 * len(blocks) - 1)
    return "\n\n".join(piece.html for piece in pieces if piece.html) + "\n"


def _section(make: Callable[[int], str], count: int) -> Block:
    """Return a section that halves its rows until it fits."""
    return Block(make(count), (lambda: _section(make, count // 2)) if count else None)


def _rest(count: int) -> str:
    return f"\n\n… and {count:,} more in the report." if count > 0 else ""


def _data(record: RunRecord) -> str:
    asked, fingerprint = record.data.get("asked"), str(record.data.get("fingerprint") or "")
    plain = replace(record, data={**record.data, "fingerprint": ""})
    told = escape(facts.lede(plain), 400)
    if told and fingerprint:
        told = f"{told} Fingerprint: {code(fingerprint[:12])}."
    if not isinstance(asked, dict) or not asked.get("split"):
        return told
    share, seed = asked.get("test_fraction"), asked.get("split_seed")
    by = f" by {escape(asked['split_by'], 60)}" if asked.get("split_by") else ""
    parts = [f"{escape(asked['split'], 40)}{by}"]
    parts += [f"{100 * share:g}% held out"] if isinstance(share, (int, float)) else []
    parts += [f"seed {escape(seed, 40)}"] if seed is not None else []
    return f"{told} Split: {', '.join(parts)}.".strip()


def _failure(record: RunRecord) -> str:
    if record.state not in BROKEN:
        return ""
    step = broken_step(record)
    error = (step.error if step else None) or record.error or {}
    message = str(error.get("message") or error.get("code") or "").strip()
    return block(message, _ERROR_LIMIT) if message else ""


def _measures(record: RunRecord) -> Block:
    every = facts.measures(record)
    # the main one and its baseline come first; others count when they say how sure they are
    sure = [m for n, m in enumerate(every) if m.interval or (n < 2 and every[0].main)]  # noqa: PLR2004 - those two
    found = sure or every

    def make(count: int) -> str:
        rows = [
            [
                f"**{escape(m.name)}**" if m.main else escape(m.name),
                *map(escape, (m.value, m.interval, m.step)),
            ]
            for m in found[:count]
        ]
        heads = ["Measure", "Value:", f"{facts.confidence_text(record)}:", "Step"]
        return table(heads, rows) + _rest(len(every) - count)

    return _section(make, min(len(found), _MEASURES)) if found else Block("")


def _findings(found: Sequence[Finding]) -> Block:
    counted = Counter(finding.severity for finding in found)
    words = [count_text(counted[s], word) for s, (_, word) in SEVERITIES.items() if counted[s]]
    title = f"**Findings:** {', '.join(words) or 'none'}."
    title = title.replace("criticals", "critical")

    def make(count: int) -> str:
        lines = [_finding(finding) for finding in found[:count]]
        return "\n".join([title, "", *lines]).rstrip() + _rest(len(found) - count)

    return _section(make, min(len(found), _FINDINGS))


def _finding(finding: Finding) -> str:
    sign, word = SEVERITIES[finding.severity]
    subject = f": {escape(finding.subject)}" if finding.subject else ""
    said = " ".join(filter(None, (escape(finding.evidence, 240), escape(finding.advice, 240))))
    return (
        f"- {sign} {word} **{escape(finding.title)}**{subject} ({escape(finding.code, 20)}). {said}"
    )


def _steps(steps: Sequence[StepRecord]) -> Block:
    def make(count: int) -> str:
        rows = [
            [
                escape(step.name, 60),
                " ".join(STATES[step.state]),
                duration_text(step.seconds),
                f"{step.cells_done} of {step.cells}" if step.cells else "",
            ]
            for step in steps[:count]
        ]
        return table(["Step", "State", "Time:", "Cells:"], rows) + _rest(len(steps) - count)

    return _section(make, min(len(steps), _STEPS)) if steps else Block("")


def _changes(found: Sequence[Change]) -> Block:
    def make(count: int) -> str:
        rows = [
            [
                code(change.name, 60),
                code(change.value, 120),
                code(change.default, 120),
                escape(", ".join(change.steps)),
            ]
            for change in found[:count]
        ]
        heads = ["Parameter", "Value", "Default", "Step"]
        return f"**Changed parameters:**\n\n{table(heads, rows)}{_rest(len(found) - count)}"

    return _section(make, min(len(found), _CHANGES)) if found else Block("")


def _origin(folder: RunFolder, record: RunRecord, link: str) -> str:
    place = "/".join(folder.report.parts[-4:])
    report = f"[Full report](<{_web_address(link)}>)" if link else f"Full report: {code(place)}"
    commit = str(record.code.get("commit") or "")[:12]
    parts = [report, f"run {code(record.run_id, 80)}", f"commit {code(commit)}" if commit else ""]
    return ", ".join(filter(None, parts))


def _web_address(link: str) -> str:
    if not link.lower().startswith(("https://", "http://")) or len(link) > 2000:  # noqa: PLR2004 - what browsers take
        raise RefusedInput(
            f"The link to the report must be a web address. Got {shorten(link)!r}.",
            next_step="Pass one that starts with https://.",
        )
    return quote(link, safe=":/?#[]@!$&'()*+,;=%~")
