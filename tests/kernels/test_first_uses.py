"""What libraries keep of their first use is there when a kernel starts."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlbench.kernels import first_uses, preload


def test_kernel_has_what_its_server_found_out(server: Path, talk) -> None:
    kernel = talk()
    said = kernel("""
from mlbench import plugins
from nbformat import validator
from narwhals import plugins as tables
print(plugins._declared_in.cache_info().currsize > 0, len(validator.validators) > 0,
      tables._discover_entrypoints.cache_info().currsize > 0)
""")
    assert said == "True True True"


def test_kernel_takes_plain_memory_for_arrow(server: Path, talk) -> None:
    assert talk()("import pyarrow; print(pyarrow.default_memory_pool().backend_name)") == "system"


def test_kernel_has_the_forms_of_tables_compiled(server: Path, talk) -> None:
    kernel = talk()
    said = kernel("""
from unittest import mock
import jinja2, pandas, skrub
frame = pandas.DataFrame({"count": range(9), "word": ["a", "b", "c"] * 3})
report = skrub.TableReport(frame, title="<nine>", verbose=0)
with mock.patch.object(jinja2.Environment, "compile", side_effect=AssertionError):
    print("word" in report.html_snippet(), "&lt;nine&gt;" in report.html_snippet())
""")
    assert said == "True True"


def test_names_of_modules_are_on_few_pages_of_memory(server: Path, talk) -> None:
    names, pages = map(
        int,
        talk()(
            "import sys; print(len(sys.modules), len({id(n) >> 12 for n in sys.modules}))"
        ).split(),
    )
    assert names > 5000
    assert pages < names / 10  # half of the names are on a page of their own where they were made


def test_first_uses_leave_nothing_alive_that_a_fork_would_break() -> None:
    code = (
        "import nbformat, matplotlib.backends.backend_agg, narwhals.stable.v2.dependencies;"
        "import skrub._reporting._html;"
        "from mlbench.kernels import first_uses, preload;"
        "first_uses.remember(); print(repr(preload.what_is_alive()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **preload.QUIET_START},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout.strip(), done.stderr) == ("''", "")


def test_use_that_fails_is_told_to_the_log_and_the_others_follow(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("it broke")

    done: list[object] = []
    monkeypatch.setattr(first_uses, "_USES", {"sys": fails, "os": done.append})
    with caplog.at_level(logging.ERROR):
        first_uses.remember()
    assert "No first use of 'sys'" in caplog.text
    assert len(done) == 1
