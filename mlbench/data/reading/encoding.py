"""Which encoding a file is in, told by its bytes, and by nothing that could be wrong.

A byte order mark decides; without one UTF-8 does, where all bytes fit; then a NUL in every
second place, as UTF-16 has them; then words that only one encoding of Western Europe makes.
What is left has to be named: a guess would change letters in silence.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from mlbench.data.reading.options import AUTO
from mlbench.data.reading.western import CP1252, are_western, words_beyond_ascii
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, did_you_mean, listing, shorten

UTF8 = "utf-8"
#: Byte order marks, the longer before the shorter that it begins with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMON = ["utf-8", "utf-16", "latin-1", "cp1252", "iso-8859-15", "cp1250", "mac-roman", "gbk"]
#: Plain text in UTF-16 has a NUL in about every second place; look at so many bytes.
_LOOK = 4000
_NUL_SHARE = 0.3


@dataclass(frozen=True)
class Encoding:
    """The encoding of a file.

    Parameters
    ----------
    name : str
        A codec's name.
    skip : int
        The bytes of the byte order mark.
    remarks : tuple of Remark
        How it was found.
    nuls : int
        The number of NUL characters in the text.
    """

    name: str
    skip: int = 0
    remarks: tuple[Remark, ...] = ()
    nuls: int = 0


class _Misfit(Exception):
    """A byte that is none in an encoding, with its offset."""

    def __init__(self, offset: int, byte: int) -> None:
        super().__init__(offset, byte)
        self.offset, self.byte = offset, byte


def find_encoding(pieces: Iterable[bytes], asked: str, where: str) -> Encoding:
    r"""Find the encoding in which a file is text.

    Parameters
    ----------
    pieces : iterable of bytes
        The file's content; gone through more than once where it is not UTF-8.
    asked : str
        A codec name, or ``"auto"``.
    where : str
        The file's name, for errors.

    Raises
    ------
    DataError
        The content is not text in that encoding, or in none that can be told; the sentence
        names the offset of the first wrong byte, counted from 0.

    >>> find_encoding([b"\xef\xbb\xbfa,b"], "auto", "x.csv").skip
    3
    """
    head = next(iter(pieces), b"")
    mark, marked = next(((m, e) for m, e in _MARKS if head.startswith(m)), (b"", ""))
    if asked != AUTO:
        same = codecs.lookup(_known(asked)).name == marked
        return _checked(pieces, Encoding(asked, len(mark) if same else 0), where)
    if marked:
        said = _remark(f"A byte order mark says that the file is {marked.upper()}.")
        return _checked(pieces, Encoding(marked, len(mark), said), where)
    wide = _bare_utf16(head)
    if wide:
        said = _remark(f"The file was found to be {wide.upper()}, without a byte order mark.")
        return _checked(pieces, Encoding(wide, 0, said), where)
    try:
        return _tried(pieces, Encoding(UTF8))
    except _Misfit as misfit:
        return _western(pieces, misfit, where)


def decoded(pieces: Iterable[bytes], encoding: Encoding) -> Iterator[bytes]:
    """Give a file's content as UTF-8 without byte order mark."""
    decoder = codecs.getincrementaldecoder(encoding.name)("strict")
    skip = encoding.skip
    for piece in pieces:
        rest, skip = piece[skip:], max(0, skip - len(piece))
        if encoding.name != UTF8:
            rest = decoder.decode(rest).encode(UTF8, "surrogatepass")
        yield rest


def _known(encoding: str) -> str:
    with suppress(LookupError):
        "".encode(encoding)
        return encoding
    raise DataError(
        f"The option 'encoding' must name a text encoding. Got '{shorten(encoding)}'. "
        f"{did_you_mean(encoding, _COMMON)}",
        next_step="Correct the option, as read={'encoding': 'latin-1'}.",
        code="DATA_OPTION",
    )


def _checked(pieces: Iterable[bytes], encoding: Encoding, where: str) -> Encoding:
    try:
        return _tried(pieces, encoding)
    except _Misfit as misfit:
        raise _not_text(misfit, encoding.name, where) from None


def _tried(pieces: Iterable[bytes], encoding: Encoding) -> Encoding:
    """Go through a file, up to the first byte that does not fit; count its NUL characters."""
    decoder = codecs.getincrementaldecoder(encoding.name)("strict")
    fed, skip, nuls = 0, encoding.skip, 0
    for piece in pieces:
        rest = piece[skip:]
        fed, skip = fed + len(piece) - len(rest), max(0, skip - len(piece))
        nuls += _feed(decoder, rest, fed, final=False).count("\0")
        fed += len(rest)
    _feed(decoder, b"", fed, final=True)
    return replace(encoding, nuls=nuls)


def _feed(decoder: codecs.IncrementalDecoder, data: bytes, fed: int, *, final: bool) -> str:
    waiting = decoder.getstate()[0]
    try:
        return decoder.decode(data, final)
    except UnicodeDecodeError as error:
        offset = fed - len(waiting) + error.start
        raise _Misfit(offset, (waiting + data)[error.start]) from None


def _western(pieces: Iterable[bytes], misfit: _Misfit, where: str) -> Encoding:
    words: set[bytes] = set()
    tail, nuls = b"", 0
    for piece in pieces:
        nuls += piece.count(b"\0")
        # the last word may go on in the next piece
        cut = max(piece.rfind(b"\n"), piece.rfind(b" ")) + 1
        words |= words_beyond_ascii(tail + piece[:cut])
        tail = piece[cut:]
    words |= words_beyond_ascii(tail)
    if not are_western(words):
        raise _not_text(misfit, UTF8, where)
    shown = listing(sorted({word.decode(CP1252) for word in sorted(words)[:50]}), 3)
    return Encoding(
        CP1252,
        0,
        _remark(
            f"The file is no UTF-8, from offset {misfit.offset:,}, and was read as CP1252, "
            f"which gives {shown}; where letters look wrong, name the encoding, as "
            "read={'encoding': 'latin-1'}."
        ),
        nuls,
    )


def _not_text(misfit: _Misfit, encoding: str, where: str) -> DataError:
    return DataError(
        f"{where} must be text in {encoding.upper()}, the encoding that was tried. "
        f"Got the byte 0x{misfit.byte:02x} at offset {misfit.offset:,}, which is none.",
        next_step="Name the encoding it was written with, as read={'encoding': 'cp1252'} for "
        "Western European, 'cp1250' for Central European, 'iso-8859-7' for Greek text.",
        code="DATA_ENCODING",
    )


def _bare_utf16(head: bytes) -> str:
    look = head[:_LOOK]
    even, odd = look[0::2].count(0), look[1::2].count(0)
    if max(even, odd) <= _NUL_SHARE * len(look) or min(even, odd) > 0.1 * max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _remark(text: str) -> tuple[Remark, ...]:
    return (Remark(Topic.FILE, text),)
