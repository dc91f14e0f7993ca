"""What is secret in a run as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mlbench.secrets.environment import secrets_of
from mlbench.secrets.redactor import Redactor


@dataclass(frozen=True)
class RunSecrets:
    """The secrets of a whole run.

    Attributes
    ----------
    redactor : Redactor
        Covers those of all steps and of the environment.
    data : dict
        Those of the data, which every step may read.
    """

    redactor: Redactor
    data: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, secrets: Mapping[str, Any], data: Mapping[str, Any]) -> RunSecrets:
        """Return the secrets of a run with all of the environment's."""
        return cls(Redactor.of(secrets_of(), secrets), dict(data))
