"""The one door to skops, opened without what stands behind it.

skops lists all estimators of scikit-learn when it is imported. That imports every package
there, those that adapt the arrays of PyTorch, Dask, CuPy and JAX as well, and with them
whichever of these is installed: PyTorch alone is two seconds and 180 MB, for no estimator.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

#: What scikit-learn adapts, and needs for none of its estimators.
ADAPTED = ("torch", "dask", "cupy", "jax")


class _NotNow(MetaPathFinder):
    """Finds that some packages are not there, for the thread that it was made in."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse a package of :data:`ADAPTED`; leave any other to those who come after."""
        if fullname in ADAPTED and threading.get_ident() == self.thread:
            raise ModuleNotFoundError(f"{fullname} is not imported in passing", name=fullname)
        return None


@contextmanager
def _nothing_in_passing() -> Iterator[None]:
    finder = _NotNow()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


with _nothing_in_passing():
    from skops.io import dumps, get_untrusted_types, load
    from skops.io.exceptions import UnsupportedTypeException

__all__ = ["UnsupportedTypeException", "dumps", "get_untrusted_types", "load"]
