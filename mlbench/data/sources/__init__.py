"""Where rows come from: files, folders, addresses, databases, names, and words with a colon."""

from __future__ import annotations

from mlbench.data.sources.find import Located, read_small, read_source

__all__ = ["Located", "read_small", "read_source"]
