"""What the kernel server imports before it forks, and the proof that it may fork then.

A fork copies one thread. Whatever another thread held (a lock, half a change) stays so in
the child for ever, so a server with a second thread, a running event loop, a ZeroMQ
context, an initialised TensorFlow runtime or an open GPU must not fork. That is checked
before the first kernel, module by module, and the culprit is named.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

#: What an ipykernel needs to be ready, imported ahead. The last ones are what it would
#: otherwise import while it initialises or runs its first cell.
KERNEL_MODULES = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "ipykernel.comm",
    "ipykernel.pylab.backend_inline", "IPython.core.completerlib", "IPython.core.debugger",
    "IPython.core.oinspect", "IPython.core.historyapp", "IPython.extensions.storemagic",
    "IPython.core.display_functions", "jedi", "comm", "pdb", "tornado.platform.asyncio",
    "matplotlib_inline.backend_inline", "matplotlib_inline.config", "getpass", "sqlite3",
    "multiprocessing.pool", "concurrent.futures.thread", "faulthandler", "cProfile",
)  # fmt: skip
#: The first tier: what nearly every notebook imports.
FIRST_TIER = (
    "numpy", "scipy.stats", "scipy.sparse", "pandas", "pyarrow.parquet", "matplotlib.pyplot",
    "matplotlib.backends.backend_agg", "sklearn.compose", "sklearn.dummy", "sklearn.ensemble",
    "sklearn.impute", "sklearn.inspection", "sklearn.linear_model", "sklearn.metrics",
    "sklearn.model_selection", "sklearn.pipeline", "sklearn.preprocessing", "ipywidgets",
    "threadpoolctl", "pandas.io.formats.html", "pyarrow.pandas_compat", "PIL.JpegImagePlugin",
    "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.PpmImagePlugin", "pyarrow.dataset",
    "pandas.io.formats.string", "pandas.core.methods.to_dict",
    "pandas.core.arrays.arrow.extension_types",
)  # fmt: skip
#: The second tier: what takes seconds more.
SECOND_TIER = (
    "skrub", "mlbench.export.skops_files", "tensorflow", "keras", "papermill",
    "nbconvert.exporters.html",
    "narwhals._pandas_like.dataframe", "narwhals._pandas_like.namespace",
    "narwhals._pandas_like.group_by", "narwhals._pandas_like.selectors",
    "narwhals.stable.v2._namespace", "narwhals._interchange.dataframe",
    "mlbench.data.sources.bundled", "mlbench.data.table",
    "optuna.samplers", "mlbench.models.choice", "mlbench.models.recipes.mlp",
    "mlbench.models.keras_fit.on_tensorflow",
    "mlbench.models.recipes.boosting", "mlbench.models.recipes.forest",
    "mlbench.models.recipes.linear", "mlbench.models.recipes.dummy",
    "mlbench.models.recipes.elastic_net", "mlbench.models.recipes.extra_trees",
    "mlbench.models.recipes.knn", "mlbench.models.recipes.sgd", "mlbench.models.recipes.skrub",
    "mlbench.models.recipes.stacking", "mlbench.models.recipes.svm",
    "mlbench.data.overview", "mlbench.data.quality", "mlbench.data.views.views",
    "mlbench.evaluation.evaluation",
    "mlbench.export.bundle", "mlbench.execution.api", "mlbench.execution.notebook",
    "mlbench.reports.report", "mlbench.reports.rehearsal", "mlbench.cli.whole",
    "mlbench.cli.progress", "mlbench.cli.report.write", "ruamel.yaml", "mlbench.widgets.form",
    "mlbench.widgets.open_forms", "mlbench.widgets.entry", "mlbench.widgets.browser",
    "mlbench.widgets.explorer", "mlbench.picture_room",
)  # fmt: skip

#: Shared libraries that are loaded, but whose module is not imported: it would start a
#: thread. To load DuckDB's is half of what its import takes.
LIBRARIES = ("_duckdb",)

#: Set while importing, so that libraries start no threads of their own. A kernel gets its
#: own environment back.
QUIET_START = {
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


class UnfitToForkError(RuntimeError):
    """Something is alive in this process that a fork would break; the text names it."""


def import_all(modules: Iterable[str]) -> list[str]:
    """Import modules, and refuse the first that leaves this process unfit to fork.

    Parameters
    ----------
    modules : iterable of str
        Dotted names; one that is not installed is passed over.

    Returns
    -------
    list of str
        Those that were not installed.

    Raises
    ------
    UnfitToForkError
        Naming the module and what it started.
    """
    missing = []
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
        refuse_if_alive(f"importing '{name}'")
    return missing


def refuse_if_alive(what: str) -> None:
    """Refuse to go on when something is alive that a fork would break.

    Raises
    ------
    UnfitToForkError
        Naming what was done, and what it left alive.
    """
    alive = what_is_alive()
    if alive:
        raise UnfitToForkError(f"{what} leaves {alive} alive")


def load_all(modules: Iterable[str]) -> None:
    """Load the shared libraries of extension modules, without importing these.

    Whoever imports one later finds its library loaded and its addresses resolved.

    Parameters
    ----------
    modules : iterable of str
        Names of extension modules; one that is not installed, or is something else, or
        can't be loaded, is passed over.
    """
    import ctypes  # noqa: PLC0415 - whoever asks for a kernel needs none of them
    from importlib.machinery import ExtensionFileLoader  # noqa: PLC0415 - the same
    from importlib.util import find_spec  # noqa: PLC0415 - the same

    for name in modules:
        found = find_spec(name)
        if found is not None and isinstance(found.loader, ExtensionFileLoader):
            with suppress(OSError):
                ctypes.CDLL(found.origin)


def gather_names() -> None:
    """Put the names of all modules side by side in memory.

    The shell of a kernel lists them once, and to count a reference copies the page that a name
    is on. Where they were made, one by one with their modules, that is 12 MB a kernel.
    """
    gathered = {name.encode().decode(): module for name, module in sys.modules.items()}
    sys.modules.clear()
    sys.modules.update(gathered)


def what_is_alive() -> str:
    """Return what a fork would break, in words; empty when it is safe."""
    threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - counting is all
    if threads > 1:
        return f"{threads - 1} other thread(s)"
    asyncio = sys.modules.get("asyncio")
    if asyncio is not None and asyncio._get_running_loop() is not None:
        return "a running event loop"
    zmq = sys.modules.get("zmq.sugar.context")
    if zmq is not None and zmq.Context._instance is not None:
        return "a ZeroMQ context"
    eager = sys.modules.get("tensorflow.python.eager.context")
    context = getattr(eager, "_context", None)
    if context is not None and getattr(context, "_initialized", False):
        return "an initialised TensorFlow runtime"
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        return "a CUDA context"
    if any(target.startswith("/dev/nvidia") for target in _open_files()):
        return "an open GPU"
    return ""


def _open_files() -> list[str]:
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(entry.readlink()))
        except OSError:
            continue  # the descriptor of this very listing
    return found
