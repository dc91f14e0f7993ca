"""The types that a model file may hold, beyond what skops itself trusts.

skops trusts the public estimators of scikit-learn, plain containers and arrays. Every
further type stands here by its exact name, with the reason, or is named by an installed
recipe. The list that a file brings is never used.
"""

from __future__ import annotations

from mlbench.errors import StoreError, listing

#: Exact type name -> why it is harmless. Trees are checked for soundness when loaded,
#: see :mod:`mlbench.export.soundness`.
TRUSTED: dict[str, str] = {
    "numpy.dtype": "the type of an array",
    "sklearn.tree._tree.Tree": "the nodes of a tree; bounds are checked after loading",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor": (
        "the nodes of a boosted tree; bounds are checked after loading"
    ),
    "functools.partial": "boosting keeps a call of check_array; its function is audited too",
    "sklearn.utils.validation.check_array": "looks at an array",
    "sklearn.model_selection._split.KFold": "folds of a target encoder",
    "sklearn.utils._bunch.Bunch": "a dictionary: the members of a stack",
    "skrub._datetime_encoder.DatetimeEncoder": "parts of dates",
    "skrub._string_encoder.StringEncoder": "components of texts",
    "skrub._to_str.ToStr": "used by StringEncoder",
    "skrub._single_column_transformer.RejectColumn": "used by skrub's encoders",
    "mlbench.models.intake.Intake": "our own first step",
    "mlbench.models.weights.Member": "a pipeline that hands weights to its last step",
    "mlbench.evaluation.band.Band": "what makes intervals: an array, texts and a boosting",
    "mlbench.evaluation.rule.Rule": "what decides on a class: texts, numbers and an array",
    "mlbench.models.multilabel.LabelSets": "our own: a classifier for each label",
    "mlbench.models.multilabel.LabelVote": "our own: a mean of classifiers",
    "mlbench.models.mlp.MLPClassifier": "our own network: plain arrays",
    "mlbench.models.mlp_labels.MLPLabels": "our own network: plain arrays",
    "mlbench.models.mlp.MLPRegressor": "our own network: plain arrays",
}


def trusted() -> dict[str, str]:
    """Return the types that may be loaded: those above, and those that recipes vouch for."""
    from mlbench.models.catalogue import recipes  # noqa: PLC0415 - the store starts without pandas

    named = (recipe.trusted for recipe in recipes() if not recipe.needs.missing())
    return {name: why for each in (TRUSTED, *named) for name, why in each.items()}


def refuse_untrusted(found: list[str], what: str) -> None:
    """Refuse types that are not on the list.

    Parameters
    ----------
    found : list of str
        Types that skops does not trust of its own.
    what : str
        The file or object that holds them, for the sentence.

    Raises
    ------
    StoreError
        One of them is not on the list; all of these are listed.

    Examples
    --------
    >>> refuse_untrusted(["numpy.dtype"], "the model")
    """
    unknown = [name for name in found if name not in TRUSTED]
    known = trusted() if unknown else TRUSTED
    refused = [name for name in unknown if name not in known]
    if refused:
        raise StoreError(
            f"{what} holds types that mlbench does not trust: {listing(refused)}.",
            next_step="Use estimators of scikit-learn, skrub and mlbench; of a file from "
            "elsewhere, don't load it.",
            code="TYPES_REFUSED",
        )
