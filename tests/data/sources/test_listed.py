"""What goes by a name: listed with where it is, read by the source that lists it."""

from __future__ import annotations

import joblib
import numpy as np
import pytest

from mlbench import plugins
from mlbench.data.load import load
from mlbench.data.sources.bundled import SklearnSource
from mlbench.data.sources.catalogue import all_named
from mlbench.data.sources.listed import Listed
from mlbench.settings import settings


@pytest.fixture
def home(workplace, monkeypatch):
    """A folder of data of scikit-learn's, empty."""
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(workplace / "sk"))
    monkeypatch.delenv("MLBENCH_DATA", raising=False)
    settings.cache_clear()
    return workplace / "sk"


def by_name():
    return {one.name: one for one in all_named()}


def test_names_are_listed_once_with_where_they_can_be_had(home, cache):
    found = by_name()
    assert len(found) == len(all_named())
    assert found["sklearn:iris"].row()[:5] == ["sklearn:iris", "150", "target", "", "yes"]
    assert found["sklearn:covtype"].row()[4] == "can be fetched"
    assert found["adult"].row()[1] == "32,561 + 16,281"
    assert found["adult"].row()[4] == "can be fetched"
    assert found["clinc150"].row()[:2] == ["clinc150", "18,200 + 5,500"]
    assert found["clinc150"].row()[4] == "no"
    assert found["images:..."].here is None
    assert not home.exists()  # looking leaves nothing behind


def test_tables_that_scikit_learn_brings_have_the_rows_that_are_listed():
    for one in SklearnSource().listed():
        if one.origin == "comes with scikit-learn":
            assert len(load(one.name).frame) == one.rows


@pytest.mark.real
def test_real_data_sets_have_the_rows_that_are_listed(real_data, monkeypatch):
    monkeypatch.setenv("MLBENCH_DATA", str(real_data))
    settings.cache_clear()
    for name in ("clinc150", "cmapss_fd001", "fsdd", "ml_latest_small", "sign_language_digits"):
        one = by_name()[name]
        assert one.here
        data = load(name, split="predefined" if one.test_rows else "auto")
        assert data.rows == one.rows + (one.test_rows or 0), name
        assert data.target == one.target
        assert one.test_rows in (None, len(data.test_rows))
    settings.cache_clear()


def test_a_table_that_scikit_learn_has_fetched_is_read_without_a_network(home):
    home.mkdir()
    (home / "kddcup99_10-py3").mkdir()
    rows = np.array([[0, b"tcp", b"http", b"SF", *[1.5] * 37]] * 6, dtype=object)
    joblib.dump(rows, home / "kddcup99_10-py3" / "samples")
    joblib.dump(
        np.array([b"normal.", b"smurf."] * 3, dtype=object), home / "kddcup99_10-py3" / "targets"
    )
    assert by_name()["sklearn:kddcup99"].here
    data = load("sklearn:kddcup99")
    assert data.classes == ["normal.", "smurf."]
    assert data.frame["protocol_type"].tolist() == ["tcp"] * 6
    assert data.frame["serror_rate"].tolist() == [1.5] * 6
    joblib.dump(np.random.default_rng(0).random((9, 9)) + 1, home / "cal_housing_py3.pkz")
    assert len(load("sklearn:california_housing").features) == 8


def test_a_table_that_can_not_be_fetched_says_where_it_must_lie(home, refused, monkeypatch):
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with refused("DATA_NOT_FOUND", "'california_housing'", "SCIKIT_LEARN_DATA", "cal_housing_py3"):
        load("sklearn:california_housing")
    assert "can be fetched" in by_name()["sklearn:california_housing"].row()


class _Shelf:
    """A source of another package that lists what it has."""

    def listed(self):
        return [Listed("shelf:books", 3, target="read", here=True)]


def test_sources_of_other_packages_are_listed_too_and_broken_ones_do_no_harm(
    home, tmp_path, monkeypatch
):
    def load_one(group, word):
        return _Shelf if word == "shelf" else known(group, word)

    known, names = plugins.load, plugins.names
    info = tmp_path / "broken-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[mlbench.sources]\nbroken = no_such_package:Source\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(plugins, "load", load_one)
    monkeypatch.setattr(plugins, "names", lambda group: [*names(group), "shelf"])
    found = by_name()
    assert found["shelf:books"].row() == ["shelf:books", "3", "read", "", "yes", ""]
    assert "no_such_package" in found["broken:..."].origin
