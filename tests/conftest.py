"""What tests of several rooms share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_multilabel_classification

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.kernels import control
from mlbench.settings import settings

ROOT = Path(__file__).parents[1]
ZOO = Path(__file__).parent / "zoo"

# how long an example takes says how busy the machine is, not whether the promise holds
hypothesis.settings.register_profile("mlbench", deadline=None)
hypothesis.settings.load_profile("mlbench")

Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data sets, from MLBENCH_DATA or beside the checkout."""
    given = os.environ.get("MLBENCH_DATA")
    folder = Path(given) if given else ROOT.parent / "shared" / "data"
    if not (folder / "adult" / "adult-train.csv").is_file():
        if given:
            pytest.fail(f"MLBENCH_DATA names {folder}, which has no data sets")
        pytest.skip("the real data sets are not on this machine; MLBENCH_DATA names their folder")
    return folder.resolve()


@pytest.fixture(scope="session", autouse=True)
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Kernel servers of the tests' own, in a folder of their own, ended with the session."""
    folder = tmp_path_factory.mktemp("runtime")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        yield folder
        control.stop()


@pytest.fixture
def zoo() -> Path:
    """The folder of small misbehaving notebooks."""
    return ZOO


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working directory with its own runs folder and fresh settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("MLBENCH_RUNS", "MLBENCH_STEP"):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.fixture
def shell(workplace: Path) -> Shell:
    """Run ``mlbench`` as a process of its own in the workplace; returns the finished process."""
    program = Path(sys.executable).with_name("mlbench")

    def call(*words: object, timeout: float = 120, **variables: str) -> object:
        return subprocess.run(
            [str(program), *map(str, words)],
            cwd=workplace,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return call


@pytest.fixture(scope="session")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """240 rows with sets of four labels that numbers and a category tell; one label is rare."""
    X, members = make_multilabel_classification(240, 5, n_classes=3, random_state=1)
    frame = pd.DataFrame(X, columns=[f"x{i}" for i in range(5)])
    frame["city"] = [f"city{i % 60}" for i in range(240)]
    frame["y"] = [
        "|".join([*np.array(["ants", "bees", "cats"])[row == 1], *["rare"] * (i % 40 == 0)]) or "[]"
        for i, row in enumerate(members)
    ]
    file = tmp_path_factory.mktemp("labelled") / "labelled.csv"
    frame.to_csv(file, index=False)
    return load(str(file), "y")


def _mixed_frame(rows: int = 400) -> pd.DataFrame:
    """Rows with numbers, booleans, categories (few and many), dates, text, and gaps."""
    random = np.random.default_rng(0)
    number = random.normal(size=rows)
    colour = random.choice(["red", "green", "blue"], size=rows)
    frame = pd.DataFrame(
        {
            "number": number,
            "whole": random.integers(0, 50, size=rows),
            "flag": random.random(rows) < 0.5,
            "colour": colour,
            "city": [f"city{i % 60}" for i in range(rows)],
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(rows), unit="D"),
            "words": [f"some words about thing {i % 97} and {i}" for i in range(rows)],
            "label": np.where(number + (colour == "red") > 0.3, "yes", "no"),
        }
    )
    frame.loc[::7, "number"] = np.nan
    frame.loc[::11, "colour"] = None
    return frame


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    path: Path = tmp_path_factory.mktemp("mixed") / "mixed.parquet"
    _mixed_frame().to_parquet(path)
    return load(str(path), "label")


@pytest.fixture(scope="session")
def cancer() -> Dataset:
    return load("sklearn:breast_cancer", "target")


@pytest.fixture(scope="session")
def iris() -> Dataset:
    return load("sklearn:iris", "target")


@pytest.fixture(scope="session")
def diabetes() -> Dataset:
    return load("sklearn:diabetes", "target")


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """A server on this machine that speaks S3, and its address."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of the server with an empty bucket, and the environment of a user of it."""
    import boto3

    for name in [name for name in os.environ if name.startswith(("AWS_", "FSSPEC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "someone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-long-secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = boto3.client("s3")
    client.create_bucket(Bucket="shared")
    yield client
    for entry in client.list_objects_v2(Bucket="shared").get("Contents", []):
        client.delete_object(Bucket="shared", Key=entry["Key"])
    client.delete_bucket(Bucket="shared")
    client.close()
