"""Two models on the same rows: what is more than noise, and what the tests of others say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.evaluation.delong import delong_p_value
from mlbench.evaluation.paired import judge


def _table(truth, score, labels=("no", "yes")) -> pd.DataFrame:
    labels = np.asarray(labels)
    table = {
        "row": np.arange(len(truth)),
        "truth": labels[truth],
        "prediction": labels[(score > 0.5) * 1],
    }
    chances = {f"probability_{labels[0]}": 1 - score, f"probability_{labels[1]}": score}
    return pd.DataFrame({**table, **chances})


def _scores(truth, noise, seed=0):
    drawn = np.random.default_rng(seed).normal(size=len(truth))
    return 1 / (1 + np.exp(-(2 * (truth - 0.5) + noise * drawn)))


@pytest.fixture(scope="module")
def truth():
    return np.random.default_rng(7).integers(2, size=600)


def test_a_much_better_model_is_better_and_a_model_against_itself_is_noise(truth):
    good, bad = _table(truth, _scores(truth, 1)), _table(truth, _scores(truth, 3))
    judged = judge(bad, good, task="binary", metric="log_loss")
    assert judged.rows == 600
    assert judged.metrics[0].name == "log_loss"
    assert {m.verdict for m in judged.metrics} == {"better"}
    assert all(test.p_value < 0.001 for test in judged.tests)
    assert {m.verdict for m in judge(good, bad, task="binary").metrics} == {"worse"}
    same = judge(good, good, task="binary")
    assert {(m.verdict, m.gain.value, m.gain.low) for m in same.metrics} == {("noise", 0, 0)}
    assert [test.p_value for test in same.tests] == [1, 1]


@pytest.mark.parametrize("labels", [("no", "yes"), (0, 1), (False, True), (1.0, 2.0)])
def test_labels_of_every_type_come_back_from_their_columns(truth, labels):
    table = _table(truth, _scores(truth, 1), labels)
    judged = judge(table, table, task="binary")
    # a class that no common row shows is still a class
    one_class = table[table["truth"] == labels[1]]
    less = judge(
        table, one_class[one_class["prediction"] == labels[1]], task="binary", metric="accuracy"
    )
    assert judged.metrics[0].reference.value > 0.8
    assert less.metrics[0].reference.value == 1


def test_mcnemar_gives_the_p_value_of_the_textbook():
    # approval ratings asked twice: Agresti, Categorical Data Analysis, table 10.1
    both, only_first, only_second, neither = 794, 150, 86, 570
    first = np.repeat([1, 1, 0, 0], [both, only_first, only_second, neither])
    second = np.repeat([1, 0, 1, 0], [both, only_first, only_second, neither])
    tables = [_table(np.ones(1600, dtype=int), each.astype(float)) for each in (first, second)]
    [test] = judge(*tables, task="binary", bootstraps=200).tests
    assert test.p_value == pytest.approx(3.7e-5, rel=0.02)
    assert "86 rows only the other run has right, 150 rows only the reference" in test.statement


def _by_definition(member, one, two):
    """Return DeLong's z by all pairs, as the paper writes it."""
    kernel = [np.sign(s[member][:, None] - s[~member][None, :]) / 2 + 0.5 for s in (one, two)]
    areas = [k.mean() for k in kernel]
    rows = np.cov([k.mean(axis=1) for k in kernel]) / member.sum()
    columns = np.cov([k.mean(axis=0) for k in kernel]) / (~member).sum()
    total = rows + columns
    return (areas[0] - areas[1]) / np.sqrt(total[0, 0] + total[1, 1] - 2 * total[0, 1])


def test_delong_by_mid_ranks_is_delong_by_all_pairs_also_with_ties(truth):
    from scipy.stats import norm

    member = truth.astype(bool)
    one, two = np.round(_scores(truth, 2), 1), np.round(_scores(truth, 2.2, seed=1), 1)
    expected = 2 * norm.sf(abs(_by_definition(member, one, two)))
    assert delong_p_value(member, one, two) == pytest.approx(expected, rel=1e-9)


def test_delong_says_five_percent_five_times_in_a_hundred_when_nothing_differs():
    random = np.random.default_rng(3)
    found = []
    for _ in range(1000):
        member = random.random(120) < 0.4
        one, two = (member + random.normal(size=120) for _ in range(2))
        found.append(delong_p_value(member, one, two))
    assert 0.03 < np.mean(np.array(found) < 0.05) < 0.07


def test_numbers_are_judged_by_the_metrics_of_numbers():
    random = np.random.default_rng(0)
    truth = random.normal(size=300)
    near, far = truth + random.normal(size=300), truth + 3 * random.normal(size=300)
    tables = [
        pd.DataFrame({"row": range(300), "truth": truth, "prediction": p}) for p in (far, near)
    ]
    judged = judge(*tables, task="regression", metric="mae")
    assert [m.name for m in judged.metrics] == ["mae", "rmse", "median_ae", "r2"]
    assert judged.metrics[0].verdict == "better"
    assert judged.tests == ()


def test_rows_are_paired_by_their_id_in_any_order(truth):
    table = _table(truth, _scores(truth, 1))
    other = table.sample(frac=0.5, random_state=0)
    judged = judge(table, other, task="binary")
    assert judged.rows == 300
    assert judged.metrics[0].gain.value == 0
    assert "300 rows were held out by both runs, of 600 and 300" in judged.notes[0]


def test_what_can_not_be_paired_is_said(truth):
    table = _table(truth, _scores(truth, 1))
    elsewhere = table.assign(row=table["row"] + 10_000)
    assert "different rows" in judge(table, elsewhere, task="binary").reason
    other_target = table.assign(truth=table["truth"].to_numpy()[::-1])
    assert "different targets" in judge(table, other_target, task="binary").reason
    twice = pd.concat([table, table])
    assert "more than once" in judge(twice, table, task="binary").reason
    renamed = table.rename(columns={"probability_no": "probability_never"})
    assert "different classes" in judge(table, renamed, task="binary").reason
