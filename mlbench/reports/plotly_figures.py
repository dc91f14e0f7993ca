"""Plotly figures: drawn in a frame by the library that the page carries once."""

from __future__ import annotations

import base64
import functools
import gzip
import html
import importlib.util
import json
import re
from collections.abc import Mapping
from typing import Any

from mlbench.errors import shorten
from mlbench.reports import sanitise
from mlbench.reports.budget import Block, Resource, together
from mlbench.reports.long_text import LongText
from mlbench.reports.picture_blocks import Pictures
from mlbench.reports.sandbox import frame_element, script_hash
from mlbench.reports.sheet import part
from mlbench.reports.text import Place, console_block, joined

#: The form of an output that holds a figure.
MIME = "application/vnd.plotly.v1+json"
#: A figure of more bytes than this is not drawn.
FIGURE_LIMIT = 2_000_000
#: Figures taken from one output of HTML.
HTML_FIGURES = 12

_CALL = re.compile(r"Plotly\.(?:newPlot|plot|react)\(\s*(?=[\"'])")
#: Kinds of traces that draw on a map, which comes from the network.
_MAPS = frozenset(
    {"choropleth", "scattergeo", "choroplethmap", "scattermap", "densitymap"}
    | {"choroplethmapbox", "scattermapbox", "densitymapbox"}
)
#: Kinds of traces that are drawn by code made at run time, which this page does not allow.
_MADE_CODE = frozenset({"parcoords", "splom"})
#: Others like them -> the same drawn as vectors.
_AS_VECTORS = {
    "scattergl": "scatter",
    "scatterpolargl": "scatterpolar",
}
_REMOTE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_HEIGHTS = (200, 1500)
_HEIGHT = 450


class TooLargeError(Exception):
    """A figure was cut when it was read, or would take too much of the page."""


def block(
    figure: Any,
    data: Mapping[str, Any],
    metadata: Mapping[str, Any],
    place: Place,
    pictures: Pictures,
) -> Block | None:
    """Return a figure as a block: drawn, or its still picture, or its words and why.

    Parameters
    ----------
    figure : any
        What should be a mapping of ``data``, ``layout`` and ``frames``.
    data, metadata : mapping
        All forms of the output.
    place : Place
        Where it stands.
    pictures : Pictures
        What shows the still picture.
    """

    def still(reason: str) -> Block:
        found = pictures.of_bundle(data, metadata, place)
        if found is not None:
            return found
        note = place.note(f"{_name(figure, place)} is interactive, and {reason}.")
        words = console_block(joined(data.get("text/plain")), place, "value")
        return together([note, words or ""])

    if _has_kind(figure, _MAPS):
        return still("its map would come from the network")
    if _has_kind(figure, _MADE_CODE):
        return still("its kind is drawn by code made at run time, which this page does not run")
    try:
        text = _figure_json(figure)
    except TooLargeError:
        return still("it is too large for this page")
    if text is None:
        return still("it can't be read")
    library = _library()
    if library is None:
        return still("plotly is not installed where this page was written")
    element = _frame(text, _name(figure, place), _height(figure), library.hashes)
    shown = f'<div class="output">{element}</div>'
    return Block(shown, lambda: still("it does not fit into this page"), frozenset({library}))


def in_html(source: str) -> list[Any]:
    """Return the figures that HTML written by Plotly would draw."""
    found: list[Any] = []
    for call in _CALL.finditer(source):
        try:
            figure = _arguments(source, call.end())
        except (ValueError, RecursionError):
            continue  # not written by Plotly, or cut
        found.append(figure)
        if len(found) == HTML_FIGURES:
            break
    return found


def is_only_setup(source: str) -> bool:
    """Whether HTML only brings Plotly's library along, for the figures of later cells."""
    return "PlotlyConfig" in source[:2000] and not sanitise.drop_blocks(source).strip()


def _arguments(source: str, position: int) -> dict[str, Any]:
    """Return what stands in the call of Plotly's function: the data and the layout."""
    values: list[Any] = []
    for _ in range(3):
        value, position = json.JSONDecoder().raw_decode(source, position)
        values.append(value)
        comma = re.compile(r"\s*,\s*").match(source, position)
        if comma is None:
            break
        position = comma.end()
    if len(values) == 2:  # noqa: PLR2004 - the place and the data
        values.append({})
    _, data, layout = values
    return {"data": data, "layout": layout}


