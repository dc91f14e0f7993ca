"""The folder of this user in which data is kept that can be had again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import platformdirs

from mlbench.vocabulary import Json

#: Part of every key: a change of how data is read makes new files.
RULE = "mlbench-data-1"


def cache_folder(purpose: str) -> Path:
    """Return the folder for a purpose: ``stored``, ``set-aside``, ``remote`` or ``fetched``."""
    return platformdirs.user_cache_path("mlbench") / "data" / purpose


def key_of(*parts: Json) -> str:
    """Return a short text that is the same for the same parts."""
    text = json.dumps([RULE, *parts], sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def file_state(path: Path) -> Json:
    """Return what tells whether a file is still the same: its place, size and time."""
    seen = path.stat()
    return [str(path.resolve()), seen.st_size, seen.st_mtime_ns]
