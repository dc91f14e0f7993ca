"""From the bytes of a file to UTF-8, without a guess that could be wrong.

A byte order mark decides; without one the file must be UTF-8, or the encoding must be
named. Guessing between the many one-byte encodings would change letters in silence.
"""

from __future__ import annotations

import codecs

from mlbench.data.reading.options import AUTO
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, did_you_mean, shorten

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


def to_utf8(data: bytes, encoding: str, where: str) -> tuple[bytes, list[Remark]]:
    r"""Return a file's content as UTF-8 without byte order mark and without NUL bytes.

    Parameters
    ----------
    data : bytes
        The content.
    encoding : str
        A codec name, or ``"auto"``.
    where : str
        The file's name, for errors.

    Raises
    ------
    DataError
        The content is not text in that encoding; the sentence names the encoding and
        the offset of the first wrong byte, counted from 0.

    >>> to_utf8(b"\xef\xbb\xbfa,b", "auto", "x.csv")[0]
    b'a,b'
    """
    remarks = []
    mark, marked = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", ""))
    if marked and encoding == AUTO:
        remarks.append(_remark(f"A byte order mark says that the file is {marked.upper()}."))
        data = _recoded(data, marked, where, skip=len(mark))
    elif encoding == AUTO:
        _refuse_bare_utf16(data, where)
        data = _recoded(data, "utf-8", where)
    else:
        data = _recoded(data, encoding, where).removeprefix(codecs.BOM_UTF8)
    count = data.count(b"\0")
    if count:
        data = data.replace(b"\0", b"")
        byte = "byte was" if count == 1 else "bytes were"
        remarks.append(Remark(Topic.NUL_BYTES, f"{count:,} NUL {byte} removed from the file."))
    return data, remarks


def _recoded(data: bytes, encoding: str, where: str, skip: int = 0) -> bytes:
    try:
        text = data[skip:].decode(encoding)
    except LookupError:
        raise DataError(
            f"The option 'encoding' must name a text encoding. Got '{shorten(encoding)}'. "
            f"{did_you_mean(encoding, _COMMON)}",
            next_step="Correct the option, as read={'encoding': 'latin-1'}.",
            code="DATA_OPTION",
        ) from None
    except UnicodeDecodeError as error:
        raise _not_text(data, encoding, where, error.start + skip) from None
    if encoding == "utf-8":
        return data[skip:]
    return text.encode("utf-8", "surrogatepass")


def _not_text(data: bytes, encoding: str, where: str, offset: int) -> DataError:
    fit = "cp1252" if _fits(data, "cp1252") else "latin-1"
    return DataError(
        f"{where} must be text in {encoding.upper()}, the encoding that was tried. "
        f"Got the byte 0x{data[offset]:02x} at offset {offset:,}, which is none.",
        next_step=f"Name the encoding it was written with, as read={{'encoding': '{fit}'}} "
        "for Western European text.",
        code="DATA_ENCODING",
    )


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_bare_utf16(data: bytes, where: str) -> None:
    look = data[:_LOOK]
    even, odd = look[0::2].count(0), look[1::2].count(0)
    if max(even, odd) <= _NUL_SHARE * len(look) or min(even, odd) > 0.1 * max(even, odd):
        return
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    raise DataError(
        f"{where} must be text in UTF-8, the encoding that was tried. Got a NUL byte in every "
        f"second place from offset {look.index(0)}, as in {encoding.upper()} without a byte "
        "order mark.",
        next_step=f"Name the encoding, as read={{'encoding': '{encoding}'}}.",
        code="DATA_ENCODING",
    )


def _remark(text: str) -> Remark:
    return Remark(Topic.FILE, text)
