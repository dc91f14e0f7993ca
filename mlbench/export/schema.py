"""The schema of one input row, as JSON Schema (draft 2020-12)."""

from __future__ import annotations

from mlbench.data.kinds import ColumnKind
from mlbench.models.facts import FeatureFacts, ModelFacts
from mlbench.vocabulary import Json

_TYPES = {
    ColumnKind.NUMERIC: "number",
    ColumnKind.BOOLEAN: "boolean",
    ColumnKind.CATEGORICAL: "string",
    ColumnKind.DATETIME: "string",
    ColumnKind.TEXT: "string",
}


def row_schema(facts: ModelFacts) -> dict[str, Json]:
    """Return the schema of a row that the model takes.

    Ranges and categories are those of the training rows; the model takes others too, so
    they stand as remarks (``x-seen``) and not as rules.

    Parameters
    ----------
    facts : ModelFacts
        Of the model.

    Returns
    -------
    dict
        A JSON Schema. ``x-dtype`` is the pandas type that training saw.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"One row for {facts.title}, which predicts {facts.target}",
        "type": "object",
        "properties": {feature.name: _property(feature) for feature in facts.features},
        "required": [feature.name for feature in facts.features],
        "additionalProperties": True,
    }


def _property(feature: FeatureFacts) -> dict[str, Json]:
    described: dict[str, Json] = {
        "type": [_TYPES[ColumnKind(feature.kind)], "null"],
        "x-kind": feature.kind,
        "x-dtype": feature.dtype,
    }
    if feature.kind == ColumnKind.DATETIME:
        described["format"] = "date-time"
    seen: dict[str, Json] = {"missing": feature.missing}
    if feature.low is not None and feature.high is not None:
        seen |= {"low": feature.low, "high": feature.high, "integer": feature.integer}
    if feature.categories:
        seen |= {"categories": list(feature.categories), "more": feature.more_categories}
    described["x-seen"] = seen
    return described
