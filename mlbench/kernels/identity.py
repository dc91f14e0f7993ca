"""Which server may serve a kernel: one whose code and start are exactly the kernel's own.

A kernel that is forked from a server has the modules that the server imported, as they were
then. So the server goes by a fingerprint of everything that decides what an import gives:
interpreter, installed packages, our own source, and the environment variables that
libraries read while they are imported. When any of these changes, another server is
started; stale code is never served.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping

from mlbench.secrets.names import looks_secret

#: Raised when a server and a client of different versions could misunderstand each other.
PROTOCOL = 1

#: Variables that libraries read while they are imported or first used.
_READ_AT_IMPORT = (
    "HOME", "TMPDIR", "LANG", "TZ", "LD_LIBRARY_PATH", "LD_PRELOAD", "VIRTUAL_ENV",
    "CONDA_PREFIX", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME",
)  # fmt: skip
_READ_AT_IMPORT_PREFIXES = (
    "PYTHON", "TF_", "KERAS_", "CUDA_", "NVIDIA_", "XLA_", "OMP_", "OPENBLAS_", "MKL_",
    "KMP_", "GOTO_", "BLIS_", "NUMEXPR_", "NUMBA_", "ARROW_", "JE_ARROW_", "MPLCONFIGDIR",
    "MATPLOTLIB", "LC_", "IPYTHON", "JUPYTER_", "MALLOC_", "GLIBC_", "SKLEARN_", "JOBLIB_",
    "SKRUB_", "SKB_", "MLBENCH_PRELOAD",
)  # fmt: skip
#: How much TensorFlow logs; the server is quiet, whoever starts it.
_DECIDES_NOTHING = frozenset({"TF_CPP_MIN_LOG_LEVEL"})
#: What scikit-learn sets where nothing is set, in the server as in a client that imported it.
_SET_BY_IMPORTS = frozenset({("KMP_DUPLICATE_LIB_OK", "True"), ("KMP_INIT_AT_FORK", "FALSE")})
#: Variables that the server needs besides, and that decide nothing.
_ALSO_NEEDED = ("PATH", "USER", "LOGNAME", "SHELL")


def import_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that decide what an import gives, out of an environment."""
    return {
        name: value
        for name, value in environ.items()
        if (name in _READ_AT_IMPORT or name.startswith(_READ_AT_IMPORT_PREFIXES))
        and name not in _DECIDES_NOTHING
        and (name, value) not in _SET_BY_IMPORTS
        and not looks_secret(name)
    }


def server_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment a server starts with: nothing that is one client's own secret."""
    also = {name: environ[name] for name in _ALSO_NEEDED if name in environ}
    return {**also, **import_environment(environ)}


def fingerprint(environ: Mapping[str, str], preload: Iterable[str]) -> str:
    """Return the name of the server that may serve a kernel with this environment.

    Parameters
    ----------
    environ : mapping
        The environment that the kernel is to have.
    preload : iterable of str
        The modules that the server imports.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    # no flags of this process: a kernel gets those that its environment gives, and none else
    parts: list[object] = [PROTOCOL, sys.executable, sys.version, list(preload)]
    parts += sorted(import_environment(environ).items())
    return _digest([*parts, state_of_code()])


def state_of_code() -> str:
    """Return a digest that changes when a package or our own source changes."""
    return _digest([*_installed(), *_own_source()])


def _digest(parts: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr(part).encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()[:16]


def _installed() -> Iterator[tuple[str, int]]:
    """Yield what changes when a package is installed, upgraded or removed."""
    for folder in dict.fromkeys(path for path in sys.path if path.endswith("-packages")):
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.name.endswith((".dist-info", ".egg-info", ".pth", ".egg-link")):
                yield entry.path, entry.stat().st_mtime_ns


def _own_source() -> Iterator[tuple[str, int]]:
    """Yield our own files; every start of a kernel waits for this, so without pathlib."""
    found, folders = [], [os.path.dirname(os.path.dirname(__file__))]  # noqa: PTH120
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    found.append((entry.path, entry.stat().st_mtime_ns))
                elif entry.is_dir(follow_symlinks=False) and entry.name != "__pycache__":
                    folders.append(entry.path)
    yield from sorted(found)
