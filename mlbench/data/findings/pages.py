"""The pages that explain findings: in the checkout, or where the installed package has them."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from mlbench.errors import RefusedInput, did_you_mean, shorten

_CODE = re.compile(r"MB\d{3}")


def page_folder() -> Path:
    """Return the folder of the pages about findings that come with mlbench."""
    package = Path(str(files("mlbench")))
    checkout = package.parent / "docs" / "findings"
    is_checkout = (package.parent / "pyproject.toml").is_file() and checkout.is_dir()
    return checkout if is_checkout else package / "_findings"


def explained() -> list[str]:
    """Return the codes that have a page, sorted."""
    return sorted(p.stem for p in page_folder().glob("MB*.md") if _CODE.fullmatch(p.stem))


def explain(code: str) -> str:
    """Return the page about a code, as Markdown.

    Raises
    ------
    RefusedInput
        There is no such code; with the close match.
    """
    name, known = code.strip().upper(), explained()
    if name not in known:
        raise RefusedInput(
            f"'{shorten(code)}' is no code of a finding. {did_you_mean(name, known)}",
            next_step="Pass a code as findings show it, such as MB122.",
        )
    return (page_folder() / f"{name}.md").read_text("utf-8")
