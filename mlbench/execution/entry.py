"""What papermill finds under the entry point ``papermill.engine``.

papermill loads the engines of all packages while it is being imported itself, so this
module must not import papermill: the engine proper comes when it is first used.
"""

from __future__ import annotations

from typing import Any


class LateEngine:
    """The engine ``mlbench``, imported at the first call."""

    @classmethod
    def execute_notebook(cls, *args: Any, **options: Any) -> Any:
        """Run a notebook; see :class:`mlbench.execution.engine.MlbenchEngine`."""
        return _engine().execute_notebook(*args, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the kernel that a notebook names, or the one that is asked for."""
        return str(_engine().nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the language that a notebook names, or the one that is asked for."""
        return str(_engine().nb_language(nb, language))


def _engine() -> Any:
    from mlbench.execution.engine import MlbenchEngine  # noqa: PLC0415 - see the module

    return MlbenchEngine
