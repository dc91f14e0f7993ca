"""What libraries find out at their first use, and keep: found out here, once for all kernels.

A module that is imported already may still have a hundredth of a second of such work before
it: a walk through all installed packages, a schema that is compiled, a font that is looked
for. What is kept depends on nothing but the installed packages and the environment that the
server goes by.
"""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Callable
from typing import Any

from mlbench import plugins


def _packages_of_ours(_: Any) -> None:
    plugins.names("mlbench.processes")


def _table_libraries(narwhals: Any) -> None:
    narwhals.is_into_dataframe(None)


def _schema_of_notebooks(nbformat: Any) -> None:
    nbformat.validate(nbformat.v4.new_notebook())


def _forms_of_tables(html: Any) -> None:
    """Have skrub compile its forms once, and not for every table."""
    forms = html._get_jinja_env()  # noqa: SLF001 - it makes them anew for every table
    for name in forms.list_templates():
        forms.get_template(name)
    html._get_jinja_env = lambda: forms  # noqa: SLF001 - the same


def _fonts(backend: Any) -> None:
    figure = importlib.import_module("matplotlib.figure").Figure()
    figure.subplots().set(title="0", xlabel="0")
    backend.FigureCanvasAgg(figure).draw()


#: By the module that must have been imported for it.
_USES: dict[str, Callable[[Any], None]] = {
    "mlbench.plugins": _packages_of_ours,
    "narwhals.stable.v2.dependencies": _table_libraries,
    "nbformat": _schema_of_notebooks,
    "matplotlib.backends.backend_agg": _fonts,
    "skrub._reporting._html": _forms_of_tables,
}


def remember() -> None:
    """Use once what was imported; what fails here will fail, or not, where it is wanted."""
    for name, use in _USES.items():
        if name in sys.modules:
            try:
                use(sys.modules[name])
            except Exception:
                logging.getLogger(__name__).exception("No first use of '%s'.", name)
