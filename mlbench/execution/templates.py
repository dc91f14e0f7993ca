"""Finding templates: in the checkout, or where the installed package carries them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from mlbench.errors import RefusedInput, did_you_mean
from mlbench.parameters.source import read_notebook, text_of


@dataclass(frozen=True)
class Template:
    """A template and the question it answers."""

    name: str
    path: Path
    title: str
    question: str


def template_folder() -> Path:
    """Return the folder of the templates that come with mlbench."""
    package = Path(str(files("mlbench")))
    checkout = package.parent / "templates"
    is_checkout = (package.parent / "pyproject.toml").is_file() and checkout.is_dir()
    return checkout if is_checkout else package / "_templates"


def template_names() -> list[str]:
    """Return the names of all templates, in the order of a study."""
    order = ["explore", "model", "evaluate", "export"]
    found = {path.stem for path in template_folder().glob("*.ipynb")}
    return [n for n in order if n in found] + sorted(found - set(order))


def all_templates() -> list[Template]:
    """Return all templates with title and question, read from their first cell."""
    return [_describe(template_folder() / f"{name}.ipynb") for name in template_names()]


def _describe(path: Path) -> Template:
    first = read_notebook(path)["cells"][0]
    lines = [line.strip() for line in text_of(first).splitlines() if line.strip()]
    title = lines[0].lstrip("# ") if lines else path.stem
    return Template(path.stem, path, title, lines[1].strip("*_") if len(lines) > 1 else "")


def find_template(name: str) -> Path:
    """Return the path of a template.

    Raises
    ------
    RefusedInput
        There is no such template; with the close match.
    """
    if name not in template_names():
        raise RefusedInput(
            f"'{name}' is not a template. {did_you_mean(name, template_names())}",
            next_step="List them with 'mlbench templates'; a notebook goes by 'notebook: PATH'.",
        )
    return template_folder() / f"{name}.ipynb"
