"""How models are kept: skops files, audited by mlbench's own list of types."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from mlbench.errors import StoreError
from mlbench.export.canonical import write_canonical
from mlbench.export.soundness import check_trees
from mlbench.export.trusted import refuse_untrusted
from mlbench.store.artifacts import Codec

#: The number of the form below; raised when an older mlbench could misread it.
FORMAT = 1
#: What a file may unpack to: so many bytes in any case, so many times its own size
#: beyond that, and never more than the last.
UNPACK_FREELY, UNPACK_RATIO, UNPACK_LIMIT = 100_000_000, 500, 8 * 2**30

_MODEL = ("mlbench.models.model", "Model")


class EstimatorCodec(Codec):
    """Models of mlbench and estimators of scikit-learn, as skops files."""

    suffix = ".skops"

    def accepts(self, value: object) -> bool:
        """Whether it is a model or an estimator, seen by the names of its classes."""
        bases = {(base.__module__, base.__qualname__) for base in type(value).__mro__}
        return _MODEL in bases or ("sklearn.base", "BaseEstimator") in bases

    def write(self, value: Any, path: Path) -> None:
        """Write it, after an audit of what it holds.

        Raises
        ------
        StoreError
            It holds a type that is not trusted, or one that skops can't keep.
        """
        from mlbench.export import skops_files  # noqa: PLC0415 - the store starts without it

        try:
            write_canonical(skops_files.dumps(_packed(value)), path)
        except skops_files.UnsupportedTypeException as error:
            raise StoreError(
                f"The {type(value).__name__} holds what a model file can't: {error}",
                next_step="Use estimators of scikit-learn, skrub and mlbench.",
                code="TYPES_REFUSED",
            ) from error
        refuse_untrusted(skops_files.get_untrusted_types(file=path), f"The {type(value).__name__}")

    def read(self, path: Path) -> Any:
        """Read it, after an audit of what it holds.

        Raises
        ------
        StoreError
            The file is damaged, too large, of a newer form, or holds what is not trusted.
        """
        from mlbench.export import skops_files  # noqa: PLC0415 - the store starts without it

        _check_size(path)
        try:
            found = skops_files.get_untrusted_types(file=path)
            refuse_untrusted(found, path.name)
            loaded = skops_files.load(path, trusted=found)
        except StoreError:
            raise
        except Exception as error:  # a damaged file can fail anywhere in skops
            raise StoreError(
                f"{path.name} is not a model file that can be read: {type(error).__name__}.",
                next_step="Save the model again; don't use this file.",
                code="MODEL_DAMAGED",
            ) from error
        check_trees(loaded, path.name)
        return _unpacked(loaded, path.name)


def _packed(value: Any) -> dict[str, Any]:
    """Return what is written: facts as JSON text, so that only estimators are objects."""
    if (type(value).__module__, type(value).__qualname__) != _MODEL:
        return {"format": FORMAT, "kind": "estimator", "estimator": value}
    # how long the fit took is no property of a model: the same model is the same file
    facts = {**value.facts.to_json(), "seconds": None}
    return {
        "format": FORMAT,
        "kind": "model",
        "facts": json.dumps(facts),
        "pipeline": value.pipeline,
        "baseline": value.baseline,
    }


def _unpacked(loaded: Any, what: str) -> Any:
    from mlbench.models.facts import ModelFacts  # noqa: PLC0415 - as above
    from mlbench.models.model import Model  # noqa: PLC0415 - the same

    number = loaded.get("format") if isinstance(loaded, dict) else None
    if not isinstance(number, int) or number > FORMAT:
        raise StoreError(
            f"{what} must be of format {FORMAT} or lower. Got {number}.",
            next_step="Install the mlbench that wrote it, or a newer one.",
            code="MODEL_FORMAT",
        )
    if loaded["kind"] == "estimator":
        return loaded["estimator"]
    facts = ModelFacts.from_json(json.loads(loaded["facts"]))
    return Model(loaded["pipeline"], loaded["baseline"], facts)


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (BadZipFile, OSError) as error:
        raise StoreError(
            f"{path.name} is not a model file: {error}.",
            next_step="Save the model again; don't use this file.",
            code="MODEL_DAMAGED",
        ) from error
    limit = min(UNPACK_LIMIT, max(UNPACK_FREELY, UNPACK_RATIO * path.stat().st_size))
    if unpacked > limit:
        raise StoreError(
            f"{path.name} unpacks to {unpacked:,} bytes; at most {limit:,} are taken.",
            next_step="Don't use this file unless you know where it comes from.",
            code="MODEL_TOO_LARGE",
        )
