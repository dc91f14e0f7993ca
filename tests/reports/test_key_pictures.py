"""What is seen first: the pictures of the step that made the score, small, each with its words."""

from __future__ import annotations

from mlbench.reports.key_pictures import key_pictures
from mlbench.store.record import StepRecord
from mlbench.vocabulary import State

SCORED = StepRecord("look", "look", state=State.DONE, recorded={"score": 0.9})


def _notebook(tools, *alts):
    outputs = [
        tools.display(
            image__png=tools.png(900, 600, noise=True), metadata={"image/png": {"alt": a}}
        )
        for a in alts
    ]
    return {"cells": [tools.shown([tools.display(plain="no picture")]), tools.shown(outputs)]}


def _chosen(*steps):
    return [(p.tag.partition('alt="')[2].partition('"')[0], p.anchor) for p in key_pictures(steps)]


def test_two_of_the_step_with_the_score_come_first_then_one_of_the_others(tools):
    explore = (StepRecord("explore", "explore"), "step-1", _notebook(tools, "e1", "e2"))
    model = (StepRecord("model", "model"), "step-2", _notebook(tools, "m1", "m2"))
    scored = StepRecord("evaluate", "evaluate", recorded={"score": 0.9})
    evaluate = (scored, "step-3", _notebook(tools, "roc", "recall", "third"))
    chosen = _chosen(explore, model, evaluate)
    assert chosen == [("roc", "step-3"), ("recall", "step-3"), ("m1", "step-2")]
    assert _chosen(explore, model) == []


def test_pictures_are_small_and_bring_words_of_their_own_where_there_are_none(tools):
    [picture] = key_pictures([(SCORED, "step-1", _notebook(tools, ""))])
    assert len(picture.tag) < 120_000
    assert "Picture of step &#x27;look&#x27;" in picture.tag
    assert 'src="data:image/webp' in picture.tag


def test_odd_notebooks_give_no_picture_and_no_error(tools):
    odd = [{}, {"cells": None}, {"cells": [None, {"outputs": 3}, {"outputs": [None, {"data": 1}]}]}]
    odd.append({"cells": [tools.shown([tools.display(image__png="bm90aGluZw==")])]})
    assert key_pictures([(SCORED, "step-1", notebook) for notebook in odd]) == []


def test_key_pictures_of_a_page_lead_to_their_step(runs, tools, inert):
    page = runs.page(_notebook(tools, "what it shows")["cells"], SCORED)
    inert(page)
    assert [a["alt"] for a in page.having("img")] == ["what it shows"] * 2
    assert "#step-1" in page.attributes("href")
