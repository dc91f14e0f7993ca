"""mlbench: a workbench for machine-learning experiments driven by notebooks.

Templates and notebooks import this module alone. It is silent and costs next to
nothing to import: every public name is loaded from its own room the first time it
is asked for (:pep:`562`).

>>> import mlbench
>>> "step" in dir(mlbench)
True
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

#: Public name -> the module that holds it.
_ROOMS: dict[str, str] = {
    # the words a parameters cell is written with
    "Ge": "annotated_types",
    "Gt": "annotated_types",
    "Le": "annotated_types",
    "Lt": "annotated_types",
    "Installed": "mlbench.parameters.installed",
    "Secret": "mlbench.secrets.secret",
    # what a step can state
    "Estimate": "mlbench.statements",
    "Finding": "mlbench.statements",
    "Findings": "mlbench.statements",
    "MlbenchError": "mlbench.errors",
    "TrainingDiverged": "mlbench.errors",
    # a notebook's own step, and the runs it is part of
    "step": "mlbench.store.handle",
    "run": "mlbench.execution.api",
    "open_run": "mlbench.execution.api",
    "runs": "mlbench.execution.api",
    # data
    "load": "mlbench.data.load",
    "Dataset": "mlbench.data.dataset",
    "overview": "mlbench.data.overview",
    "check_data": "mlbench.data.quality",
    "table_report": "mlbench.data.table",
    "views": "mlbench.data.views.views",
    # models
    "recipes": "mlbench.models.catalogue",
    "build": "mlbench.models.build",
    "cross_validate": "mlbench.models.validation",
    "choose": "mlbench.models.choice",
    "fit": "mlbench.models.training",
    "search": "mlbench.models.search.search",
    "LiveCurve": "mlbench.models.live_curve",
    # evaluation
    "evaluate": "mlbench.evaluation.evaluation",
    # export
    "export_bundle": "mlbench.export.bundle",
    "load_bundle": "mlbench.export.bundle",
    # working with it in a notebook
    "browse": "mlbench.widgets.browser",
    "explore": "mlbench.widgets.explorer",
}

__all__ = ["__version__", *sorted(_ROOMS)]  # noqa: PLE0604 - the keys are strings


def __getattr__(name: str) -> Any:
    """Load a public name from its room on first use."""
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module 'mlbench' has no attribute {name!r}")
    if room.startswith("mlbench.data"):  # which imports pyarrow
        import_module("mlbench.arrow_memory").use_plain_memory()
    value = getattr(import_module(room), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
