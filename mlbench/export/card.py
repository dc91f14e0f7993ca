"""The model card: what a person should know before using the model.

After Mitchell et al., *Model Cards for Model Reporting* (2019).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlbench.data.splits.split import IN_TIME
from mlbench.errors import listing, shorten
from mlbench.evaluation.band import METHOD, Band
from mlbench.evaluation.rule import Rule
from mlbench.export.beside import Beside
from mlbench.models.facts import FeatureFacts, ModelFacts
from mlbench.models.metrics import METRICS
from mlbench.models.multilabel import THRESHOLD
from mlbench.statements import Estimate, Findings, number_text
from mlbench.vocabulary import Task

#: Features that the card lists; the schema holds all of them.
FEATURES_SHOWN = 40
#: Characters of markdown and HTML that data must not smuggle in.
_SPECIAL = str.maketrans(
    {c: f"\\{c}" for c in r"\`*_[]|#"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
)


def plain(text: object, limit: int = 80) -> str:
    r"""Return data as text that markdown shows as it is.

    >>> plain("<b>a|b</b>")
    '&lt;b&gt;a\\|b&lt;/b&gt;'
    """
    return shorten(str(text), limit).translate(_SPECIAL)


def model_card(facts: ModelFacts, results: Mapping[str, Any], beside: Beside) -> str:
    """Return the model card as markdown.

    Parameters
    ----------
    facts : ModelFacts
        Of the model.
    results : mapping
        What the steps of the run recorded: metrics by name as estimates, ``baseline``,
        ``test_rows``, ``findings``. Empty when the model was not evaluated.
    beside : Beside
        What goes with it in the bundle.
    """
    band, rule = beside.band, beside.rule
    sections = [
        f"# {plain(facts.title)} for {plain(facts.target)}",
        _what(facts),
        _data(facts),
        _performance(results),
        *([] if band is None else [_intervals(band, results)]),
        *([] if rule is None else [_decision(rule, facts, results)]),
        _limits(facts, results),
        _use(facts, with_intervals=band is not None),
        _environment(facts),
    ]
    return "\n\n".join(sections) + "\n"


def _what(facts: ModelFacts) -> str:
    lines = [
        "## What it is",
        "",
        f"- Recipe: {plain(facts.title)} (`{facts.recipe}`), seed {facts.seed}",
        f"- Task: {facts.task}; it predicts the column {plain(facts.target)}",
    ]
    if facts.classes is not None:
        what = "Labels" if facts.task is Task.MULTILABEL else "Classes"
        lines.append(f"- {what}: {plain(listing(facts.classes), 400)}")
    if facts.task is Task.MULTILABEL:
        lines.append(
            f"- A row has any number of labels, joined by `|`; one is predicted from a probability "
            f"of {THRESHOLD} on"
        )
    if facts.positive is not None:
        lines.append(f"- Probabilities and binary metrics speak of class {plain(facts.positive)}")
    return "\n".join(lines)


def _data(facts: ModelFacts) -> str:
    split = facts.split
    shown = facts.features[:FEATURES_SHOWN]
    rows = "\n".join(f"| {plain(f.name)} | {f.kind} | {_seen(f)} |" for f in shown)
    more = len(facts.features) - len(shown)
    by = f" by {plain(split['by'])}" if split.get("by") else ""
    counted = (
        "" if facts.weight is None else f"- Rows count by their weight: {plain(facts.weight)}\n"
    )
    rest = f"\n\n{more:,} more features are in `schema.json`." if more else ""
    return (
        "## The data\n\n"
        f"- Data set: {plain(facts.data)}, fingerprint `{facts.fingerprint[:16]}`\n"
        f"- Trained on {facts.train_rows:,} rows; {split['test_fraction']:.0%} were held out "
        f"({split['kind']} split{by}, seed {split['seed']})\n{counted}\n"
        f"| Feature | Kind | Seen in training |\n|---|---|---|\n{rows}{rest}"
    )


def _seen(feature: FeatureFacts) -> str:
    said = "with missing values" if feature.missing else ""
    if feature.low is not None and feature.high is not None:
        said = f"{number_text(feature.low)} to {number_text(feature.high)} {said}"
    elif feature.categories:
        count = len(feature.categories) + feature.more_categories
        said = f"{count:,} categories: {plain(listing(feature.categories, 4), 160)} {said}"
    return said.strip()


def _performance(results: Mapping[str, Any]) -> str:
    measured = {n: v for n, v in results.items() if n in METRICS and isinstance(v, Estimate)}
    if not measured:
        return "## How good it is\n\nIt was not evaluated in the run that exported it."
    main, baseline = results.get("metric"), results.get("baseline")
    order = sorted(measured, key=lambda name: name != main)
    rows = "\n".join(f"| {METRICS[n].label} | {_estimate(measured[n])} |" for n in order)
    lines = [f"## How good it is\n\n| Metric | On held-out rows |\n|---|---|\n{rows}"]
    if isinstance(baseline, Estimate) and main in METRICS:
        reached = f"{METRICS[str(main)].label} {number_text(baseline.value)}"
        lines.append(f"The dummy baseline reaches {reached} on the same rows.")
    if isinstance(results.get("test_rows"), int):
        confidence = f"{measured[order[0]].confidence:.0%}"
        lines.append(
            f"Measured on {results['test_rows']:,} rows that were not trained on; in brackets "
            f"{confidence} intervals by bootstrap."
        )
    return "\n\n".join(lines)


def _intervals(band: Band, results: Mapping[str, Any]) -> str:
    held = results.get("interval_coverage")
    seen = (
        f" Those of {band.coverage:.0%} hold the truth in {_estimate(held)} of held-out rows."
        if isinstance(held, Estimate)
        else ""
    )
    return (
        "## Prediction intervals\n\n"
        f"Made for a coverage of {band.coverage:.0%}, or any other up to {band.widest:.4g}, by the "
        f"method {METHOD}, from {plain(band.source, 200)}.{seen} They hold for rows of the same "
        "origin as the training rows, on average over all of them and not for each kind of row."
    )


def _decision(rule: Rule, facts: ModelFacts, results: Mapping[str, Any]) -> str:
    decided = plain(rule.in_words(facts.positive), 200)
    cost, saved = results.get("cost_a_row"), results.get("cost_saved")
    seen = (
        f" On held-out rows a row costs {_estimate(cost)}, which saves {_estimate(saved)} a row."
        if isinstance(cost, Estimate) and isinstance(saved, Estimate)
        else ""
    )
    return (
        "## How it decides\n\n"
        f"`predict` follows the costs that were stated: {decided}, chosen on "
        f"{plain(rule.source, 200)}.{seen} The metrics above are those of the most likely class."
    )


def _estimate(estimate: Estimate) -> str:
    return str(estimate).replace("[", "\\[").replace("]", "\\]")


def _limits(facts: ModelFacts, results: Mapping[str, Any]) -> str:
    lines = [
        "## Limits",
        "",
        "- It knows what its training rows showed; its answers for rows unlike them are guesses.",
        "- The figures hold for data of the same origin as the held-out rows.",
    ]
    if facts.split["kind"] not in IN_TIME:
        lines.append("- It was not tested on later rows than it was trained on.")
    findings = results.get("findings")
    if isinstance(findings, Findings) and len(findings):
        lines += ["", "### Findings", ""]
        lines += [
            f"- {f.code}, {f.severity}: {plain(f.title)}: {plain(f.subject)}. "
            f"{plain(f.evidence, 300)} {plain(f.advice, 200)}"
            for f in findings
        ]
    return "\n".join(lines)


def _use(facts: ModelFacts, *, with_intervals: bool) -> str:
    return (
        "## How to use it\n\n"
        "```python\nimport mlbench\n\n"
        'bundle = mlbench.load_bundle("path/to/this/folder")\n'
        "bundle.predict(frame)        # a pandas DataFrame with the features above\n"
        + ("bundle.predict_proba(frame)\n" if facts.classes is not None else "")
        + ("bundle.predict_interval(frame)   # low and high\n" if with_intervals else "")
        + "```\n\n"
        "`bundle.check()` scores `example.json` in a new process and compares every bit."
    )


def _environment(facts: ModelFacts) -> str:
    packages = ", ".join(f"{name} {number}" for name, number in facts.versions.items())
    return f"## Environment\n\nMade with {packages}."
