"""The first page of a publication: every run with its headline, its date and its link."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from mlbench.errors import shorten
from mlbench.reports.phrases import STATES, count_text, moment_text
from mlbench.reports.sharing.register import Entry, Register
from mlbench.reports.sheet import environment, final, part, policy


@dataclass(frozen=True)
class _Line:
    """What the index shows of one run."""

    link: str
    run: str
    headline: str
    date: str
    state: str
    sign: str
    word: str


def index_page(register: Register) -> bytes:
    """Return the index of a publication; the same for the same runs, byte for byte.

    Parameters
    ----------
    register : Register
        The published runs, the newest first. Studies come in the order of their newest run.
    """
    places: dict[str, list[Entry]] = {}
    for entry in register.entries:
        places.setdefault(entry.place.partition("/")[0], []).append(entry)
    studies = [(shorten(found[0].study, 80), list(map(_line, found))) for found in places.values()]
    runs = count_text(len(register.entries), "run")
    template = environment().get_template("publication.html.j2")
    page = template.render(
        style=part("report.css"),
        policy=policy(["'none'"]),
        studies=studies,
        summary=f"{runs} of {count_text(len(studies), 'study', 'studies')}",
    )
    return final(page)


def _line(entry: Entry) -> _Line:
    sign, word = STATES[entry.state]
    return _Line(
        link=quote(entry.page),
        run=shorten(entry.run, 80),
        headline=shorten(entry.headline, 400),
        date=moment_text(entry.started),
        state=str(entry.state),
        sign=sign,
        word=word,
    )
