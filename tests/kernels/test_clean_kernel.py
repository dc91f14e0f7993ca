"""A forked kernel is the process that a fresh one would be, and sees nothing of another."""

from __future__ import annotations

import json
import os
import resource
from pathlib import Path

import nbclient
import pytest
from nbformat.v4 import new_code_cell, new_notebook

STATE = """
import json, os, resource, signal, stat, sys, random
state = {
    "cwd": os.getcwd(),
    "argv": [os.path.basename(sys.argv[0]), sys.argv[1]],
    "path": sys.path,
    "executable": sys.executable,
    "flags": str(sys.flags),
    "umask": (os.umask(0o22), os.umask(0o22))[0],
    "limits": [resource.getrlimit(getattr(resource, n)) for n in sorted(dir(resource)) if n.startswith("RLIMIT_")],
    "nice": os.getpriority(os.PRIO_PROCESS, 0),
    "affinity": sorted(os.sched_getaffinity(0)),
    "leads": [os.getpid() == os.getsid(0), os.getpid() == os.getpgid(0)],
    "handlers": {int(s): str(signal.getsignal(s)) for s in (1, 2, 3, 13, 15, 17)},
    "mask": sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, []))),
    "stdin": os.read(0, 1).decode(),
    "main": sys.modules["__main__"].__name__,
    "env": {k: v for k, v in os.environ.items() if not k.startswith(("JPY_", "PYDEVD", "MPLBACKEND"))},
    "backend": __import__("matplotlib").get_backend(),
    "locals": sorted(k for k in globals() if not k.startswith("_")),
}
print(json.dumps(state))
"""


def test_forked_kernel_has_the_state_of_a_fresh_one(server, talk, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    env = {**os.environ, "MY_VARIABLE": "mine", "TZ": "Asia/Tokyo"}
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    old = os.umask(0o027)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 777), hard))
    try:
        fresh = json.loads(talk("python3", cwd=str(folder), env=env)(STATE).splitlines()[-1])
        warm = json.loads(talk("mlbench", cwd=str(folder), env=env)(STATE).splitlines()[-1])
    finally:
        os.umask(old)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert warm == fresh
    assert warm["env"]["MY_VARIABLE"] == "mine"
    assert warm["umask"] == 0o027


def test_random_states_differ_between_kernels(server, talk) -> None:
    code = (
        "import random, numpy, uuid, tempfile, tensorflow as tf, keras\n"
        "print(random.random(), numpy.random.rand(), uuid.uuid4(), tempfile.mktemp(),"
        " float(tf.random.uniform([])), keras.random.uniform([]).numpy())"
    )
    one, two = (talk()(code, timeout=120).splitlines()[-1].split() for _ in range(2))
    assert len(one) == 6
    assert not set(one) & set(two)


def test_fixed_hash_seed_holds_in_a_forked_kernel(own_server, talk) -> None:
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    fresh = talk("python3", env=env)("print(hash('word'))")
    assert talk("mlbench", env=env)("print(hash('word'))") == fresh


def test_kernel_sees_no_file_socket_or_variable_of_another(server, talk) -> None:
    code = (
        "import os\n"
        "for n in os.listdir('/proc/self/fd'):\n"
        "    if int(n) > 2 and os.path.islink(f'/proc/self/fd/{n}'):\n"
        "        print(os.readlink(f'/proc/self/fd/{n}'))"
    )
    first = talk(env={**os.environ, "TOP_SECRET": "hidden-value"})
    first("left_behind = 42")
    second = talk()
    of_first, of_second = ({*kernel(code).splitlines()} for kernel in (first, second))
    assert len(of_first) > 10
    shared = {file for file in of_first & of_second if file.startswith(("socket", "pipe"))}
    assert shared == set()
    assert second("import os; print('left_behind' in globals(), 'TOP_SECRET' in os.environ)") == (
        "False False"
    )
    assert second("print(b'hidden-value' in open('/proc/self/environ', 'rb').read())") == "False"


def test_blas_uses_the_threads_a_fresh_kernel_would(server, talk) -> None:
    code = (
        "import numpy, threadpoolctl; numpy.ones((500, 500)) @ numpy.ones((500, 500));"
        "print(sorted(i['num_threads'] for i in threadpoolctl.threadpool_info() if i['user_api'] == 'blas'"
        " and 'numpy' in i['filepath']))"
    )
    assert talk("mlbench")(code) == talk("python3")(code)


@pytest.mark.parametrize("backend", ["agg", ""])
def test_matplotlib_backend_of_the_environment_holds(server, talk, backend: str) -> None:
    env = {**os.environ, "MPLBACKEND": backend} if backend else dict(os.environ)
    env = {k: v for k, v in env.items() if v}
    code = "import matplotlib.pyplot as plt; plt.plot([1]); print(plt.get_backend())"
    assert talk("mlbench", env=env)(code) == talk("python3", env=env)(code)


DRAWING = [
    "import matplotlib.pyplot as plt\nplt.plot([0, 1], [1, 2]);",
    "figure, axes = plt.subplots(figsize=(3, 2))\naxes.plot([1, 0]);",
    "plt.plot([3, 1])\nplt.show()\nprint('after')",
    "figure",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]}).plot();",
    "print(plt.get_fignums())",
    "%matplotlib agg\nplt.plot([1, 2]);",
    "%matplotlib inline\nplt.plot([1, 2]);",
]


def test_figures_are_shown_as_a_fresh_kernel_shows_them(server) -> None:
    def shown(kernel: str) -> list[list[object]]:
        notebook = new_notebook(cells=[new_code_cell(source) for source in DRAWING])
        # what is printed comes in one piece or in two, as the clock has it
        nbclient.execute(notebook, kernel_name=kernel, coalesce_streams=True)
        return [[o.get("data", o.get("text")) for o in cell.outputs] for cell in notebook.cells]

    fresh, warm = shown("python3"), shown("mlbench")
    assert warm == fresh
    assert ["image/png" in outputs[0] for outputs in warm[:5]] == [True] * 5


def test_settings_are_those_of_the_kernel_s_folder_and_environment(server, talk, tmp_path) -> None:
    env = {**os.environ, "MLBENCH_RUNS": str(tmp_path / "mine")}
    code = "from mlbench.settings import settings; print(settings().runs, settings().root)"
    assert talk(env=env, cwd=str(tmp_path))(code) == f"{tmp_path / 'mine'} {tmp_path}"


def test_library_of_duckdb_is_loaded_and_its_module_is_not(server, talk) -> None:
    code = (
        "import sys\n"
        "print('duckdb' in sys.modules, '_duckdb' in open('/proc/self/maps').read())\n"
        "import duckdb\n"
        "print(duckdb.sql('select 42').fetchone()[0])"
    )
    assert talk()(code).split() == ["False", "True", "42"]


def test_kernel_server_imports_no_pytorch_by_the_way(server, talk) -> None:
    assert talk()("import sys; print('skops' in sys.modules, 'torch' in sys.modules)") == (
        "True False"
    )
