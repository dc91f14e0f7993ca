"""What rows are about: said by the source, by a study, or by names that leave no doubt."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.load import load
from mlbench.vocabulary import DataKind


def ratings(rows: int = 60) -> pd.DataFrame:
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "userId": random.integers(1, 9, rows),
            "movieId": random.integers(1, 20, rows),
            "rating": random.integers(1, 11, rows) / 2,
            "timestamp": 964_982_703 + np.arange(rows) * 86_400,
        }
    )


def series(units: int = 5, cycles: int = 20) -> pd.DataFrame:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"engine": np.repeat(np.arange(units), cycles), "cycle": np.tile(np.arange(cycles), units)}
    )
    return frame.assign(
        **{f"s{n}": random.normal(size=len(frame)) for n in range(4)},
        y=random.normal(size=len(frame)),
    )


def sentences(rows: int = 40) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "text": [f"please tell me about number {n} now" for n in range(rows)],
            "intent": ["a", "b"] * (rows // 2),
        }
    )


@pytest.mark.parametrize(
    ("frame", "kind", "roles"),
    [
        (
            ratings(),
            "ratings",
            {"user": "userId", "item": "movieId", "value": "rating", "time": "timestamp"},
        ),
        (series(), "series", {"time": "cycle", "unit": "engine"}),
        (sentences(), "text", {"text": "text"}),
    ],
)
def test_kind_is_found_by_names_that_leave_no_doubt_and_said(csv_of, frame, kind, roles):
    data = load(csv_of(frame))
    assert (data.kind, dict(data.roles)) == (kind, roles)
    assert "by the names of the columns" in " ".join(data.notes)
    assert "kind: tabular" in " ".join(data.notes)


@pytest.mark.parametrize("frame", [ratings(), series(), sentences()])
def test_tabular_sets_what_the_names_say_aside(csv_of, frame):
    data = load(csv_of(frame), kind="tabular")
    assert (data.kind, dict(data.roles)) == (DataKind.TABULAR, {})
    assert "names of the columns" not in " ".join(data.notes)


@pytest.mark.parametrize(
    "frame",
    [
        ratings().rename(columns={"userId": "a"}),
        ratings().assign(user_id=1),  # two columns may be the user
        ratings().assign(rating=list("abcde") * 12),  # values that are no numbers
        series().drop(columns=["s0", "s1", "s2", "y"]),  # too little to draw
        series().assign(cycle=1),  # a unit has one row a moment
        sentences().assign(text="short"),  # labels, no prose
        sentences().assign(a=1, b=2, c=3, d=4),  # a table that has a text
    ],
)
def test_names_that_leave_a_doubt_say_nothing(csv_of, frame):
    assert load(csv_of(frame)).kind is DataKind.TABULAR


def test_declared_roles_win_over_names(csv_of):
    frame = ratings().rename(columns={"userId": "who", "movieId": "what"})
    data = load(csv_of(frame), "rating", kind="ratings", roles={"user": "who", "item": "what"})
    assert dict(data.roles) == {
        "user": "who",
        "item": "what",
        "value": "rating",
        "time": "timestamp",
    }
    again = load(csv_of(frame), "rating", kind="ratings", roles=["user=who", "item=what"])
    assert again.fingerprint == data.fingerprint


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ({"kind": "pictures"}, "DATA_OPTION", ["'kind' must be one of", "pictures"]),
        (
            {"kind": "ratings", "roles": {"usr": "userId"}},
            "DATA_ROLES",
            ["'usr' is not a role", "Did you mean 'user'?"],
        ),
        (
            {"kind": "ratings", "roles": {"user": "userid"}},
            "DATA_ROLES",
            ["Did you mean 'userId'?"],
        ),
        ({"kind": "series"}, "DATA_ROLES", []),
        ({"kind": "text"}, "DATA_ROLES", ["for 'text'", "roles: {text: COLUMN}"]),
        ({"kind": "images"}, "DATA_ROLES", ["for 'image'"]),
        ({"roles": {"user": "userId"}}, "DATA_ROLES", ["Roles need a kind"]),
        (
            {"kind": "ratings", "roles": "user"},
            "DATA_OPTION",
            ["'roles' must name columns by role"],
        ),
        (
            {"kind": "ratings", "roles": {"user": 3}},
            "DATA_OPTION",
            ["'roles' must name columns by role"],
        ),
        (
            {"kind": "ratings", "roles": ["user"]},
            "DATA_OPTION",
            ["'roles' must name columns by role"],
        ),
    ],
)
def test_roles_that_do_not_fit_are_refused_with_the_close_match(
    csv_of, refused, asked, code, words
):
    frame = ratings().drop(columns="timestamp")
    with refused(code, *words):
        load(csv_of(frame), **asked)


@pytest.mark.parametrize(
    ("frame", "kind", "words"),
    [
        (
            ratings().assign(rating="good"),
            "ratings",
            "'value' of the kind 'ratings' must be played by a column of numbers. Got 'rating' with values such as 'good'",
        ),
        (
            series().assign(cycle=lambda f: "c" + f["cycle"].astype(str)),
            "series",
            "'time' of the kind 'series' must be played by a column of numbers or times",
        ),
    ],
)
def test_role_played_by_values_of_another_type_is_refused(csv_of, refused, frame, kind, words):
    with refused("DATA_ROLES", words):
        load(csv_of(frame), kind=kind)


def test_numbers_of_users_and_items_are_names(csv_of):
    data = load(csv_of(ratings()), "rating")
    assert {str(data.kinds[name]) for name in ("userId", "movieId")} == {"categorical"}
    assert data.frame["userId"].map(type).eq(str).all()
    assert "'userId', 'movieId' are names and were made text" in " ".join(data.notes)


@pytest.mark.parametrize(("factor", "word"), [(1, "seconds"), (1000, "milliseconds")])
def test_seconds_since_1970_become_times_and_this_is_said(csv_of, factor, word):
    frame = ratings().assign(timestamp=lambda f: f["timestamp"] * factor)
    data = load(csv_of(frame), "rating")
    assert data.frame["timestamp"].iloc[0] == pd.Timestamp("2000-07-30 18:45:03")
    assert f"'timestamp' was read as {word} since 1970." in data.notes


def test_counts_that_are_no_moments_stay_numbers(csv_of):
    data = load(csv_of(ratings().assign(timestamp=range(60))), "rating")
    assert data.frame["timestamp"].tolist() == list(range(60))


def test_study_declares_kind_and_roles_and_every_step_sees_them(workplace, csv_of):
    import mlbench

    csv_of(ratings().rename(columns={"userId": "who", "movieId": "what"}), "r.csv")
    (workplace / "study.yaml").write_text(
        "study: s\ndata:\n  source: r.csv\n  target: rating\n  kind: ratings\n"
        "  roles: {user: who, item: what}\nsteps: [explore]\n"
    )
    run = mlbench.run("study.yaml")
    asked = run.record.data["asked"]
    assert (asked["kind"], asked["roles"]) == ("ratings", ["user=who", "item=what"])
    [step] = run.record.steps
    assert step.parameters["roles"] == ["user=who", "item=what"]
    notebook = (workplace / "runs").rglob("01-explore.ipynb")
    text = next(notebook).read_text()
    assert "Long tails of ratings" in text
    assert "ratings: user who, item what, value rating, time timestamp" in text


def test_study_with_a_wrong_role_is_refused_before_a_kernel_starts(workplace, csv_of):
    import mlbench
    from mlbench.errors import RefusedInput

    csv_of(ratings(), "r.csv")
    (workplace / "study.yaml").write_text(
        "study: s\ndata: {source: r.csv, kind: ratings, roles: {user: nobody}}\nsteps: [explore]\n"
    )
    with pytest.raises(RefusedInput) as caught:
        mlbench.run("study.yaml")
    assert "Got 'nobody'" in str(caught.value)
    assert not (workplace / "runs").exists()
