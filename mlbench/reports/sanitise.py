"""HTML from notebooks and data, made harmless: structure and text stay, nothing acts.

bleach does the work with a short list of elements. On top of it: no address leaves the
page (a link becomes its text and its address), pictures are ``data:`` pictures that were
looked into, every picture has an alt text, and a style can't load anything.
"""

from __future__ import annotations

import functools
import html
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mlbench.reports.images import Image, decode
from mlbench.reports.remembered import remembered

_TAGS = frozenset(
    [
        "p",
        "div",
        "span",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "s",
        "del",
        "ins",
        "sub",
        "sup",
        "small",
        "mark",
        "code",
        "pre",
        "kbd",
        "samp",
        "var",
        "blockquote",
        "q",
        "cite",
        "abbr",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "img",
        "a",
        "details",
        "summary",
        "section",
        "article",
    ]
)
_ATTRIBUTES = frozenset(
    ["class", "style", "title", "colspan", "rowspan", "scope", "align", "start", "open"]
)
_STYLES = frozenset(
    [
        "color",
        "background-color",
        "font-weight",
        "font-style",
        "text-align",
        "text-decoration",
        "vertical-align",
        "white-space",
    ]
)
#: Classes that content may bear: those of highlighted code, ANSI colours and tables.
_CLASSES = re.compile(r"highlight|dataframe|findings|ansi-[a-z-]{1,30}|[a-z]{1,2}[0-9]?")
#: A style that holds one of these is dropped as a whole.
_LOADING = re.compile(r"url|image|import|expression|src|[\\@]|/\*", re.IGNORECASE)
#: Elements whose content is no text for people.
_DROPPED = [
    "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head",
    "title", "textarea", "select", "button", "audio", "video", "canvas", "form",
]  # fmt: skip
#: A heading of nothing, as pandas has in the corner of its tables, is a plain cell.
_EMPTY_HEADING = re.compile(r"<th([^<>]*)>\s*</th>")
_OPENING = re.compile(rf"<({'|'.join(_DROPPED)})(?=[\s>/])", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/[a-z+]{2,10};base64,([A-Za-z0-9+/=\s%]+)", re.IGNORECASE)

#: What makes the element of a picture; given the picture and its alt text.
Drawer = Callable[[Image, str], str]


def plain_tag(image: Image, alt: str) -> str:
    """Return a picture's element with the picture as it is."""
    return image.tag(alt)


def clean(source: str, *, alt: str, draw: Drawer = plain_tag) -> str:
    """Return the harmless part of some HTML.

    Parameters
    ----------
    source : str
        Any text at all.
    alt : str
        The alt text of pictures that bring none.
    draw : callable
        Makes the element of each picture.

    >>> clean('<b onclick="x()">bold</b><script>alert(1)</script>', alt="")
    '<b>bold</b>'
    >>> clean('<a href="https://example.org/a">a page</a>', alt="")
    '<span>a page (https://example.org/a)</span>'
    """
    token = mark()
    pictures: list[Image | None] = []

    def put_aside(match: re.Match[str]) -> str:
        pictures.append(decode(match[1]))
        return f"data:{token},{len(pictures) - 1}."

    shown = _harmless(_PICTURE.sub(put_aside, source), token)

    def put_back(match: re.Match[str]) -> str:
        image = pictures[int(match[1])]
        words = html.unescape(match[2]) or alt
        return draw(image, words) if image else _left_out(words)

    shown = re.sub(rf'<img src="data:{token},(\d+)\." alt="([^"]*)">', put_back, shown)
    shown = shown.replace(f"{token}alt.", html.escape(alt))
    return _EMPTY_HEADING.sub(r"<td\1></td>", re.sub(rf"data:{token},\d+\.", "", shown))


def mark() -> str:
    """Return a word that no content can hold, as no content has ever seen it."""
    return _mark_of(os.getpid())


@functools.lru_cache(maxsize=1)
def _mark_of(process: int) -> str:
    """Return the mark of a process; one that was forked off has another."""
    return f"m{process}x{secrets.token_hex(8)}"


def drop_blocks(source: str) -> str:
    """Return HTML without elements whose content is not for people; takes linear time.

    >>> drop_blocks("a<style>b{}</style>c<script>d")
    'ac'
    """
    lower = source.lower()
    kept, position, unclosed = [], 0, set[str]()
    match = _OPENING.search(source)
    while match:
        name = match[1].lower()
        end = -1 if name in unclosed else lower.find(f"</{name}", match.end())
        if end < 0:
            unclosed.add(name)
        kept.append(source[position : match.start()])
        if end < 0 and name in ("script", "style"):
            return "".join(kept)
        position = _after_tag(source, match.end() if end < 0 else end)
        match = _OPENING.search(source, position)
    return "".join([*kept, source[position:]])


def without_pictures(source: str) -> str:
    """Return HTML with the content of its ``data:`` pictures taken out."""
    return _PICTURE.sub("", source)


def has_content(cleaned: str) -> bool:
    """Whether cleaned HTML still shows anything."""
    return "<img" in cleaned or bool(re.sub(r"<[^>]*>|&nbsp;|\s", "", cleaned))


def _after_tag(source: str, start: int) -> int:
    found = source.find(">", start)
    return len(source) if found < 0 else found + 1


#: A cleaner remembers where it stands, so each thread has its own.
_own = threading.local()


@remembered
def _harmless(source: str, token: str) -> str:
    return str(_cleaner(token).clean(drop_blocks(source)))


def _cleaner(token: str) -> Any:
    """Return this thread's cleaner."""
    if getattr(_own, "token", "") != token:
        _own.token, _own.cleaner = token, _new_cleaner(token)
    return _own.cleaner


def _new_cleaner(token: str) -> Any:
    from bleach.css_sanitizer import CSSSanitizer  # noqa: PLC0415 - loaded by the report's door
    from bleach.sanitizer import Cleaner  # noqa: PLC0415 - the same

    def allowed(tag: str, name: str, value: str) -> bool:
        if tag == "img":
            return name == "alt" or (name == "src" and value.startswith(f"data:{token},"))
        if tag == "a":
            return name == "href"
        if name == "class":
            return all(_CLASSES.fullmatch(word) for word in value.split())
        if name == "style":
            return not _LOADING.search(value)
        return name in _ATTRIBUTES

    return Cleaner(
        tags=_TAGS,
        attributes=allowed,
        protocols=["http", "https", "mailto", "data"],
        css_sanitizer=CSSSanitizer(allowed_css_properties=_STYLES),
        strip=True,
        filters=[lambda source: _settle(source, token)],
    )


def _settle(source: Iterable[dict[str, Any]], mark: str) -> Iterator[dict[str, Any]]:
    """Turn links into text, give pictures their alt text, put headings below the page's own."""
    links: list[tuple[str, list[str]]] = []
    for token in source:
        kind, name = token["type"], token.get("name", "")
        if kind in ("Characters", "SpaceCharacters") and links:
            links[-1][1].append(token["data"])
        if name == "img":
            yield from _picture_tokens(token, mark)
        elif name == "a" and kind == "StartTag":
            links.append((token["data"].get((None, "href"), ""), []))
            yield {**token, "name": "span", "data": {}}
        elif name == "a" and kind == "EndTag":
            address, words = links.pop() if links else ("", [])
            yield from _address_tokens(address, "".join(words))
            yield {**token, "name": "span"}
        elif len(name) == 2 and name[0] == "h" and name[1].isdigit():  # noqa: PLR2004 - h1 to h6
            yield {**token, "name": f"h{min(6, int(name[1]) + 2)}"}
        else:
            yield token


def _picture_tokens(token: dict[str, Any], mark: str) -> Iterator[dict[str, Any]]:
    """Yield a picture, or words where it has no source; the usual alt text is put in later."""
    given = token["data"]
    words = given.get((None, "alt"), "").strip()
    if (None, "src") not in given:
        text = _left_out(words or f"{mark}alt.", escape=False)
        yield {"type": "Characters", "data": text}
        return
    data = {(None, "src"): given[(None, "src")], (None, "alt"): words}
    yield {**token, "data": data}


def _address_tokens(address: str, words: str) -> Iterator[dict[str, Any]]:
    is_outward = address.lower().startswith(("http://", "https://", "mailto:"))
    if is_outward and address.rstrip("/") != words.strip().rstrip("/"):
        yield {"type": "Characters", "data": f" ({address})"}


def _left_out(words: str, *, escape: bool = True) -> str:
    text = f"[A picture that is not in the notebook is not shown: {words}]"
    return html.escape(text) if escape else text
