"""What can become a model: a recipe with what is set of it, or a weighing of several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sklearn.ensemble import VotingClassifier, VotingRegressor

from mlbench.models.catalogue import find
from mlbench.models.layout import Layout
from mlbench.models.multilabel import LabelVote
from mlbench.models.prepare import assemble
from mlbench.models.weights import member_of
from mlbench.statements import number_text
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

#: What a weighing of several goes by in tables and records.
STACK = "stack"


@dataclass(frozen=True)
class Candidate:
    """A recipe with what is set of it.

    Attributes
    ----------
    recipe : str
        The recipe's name.
    options : mapping
        What is set; everything else is as the recipe has it.
    """

    recipe: str
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What it is called in reports."""
        return find(self.recipe).title

    @property
    def settings(self) -> str:
        """What is set, as a short text."""
        return ", ".join(f"{name} {_short(value)}" for name, value in self.options.items())

    def record(self) -> dict[str, Any]:
        """Return what is kept of it."""
        return {"recipe": self.recipe, "options": dict(self.options)}

    def build(self, layout: Layout, task: Task, seed: int, n_jobs: int = 1) -> Pipeline:
        """Return the pipeline, not fitted yet."""
        return find(self.recipe).build(layout, task, seed, n_jobs, self.options)


@dataclass(frozen=True)
class Stack:
    """Several candidates whose answers are averaged, each with its weight.

    Attributes
    ----------
    members : tuple of (Candidate, float)
        Each with its weight in (0, 1]; these add up to 1.
    """

    members: tuple[tuple[Any, float], ...]
    recipe: str = STACK

    @property
    def title(self) -> str:
        """What it is called in reports."""
        return f"Stack of {len(self.members)}"

    @property
    def settings(self) -> str:
        """The members and their weights, as a short text."""
        return ", ".join(f"{weight:.0%} {each.recipe}" for each, weight in self.members)

    def record(self) -> dict[str, Any]:
        """Return what is kept of it."""
        members = [{**each.record(), "weight": weight} for each, weight in self.members]
        return {"recipe": self.recipe, "options": {"members": members}}

    def build(self, layout: Layout, task: Task, seed: int, n_jobs: int = 1) -> Pipeline:
        """Return the pipeline, not fitted yet."""
        # the rows have been through the intake before they reach the members
        parts = [
            (f"member_{number}", member_of(each.build(layout, task, seed, n_jobs)))
            for number, (each, _) in enumerate(self.members)
        ]
        weights = [weight for _, weight in self.members]
        if task is Task.MULTILABEL:
            return assemble(layout, None, LabelVote(parts, weights))
        if task.is_classification:
            return assemble(layout, None, VotingClassifier(parts, voting="soft", weights=weights))
        return assemble(layout, None, VotingRegressor(parts, weights=weights))


def _short(value: Any) -> str:
    return number_text(value) if isinstance(value, float) else str(value)
