"""Where servers and kernels meet: a folder that only its user can enter."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mlbench.errors import StoreError


def runtime_folder() -> Path:
    """Return the user's own runtime folder for sockets, made when it is missing.

    Its path is short, for a Unix socket's path may have no more than 107 bytes.

    Raises
    ------
    StoreError
        Somebody else owns the folder, or others can enter it.
    """
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    if base and Path(base).is_dir() and os.access(base, os.W_OK):
        folder = Path(base) / "mlbench"
    else:
        folder = Path(tempfile.gettempdir()) / f"mlbench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) & 0o077 == 0
    if not private or found.st_uid != os.getuid():
        raise StoreError(
            f"The runtime folder {folder} must be yours alone (mode 0700). "
            f"Got mode {stat.S_IMODE(found.st_mode):04o}, user {found.st_uid}.",
            next_step=f"Remove it: rm -r {folder}",
        )
    return folder


@dataclass(frozen=True)
class Place:
    """The files of one server.

    Parameters
    ----------
    folder : Path
        The runtime folder.
    name : str
        The server's fingerprint.
    """

    folder: Path
    name: str

    @property
    def socket(self) -> Path:
        """The Unix socket it listens on."""
        return self.folder / f"{self.name}.sock"

    @property
    def lock(self) -> Path:
        """Held while a server is started, and by the server for as long as it lives."""
        return self.folder / f"{self.name}.lock"

    @property
    def log(self) -> Path:
        """What the server itself prints."""
        return self.folder / f"{self.name}.log"


def new_channel_folder() -> Path:
    """Make a private folder for the sockets of one kernel."""
    return Path(tempfile.mkdtemp(prefix="k-", dir=runtime_folder()))
