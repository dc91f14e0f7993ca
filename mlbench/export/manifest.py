"""The manifest of a bundle: what is in it, with the hash of every file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mlbench.errors import StoreError, shorten
from mlbench.evaluation.band import METHOD, Band
from mlbench.evaluation.rule import Rule
from mlbench.export.beside import Beside
from mlbench.models.facts import ModelFacts
from mlbench.store import files

NAME = "manifest.json"
#: The number of the bundle's form; raised when an older mlbench could misread it.
FORMAT = 2
#: The form of a bundle that predicts the most likely class, as an older mlbench does.
PLAIN = 1


def make_manifest(folder: Path, facts: ModelFacts, beside: Beside) -> dict[str, Any]:
    """Return the manifest of the files in a folder.

    Parameters
    ----------
    folder : Path
        Holds the finished files, and no manifest yet.
    facts : ModelFacts
        Of the model in it.
    beside : Beside
        What goes with it.
    """
    band, rule = beside.band, beside.rule
    packages = {name: number for name, number in facts.versions.items() if name != "python"}
    return {
        "format": PLAIN if rule is None else FORMAT,
        "mlbench": version("mlbench"),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "recipe": facts.recipe,
        "title": facts.title,
        "task": str(facts.task),
        "target": facts.target,
        "data": {"name": facts.data, "fingerprint": facts.fingerprint},
        "python": facts.versions["python"],
        "packages": packages,
        **({} if band is None else {"intervals": intervals_facts(band)}),
        **({} if rule is None else {"decision": _decision(rule, facts)}),
        "files": {
            path.name: {"sha256": files.sha256(path), "bytes": path.stat().st_size}
            for path in sorted(folder.iterdir())
        },
    }


def intervals_facts(band: Band) -> dict[str, Any]:
    """Return what a manifest says of prediction intervals."""
    return {
        "method": METHOD,
        "coverage": band.coverage,
        "rows": len(band.scores),
        "source": band.source,
    }


def _decision(rule: Rule, facts: ModelFacts) -> dict[str, Any]:
    table = None if rule.table is None else rule.table.tolist()
    return {
        "words": rule.in_words(facts.positive),
        "threshold": rule.threshold,
        "costs": table,
        "power": rule.power,
        "source": rule.source,
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return a bundle's manifest, after every file it names was checked.

    Raises
    ------
    StoreError
        There is no bundle, it is of a newer form, or a file is missing or changed.
    """
    path = folder / NAME
    try:
        manifest = json.loads(path.read_bytes())
        number, named = manifest["format"], dict(manifest["files"])
        hashes = {str(name): str(entry["sha256"]) for name, entry in named.items()}
    except FileNotFoundError:
        raise StoreError(
            f"{folder} is not a bundle: it has no {NAME}.",
            next_step="Name the folder that mlbench.export_bundle() wrote.",
            code="BUNDLE_UNKNOWN",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path} can't be read: {shorten(str(error), 100)}.",
            next_step="Export the model again; don't use this bundle.",
            code="BUNDLE_CHANGED",
        ) from error
    if not isinstance(number, int) or number > FORMAT:
        raise StoreError(
            f"The bundle has format {number}; this mlbench reads up to {FORMAT}.",
            next_step="Install the mlbench that wrote it, or a newer one.",
            code="BUNDLE_FORMAT",
        )
    for name, expected in hashes.items():
        _check_file(folder, name, expected)
    return dict(manifest)


def _check_file(folder: Path, name: str, expected: str) -> None:
    path = folder / name
    plain = Path(name).name == name and not path.is_symlink()
    found = files.sha256(path) if plain and path.is_file() else "no plain file"
    if found != expected:
        raise StoreError(
            f"'{shorten(name)}' in {folder} is not the file that was exported: its SHA-256 is "
            f"{found}, expected {shorten(expected)}.",
            next_step="Export the model again; don't use this bundle.",
            code="BUNDLE_CHANGED",
        )
