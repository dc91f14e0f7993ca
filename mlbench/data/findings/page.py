"""Findings as one page that loads nothing: figures, small pictures, and what each code means."""

from __future__ import annotations

import base64
import html

from mlbench.data.dataset import Dataset
from mlbench.data.findings.pages import explain, explained
from mlbench.data.findings.result import DataFindings
from mlbench.statements import Finding

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
       max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .25rem; }
.severity { font-size: .8rem; font-weight: 600; padding: .1rem .5rem; border-radius: .2rem;
            color: #fff; background: #555; }
.critical { background: #a33b00; } .warning { background: #7a5500; }
p { margin: .35rem 0; overflow-wrap: anywhere; } img { max-width: 100%; height: auto; }
pre { white-space: pre-wrap; background: #f5f5f5; padding: .75rem; font-size: .85rem; }
"""


def findings_page(dataset: Dataset, found: DataFindings) -> str:
    """Return the HTML page about the findings of a dataset.

    Parameters
    ----------
    dataset : Dataset
        What was looked at.
    found : DataFindings
        What was found.
    """
    name = html.escape(dataset.name)
    notes = "".join(f"<li>{html.escape(note)}</li>" for note in dataset.notes)
    sections = "".join(_section(finding, found) for finding in found) or "<p>No findings.</p>"
    left = found.left_open()
    open_ = f"<h2>Not judged</h2><p>{html.escape(left)}.</p>" if left else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "img-src data:; style-src 'unsafe-inline'\">"
        f"<title>Findings about {name}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>Findings about {name}</h1>"
        f"<p>{dataset.rows:,} rows, {len(dataset.frame.columns):,} columns, "
        f"{html.escape(str(dataset.split))}. Fingerprint {dataset.fingerprint[:16]}.</p>"
        f"{f'<ul>{notes}</ul>' if notes else ''}{sections}{open_}</main></body></html>\n"
    )


def _section(finding: Finding, found: DataFindings) -> str:
    escape = html.escape
    picture = found.plot(finding)
    image = ""
    if picture is not None:
        data = base64.b64encode(picture.png).decode()
        image = f'<img src="data:image/png;base64,{data}" alt="{escape(picture.alt)}">'
    more = ""
    if finding.code in explained():
        page = escape(explain(finding.code))
        more = f"<details><summary>What {finding.code} means</summary><pre>{page}</pre></details>"
    return (
        f'<section><h2><span class="severity {escape(finding.severity)}">'
        f"{escape(finding.severity)}</span> {finding.code} {escape(finding.title)}: "
        f"{escape(finding.subject)}</h2><p>{escape(finding.evidence)}</p>"
        f"<p>{escape(finding.advice)}</p>{image}{more}</section>"
    )
