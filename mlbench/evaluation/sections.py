"""The questions of an evaluation, each answered by the views that fit the task."""

from __future__ import annotations

from mlbench.evaluation.view import Section, View
from mlbench.evaluation.views import Views
from mlbench.vocabulary import Task

_TOO_FEW = "There are too few rows for {}."
_NO_GROUPS = (
    "Groups of '{}' are not compared: their figures speak of one class, and a row has a set of "
    "labels. The option slices counts wrong labels by group."
)


class Sections(Views):
    """What a notebook asks, without asking which task it is."""

    def reliability(self) -> Section:
        """Return how far a single prediction can be trusted.

        Calibration of probabilities for classes; prediction intervals for numbers.
        """
        if self.task is Task.REGRESSION:
            return _section("prediction intervals", intervals=self.intervals())
        return _section("calibration", calibration=self.calibration())

    def decisions(self) -> Section:
        """Return what acting on the predictions means.

        A threshold by cost and the top of the list for two classes; the decision of least cost,
        where costs were stated, and a line for each of more classes, and for each label of a set;
        where numbers are too high or too low.
        """
        if self.task is Task.REGRESSION:
            return _section("residuals", residuals=self.residuals())
        if self.task is Task.MULTILABEL:
            return _section("labels", labels=self.labels())
        if self.task is Task.BINARY:
            return _section("the top", thresholds=self.thresholds(), top=self.top())
        views: dict[str, View | None] = {"classes": self.classes()}
        if self.options.costs is not None:
            views = {"least_cost": self.least_cost(), **views}
        return _section("costs", **views)

    def reliance(self) -> Section:
        """Return what the model relies on, and what it does with it."""
        return _section(
            "partial dependence", importance=self.importance(), dependence=self.dependence()
        )

    def weak_spots(self) -> Section:
        """Return where errors are large: slices found automatically, and those asked for."""
        views: dict[str, View | None] = {"slices": self.slices()}
        if self.options.slices:
            views["named_slices"] = self.named_slices()
        return _section("slices", **views)

    def fairness(self) -> Section:
        """Return figures by the group that was asked for."""
        if self.options.group is None:
            return Section(
                left_out=("No group was named to compare: group='...' names a feature.",)
            )
        if self.task is Task.MULTILABEL:
            name = self.options.group.name
            return Section(left_out=(_NO_GROUPS.format(name),))
        return _section("two groups", groups=self.groups())

    def errors(self) -> Section:
        """Return the rows that the model is most wrong about."""
        return _section("mistakes", mistakes=self.mistakes())

    def growth(self) -> Section:
        """Return whether more rows would help."""
        return _section("a learning curve", curve=self.curve())


def _section(what: str, **views: View | None) -> Section:
    found = {name: view for name, view in views.items() if view is not None}
    left_out = (_TOO_FEW.format(what),) if len(found) < len(views) else ()
    return Section(found, left_out)
