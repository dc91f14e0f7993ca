"""Publishing to remote storage: a server that speaks S3, and what it may refuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from urllib.parse import unquote

import fsspec
import pytest

from mlbench.errors import MlbenchError, RefusedInput, StoreError
from mlbench.reports.sharing.address import Address
from mlbench.reports.sharing.publish import publish
from mlbench.reports.sharing.remote_errors import speaking_of

FIRST, SECOND = "20260301-123005-250-ab12", "20260302-080000-000-cd34"


def keys(s3, prefix=""):
    found = s3.list_objects_v2(Bucket="shared", Prefix=prefix).get("Contents", [])
    return [entry["Key"] for entry in found]


def downloaded(s3, folder):
    for key in keys(s3):
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(s3.get_object(Bucket="shared", Key=key)["Body"].read())
    return folder


@pytest.fixture
def memory():
    storage = fsspec.filesystem("memory")
    yield storage
    storage.rm("/", recursive=True)


def test_a_bucket_gets_a_whole_publication_that_a_browser_can_show(made, s3, whole, tmp_path):
    done = publish([made()], "s3://shared/reports")
    assert done.address == "s3://shared/reports/index.html"
    assert whole(downloaded(s3, tmp_path / "site")) > 8
    kinds = {k: s3.head_object(Bucket="shared", Key=k)["ContentType"] for k in keys(s3)}
    assert kinds["reports/index.html"] == "text/html"
    assert kinds[f"reports/study/{FIRST}/report.html"] == "text/html"
    assert kinds["reports/publication.json"] == "application/json"


def test_publishing_again_adds_replaces_and_removes(made, s3, whole, tmp_path):
    folder = made(FIRST)
    publish([folder], "s3://shared/reports/", artifacts=True)
    assert publish([made(SECOND)], "s3://shared/reports").held == 2
    assert any("artifacts" in key for key in keys(s3))
    assert publish([folder], "s3://shared/reports").held == 2
    assert not any("artifacts" in key for key in keys(s3))
    whole(downloaded(s3, tmp_path / "site"))


def test_at_every_moment_no_page_links_to_something_that_is_not_there(
    made, memory, whole, tmp_path
):
    moments = []

    def look(what, done, total):
        folder = tmp_path / "seen" / str(len(moments))
        folder.mkdir(parents=True)
        if memory.exists("/site"):
            memory.get("/site/", str(folder) + "/", recursive=True)
        whole(folder)
        moments.append(len(list(folder.rglob("report.html"))))

    many = made(FIRST)
    for number in range(20):
        (many.bundle / f"{number}.json").write_text("{}")
    publish([many], "memory://site", tell=look)
    publish([made(SECOND)], "memory://site", tell=look)
    assert moments[0] == 0
    assert moments[-1] == 2
    assert len(moments) > 10


def test_a_place_with_something_else_is_not_touched_without_force(made, s3):
    s3.put_object(Bucket="shared", Key="reports/thesis.txt", Body=b"years of work")
    with pytest.raises(StoreError, match="no publication of mlbench; nothing there was touched"):
        publish([made()], "s3://shared/reports")
    assert keys(s3) == ["reports/thesis.txt"]
    publish([made()], "s3://shared/reports", force=True)
    assert "reports/thesis.txt" in keys(s3)
    assert publish([made()], "s3://shared/reports2").held == 1  # whose name only starts alike


def test_a_zip_far_away_is_updated_as_a_whole(made, s3, tmp_path):
    first, second = made(FIRST), made(SECOND)
    publish([first], "s3://shared/reports.zip")
    assert publish([second], "s3://shared/reports.zip").held == 2
    assert keys(s3) == ["reports.zip"]
    publish([first, second], "local.zip")
    body = s3.get_object(Bucket="shared", Key="reports.zip")["Body"].read()
    assert body == (tmp_path / "local.zip").read_bytes()
    s3.put_object(Bucket="shared", Key="reports.zip", Body=b"years of work")
    with pytest.raises(StoreError, match=r"s3://shared/reports\.zip is no publication"):
        publish([first], "s3://shared/reports.zip")


def test_names_that_need_quoting_arrive_as_they_are(made, s3):
    publish([made(name="größe & co")], "s3://shared/with space/ü")
    assert any(key.endswith("bundle/größe & co.json") for key in keys(s3, "with space/ü/"))


def test_memory_and_file_addresses_work(made, memory, tree, tmp_path):
    publish([made()], "memory://site")
    assert memory.exists("/site/index.html")
    publish([made()], f"file://{tmp_path}/site")
    assert "index.html" in tree(tmp_path / "site")


def refused(destination, made):
    with pytest.raises(MlbenchError) as caught:
        publish([made()], destination)
    error = caught.value
    assert error.exit_code == 2
    assert len(error.mistakes) == 1
    assert "Traceback" not in str(error)
    assert error.next_step
    return error


def test_a_bucket_that_is_not_there(made, s3):
    error = refused("s3://no-such-bucket/reports", made)
    assert error.code == "REMOTE_MISSING"
    assert "The specified bucket does not exist" in str(error)


def test_no_credentials(made, s3, monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    error = refused("s3://shared/reports", made)
    assert error.code == "REMOTE_CREDENTIALS"
    assert "AWS_PROFILE" in error.next_step


def test_a_profile_that_does_not_exist(made, s3, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert refused("s3://shared/reports", made).code == "REMOTE_CREDENTIALS"


def test_no_permission(made, s3):
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject"}
    policy = {"Version": "2012-10-17", "Statement": [{**statement, "Resource": "arn:aws:s3:::*/*"}]}
    s3.put_bucket_policy(Bucket="shared", Policy=json.dumps(policy))
    error = refused("s3://shared/reports", made)
    assert error.code == "REMOTE_DENIED"
    assert "with the credentials there are" in str(error)
    assert keys(s3) == []


def test_nobody_answers(made, s3, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    error = refused("s3://shared/reports", made)
    assert error.code == "REMOTE_UNREACHABLE"
    assert "AWS_ENDPOINT_URL" in error.next_step


def test_a_package_that_is_missing_is_named_with_the_way_to_get_it(made):
    program = (
        "import sys\n"
        "sys.modules['s3fs'] = None  # as where it is not installed\n"
        "from mlbench.cli.main import main\n"
        f"sys.argv = ['mlbench', 'report', 'publish', {str(made().path)!r}, 's3://shared/x']\n"
        "main()\n"
    )
    environment = {**os.environ, "MLBENCH_WARM": "0"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 2
    assert "needs a package that is not installed: Install s3fs to access S3." in done.stderr
    assert "Next: Install it: pip install 'mlbench[s3]'" in done.stderr


def test_a_protocol_that_nobody_knows(made):
    assert "Did you mean 's3://'?" in str(refused("s33://bucket/reports", made))


@pytest.mark.parametrize("destination", ["", "  ", "s3://", "memory:///", "https://host/x", "a\0b"])
def test_an_address_that_names_no_place(destination, made):
    refused(destination, made)


SECRETS = [
    "s3://AKIAKEYKEYKEY:topsecret@bucket/reports",
    "s3://AKIAKEYKEYKEY:top/secret@bucket/reports",
    "ftp://someone:topsecret@127.0.0.1:9/reports",
    "ftp://someone:top%2Fsecret@127.0.0.1:9/reports",
    "ftp://someone:t/opsecret@127.0.0.1:9/reports",
    "nope://someone:topsecret@host/reports?token=topsecret",
    "sftp://someone:topsecret@127.0.0.1:9/reports.html",
    "simplecache::ftp://someone:topsecret@127.0.0.1:9/reports",
]


@pytest.mark.parametrize("destination", SECRETS)
def test_a_secret_in_an_address_is_never_shown(destination, made):
    with pytest.raises((StoreError, RefusedInput)) as caught:
        publish([made()], destination)
    shown = f"{caught.value} {caught.value.args} {caught.value.__cause__}"
    for secret in ("secret", "opsecret", "KEYKEY"):
        assert secret not in shown


@pytest.mark.parametrize("destination", SECRETS)
def test_a_secret_in_the_words_of_a_protocol_is_hidden(destination):
    address = Address(destination)
    with pytest.raises(StoreError) as caught, speaking_of(address):
        raise OSError(
            f"{destination} {unquote(destination)}: 'topsecret' or 't/opsecret' was wrong"
        )
    assert "OSError, " in str(caught.value)
    assert destination not in str(caught.value)
    for secret in [
        s for s in ("topsecret", "top/secret", "t/opsecret") if s in unquote(destination)
    ]:
        assert secret not in str(caught.value)
    assert caught.value.__suppress_context__


def test_the_settings_of_fsspec_are_read_when_they_are_needed(made, s3, s3_server, monkeypatch):
    """A process that the kernel server forks has fsspec loaded with another environment."""
    from fsspec import config

    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("FSSPEC_S3_ENDPOINT_URL", s3_server)
    try:
        assert publish([made()], "s3://shared/reports").held == 1
    finally:
        del config.conf["s3"]


def test_endpoint_and_login_come_from_the_settings_of_fsspec_through_the_command_line(
    made, s3, s3_server, shell
):
    folder = made()
    environment = {k: v for k, v in os.environ.items() if k.startswith("AWS_")}
    cleared = dict.fromkeys(environment, "")
    options = {
        "FSSPEC_S3_ENDPOINT_URL": s3_server,
        "FSSPEC_S3_KEY": "someone",
        "FSSPEC_S3_SECRET": "a-long-secret",
    }
    done = shell(
        "report", "publish", folder.path, "s3://shared/by-settings", **{**cleared, **options}
    )
    assert done.returncode == 0, done.stderr
    assert "published: s3://shared/by-settings/index.html  (1 run, 5 files, " in done.stdout
    assert f"by-settings/study/{FIRST}/report.html" in keys(s3)
