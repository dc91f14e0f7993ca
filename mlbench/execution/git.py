"""Notebooks under git: outputs stay out of commits, differences and merges go by cell.

nbstripout filters what is committed, nbdime shows and merges notebooks. Both are set up for
one repository: in its own configuration and in ``.gitattributes``, never for the whole user.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from mlbench.errors import RefusedInput, listing, shorten
from mlbench.store import files

ATTRIBUTES = {"filter": "nbstripout", "diff": "jupyternotebook", "merge": "jupyternotebook"}
LINE = "*.ipynb " + " ".join(f"{name}={value}" for name, value in ATTRIBUTES.items())
#: What nbstripout alone sets up, for which nbdime is a better one.
_REPLACED = {"diff": {"ipynb"}}
_UNSET = {"unspecified", "unset"}


@dataclass(frozen=True)
class GitSetup:
    """What a repository has, and what it lacks.

    Attributes
    ----------
    root : Path
        The repository's working folder.
    settings : dict of str to str
        Settings to be made in the repository's own configuration.
    line : str
        To be added to ``.gitattributes``; empty when it says so already.
    """

    root: Path
    settings: dict[str, str]
    line: str

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing left to do."""
        return not self.settings and not self.line

    def apply(self) -> None:
        """Write what is lacking; a second call finds nothing to do."""
        if self.line:
            path = self.root / ".gitattributes"
            text = path.read_bytes().decode("utf-8", "surrogateescape") if path.exists() else ""
            gap = "\n" if text and not text.endswith("\n") else ""
            content = f"{text}{gap}{self.line}\n".encode("utf-8", "surrogateescape")
            files.write_bytes(path, content)
        for name, value in self.settings.items():
            _git(self.root, "config", "--local", name, value)

    def said(self) -> list[str]:
        """Return what is changed, and how to take it back, a line each."""
        undo = sorted({name.rpartition(".")[0] for name in wanted_settings()})
        sections = "; ".join(f"git config --local --remove-section {name}" for name in undo)
        line = [f"  {self.root / '.gitattributes'}: {self.line}"] if self.line else []
        return [
            f"git: notebooks of {self.root} are committed without outputs, compared by cell:",
            *line,
            *(f"  .git/config: {name} = {value}" for name, value in self.settings.items()),
            "An output that is meant to stay: the tag 'keep_output' on its cell, or",
            '"keep_output": true in the metadata of its notebook.',
            f"Undo: take the line out of .gitattributes, then {sections}",
        ]


def wanted_settings() -> dict[str, str]:
    """Return the settings by name; the programs are those of this interpreter.

    nbdime's own set-up names its programs without a folder, which ends every ``git diff``
    where the environment is not activated.
    """
    python = f'"{Path(sys.executable).as_posix()}" -m'
    drivers = f"{python} nbdime.vcs.git"
    return {
        "filter.nbstripout.clean": f"{python} nbstripout",
        "filter.nbstripout.smudge": "cat",
        "filter.nbstripout.required": "true",
        "diff.jupyternotebook.command": f"{drivers}.diffdriver diff",
        "merge.jupyternotebook.name": "merge of notebooks by cell",
        "merge.jupyternotebook.driver": f"{drivers}.mergedriver merge %O %A %B %L %P",
    }


def look_at_git(folder: Path) -> GitSetup:
    """Look at the repository that a folder is part of.

    Raises
    ------
    RefusedInput
        git is missing, the folder is in no repository, or notebooks have another filter or
        driver there.
    """
    root = Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    found = _git(root, "check-attr", "-z", *ATTRIBUTES, "--", "any.ipynb").split("\0")
    has = dict(zip(found[1::3], found[2::3], strict=False))
    for name, value in ATTRIBUTES.items():
        given = has.get(name, "unspecified")
        if given not in {value, *_UNSET, *_REPLACED.get(name, ())}:
            raise RefusedInput(
                f"Notebooks of {root} have the git attribute {name}={shorten(given)} already, "
                f"which would be replaced by {name}={value}; nothing was changed.",
                next_step="Take it out of .gitattributes first, or leave out --git.",
                code="GIT_ATTRIBUTE_TAKEN",
            )
    settings = {n: v for n, v in wanted_settings().items() if _setting(root, n) != v}
    return GitSetup(root, settings, "" if has == ATTRIBUTES else LINE)


def kept_outputs(root: Path) -> list[str]:
    """Return the notebooks in git whose outputs the next commit leaves out."""
    names = _git(root, "ls-files", "-z", "--", "*.ipynb").split("\0")
    return [name for name in names if name and _would_lose(root / name)]


def _would_lose(path: Path) -> bool:
    try:
        notebook = json.loads(path.read_bytes())
        if notebook["metadata"].get("keep_output"):
            return False
        return any(
            cell.get("outputs")
            and not cell["metadata"].get("keep_output")
            and "keep_output" not in cell["metadata"].get("tags", [])
            for cell in notebook["cells"]
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def warning(names: list[str]) -> str:
    """Return the sentence about notebooks in git that hold outputs now."""
    return f"Outputs in git that the next commit of their notebooks leaves out: {listing(names)}."


def _setting(root: Path, name: str) -> str:
    try:
        return _git(root, "config", "--local", "--get", name).rstrip("\n")
    except RefusedInput:
        return ""


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the words are our own
            ["git", "-C", str(folder), *words],  # noqa: S607 - the user's git
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise RefusedInput(
            "Setting up git needs the program 'git'. It is not on PATH; nothing was changed.",
            next_step="Install git, or leave out --git.",
            code="GIT_MISSING",
        ) from None
    if done.returncode:
        said = shorten(done.stderr.strip() or f"git {words[0]} failed", 200)
        raise RefusedInput(
            f"Setting up git needs a repository with a working folder. {folder} is in none; "
            f"git says: {said}",
            next_step="Run 'git init' first, or leave out --git.",
            code="GIT_NO_REPOSITORY",
        )
    return done.stdout
