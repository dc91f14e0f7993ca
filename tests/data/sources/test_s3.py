"""Files in a bucket, from a server that speaks S3."""

from __future__ import annotations

import sys

import pandas as pd
import pytest
from fsspec.registry import _registry

from mlbench.data.load import load
from mlbench.data.reading.options import ReadOptions
from mlbench.data.sources import read_source

TEXT = b"a,b\n1,x\n2,y\n"


@pytest.fixture
def put(s3, cache):
    """Puts bytes, or a frame as Parquet, under a key of the bucket 'shared'."""

    def write(key, content):
        data = content if isinstance(content, bytes) else content.to_parquet()
        s3.put_object(Bucket="shared", Key=key, Body=data)

    return write


def read(source):
    return read_source(source, ReadOptions()).table.frame


def test_text_and_parquet_come_out_of_a_bucket_as_they_were_put_there(put):
    frame = pd.DataFrame({"n": [1.5, None], "when": pd.to_datetime(["2026-01-01", "2026-01-02"])})
    put("in/t.csv", TEXT)
    put("in/größe & co.parquet", frame)
    assert read("s3://shared/in/t.csv").to_dict("list") == {"a": [1, 2], "b": ["x", "y"]}
    got = read("s3://shared/in/größe & co.parquet")
    pd.testing.assert_frame_equal(got, frame.astype({"when": got["when"].dtype}))


def test_a_pattern_takes_the_files_of_a_bucket_with_what_their_folders_say(put):
    for year in (2023, 2024):
        put(f"sales/year={year}/part.parquet", pd.DataFrame({"sold": [year, 1]}))
    put("sales/year=2024/readme.txt.bak", b"no data")
    got = read("s3://shared/sales/*/*.parquet")
    assert got.to_dict("list") == {"sold": [2023, 1, 2024, 1], "year": [2023, 2023, 2024, 2024]}


def test_a_folder_of_a_bucket_is_all_its_data_files(put):
    for year in (2023, 2024):
        put(f"sales/year={year}/deep/part.csv", TEXT)
    put("sales/_log/part.csv", b"c\n1\n")
    put("sales/.hidden.csv", b"c\n1\n")
    put("sales/notes.md", b"# Notes")
    for address in ("s3://shared/sales", "s3://shared/sales/"):
        assert read(address)["year"].tolist() == [2023, 2023, 2024, 2024]


@pytest.mark.parametrize("source", ["shared/none.csv", "shared/*.csv", "no-such/t.csv", "no-such"])
def test_bucket_or_key_that_is_not_there_is_refused(put, refused, source):
    with refused("DATA_NOT_FOUND", f"There is no file at s3://{source}."):
        read(f"s3://{source}")


def test_folder_without_data_files_is_refused(put, refused):
    put("docs/notes.md", b"# Notes")
    with refused("DATA_NOT_FOUND", "s3://shared/docs"):
        read("s3://shared/docs")


@pytest.mark.parametrize("source", ["s3://shared/t.csv", "s3://shared/*.csv"])
def test_a_key_that_is_written_again_is_read_again(put, s3, source):
    put("t.csv", TEXT)
    first = load(source).fingerprint
    assert load(source).fingerprint == first
    put("t.csv", TEXT.replace(b"2", b"3"))  # of the same size, within the same second
    assert load(source).fingerprint != first
    assert read(source)["a"].tolist() == [1, 3]


def test_parts_of_a_bucket_that_disagree_are_refused(put, refused):
    put("parts/1.parquet", pd.DataFrame({"a": [1]}))
    put("parts/2.parquet", pd.DataFrame({"b": [1]}))
    with refused("DATA_PARTS", "2.parquet", "have the columns 'a'"):
        read("s3://shared/parts")


def test_without_credentials_the_next_step_is_to_give_some(put, refused, monkeypatch, tmp_path):
    put("t.csv", TEXT)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    with refused("DATA_REMOTE", "NoCredentialsError", "Set AWS_PROFILE"):
        read("s3://shared/t.csv")


def test_without_its_package_the_next_step_is_to_install_the_extra(cache, refused, monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(_registry, "s3", raising=False)
    with refused("DATA_REMOTE", "not installed", "pip install 'mlbench[s3]'"):
        read("s3://shared/t.csv")
