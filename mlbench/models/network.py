"""The door to Keras: imported quietly, and only by the first fit of a process.

A fitted network predicts from its weights with NumPy alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import cast


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Keep the C++ parts of TensorFlow from writing to standard error while they load."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def keras() -> ModuleType:
    """Return Keras, imported quietly on the first call."""
    if "keras" in sys.modules:
        return sys.modules["keras"]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _quiet_stderr():
        import keras as loaded  # noqa: PLC0415 - TensorFlow takes seconds to import

        if loaded.backend.backend() == "tensorflow":
            import tensorflow as tf  # noqa: PLC0415 - the same

            tf.config.get_visible_devices()
    return cast("ModuleType", loaded)


def backend() -> str:
    """Return the backend that the Keras of this process has; it can't be changed any more."""
    return str(keras().backend.backend())


def ask_for_same_bits() -> None:
    """Ask the backend for operations that give the same bits each time."""
    if backend() == "tensorflow":
        _ask_tensorflow()
    elif backend() == "torch":
        import torch  # noqa: PLC0415 - an extra

        torch.use_deterministic_algorithms(True)
        # batches are small: threads would wait for each other longer than they work
        torch.set_num_threads(1)


@cache
def _ask_tensorflow() -> None:
    """Ask once a process: a new seed drops all that is compiled, and no fit draws from it."""
    import tensorflow as tf  # noqa: PLC0415 - TensorFlow takes seconds to import

    # a seed, since what is random anywhere in the process fails without one from now on
    tf.random.set_seed(0)
    tf.config.experimental.enable_op_determinism()