def _has_kind(figure: Any, kinds: frozenset[str]) -> bool:
    traces = figure.get("data") if isinstance(figure, Mapping) else None
    return isinstance(traces, list) and any(
        isinstance(trace, Mapping) and str(trace.get("type")) in kinds for trace in traces
    )


def _figure_json(figure: Any) -> str | None:
    """Return what is drawn of a figure as JSON that may stand in HTML; None if it is no figure."""
    if isinstance(figure, LongText):
        raise TooLargeError
    if not isinstance(figure, Mapping):
        return None
    data, layout, frames = (figure.get(name) for name in ("data", "layout", "frames"))
    if not isinstance(data, list):
        return None
    try:
        kept = _without_addresses(
            {
                "data": [_as_vectors(trace) for trace in data if _is_trace(trace)],
                "layout": layout if isinstance(layout, Mapping) else {},
                "frames": frames if isinstance(frames, list) else [],
            }
        )
        text = json.dumps(kept, allow_nan=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return None
    if len(text) > FIGURE_LIMIT:
        raise TooLargeError
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _is_trace(value: Any) -> bool:
    if isinstance(value, LongText):
        raise TooLargeError  # the rest of the traces
    return isinstance(value, Mapping)


def _as_vectors(trace: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = _AS_VECTORS.get(str(trace.get("type")))
    return {**trace, "type": kind} if kind else trace


def _without_addresses(value: Any) -> Any:
    """Return a value without the pictures it would load, and numbers that JSON does not know."""
    if isinstance(value, Mapping):
        return {
            key: _without_addresses(part)
            for key, part in value.items()
            if not (key == "source" and isinstance(part, str) and _REMOTE.match(part))
        }
    if isinstance(value, list):
        return [_without_addresses(part) for part in value]
    if isinstance(value, LongText):
        raise TooLargeError
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):  # noqa: PLR0124 - NaN
        return None
    return value


def _name(figure: Any, place: Place) -> str:
    layout = figure.get("layout") if isinstance(figure, Mapping) else None
    title = layout.get("title") if isinstance(layout, Mapping) else None
    text = title.get("text") if isinstance(title, Mapping) else title
    words = re.sub(r"<[^>]{0,200}>", "", text[:500]).strip() if isinstance(text, str) else ""
    return f"Figure '{shorten(words, 150)}'" if words else f"A figure of cell {place.cell}"


def _height(figure: Mapping[str, Any]) -> int:
    layout = figure.get("layout")
    given = layout.get("height") if isinstance(layout, Mapping) else None
    if isinstance(given, bool) or not isinstance(given, int | float) or not given < 10**6:
        return _HEIGHT
    return int(min(_HEIGHTS[1], max(_HEIGHTS[0], given)))


def _frame(figure: str, name: str, height: int, hashes: tuple[str, ...]) -> str:
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src {' '.join(hashes[1:])}"
    )
    inside = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        "<style>:root{color-scheme:light}html,body{margin:0;height:100%;background:#fff;"
        "font:14px system-ui,sans-serif}#figure{height:100%}p{margin:0;padding:1rem}"
        "@media print{.modebar-container{display:none}}</style>"
        f'</head><body><div id="figure"><p>{html.escape(name)} is drawn by a script.</p></div>'
        f'<script type="application/json" id="data">{figure}</script>'
        f"<script>{part('figure.js')}</script></body></html>"
    )
    return frame_element(inside, name, "frame figure", f"height:{height + 4}px")


@functools.cache
def _library() -> Resource | None:
    """Return Plotly's script as the page carries it, None where it is not installed."""
    if importlib.util.find_spec("plotly") is None:
        return None
    from plotly.offline import get_plotlyjs  # noqa: PLC0415 - only for pages with figures

    source = get_plotlyjs().replace("\r\n", "\n").replace("\r", "\n")
    packed = base64.b64encode(gzip.compress(source.encode(), 9, mtime=0)).decode()
    hand_out = part("figures.js")
    piece = (
        f'<script type="application/gzip" id="plotly-library">{packed}</script>'
        f"<script>{hand_out}</script>"
    )
    hashes = (script_hash(hand_out), script_hash(part("figure.js")), script_hash(source))
    return Resource(piece, hashes)
