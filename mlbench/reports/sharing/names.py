"""Names within a publication: what may be one, and which one a run gets."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mlbench.store import ids
from mlbench.store.record import RunRecord

INDEX = "index.html"
REGISTER = "publication.json"
PAGE = "report.html"
#: Bytes of a name that file systems, object stores and archives all take.
_PART_LIMIT, _NAME_LIMIT = 255, 900
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:\u202a-\u202e\u2066-\u2069]")


def place_of(record: RunRecord) -> str:
    """Return the folder of a run within a publication.

    >>> place_of(RunRecord("20260301-123005-250-ab12", "adult"))
    'adult/20260301-123005-250-ab12'
    >>> place_of(RunRecord("../../etc", "../x"))
    'x-d6b96a97/etc-74ccf3c5'
    """
    name, run_id = str(record.name), str(record.run_id)
    return f"{ids.slug(name)}/{run_id if ids.is_run_id(run_id) else ids.slug(run_id)}"


def is_safe(name: str) -> bool:
    r"""Whether a relative path stays within its folder wherever it is unpacked.

    >>> [is_safe(n) for n in ("bundle/größe.json", "../x", "/x", "a//b", "C:x", "a\\..\\b")]
    [True, False, False, False, False, False]
    """
    try:
        encoded = name.encode()
    except UnicodeEncodeError:
        return False
    if not name or len(encoded) > _NAME_LIMIT or _UNSAFE.search(name):
        return False
    parts = name.split("/")
    return all(_is_plain(part) for part in parts) and PurePosixPath(name).as_posix() == name


def _is_plain(part: str) -> bool:
    return part not in ("", ".", "..") and len(part.encode()) <= _PART_LIMIT
