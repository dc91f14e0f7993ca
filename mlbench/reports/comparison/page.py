"""A comparison as one page that loads nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mlbench.reports import sheet
from mlbench.reports.comparison.plain import LISTED, VERDICTS, verdict
from mlbench.reports.comparison.runs import RunComparison
from mlbench.reports.headline import headline
from mlbench.reports.images import Image, shrink
from mlbench.reports.phrases import STATES, count_text, estimate_text, moment_text
from mlbench.store import files

#: Bytes of pictures in one page; what is beyond is told in words alone.
PICTURE_BYTES = 3_500_000
_WIDTH = 700


def write_page(comparison: RunComparison, path: Path) -> Path:
    """Write a comparison of runs as one self-contained HTML file.

    Parameters
    ----------
    comparison : RunComparison
        What to show.
    path : Path
        The file; what is there is replaced.
    """
    page = sheet.environment().get_template("compare.html.j2")
    room = _Room(PICTURE_BYTES)
    text = page.render(
        style=sheet.part("report.css") + sheet.part("compare.css"),
        policy=sheet.policy(["'none'"]),
        comparison=comparison,
        verdict=verdict(comparison),
        headline=headline,
        moment=moment_text,
        estimate=estimate_text,
        count=count_text,
        states=STATES,
        verdicts=VERDICTS,
        strip=_strip,
        listed=LISTED,
        pictures=room.tags,
    )
    files.write_text(path, sheet.final(text).decode("utf-8"))
    return path


class _Room:
    """Gives pictures as elements while there is room for them."""

    def __init__(self, room: int) -> None:
        self.room = room

    def tags(self, pair: Iterable[Image] | None, alt: str) -> list[str]:
        """Return both pictures as elements, or none."""
        small = [shrink(picture, _WIDTH) or picture for picture in pair or ()]
        self.room -= sum(len(picture.uri) for picture in small)
        if self.room < 0:
            return []
        sides = ("A", "the other run")
        return [p.tag(f"{alt}, as {side} shows it") for p, side in zip(small, sides, strict=False)]


def _strip(metric: Any, metrics: Iterable[Any]) -> tuple[float, float, float] | None:
    """Return left end, width and middle of a gain's interval, in percent of the widest."""
    reach = max(
        (abs(v) for m in metrics for v in (m.gain.low, m.gain.high) if v is not None), default=0.0
    )
    gain = metric.gain
    if gain.low is None or gain.high is None or not reach:
        return None
    low, high, value = (50 + 48 * v / reach for v in (gain.low, gain.high, gain.value))
    return round(low, 2), round(max(high - low, 0.5), 2), round(value, 2)
