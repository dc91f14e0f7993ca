"""Write down which sources the extension was built from; the tests compare."""

from __future__ import annotations

import hashlib
from pathlib import Path

HERE = Path(__file__).parent
STAMP = HERE.parent / "mlbench" / "lab" / "labextension" / "sources.sha256"


def digest() -> str:
    """Return a hash over everything that the built files are made of."""
    files = [*HERE.glob("src/*.ts"), *HERE.glob("style/*.css")]
    files += [HERE / name for name in ("package.json", "package-lock.json", "tsconfig.json")]
    found = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        found.update(f"{path.relative_to(HERE).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


if __name__ == "__main__":
    STAMP.write_text(digest() + "\n", "utf-8")
