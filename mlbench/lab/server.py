"""The server's part: two addresses under ``/mlbench/api``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from mlbench.errors import MlbenchError

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

#: Characters of one answer to the dialog.
_LIMIT = 2000


class _Handler(APIHandler):
    @property
    def root(self) -> Path:
        """The folder that the server shows."""
        return Path(self.settings["server_root_dir"]).expanduser()

    def refuse(self, error: MlbenchError) -> None:
        """Answer a user's mistake with its sentence."""
        self.set_status(400)
        self.finish({"message": str(error)})


class CatalogueHandler(_Handler):
    """What the launcher offers."""

    @web.authenticated
    def get(self) -> None:
        """Answer with templates and choices of data."""
        from mlbench.lab.catalogue import catalogue  # noqa: PLC0415 - the server starts without

        self.finish(catalogue(self.root))


class CopiesHandler(_Handler):
    """Fresh copies of templates."""

    @web.authenticated
    def post(self) -> None:
        """Make a copy and answer with its path."""
        from mlbench.lab.catalogue import make_copy  # noqa: PLC0415 - the server starts without

        try:
            wish = self.get_json_body()
            words = [_word(wish, name) for name in ("template", "name", "data", "target")]
            self.finish({"path": make_copy(self.root, *words)})
        except MlbenchError as error:
            self.refuse(error)


def _word(wish: Any, name: str) -> str:
    value = wish.get(name, "") if isinstance(wish, dict) else ""
    if not isinstance(value, str) or len(value) > _LIMIT:
        raise web.HTTPError(400, f"'{name}' must be a text of at most {_LIMIT} characters.")
    return value


def _load_jupyter_server_extension(app: ServerApp) -> None:
    base = app.web_app.settings["base_url"]
    handlers = [
        (url_path_join(base, "mlbench", "api", "catalogue"), CatalogueHandler),
        (url_path_join(base, "mlbench", "api", "copies"), CopiesHandler),
    ]
    app.web_app.add_handlers(".*$", handlers)
