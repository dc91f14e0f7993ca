"""papermill's way to our own writer: a file is written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from papermill.iorw import papermill_io

from mlbench.store import files

#: Paths that begin so are written whole or not at all.
SCHEME = "mlbench-file:"


def plain(path: str) -> Path:
    """Return the path that a text with or without the scheme names."""
    return Path(path.removeprefix(SCHEME))


class WholeFiles:
    """papermill's way to our own writer."""

    @staticmethod
    def read(path: str) -> str:
        """Return a file's text."""
        return plain(path).read_text("utf-8")

    @staticmethod
    def write(text: str, path: str) -> None:
        """Write a file, whole or not at all."""
        files.write_text(plain(path), text)

    @staticmethod
    def listdir(path: str) -> list[str]:
        """Return the names in a folder."""
        return [str(p) for p in plain(path).iterdir()]

    @staticmethod
    def pretty_path(path: str) -> str:
        """Return the path as people know it."""
        return str(plain(path))


papermill_io.register(SCHEME, WholeFiles)
