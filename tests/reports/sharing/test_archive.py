"""Publishing to a zip: the same bytes for the same runs, and nothing that unpacks elsewhere."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import zipfile

import pytest

from mlbench.errors import StoreError
from mlbench.reports.sharing.publish import publish

FIRST, SECOND = "20260301-123005-250-ab12", "20260302-080000-000-cd34"


def unpacked(path, folder):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def test_a_zip_holds_a_whole_publication(made, tree, whole, tmp_path):
    done = publish([made()], "out/reports.zip")
    assert done.address == "out/reports.zip"
    site = unpacked(tmp_path / "out" / "reports.zip", tmp_path / "site")
    assert f"study/{FIRST}/bundle/größe & co.json" in tree(site)
    assert whole(site) > 8
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["reports.zip"]


def test_the_same_runs_make_the_same_bytes(made, tmp_path):
    folders = [made(FIRST), made(SECOND)]
    publish(folders, "a.zip")
    for path in folders[0].path.rglob("*"):
        path.touch()
    folders[0].report.touch()
    publish(folders[::-1], "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_runs_added_one_by_one_make_the_same_zip_as_all_at_once(made, tmp_path):
    first, second = made(FIRST), made(SECOND)
    publish([first, second], "a.zip")
    publish([first], "b.zip")
    assert publish([second], "b.zip").held == 2
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_names_are_sorted_and_bear_no_time_and_plain_permissions(made, tmp_path):
    folder = made()
    (folder.bundle / "model_card.md").chmod(0o600)
    publish([folder], "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        infos = archive.infolist()
    assert [info.filename for info in infos] == sorted(info.filename for info in infos)
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.external_attr >> 16 for info in infos} == {stat.S_IFREG | 0o644}


def test_a_zip_of_something_else_is_not_touched_without_force(made, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("thesis.txt", "years of work")
    before = (tmp_path / "a.zip").read_bytes()
    with pytest.raises(StoreError, match=r"a\.zip is no publication of mlbench"):
        publish([made()], "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == before
    publish([made()], "a.zip", force=True)
    assert publish([made()], "a.zip").held == 1


def test_a_file_that_only_calls_itself_a_zip_is_not_touched(made, tmp_path):
    (tmp_path / "a.zip").write_text("years of work")
    with pytest.raises(StoreError, match="no publication"):
        publish([made()], "a.zip")


def test_a_damaged_zip_of_ours_is_named_and_kept(made, tmp_path):
    publish([made(FIRST)], "a.zip")
    content = bytearray((tmp_path / "a.zip").read_bytes())
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        start = archive.getinfo(f"study/{FIRST}/report.html").header_offset
    content[start + 500 : start + 600] = bytes(100)
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(StoreError, match=r"a\.zip is damaged"):
        publish([made(SECOND)], "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == content


def test_what_a_foreign_hand_put_into_a_zip_of_ours_does_not_live_on(made, tmp_path):
    publish([made(FIRST)], "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as archive:
        archive.writestr("../evil.txt", "x")
        archive.writestr("study/more.txt", "x")
    publish([made(SECOND)], "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert not [name for name in archive.namelist() if "evil" in name or "more" in name]


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "a/../../evil.txt", "C:evil", "a\\b"])
def test_a_register_that_leads_outside_makes_a_zip_none_of_ours(name, made, tmp_path):
    entry = {"study": "s", "run": "r", "place": "s/r", "headline": "h", "state": "done"}
    entry |= {"started": "", "files": {name: 1}}
    register = {"kind": "mlbench publication", "format": 1, "runs": [entry]}
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("publication.json", json.dumps(register))
        archive.writestr(f"s/r/{name}", "x")
    with pytest.raises(StoreError, match="no publication"):
        publish([made()], "a.zip")


@pytest.mark.parametrize("moment", [2, 5, 8])
def test_a_kill_in_the_middle_leaves_the_old_zip_whole(moment, made, tmp_path):
    publish([made(FIRST)], "a.zip")
    before = (tmp_path / "a.zip").read_bytes()
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from mlbench.reports.sharing.publish import publish\n"
        "from mlbench.store.folder import RunFolder\n"
        "moments = iter(range(1, 99))\n"
        f"kill = lambda *told: next(moments) == {moment} and os.kill(os.getpid(), signal.SIGKILL)\n"
        "publish([RunFolder(Path(sys.argv[1]))], 'a.zip', tell=kill)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, made(SECOND).path], check=False)
    assert done.returncode == -9
    assert (tmp_path / "a.zip").read_bytes() == before
    assert publish([made(SECOND)], "a.zip").held == 2


def test_every_link_of_an_unpacked_zip_opens_in_a_browser_without_a_network(
    browser, made, tmp_path
):
    from urllib.parse import unquote, urlsplit

    from playwright.sync_api import sync_playwright

    publish([made(FIRST), made(SECOND, name="größe & co")], "a.zip")
    site = unpacked(tmp_path / "a.zip", tmp_path / "a folder")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser)
        context = chromium.new_context(offline=True)
        page = context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        waiting, seen = [(site / "index.html").as_uri()], set()
        while waiting:
            page.goto(waiting.pop())
            assert page.locator("h1").inner_text()
            for link in page.eval_on_selector_all("a", "links => links.map(a => a.href)"):
                address = link.partition("#")[0]
                path = unquote(urlsplit(address).path)
                assert address.startswith(site.as_uri())
                assert (tmp_path / path).is_file(), address
                if address not in seen and path.endswith(".html"):
                    waiting.append(address)
                seen.add(address)
        chromium.close()
    assert sum(address.endswith("report.html") for address in seen) == 2
    assert any(address.endswith(".ipynb") for address in seen)
    assert said == []
