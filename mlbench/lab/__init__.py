"""mlbench in JupyterLab: the catalogue in the launcher, and what it asks of the server.

The part in the browser is built from ``labextension/`` and comes with the package, so nobody
needs Node to use it.
"""

from __future__ import annotations


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "mlbench"}]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "mlbench.lab.server"}]
